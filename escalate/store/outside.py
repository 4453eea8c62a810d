"""The last receipt, kept outside the log's folder: so that an older copy put back, or an end cut off, is noticed.

It is a small file beside the folder, `<folder>.receipt`. Where it cannot be written nothing is kept, silently. A
receipt whose entry is gone stays in it, so that `verify` can still name it when others have followed; until `verify`
has been read, every command says so.
"""

import json
import os
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from escalate.domain.frozen import frozen, replace
from escalate.domain.plain import instant_text, parsed
from escalate.domain.receipt import Known, Receipt, receipt_of
from escalate.errors import LogUnusable
from escalate.store.database import connect, plainly

if TYPE_CHECKING:
    from escalate.domain.journal import Head

_MOST = 10  # receipts whose entries are gone
_HELD = """
    SELECT (SELECT body FROM content WHERE position = 1), (SELECT hash FROM entry WHERE position = :position)"""
_RESTORED = """
    SELECT body FROM entry JOIN content USING (position)
    WHERE dispute IS NULL AND kind = 'Restored' ORDER BY position DESC"""
_LAST = "SELECT position, hash, recorded_at FROM entry ORDER BY position DESC LIMIT 1"


@frozen
class _Kept:
    """What the file holds: of which log, the last receipt, and those that the log was found not to hold."""

    log_id: str = ""
    last: Known | None = None
    gone: tuple[Known, ...] = ()
    unsaid: bool = False  # whether `verify` has yet to say that the newest of them is gone


class Outside:
    """The receipts kept outside the log at `path`."""

    def __init__(self, path: Path) -> None:
        self._log = path
        folder = path.absolute().parent
        self._file = folder.parent / f"{folder.name}.receipt"

    def keep(self, log_id: str, head: "Head", at: datetime) -> None:
        """Keep the receipt of the entry that was just written.

        A later one of the same log stays: either another process was quicker, or the log lost its end unnoticed.
        """
        kept = self._load()
        if kept.log_id != log_id:
            kept = _Kept(log_id)
        if head.hash and (kept.last is None or kept.last.receipt.position < head.position):
            last = Known(receipt_of(head.position, head.hash), instant_text(at))
            self._save(replace(kept, last=last))

    def known(self, log_id: str) -> tuple[Known, ...]:
        """Every receipt of that log, the newest first; "" is any log."""
        kept = self._load()
        if log_id not in ("", kept.log_id):
            return ()
        return (*((kept.last,) if kept.last else ()), *reversed(kept.gone))

    def gone(self) -> Known | None:
        """The newest receipt whose entry the log does not hold any more, until that was `said`."""
        kept = self._load()
        last = kept.last
        if last and self._is_gone(last, kept.log_id):
            self._save(replace(kept, last=None, gone=(*kept.gone, last)[-_MOST:], unsaid=True))
            return last
        newest = kept.gone[-1] if kept.unsaid and kept.gone else None
        return newest if newest and self._is_gone(newest, kept.log_id) else None

    def said(self) -> None:
        """Whoever looks after the log has read which entries are gone."""
        kept = self._load()
        if kept.unsaid:
            self._save(replace(kept, unsaid=False))

    def _is_gone(self, known: Known, log_id: str) -> bool:
        """Whether the log lost the entry; what was lost when it was put back from a backup is known already."""
        try:
            here, found, explained = self._look(known.receipt)
        except LogUnusable:  # whoever reads it next is told
            return False
        if here not in ("", log_id) or (found and known.receipt.fits(found)):
            return False
        if explained:
            self.remember()
        return not explained

    def remember(self) -> None:
        """Keep the receipt of the log's end in place of the last one. Raises LogUnusable."""
        log = connect(self._log, "read")
        if log is None:
            return
        with plainly(self._log), closing(log):
            row, (body, _) = log.execute(_LAST).fetchone(), log.execute(_HELD, {"position": 1}).fetchone()
        if row:
            kept, log_id = self._load(), _event(body).get("log_id", "")
            gone = kept.gone if kept.log_id == log_id else ()
            self._save(_Kept(log_id, Known(receipt_of(row[0], row[1]), row[2]), gone))

    def _look(self, receipt: Receipt) -> tuple[str, str | None, bool]:
        """The log's id ("": there is none), the hash of that entry, and whether it is said to be lost."""
        log = connect(self._log, "read")
        if log is None:
            return "", None, False
        with plainly(self._log), closing(log):
            body, found = log.execute(_HELD, {"position": receipt.position}).fetchone()
            restored = () if found and receipt.fits(found) else [_event(row[0]) for row in log.execute(_RESTORED)]
        lost = any(one.get("ended", 0) < receipt.position <= one.get("newest", 0) for one in restored)
        return _event(body).get("log_id", ""), found, lost

    def _load(self) -> _Kept:
        try:
            data = json.loads(self._file.read_bytes())
            last = _known(data["last"]) if data["last"] else None
            return _Kept(str(data["log"]), last, tuple(map(_known, data["gone"])), bool(data.get("unsaid")))
        except (OSError, ValueError, KeyError, TypeError):
            return _Kept()

    def _save(self, kept: _Kept) -> None:
        data = {
            "log": kept.log_id,
            "last": _plain(kept.last) if kept.last else None,
            "gone": [_plain(one) for one in kept.gone],
            "unsaid": kept.unsaid,
        }
        made = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with suppress(OSError):
            try:
                at = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600)
                with os.fdopen(at, "w", encoding="utf-8") as file:
                    json.dump(data, file, indent=1)
                made.replace(self._file)
            finally:
                made.unlink(missing_ok=True)


def _plain(one: Known) -> dict[str, Any]:
    return {"position": one.receipt.position, "bits": one.receipt.bits, "when": one.when}


def _known(data: dict[str, Any]) -> Known:
    receipt = Receipt(int(data["position"]), f"{int(data['bits'], 16):020x}")
    datetime.fromisoformat(data["when"])
    return Known(receipt, str(data["when"]))


def _event(body: str | None) -> dict[str, Any]:
    try:
        event = parsed(body or "")["event"]
    except (ValueError, KeyError, TypeError):
        return {}
    return event if isinstance(event, dict) else {}
