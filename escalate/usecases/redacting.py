"""A dispute without chosen people or entries: the same entries with other words, so that what is made of them lacks it.

Nothing of the log changes. A name goes wherever it stands, whole or one of its words; what someone is called otherwise
no program can find. Whatever is not named here as part of the frame counts as words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any
from unicodedata import category, normalize

from escalate.domain import events as e
from escalate.domain import parts as p
from escalate.domain.bodies import decode, decode_event, encode
from escalate.domain.calendar import AGREED, LONDON, DayOff, Due, Happened
from escalate.domain.choices import KINDS
from escalate.domain.folding import fold, in_log
from escalate.domain.frozen import frozen, replace
from escalate.domain.journal import Entry
from escalate.domain.plain import instant
from escalate.usecases.ports import Stored
from escalate.usecases.trail import TITLES

WITHHELD = "[withheld]"
COUNTED = "when the entry was written; the time it counts from is withheld"
PERSON, ENTRY, SUBJECT = "person", "entry", "subject"
_FRAME: Mapping[type, str] = {  # what the state of a dispute hangs on: ids and choices, and the policy's own words
    e.Opened: "reference side policy policy_title policy_digest grounds ground_title stage stage_name gone_past",
    e.Discussed: "stage kind how no_reply sides spoke",
    e.Advanced: "from_stage to_stage stage_name gone_past",
    e.DutyDone: "duty how",
    e.Reopened: "stage stage_name",
    e.Corrected: "moment",
    e.Approved: "role",
    e.Exported: "format digest",
    p.Party: "id side sector",
    p.Person: "party",
    p.Subject: "kind",
    p.Action: "party",
    p.ByPass: "because",
    p.DutyStarted: "duty by starts ends force within stages form",
    p.DutyEnded: "how",
    Due: "rule since_what closed_then",
    DayOff: "why",
}
_SILENT: Mapping[type, Mapping[str, Any]] = {  # what of a withheld entry would be told elsewhere, and is no text
    e.Resolved: {"at_risk": False, "dissent": ""},
    e.DateAgreed: {"own_side_alone": False},
    e.Corrected: {"when": None, "dues": (), "other_ends": ()},
}
_OF_THE_POLICY = "what tell options note source"  # of a duty that is the policy's; an agreed action is people's
_PARTICLES = "al bin bint da de del della den der di dos du el ibn la las le los of ten ter van von zu zum zur"
_TITLES = {"dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "sir", "sgt", "sergeant", "rev", "the"}
_UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"  # soft hyphens and what else has no width
_NO_CAPITALS = (
    "\u0590-\u109f\u1100-\u13ff\u1400-\u1bff\u2e80-\ua4ff\ua800-\uab2f\uabc0-\ufaff\ufb1d-\ufdff\ufe70-\ufefc"
)
_LETTERS = re.compile("ß|ss|.", re.IGNORECASE | re.DOTALL)
Say = Callable[[str], str]


@frozen
class Listed:
    """Somebody or something that can be left out: its number ("person 2"), what it is, and the words it goes by."""

    number: str
    label: str
    name: str = ""
    accounts: tuple[str, ...] = ()
    position: int = 0


@frozen
class Withheld:
    """What is left out of a copy, by its number, and why."""

    number: str
    why: str


def listed(entries: Iterable[Entry]) -> tuple[Listed, ...]:
    """Every person, every child or adult, and every entry of a dispute that can be left out."""
    people, subjects, accounts = dict[str, tuple[str, str]](), dict[str, p.Subject](), dict[str, set[str]]()
    of_entries = []
    for entry in entries:
        author, event = decode(entry.kind, entry.body or "")
        title = KINDS[event.kind].capitalize() if isinstance(event, e.Discussed) else TITLES[entry.kind]
        written = instant(entry.recorded_at).astimezone(LONDON).date()
        happened = getattr(event, "happened", Happened(written)).day
        label = f"{title} of {_day(happened)}, written {_day(written)}"
        of_entries.append(Listed(f"{ENTRY} {entry.position}", label, position=entry.position))
        found = [*_parts(author), *_parts(event)]
        named = [(one.name, one.role) for one in found if isinstance(one, (p.Person, p.Author))]
        named += [(event.by, "")] if isinstance(event, e.Approved) else []
        for name, role in named:
            if name.strip() and (name.casefold() not in people or not people[name.casefold()][1]):
                people[name.casefold()] = (name, role)
        accounts.setdefault(author.name.casefold(), set()).add(author.account)
        subjects |= {one.ref: one for one in found if isinstance(one, p.Subject)}
    return (
        *(
            Listed(f"{PERSON} {n}", ", ".join(filter(None, (name, role))), name, tuple(accounts.get(key, ())))
            for n, (key, (name, role)) in enumerate(people.items(), 1)
        ),
        *(Listed(f"{SUBJECT} {n}", f"{one.kind} {ref}", ref) for n, (ref, one) in enumerate(subjects.items(), 1)),
        *of_entries,
    )


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def redacted(stored: Stored, entries: Iterable[Entry], out: Iterable[Listed]) -> tuple[Stored, tuple[Entry, ...]]:
    """The dispute and its entries with what is `out` left out of them; an entry that lost nothing keeps its body."""
    chosen = tuple(out)
    gone = {one.position for one in chosen if one.position}
    say = saying(chosen)
    made, events, places = [], [], []
    for entry in entries:
        author, event = decode(entry.kind, entry.body or "")
        if entry.position in gone:
            author = p.Author(WITHHELD, "", "")
            when = Happened.instant(instant(entry.recorded_at))
            silent = replace(event, **_SILENT.get(type(event), {}), recorded_later=False)
            event = _at(when, said_otherwise(silent, lambda _: WITHHELD))
        author, event = said_otherwise(author, say), said_otherwise(event, say)
        events.append(event)
        places.append((entry.position, author.name))
        made.append(replace(entry, body=encode(event, author)))
    dispute = in_log(fold(events), places)
    return replace(stored, dispute=dispute), tuple(made)


def and_corrections(chosen: Iterable[Withheld], entries: Iterable[Entry]) -> tuple[Withheld, ...]:
    """What is left out, and with an entry every correction of it, which can say the same words."""
    out, entries = {one.number: one for one in chosen}, tuple(entries)
    for entry in entries:
        event = decode_event(entry.kind, entry.body or "")
        of = f"{ENTRY} {entries[event.of - 1].position}" if isinstance(event, e.Corrected) else ""
        if of in out:
            out.setdefault(f"{ENTRY} {entry.position}", Withheld(f"{ENTRY} {entry.position}", out[of].why))
    return tuple(out.values())


def for_proof(entries: Iterable[Entry], left: Iterable[Entry], out: Iterable[Listed]) -> tuple[Entry, ...]:
    """The entries as they were sealed; without their words where those, ids included, have what is left out."""
    say = saying(out, accounts=True)
    return tuple(
        entry if entry.body == other.body and say(entry.body or "") == entry.body else without_words(entry)
        for entry, other in zip(entries, left, strict=True)
    )


def without_words(entry: Entry) -> Entry:
    """The entry by its digest alone."""
    return replace(entry, salt=None, body=None)


def _at(when: Happened, value: Any) -> Any:  # noqa: ANN401  an event, or any part of one
    """The same with that time wherever it says when something was; a due time that was counted from it says so."""
    if isinstance(value, Happened):
        return when
    if isinstance(value, tuple):
        return tuple(_at(when, one) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    moved = replace(value, **{one.name: _at(when, getattr(value, one.name)) for one in fields(value)})
    if isinstance(value, Due) and value.rule != AGREED:
        return replace(moved, since_what=COUNTED, not_counted=())
    return moved


def said_otherwise(value: Any, say: Say) -> Any:  # noqa: ANN401  an event, an author, or any part of one
    """The same with every text in it, at any depth, as `say` has it; the frame stays."""
    if isinstance(value, str):
        return say(value) if value else value
    if isinstance(value, tuple):
        return tuple(said_otherwise(one, say) for one in value)
    if isinstance(value, Mapping):
        return {key: said_otherwise(one, say) for key, one in value.items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    frame = set(_FRAME.get(type(value), "").split())
    if isinstance(value, p.DutyStarted) and value.duty != e.ACTION:
        frame |= set(_OF_THE_POLICY.split())
    changed = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in frame}
    return replace(value, **{name: said_otherwise(one, say) for name, one in changed.items()})


def saying(out: Iterable[Listed], *, accounts: bool = False) -> Say:
    """Puts its number in the place of every name that is out: whole names first, then each of their words.

    With `accounts` those of the computer too, which several people can share.
    """
    whole, single = list[tuple[re.Pattern[str], str]](), list[tuple[re.Pattern[str], str]]()
    for one in out:
        instead, person = f"[{one.number}, withheld]", one.number.startswith(PERSON)
        names = (one.name, *(one.accounts if accounts else ()))
        whole += [(_pattern(name, person=person), instead) for name in names if name.strip()]
        words = [word for word in _words(one.name) if person and len(word) > 1 and word not in _PARTICLES.split()]
        single += [(_pattern(word, person=True), instead) for word in words if word.casefold() not in _TITLES]
    patterns = (*sorted(whole, key=lambda pair: -len(pair[0].pattern)), *single)

    def say(text: str) -> str:
        composed = said = normalize("NFC", text)
        for pattern, instead in patterns:
            said = pattern.sub(instead, said)
        return text if said == composed else said

    return say


def _pattern(name: str, *, person: bool) -> re.Pattern[str]:
    """A name in capitals or not, however its words are set apart; no part of a longer word.

    Beside a person's a digit can stand, which could make a reference another one; a reference can lose its hyphens. A
    script without capitals has words without spaces too.
    """
    words = _words(name) if person else [run for word in _words(name) for run in re.findall(r"\d+|\D+", word)]
    spelt = (r"[\W_]+" if person else r"[\W_]*").join(
        _UNSEEN.join(map(_letter, _LETTERS.findall(word))) for word in words
    )
    letter = rf"[^\W\d_{_NO_CAPITALS}]" if person else rf"[^\W_{_NO_CAPITALS}]"
    before, after = (
        "" if re.match(f"[{_NO_CAPITALS}]", end) else edge
        for end, edge in ((name[:1], f"(?<!{letter})"), (name[-1:], f"(?!{letter})"))
    )
    return re.compile(f"{before}(?i:{spelt or re.escape(name)}){after}")  # no class ignores case: that takes long


def _letter(letter: str) -> str:
    """A letter as it may be written: in capitals, ß is SS."""
    return f"(?:ß|s{_UNSEEN}s)" if letter.casefold() == "ss" else re.escape(letter)


def _words(name: str) -> list[str]:
    """Letters with their marks, and numbers."""
    name = re.sub(_UNSEEN, "", name)
    return "".join(one if category(one)[0] in "LMN" else " " for one in normalize("NFC", name)).split()


def _parts(value: Any) -> Iterator[Any]:  # noqa: ANN401  of any event
    if isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif is_dataclass(value) and not isinstance(value, type):
        yield value
        for one in fields(value):
            yield from _parts(getattr(value, one.name))
