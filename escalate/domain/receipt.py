"""Receipts: an entry's place and 80 bits of its hash, in letters that can be read over the telephone.

Whoever keeps one can show later that the log still holds all it held then: the hash rests on every entry before it.
"""

import re
from typing import TYPE_CHECKING

from escalate.domain.frozen import frozen
from escalate.errors import BadInput

if TYPE_CHECKING:
    from typing import TypeGuard

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O and U: they are misheard and misread
_MEANT = str.maketrans("ILO", "110")
_BITS, _EACH = 80, 5
_HASH = re.compile(r"[0-9a-f]{64}")
_AROUND = " \t\n.,;:\"'"  # copied with it from a text
_WRITTEN = re.compile(r"(?:RECEIPT)?\s*(?:ENTRY)?\s*(\d{1,12})[\s,:]+((?:[0-9A-Z][\s-]*){16})")


@frozen
class Receipt:
    """An entry's position and the first 80 bits of its hash, as 20 hex digits."""

    position: int
    bits: str

    def __str__(self) -> str:
        """12 FVYR-MQVX-E2YE-4AKW."""
        number = int(self.bits, 16)
        letters = "".join(_LETTERS[number >> shift & 31] for shift in range(_BITS - _EACH, -1, -_EACH))
        return f"{self.position} {'-'.join(letters[place : place + 4] for place in range(0, len(letters), 4))}"

    def fits(self, digest: object) -> bool:
        """Whether it is the receipt of an entry with that hash; an altered log may hold anything in its place."""
        return isinstance(digest, str) and digest.startswith(self.bits)


@frozen
class Known:
    """A receipt that was kept outside the log, when its entry was written (as the journal does), and in which log."""

    receipt: Receipt
    when: str
    log_id: str = ""  # "": the one at hand


@frozen
class Missing:
    """A known receipt whose entry is not in the log, and where that leads: "cut off", "another log", "no log"."""

    known: Known
    how: str


def receipt_of(position: int, digest: str) -> Receipt:
    """The receipt of the entry at that position, whose hash is `digest` (hex)."""
    return Receipt(position, digest[: _BITS // 4])


def receipt_text(position: int, digest: object) -> str:
    """The same as it is shown; "" for what no hash can be, as in a log without an entry or an altered one."""
    return str(receipt_of(position, digest)) if is_hash(digest) else ""


def is_hash(found: object) -> "TypeGuard[str]":
    """Whether that can be the hash of an entry."""
    return isinstance(found, str) and bool(_HASH.fullmatch(found))


def read_receipt(text: str) -> Receipt:
    """A receipt as somebody wrote it down; O is 0, I and L are 1. Raises BadInput."""
    found = _WRITTEN.fullmatch(text.strip(_AROUND).upper())
    letters = re.sub(r"[\s-]", "", found[2]).translate(_MEANT) if found else ""
    if not found or not set(letters) <= set(_LETTERS):
        raise BadInput(
            "That is not a receipt.",
            hint='A receipt is a number, then sixteen letters and digits: "12 FVYR-MQVX-E2YE-4AKW"',
        )
    number = 0
    for letter in letters:
        number = number << _EACH | _LETTERS.index(letter)
    return Receipt(int(found[1]), f"{number:020x}")
