"""The four nations' bank holidays against GOV.UK's own list from 2020 to 2028 (Open Government Licence).

One name of that list is not held to: the occasion in brackets after the early May holiday of 2020.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from escalate.bank_holidays import calendar
from escalate.settings import Closure, Settings

with (Path(__file__).parent / "vectors" / "bank-holidays.csv").open() as _file:
    OFFICIAL = tuple(csv.DictReader(_file))
DIVISIONS = {"ENG": "england-and-wales", "WLS": "england-and-wales", "SCT": "scotland", "NIR": "northern-ireland"}
SINCE_THEN = {("SCT", date(2026, 6, 15))}  # proclaimed in February 2026, after the list was taken


def officially(nation: str) -> dict[date, str]:
    named = {}
    for row in OFFICIAL:
        if row["division"] == DIVISIONS[nation]:
            substitute = ", substitute day" if row["substitute"] else ""
            named[date.fromisoformat(row["date"])] = row["name"].removesuffix(" (VE day)") + substitute
    return named


@pytest.mark.parametrize("nation", DIVISIONS)
def test_every_official_bank_holiday_is_a_day_off_and_no_other_weekday_is(nation: str) -> None:
    why = calendar(nation, {}).why_closed
    every = (date(2020, 1, 1) + timedelta(days=n) for n in range(366 * 9))
    weekdays = {day for day in every if day.year <= 2028 and day.weekday() < 5 and why(day)}
    added = {day for where, day in SINCE_THEN if where == nation}
    assert weekdays == set(officially(nation)) | added


@pytest.mark.parametrize("nation", DIVISIONS)
def test_bank_holidays_have_the_names_that_gov_uk_gives_them(nation: str) -> None:
    why = calendar(nation, {}).why_closed
    assert {day: why(day) for day in officially(nation)} == officially(nation)


@pytest.mark.parametrize(
    ("nations", "day", "why"),
    [
        ("ENG WLS SCT NIR", "2020-05-08", "Early May bank holiday"),  # moved from the Monday
        ("ENG WLS SCT NIR", "2020-05-04", ""),
        ("ENG WLS SCT NIR", "2022-06-02", "Spring bank holiday"),  # moved for the jubilee
        ("ENG WLS SCT NIR", "2022-06-03", "Platinum Jubilee bank holiday"),
        ("ENG WLS SCT NIR", "2022-05-30", ""),
        ("ENG WLS SCT NIR", "2022-09-19", "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        ("ENG WLS SCT NIR", "2023-05-08", "Bank holiday for the coronation of King Charles III"),
        ("ENG WLS SCT NIR", "2021-12-27", "Christmas Day, substitute day"),
        ("ENG WLS SCT NIR", "2021-12-28", "Boxing Day, substitute day"),
        ("ENG WLS SCT NIR", "2022-12-26", "Boxing Day"),
        ("ENG WLS SCT NIR", "2022-12-27", "Christmas Day, substitute day"),
        ("ENG WLS SCT NIR", "2026-12-28", "Boxing Day, substitute day"),
        ("ENG WLS SCT NIR", "2027-12-27", "Christmas Day, substitute day"),
        ("ENG WLS SCT NIR", "2027-12-28", "Boxing Day, substitute day"),
        ("ENG WLS NIR", "2026-04-06", "Easter Monday"),
        ("SCT", "2026-04-06", ""),
        ("ENG WLS NIR", "2026-08-31", "Summer bank holiday"),
        ("SCT", "2026-08-31", ""),
        ("SCT", "2026-08-03", "Summer bank holiday"),
        ("NIR", "2024-03-18", "St Patrick's Day, substitute day"),
        ("NIR", "2026-07-13", "Battle of the Boyne (Orangemen's Day), substitute day"),
        ("ENG WLS SCT", "2026-07-13", ""),
        ("SCT", "2022-01-04", "2nd January, substitute day"),
        ("SCT", "2028-01-04", "2nd January, substitute day"),
        ("ENG WLS NIR", "2022-01-04", ""),
        ("ENG WLS NIR", "2026-06-15", ""),
    ],
)
def test_a_day_is_off_or_not_in_each_nation(nations: str, day: str, why: str) -> None:
    found = {nation: calendar(nation, {}).why_off(date.fromisoformat(day)) for nation in nations.split()}
    assert found == dict.fromkeys(nations.split(), why)


def test_scotland_has_the_one_off_day_of_june_2026() -> None:
    assert calendar("SCT", {}).why_off(date(2026, 6, 15))


def test_a_local_closure_is_a_day_off_with_its_own_reason() -> None:
    within = calendar("ENG", {date(2026, 11, 24): "Council closed"})
    assert within.why_off(date(2026, 11, 24)) == "Council closed"
    assert within.after(date(2026, 11, 23), 1)[0] == date(2026, 11, 25)


def test_a_bank_holiday_keeps_its_name_inside_a_closure() -> None:
    closures = Settings(closures=(Closure(date(2026, 12, 24), date(2026, 12, 31), "School closed"),)).closed()
    within = calendar("ENG", closures)
    assert [within.why_off(date(2026, 12, day)) for day in (23, 24, 25, 26, 27, 28, 29, 31)] == [
        "", "School closed", "Christmas Day", "Boxing Day", "School closed", "Boxing Day, substitute day",
        "School closed", "School closed",
    ]  # fmt: skip


def test_a_closure_has_both_its_ends() -> None:
    assert list(Settings(closures=(Closure(date(2026, 2, 16), date(2026, 2, 18), "Half term"),)).closed()) == [
        date(2026, 2, 16),
        date(2026, 2, 17),
        date(2026, 2, 18),
    ]
