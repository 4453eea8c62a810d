"""Stored text made harmless for a terminal: what could drive or disguise a screen is shown as its escape.

Done once, for a whole view, before any screen sees it; JSON escapes by itself and keeps the text as it is.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

# Not "printable" to Python, yet harmless: line ends, tabs, the spaces of all scripts, the joiners that emoji, Arabic
# and Indic words need, and the soft hyphen.
_KEPT = frozenset("\n\t\u00a0\u00ad\u1680\u200c\u200d\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))))


def safe(text: str, encoding: str = "utf-8") -> str:
    """The text with controls, bidirectional and other invisible characters, and what `encoding` lacks, as escapes.

    Line ends and tabs stay; a line end of another system becomes our own.
    """
    if not text.isprintable():
        text = "".join(map(_shown, text.replace("\r\n", "\n")))
    if encoding.lower().replace("-", "").startswith("utf"):
        return text
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _shown(char: str) -> str:
    if char.isprintable() or char in _KEPT:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"  # noqa: PLR2004


def safe_value(value: Any, encoding: str = "utf-8") -> Any:  # noqa: ANN401  any view, or any value of one
    """The same value with every text in it, at any depth, safe."""
    if isinstance(value, str):
        return safe(value, encoding)
    if isinstance(value, (tuple, list)):
        return type(value)(safe_value(one, encoding) for one in value)
    if isinstance(value, Mapping):
        return {safe_value(key, encoding): safe_value(one, encoding) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{field.name: safe_value(getattr(value, field.name), encoding) for field in fields(value)})
    return value
