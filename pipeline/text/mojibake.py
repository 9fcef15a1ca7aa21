"""UTF-8 that somebody read as windows-1256 or windows-1252: cheap to suspect, proven before it is undone (docs/design/wire-copy.md#text)."""

import codecs
import re
from functools import cache
from itertools import islice
from typing import Any

# The lead bytes of two-byte UTF-8 read in the wrong code page, each followed by what continuation bytes become there.
_CONTINUED = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_AS_1252 = re.compile("[\u00c2-\u00f0][" + _CONTINUED + "]")
_AS_1256 = re.compile(
    "[\u0637\u0638\u0639\u063a\u00d8\u0641\u00e2]["
    + _CONTINUED
    + "\u0679\u067e\u0686\u0688\u0691\u0698\u06a9\u06af\u06ba\u06be\u06c1\u06d2\u060c\u061b\u061f]"
)
_LEADS = "ÃÂâØÙÚÛàÐÑÄÅغظطع"
"""In each page a byte that begins a character of UTF-8, or none of its characters."""
_ENOUGH = 3
"""Pairs that make a text suspect: a stray "Â°" is none."""
_BEGINNING = 64
_PAGES = ((_AS_1252, "cp1252"), (_AS_1256, "cp1256"))


def recovered(text: str) -> str | None:
    """What the bytes meant, or None where the text is as it should be (or cannot be proven otherwise).

    >>> recovered("Ù„Ø§ÛÙˆØ±".encode("cp1252", "ignore").decode("cp1252")) is None
    True
    >>> recovered("پاکستان لاہور".encode().decode("cp1256"))
    'پاکستان لاہور'
    """
    if text.isascii() or _outside().search(text, 0, _BEGINNING) is not None:
        return None  # a letter of neither page
    for lead in _LEADS:  # a loop is faster than `filter` here
        if lead in text:
            break
    else:
        return None
    behind = text.index(lead) + 1
    if text[behind : behind + 1] not in _continuing():
        return None  # no UTF-8 in either page: nearly every honest text that has such a letter
    for pattern, page in _PAGES:
        # The page first: the first letter of nearly every honest text is none of its characters, or no UTF-8.
        try:
            codecs.charmap_encode(text[:_BEGINNING], "strict", _encoder(page))
            meant = codecs.charmap_encode(text, "strict", _encoder(page))[0].decode("utf-8")
        except UnicodeError:
            continue
        if next(islice(pattern.finditer(text), _ENOUGH - 1, None), None) is not None:
            return meant
    return None


@cache
def _outside() -> re.Pattern[str]:
    """A character that no byte is in either page."""
    return re.compile(f"[^{re.escape(''.join(_character(byte, page) for byte in range(256) for _, page in _PAGES))}]")


@cache
def _continuing() -> frozenset[str]:
    """What the bytes that go on with a character of UTF-8 are in either page."""
    return frozenset(_character(byte, page) for byte in range(0x80, 0xC0) for _, page in _PAGES)


@cache
def _encoder(page: str) -> Any:
    """What makes bytes of a text that `page` was read into; C1 characters stand for themselves, as every browser reads them."""
    return codecs.charmap_build("".join(_character(byte, page) for byte in range(256)))


def _character(byte: int, page: str) -> str:
    try:
        return bytes([byte]).decode(page)
    except UnicodeDecodeError:
        return chr(byte)
