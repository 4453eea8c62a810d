"""A subject's local reference: initials or a case number. What looks like a full name or an NHS number is warned of."""

import re

_NAME = re.compile(r"[^\W\d_]{2,}(?:['\u2019-][^\W\d_]+)*\s+[^\W\d_]{2,}(?:['\u2019-][^\W\d_]+)*.*")
_NHS_DIGITS = 10
_MODULUS = 11


def warning(ref: str) -> str:
    """Why the reference should be another; empty when it is a good one. The reference itself is not repeated."""
    digits = re.sub(r"[\s-]", "", ref)
    if digits.isascii() and digits.isdigit() and len(digits) == _NHS_DIGITS and _is_nhs_number(digits):
        return "A subject's reference looks like an NHS number: use initials or your own case number"
    if _NAME.fullmatch(ref.strip()):
        return "A subject's reference looks like a full name: use initials or a case number"
    return ""


def _is_nhs_number(digits: str) -> bool:
    """The last digit checks the other nine, modulo 11 (NHS Data Dictionary: NHS NUMBER)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(_NHS_DIGITS, 1, -1), strict=False))
    return (_MODULUS - total % _MODULUS) % _MODULUS == int(digits[-1])
