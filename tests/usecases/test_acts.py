"""Recording an act, with a log that is a list: what is written, what the status then says, what is refused."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from escalate.domain import requests as r
from escalate.domain.calendar import Happened
from escalate.domain.events import Act
from escalate.domain.folding import evolve, fold
from escalate.domain.parts import Author, Person, Subject
from escalate.domain.policy import Policy
from escalate.errors import ChangedMeanwhile, MissingGate
from escalate.usecases.acts import Desk, act, open_dispute
from escalate.usecases.ports import Decide, DecideNew, Stored, Written
from tests.build import AUTHOR, CALENDAR, MONDAY, THEM, US, duty, policy

CONTACTS = {"Manager": "C. Lead 01234"}


class ListLog:
    """A `ports.Writer` over a list of one dispute's events."""

    def __init__(self, pinned: Policy) -> None:
        self.events: list[Act] = []
        self.drafts = {3, 4}
        self._policy = pinned

    def open_dispute(self, author: Author, now: datetime, kept: bytes, decide: DecideNew, draft: int = 0) -> Written:
        assert author
        assert now
        assert kept
        self.events = list(decide("ESC-2026-0001"))
        self.drafts.discard(draft)
        return Written(1, fold(self.events), tuple(self.events), tuple(range(2, 2 + len(self.events))))

    def record(
        self,
        author: Author,
        now: datetime,
        number: int,
        after: int | None,
        decide: Decide,
        draft: int = 0,
        file: bytes = b"",
    ) -> Written:
        self.file = file
        assert author
        assert now
        dispute = fold(self.events)
        if after != dispute.seq:
            raise ChangedMeanwhile("It has changed.")
        made = decide(Stored(number, dispute, self._policy, 1 + dispute.seq))
        for event in made:
            dispute = evolve(dispute, event)
        self.events += made
        self.drafts.discard(draft)
        return Written(number, dispute, made, (1 + dispute.seq,))


class Surroundings:
    """A desk at the list."""

    def __init__(self, rules: Policy) -> None:
        self.policy, self.log = rules, ListLog(rules)
        self.desk = Desk(AUTHOR, MONDAY, self.log, lambda _: CALENDAR, self._contacts, scripted=True)

    def _contacts(self, rules: Policy) -> Mapping[str, str]:
        return CONTACTS if rules is self.policy else {}

    def open(self) -> None:
        request = r.OpenDispute(
            policy="anytown",
            side="raising",
            grounds=("threshold",),
            subjects=(Subject("child", "AB"),),
            parties=(US, THEM),
            people=(),
            concern="They closed it.",
            raised=Happened.instant(MONDAY),
        )
        view = open_dispute(request, self.desk, self.policy, b"kept", "0" * 64)
        assert (view.reference, view.stage, view.last_entry) == ("ESC-2026-0001", "1", 2)


GATED = duty(id="meet", by="both", ends="discussion", gate=True, stages=["1"]) + duty(
    id="tell", stages=["2"], tell=["manager"]
)


@pytest.fixture
def opened() -> Surroundings:
    made = Surroundings(policy(GATED))
    made.open()
    return made


def test_an_act_is_written_and_the_status_says_what_it_did(opened: Surroundings) -> None:
    talk = r.LogDiscussion(
        happened=Happened.instant(MONDAY), how="meeting", present=(Person("Bo", "worker", "them"),), said="Words."
    )
    view = act(talk, opened.desk, 1, opened.policy, 1)
    assert view.changed[0] == "Recorded: discussion"
    assert "D2 done: Do it" in view.changed
    assert (view.still_needed, view.entries, view.thin, view.scripted) == ((), 2, 1, True)


def test_a_refused_act_writes_nothing(opened: Surroundings) -> None:
    with pytest.raises(MissingGate) as refused:
        act(r.Advance(), opened.desk, 1, opened.policy, 1)
    assert refused.value.details == (
        "D2 Do it (not heard yet: Council): escalate log 1  (a discussion, or that they did not reply)",
    )
    assert len(opened.log.events) == 1


def test_an_act_against_an_older_state_writes_nothing(opened: Surroundings) -> None:
    with pytest.raises(ChangedMeanwhile):
        act(r.ReportDanger("The police"), opened.desk, 1, opened.policy, 0)
    assert len(opened.log.events) == 1


def test_whom_to_tell_is_named_with_how_to_reach_them(opened: Surroundings) -> None:
    away = r.LogDiscussion(
        happened=Happened.instant(MONDAY), how="email", present=(), no_reply=("them",), said="No answer."
    )
    act(away, opened.desk, 1, opened.policy, 1)
    view = act(r.Advance(), opened.desk, 1, opened.policy, 2)
    assert [duty.tell for duty in view.open_duties if duty.id == "tell"] == [("Manager (C. Lead 01234)",)]
    assert (view.speakers[0].role, view.speakers[0].contact) == ("Manager", "C. Lead 01234")
    assert view.speakers[1].contact == ""  # theirs is somebody else


def test_the_draft_that_an_act_comes_from_goes_with_it_and_no_other(opened: Surroundings) -> None:
    desk = replace(opened.desk, draft=4)
    with pytest.raises(MissingGate):
        act(r.Advance(), desk, 1, opened.policy, 1)
    assert opened.log.drafts == {3, 4}
    act(r.ReportDanger("The police"), desk, 1, opened.policy, 1)
    assert opened.log.drafts == {3}


def test_the_draft_of_a_new_dispute_goes_when_it_is_opened() -> None:
    made = Surroundings(policy())
    made.desk = replace(made.desk, draft=3)
    made.open()
    assert made.log.drafts == {4}
