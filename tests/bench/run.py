"""Speed, as ratios measured side by side in one run: against bare scripts, and on large logs against a small one.

It prints and judges nothing: on a machine that does other work too, a ratio says little by itself.
"""

import compileall
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import repeat
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.answers import ANSWERS
from tests.bench.logs import Log, make, make_long
from tests.bench.timing import Command, Measured, escalate, measured

TOP = Path(__file__).resolve().parents[2]
SIZES = (100, 1_000, 10_000, 100_000)
BIG = 1_000_000
READS, WRITES, PROOFS = 9, 5, 3  # runs of each: a write takes longer, and needs a dispute of its own
BARE_READ, BARE_WRITE = "tests/bench/bare_read.py", "tests/bench/bare_write.py"
BARE_PROOF = "tests/bench/bare_proof.py"
LONG = 500  # entries of the dispute that is exported
LIBRARIES = {".html": "jinja2", ".docx": "docx", ".pdf": "fpdf, uharfbuzz"}  # that write a paper with that ending
LINE = "{:<42} {:>6} {:>11} {:>7} {:>11} {:>6} {:>6}  {}"


def main() -> None:
    """Make the logs, then print each ratio as it is measured."""
    began = time.perf_counter()
    for package in ("escalate", "migrations"):
        compileall.compile_dir(TOP / package, quiet=2)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for command, text in ANSWERS.items():
            (folder / f"{command}.toml").write_text(text, encoding="utf-8")
        logs = list(_made(folder))
        print(LINE.format("", "ms", "min-max", "than", "min-max", "ratio", "budget", ""))
        found = [_shown(one) for one in _all(folder, logs)]
        found += [_shown(one) for one in _papers(folder)]
        for log in logs[2:]:
            subprocess.run([sys.executable, "-m", "tests.bench.proof", str(log.path)], cwd=TOP, check=True)
    swing = median(max(one.others) / min(one.others) for one in found)
    over = sum(one.ratio > one.budget for one in found)
    print(f"{over} of {len(found)} over budget. {time.perf_counter() - began:.0f} s in all.")
    print(f"Of one command's runs the slowest took {swing:.1f} times the quickest; 1.2 is a quiet machine.")


def _made(folder: Path) -> Iterator[Log]:
    now = datetime.fromtimestamp(time.time(), UTC)
    for size in (*SIZES, BIG) if os.environ.get("BIG") else SIZES:
        start = time.perf_counter()
        log = make(folder / str(size), size, now)
        print(f"{size:,} disputes: {log.holds(now)}, made in {time.perf_counter() - start:.0f} s", flush=True)
        yield log


def _all(folder: Path, logs: list[Log]) -> Iterator[Measured]:
    small, large = logs[0], logs[-1]
    yield from _starts()
    yield from _reads(small)
    yield from _writes(folder, small)
    for log in logs[1:]:
        name = f"report on {log.size:,}, than on {small.size}"
        yield measured(name, _read(log, "report"), _read(small, "report"), 1.3, runs=READS)
    for log in logs[1:]:
        bare = repeat(Command((BARE_PROOF, str(log.path))))
        yield measured(f"verify on {log.size:,}, than a bare loop", _read(log, "verify"), bare, 3.0, runs=PROOFS)
    name = f"log on {large.size:,}, than on {small.size}"
    yield measured(name, _write(large, "log", folder), _write(small, "log", folder), 1.1, runs=WRITES)


def _starts() -> Iterator[Measured]:
    bare = Command(("-c", "import typer"))
    tab = {"_ESCALATE_COMPLETE": "complete_bash", "COMP_WORDS": "escalate st", "COMP_CWORD": "1"}
    for name, command in (
        ("--version", escalate("--version")),
        ("--help", escalate("--help")),
        ("completion", escalate(**tab)),
    ):
        yield measured(f"{name}, than import typer", repeat(command), repeat(bare), 1.5, runs=READS)


def _reads(log: Log) -> Iterator[Measured]:
    bare = repeat(Command((BARE_READ, str(log.path))))
    for words in (("status", log.latest), ("report",), ("list",), ("trail", log.latest)):
        yield measured(f"{words[0]}, than a bare read", _read(log, *words), bare, 1.5, runs=READS)


def _writes(folder: Path, log: Log) -> Iterator[Measured]:
    bare = repeat(Command((BARE_WRITE, str(folder / "bare.db"))))
    for command in ANSWERS:
        yield measured(f"{command}, than a bare write", _write(log, command, folder), bare, 1.25, runs=WRITES)


def _papers(folder: Path) -> Iterator[Measured]:
    """An export goes on record: SQLModel, which does that, is as much its library as the one that writes the paper."""
    log = make_long(folder / "long", LONG, datetime.fromtimestamp(time.time(), UTC))
    for ending, library in LIBRARIES.items():
        bare = repeat(Command(("-c", f"import typer, sqlmodel, {library}")))
        words = ("export", "1", str(folder / f"record{ending}"), "--replace")
        name = f"export{ending} of {LONG} entries, than its libraries"
        yield measured(name, _read(log, *words), bare, 3.0, runs=WRITES)


def _read(log: Log, *words: str) -> Iterator[Command]:
    return repeat(escalate(*words, ESCALATE_HOME=str(log.home)))


def _write(log: Log, command: str, folder: Path) -> Iterator[Command]:
    answers = str(folder / f"{command}.toml")
    for dispute in log.open_ones():
        yield escalate(command, dispute, "--answers", answers, ESCALATE_HOME=str(log.home))


def _shown(one: Measured) -> Measured:
    verdict = "OK" if one.ratio <= one.budget else "over"
    cells = (cell for taken in (one.ours, one.others) for cell in (f"{median(taken):.0f}", _span(taken)))
    print(LINE.format(one.name, *cells, f"{one.ratio:.2f}", f"{one.budget:.2f}", verdict), flush=True)
    return one


def _span(taken: list[float]) -> str:
    return f"{min(taken):.0f}-{max(taken):.0f}"


if __name__ == "__main__":
    main()
