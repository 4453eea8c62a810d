"""One dispute under each policy, told step by step: the real command on a scripted clock, in a log that is thrown away.

Each step is a process of its own. A story stops the demonstration as soon as a command does not end as told.
"""

import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import tomli_w

from escalate.render.words import instant
from tests.demo.story import SETUP, Step, stories

COLUMNS = 80
FILE = "answers.toml"
FIRST = Step(
    "One office, one log. Who we are is said once.", "2026-10-05T09:00:00+01:00", f"setup --answers {SETUP.name}"
)
LAST = (
    Step("All five are resolved:", "2027-02-01T09:00:00+00:00", "list --all"),
    Step(
        "What they left to do stays in the report until it is done. What is late stands first.",
        "2027-02-01T09:00:00+00:00",
        "report --exit-code",
        exit=7,
    ),
)


class Unexpected(Exception):
    """A command did not end as its story says."""


def tell(step: Step, ref: int, folder: Path) -> None:
    """Say the sentence, show the command as typed, and run it. Raises Unexpected."""
    print(f"\n{instant(step.at)}")
    print(textwrap.fill(step.say, COLUMNS))
    answers = ["--answers", FILE] if step.answers else []
    (folder / FILE).write_text(tomli_w.dumps(dict(step.answers)), "utf-8")
    print(f"$ escalate {step.typed(ref)} {' '.join(answers)}\n".replace(" \n", "\n"), flush=True)
    code = run([*step.words(ref), *answers], step, folder)
    if code != step.exit:
        raise Unexpected(f"exit code {code}, where the story says {step.exit}")


def run(words: list[str], step: Step, folder: Path) -> int:
    """The exit code of a command, which writes to our own screen unless only its first lines are wanted."""
    surroundings = {"ESCALATE_HOME": str(folder / "home"), "ESCALATE_CLOCK": step.clock, "COLUMNS": str(COLUMNS)}
    done = subprocess.run(
        [sys.executable, "-m", "escalate", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **surroundings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if step.first_lines else None,
        encoding="utf-8",
        check=False,
    )
    if step.first_lines:
        lines = done.stdout.splitlines()
        print("\n".join(lines[: step.first_lines]))
        print(f"  ... and {len(lines) - step.first_lines} more lines")
    return done.returncode


def main() -> int:
    """0, or 1 when a command did not end as its story says."""
    with tempfile.TemporaryDirectory(prefix="escalate-demo-") as name:
        folder = Path(name)
        (folder / SETUP.name).write_bytes(SETUP.read_bytes())
        try:
            tell(FIRST, 0, folder)
            for ref, story in enumerate(stories(), 1):
                print(f"\n{'=' * COLUMNS}\n{story.title}\n{'=' * COLUMNS}")
                for step in story.steps:
                    tell(step, ref, folder)
            print(f"\n{'=' * COLUMNS}\nAll of them\n{'=' * COLUMNS}")
            for step in LAST:
                tell(step, 0, folder)
        except Unexpected as fault:
            print(f"The demonstration stopped: {fault}.", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
