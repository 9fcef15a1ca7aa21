"""XML of any kind on its way to a tree: text made parseable, parsed without entities, network or depth (docs/design/guarding.md#markup)."""

import re
from codecs import BOM_UTF8
from contextlib import suppress
from threading import Thread
from typing import Any, NamedTuple

from lxml import etree

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.prescan import MAX_ATTRIBUTES, MAX_TAGS, behind_junk, prescan, prolog, refuse_binary, refuse_swarm
from newsbeam.connectors.formats.references import paired
from newsbeam.schemas.codes import Flag, Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import ParseError

_REFERENCE = re.compile(r"&#(?!(?:1[6-9][0-9]|[2-9][0-9][0-9]|[1-9][0-9]{3});)([0-9]++|[xX][0-9a-fA-F]++);?|&#[xX]?;")
"""But for those that are surely to a character and written as XML would: nearly all are (typographic quotes, letters with accents)."""
_ODD_REFERENCE = re.compile(
    r"&#(?:[xX]0*(?:[0-8bBcCeEfF]|[189][0-9a-fA-F]|[dD][89a-fA-F]..|[fF]{3}[eEfF]|1[0-9a-fA-F]{5}|[2-9a-fA-F][0-9a-fA-F]{4,})?;"
    r"|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|1[2-5][0-9])?;|0*[0-9]{5,}|[^0-9xX]|[xX][^0-9a-fA-F])"
)
"""A reference that may be to no character, or to one of windows-1252's: only then are all of them looked at."""
_DOUBTFUL_REFERENCE = re.compile(
    rb"&#(?!(?:3[2-9]|[4-9][0-9]|1(?:[01][0-9]|2[0-6]|[6-9][0-9])|[2-9][0-9]{2}|[1-9][0-9]{3}|[1-4][0-9]{4}|[56][0-4][0-9]{3}"
    rb"|55[01][0-9]{2}|65[0-4][0-9]{2}|655[0-2][0-9]|[1-9][0-9]{5}"
    rb"|x(?:[2-6][0-9a-fA-F]|7[0-9a-eA-E]|[a-fA-F][0-9a-fA-F]|[1-9a-cA-C][0-9a-fA-F]{2,3}|1[fF][0-9a-fA-F]{3}));)"
)
"""Any but one that stays as it is for certain: where there is none, no other look is needed."""
_FEW = 256
"""Of `#`: so many are looked at one by one."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32)])
_C1 = re.compile(rb"\xc2[\x80-\x9f]")
_NO_CHARACTER = re.compile(rb"\xef\xbf[\xbe\xbf]")
_HIGH_CONTROLS = re.compile("[\x80-\x9f]")
_NAMESPACE_PREFIX = re.compile(r"^[^:]*:")


class Markup(NamedTuple):
    """XML text without declaration and DOCTYPE, safe to hand to a parser, and what had to be mended."""

    text: str
    root: str
    """Local name of the root element, lower case."""
    flags: tuple[str, ...] = ()
    raw: bytes | None = None
    """The text in UTF-8, where it lay there anyway."""


def markup_of(document: Document) -> Markup:
    """Decode and mend. Raises ParseError: empty, binary, HTML, own DTD, no markup."""
    refuse_binary(document.payload, document.uri)
    whole, flags, charset = decode(document)
    refuse_swarm(whole, ("<", "-->", "]]>"), MAX_TAGS, document.uri)
    text = behind_junk(whole)
    name, at = prolog(text, document.uri)
    local = _NAMESPACE_PREFIX.sub("", name).lower()
    if local in ("html", "body", "head"):
        raise ParseError(Reason.HTML_NOT_FEED, f"{document.uri}: an HTML page, not a feed")
    raw = None
    with suppress(UnicodeEncodeError):  # a lone surrogate
        raw = utf8_of(document.payload, whole, flags, charset, len(whole) - len(text) + at)
    if text is not whole:
        flags = (*flags, Flag.MALFORMED_FEED.value)
    text, mended, raw = _mended(text[at:], raw)
    if mended and Flag.ENCODING_REPAIRED.value not in flags:
        flags = (*flags, Flag.ENCODING_REPAIRED.value)
    return Markup(text, local, flags, raw)


def utf8_of(payload: bytes, text: str, flags: tuple[str, ...], charset: str, at: int) -> bytes:
    """A payload that was decoded (`text`, `flags`, `charset`) in UTF-8, from this character on. Raises UnicodeEncodeError: a lone surrogate."""
    if charset == "utf-8" and not flags:
        return payload.removeprefix(BOM_UTF8)[len(text[:at].encode()) :]
    return text[at:].encode()


def mend(raw: bytes) -> tuple[bytes, bool]:
    """Text in UTF-8 without what XML forbids: control characters and references to no character go, C1 codes become windows-1252's."""
    text, mended, _ = _mended(raw.decode(), raw)
    return text.encode(), mended


def mended_tree(raw: bytes) -> tuple[Any, bool]:
    """(the tree of text in UTF-8, whether it had to be mended). Raises as `strict_tree`, and UnicodeDecodeError.

    What XML forbids its parser refuses, so that is looked for only then; what it lets through and HTML reads otherwise at once.
    """
    if not _may_hold_c1(raw) and not _may_hold_odd_references(raw):
        try:
            return strict_tree(raw), False
        except etree.XMLSyntaxError:
            text, mended = mend(raw)
            if not mended:
                raise
    else:
        text, mended = mend(raw)
    return strict_tree(text), mended


def _mended(text: str, raw: bytes | None) -> tuple[str, bool, bytes | None]:
    """(the text mended, whether it was, its UTF-8); `raw` is the UTF-8 of what came; None: it has none."""
    before = text
    if raw is None or _may_hold_controls(raw):
        text = _CONTROLS.sub("", text)
        text = _HIGH_CONTROLS.sub(lambda m: _western(ord(m[0])), text)
    if (raw is None or text is not before or _may_hold_odd_references(raw)) and _ODD_REFERENCE.search(text):
        text = _REFERENCE.sub(_reference, paired(text))
    mended = text is not before and text != before
    return text, mended, None if mended else raw


def _may_hold_c1(raw: bytes) -> bool:
    return b"\xc2" in raw and bool(_C1.search(raw))


def _may_hold_odd_references(raw: bytes) -> bool:
    at = raw.find(b"#")  # most texts have few, and to look for one byte takes a twentieth of what two do
    for _ in range(_FEW):
        if at < 0:
            return False
        if raw[at - 1 : at] == b"&":
            break
        at = raw.find(b"#", at + 1)
    return bool(_DOUBTFUL_REFERENCE.search(raw, max(0, at - 1)))


def _may_hold_controls(raw: bytes) -> bool:
    """A look at the bytes, ten times faster than a search for characters."""
    return (
        len(raw.translate(None, _CONTROL_BYTES)) != len(raw)
        or _may_hold_c1(raw)
        or (b"\xef" in raw and bool(_NO_CHARACTER.search(raw)))
    )


def tree_of(markup: Markup, uri: str) -> Any:
    """The root element of well-formed XML. Raises ParseError: `too_deep`, `too_complex`, `dtd_forbidden`, `parse_error`."""
    try:
        root = strict_tree(markup.text if markup.raw is None else markup.raw)
    except etree.XMLSyntaxError as error:
        prescan(markup.text, uri)
        raise ParseError(Reason.PARSE_ERROR, f"{uri}: not well-formed XML: {str(error)[:200]}") from None
    refuse_crowded(root, uri)
    return root


LARGE = 100_000
"""From this length on a document is read in a thread of its own. libxml2 keeps each name of an element or an attribute until the thread
that read it ends, so a server that makes up names would fill the memory of a process that lives long: 2 MB a document. (One thread for
some documents saves 6 us an entry of large feeds, and hostile ones take 12 MB more.)"""


def strict_tree(text: str | bytes) -> Any:
    """The root element of text or of its UTF-8; raises lxml's XMLSyntaxError. libxml2 is linear and stops at 256 levels."""
    if len(text) < LARGE:
        return _parsed(text)
    read: list[Any] = []
    thread = Thread(target=_read_into, args=(read, text))  # an executor for one call costs twice as much
    thread.start()
    thread.join()
    found = read.pop()  # or the error, its frames and the text would hold each other
    if not isinstance(found, Exception):
        return found
    try:
        raise found
    finally:
        del found


def _read_into(read: list[Any], text: str | bytes) -> None:
    try:
        read.append(_parsed(text))
    except Exception as error:  # noqa: BLE001 (it is raised where the thread was asked for)
        read.append(error)


def _parsed(text: str | bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(text.encode() if isinstance(text, str) else text, parser)


# The first attribute too many of any element: six times as fast as counting those of each.
_CROWDED = etree.XPath(f"boolean(/descendant::*/@*[{MAX_ATTRIBUTES + 1}])")


def refuse_crowded(root: Any, uri: str) -> None:
    """Raise where an element has more attributes than the prescan lets through."""
    if _CROWDED(root):
        raise ParseError(Reason.TOO_COMPLEX, f"{uri}: more than {MAX_ATTRIBUTES} attributes on one element")


def _western(code: int) -> str:
    return bytes([code]).decode("cp1252", "ignore")


def _reference(found: re.Match[str]) -> str:
    """A numeric reference as XML may carry it; HTML reads 128-159 as windows-1252, so that is what was meant."""
    number = found[1]
    if number is None or len(number.lstrip("xX0")) > 8:
        return ""
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    if 0x80 <= code <= 0x9F:
        return _western(code)
    forbidden = (
        code in (0, 0xFFFE, 0xFFFF) or (code < 0x20 and code not in (9, 10, 13)) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF
    )
    return "" if forbidden else f"&#{number};" if number[0] != "X" else f"&#x{number[1:]};"
