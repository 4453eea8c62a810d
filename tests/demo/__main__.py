"""One dispute under each policy, told step by step: the real command, on a scripted clock, in a log that is thrown away."""

import os
import shlex
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import tomli_w

from escalate.render.words import instant
from tests.demo.story import SETUP, Step, Story, stories

WIDTH = 80
REPORT = Step(
    "All five are resolved. What they left to do stays in the report until it is done; what is late stands first.",
    "2027-02-01T09:00:00+00:00",
    "report --exit-code",
    exit=7,
)


def main() -> int:
    """0, or 1 as soon as a command does not end as the story says."""
    with tempfile.TemporaryDirectory() as folder:
        told = stories()
        opening = Step("One office, one log: who we are is said once.", told[0].steps[0].clock, f"setup --answers {SETUP.name}")
        wanted = type_in(opening, 0, Path(folder), cwd=SETUP.parent)
        return int(not (wanted and all(tell(story, ref, Path(folder)) for ref, story in enumerate(told, 1)) and type_in(REPORT, 0, Path(folder))))


if __name__ == "__main__":
    sys.exit(main())
