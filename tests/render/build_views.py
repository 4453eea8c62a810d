"""Views as the use cases make them, each with plain values that a test can vary."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from escalate.domain.calendar import DayOff, Happened
from escalate.domain.gates import Missing
from escalate.domain.parts import StageTally
from escalate.papers.check_export import PROVES
from escalate.render.machine import View
from escalate.usecases.attachments import AttachmentsView, AttachmentView
from escalate.usecases.backups import BackupView, Lost, RestoreView
from escalate.usecases.comparing import ComparisonView, PartView, PointView
from escalate.usecases.drafts import DraftsView, DraftView
from escalate.usecases.due_dates import CalendarView
from escalate.usecases.duty_view import DutyView
from escalate.usecases.export_view import CheckerView, ExportedView
from escalate.usecases.exporting import NO_PROOF, READ_IT_FIRST
from escalate.usecases.importing import ImportView, RowView
from escalate.usecases.keep_review import KeepReviewView, KeptView
from escalate.usecases.listing import DisputeView, ListView
from escalate.usecases.office import DangerView, SettingsView
from escalate.usecases.paper_views import ChoiceView, PapersView, PaperView
from escalate.usecases.policies import CheckView, PolicyListView, PolicyView, RuleView, RungView
from escalate.usecases.ports import Destroyed
from escalate.usecases.remarks import ApprovalView, CorrectionView, OtherDueView, RecountedView, ToApproveView
from escalate.usecases.report import GroupView, LineView, ReportView
from escalate.usecases.sheet import SheetView
from escalate.usecases.speaking import SpeakerView
from escalate.usecases.status import OutcomeView, StageView, StatusView
from escalate.usecases.status_timeline import PointView as TimePointView
from escalate.usecases.status_timeline import StatusTimelineView
from escalate.usecases.tally import REMINDERS, TRACES, LostEntryView, TallyView
from escalate.usecases.timeline import DueLineView, DueView, StepView, TimelineView, WorstView
from escalate.usecases.to_copy import RecordView
from escalate.usecases.today import BEGIN, ResolvedView, TodayLine, TodayView, WayOn
from escalate.usecases.trail import EntryView, TrailView
from escalate.usecases.verifying import FaultView, RebuildView, ReceiptView, RestoredView, VerifyFileView, VerifyView

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int = 10, minute: int = 0, month: int = 12, year: int = 2026) -> datetime:
    """An instant by London's clock, in December 2026 if nothing else is said."""
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


NOW = at(22)
RAISED = Happened.instant(at(18))
HOLIDAYS = (
    DayOff(date(2026, 12, 19), "Saturday"),
    DayOff(date(2026, 12, 20), "Sunday"),
    DayOff(date(2026, 12, 25), "Christmas Day"),
    DayOff(date(2026, 12, 26), "Boxing Day"),
    DayOff(date(2026, 12, 27), "Sunday"),
    DayOff(date(2026, 12, 28), "Boxing Day, substitute day"),
)


def a_duty(number: int = 3, **changed: Any) -> DutyView:
    duty = DutyView(
        number=number,
        id="settle",
        what="Settle it or take it to stage 3",
        holder="both sides",
        waiting_on="both",
        force="must",
        gate=False,
        clock=True,
        due=at(29, 17),
        within="5 working days",
        late=False,
        since=RAISED,
        since_what="when it was raised",
        not_counted=HOLIDAYS,
        closed_then="",
        both_agreed=False,
        dates_before=(),
        would_be=None,
        tell=(),
        options=(),
        form="",
        note="Stages 1 and 2 share one limit.",
        source="Timescales",
        ended="",
        ended_when=None,
        because="",
        option="",
    )
    return replace(duty, **changed)


def an_action(number: int, day: int, **changed: Any) -> DutyView:
    return replace(
        a_duty(number, within="agreed", since_what="agreed in the discussion", not_counted=(), note="", clock=False),
        what="Visit the family at home",
        holder="Family support worker",
        waiting_on="them",
        due=at(day, 17),
        **changed,
    )


def a_stage(number: int, state: str = "ahead", **changed: Any) -> StageView:
    stage = StageView(
        id=str(number),
        name=f"Managers of level {number} to managers of level {number}",
        state=state,
        since=Happened(date(2026, 12, 17 + number)) if state in ("past", "now") else None,
        until=Happened(date(2026, 12, 18 + number)) if state == "past" else None,
        discussions=number if state in ("past", "now") else 0,
        limits=("5 working days",),
        hint="",
    )
    return replace(stage, **changed)


def a_status(**changed: Any) -> StatusView:
    settle = a_duty()
    view = StatusView(
        reference="ESC-2026-0007",
        short="7",
        calls_it="professional difference",
        calls_stage="Stage",
        policy_id="anytown",
        policy="Professional Differences Policy",
        partnership="Anytown Safeguarding Children Partnership",
        edition="2030-01",
        grounds=("Levels of need",),
        subjects=("child AB",),
        side="raising",
        opened=RAISED,
        raised=RAISED,
        stage="2",
        stage_number=2,
        stage_count=3,
        stage_name="Manager to manager",
        waiting_on="us",
        resolved=None,
        changed=(),
        next_due=settle,
        stages=(a_stage(1, "past"), a_stage(2, "now"), a_stage(3)),
        speakers=(
            SpeakerView("Oak School", "raising", "Supervisor or manager", ("Ann Lee, head of year",)),
            SpeakerView("Children's Services", "responding", "Supervisor or manager", ()),
        ),
        to_tell=(),
        without_contact=(),
        body="",
        members=(),
        quorum="",
        advice=("Keep a record of every discussion.", "The child's safety comes first."),
        note="",
        still_needed=(
            Missing(5, "D5 The two managers speak", ("Children's Services",), "escalate log 7", "a discussion"),
            Missing(0, "What do you want to achieve?", (), "escalate advance 7", "not known yet"),
        ),
        next_stages=("3 Senior manager: After stage 2.",),
        open_duties=(settle, an_action(4, 23)),
        ended_duties=(a_duty(1, ended="done", ended_when=RAISED, due=None, within=""),),
        not_known=("What do you want to achieve?",),
        dangers=(),
        to_approve=(),
        recounted=(),
        thin=1,
        corrections=0,
        consultations=1,
        attachments=0,
        entries=6,
        last_entry=12,
        receipt="12 FVYR-MQVX-E2YE-4AKW",
        now=NOW,
        scripted=False,
    )
    return replace(view, **changed)


def a_question(number: int) -> Missing:
    """A question of the policy that nobody has answered yet."""
    return Missing(0, f"Question {number}?", (), "escalate advance 7", "not known yet")


def a_recounted(number: int = 3, **changed: Any) -> RecountedView:
    command = f"escalate extend 7 D{number} --to 2026-12-24"
    view = RecountedView(number, "Settle it", at(29, 17), at(24, 17), ended=False, just_now=False, command=command)
    return replace(view, **changed)


def a_record_to_approve(number: int) -> ToApproveView:
    return ToApproveView(
        number, number + 10, "Approve and date the record", RAISED, f"escalate approve 7 {number + 10}"
    )


def a_full_status(**changed: Any) -> StatusView:
    """Six stages, five open duties, thirty entries."""
    view = a_status(
        stage="3",
        stage_number=3,
        stage_count=6,
        stages=(a_stage(1, "past"), a_stage(2, "gone past"), a_stage(3, "now"), *map(a_stage, (4, 5, 6))),
        note="The policy does not say who convenes the panel; we read: the Chair.",
        advice=tuple(f"Advice number {number}, which runs on and on for more than one line" for number in range(10)),
        still_needed=(*a_status().still_needed, *(a_question(number) for number in range(4))),
        next_stages=("4 The conference: only if risk is judged differently", "5 The board: when all else was tried"),
        open_duties=(
            a_duty(),
            an_action(4, 23),
            an_action(6, 21, late=True),
            a_duty(7, due=None, within="", clock=False, force="should", what="Tell the Business Manager"),
            a_duty(8, due=at(20), within="at once", clock=False, what="Tell the Chair"),
        ),
        ended_duties=tuple(a_duty(number, ended="done", ended_when=RAISED) for number in range(9, 21)),
        entries=30,
        last_entry=345,
        receipt="345 FVYR-MQVX-E2YE-4AKW",
        thin=4,
    )
    return replace(view, **changed)


def an_overfull_status(**changed: Any) -> StatusView:
    """The same with danger, a panel, a third party, a moved date and forty duties on top."""
    settle = a_duty(closed_then="Sunday", dates_before=(at(23, 17),))
    nurse = SpeakerView("Hill Hospital, children's ward", "responding", "Named nurse", ("Bo Mwangi, matron",) * 4)
    view = a_full_status(
        next_due=settle,
        open_duties=(settle, *(an_action(number, 23) for number in range(4, 44))),
        speakers=(*a_status().speakers, nurse),
        body="Resolution Panel",
        members=("Chair of the partnership", "Two members of other agencies"),
        quorum="representatives of 3 agencies, those concerned among them",
        recounted=tuple(a_recounted(number) for number in (3, 4, 5)),
        to_approve=tuple(a_record_to_approve(number) for number in range(50, 60)),
        corrections=3,
        dangers=("999, and the duty social worker",),
    )
    return replace(view, **changed)


def a_resolved_status(**changed: Any) -> StatusView:
    dissent = a_duty(9, what="Take it to the equivalent manager", clock=False, due=None, within="", waiting_on="us")
    view = a_status(
        resolved=OutcomeView(Happened(date(2026, 12, 22)), "decision-stands", "The managers", at_risk=True),
        next_due=None,
        still_needed=(),
        next_stages=(),
        waiting_on="us",
        open_duties=(dissent,),
    )
    return replace(view, **changed)


def a_line(number: int = 3, **changed: Any) -> LineView:
    line = LineView(
        reference="ESC-2026-0007",
        number=number,
        what="Settle it or take it to stage 3, and say so to everybody concerned",
        holder="Oak School",
        waiting_on="us",
        force="must",
        due=at(29, 17),
        late=False,
        policy="anytown",
        stage="2",
        ground="Levels of need",
        subjects="AB",
        last_spoke=at(18).date(),
        resolved=False,
    )
    return replace(line, **changed)


def a_report(**changed: Any) -> ReportView:
    view = ReportView(
        counts={"disputes": 4, "late": 12, "past-aim": 1, "now": 1, "due": 1, "next": 1, "no-limit": 1},
        groups=(
            GroupView("late", "Late", tuple(a_line(n, due=at(n, 17), late=True) for n in range(1, 11)), 2),
            GroupView("past-aim", "Past the time it should be done", (a_line(11, due=at(21, 17), force="should"),), 0),
            GroupView("now", "To do at once", (a_line(12, due=at(20, 9)),), 0),
            GroupView("due", "Due", (a_line(13, due=at(23, 17)),), 0),
            GroupView("next", "Next", (a_line(14, due=at(5, 17, month=1, year=2027)),), 0),
            GroupView("no-limit", "Without a date", (a_line(0, due=None, what="Open", holder=""),), 0),
        ),
        as_of=NOW,
        due_by=at(25, 23, 59),
        past_day=False,
        started=True,
        filters={},
        scripted=False,
    )
    return replace(view, **changed)


def a_today(**changed: Any) -> TodayView:
    def line(group: str, number: int, **differs: Any) -> TodayLine:
        return TodayLine(**vars(a_line(number, **differs)), group=group, short="7")

    view = TodayView(
        gone=0,
        now=NOW,
        set_up=True,
        started=True,
        counts={"disputes": 4, "late": 1, "past-aim": 1, "now": 1, "due": 1, "next": 1, "no-limit": 0},
        waiting_on_us=3,
        lines=(
            line("late", 3, due=at(17, 17), late=True),
            line("now", 4, due=at(20, 9), waiting_on="Chair of the partnership's Executive Group"),
            line("due", 5, due=at(22, 17), waiting_on="us"),
            line("past-aim", 16, due=at(21, 17), force="should"),
            line("next", 6, due=at(5, 17, month=1, year=2027)),
        ),
        more=8,
        resolved=(ResolvedView("ESC-2026-0006", "6", "CD", at(21), at_risk=True),),
        drafts=1,
        danger="escalate danger",
        ways_on=(WayOn("escalate status 7", "where it stands"), WayOn("escalate --help", "every command")),
        scripted=False,
    )
    return replace(view, **changed)


def a_first_today() -> TodayView:
    """Before anybody has said who uses this log."""
    nothing: dict[str, Any] = {
        "set_up": False,
        "started": False,
        "lines": (),
        "resolved": (),
        "counts": {},
        "more": 0,
        "drafts": 0,
    }
    return a_today(**nothing, waiting_on_us=0, ways_on=tuple(WayOn(*way) for way in BEGIN))


def an_import(**changed: Any) -> ImportView:
    rows = tuple(RowView(row, f"ESC-2026-{row:04}", "anytown", "2", False, 2, 1, 1, 1) for row in range(2, 14))
    whole = ImportView(
        file="old log.xlsx",
        dry_run=False,
        rows=rows,
        open=12,
        resolved=3,
        open_duties=24,
        late=12,
        without_date=12,
        set_aside=12,
        doubts=("D7, Reference of the child or adult: a subject's reference looks like a full name",),
        receipt="12 FVYR-MQVX-E2YE-4AKW",
        scripted=False,
    )
    return replace(whole, **changed)


def a_list(**changed: Any) -> ListView:
    dispute = DisputeView(
        reference="ESC-2026-0007",
        policy="anytown",
        ground="Levels of need",
        subjects="AB",
        side="raising",
        agencies="Oak School, Children's Services",
        stage="2",
        stage_name="Manager to manager",
        waiting_on="us",
        opened=at(18),
        next_due=at(29, 17),
        resolved=None,
        at_risk=False,
    )
    resolved = replace(dispute, reference="ESC-2026-0006", next_due=None, resolved=at(21), at_risk=True)
    return replace(
        ListView((dispute, resolved), total=5, more=3, resolved_too=True, started=True, scripted=False), **changed
    )


def an_entry(position: int = 12, **changed: Any) -> EntryView:
    entry = EntryView(
        position=position,
        seq=6,
        kind="Discussed",
        title="Discussion",
        happened=RAISED,
        written=at(22, 9, 30),
        recorded_later=True,
        author="Ann Lee, head of year, Oak School",
        said={
            "said": "They see it as early help.\nWe do not.",
            "how": "meeting",
            "arose": Happened(date(2026, 12, 18)),
        },
        started=("D4 Visit the family at home",),
        ended=("D5 The two managers speak: done",),
        about=None,
        corrections=(),
        approvals=(),
        due={"D4": at(23, 17)},
    )
    return replace(entry, **changed)


def a_remarked_entry() -> EntryView:
    """An entry that was corrected, with other due times, and approved twice."""
    author = "Ann Lee, head of year, Oak School"
    correction = CorrectionView(
        entry=14,
        what="The day.\nAnd the hour.",
        right="A day earlier.",
        why="The telephone bill says so.",
        time=Happened(date(2026, 12, 17)),
        which="when it happened",
        other_dues=(OtherDueView(3, at(29, 17), at(24, 17)),),
        other_ends=("D5",),
        written=at(22),
        author=author,
    )
    approvals = (
        ApprovalView(15, "the worker", "Ann Lee", RAISED, at(22), author),
        ApprovalView(16, "a manager", "Cy Head", Happened(date(2026, 12, 21)), at(22), author),
    )
    return an_entry(13, corrections=(correction,), approvals=approvals)


def a_trail(**changed: Any) -> TrailView:
    duties = (
        a_duty(),
        an_action(4, 23, dates_before=(at(21, 17),), both_agreed=True),
        a_duty(5, ended="done", ended_when=Happened(date(2026, 12, 21)), options=("yes", "no"), option="yes"),
        a_duty(6, tell=("Chair",), options=("direct", "panel"), form="anytown:request", due=None, within=""),
    )
    entries = (an_entry(11), an_entry(), a_remarked_entry())
    return replace(TrailView("ESC-2026-0007", entries, duties, NOW, scripted=False), **changed)


def a_drafts(**changed: Any) -> DraftsView:
    talk = DraftView(12, "log", "ESC-2026-0007", "Ann Lee", at(18), at(18, 10, 20), "escalate log 7")
    new = DraftView(3, "open", "", "", at(11, 9), at(11, 9), "escalate open")
    return replace(DraftsView((talk, new), discarded=(), scripted=False), **changed)


def a_papers(**changed: Any) -> PapersView:
    to = ("Bo Colleague, Social worker, Children's Services", "Di New, Team manager, Children's Services")
    what = "Confirms to the other side what was settled in the last talk, or what still concerns you"
    asked = ("D9 Confirm by e-mail what is settled, or what still concerns you",)
    talk = ChoiceView("after-talk", what, to, asked, at(29, 17), "escalate letter 7 after-talk")
    agenda = ChoiceView("agenda", "Says what to bring", (), (), None, "escalate letter 7 agenda")
    return replace(PapersView("ESC-2026-0007", "letters", (talk, agenda), NOW, scripted=False), **changed)


def a_paper(**changed: Any) -> PaperView:
    gaps = tuple(f"[to fill in: {what}]" for what in ("their address", "what is", "what does", "by when", "how", "who"))
    view = PaperView(
        reference="ESC-2026-0007",
        kind="letter",
        name="after-talk",
        subject="ESC-2026-0007: A professional difference, from manager to manager (receipt 12 FVYR-MQVX-E2YE-4AKW)",
        to=a_papers().papers[0].to,
        text=f"After our talk\n==============\n\nTo: Bo\n  Colleague\n{'long' * 40}\n",
        file="",
        gaps=(*gaps, "Date of birth"),
        duty="D9 Confirm by e-mail what is settled, or what still concerns you",
        command="escalate letter 7 after-talk --sent",
        receipt="12 FVYR-MQVX-E2YE-4AKW",
        scripted=False,
    )
    return replace(view, **changed)


def a_due(**changed: Any) -> DueView:
    view = DueView("5 working days", "ENG", RAISED, at(29, 17), HOLIDAYS, closed_then="", day_ends="17:00")
    return replace(view, **changed)


def a_timeline() -> TimelineView:
    def line(**changed: Any) -> DueLineView:
        due = DueLineView(
            what="Settle it or take it to stage 3",
            by="both",
            force="must",
            within="5 working days",
            clock=True,
            due=at(29, 17),
            when=(),
            since_what="when it was raised",
            not_counted=HOLIDAYS,
            closed_then="",
            note="One limit for both stages.",
        )
        return replace(due, **changed)

    agreed = line(within="agreed", due=None, not_counted=(), what="Bring it to an end")
    return TimelineView(
        "anytown",
        "Professional Differences Policy",
        RAISED,
        None,
        (
            StepView("1", "Worker to worker", at(18), (line(),), at(29, 17), ("2",)),
            StepView("2", "Manager to manager", at(29, 17), (agreed,), None, ("3",)),
            StepView("3", "The Chair", None, (), None, ()),
        ),
    )


def a_worst(**changed: Any) -> WorstView:
    tried = (date(2026, 12, 1), date(2026, 12, 31))
    worst = WorstView(tried, days=11, until=date(2026, 12, 29), least_days=7, least_raised=date(2026, 12, 1))
    return replace(worst, **changed)


def a_comparison(**changed: Any) -> ComparisonView:
    first = {"id": "anytown", "title": "Differences", "partnership": "Anytown Partnership", "edition": "2030-01"}
    whole = (
        PointView("Nation", differs=False, first=("ENG",), second=("ENG",)),
        PointView("Grounds", differs=True, first=("Thresholds", "Resources"), second=("Thresholds",)),
        PointView("Not for", differs=True, first=(), second=("Complaints",)),
    )
    name = PointView("Name", differs=True, first=("3 The Chair",), second=())
    view = ComparisonView(
        first=first,
        second={**first, "id": "otherton", "edition": "undated"},
        compared=3,
        differing=2,
        parts=(
            PartView("The policy as a whole", first=True, second=True, points=whole),
            PartView("Number 3 on the ladder", first=True, second=False, points=(name,)),
        ),
    )
    return replace(view, **changed)


def a_rule(**changed: Any) -> RuleView:
    rule = RuleView(
        id="settle",
        what="Settle it or take it to stage 3",
        by="both",
        stages=("1", "2"),
        starts="raised",
        ends="left",
        within="5 working days",
        clock=True,
        gate=False,
        force="must",
        when=(),
        options=(),
        tell=(),
        form="",
        letter="",
        note="One limit for both stages.",
        source="Table of times",
    )
    return replace(rule, **changed)


def a_policy() -> PolicyView:
    decide = a_rule(
        id="decide",
        what="Choose how",
        by="Chair",
        stages=("1",),
        starts="done:refer",
        ends="done",
        within="",
        gate=True,
        when=("ground: thresholds",),
        options=("direct", "panel"),
        tell=("Business Manager",),
        form="anytown:request",
    )
    first = RungView(
        id="1",
        name="Worker to worker",
        start=True,
        hint="Always first.",
        raising=("The worker", "Police: Officer in the case"),
        responding=("The worker",),
        next=("2",),
        advice=("Ask for support.",),
        body="",
        members=(),
        quorum="",
        note="Read as one meeting.",
        source="Stage One",
        duties=(decide,),
    )
    second = replace(
        first, id="2", next=(), start=False, body="Panel", members=("Chair",), quorum="3 agencies", duties=()
    )
    return PolicyView(
        id="anytown",
        title="Professional Differences Policy",
        partnership="Anytown Safeguarding Children Partnership",
        edition="2030-01",
        subjects=("child",),
        nation="ENG",
        day_ends="17:00",
        calls_it="professional difference",
        calls_stage="Stage",
        grounds=("Thresholds (thresholds)",),
        not_for=("Complaints: use the complaints procedure",),
        asks=("What do you want to achieve?",),
        going_past=("risk: waiting means risk of harm",),
        advice=("Keep a record.",),
        note="Invented.",
        source="All of it",
        stages=(first, second),
        everywhere=(a_rule(),),
        forms={"Checklist": ("Why we differ: Is it clear?",)},
        sectors=("Courts",),
    )


def a_tally(**changes: Any) -> TallyView:
    """An erased dispute, just after it."""
    day = date(2026, 12, 18)
    made = TallyView(
        reference="ESC-2026-0007",
        short="7",
        calls_it="professional difference",
        policy_id="anytown",
        policy="Professional Differences",
        partnership="Anytown",
        ground="Thresholds",
        side="raising",
        stages=(
            StageTally("1", "Professional to professional", day, date(2026, 12, 21), late=False),
            StageTally("2", "Assistant director to assistant director of another agency", day, day, late=True),
            StageTally("3", "Panel", day, day, late=False, judged=False),
        ),
        resolved=day,
        outcome="a plan was agreed",
        erased=NOW,
        erased_by="Ann Lee, head of year, Anytown School",
        authority="Jo Head, headteacher",
        reason="Its time is over, as the retention schedule says, and the review list was agreed by the governors.",
        destroyed=12,
        attachments=2,
        imported=True,
        early=date(2040, 12, 18),
        entries=(),
        last_entry=31,
        receipt="31 FVYR-MQVX-E2YE-4AKW",
        reminders=(*REMINDERS, TRACES),
        now=NOW,
        scripted=True,
    )
    return replace(made, **changes)


def an_attachments_view(**changed: Any) -> AttachmentsView:
    """Two files, one of them of a discussion and corrected later."""
    letter = AttachmentView(
        entry=12,
        name="Reply of the hospital's named doctor, with the growth chart and both of the letters before it.pdf",
        paper="The hospital's reply to our second letter",
        from_whom="Bo Colleague, Anytown Hospital",
        size=1_234_567,
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        happened=Happened(date(2026, 12, 17)),
        written=at(18),
        author="Ann Lee, head of year, Anytown School",
        about=None,
        corrected=False,
    )
    minutes = replace(letter, entry=14, name="minutes.docx", from_whom="", happened=RAISED, about=13, corrected=True)
    view = AttachmentsView("ESC-2026-0007", "7", (letter, minutes), scripted=False)
    return replace(view, **changed)


def a_review() -> KeepReviewView:
    """One dispute past its time, one that is held and has no date."""
    past = KeptView(
        reference="ESC-2019-0007",
        short="7",
        policy="anytown",
        ground="Levels of need and who decides on them",
        subjects="AB, CD",
        resolved=date(2019, 11, 18),
        kept_until=date(2025, 11, 18),
        held=False,
        may_be_erased=True,
    )
    held = replace(past, reference="ESC-2020-0011", kept_until=None, held=True, may_be_erased=False)
    return KeepReviewView((past, held), 3, 6, NOW.date(), started=True, scripted=True)


def a_verify(**changed: Any) -> VerifyView:
    missed = "Entry 44 is not in the log, which ends with entry 12"
    view = VerifyView(
        well=False,
        started=True,
        entries=12,
        disputes=3,
        since=at(18),
        receipt="12 FVYR-MQVX-E2YE-4AKW",
        erased=4,
        attachments=2,
        erasures=(Destroyed("ESC-2026-0002", 3, 11),),
        back=("ESC-2026-0001",),
        receipts=(ReceiptView("44 FVYR-MQVX-E2YE-4AKW", "outside the log", held=False, written=NOW, what=missed),),
        spoilt="home.receipt-damaged",
        restored=(RestoredView(41, NOW, 41, 44),),
        faults=(FaultView(4, "entries", "Entry 4 was altered"), FaultView(0, "file", "The table entry was changed")),
        more=3,
        advice=("Keep the log file as it is, and write nothing more in it: it is the evidence",),
        scripted=False,
    )
    return replace(view, **changed)


def an_exported(**changed: Any) -> ExportedView:
    """A copy with parts withheld, in a file with a long name."""
    view = ExportedView(
        reference="ESC-2026-0007",
        file="The whole record of the dispute as it stood on the day before the hearing, for the judge alone.pdf",
        format="pdf",
        entries=12,
        withheld=3,
        recorded=0,
        why_not="a copy with parts withheld",
        receipt="12 FVYR-MQVX-E2YE-4AKW",
        notes=(READ_IT_FIRST, NO_PROOF),
        scripted=False,
    )
    return replace(view, **changed)


def a_checked_file(**changed: Any) -> VerifyFileView:
    """A file whose words and one of whose entries were altered."""
    faults = ("Entry 4: its words were altered", "The words shown were altered: they are not those of the proof")
    receipt = "12 FVYR-MQVX-E2YE-4AKW"
    view = VerifyFileView(
        well=False,
        verdict="This file is not as it was made",
        entries=12,
        without_words=3,
        recorded=True,
        receipt=receipt,
        compared=True,
        faults=faults,
        proves=PROVES,
    )
    return replace(view, **changed)


def a_backup(**changed: Any) -> BackupView:
    file = "/media/somebody/a memory stick with a long name/2026/escalate-2026-12-22-in-the-evening.db"
    view = BackupView(file, 1_234_567, 12, 3, NOW, "12 FVYR-MQVX-E2YE-4AKW", 2, private=True, scripted=False)
    return replace(view, **changed)


def a_restore(**changed: Any) -> RestoreView:
    view = RestoreView(
        file=a_backup().file,
        entries=12,
        disputes=3,
        last_written=NOW,
        lost=Lost(11, 44, NOW, own_way=True),
        erased=(2,),
        set_aside="log-set-aside-2026-12-22-0930.db",
        drafts=1,
        was_readable=True,
        receipt="13 FVYR-MQVX-E2YE-4AKW",
        scripted=False,
    )
    return replace(view, **changed)


def a_status_timeline(now: datetime = NOW, **changed: Any) -> StatusTimelineView:
    """Two stages, talks, what is done, what runs; from its first point to its last unless that is said."""
    second = Happened(date(2026, 12, 21))
    points = (
        TimePointView("arose", Happened(date(2026, 12, 17))),
        TimePointView("raised", RAISED),
        TimePointView("stage", RAISED, "1", "Worker to worker", until=second),
        TimePointView("discussion", Happened.instant(at(18, 14))),
        TimePointView("stage", second, "2", "Manager to manager"),
        TimePointView("now", Happened.instant(now)),
        TimePointView("due", Happened.instant(at(23, 17)), "", "Visit", 4, RAISED, Happened(at(22).date()), "done"),
        TimePointView("due", Happened.instant(at(29, 17)), "", "Settle it or take it on", 3, RAISED, None, "open"),
    )
    chosen = changed.pop("points", points)
    known = [when for point in chosen for when in (point.when, point.since, point.until) if when]
    view = StatusTimelineView(
        reference="ESC-2026-0007",
        short="7",
        calls_stage="Stage",
        grounds=("Levels of need",),
        subjects=("child AB",),
        begins=min(known, key=lambda when: when.earliest),
        ends=max(known, key=lambda when: when.earliest),
        points=chosen,
        stages=(a_stage(1, "past"), a_stage(2, "now"), *(a_stage(number) for number in range(3, 7))),
        now=now,
        scripted=False,
    )
    return replace(view, **changed)


def many_points() -> tuple[TimePointView, ...]:
    """Thirty discussions in a day, fifteen due times, one of them late."""
    talks = (TimePointView("discussion", Happened.instant(at(18, 9 + n // 6, n % 6 * 10))) for n in range(30))
    dues = (
        TimePointView("due", Happened.instant(at(20 + n // 2, 17)), "", f"Duty {n}", n, RAISED, None, "open")
        for n in range(5, 19)
    )
    late = TimePointView("due", Happened.instant(at(21, 17)), "", "Settle it", 3, RAISED, None, "late")
    now = TimePointView("now", Happened.instant(NOW))
    return (*talks, TimePointView("stage", RAISED, "1", "Worker to worker"), late, now, *dues)


def every_view() -> dict[str, View]:
    """One view of each kind, and several statuses."""
    listed = {"id": "anytown", "title": "Professional Differences", "partnership": "Anytown", "edition": "2030-01"}
    return {
        "status": a_status(),
        "full status": a_full_status(),
        "overfull status": an_overfull_status(),
        "status after an act": a_status(changed=("Recorded: discussion", "D4 started: Visit the family")),
        "resolved status": a_resolved_status(),
        "status timeline": a_status_timeline(),
        "status timeline of many": a_status_timeline(points=many_points(), scripted=True),
        "trail": a_trail(),
        "attachments": an_attachments_view(),
        "no attachments": an_attachments_view(attachments=(), scripted=True),
        "attachments written out": an_attachments_view(
            attachments=tuple(replace(one, file="/home/a/12-x.pdf") for one in an_attachments_view().attachments)
        ),
        "record": RecordView("ESC-2026-0007", ("child AB",), "Professional Differences", "Anytown", an_entry()),
        "today": a_today(),
        "first today": a_first_today(),
        "report": a_report(old_drafts=2),
        "report of what may be erased": a_report(may_be_erased=2, erased_since=1),
        "tally": a_tally(),
        "tally of every entry": a_tally(entries=(LostEntryView(12, "Discussion", at(18)),), reminders=()),
        "review": a_review(),
        "empty review": replace(a_review(), disputes=(), others=0, keep_years=None),
        "first review": replace(a_review(), disputes=(), others=0, started=False),
        "list": a_list(),
        "letters": a_papers(),
        "no forms": a_papers(kind="forms", papers=(), scripted=True),
        "letter": a_paper(),
        "form in a file": a_paper(kind="form", subject="", text="", file=a_backup().file, duty="", command="", to=()),
        "drafts": a_drafts(),
        "drafts after discarding": a_drafts(discarded=(4, 5), scripted=True),
        "verify": a_verify(),
        "verify, all well": a_verify(well=True, faults=(), receipts=(), restored=(), more=0, advice=(), back=()),
        "verify without a log": a_verify(started=False, well=True, entries=0, since=None, faults=(), advice=()),
        "export": an_exported(),
        "export on record": an_exported(recorded=13, why_not="", withheld=0, notes=(), scripted=True),
        "checker": CheckerView("check_export.py"),
        "verify a file": a_checked_file(),
        "verify a file, all well": a_checked_file(well=True, faults=()),
        "verify a copy": a_checked_file(well=True, faults=(), recorded=False, compared=False),
        "rebuild": RebuildView(started=True, disputes=3, scripted=True),
        "rebuild without a log": RebuildView(started=False, disputes=0, scripted=False),
        "backup": a_backup(),
        "backup that others can read": a_backup(private=False, drafts=0, scripted=True),
        "restore": a_restore(),
        "restore of a damaged log": a_restore(lost=None, erased=(), was_readable=False, scripted=True),
        "restore where there was none": a_restore(lost=None, erased=(), set_aside=""),
        "sheet": SheetView("all.xlsx", 3, "12 FVYR-MQVX-E2YE-4AKW", scripted=True),
        "template": SheetView("empty.xlsx", 0, "", scripted=False, template=True),
        "import": an_import(),
        "import as tried": an_import(dry_run=True, receipt="", scripted=True),
        "import of resolved ones": an_import(
            rows=(), open=0, open_duties=0, late=0, without_date=0, set_aside=0, doubts=()
        ),
        "due": a_due(),
        "calendar": CalendarView("due.ics", 2, 5, 0, scripted=False),
        "calendar with dates no longer due": CalendarView("due.ics", 1, 0, 2, scripted=True),
        "timeline": a_timeline(),
        "worst timeline": replace(a_timeline(), worst=a_worst()),
        "comparison": a_comparison(),
        "policy": a_policy(),
        "policies": PolicyListView(({**listed, "about": "child", "stages": "3"},), ("bad.toml: not TOML",)),
        "check": CheckView("anytown", "Professional Differences Policy", 3, 9),
        "settings": SettingsView(
            "settings.toml", ("Ann Lee, head of year",), ("anytown",), "ENG", ("24 December",), (), ("999",)
        ),
        "danger": DangerView("ESC-2026-0007", ("Police, ambulance: 999",), ("Your safeguarding lead",)),
    }
