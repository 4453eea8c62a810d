"""`python -m escalate`: the same as the command `escalate`."""

from escalate.cli.main import main

if __name__ == "__main__":
    main()
