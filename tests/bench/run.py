"""Speed, as ratios measured side by side in one run: against bare scripts, and on large logs against a small one.

It prints and never fails: a machine that does other work at the same time decides nothing.
"""

import compileall
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP))  # `make bench` runs this file by its path

from tests.bench.logs import Log, make  # noqa: E402  after the path is set
from tests.bench.timing import Command, Measured, escalate, measured  # noqa: E402  the same

SIZES = (100, 1_000)
BIG = 1_000_000
READS, WRITES = 15, 7  # runs of each: a write takes longer, and needs a dispute of its own
BARE_READ, BARE_WRITE = "tests/bench/bare_read.py", "tests/bench/bare_write.py"
LINE = "{:<34} {:>6} {:>15} {:>6} {:>15} {:>7} {:>7}  {}"
ANSWERS = {
    "log": """
        when = "today"
        how = "telephone"
        said = "They still do not see a risk. We do, because of what the child said on Friday."
        our_reasons = "Three absences, and what the child said."
        their_reasons = "The threshold is not met."
        [[people]]
        name = "Their worker"
        role = "Social worker"
        party = "them"
        [[actions]]
        who = "Their worker"
        party = "them"
        what = "Ask the health visitor"
        """,
    "advance": """
        [answers]
        difference = "Whether the threshold is met."
        so-far = "Two talks."
        aim = "An assessment."
        evidence = "Attendance, and the child's words."
        """,
    "done": 'duties = ["D4"]\n',
}


def main() -> None:
    """Make the logs, then print each ratio as it is measured."""
    began = time.perf_counter()
    for folder in ("escalate", "migrations"):
        compileall.compile_dir(TOP / folder, quiet=2)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for command, text in ANSWERS.items():
            (folder / f"{command}.toml").write_text(text, encoding="utf-8")
        logs = list(_made(folder))
        print(LINE.format("what", "ms", "min-max", "than", "min-max", "ratio", "budget", ""))
        found = [_shown(one) for one in _all(folder, logs)]
    swing = median(max(one.others) / min(one.others) for one in found)
    print(f"\nThe same command's slowest run took {swing:.1f} times its fastest (median): 1.2 is a quiet machine.")
    print(f"{sum(one.ratio > one.budget for one in found)} of {len(found)} over, {time.perf_counter() - began:.0f} s.")


def _made(folder: Path) -> Iterator[Log]:
    now = datetime.fromtimestamp(time.time(), UTC)
    for size in (*SIZES, BIG) if os.environ.get("BIG") else SIZES:
        start = time.perf_counter()
        log = make(folder / str(size), size, now)
        megabytes = log.path.stat().st_size / 1_000_000
        print(f"log of {size:,} disputes: {megabytes:,.0f} MB in {time.perf_counter() - start:.0f} s", flush=True)
        yield log


def _all(folder: Path, logs: list[Log]) -> Iterator[Measured]:
    small, large = logs[0], logs[-1]
    yield from _starts()
    yield from _reads(small)
    yield from _writes(folder, small)
    for log in logs[1:]:
        name = f"report, {log.size:,} disputes, than {small.size}"
        yield measured(name, _again("report", home=log.home), _again("report", home=small.home), 1.3, runs=READS)
    name = f"log, {large.size:,} disputes, than {small.size}"
    yield measured(name, _act("log", folder, large), _act("log", folder, small), 1.1, runs=WRITES)


def _starts() -> Iterator[Measured]:
    def bare() -> Command:
        return Command(("-c", "import typer"))

    for option in ("--version", "--help"):
        yield measured(f"{option}, than import typer", _again(option), bare, 1.5, runs=READS)
    tab = {"_ESCALATE_COMPLETE": "complete_bash", "COMP_WORDS": "escalate st", "COMP_CWORD": "1"}
    yield measured("completion, than import typer", lambda: escalate(**tab), bare, 1.5, runs=READS)


def _reads(log: Log) -> Iterator[Measured]:
    def bare() -> Command:
        return Command((BARE_READ, str(log.path)))

    for words in (("status", log.latest), ("report",), ("list",), ("trail", log.latest)):
        yield measured(f"{words[0]}, than a bare script", _again(*words, home=log.home), bare, 1.5, runs=READS)


def _writes(folder: Path, log: Log) -> Iterator[Measured]:
    def bare() -> Command:
        return Command((BARE_WRITE, str(folder / "bare.db")))

    for command in ANSWERS:
        yield measured(f"{command}, than a bare script", _act(command, folder, log), bare, 1.25, runs=WRITES)


def _again(*words: str, home: Path | None = None) -> Callable[[], Command]:
    return lambda: escalate(*words, home=home)


def _act(command: str, folder: Path, log: Log) -> Callable[[], Command]:
    answers = str(folder / f"{command}.toml")
    return lambda: escalate(command, next(log.open_ones()), "--answers", answers, home=log.home)


def _shown(one: Measured) -> Measured:
    verdict = "OK" if one.ratio <= one.budget else "over"
    cells = (cell for taken in (one.ours, one.others) for cell in (f"{median(taken):.0f}", _span(taken)))
    print(LINE.format(one.name, *cells, f"{one.ratio:.2f}", f"{one.budget:.2f}", verdict), flush=True)
    return one


def _span(taken: list[float]) -> str:
    return f"{min(taken):.0f}-{max(taken):.0f}"


if __name__ == "__main__":
    main()
