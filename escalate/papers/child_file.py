"""The child's file as a paper: every part of the view under its heading, in the words that the screens use."""

from collections.abc import Iterable, Iterator

from escalate.domain.calendar import Happened
from escalate.domain.choices import ENDINGS, KINDS
from escalate.domain.events import CONSULTATION
from escalate.render import entry_words, words
from escalate.usecases.export import WITHHELD
from escalate.usecases.export_view import ActionView, AttachmentView, ExportView
from escalate.usecases.paper import Block, Facts, Heading, Items, Paper, Paragraph, Table
from escalate.usecases.trail import TITLES, EntryView

REDACTED = "Copy with parts withheld"
CHECKED = "A program can check the copies of this record in HTML and JSON: escalate verify FILE"
OUR_OWN = "Confidential: holds our own {}; not for the other side."
_OWN = {KINDS[CONSULTATION].capitalize(): "consultations", TITLES["Reflected"]: "reflection"}  # by an entry's title
_NONE = "None on record."


def paper(view: ExportView) -> Paper:
    """The whole paper."""
    marks = (words.DEMONSTRATION if view.scripted else "", REDACTED if view.redacted else "")
    return Paper(
        title=f"{_capital(view.calls_it)} {view.reference}",
        subtitle=". ".join(filter(None, (*marks, "; ".join(view.subjects)))),
        blocks=tuple(_blocks(view)),
        foot=". ".join(filter(None, (view.reference, f"Receipt {view.receipt}", *marks))),
    )


def _blocks(view: ExportView) -> Iterator[Block]:
    titles = tuple(entry.title for entry in view.chronology)
    own = [what for title, what in _OWN.items() if any(one.startswith(title) for one in titles)]
    yield Paragraph(OUR_OWN.format(" and ".join(own)) if own else "Confidential.")
    yield Facts(tuple(_about(view)))
    if view.redacted:
        yield Heading("What is withheld, and why")
        yield Paragraph(view.read_it)
        yield from _table(("What", "Why", "Digest kept"), ((one.number, one.why, one.digest) for one in view.withheld))
    yield Heading("Parties and people")
    who = ((one.side, ", ".join(filter(None, (one.team, one.agency))), one.sector) for one in view.parties)
    yield from _table(("Side", "Agency", "Sector"), who)
    yield from _table(("Name", "Role", "Of"), ((one.name, one.role, one.party) for one in view.people))
    yield Heading("What happened, in the order in which it happened")
    for entry in view.chronology:
        yield from _entry(entry)
    yield Heading("Reasons of each side")
    if not view.reasons:
        yield Paragraph(_NONE, quiet=True)
    for one in view.reasons:
        yield Heading(_by(one.happened, one.entry), 2)
        yield Facts((("Ours", one.ours or _NONE), ("Theirs", one.theirs or _NONE)))
    yield Heading("Decisions")
    yield from _facts((_by(one.happened, one.entry), one.what) for one in view.decisions)
    yield from _what_is_to_be_done(view)
    yield Heading("Attachments")
    yield from _facts((f"{one.name} (entry {one.entry})", _attachment(one)) for one in view.attachments)
    yield Heading("Receipt")
    yield Paragraph(f"Receipt {view.receipt}")
    yield Paragraph(view.proves)
    yield Paragraph(CHECKED, quiet=True)


def _about(view: ExportView) -> Iterator[tuple[str, str]]:
    yield "About", "; ".join(view.subjects)
    yield "Areas", "; ".join(view.grounds)
    yield "Policy", f"{view.policy}, {view.edition}"
    yield "Partnership", view.partnership
    yield "Our side", view.side
    yield from (("Arose", words.happened(view.arose)),) if view.arose else ()
    yield from (("Raised", words.happened(view.raised)),) if view.raised else ()
    yield "Stands at", f"{view.stage}; {view.state}"
    by = f", by {view.made_by}" if view.made_by else ""
    yield "Made", f"{words.instant(view.made)}{by}"
    held = sum(entry.title == WITHHELD for entry in view.chronology)
    shows = f"the entries after entry {view.after}" if view.after else "every entry"
    yield "Shows", f"{shows} but {held} withheld" if held else shows


def _what_is_to_be_done(view: ExportView) -> Iterator[Block]:
    yield Heading("Agreed actions")
    yield from _facts((f"D{one.duty}, agreed in entry {one.entry}", _action(one)) for one in view.actions)
    yield Heading("Duties, with their dates and how these were worked out")
    for duty in view.duties:
        yield Heading(f"D{duty.number} {duty.what}", 2)
        yield Items(tuple(entry_words.duty_facts(duty, view.made)))


def _entry(entry: EntryView) -> Iterator[Block]:
    rows = [(_capital(label), _text(value)) for label, value in entry.said.items()]
    if entry.title == WITHHELD:
        written = words.day(Happened.instant(entry.written).day)
        yield Heading(f"Entry {entry.position}: {WITHHELD} (written {written})", 2)
        yield Facts(tuple(rows))
        return
    here = entry.title == TITLES["Opened"] and not entry.recorded_later  # when it stood in the log; the stage is older
    title = "Opened in this log" if here else entry.title
    yield Heading(f"Entry {entry.position}, {title}, {entry_words.happened(entry)}", 2)
    late = ". Late entry: written after the end of the next working day" if entry.recorded_later else ""
    yield Paragraph(f"Written {words.instant(entry.written)}, by {entry.author}{late}", quiet=True)
    rows += [("Ended", one) for one in entry.ended]
    rows += [("Started", one) for one in entry_words.started(entry)]
    if rows:
        yield Facts(tuple(rows))
    yield from map(Paragraph, _remarks(entry))


def _remarks(entry: EntryView) -> list[str]:
    """What was said of it later, each correction and approval with the lines that belong to it."""
    found: list[str] = []
    for line in entry_words.remarks(entry):
        if line.startswith(" "):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[Block]:
    filled = tuple(rows)
    yield Table(heads, filled) if filled else Paragraph(_NONE, quiet=True)


def _facts(rows: Iterable[tuple[str, str]]) -> Iterator[Block]:
    filled = tuple(rows)
    yield Facts(filled) if filled else Paragraph(_NONE, quiet=True)


def _action(one: ActionView) -> str:
    by = f"by {words.instant(one.due)}" if one.due else "no date"
    stands = f"{ENDINGS.get(one.ended, one.ended)}, {words.happened(one.ended_when)}" if one.ended_when else one.ended
    return f"{one.who}: {one.what}. {_capital(by)}; {stands or 'open'}"


def _attachment(one: AttachmentView) -> str:
    whose = f", from {one.from_whom}" if one.from_whom else ""
    return f"{one.what}{whose}; {one.size:,} bytes, SHA-256 {one.sha256}"


def _by(happened: Happened, entry: int) -> str:
    return f"{words.happened(happened)} (entry {entry})"


def _text(value: str | Happened) -> str:
    return words.happened(value) if isinstance(value, Happened) else value


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
