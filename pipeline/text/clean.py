"""Text as a row may hold it: NFC, no control or bidi characters, white space collapsed once, entities undone once."""

import re
import unicodedata
from html import unescape

from newsbeam.connectors.formats.references import paired
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.normal_form import normal

BIDI = late("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Direction marks and overrides: a title may be made to read backwards with them (docs/design/guarding.md#words)."""

_BIDI = tuple(map(chr, (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_NOISE = late("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\uffff\ud800-\udfff]")
_WESTERN = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""What a control character from there on was meant for: windows-1252's quotes and dashes, as browsers read them; feeds are mended when they are parsed."""
# ZWNJ and ZWJ (U+200C, U+200D) stay: Persian, Urdu and the Indic scripts spell with them (docs/design/wire-copy.md#text).
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_EDGES = " \n"
_MARKS_APART = 12
"""Characters by which a headline may differ from itself: colons, quotes, spaces that a page prints otherwise."""
_BREAKS = re.compile(r"\n[^\S\n]*\n\s*")


def plain(text: str, keep: str = "") -> str:
    r"""NFC, without control, bidi, zero-width-space and unpaired surrogate characters; white space and `keep` untouched.

    >>> plain("things aren\x92t so\x07")
    'things aren’t so'
    """
    if not is_clean(text, keep):
        text = BIDI.sub("", _NOISE.sub(lambda m: m[0] if m[0] in keep else _WESTERN.get(m[0], ""), text))
    return normal(text)


def is_clean(text: str, keep: str = "") -> bool:
    """Whether nothing has to go: a look in C, ten times cheaper than the patterns."""
    for white in "\n\xa0\t\r" + keep:
        if white in text:
            text = text.replace(white, "")
    return is_shown(text)


def is_shown(text: str) -> bool:
    """Whether every character is printable or a joiner; U+FFFC and U+FFFD count only where there is no joiner."""
    if text.isprintable():
        return True
    if "\u200c" not in text and "\u200d" not in text:
        return False
    return "\ufffd" not in text and "\ufffc" not in text and text.replace("\u200c", "").replace("\u200d", "").isprintable()


def _is_tidy(text: str) -> bool:
    """Whether `paragraphs` would change nothing but the normal form: a few looks in C, where nearly every text ends."""
    if text[:1] in _EDGES or text[-1] in _EDGES or "  " in text:
        return False
    if "\n" not in text:
        return is_shown(text)
    parts = text.split("\n\n")
    if "" in parts or list(map(str.strip, parts)) != parts:
        return False
    if all(map(str.isprintable, parts)):
        return True  # paragraphs of one line each
    rows = text.split("\n")
    return list(map(str.strip, rows)) == rows and is_shown("".join(rows))


def line(text: str | None) -> str | None:
    r"""One line: `plain`, every run of white space one space; None where nothing is left.

    >>> line("  Markets\n  rise "), line(" \u200b ")
    ('Markets rise', None)
    """
    if text is None:
        return None
    if text.isprintable() and "  " not in text:
        return unicodedata.normalize("NFC", text).strip() or None  # no white space but single spaces: nearly every one
    return " ".join(plain(text).split()) or None


def paragraphs(text: str) -> str:
    """Plain text with its paragraphs: spaces collapsed in each line, paragraphs parted by one empty line."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_tidy(text):
        return normal(text)
    text = plain(text.replace("\u2029", "\n\n").replace("\u2028", "\n"))
    parts = ("\n".join(filter(None, map(_collapsed, part.split("\n")))) for part in _BREAKS.split(text))
    return "\n\n".join(filter(None, parts))


def _collapsed(row: str) -> str:
    """`row` with single spaces."""
    return row.strip() if "  " not in row and row.isprintable() else " ".join(row.split())


def unescape_once(text: str) -> str:
    """Character references undone, once, and only where they end in `;` ("R&D" and "?a=1&copy=2" stay).

    >>> unescape_once("AT&amp;T"), unescape_once("a&amp;amp;b"), unescape_once("R&D &copy 2020")
    ('AT&T', 'a&amp;b', 'R&D &copy 2020')
    """
    return _ENTITY.sub(lambda m: unescape(m[0]), paired(text)) if "&" in text and ";" in text else text


def lost_bidi(sent: str | None, cleaned: str | None) -> bool:
    """Whether cleaning took a bidi control out of `sent`; what it left as it was, as nearly every plain text, had none."""
    if sent is None or sent == cleaned or sent.isascii() or sent.isprintable():
        return False
    for control in _BIDI:  # noqa: SIM110  a loop is faster than `any` here
        if control in sent:
            return True
    return False


def same_letters(first: str, headline: str) -> bool:
    """Whether two texts differ in case and marks at most; nearly all differ in their first letter or in length."""
    one, other = first[:1].casefold(), headline[:1].casefold()
    if abs(len(first) - len(headline)) > _MARKS_APART or not (one.startswith(other) or other.startswith(one)):
        return False
    return first.casefold() == headline.casefold() or _letters(first) == _letters(headline) != ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
