"""The last receipt, kept outside the log's folder: so that an older copy put back, or an end cut off, is noticed.

It is a small file beside the folder, `<folder>.receipt`. Where it cannot be written nothing is kept, silently. A
receipt whose entry is gone stays in it, so that `verify` can still name it when others have followed; until `verify`
has been read, every command says so.
"""

import json
import os
import re
from contextlib import closing, suppress
from datetime import datetime
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from escalate.domain.frozen import frozen, replace
from escalate.domain.plain import instant, instant_text, parsed
from escalate.domain.receipt import Known, Missing, Receipt, is_hash, receipt_of
from escalate.errors import LogUnusable
from escalate.file_bytes import file_bytes
from escalate.store.database import connect, plainly

if TYPE_CHECKING:
    from escalate.domain.journal import Head

_LARGEST = 65_536  # bytes of the file
_LAST_POSITION = 2**63 - 1  # that the database can hold
_BITS = re.compile(r"[0-9a-f]{20}")
_MOST = 10  # receipts whose entries are gone
_HELD = """
    SELECT (SELECT body FROM content WHERE position = 1), (SELECT hash FROM entry WHERE position = :position)"""
_RESTORED = """
    SELECT body FROM entry JOIN content USING (position)
    WHERE dispute IS NULL AND kind = 'Restored' AND recorded_at >= :when ORDER BY position DESC"""
_LAST = "SELECT position, hash, recorded_at FROM entry ORDER BY position DESC LIMIT 1"


@frozen
class _Kept:
    """What the file holds: of which log, the last receipt, and those that the log here was found not to hold."""

    log_id: str = ""
    last: Known | None = None
    gone: tuple[Known, ...] = ()
    unsaid: bool = False  # whether `verify` has yet to say that the newest of them is gone

    def without_last(self) -> "_Kept":
        """The same with the last receipt among those that are gone."""
        return replace(self, last=None, gone=(*self.gone, self.last)[-_MOST:]) if self.last else self


class Outside:
    """The receipts kept outside the log at `path`."""

    def __init__(self, path: Path) -> None:
        self._log = path
        folder = Path(os.path.abspath(path)).parent  # noqa: PTH100  `..` must come to a name, and a link stay one
        self._file = folder.parent / f"{folder.name}.receipt"
        self._spoilt = folder.parent / f"{folder.name}.receipt-damaged"

    def keep(self, log_id: str, head: "Head", at: datetime) -> None:
        """Keep the receipt of the entry that was just written.

        A later one of the same log stays: either another process was quicker, or the log lost its end unnoticed.
        """
        kept = self._load()
        if kept == _Kept() and isfile(self._file):  # noqa: PTH113  which says no of what cannot be reached
            with suppress(OSError):
                self._file.replace(self._spoilt)
        if kept.log_id != log_id:
            kept = replace(kept.without_last(), log_id=log_id)
        if head.hash and (kept.last is None or kept.last.receipt.position < head.position):
            last = Known(receipt_of(head.position, head.hash), instant_text(at), log_id)
            self._save(replace(kept, last=last))

    def spoilt(self) -> str:
        """The name of the file that cannot be read, or of the last such that another has taken the place of; or ""."""
        unread = self._file if self._load() == _Kept() else self._spoilt
        return next((one.name for one in (unread, self._spoilt) if isfile(one)), "")  # noqa: PTH113  the same

    def known(self, log_id: str) -> tuple[Known, ...]:
        """Every receipt of that log, the newest first; "" is any log."""
        kept = self._load()
        every = (*((kept.last,) if kept.last else ()), *reversed(kept.gone))
        return tuple(one for one in every if log_id in ("", one.log_id))

    def gone(self) -> Missing | None:
        """The newest receipt whose entry the log does not hold any more, until that was `said`."""
        kept = self._load()
        if kept.last and (how := self._how_gone(kept.last)):
            self._save(replace(kept.without_last(), unsaid=True))
            return Missing(kept.last, how)
        newest = kept.gone[-1] if kept.unsaid and kept.gone else None
        return Missing(newest, how) if newest and (how := self._how_gone(newest)) else None

    def said(self) -> None:
        """Whoever looks after the log has read which entries are gone."""
        kept = self._load()
        if kept.unsaid:
            self._save(replace(kept, unsaid=False))

    def remember(self) -> None:
        """Keep the receipt of the log's end in place of the last one. Raises LogUnusable."""
        log = connect(self._log, "read")
        if log is None:
            return
        with plainly(self._log), closing(log):
            row, (body, _) = log.execute(_LAST).fetchone(), log.execute(_HELD, {"position": 1}).fetchone()
        log_id = _event(body).get("log_id")
        if row and is_hash(row[1]) and isinstance(log_id, str):
            kept = self._load()
            gone = tuple(one for one in kept.gone if one.log_id == log_id)
            self._save(_Kept(log_id, Known(receipt_of(row[0], row[1]), row[2], log_id), gone))

    def _how_gone(self, known: Known) -> str:
        """How the log lost the entry; "" where it did not, or says so itself: it was put back from a backup."""
        with suppress(LogUnusable):  # whoever reads it next is told
            log, at = connect(self._log, "read"), known.receipt.position
            if log is None:
                return "no log"
            with plainly(self._log), closing(log):
                body, found = log.execute(_HELD, {"position": at}).fetchone()
                if known.receipt.fits(found):
                    return ""
                if not log.execute(_LAST).fetchone():
                    return "no log"
                restored = [_event(row[0]) for row in log.execute(_RESTORED, {"when": known.when})]
            if _event(body).get("log_id", known.log_id) != known.log_id:
                return "another log"
            if not any(_says_lost(one, at) for one in restored):
                return "cut off"
            self.remember()
        return ""

    def _load(self) -> _Kept:
        try:
            data = parsed(file_bytes(self._file, _LARGEST).decode().strip())
            log_id = str(data["log"])
            last = _known(data["last"], log_id) if data["last"] else None
            gone = tuple(_known(one, log_id) for one in data["gone"])
            return _Kept(log_id, last, gone, bool(data.get("unsaid")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError):
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
    return {"position": one.receipt.position, "bits": one.receipt.bits, "when": one.when, "log": one.log_id}


def _known(data: dict[str, Any], log_id: str) -> Known:
    """A receipt as `_plain` wrote it; one of before it named its log is of the file's."""
    position, bits, when = data["position"], data["bits"], data["when"]
    if not isinstance(position, int) or not 0 < position <= _LAST_POSITION or not _BITS.fullmatch(bits):
        raise ValueError("no receipt")
    instant(when)
    return Known(Receipt(position, bits), when, str(data.get("log", log_id)))


def _says_lost(restored: dict[str, Any], position: int) -> bool:
    """Whether the log's being put back from a backup, which was after it was written, lost the entry of that place."""
    ended, newest = restored.get("ended"), restored.get("newest")
    return isinstance(ended, int) and isinstance(newest, int) and ended < position <= newest


def _event(body: str | None) -> dict[str, Any]:
    try:
        event = parsed(body or "")["event"]
    except (ValueError, KeyError, TypeError):
        return {}
    return event if isinstance(event, dict) else {}
