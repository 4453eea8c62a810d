"""Rows of a spreadsheet to requests, and every fault in them, each with its row and column and without its words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from escalate.cli import dates
from escalate.cli.import_columns import COLUMNS, NOTE
from escalate.domain import references
from escalate.domain.calendar import Happened
from escalate.domain.choices import OUTCOMES
from escalate.domain.frozen import frozen
from escalate.domain.parts import Party, Person, Subject
from escalate.domain.policy import RAISING, RESPONDING, Policy
from escalate.domain.requests import ImportDispute, OpenDispute
from escalate.errors import BadDate, BadSheet
from escalate.papers.incoming import Incoming, Row
from escalate.settings import Me

_COLUMNS = {column.id: column for column in COLUMNS}
_BY_HEAD = {column.head.casefold(): column for column in COLUMNS}
_SIDES = {"us": RAISING, "them": RESPONDING}
_IN_ORDER = (
    *(("arose", "raised"), ("arose", "since"), ("raised", "since"), ("arose", "talked"), ("raised", "talked")),
    *(("raised", "resolved"), ("since", "resolved"), ("talked", "resolved")),
)
_BY_POLICY = ("kind", "grounds", "our_sector", "their_sector", "stage")
_OTHERS = {"policy": ". To use another: escalate setup"}  # what else can be done
_YEAR = re.compile(r"\d{4}")
_DASHED = re.compile(r"(\d{1,2})[-.](\w+)[-.](\d{4})")  # 5-Nov-2026, 05.11.2026: as some spreadsheets show a day
_NO_YEAR = "the date needs its day, month and year, as 2026-11-05 or 05/11/2026"


@frozen
class Read:
    """What a spreadsheet asks for, and what in it is worth a second look."""

    requests: tuple[ImportDispute, ...]
    doubts: tuple[str, ...]


def requests(
    sheet: Incoming, policies: Mapping[str, Policy], usual: str, me: Me, now: datetime, before: Mapping[str, str]
) -> Read:
    """A request for each row. `policies` by id; `usual` is meant where a row names none. Raises BadSheet.

    `before`: what was imported already, by the reference that it had there.
    """
    rows = [row for row in sheet.rows if not str(row.cells[0] or "").lstrip().startswith(NOTE)]
    if not rows:
        raise BadSheet("Nothing was imported: the sheet is empty.", hint="A template: escalate import --template FILE")
    places, faults = _places(rows[0])
    if faults:
        hint = "The headings are those of: escalate import --template FILE"
        raise BadSheet("Nothing was imported: the headings are not those of the template.", details=faults, hint=hint)
    if not rows[1:]:
        raise BadSheet("Nothing was imported: there is no row below the headings.", hint="Fill in a row a dispute.")
    lines = [_Line(row, places, now) for row in rows[1:]]
    made = tuple(line.request(policies, usual, me, sheet.digest) for line in lines)
    if found := tuple(fault for line in lines for fault in dict.fromkeys(line.faults)):
        raise BadSheet(
            "Nothing was imported: what is named here must be mended first.",
            details=found,
            hint="Mend it in the spreadsheet, save it, and import it again.",
        )
    for line, request in zip(lines, made, strict=True):
        line.doubt_again(request.known_as, before)
    return Read(made, tuple(doubt for line in lines for doubt in line.doubts))


def _places(heads: Row) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column stands where, and what is wrong with the headings."""
    places: dict[str, int] = {}
    faults = []
    for place, cell in enumerate(heads.cells):
        column = _BY_HEAD.get(" ".join(str(cell or "").split()).casefold())
        if column is None:
            if cell not in (None, ""):
                faults.append(f"{_cell(heads, place)}: the template has no such heading")
        elif column.id in places:
            faults.append(f"{_cell(heads, place)}: {column.head} is there already")
        else:
            places[column.id] = place
    faults += [f"row {heads.number}: there is no {one.head}" for one in COLUMNS if one.needed and one.id not in places]
    return places, tuple(faults)


def _cell(row: Row, place: int) -> str:
    """C7."""
    letters, left = "", place
    while left >= 0:
        left, letter = divmod(left, 26)
        letters, left = chr(ord("A") + letter) + letters, left - 1
    return f"{letters}{row.number}"


class _Line:
    """One row being read: each fault goes on the list, and reading goes on."""

    def __init__(self, row: Row, places: Mapping[str, int], now: datetime) -> None:
        self._row, self._places, self._now = row, places, now
        self.faults: list[str] = []
        self.doubts: list[str] = []
        self._policy_unknown = False
        for place, cell in enumerate(row.cells):
            if cell not in (None, "") and place not in places.values():
                self.faults.append(f"{_cell(row, place)}: there is no heading over it")

    def request(self, policies: Mapping[str, Policy], usual: str, me: Me, digest: str) -> ImportDispute:
        """The request, as far as it can be read: it is of use only where there is no fault."""
        titles = {policy.id: policy.title for policy in policies.values()}
        named = self._one_of("policy", titles, usual)
        if not named and not self._text("policy"):
            self._fault("policy", "must be filled in: set-up names none")
        self._policy_unknown = not named
        policy = policies[named or next(iter(policies))]
        days = {key: self._day(key) for key in ("arose", "raised", "since", "talked", "resolved")}
        stage = self._one_of("stage", {stage.id: stage.name for stage in policy.stages}, word=policy.calls_stage)
        outcome = self._one_of("outcome", OUTCOMES)
        self._check(days, outcome, first=stage in ("", policy.first.id))
        opening = OpenDispute(
            policy=policy.id,
            side=_SIDES.get(self._one_of("side", _SIDES), ""),
            grounds=self._several("grounds", {ground.id: ground.title for ground in policy.grounds}),
            subjects=self._subjects(policy),
            parties=self._parties(policy, me),
            people=tuple(self._people()),
            concern=self._text("concern"),
            happened=days["since"] or days["raised"],
            arose=days["arose"],
            raised=days["raised"],
            stage=stage,
        )
        opening = replace(opening, parties=tuple(self._on_its_side(party, opening.side) for party in opening.parties))
        return ImportDispute(
            opening,
            digest,
            self._row.number,
            known_as=self._text("known_as"),
            talked=days["talked"],
            said=self._text("said"),
            resolved=days["resolved"],
            outcome=outcome,
            notes=self._text("notes"),
        )

    def doubt_again(self, known_as: str, before: Mapping[str, str]) -> None:
        """Say so where a row of that reference was imported before: the same list, saved anew, is another file."""
        if known_as in before:
            self.doubts.append(f"{self._where('known_as')}: was imported before, as {before[known_as]}")

    # What a cell holds

    def _value(self, key: str) -> object:
        place = self._places.get(key, len(self._row.cells))
        return self._row.cells[place] if place < len(self._row.cells) else None

    def _fault(self, key: str, why: str) -> None:
        self.faults.append(f"{self._where(key)}: {why}")

    def _where(self, key: str) -> str:
        head = _COLUMNS[key].head
        return (
            f"{_cell(self._row, self._places[key])}, {head}"
            if key in self._places
            else f"row {self._row.number}, {head}"
        )

    def _text(self, key: str) -> str:
        """The words of a cell; a number as it is typed, and never a date, which a spreadsheet makes of 1/2."""
        value = self._value(key)
        if isinstance(value, (date, time)):
            self._fault(key, "the spreadsheet made a date of it: format the cell as text, and write it again")
            return ""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = "" if value is None else str(value).strip()
        if not text and _COLUMNS[key].needed:
            self._fault(key, "must be filled in")
        return text

    def _day(self, key: str) -> Happened | None:
        value = self._value(key)
        if isinstance(value, datetime) and value.time() == time():
            value = value.date()
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            if _COLUMNS[key].needed:
                self._fault(key, "must be filled in")
            return None
        if not isinstance(value, (str, date)) or (isinstance(value, str) and not _YEAR.search(value)):
            self._fault(key, _NO_YEAR)
            return None
        if isinstance(value, str) and (dashed := _DASHED.fullmatch(value.strip())):
            value = ("/" if dashed[2].isdecimal() else " ").join(dashed.groups())
        try:
            day = dates.of_value(value, self._now)
        except BadDate as fault:
            self._fault(key, f"{fault.message[0].lower()}{fault.message[1:].rstrip('.')}")
            return None
        if day.is_ahead(self._now):
            self._fault(key, "that day has not come yet")
        return day

    def _one_of(self, key: str, options: Mapping[str, str], default: str = "", word: str = "") -> str:
        """The id that a cell names, by itself, by its title, or as "Stage 2"."""
        found = self._several(key, options, word, one=True)
        return found[0] if found else default

    def _several(self, key: str, options: Mapping[str, str], word: str = "", *, one: bool = False) -> tuple[str, ...]:
        text = self._text(key)
        names: dict[str, list[str]] = {}
        for name, title in options.items():
            ways = (name, title, f"{word} {name}", f"{name} {title}", f"{name} ({title})")
            for written in dict.fromkeys(map(_plain, ways)):
                names.setdefault(written, []).append(name)
        parts = [text] if one or _plain(text) in names else text.split(";")
        found = [names.get(_plain(part), []) for part in parts if part.strip()]
        if self._policy_unknown and key in _BY_POLICY:
            return ()
        if any(len(name) != 1 for name in found):
            several = "" if one else ", or several with ; between them"
            self._fault(key, f"must be one of {', '.join(options)}{several}{_OTHERS.get(key, '')}")
            return ()
        return tuple(dict.fromkeys(name[0] for name in found))

    # What the cells say together

    def _check(self, days: Mapping[str, Happened | None], outcome: str, *, first: bool) -> None:
        for earlier, later in _IN_ORDER:
            before, after = days[earlier], days[later]
            if before and after and after.latest < before.earliest:
                self._fault(later, f"is before {_COLUMNS[earlier].head}")
        if days["resolved"] and not outcome and not self._text("outcome"):
            self._fault("outcome", "must be filled in where Resolved on is")
        if outcome and not days["resolved"] and not self._value("resolved"):
            self._fault("resolved", "must be filled in where Outcome is")
        if not (first or days["since"] or days["resolved"] or self._value("since")):
            self._fault("since", "must be filled in: due times count from it")
        if self._text("said") and not self._value("talked"):
            self._fault("talked", "must be filled in where What was said is")

    def _subjects(self, policy: Policy) -> tuple[Subject, ...]:
        kind = self._one_of("kind", dict.fromkeys(policy.subjects, ""), policy.subjects[0])
        refs = [ref.strip() for ref in self._text("subjects").split(";") if ref.strip()]
        for doubt in dict.fromkeys(filter(None, map(references.warning, refs))):
            self.doubts.append(f"{self._where('subjects')}: {doubt[0].lower()}{doubt[1:]}")
        return tuple(Subject(kind, ref) for ref in refs)

    def _parties(self, policy: Policy, me: Me) -> tuple[Party, ...]:
        ours, theirs = (self._one_of(key, policy.sectors) for key in ("our_sector", "their_sector"))
        agency = self._text("our_agency")
        us = (
            Party("us", RAISING, agency, "", ours or "other")
            if agency
            else Party("us", RAISING, me.agency, me.team, ours or me.sector)
        )
        return (us, Party("them", RESPONDING, self._text("their_agency"), "", theirs or "other"))

    def _on_its_side(self, party: Party, side: str) -> Party:
        """Both were made as if we raised it."""
        if side != RESPONDING:
            return party
        return replace(party, side=RESPONDING if party.side == RAISING else RAISING)

    def _people(self) -> Iterator[Person]:
        for key, party in (("our_person", "us"), ("their_person", "them")):
            name, _, role = self._text(key).partition(",")
            if name.strip():
                yield Person(name.strip(), role.strip() or "role not recorded", party)


def _plain(text: str) -> str:
    """As it is compared: without capitals, and with one space where there are several."""
    return " ".join(text.split()).casefold()
