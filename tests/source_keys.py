"""What a dotted key names in a policy file, every key that asks something of somebody, and limits counted by hand."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_OF_POLICY = ("note", "bypass", "reflect")
_OF_STAGE = ("raising", "responding", "next", "start", "hint", "note")
_OF_DUTY = ("within", "gate", "when", "options", "tell", "form", "note")
DEFAULTS = {"force": "must", "starts": "entered", "ends": "done"}
LONDON = ZoneInfo("Europe/London")
CLOSED = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}  # weekends apart, all bank holidays of these tests


def value(file: Mapping[str, Any], key: str) -> Any:
    """What a dotted key names in a policy file as read from TOML. Raises LookupError."""
    kind, *rest = key.split(".")
    if kind == "duty":
        here: Any = next((duty for duty in _duties(file) if duty["id"] == rest[0]), None)
        here = here if here is None else {**DEFAULTS, **here}
        rest = rest[1:]
    else:
        here = file.get(kind)
    for step in rest:
        if isinstance(here, list) and here and isinstance(here[0], dict) and "id" in here[0]:
            here = next((one for one in here if one["id"] == step), None)
        elif isinstance(here, list):
            here = here[int(step) - 1] if step.isdecimal() and 0 < int(step) <= len(here) else None
        elif isinstance(here, dict):
            here = here.get(step, next((one for one in here.get("ask", ()) if one["id"] == step), None))
        else:
            here = None
    if here is None:
        raise LookupError(f"the policy file has no {key}")
    return here


def _duties(file: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*file.get("duty", ()), *(duty for stage in file["stage"] for duty in stage.get("duty", ()))]


def keys(file: Mapping[str, Any]) -> Iterator[str]:
    """Every key of a policy file that asks, shows, limits or demands something."""
    policy = file["policy"]
    yield from (f"policy.{key}" for key in _OF_POLICY if key in policy)
    yield from (f"policy.advice.{place}" for place, _ in enumerate(policy.get("advice", ()), 1))
    yield from (f"exclusion.{place}" for place, _ in enumerate(file.get("exclusion", ()), 1))
    yield from (f"{kind}.{one['id']}" for kind in ("ground", "ask", "form") for one in file.get(kind, ()))
    yield from (f"form.{form['id']}.{ask['id']}" for form in file.get("form", ()) for ask in form["ask"])
    yield from (
        f"roles.{role}.{sector}" for role, titles in file["roles"].items() for sector in titles if sector != "title"
    )
    for stage in file["stage"]:
        at = f"stage.{stage['id']}"
        yield at
        yield from (f"{at}.{key}" for key in _OF_STAGE if key in stage)
        yield from (f"{at}.advice.{place}" for place, _ in enumerate(stage.get("advice", ()), 1))
        yield from (f"{at}.body.{key}" for key in stage.get("body", ()))
    for duty in _duties(file):
        yield f"duty.{duty['id']}"
        yield from (f"duty.{duty['id']}.{key}" for key in _OF_DUTY if key in duty)


def counted(within: str, since: datetime) -> datetime:
    """When a limit ends, by hand: 5pm of the last day, or so many hours later."""
    number = int(within.split(maxsplit=1)[0])
    if "hour" in within:
        return since + timedelta(hours=number)
    day = since.astimezone(LONDON).date()
    if "working" in within:
        while number:
            day += timedelta(days=1)
            number -= day.weekday() < 5 and day not in CLOSED
    else:
        day += timedelta(days=number * (7 if "week" in within else 1))
    return datetime.combine(day, datetime.min.time(), LONDON).replace(hour=17)
