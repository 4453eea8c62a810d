"""Importing a spreadsheet: every row decided first, then all of them recorded in one go, or none."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from escalate.domain.case import Case
from escalate.domain.dispute import Dispute
from escalate.domain.events import Act
from escalate.domain.folding import fold
from escalate.domain.frozen import frozen
from escalate.domain.importing import SET_ASIDE, decide_import
from escalate.domain.policy import Policy
from escalate.domain.requests import ImportDispute
from escalate.errors import BadSheet, EscalateError
from escalate.usecases.acts import Desk
from escalate.usecases.ports import DecideNew


@frozen
class Kept:
    """A policy, the text of it that the log keeps, and its digest."""

    policy: Policy
    text: bytes
    digest: str


@frozen
class RowView:
    """What became of a row; `reference` is "ESC" where nothing was written."""

    row: int
    reference: str
    policy: str
    stage: str
    resolved: bool
    open_duties: int
    late: int
    without_date: int
    set_aside: int  # duties whose time had passed, and which nobody can tell were done


@frozen
class ImportView:
    """What an import put into the log, or with `dry_run` would have."""

    schema: ClassVar = "escalate.import/1"

    file: str
    dry_run: bool
    rows: tuple[RowView, ...]
    open: int
    resolved: int
    open_duties: int
    late: int
    without_date: int
    set_aside: int
    doubts: tuple[str, ...]
    receipt: str
    scripted: bool


def import_rows(
    requests: Iterable[ImportDispute], desk: Desk, policies: Mapping[str, Kept], *, once: str
) -> tuple[RowView, ...]:
    """What became of each row. With `once`, the file's digest, the same file is refused. Raises BadSheet, Refused."""
    calendars = {policy_id: desk.working_days(kept.policy) for policy_id, kept in policies.items()}
    made: list[RowView] = []

    def decided(request: ImportDispute) -> tuple[bytes, DecideNew]:
        kept = policies[request.opening.policy]
        case = Case(None, kept.policy, calendars[kept.policy.id], desk.now)

        def decide(reference: str) -> tuple[Act, ...]:
            acts = decide_import(request, case, reference, kept.digest)
            made.append(_row(request.row, fold(acts), desk))
            return acts

        return kept.text, decide

    ready = [decided(request) for request in requests]
    if faults := tuple(_faults(requests, ready)):
        raise BadSheet(
            "Nothing was imported: some rows cannot be.", details=faults, hint="Mend them, and import again."
        )
    made.clear()
    desk.log.append_many(desk.author, desk.now, ready, once)
    return tuple(made)


def _faults(requests: Iterable[ImportDispute], ready: Iterable[tuple[bytes, DecideNew]]) -> Iterator[str]:
    """What the rules find wrong, beyond what each cell says for itself."""
    for request, (_, decide) in zip(requests, ready, strict=True):
        try:
            decide("ESC")
        except EscalateError as fault:
            yield from (f"row {request.row}: {said}" for said in fault.details or (fault.message,))


def _row(row: int, dispute: Dispute, desk: Desk) -> RowView:
    opened, duties = dispute.opened, dispute.open_duties()
    ended = (duty.ended for duty in dispute.duties.values())
    return RowView(
        row=row,
        reference=opened.reference,
        policy=opened.policy,
        stage=opened.stage,
        resolved=dispute.resolved is not None,
        open_duties=len(duties),
        late=sum(duty.is_late(desk.now) and duty.started.force == "must" for duty in duties),
        without_date=sum(duty.due is None for duty in duties),
        set_aside=sum(end is not None and end.because == SET_ASIDE for end in ended),
    )


def import_view(
    file: str, rows: tuple[RowView, ...], doubts: tuple[str, ...], *, dry_run: bool, receipt: str, scripted: bool
) -> ImportView:
    """The rows with their sums."""
    resolved = sum(row.resolved for row in rows)
    sums = {key: sum(getattr(row, key) for row in rows) for key in ("open_duties", "late", "without_date", "set_aside")}
    return ImportView(
        file=file,
        dry_run=dry_run,
        rows=rows,
        open=len(rows) - resolved,
        resolved=resolved,
        **sums,
        doubts=doubts,
        receipt=receipt,
        scripted=scripted,
    )
