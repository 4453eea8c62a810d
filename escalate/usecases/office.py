"""Who uses this log, and whom to call first: the two screens that need no dispute."""

from typing import ClassVar

from escalate.domain.frozen import frozen


@frozen
class SettingsView:
    """Who uses this log, and its standing choices."""

    schema: ClassVar = "escalate.settings/1"
    file: str
    me: tuple[str, ...]
    policies: tuple[str, ...]
    nation: str
    closures: tuple[str, ...]
    contacts: tuple[str, ...]
    emergency: tuple[str, ...]
    keep_years: int | None = None  # no rule
    receipt: str = ""  # of the entry that says so, just written


@frozen
class DangerView:
    """Whom to call first, before anything else; `reference` is empty before a dispute is open."""

    schema: ClassVar = "escalate.danger/1"
    reference: str
    call: tuple[str, ...]
    then: tuple[str, ...]
