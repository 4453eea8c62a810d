"""Receipts: written to be read out, read however they were written down, and good for one entry alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.domain.receipt import Receipt, read_receipt, receipt_of
from escalate.errors import BadInput

DIGEST = "7efd8a5f7d70bce1266f" + "0" * 44
WRITTEN = "12 FVYR-MQVX-E2YE-29KF"

digests = st.text("0123456789abcdef", min_size=64, max_size=64)


def test_a_receipt_is_the_entry_s_number_and_sixteen_characters_of_its_hash() -> None:
    assert str(receipt_of(12, DIGEST)) == WRITTEN


@given(st.integers(1, 10**12 - 1), digests)
def test_it_is_read_as_it_was_written(position: int, digest: str) -> None:
    receipt = receipt_of(position, digest)
    assert read_receipt(str(receipt)) == receipt
    assert receipt.fits(digest)


@given(digests)
def test_nothing_in_it_can_be_misheard_or_misread(digest: str) -> None:
    assert not set(str(receipt_of(1, digest))) & set("ILOU")


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        f"Receipt {WRITTEN}",
        f"Entry 12, {WRITTEN[3:]}",
        WRITTEN.lower(),
        WRITTEN.replace("-", " "),
        WRITTEN.replace("-", ""),
        f"  {WRITTEN}\n",
    ],
)
def test_it_is_read_however_it_was_written_down(text: str) -> None:
    assert read_receipt(text) == receipt_of(12, DIGEST)


@pytest.mark.parametrize(("meant", "read"), [("0", "O"), ("1", "I"), ("1", "L"), ("0", "o"), ("1", "l")])
def test_a_letter_that_it_never_has_is_the_digit_it_looks_like(meant: str, read: str) -> None:
    assert read_receipt("12 " + read * 16) == read_receipt("12 " + meant * 16)


@pytest.mark.parametrize("text", ["", "two", "12", WRITTEN[3:], WRITTEN[:-1], f"{WRITTEN}7", WRITTEN.replace("F", "U")])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="not a receipt"):
        read_receipt(text)


@pytest.mark.parametrize("place", range(20))
def test_a_hash_that_differs_in_any_digit_it_holds_does_not_fit(place: int) -> None:
    other = "0" if DIGEST[place] != "0" else "1"
    assert not receipt_of(12, DIGEST).fits(DIGEST[:place] + other + DIGEST[place + 1 :])


def test_an_entry_that_is_not_there_fits_no_receipt() -> None:
    assert not Receipt(12, "0" * 20).fits("")
