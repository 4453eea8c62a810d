"""What must be there before a stage can be left: its open gates, and the policy's asks not answered yet.

One answer serves the refusal of `advance` and the status screen. An attempt without reply lets every gate pass
that is not the raising side's own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from escalate.domain.dispute import Dispute, Duty
from escalate.domain.frozen import frozen
from escalate.domain.policy import RAISING, Policy

_COMMANDS = {
    "consultation": ("log {ref}", "a consultation on your own side"),
    "discussion": ("log {ref}", "a discussion, or that they did not reply"),
    "agreement": ("log {ref}", "a discussion with an agreed action or outcome"),
    "raised": ("log {ref}", "putting it to the other side"),
    "done": ("done {ref} D{number}", ""),
    "approved": ("approve {ref} {entry}", "whoever made the record, or their manager"),
}


@frozen
class Missing:
    """One thing that is missing: a duty's number (0 for a question), who is still silent, and what supplies it."""

    number: int
    what: str
    silent: tuple[str, ...]
    command: str
    how: str

    def __str__(self) -> str:
        """The whole of it on one line."""
        silent = f" (not heard yet: {', '.join(self.silent)})" if self.silent else ""
        how = f"  ({self.how})" if self.how else ""
        command = f": {self.command}" if self.command else ""
        return f"{self.what}{silent}{command}{how}"


def short(dispute: Dispute) -> str:
    """The short reference: 7 for ESC-2026-0007."""
    return dispute.opened.reference.rsplit("-", maxsplit=1)[-1].lstrip("0")


def passed_without_reply(dispute: Dispute) -> set[int]:
    """The numbers of the open gates here that an attempt without reply lets pass."""
    if not dispute.unanswered_here():
        return set()
    return {gate.number for gate in _gates(dispute) if dispute.side_of(gate.started) != RAISING}


def missing(dispute: Dispute, policy: Policy, answers: Mapping[str, str] | None = None) -> tuple[Missing, ...]:
    """What is missing before the present stage can be left, counting these answers as given.

    The policy's asks are demanded once, before the first stage is left.
    """
    asked = len(dispute.stays) == 1 and not dispute.imported  # what they answered then is where they wrote it
    asks = _open_asks(dispute, policy, answers or {}) if asked else ()
    found = (*_open_gates(dispute), *asks)
    if dispute.side == RAISING:
        return found
    return tuple(replace(one, silent=(), command="", how="") for one in found)  # theirs to supply, ours to ask for


def _gates(dispute: Dispute) -> Iterator[Duty]:
    return (duty for duty in dispute.open_duties() if duty.started.gate and duty.stands_at(dispute.stage))


def _open_gates(dispute: Dispute) -> Iterator[Missing]:
    passed = passed_without_reply(dispute)
    for gate in _gates(dispute):
        if gate.number in passed:
            continue
        started = gate.started
        silent = dispute.silent_since(gate.began, started) if started.ends == "discussion" else ()
        command, how = _COMMANDS[started.ends]
        began = dispute.position(gate.began)
        if started.ends == "discussion" and dispute.side_of(started) == RAISING:
            how = "a discussion; no reply is not enough here"
        yield Missing(
            number=gate.number,
            what=f"D{gate.number} {started.what}",
            silent=tuple(party.team or party.agency for party in silent),
            command=f"escalate {command.format(ref=short(dispute), number=gate.number, entry=began)}",
            how=how,
        )


def _open_asks(dispute: Dispute, policy: Policy, answers: Mapping[str, str]) -> Iterator[Missing]:
    given = {ask for ask, answer in {**dispute.answers, **answers}.items() if answer.strip()}
    for ask in policy.asks:
        if ask.id not in given:
            command = f"escalate advance {short(dispute)}"
            yield Missing(0, ask.text, (), command, "it is asked there")
