"""A dispute drawn along its time: in proportion, whole dates, readable without colour and without a picture."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.domain.calendar import Happened
from escalate.render import words
from escalate.render.human_status_timeline import status_timeline_screen
from escalate.render.output import show
from escalate.usecases.status_timeline import PointView, StatusTimelineView
from tests.render.build_views import NOW, RAISED, a_status_timeline, at, many_points

PICTURE = """\
ESC-2026-0007: child AB, Levels of need
Thursday 17 December 2026 to Tuesday 29 December 2026, 5pm: 12 days

                                18 Dec  20 Dec  22 Dec  24 Dec  26 Dec  28 Dec
                            ├───┬───────┬───────┬───────┬───────┬───────┬──────┤
  1 Managers of level 1...        ===========     │
> 2 Managers of level 2...                  ======>
  3 Managers of level 3...  (ahead)               │
  4 Managers of level 4...  (ahead)               │
  5 Managers of level 5...  (ahead)               │
  6 Managers of level 6...  (ahead)               │
Arose Thu 17 Dec            o                     │
Raised Fri 18 Dec 10am            o               │
1 discussion                      o               │
D4 Wed 23 Dec 5pm                 ..............x......D
D3 Tue 29 Dec 5pm                 .............................................D
Now Tue 22 Dec 10am                               ^
= at this stage; > still; o once, a number: so often
. running; D due; x ended; ^ now

D4 Visit                                                                    done
D3 Settle it or take it on                                             in 7 days"""
BEGINS = datetime(2026, 12, 18, 10, tzinfo=UTC)


def shown(view: StatusTimelineView, width: int = 80) -> list[str]:
    return [str(line) for line in status_timeline_screen(view, width)]


def row(lines: list[str], start: str) -> str:
    """The one row of the picture that begins so."""
    (found,) = [line for line in lines if line.startswith(start)]
    return found


def due(number: int, at: datetime, state: str, until: datetime | None = None, since: datetime = BEGINS) -> PointView:
    ended = Happened.instant(until) if until else None
    return PointView("due", Happened.instant(at), "", "Settle it", number, Happened.instant(since), ended, state)


def test_the_picture_at_80_columns() -> None:
    assert "\n".join(shown(a_status_timeline())) == PICTURE


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160])
@pytest.mark.parametrize("view", [a_status_timeline(), a_status_timeline(points=many_points())], ids=["few", "many"])
def test_no_line_is_wider_than_the_screen_and_no_date_is_cut(view: StatusTimelineView, width: int) -> None:
    lines = shown(view, width)
    assert max(map(len, lines)) <= width
    for point in [point for point in view.points if point.kind == "due" and point.state == "late"]:
        assert row(lines, f"D{point.number} {words.stamp(point.when.earliest, view.now)}")


def test_thirty_discussions_in_a_day_are_counted_where_they_do_not_fit() -> None:
    lines = shown(a_status_timeline(points=many_points()))
    assert "#" in row(lines, "30 discussions")
    assert "# more than 9 times" in "\n".join(lines)


def test_of_many_due_times_the_open_ones_are_drawn_and_the_rest_counted() -> None:
    lines = shown(a_status_timeline(points=many_points()))
    assert len([line for line in lines if line.startswith("D") and line.endswith("D")]) <= 10
    assert lines[-1] == "and 5 more: escalate trail 7"


def test_what_is_late_is_marked_from_its_due_time_to_now_and_said() -> None:
    now = at(28)
    late = due(3, at(22, 17), "late")
    lines = shown(a_status_timeline(now, points=(late, PointView("now", Happened.instant(now)))))
    assert row(lines, "D3 Tue 22 Dec 5pm").count("!") > 20
    assert row(lines, "D3 Settle it").endswith("5 days late")
    assert "! after it was due" in lines[-3]


def test_what_was_done_late_is_marked_until_it_was_done() -> None:
    done = due(3, at(20, 17), "done late", until=at(22, 10))
    lines = shown(a_status_timeline(points=(done, PointView("now", Happened.instant(at(28))))))
    assert "D!!!" in row(lines, "D3 Sun 20 Dec 5pm")
    assert row(lines, "D3 Sun 20 Dec 5pm").rstrip(" │").endswith("!x")


def test_a_resolved_dispute_ends_where_it_was_resolved() -> None:
    end = Happened.instant(at(22, 12))
    stage = PointView("stage", RAISED, "1", "Worker to worker", until=end)
    view = a_status_timeline(at(1, year=2029), points=(stage, PointView("resolved", end)))
    lines = shown(view)
    assert row(lines, "Resolved Tue 22 Dec 2026 midday").endswith(" o")
    assert not [line for line in lines if line.startswith("Now") or "│" in line]


def test_a_stage_gone_back_to_has_two_bars_in_its_row() -> None:
    first, second, third = (Happened.instant(at(day)) for day in (18, 20, 22))
    stays = (
        PointView("stage", first, "1", "Worker", until=second),
        PointView("stage", second, "2", "Manager", until=third),
        PointView("stage", third, "1", "Worker", until=Happened.instant(at(24))),
    )
    view = replace(a_status_timeline(points=stays), points=stays)
    assert len(row(shown(view), "  1 ")[28:].split()) == 2


def test_where_words_leave_no_room_the_line_stands_below_them() -> None:
    lines = shown(a_status_timeline(), 40)
    at_ = lines.index("D3 Tue 29 Dec 5pm")
    assert lines[at_ + 1].endswith("D")
    assert len(lines[at_ + 1]) == 40


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(60, 130), st.integers(2, 30_000))
def test_marks_stand_in_proportion_in_every_row(parts: list[float], width: int, hours: int) -> None:
    long = timedelta(hours=hours)
    dues = tuple(due(number, BEGINS + long * part, "open") for number, part in enumerate(sorted(parts), 1))
    ends = PointView("now", Happened.instant(BEGINS + long))
    view = a_status_timeline(BEGINS + long, points=(PointView("raised", Happened.instant(BEGINS)), *dues, ends))
    lines = [line for line in shown(view, width) if line.endswith(("D", "D│", "│", "^", "o"))]
    rule = next(line for line in shown(view, width) if "├" in line)
    left, right = rule.index("├"), rule.index("┤")
    columns = [line.rindex("D", left) - left for line in lines if line.startswith("D") and "D" in line[left:]]
    assert columns == sorted(columns)
    assert len(columns) == len(parts)
    for column, part in zip(columns, sorted(parts), strict=True):
        assert abs(column - part * (right - left)) <= 0.5 + 1e-6


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_a_console_without_boxes_gets_ascii(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding=encoding, errors="strict")
    show(a_status_timeline(), "human", stream)
    text = raw.getvalue().decode(encoding)
    assert ("+---+-------+" in text) == (encoding != "cp437")
    assert "├" not in text or encoding == "cp437"


def test_for_a_screen_reader_it_is_a_list_in_order() -> None:
    stream = StringIO()
    show(a_status_timeline(), "lines", stream)
    assert stream.getvalue().splitlines() == [
        "ESC-2026-0007, child AB: Levels of need.",
        "Thursday 17 December 2026 to Tuesday 29 December 2026, 5pm: 12 days.",
        "Thursday 17 December 2026: the difference arose.",
        "Friday 18 December 2026, 10am: put to the other side.",
        "Friday 18 December 2026, 10am: stage 1, Worker to worker, until Monday 21 December 2026.",
        "Friday 18 December 2026, 2pm: discussion.",
        "Monday 21 December 2026: stage 2, Manager to manager, still there.",
        f"{words.instant(NOW)}: now.",
        "Wednesday 23 December 2026, 5pm: D4 due, done: Visit.",
        "Tuesday 29 December 2026, 5pm: D3 due, in 7 days: Settle it or take it on.",
        *(f"Stage {n}, Managers of level {n} to managers of level {n}: ahead." for n in range(3, 7)),
    ]
