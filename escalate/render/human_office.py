"""Who uses this log, and whom to call first: the latter large and clear, because it is read in haste."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.render import words
from escalate.render.layout import ENDLESS, INDENT, Line, folded, padded, readable

if TYPE_CHECKING:
    from escalate.usecases.office import DangerView, SettingsView


def danger_screen(view: "DangerView", width: int) -> Iterable[Line]:
    """Whom to call, each on a line of its own with space around it, then what comes after."""
    width = readable(width)
    yield Text("SOMEBODY IS IN DANGER NOW: CALL FIRST, WRITE LATER", "bold red")
    yield ""
    for number, call in enumerate(view.call, 1):
        yield from (Text(line, "bold") for line in folded(call, width, f"  {number}  "))
        yield ""
    if view.then:
        yield Text("Then", "bold")
    for step in view.then:
        yield from folded(step, width, f"{INDENT}- ")


def settings_screen(view: "SettingsView", width: int) -> Iterable[Line]:
    """Label and value, one below the other."""
    width = readable(width)
    rows = (
        ("You", view.me),
        ("Policies", view.policies),
        ("Working days of", (words.NATIONS.get(view.nation, view.nation),)),
        ("Closures", view.closures),
        ("Contacts", view.contacts),
        ("Emergency", view.emergency),
        ("Kept for", (f"{words.count(view.keep_years, 'year')} after it is resolved" if view.keep_years else "",)),
        ("Kept in", (view.file,)),
        ("Receipt", (view.receipt,)),
    )
    if width == ENDLESS:
        yield from (f"{label}: {value}" for label, values in rows for value in filter(None, values))
        return
    for label, values in rows:
        for number, value in enumerate(filter(None, values)):
            yield from folded(value, width, padded(label if number == 0 else "", 17))
