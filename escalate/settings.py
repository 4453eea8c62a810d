"""Who uses this log and its standing choices, in `settings.toml`: read strictly, written whole or not at all.

The file holds nothing about any dispute. It can be edited by hand; what is wrong in it is named by key.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.domain.frozen import frozen
from escalate.domain.policy import NATIONS
from escalate.domain.retention import LONGEST
from escalate.errors import BadSettings, LogUnusable
from escalate.file_bytes import file_bytes
from escalate.toml_tables import Fault, Table, parse

if TYPE_CHECKING:
    from escalate.domain.parts import Author

FILE = "settings.toml"
BEFORE = "settings-before.toml"
_LARGEST = 1_000_000  # bytes
EMERGENCY = "999"


@frozen
class Me:
    """Somebody who writes in this log."""

    name: str
    role: str
    agency: str
    team: str = ""
    sector: str = "other"


@frozen
class Closure:
    """Days, both included, on which the office is closed, and why."""

    first: date
    last: date
    why: str


@frozen
class Contact:
    """Who holds a policy's role here, and how to reach them."""

    policy: str
    role: str
    name: str
    phone: str = ""


@frozen
class Settings:
    """Everything in the file; the defaults where there is none."""

    me: tuple[Me, ...] = ()
    policies: tuple[str, ...] = ()  # those used here; the first is offered first
    nation: str = "ENG"
    emergency: tuple[str, ...] = ()
    closures: tuple[Closure, ...] = ()
    contacts: tuple[Contact, ...] = field(default=())
    accessible: bool = False  # questions as numbered lines, screens as lines
    keep_years: int | None = None  # after its end a dispute is kept for so long; None: no rule

    def closed(self) -> Mapping[date, str]:
        """Each closed day and why."""
        return {
            closure.first + timedelta(days=day): closure.why
            for closure in self.closures
            for day in range((closure.last - closure.first).days + 1)
        }


def load(folder: Path) -> Settings:
    """The settings in that folder. Raises BadSettings, naming each key at fault."""
    try:
        raw = file_bytes(folder / FILE, _LARGEST)
        text = raw.decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise BadSettings("The settings file cannot be read.", hint=f"Check {FILE} in the log's folder.") from None
    if len(raw) > _LARGEST:
        raise BadSettings("The settings file is larger than 1 MB.", hint="Write it anew with: escalate setup")
    faults: list[Fault] = []
    try:
        settings = _read(Table(parse(text), FILE, "", faults))
    except ValueError as fault:
        said = f"The settings file is not TOML: {fault}."
        raise BadSettings(said, hint="Mend that line, or: escalate setup") from None
    if faults:
        raise BadSettings(
            "The settings file cannot be used.",
            details=tuple(f"{file}: {key}: {what}" for file, key, what in faults),
            hint="Mend what is named, or: escalate setup",
        )
    return settings


def save(folder: Path, settings: Settings) -> bool:
    """Write the settings: whole, for the owner only. Raises LogUnusable when the folder cannot be written.

    Those in their place that could not be read are kept as BEFORE; whether there were such.
    """
    import tomli_w

    unread = not _readable(folder)
    document = {
        "me": [given_of(me) for me in settings.me],
        "policies": list(settings.policies),
        "nation": settings.nation,
        "emergency": list(settings.emergency),
        "closure": [vars(closure) for closure in settings.closures],
        "contact": [given_of(contact) for contact in settings.contacts],
        "accessible": settings.accessible,
        **({"keep_years": settings.keep_years} if settings.keep_years else {}),
    }
    new = folder / (FILE + ".new")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            tomli_w.dump(document, file)
        if unread:
            (folder / FILE).replace(folder / BEFORE)
        new.replace(folder / FILE)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise LogUnusable(
            "The settings were not saved: the log's folder cannot be written.",
            hint="Check who may write there and that the disk is not full, or set ESCALATE_HOME to another folder.",
        ) from None
    return unread


def _readable(folder: Path) -> bool:
    try:
        load(folder)
    except BadSettings:
        return False
    return True


def given_of(one: Me | Contact) -> dict[str, str]:
    """What is filled in of it, by key."""
    return {key: value for key, value in vars(one).items() if value}


def _read(root: Table) -> Settings:
    settings = Settings(
        me=tuple(_me(table) for table in root.tables("me")),
        policies=root.texts("policies"),
        nation=root.text("nation", "ENG"),
        emergency=root.texts("emergency"),
        closures=tuple(_closure(table) for table in root.tables("closure")),
        contacts=tuple(_contact(table) for table in root.tables("contact")),
        accessible=root.flag("accessible"),
        keep_years=root.number("keep_years") or None,
    )
    if not 0 <= (settings.keep_years or 0) <= LONGEST:
        root.fault("keep_years", f"must be a whole number from 1 to {LONGEST}, or be left out")
    if settings.nation not in NATIONS:
        root.fault("nation", f"must be one of {', '.join(NATIONS)}")
    root.end()
    return settings


def _me(table: Table) -> Me:
    made = Me(
        name=table.text("name"),
        role=table.text("role"),
        agency=table.text("agency"),
        team=table.text("team", ""),
        sector=table.text("sector", "other"),
    )
    table.end()
    return made


def _contact(table: Table) -> Contact:
    made = Contact(table.text("policy"), table.text("role"), table.text("name"), table.text("phone", ""))
    table.end()
    return made


def _closure(table: Table) -> Closure:
    first = table.day("first")
    made = Closure(first, table.day("last", first), table.text("why", "closed"))
    if made.last < made.first:
        table.fault("last", "is before the first day")
    table.end()
    return made


def author_of(me: Me) -> "Author":
    """Who writes, as the journal has it: with the computer account."""
    from escalate.domain.parts import Author

    return Author(me.name, me.role, me.agency, account())


def account() -> str:
    """The computer account; empty where there is none to be known."""
    import getpass

    try:
        return os.fsencode(getpass.getuser()).decode("utf-8", "replace")
    except (KeyError, OSError):
        return ""
