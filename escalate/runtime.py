"""Where everything is put together: the one place that knows the log, the files, the clock and the screens.

Imports stand inside the functions: a command pays only for what it uses.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from escalate import clock, warning
from escalate.domain.frozen import frozen
from escalate.errors import BadInput, BadSettings, EscalateError, MissingAnswers, NobodyReads, NoSetUp
from escalate.version import VERSION

if TYPE_CHECKING:
    from escalate.domain.calendar import Calendar
    from escalate.domain.log_events import OfTheLog
    from escalate.domain.parts import Author
    from escalate.domain.policy import Policy
    from escalate.policy_files import PolicyFolders
    from escalate.settings import Me, Settings
    from escalate.store.care import Care
    from escalate.store.drafts import Drafts
    from escalate.store.journal import Journal
    from escalate.store.queries import Queries
    from escalate.usecases.acts import Desk
    from escalate.usecases.ports import Restoring, Writer

LOG = "log.db"
How = Literal["human", "lines", "plain", "json"]


@frozen
class Office:
    """One office's folder: its settings, policies and log, opened as they are needed."""

    home: Path

    @cached_property
    def settings(self) -> "Settings":
        """The settings. Raises BadSettings."""
        from escalate.settings import load

        return load(self.home)

    @cached_property
    def policies(self) -> "PolicyFolders":
        """The policy files."""
        from escalate.policy_files import PolicyFolders

        return PolicyFolders(self.home)

    @cached_property
    def reader(self) -> "Queries":
        """The log, for reading."""
        from escalate.store.database import State, state
        from escalate.store.queries import Queries

        if state(self.home / LOG) is State.OLDER:
            self._bring_up_to_date(said=True)
        self._warn()
        return Queries(self.home / LOG, _read_policy)

    @cached_property
    def drafts(self) -> "Drafts":
        """The answers not yet confirmed. The first that is kept makes the log, or brings it up to date."""
        from escalate.store.database import State, state
        from escalate.store.drafts import Drafts

        if state(self.home / LOG) is State.OLDER:
            self._bring_up_to_date(said=True)
        return Drafts(self.home / LOG, self._make_ready)

    @cached_property
    def now(self) -> datetime:
        """Now (UTC). ESCALATE_CLOCK sets it, in a log that was started on a scripted clock or is not yet there."""
        return clock.now(scripted=clock.is_scripted() and self.scripted)

    @property
    def scripted(self) -> bool:
        """Whether the log runs, or a new one would run, on a scripted clock."""
        if self.reader.exists():
            return self.reader.scripted()
        return clock.is_scripted()

    def working_days(self, policy: "Policy") -> "Calendar":
        """The working days under a policy: its nation's, less this office's closures."""
        from escalate.bank_holidays import calendar

        return calendar(policy.nation, self.settings.closed(), policy.day_ends)

    def contacts(self, policy: "Policy") -> Mapping[str, str]:
        """By a role's title: who holds it here, and how to reach them; all of them, where several do."""
        try:
            contacts = self.settings.contacts
        except BadSettings:  # a reading command can do without them
            return {}
        found: dict[str, str] = {}
        for one in contacts:
            if one.policy == policy.id:
                title, reached = policy.role_title(one.role), f"{one.name} {one.phone}".strip()
                found[title] = f"{found[title]} or {reached}" if title in found else reached
        return found

    def me(self, name: str, nothing: str = "Nothing was recorded") -> "Me":
        """Who writes: the one of that name; it may be left out where only one uses this log.

        `nothing` is what a fault says was not done. Raises NoSetUp, MissingAnswers, BadInput.
        """
        people = self.settings.me
        if not people:
            raise NoSetUp(f"{nothing}: nobody has said yet who uses this log.", hint="First: escalate setup")
        if not name and len(people) > 1:
            raise MissingAnswers(f"{nothing}: several people use this log.", details=("me: who writes, by --me NAME",))
        found = [me for me in people if name.casefold() in ("", me.name.casefold())]
        if not found:
            raise BadInput(
                f"{nothing}: --me names nobody who uses this log.",
                hint="To see who does: escalate setup --show. To add somebody: escalate setup",
            )
        return found[0]

    def desk(self, me: "Me", *, draft: int = 0, rehearse: bool = False) -> "Desk":
        """What writing needs; the draft of that number goes when the act is in the log. Raises LogUnusable.

        With `rehearse` nothing is written.
        """
        from escalate.settings import author_of
        from escalate.usecases.acts import Desk
        from escalate.usecases.rehearsing import Rehearsal

        log: Writer = Rehearsal(self.reader) if rehearse else self._journal()
        return Desk(
            author=author_of(me),
            now=self.now,
            log=log,
            working_days=self.working_days,
            contacts=self.contacts,
            scripted=self.scripted,
            draft=0 if rehearse else draft,
            keep_years=self.settings.keep_years,
        )

    def note(self, me: "Me", event: "OfTheLog") -> None:
        """Put on record what is of no dispute. Raises LogUnusable."""
        from escalate.settings import author_of

        self._journal().note(author_of(me), self.now, event)

    def _journal(self) -> "Journal":
        self._make_ready()
        from escalate.store.journal import Journal  # a rehearsal does without SQLModel

        keep = self.care.outside.keep
        return Journal(self.home / LOG, _read_policy, program=VERSION, scripted=self.scripted, sealed=keep)

    @cached_property
    def care(self) -> "Care":
        """What proves the log, and the receipts kept outside it."""
        from escalate.store.care import Care

        return Care(self.home / LOG, lambda: self.reader)

    def _warn(self) -> None:
        """Say that the log does not hold the last entry known outside it."""
        if gone := self.care.outside.gone():
            warning.of_lost_end(gone, self.home.absolute())

    @contextmanager
    def restoring(self, file: Path) -> Iterator["Restoring"]:
        """A backup, proved and ready to take the place of the log. Raises BadInput, NotSound, LogUnusable."""
        from escalate.store.journal import Journal
        from escalate.store.proving import prove
        from escalate.store.restoring import restoring

        warning.of_place(self.home, LOG)

        def note(log: Path, author: "Author", now: datetime, event: "OfTheLog") -> None:
            Journal(log, _read_policy, program=VERSION).note(author, now, event)

        with restoring(self.home / LOG, file, _migrate, prove, note) as ready:
            yield ready

    def whoever(self, name: str, nothing: str) -> "Author":
        """Who does it: as `me` says, or the computer account alone where nobody has been set up."""
        from escalate.domain.parts import Author
        from escalate.settings import account, author_of

        if not name and not self.settings.me:
            return Author("", "", "", account())
        return author_of(self.me(name, nothing))

    def _make_ready(self) -> None:
        """Make the log if there is none, without a word; bring one of an older version up to date."""
        from escalate.store.database import State, state

        warning.of_place(self.home, LOG)
        found = state(self.home / LOG)
        if found is not State.CURRENT:
            self._bring_up_to_date(said=found is State.OLDER)

    def _bring_up_to_date(self, *, said: bool) -> None:
        if said:
            sys.stderr.write("Your log is from an older version; bringing it up to date.\n")
        _migrate(self.home / LOG, keep=True)


def office() -> Office:
    """The office whose folder ESCALATE_HOME, or the platform, names: the log, the settings, the user's own policies."""
    given = os.environ.get("ESCALATE_HOME", "")
    if given:
        return Office(Path(given))
    from platformdirs import user_data_path

    return Office(user_data_path("escalate", appauthor=False))


def accessible() -> bool:
    """Whether ESCALATE_ACCESSIBLE, or the settings, ask for plain lines: for a screen reader."""
    if os.environ.get("ESCALATE_ACCESSIBLE"):
        return True
    try:
        return office().settings.accessible
    except BadSettings:
        return False


def show(view: Any, how: How) -> None:  # noqa: ANN401  any view
    """Print a view: for people (for a screen reader as lines), as plain blocks, or as JSON."""
    from escalate.render import output

    with to_reader():
        output.show(view, _as_read(how), sys.stdout)


def show_error(error: EscalateError, how: How) -> None:
    """Print a fault on standard error."""
    from escalate.render import output

    output.show_error(error, _as_read(how), sys.stderr)


def _as_read(how: How) -> How:
    """For a screen reader the human screens are lines."""
    return "lines" if how == "human" and accessible() else how


def say(text: str) -> None:
    """Print text that is the answer itself, such as a blank form."""
    from escalate.render.safe import safe

    with to_reader():
        sys.stdout.write(safe(text))
        sys.stdout.flush()


@contextmanager
def to_reader() -> Iterator[None]:
    """What is written inside goes to whoever reads. Raises NobodyReads when they have gone."""
    try:
        yield
    except BrokenPipeError:
        raise NobodyReads("Nobody reads the answer any more.") from None


def _migrate(log: Path, *, keep: bool = False) -> None:
    """Bring a log up to date; with `keep` one of an older version is kept beside it first, and that is said."""
    from importlib import resources

    from escalate.policy_files import shipped
    from escalate.store.backup import keep_older
    from escalate.store.migrate import bring_up_to_date

    def kept(path: Path, version: int) -> None:
        if keep:
            name = keep_older(path, f"version-{version}", clock.computers()).name
            sys.stderr.write(f"It is kept as it was, in {name}.\n")

    with resources.as_file(shipped("migrations")) as folder:
        bring_up_to_date(log, folder, kept)


def _read_policy(kept: bytes) -> "Policy":
    from escalate.policy_files import from_kept

    return from_kept(kept)
