"""`policy show`, `compare` and `timeline --worst` as somebody types them."""

from pathlib import Path

import pytest

from escalate.cli.dates import days_of
from escalate.errors import BadDate
from tests.office import Office

EVERYTHING = (Path(__file__).parents[1] / "everything.toml").read_text(encoding="utf-8")


def test_a_policy_is_drawn_for_people_and_not_for_screen_readers(office: Office) -> None:
    assert "in ->+- Stage 1: Professional to professional -" in office.must("policy", "show", "torbay").out
    assert "+-" not in office.must("policy", "show", "torbay", "--plain").out


def test_a_policy_of_ones_own_can_be_compared(office: Office) -> None:
    (office.home / "policies").mkdir(parents=True)
    (office.home / "policies" / "mine.toml").write_text(EVERYTHING.replace('"everything"', '"mine"'), encoding="utf-8")
    shown = office.must("policy", "compare", "torbay", "mine").out
    assert "  Nation       England                         | Wales" in shown
    assert "mine has no stage here; torbay says:" in shown
    assert "Nothing differs" in office.must("policy", "compare", "mine", "mine").out
    assert office.run("policy", "compare", "mine", "nowhere").code == 3


def test_the_worst_day_of_a_month_comes_with_its_timeline(office: Office) -> None:
    found = office.must("policy", "timeline", "torbay", "--worst", "2026-12", "--json").data
    asked = office.must("policy", "timeline", "torbay", "--raised", found["raised"], "--json").data
    assert found["steps"] == asked["steps"]
    assert asked["worst"] is None
    assert found["worst"]["tried"] == ["2026-12-01", "2026-12-31"]
    assert office.must("policy", "timeline", "torbay", "--worst", "2026-12").out.startswith("Raised on Wednesday 2 Dec")


@pytest.mark.parametrize("words", [["--worst", "2026-13"], ["--worst", "2026-12", "--raised", "today"]], ids=" ".join)
def test_a_bad_month_or_two_ways_to_say_the_day_are_refused(office: Office, words: list[str]) -> None:
    refused = office.run("policy", "timeline", "torbay", *words)
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.parametrize(
    ("text", "first", "last", "days"),
    [
        ("2026-12", "2026-12-01", "2026-12-31", 31),
        ("December 2026", "2026-12-01", "2026-12-31", 31),
        (" feb 2028 ", "2028-02-01", "2028-02-29", 29),
        ("2027", "2027-01-01", "2027-12-31", 365),
        ("2028", "2028-01-01", "2028-12-31", 366),
    ],
)
def test_a_month_or_a_year_is_all_its_days(text: str, first: str, last: str, days: int) -> None:
    found = days_of(text)
    assert (found[0].isoformat(), found[-1].isoformat(), len(found)) == (first, last, days)


@pytest.mark.parametrize(
    "text", ["", "12", "26-12", "2026-13", "2026-00", "2026-12-18", "18/12/2026", "now", "Monday", "1066", "2500-01"]
)
def test_what_is_no_month_or_year_is_refused(text: str) -> None:
    with pytest.raises(BadDate, match="no month or year"):
        days_of(text)
