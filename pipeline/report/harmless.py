"""Fetched words made harmless for where they are shown: a terminal, a spreadsheet (docs/design/guarding.md#words)."""

import unicodedata

_STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_KEPT = "\u200c\u200d"
"""ZWNJ and ZWJ are spelling in Persian, Urdu and Hindi, and steer nothing but the letters beside them."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The wide forms too: a spreadsheet set to Chinese or Japanese runs these."""


def plain(value: object) -> str:
    r"""One line of printable text: no escape sequence, no bidi override, no line end. None is the empty text.

    >>> plain("\x1b[31mred\u202e")
    ' [31mred '
    """
    text = "" if value is None else str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if unicodedata.category(c) in _STEERING and c not in _KEPT else c for c in text)


def for_csv(value: object) -> str:
    """As `plain`, and never a formula: a spreadsheet runs a cell that begins with one of `=+-@`, wide or not.

    >>> for_csv("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    text = plain(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
