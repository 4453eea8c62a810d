"""A command at the keyboard: questions, drafts, the review, and asking again for what the rules find missing.

Each answer is kept as a draft in the log as soon as it is given; the draft goes in the transaction that records it.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from escalate import runtime, warning
from escalate.cli import reviewing
from escalate.cli.ask import Question
from escalate.cli.interview import Asker, Form, Interview
from escalate.cli.options import Said
from escalate.domain.calendar import Happened
from escalate.domain.plain import instant, instant_text, parsed
from escalate.domain.policy import Policy
from escalate.errors import (
    BadDate,
    BadInput,
    EscalateError,
    Interrupted,
    MissingAnswers,
    MissingGate,
    Refused,
    StillAtRisk,
)
from escalate.render import words
from escalate.usecases.ports import Draft

Act = Callable[[Mapping[str, Any]], None]  # on the answers, as in an answers file
_RECORDS = ("Record it", "Nothing was recorded")  # how the menu says it, and how it is said that it was not done
_DOES = {"erase": ("Erase it", "Nothing was erased")}
_NEW, _AWAY = "new", "away"
KEPT = "Each answer is kept as you give it: Ctrl-C stops, and the next run goes on."
_USUAL = (1, 2, 5, 10)  # working days, offered where the policy leaves a date to people
_WAYS_ON: Mapping[type[EscalateError], tuple[str, ...]] = {
    MissingGate: ("because",),
    StillAtRisk: ("dissent",),
    BadDate: ("when",),
}
_CAN_STOP = (MissingGate, StillAtRisk)  # going on is a choice: to leave it is an answer


def wanted(said: Said) -> bool:
    """Whether this command may ask: a person at both ends, and no answers from elsewhere."""
    if said.answers or said.blank or said.how == "json":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def asker() -> Asker:
    """The way of asking that suits this terminal and this person; what has to be said unasked comes before it asks."""
    warning.of_place(runtime.office().home, runtime.LOG)
    plain = os.environ.get("TERM") in ("dumb", "unknown") or not sys.stdout.encoding.lower().startswith("utf")
    if plain or runtime.accessible():
        from escalate.cli.lines import Lines

        return Lines()
    from escalate.cli.terminal import Terminal

    return Terminal()


def who_writes(asking: Asker, name: str) -> str:
    """Who writes: asked only where several use this log, and nobody said."""
    people = runtime.office().settings.me
    if name or len(people) <= 1:
        return name
    options = {one.name: f"{one.name}, {one.role}" for one in people}
    return asking.choose(Question("me", "Who writes?", options=options), "")


def now() -> datetime:
    """Now, each time anew: answering takes a while."""
    return runtime.office().now


class Session:
    """One command being answered. `command` is how it is typed; `dispute` and `seq` say what it was begun against."""

    def __init__(self, command: str, dispute: int | None = None, seq: int = 0) -> None:
        at = instant_text(now())
        self.draft = Draft(0, command, dispute, "", seq, at, at, "")
        self.does, self.nothing = _DOES.get(command, _RECORDS)
        self.asker = asker()
        _ = runtime.office().reader  # which finds out whether the log has lost its end
        warning.say_what_waits()  # before anything is asked, and once more at the end
        self.interview = Interview(self.asker, now, self._keep)

    def resume(self) -> bool:
        """Offer what was begun before and not recorded; whether the person goes on with it."""
        began = self.draft
        drafts = {
            str(one.number): one
            for one in runtime.office().drafts.all()
            if (one.command, one.dispute) == (began.command, began.dispute)
        }
        if not drafts:
            return False
        options = {
            number: f"Go on with what you began on {words.stamp(instant(one.began_at))}"
            for number, one in drafts.items()
        }
        options |= {_NEW: "Begin anew", _AWAY: "Throw it away and begin anew"}
        picked = self.asker.choose(Question("", "You have answers that were not recorded yet.", options=options), "")
        if picked == _AWAY:
            for one in drafts.values():
                runtime.office().drafts.discard(one.number)
        elif picked in drafts:
            self.draft = drafts[picked]
            self.interview.answers, self.interview.finished = answered(self.draft)
            self.interview.has_answers = True
            self.interview.finished -= {"answers", *self._left_open()}  # what the policy asks may be known by now
        return picked in drafts

    def _left_open(self) -> Iterator[str]:
        given = self.interview.answers.get("answers") or {}
        return (f"answers.{key}" for key, text in given.items() if not text)

    def seen(self, seq: int) -> None:
        """Go on although entries were added: the person has been shown them."""
        self.draft = replace(self.draft, seq=seq)

    def offer_dates(self, policy: Policy) -> None:
        """Offer the usual dates under this policy wherever it leaves one to people."""

        def usual() -> Mapping[str, str]:
            office = runtime.office()
            calendar, today = office.working_days(policy), Happened.instant(office.now).day
            days = {count: calendar.after(today, count)[0] for count in _USUAL}
            return {
                on.isoformat(): f"in {words.count(count, 'working day')}: {words.day(on)}" for count, on in days.items()
            }

        self.interview.offer = usual

    def writer(self, name: str) -> str:
        """Who writes: asked only where several use this log, and nobody said. Raises BadInput for a stranger."""
        name = who_writes(self.asker, name or self.draft.me)
        self.draft = replace(self.draft, me=runtime.office().me(name).name)
        return self.draft.me

    def record(self, form: Form, title: str, act: Act, rehearse: Act = lambda _: None) -> None:
        """Ask, show all answers, and act on them; what the rules find wrong is shown and asked again.

        `rehearse` acts without recording: what is missing is asked for before anything is confirmed.
        Raises Interrupted when the person stops; LogUnusable.
        """
        confirmed = False
        while not (confirmed and self._acted(act, form)):
            self.interview.walk(form)
            while self._lacks(rehearse, form):
                self.interview.walk(form)
            verdict = reviewing.review(self.interview, form, title, now(), self.does)
            if verdict == reviewing.DISCARD:
                runtime.office().drafts.discard(self.draft.number)
                raise Interrupted(f"{self.nothing}. The answers are thrown away.")
            if verdict == reviewing.STOP:
                raise KeyboardInterrupt
            confirmed = True

    def _acted(self, act: Act, form: Form) -> bool:
        """Whether it was done; if not, why is shown, and what leads on is asked next."""
        try:
            act(self.interview.answers)
        except (BadInput, Refused) as fault:
            self._ask_on(fault, self._ways_on(fault, form), form)
            return False
        return True

    def _lacks(self, rehearse: Act, form: Form) -> bool:
        """Whether the rules want something more that has not been asked yet; it is asked next."""
        try:
            rehearse(self.interview.answers)
        except (BadInput, Refused) as fault:
            ways_on = self._ways_on(fault, form)
            new = [key for key in ways_on if key not in self.interview.wanted]
            if isinstance(fault, _CAN_STOP) and not new:
                hint = "\n".join(filter(None, (fault.hint, self.kept())))
                raise type(fault)("Nothing was recorded: it stands where it stood.", hint=hint) from None
            if new:
                self._ask_on(fault, new, form)
            return bool(new)
        return False

    def _ask_on(self, fault: EscalateError, ways_on: list[str], form: Form) -> None:
        """Say what is wrong, in the words of the questions, and ask next what leads on."""
        texts = {question.id: question.text for question in form(self.interview.answers)}
        message = fault.message.replace("Nothing was recorded", "Not recorded yet", 1)
        if ways_on and isinstance(fault, MissingAnswers):  # what is missing is asked, not blamed
            if self.interview.finished & set(ways_on):
                self.asker.say("", message)
        else:
            details = (
                f"{texts[key]}: {what.strip()}" if key in texts else detail
                for detail in fault.details
                for key, _, what in [detail.partition(":")]
            )
            hint = "" if ways_on else fault.hint
            runtime.show_error(type(fault)(message, details=tuple(details), hint=hint), "human")
        self.interview.want(ways_on, must=not isinstance(fault, _CAN_STOP))

    def _ways_on(self, fault: EscalateError, form: Form) -> list[str]:
        """The keys of the answers that a fault names, or that lead past it."""
        known = {question.id for question in form(self.interview.answers)}
        named = [detail.partition(":")[0] for detail in fault.details] if isinstance(fault, BadInput) else []
        ways = next((keys for kind, keys in _WAYS_ON.items() if isinstance(fault, kind)), ())
        return [key for key in named or ways if key.partition(".")[0] in known]

    def kept(self) -> str:
        """How to go on with what was answered; empty where that is nothing."""
        if not (self.draft.number and self.interview.has_answers):
            return ""
        ref = f" {self.draft.dispute}" if self.draft.dispute else ""
        return f"Your answers are kept. To go on: escalate {self.draft.command}{ref}"

    def _keep(self) -> None:
        body = {"answers": self.interview.answers, "finished": sorted(self.interview.finished)}
        self.draft = replace(
            self.draft, changed_at=instant_text(now()), body=json.dumps(body, ensure_ascii=False, sort_keys=True)
        )
        self.draft = replace(self.draft, number=runtime.office().drafts.keep(self.draft))


def answered(draft: Draft) -> tuple[dict[str, Any], set[str]]:
    """What a draft holds: the answers, and which questions are done with. Raises BadInput."""
    try:
        body = parsed(draft.body)
        return dict(body["answers"]), set(body["finished"])
    except (ValueError, LookupError, TypeError):
        raise BadInput(
            "What you began cannot be read: it was altered.",
            hint=f"Throw it away: escalate drafts --discard {draft.number}",
        ) from None


class Kept(Exception):
    """The command ends well although nothing was recorded: somebody is in danger, and the answers wait."""


@contextmanager
def stoppable(session: Session) -> Iterator[None]:
    """Ctrl-C and Ctrl-D inside end the command; what was answered stays as a draft."""
    try:
        yield
    except Kept:
        session.asker.say("", session.kept())
    except (KeyboardInterrupt, EOFError):
        raise Interrupted(f"{session.nothing}.", hint=session.kept()) from None
    finally:
        if session.draft.number and not session.interview.has_answers:
            runtime.office().drafts.discard(session.draft.number)
