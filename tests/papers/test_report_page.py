"""The report's page: the report's own numbers, a table under each picture, nothing run and nothing fetched."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from escalate.domain.dispute import Dispute
from escalate.domain.register import lines
from escalate.papers.report_page import made
from escalate.render.safe import safe
from escalate.usecases.report import Filters, report
from escalate.usecases.report_page import ReportPage, page
from tests.build import CLOCK, MONDAY, STAGES, Desk, duty, policy, when
from tests.render.payloads import PAYLOADS

NOW = MONDAY + timedelta(days=30)
TEMPLATE = Path(__file__).parents[2] / "escalate" / "papers" / "report.html"
VOID = {"meta"}
OPEN_SECOND = STAGES.replace('name = "Managers"', 'name = "Managers"\n    start = true')


def page_of(*disputes: Dispute, resolved: Iterable[Dispute] = ()) -> ReportPage:
    numbered = [
        replace(one, opened=replace(one.opened, reference=f"ESC-2026-{number:04}"))
        for number, one in enumerate(disputes, 1)
    ]
    found = [
        (line, one) for number, dispute in enumerate(numbered, 1) for line, all_ in [lines(number, dispute)]
        for one in (*(own for own in all_ if not own.ended), *(() if all_ else (None,)))
    ]  # fmt: skip
    found.sort(key=lambda pair: (pair[1] is None, (pair[1] and pair[1].due_at) or "9"))
    view = report(found, NOW, NOW + timedelta(days=7), filters=Filters(), everything=True)
    return page(view, numbered, resolved)


@cache
def late() -> Dispute:
    """Talked about on the first day, its five working days long over."""
    return Desk(policy()).open().talk("us", "them").dispute


@cache
def fresh() -> Dispute:
    """Raised the day before, and the other side never spoke."""
    return Desk(policy(), NOW - timedelta(days=1)).open().dispute


@cache
def mixed() -> ReportPage:
    return page_of(late(), fresh(), late())


class Read(HTMLParser):
    """The elements in order, the pictures' numbers, and the tables' cells, by the figure that they follow."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.figures: list[list[str]] = []
        self.tables: list[list[str]] = []
        self.texts: list[str] = []
        self.after_figure: dict[int, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "figure":
            self.figures.append([])
        if tag == "table":
            self.tables.append([])
            if self.figures:
                self.after_figure.setdefault(len(self.figures) - 1, self.tables[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open[-1:] == ["text"]:
            self.figures[-1].append(data)
        if self.open[-1:] in (["td"], ["th"]):
            self.tables[-1].append(data)


def test_its_counts_are_those_of_the_report() -> None:
    shown = mixed()

    assert shown.report.counts["late"] == len(shown.late) == 2
    assert sum(bar.count for bar in shown.by_whom) == sum(bar.count for bar in shown.by_stage) == 2
    assert [bar.label for bar in shown.by_whom] == ["School and Council"]
    assert "2 duties that the policies say must be done." in made(shown).decode()


def test_the_worst_come_first() -> None:
    assert [(line.reference, line.late) for line in mixed().time_lines] == [
        ("ESC-2026-0001", 1),
        ("ESC-2026-0003", 1),
        ("ESC-2026-0002", 0),
    ]
    assert [one.days for one in mixed().silences] == [None, 30, 30]


def test_a_stay_is_measured_against_the_limit_that_began_with_it() -> None:
    desk = Desk(policy(clock=CLOCK.replace("5 working days", "10 days"))).open()
    half = desk.dispute.duties[1]
    assert half.due
    gone = (NOW - MONDAY) / (half.due.at - MONDAY)

    (stage,) = page_of(desk.dispute).stages

    assert (stage.stays, stage.running, stage.past) == (1, 1, 1)
    assert stage.share == stage.most_share == pytest.approx(gone)
    assert stage.days == pytest.approx(30)


def test_a_stage_without_a_limit_is_in_the_table_and_not_in_the_picture() -> None:
    shown = page_of(replace(late(), duties={}))  # as where two stages share one limit

    assert [one.share for one in shown.stages] == [None]
    read = Read(made(shown).decode())
    assert read.tables[0].count("not measured") == 3
    assert not any("limit" in word for words in read.figures for word in words)


def test_a_duty_that_ended_late_is_marked_late_and_one_in_time_is_not() -> None:
    extra = duty(id="tell", what="Tell them", starts="entered", within="2 working days")
    desk = Desk(policy(extra)).open().talk("us", "them")
    (line,) = page_of(desk.dispute).time_lines

    assert {point.what: point.kind for point in line.points if point.kind != "talk"} == {
        "D1 Settle it": "late",
        "D2 Tell them": "late",
    }


def test_what_people_wrote_or_who_they_are_is_not_in_it() -> None:
    text = made(mixed()).decode()

    assert not any(word in text for word in ("They closed it", "Ann Worker", "Somebody of", "Words.", "AB"))


def test_days_without_a_word_are_counted_by_the_calendar_and_nothing_on_record_is_no_silence() -> None:
    desk = Desk(policy()).open().talk("us", "them", happened=when("2026-11-23"))  # the hour is not known
    spoken, never = page_of(desk.dispute, fresh()).silences[::-1]

    assert (spoken.days, spoken.waiting_on) == (30, "School and Council")
    assert never.days is None
    assert "none on record" in Read(made(page_of(fresh())).decode()).texts


def test_a_stage_is_called_by_its_own_number() -> None:
    desk = Desk(policy(stages=OPEN_SECOND)).open(stage="2")
    assert "Stage 2: Managers" in Read(made(page_of(desk.dispute)).decode()).texts


# The page itself


def test_under_each_picture_stands_a_table_with_every_number_of_the_picture() -> None:
    read = Read(made(mixed()).decode())

    assert len(read.figures) == 7
    for number, words in enumerate(read.figures[:4]):
        cells = read.after_figure[number]
        assert all(word in cells for word in words if word != "the whole time limit"), words
    assert all(number in read.after_figure for number in range(7))


def test_no_element_runs_or_fetches_anything() -> None:
    text = made(mixed()).decode()
    read = Read(text)

    assert not {"script", "link", "img", "iframe", "a", "form", "object", "base"} & set(read.tags)
    assert "default-src 'none'" in text
    assert not re.findall(r"https?:|//|@import|url\((?!#)|\bon\w+=|javascript:", text)
    assert len(read.ids) == len(set(read.ids))


def test_headings_leave_no_level_out_and_every_table_says_what_it_shows() -> None:
    text = made(mixed()).decode()
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert text.count("<table>") == text.count("<caption>") == text.count("<thead>")
    assert text.count('role="img" aria-label=') == text.count("<figure>")


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_no_text_makes_an_element(payload: str) -> None:
    dispute = late()
    parties = tuple(replace(party, agency=payload) for party in dispute.parties)
    stays = tuple(replace(stay, name=payload) for stay in dispute.stays)
    hostile = replace(dispute, parties=parties, stays=stays, opened=replace(dispute.opened, policy=payload))

    text = made(page_of(hostile)).decode()

    assert Read(text).tags == Read(made(page_of(dispute)).decode()).tags
    said = Read(text).texts
    assert any(" ".join(safe(payload).split()) in " ".join(one.split()) for one in said)


def test_an_empty_log_says_so_and_draws_nothing() -> None:
    read = Read(made(page_of()).decode())

    assert read.figures == read.tables == []
    assert "Nothing is late." in read.texts


def test_of_many_disputes_the_first_are_open_and_the_others_folded_away() -> None:
    read = Read(made(page_of(*[late()] * 60, *[fresh()] * 60)).decode())

    assert "110 more time lines" in read.texts
    assert "50 more" in read.texts  # of what is late
    assert sum(text.startswith("ESC-2026-") for text in read.texts) > 120


# Colours and widths


def colours() -> tuple[dict[str, str], dict[str, str]]:
    page = made(page_of()).decode()
    light, dark = (
        dict(
            re.findall(r"--([\w-]+): (#\w+)", "".join(re.findall(rf"{before}:root \{{([^}}]*)\}}", page, re.MULTILINE)))
        )
        for before in ("^", "@media screen \\{ ")
    )
    return light, light | dark


def brightness(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(char * 2 for char in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((brightness(one), brightness(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_and_shapes_stand_out_from_the_paper(scheme: int) -> None:
    """WCAG 2.2: 4.5 to 1 for words, 3 to 1 for shapes."""
    had = colours()[scheme]

    assert all(contrast(had[ink], had["paper"]) >= 4.5 for ink in ("ink", "quiet", "late"))
    assert contrast(had["bar"], had["paper"]) >= 3
    assert all(contrast(had["on-stay"], had[stay]) >= 4.5 for stay in ("stay0", "stay1"))


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_reaches_beyond_the_width_of_a_phone_or_a_desk(width: int, tmp_path: Path) -> None:
    """The page in a frame of that width; a script of the page around it reads how wide its content is."""
    page = "this.contentDocument.documentElement"
    read = f"document.title = {page}.clientWidth > {width - 20} ? {page}.scrollWidth - {page}.clientWidth : 'narrow'"
    frame = f'<iframe style="width:{width}px;height:900px;border:0" onload="{read}" srcdoc="{{}}"></iframe>'
    (tmp_path / "frame.html").write_text(frame.format(escape(made(mixed()).decode())), "utf-8")

    command = [
        str(CHROMIUM),
        *FLAGS,
        f"--user-data-dir={tmp_path}/profile",
        "--dump-dom",
        f"file://{tmp_path}/frame.html",
    ]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    assert re.findall(r"<title>(.*)</title>", dom)[:1] == ["0"]
