"""Receipts: an entry's place and 80 bits of its hash, in letters that can be read over the telephone.

Whoever keeps one can show later that the log still holds all it held then: the hash rests on every entry before it.
"""

import re

from escalate.domain.frozen import frozen
from escalate.errors import BadInput

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O and U: they are misheard and misread
_MEANT = str.maketrans("ILO", "110")
_BITS, _EACH = 80, 5
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

    def fits(self, digest: str) -> bool:
        """Whether it is the receipt of an entry with that hash."""
        return digest.startswith(self.bits)


@frozen
class Known:
    """A receipt that was kept outside the log, and when its entry was written (as the journal writes instants)."""

    receipt: Receipt
    when: str


def receipt_of(position: int, digest: str) -> Receipt:
    """The receipt of the entry at that position, whose hash is `digest` (hex)."""
    return Receipt(position, digest[: _BITS // 4])


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
