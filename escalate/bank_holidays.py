"""Bank holidays and local closures as the days off of a `Calendar`.

Names are GOV.UK's where the library's differ: people check a due time against that list.
"""

from collections.abc import Mapping
from datetime import date, time

from holidays import country_holidays

from escalate.domain.calendar import Calendar

_GOV_UK_NAMES = {
    "Battle of the Boyne": "Battle of the Boyne (Orangemen's Day)",
    "Coronation of Charles III": "Bank holiday for the coronation of King Charles III",
    "Late Summer Bank Holiday": "Summer bank holiday",
    "May Day": "Early May bank holiday",
    "New Year Holiday": "2nd January",
    "Platinum Jubilee of Elizabeth II": "Platinum Jubilee bank holiday",
    "Saint Andrew's Day": "St Andrew's Day",
    "Saint Patrick's Day": "St Patrick's Day",
    "Spring Bank Holiday": "Spring bank holiday",
    "State Funeral of Queen Elizabeth II": "Bank Holiday for the State Funeral of Queen Elizabeth II",
    "Summer Bank Holiday": "Summer bank holiday",
}


def calendar(nation: str, closures: Mapping[date, str], day_ends: time = time(17)) -> Calendar:
    """The working days of a nation (ENG, WLS, SCT, NIR), less the office's own closures."""
    official = country_holidays("GB", subdiv=nation)

    def why_closed(day: date) -> str | None:
        name = official.get(day)
        return _named(name) if name else closures.get(day)

    return Calendar(why_closed, day_ends)


def _named(name: str) -> str:
    """GOV.UK's name; a weekend holiday moved to a weekday is its substitute day."""
    last = name.rsplit("; ", maxsplit=1)[-1]  # of two on one day GOV.UK names the one that was moved
    plain = last.removesuffix(" (observed)")
    return _GOV_UK_NAMES.get(plain, plain) + (", substitute day" if plain != last else "")
