"""How many entries a second are proved, the two chains alone and all of it, and how much memory that takes."""

import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from escalate.domain.journal import Chain, Entry, digest_of
from escalate.store.proving import prove

ENTRIES = """
    SELECT entry.position, dispute, seq, kind, recorded_at, digest, prev, prev_in_dispute, hash, salt, body
    FROM entry JOIN content USING (position) ORDER BY position"""


def main(path: Path) -> None:
    """Print the figures for one log."""
    chain, began = Chain(), time.perf_counter()
    with closing(sqlite3.connect(path)) as log:
        for row in log.execute(ENTRIES):
            entry = Entry(*row)
            assert not chain.add(entry)
            assert digest_of(entry.salt or b"", entry.body or "") == entry.digest
    alone = chain.head.position / (time.perf_counter() - began)
    began = time.perf_counter()
    proof = prove(path)
    assert proof is not None
    assert not proof.faults
    whole = proof.head.position / (time.perf_counter() - began)
    print(f"{proof.head.position:,} entries: chain alone {alone:,.0f} a second, all {whole:,.0f}; {_memory()} at most")


def _memory() -> str:
    """The most memory this process had; the system's own count would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    lines = status.read_text("utf-8").splitlines() if status.exists() else []
    return next((f"{int(line.split()[1]) // 1024} MB" for line in lines if line.startswith("VmHWM")), "memory unknown")


main(Path(sys.argv[1]))
