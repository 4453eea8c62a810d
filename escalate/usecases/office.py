"""Who uses this log, and whom to call first: the two screens that need no dispute."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class DangerView:
    """Whom to call first, before anything else; `reference` is empty before a dispute is open."""

    schema: ClassVar = "escalate.danger/1"
    reference: str
    call: tuple[str, ...]
    then: tuple[str, ...]
