"""A linear look at markup before any parser sees it: what parsers choke on is refused here (docs/design/guarding.md#markup)."""

import re

from newsbeam.schemas.codes import Reason
from newsbeam.schemas.item import ParseError

MAX_BYTES = 64 * 1024 * 1024
MAX_TAGS = 600_000
MAX_ENTRIES = 10_000
"""Of one document (in an archive, of one member); the rest are counted as `item_limit` (docs/design/fetching.md#limits)."""
MAX_ENTRIES_SEEN = 120_000
"""Of one document: those over the limit of entries are still told one by one, those over this one are not."""
MAX_DEPTH = 500
MAX_ATTRIBUTES = 256
"""Of one element."""

_JUNK_CHARS = 8192
_SPACE = " \t\r\n\ufeff\0"
_SCRAP = re.compile(r"<(?:br|b|p|font|hr|pre|strong|div|table|center|h[1-6])\b", re.IGNORECASE)
_FEED_BEGINS = re.compile(r"<\?xml\s|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]")
_BLANK = b" \t\r\n\0\xef\xbb\xbf"
_FILLERS = b"\r\n \0\x16\x7f"
"""What lines send while they have nothing to say."""
_NOT_TEXT = bytes([0, *range(4, 9), *range(14, 22), *range(23, 27), 28, 29, 127])
_LITERAL = r"""(?:"[^"<>]*+"|'[^'<>]*+')"""
_PARAMETERS = re.compile(
    rf"\[(?:\s++|%[\w.:-]++;|<!ENTITY\s++%\s++[\w.:-]++\s++(?:SYSTEM|PUBLIC\s++{_LITERAL})\s++{_LITERAL}\s*+>"
    r"""|<!ELEMENT\s++[\w.:-]++\s[^<>"'%&]*+>)*+\]\s*+>"""
)
"""A DTD's own part that names other DTDs or elements and nothing else: how NewsML 1 takes NITF in. Nothing in it says what a text is."""
_TAG = re.compile(r"<(?:(!--)|(!\[CDATA\[)|(\?)|(!)|(/?)([^\s<>/!?][^\s<>/]*+))")
_QUOTED_END = re.compile(r"""[^<>"']*+(?:"[^"]*+"[^<>"']*+|'[^']*+'[^<>"']*+)*+>""")
_ATTRIBUTE = re.compile(r"""[\s"'][^\s=<>"'/]++\s*+=""")


def refuse_binary(payload: bytes, uri: str) -> None:
    """Raise where the bytes are nothing that people write: empty, or a picture, a program, an archive; or more than is read."""
    if len(payload) > MAX_BYTES:
        raise ParseError(Reason.TOO_LARGE, f"{uri}: {len(payload)} bytes, at most {MAX_BYTES} of one document are read; split it")
    if not payload[:64].strip(_BLANK) and not payload.strip(_BLANK):
        raise ParseError(Reason.EMPTY_DOCUMENT, f"{uri}: the document is empty")
    head = payload[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"{\0", b"\0{", b"\0\0")):
        return  # UTF-16 and UTF-32 are full of NUL
    if head.lstrip(_FILLERS).startswith(b"\x01"):
        return  # wire transmission is framed by control characters
    controls = len(head) - len(head.translate(None, _NOT_TEXT))
    if controls * 20 > len(head) or head.startswith((b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"%PDF-", b"PK\x03\x04", b"\x7fELF")):
        raise ParseError(Reason.NOT_A_FEED, f"{uri}: binary bytes, not a feed or wire copy ({len(payload)} bytes)")


def refuse_swarm(text: str, marks: tuple[str, ...], limit: int, uri: str) -> None:
    """Raise where marks that each become an object (tags, braces, messages) are more than memory should hold."""
    if len(text) <= limit * min(map(len, marks)):
        return  # not even a text of nothing else holds so many
    found = sum(text.count(mark) for mark in marks)
    if found > limit:
        raise ParseError(Reason.TOO_COMPLEX, f"{uri}: {found} of {' '.join(marks)!r}, at most {limit} in one document are read")


def behind_junk(text: str) -> str:
    """The text from where a feed begins, if a server's warnings stand before it (PHP prints them as text or as scraps of HTML)."""
    begin = text[:_JUNK_CHARS].lstrip(_SPACE)
    if begin.startswith(("{", "[", "\x01", "\x16", "\x7f")) or (begin.startswith("<") and not _SCRAP.match(begin)):
        return text
    found = _FEED_BEGINS.search(text, 0, _JUNK_CHARS)
    # A declaration is no junk: a DTD that stands before the feed is still one.
    return text[found.start() :] if found and "<!" not in text[: found.start()] else text


def prolog(text: str, uri: str) -> tuple[str, int]:
    """(root element's name as written, offset of its `<`). Raises ParseError: an internal DTD subset, no markup at all.

    Declaration, processing instructions, comments and one bare DOCTYPE (`rss-0.91.dtd`, never opened) are passed over; so is that of
    a NewsML 1 document that names NITF's beside its own, as its standard has it: no parser gets to see it, and nothing is opened.
    """
    at = 0
    end = len(text)
    names_others = False
    while at < end:
        at = text.find("<", at)
        if at < 0:
            break
        if text.startswith("<?", at):
            at = _behind(text, "?>", at)
        elif text.startswith("<!--", at):
            at = _behind(text, "-->", at)
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            at, names_others = _behind_doctype(text, at, uri)
        elif text.startswith("<!", at):
            raise ParseError(Reason.DTD_FORBIDDEN, f"{uri}: a markup declaration before the root element")
        else:
            found = _TAG.match(text, at)
            if found and found[6] and not found[5]:
                if names_others and found[6].lower() != "newsml":
                    raise _own_dtd(uri)
                return found[6], at
            at += 1
    raise ParseError(Reason.NOT_A_FEED, f"{uri}: no element in it, not a feed")


def _behind_doctype(text: str, at: int, uri: str) -> tuple[int, bool]:
    """(the offset behind a DOCTYPE, whether it names other DTDs in a part of its own)."""
    close, bracket = text.find(">", at), text.find("[", at)
    if close >= 0 and not 0 <= bracket < close:
        return close + 1, False
    inert = _PARAMETERS.match(text, bracket) if bracket >= 0 else None
    if inert is None:
        raise _own_dtd(uri)
    return inert.end(), True


def _own_dtd(uri: str) -> ParseError:
    return ParseError(Reason.DTD_FORBIDDEN, f"{uri}: the document brings its own DTD; entities of its own are refused")


def prescan(text: str, uri: str) -> None:
    """Raise ParseError for what tolerant parsers die of: depth over 500, over 256 attributes on an element. Linear in the text."""
    stack: list[str] = []
    opened: dict[str, int] = {}
    at = 0
    while found := _TAG.search(text, at):
        comment, cdata, instruction, declaration, closing, name = found.groups()
        at = found.end()
        if comment:
            at = _behind(text, "-->", at)
        elif cdata:
            at = _behind(text, "]]>", at)
        elif instruction:
            at = _behind(text, "?>", at)
        elif declaration:
            if text[at : at + 7].upper() in ("ENTITY ", "DOCTYPE", "ELEMENT", "ATTLIST"):
                raise ParseError(Reason.DTD_FORBIDDEN, f"{uri}: a DTD declaration inside the document")
        elif closing:
            _close(name, stack, opened)
        else:
            tail = _QUOTED_END.match(text, at)
            end = tail.end() if tail else _behind(text, ">", at)
            _count_attributes(text, found.end() - 1, end, name, uri)
            if text[end - 2 : end] != "/>":
                stack.append(name)
                opened[name] = opened.get(name, 0) + 1
            if len(stack) > MAX_DEPTH:
                raise ParseError(Reason.TOO_DEEP, f"{uri}: elements nested more than {MAX_DEPTH} deep")
            at = end


def _close(name: str, stack: list[str], opened: dict[str, int]) -> None:
    """Take an element off the stack with whatever was left open in it (`<br>` in a torn feed): never more work than opening was."""
    if opened.get(name):
        while stack:
            last = stack.pop()
            opened[last] -= 1
            if last == name:
                return


def _count_attributes(text: str, start: int, end: int, name: str, uri: str) -> None:
    if end - start < 4 * MAX_ATTRIBUTES or text.count("=", start, end) <= MAX_ATTRIBUTES:
        return
    found = sum(1 for _ in _ATTRIBUTE.finditer(text, start, end))
    if found > MAX_ATTRIBUTES:
        raise ParseError(Reason.TOO_COMPLEX, f"{uri}: {found} attributes on <{name[:40]}>, at most {MAX_ATTRIBUTES} are read")


def _behind(text: str, mark: str, at: int) -> int:
    end = text.find(mark, at)
    return len(text) if end < 0 else end + len(mark)
