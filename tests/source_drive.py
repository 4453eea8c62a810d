"""One dispute under one policy, driven through the real commands to wherever a sentence of the source is met.

It does what a worker would: meets each gate in the way the program asks for, goes on by plain `advance`, and gives a
date only where the program demands one. What was demanded is kept, for the rows that say so.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from escalate.domain.policy import DONE_OF, Duty, Policy
from tests.office import Office, Result

AROSE = datetime.fromisoformat("2026-12-16T09:30:00+00:00")
RAISED = datetime.fromisoformat("2026-12-17T14:00:00+00:00")
OPENED = datetime.fromisoformat("2026-12-18T10:00:00+00:00")  # a Friday
AGREED = "2027-02-01"  # the date given wherever the policy sets none: a Monday
_A_WHILE = timedelta(minutes=7)
_MOST_GATES = 9


@dataclass(frozen=True)
class Setting:
    """What a dispute is about and between whom, where a sentence holds for some disputes only."""

    ground: str
    subject: str
    ours: str = "education"
    theirs: tuple[str, ...] = ("childrens-social-care",)


@dataclass
class Drive:
    """A dispute, number 1 of the log in `home`, at a time that moves on with each thing recorded."""

    policy: Policy
    home: Path
    setting: Setting
    now: datetime = OPENED
    demanded: set[str] = field(default_factory=set)
    stands: Mapping[str, Any] = field(default_factory=dict)  # the status that the last act printed

    def fork(self, home: Path) -> "Drive":
        """The same dispute in a copy of its log."""
        shutil.copytree(self.home, home)
        return replace(self, home=home, demanded=set(self.demanded))

    def run(self, *words: str, answers: Mapping[str, Any] | None = None) -> Result:
        """A command as typed, with its answers file if it has one."""
        return Office(self.home, self.now.isoformat()).run(*words, answers=answers)

    def tried(self, *words: str, answers: Mapping[str, Any] | None = None) -> Result:
        """A writing command, a while later."""
        self.now += _A_WHILE
        return self.run(*words, "--json", answers=answers)

    def done(self, *words: str, answers: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """A writing command that must succeed; the dates that it demands are given, and nothing else."""
        said = self.tried(*words, answers=answers)
        if said.code and said.error["code"] == "missing-answers":
            asked = [line.split(":")[0] for line in said.error["details"]]
            assert all(key.startswith("dates.") for key in asked), said.error
            self.demanded.update(asked)
            dates = {key.removeprefix("dates."): AGREED for key in asked}
            said = self.tried(*words, answers={**(answers or {}), "dates": dates})
        assert said.code == 0, (words, said.err)
        self.stands = said.data
        return self.stands

    def open(self, stage: str = "") -> Mapping[str, Any]:
        """Open it, already put to the other side."""
        setting = self.setting
        return self.done(
            *("open", "--policy", self.policy.id, *(("--stage", stage) if stage else ())),
            answers={
                "danger": "no",
                "grounds": [setting.ground],
                "subjects": [{"ref": "AB", "kind": setting.subject}],
                "concern": "The referral was closed without a visit.",
                "arose": AROSE.isoformat(),
                "raised": RAISED.isoformat(),
                "parties": [
                    {"id": sector, "side": "responding", "agency": sector.title(), "sector": sector}
                    for sector in setting.theirs
                ],
            },
        )

    def talk(self, kind: str) -> Mapping[str, Any]:
        """Record a consultation, a discussion with every responding party, or an agreement."""
        with_whom = ("us",) if kind == "consultation" else self.setting.theirs
        people = [{"name": f"Somebody {party}", "role": "worker", "party": party} for party in with_whom]
        answers = {"when": "now", "how": "telephone", "said": "What was said.", "people": people}
        return self.done("log", "1", answers={**answers, "agreed": kind == "agreement"})

    def do(self, duty: Duty, option: str = "") -> Mapping[str, Any]:
        """Mark an open duty done: with that option, else the first, and its form filled."""
        chosen = option or next(iter(duty.options), "")
        form = self.policy.form(duty.form)
        answers = {"answers": {ask.id: "As on our file." for ask in form.asks}} if form else {}
        words = ("done", "1", f"D{self.number(duty.id)}", *(("--option", chosen) if chosen else ()))
        return self.done(*words, answers=answers)

    def number(self, duty_id: str) -> int:
        """The number of the open instance of a duty; 0 if there is none."""
        open_ones = self.stands["open_duties"]
        return next((int(duty["number"]) for duty in open_ones if duty["id"] == duty_id), 0)

    def ensure(self, duty: Duty) -> None:
        """Bring about what starts a duty: the duties before it with the right options, a talk, or the end."""
        if self.number(duty.id):
            return
        if duty.starts.startswith(DONE_OF):
            before = self.known(duty.starts.removeprefix(DONE_OF))
            self.ensure(before)
            self.do(before, next(iter(duty.when.get(before.id, ())), ""))
        elif duty.starts == "resolved":
            self.resolve(at_risk="yes" in duty.when.get("dissent", ()))
        else:
            self.talk({"record": "discussion"}.get(duty.starts, duty.starts))
        assert self.number(duty.id), f"{duty.id} did not start"

    def end(self, duty: Duty) -> None:
        """Do what ends a duty, by its own moment."""
        match duty.ends:
            case "done":
                self.do(duty)
            case "approved":
                entry = next(one["entry"] for one in self.stands["to_approve"] if one["number"] == self.number(duty.id))
                self.done("approve", "1", str(entry))
            case "left":
                self.resolve(at_risk=False)
            case "raised":
                self.talk("discussion")
            case talk:
                self.talk(talk)

    def resolve(self, *, at_risk: bool) -> Mapping[str, Any]:
        """Resolve it; with somebody still worried, the dissent goes on record."""
        ended = {"outcome": "agreed-plan", "decided_by": "Both managers", "at_risk": at_risk}
        dissent = {"dissent": "We still fear for AB."} if at_risk else {}
        return self.done("resolve", "1", answers={**ended, **dissent})

    def gates(self) -> list[Duty]:
        """The open gates of the present stage."""
        return [self.known(duty["id"]) for duty in self.stands["open_duties"] if duty["gate"]]

    def pass_gates(self) -> None:
        """Meet every gate of the present stage, and those that follow from them."""
        for _ in range(_MOST_GATES):
            gates = self.gates()
            if not gates:
                return
            self.end(gates[0])
        raise AssertionError(f"the gates do not end: {gates}")

    def advance(self, to: str) -> Mapping[str, Any]:
        """Go on to a stage that must follow, the policy's questions answered on the way out of the first."""
        first = len(self.stands["not_known"]) > 0
        answers = {"answers": {ask.id: "As we see it." for ask in self.policy.asks if not ask.options}} if first else {}
        return self.done("advance", "1", "--to", to, answers=answers)

    def known(self, duty_id: str) -> Duty:
        """A duty of the policy."""
        duty = self.policy.duty(duty_id)
        assert duty, f"the policy has no duty {duty_id}"
        return duty
