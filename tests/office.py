"""An office for tests: a scratch ESCALATE_HOME, and the real commands run in this process on a scripted clock."""

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from escalate.cli.main import run

FRIDAY = "2026-12-18T11:00:00+00:00"
SETUP: Mapping[str, Any] = {
    "me": [{"name": "Ann Worker", "role": "Designated safeguarding lead", "agency": "School", "sector": "education"}],
    "policies": ["torbay"],
}
OPEN: Mapping[str, Any] = {
    "danger": "no",
    "grounds": ["levels-of-need"],
    "subjects": [{"ref": "AB"}],
    "concern": "The referral was closed without a visit.",
    "parties": [{"id": "csc", "agency": "Children's Services", "sector": "childrens-social-care"}],
    "people": [{"name": "Bo Colleague", "role": "Social worker", "party": "csc"}],
    "arose": "17/12/2026",
    "raised": "18/12/2026 10am",
    "answers": {"difference": "d", "so-far": "s", "aim": "a", "evidence": "e"},
}
CONSULTATION: Mapping[str, Any] = {
    "when": "18/12/2026 9am",
    "how": "meeting",
    "said": "We went through it.",
    "people": [{"name": "Cy Supervisor", "role": "Head", "party": "us"}],
}
DISCUSSION: Mapping[str, Any] = {
    "when": "18/12/2026 10:30am",
    "how": "telephone",
    "said": "They will think again.",
    "our_reasons": "Three bruises in a month.",
    "their_reasons": "Explained by the parent.",
    "people": [{"name": "Bo Colleague", "role": "Social worker", "party": "csc"}],
    "actions": [{"who": "Bo Colleague", "party": "csc", "what": "Visit at home", "by": "23/12/2026"}],
}


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The data of a JSON answer."""
        return json.loads(self.out)["data"]

    @property
    def error(self) -> Any:
        """The data of a JSON fault."""
        return json.loads(self.err)["data"]


@dataclass
class Office:
    """A scratch office; `clock` is what its next command takes for now."""

    home: Path
    clock: str = FRIDAY

    def run(self, *words: str, answers: Mapping[str, Any] | str | None = None, columns: int = 80) -> Result:
        """Run one command, with an answers file if there are answers."""
        given = list(words)
        if answers is not None:
            file = self.home.parent / f"{self.home.name}-answers.toml"
            file.write_text(answers if isinstance(answers, str) else tomli_w.dumps(dict(answers)), encoding="utf-8")
            given += ["--answers", str(file)]
        out, err = io.StringIO(), io.StringIO()
        surroundings = {"ESCALATE_HOME": str(self.home), "ESCALATE_CLOCK": self.clock, "COLUMNS": str(columns)}
        with environment(surroundings), redirect_stdout(out), redirect_stderr(err):
            code = run(given)
        return Result(code, out.getvalue(), err.getvalue())

    def must(self, *words: str, answers: Mapping[str, Any] | str | None = None) -> Result:
        """Run one command that must succeed."""
        result = self.run(*words, answers=answers)
        assert result.code == 0, (words, result.err)
        return result

    def opened(self) -> "Office":
        """Set up, with one dispute opened."""
        self.must("setup", answers=SETUP)
        self.must("open", answers=OPEN)
        return self


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for a while."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
