"""Bytes to text: which charset a document is in, whatever its labels say (docs/design/fetching.md#charset)."""

import codecs
import functools
import re
from itertools import islice
from typing import NamedTuple

from newsbeam.connectors.formats.charset_guess import guessed, is_not_latin, outside_ascii
from newsbeam.connectors.formats.charset_labels import lookup
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.document import Document

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARKLESS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
    (b"Lo\xa7\x94", "cp037"),
)
"""How XML and JSON begin in encodings that are no superset of ASCII (XML 1.0, appendix F)."""
_MARKS = tuple([mark for mark, _ in (*_BOMS, *_MARKLESS)])
_DECLARED = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([A-Za-z0-9._:-]{1,40})["']""")
_SAME_AS = {
    # WHATWG's encoding standard: what the label means in practice, not in its registration.
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_NEVER = frozenset(("utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"))
"""Codecs that no feed means and that make other text of honest bytes."""
_WIDE = frozenset(("gb18030", "big5hkscs", "cp949", "cp932", "euc_jp", "iso2022_jp", "euc_jis_2004", "johab", "hz"))
_SURE_BYTES = 24
"""So many non-ASCII bytes (half as many, where one of two labels says so) that happen to be UTF-8 are no accident in a double-byte
charset (odds below 1e-8)."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_ENOUGH = 3
"""Characters that a document has stored twice, all that are not ASCII: fewer are looked at where they stand."""
_PAGE = codecs.charmap_build("".join(bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256)))
_DOUBLY = re.compile(
    r"[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122\u20ac]"
)


class Text(NamedTuple):
    """A document's text, and what had to be done to read it (`Flag` values)."""

    text: str
    flags: tuple[str, ...] = ()
    charset: str = "utf-8"


def decode(document: Document) -> Text:
    """The text in the order BOM, HTTP charset, XML declaration, UTF-8, windows-1252. Never raises.

    A label is believed only as far as the bytes bear it out: bytes that are UTF-8 under another label are read as UTF-8 and
    flagged `encoding_repaired`; undecodable bytes become U+FFFD, flagged too. Bytes that nothing truthful is said of are read as
    what their letters leave no doubt of, and flagged; so are those read as windows-1252 that can be no Latin letters. UTF-8 that was
    read as windows-1252 and stored as UTF-8 again, all of it, is put right, and flagged `mojibake_recovered`.
    """
    found = _once(document)
    meant = _undoubled(found.text) if found.charset == "utf-8" else None
    return found if meant is None else Text(meant, (*found.flags, Flag.MOJIBAKE_RECOVERED.value))


def _once(document: Document) -> Text:
    """As the marks, the labels and the bytes say."""
    payload = document.payload
    for start, name in (*_BOMS, *_MARKLESS):
        if payload.startswith(start):
            return _read(payload, name)
    labels = _labels(document)
    if payload.isascii() and not any(name in _WIDE for name in labels):
        return Text(payload.decode("ascii"))
    utf8 = _strictly(payload, "utf-8")
    for name in labels:
        if name == "utf-8":
            if utf8 is not None:
                return Text(utf8)
        elif utf8 is not None and (
            name not in _WIDE or outside_ascii(payload) >= (_SURE_BYTES // 2 if "utf-8" in labels else _SURE_BYTES)
        ):
            return Text(utf8, (Flag.ENCODING_REPAIRED.value,))
        elif name == "cp1252" and is_not_latin(payload):  # a server's default, not this document's
            continue
        elif (decoded := _strictly(payload, name)) is not None:
            return Text(decoded, (), name)
    return Text(utf8) if utf8 is not None else _damaged(payload, labels)


def is_utf8_by_label(document: Document) -> bool:
    """Whether neither a mark nor a label, nor UTF-8 stored twice, says that a document is anything but UTF-8.

    `decode` reads it as that, unless its bytes are not.
    """
    payload = document.payload
    if payload.startswith(_MARKS) or not all(name == "utf-8" for name in _labels(document)):
        return False
    first = _HIGH_BYTE.search(payload)
    return first is None or not _DOUBLY.match(payload[first.start() : first.start() + 5].decode("utf-8", "ignore"))


@functools.lru_cache(maxsize=256)
def codec(label: str) -> str | None:
    """Python's codec for a charset label, or None where there is none that reads text."""
    info = lookup(label.strip().strip("\"'"))
    if info is None or info.name in _NEVER:
        return None
    try:
        b"a".decode(info.name, "replace")
    except LookupError:  # one that makes bytes of bytes, as `hex` does
        return None
    return _SAME_AS.get(info.name, info.name)


def undouble(text: str) -> str | None:
    """Text that was UTF-8, read as Latin-1 or windows-1252 and stored again, put right; None where it was not.

    Only a string that turns into valid UTF-8 as a whole is changed: the test that makes a false alarm all but impossible.
    """
    if text.isascii():
        return None
    # Valid as a whole means valid at its first character that is not ASCII: most texts are done with here.
    first = _NOT_ASCII.search(text)
    if first is None or not _DOUBLY.match(text, first.start()):
        return None
    for read in (_as_latin, _as_browsers):
        try:
            return read(text).decode("utf-8")
        except UnicodeError:
            continue
    return None


def _undoubled(text: str) -> str | None:
    """The same of a whole document, by more than a pair or two: before references are resolved, which were never stored twice.

    C1 characters are still there, too, which stand for the bytes that windows-1252 has no character for.
    """
    meant = undouble(text)
    return meant if meant is not None and next(islice(_NOT_ASCII.finditer(meant), _ENOUGH - 1, None), None) else None


def _as_latin(text: str) -> bytes:
    return text.encode("latin-1")


def _as_browsers(text: str) -> bytes:
    """The bytes of which a browser makes this text as windows-1252; of which it makes C1 characters, those."""
    return codecs.charmap_encode(text, "strict", _PAGE)[0]


def _read(payload: bytes, name: str) -> Text:
    try:
        return Text(payload.decode(name).removeprefix("\ufeff"), (), name)
    except UnicodeDecodeError:
        return Text(payload.decode(name, "replace").removeprefix("\ufeff"), (Flag.ENCODING_REPAIRED.value,), name)


def _labels(document: Document) -> list[str]:
    """The codecs that HTTP and the XML declaration name, in this order. The bytes begin like ASCII, so it is no UTF-16."""
    declared = _DECLARED.match(document.payload[:400])
    names = [codec(label) for label in (document.charset, declared and declared[1].decode("ascii")) if label]
    return [name for name in names if name and not name.startswith(("utf-16", "utf-32"))]


def _strictly(payload: bytes, name: str) -> str | None:
    try:
        return payload.decode(name)
    except UnicodeDecodeError:
        return None


def _damaged(payload: bytes, labels: list[str]) -> Text:
    """No charset reads it whole: UTF-8 with a few torn bytes, or windows-1252 that said nothing or something untrue."""
    repaired = (Flag.ENCODING_REPAIRED.value,)
    as_utf8 = payload.decode("utf-8", "replace")
    bad = as_utf8.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", as_utf8)))
    if good > 2 * bad:
        return Text(as_utf8, repaired)
    for name in labels:
        if name not in ("utf-8", "cp1252"):
            return Text(payload.decode(name, "replace"), repaired, name)
    if guess := guessed(payload):
        return Text(guess[0], repaired, guess[1])
    doubtful = labels or b"\x81" in payload or is_not_latin(payload)
    return Text(payload.decode("cp1252", "replace"), repaired if doubtful else (), "cp1252")
