"""A feed's text cut into its entries without a parser, so that those whose very text is known are never parsed.

What an entry says hangs on its own text and on what stands around all entries: namespaces, the site's link, rights, authors. An
entry's hash is of both, but for what changes from poll to poll and says nothing of entries (build dates, comments, RDF's index).
Where the whole decides how an entry is read (text that is not well formed, fields that feedparser reads otherwise, `xml:base`,
marks of CDATA escaped twice, entries taken back) nothing is cut.
"""

import re
from codecs import utf_8_decode
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from lxml import etree
from xxhash import xxh3_128_digest

from newsbeam.connectors.formats.decode import decode, is_utf8_by_label
from newsbeam.connectors.formats.feed_fields import StepAside
from newsbeam.connectors.formats.feed_items import item_of
from newsbeam.connectors.formats.feed_tree import entries_of, entry_said, feed_of
from newsbeam.connectors.formats.markup import mended_tree, refuse_crowded, utf8_of
from newsbeam.connectors.formats.prescan import MAX_ENTRIES, MAX_TAGS, behind_junk, prolog, refuse_binary, refuse_swarm
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

READING = b"3"
"""Part of every hash: raise it when an entry is read otherwise than before, or what is remembered hides the change (a test asks)."""
_OPENED = re.compile(rb"<(?:!\[CDATA\[|!--|\?|(/?)((?:[A-Za-z_][\w.-]{0,20}+:)?+(?:item|entry))(?=[\s/>]))")
_ROOTS = ("rss", "feed", "rdf")
_BASE = re.compile(rb"[\s:]base=")
_ESCAPED = re.compile(rb"\[CDATA\[(?:(?<=&lt;!\[CDATA\[)| ?<!\[CDATA\[)")
"""`feed_unmarked.ESCAPED`, by one look."""
_HIDING = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
"""What begins text in which nothing is an element, and what ends it."""
_HEAD = 32 * 1024
_SPACE = re.compile(rb"[ \t\r\n]*+")
_BLANK = b" \t\r\n"
_PLAIN = r"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]*+"
_PASSING = re.compile(
    r"<!\[CDATA\[.*?\]\]>"
    rf"|<(lastBuildDate|pubDate|updated|modified|dc:date)>{_PLAIN}</\1>"
    r"|<!--(?:[^-\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|-(?!-))*+-->"
    r'|<items>\s*+<rdf:Seq>(?:\s*+<rdf:li\s++(?:rdf:)?resource="(?:[^"<>&\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|&amp;)*+"\s*+/>)*+\s*+</rdf:Seq>\s*+</items>',
    re.DOTALL,
)
"""Around the entries: what is no part of any, and well formed whatever it says. CDATA is passed over, not left out."""


class _Begun(NamedTuple):
    """A document whose beginning was read."""

    root: str
    flags: tuple[str, ...]
    text: bytes


class FeedPieces(NamedTuple):
    """A feed, cut."""

    uri: str
    flags: tuple[str, ...]
    """Of decoding: they are every entry's."""
    text: bytes
    """From the root element on, in UTF-8; what is no UTF-8 the parser refuses, and what is known was read by it once."""
    spans: Sequence[tuple[int, int]]
    """Where each entry begins and ends in it."""
    hashes: tuple[bytes, ...]
    """16 bytes (xxh3-128) an entry: its text and what stands around all of them."""

    def read(self, wanted: Sequence[int]) -> "Read | None":
        """The entries at these places as `rss_atom.parse` gives them, the others not looked at; None where only it can tell."""
        text = self._holding(wanted)
        if (b"base=" in text and _BASE.search(text)) or _ESCAPED.search(text):
            return None
        try:
            root, mended = mended_tree(text)
            refuse_crowded(root, self.uri)
            found = entries_of(root)
            if len(found) != len(wanted) or not all(map(self._opens, wanted, found)):
                return None
            feed = feed_of(root)
            said = [entry_said(one) for one in found]
        except (etree.XMLSyntaxError, ParseError, StepAside, UnicodeDecodeError):
            return None
        repaired = (Flag.ENCODING_REPAIRED.value,) if mended and Flag.ENCODING_REPAIRED.value not in self.flags else ()
        flags = (*self.flags, *repaired)
        items = [item_of(one, at, feed, self.uri, flags) for at, one in zip(wanted, said, strict=True)]
        return Read(items, mended)

    def _opens(self, at: int, entry: Any) -> bool:
        """Whether the entry at this place begins as the element does that the parser has there: no other one was counted for it."""
        name = f"{entry.prefix}:" if entry.prefix else ""
        return self.text.startswith(f"<{name}{etree.QName(entry).localname}".encode(), self.spans[at][0])

    def _holding(self, wanted: Sequence[int]) -> bytes:
        """The feed with these entries and no others."""
        if len(wanted) == len(self.spans):
            return self.text
        text, spans = self.text, self.spans
        return b"".join((text[: spans[0][0]], *[text[slice(*spans[at])] for at in wanted], text[spans[-1][1] :]))


class Read(NamedTuple):
    """Entries that were parsed."""

    items: list[Item]
    mended: bool
    """Characters had to be mended, by a look at all of the text: the hashes of these entries do not say enough."""


def pieces_of(document: Document) -> FeedPieces | None:
    """The pieces of a document that is an RSS or Atom feed (the caller has seen to that); None: read it as a whole."""
    try:
        refuse_binary(document.payload, document.uri)
        begun = _as_sent(document) or _decoded(document)
    except (ParseError, UnicodeEncodeError):
        return None
    root, flags, text = begun
    spans = _cut(text) if root.rpartition(":")[2].lower() in _ROOTS else None
    if spans is None:
        return None
    head, tail = text[: spans[0][0]], text[spans[-1][1] :].rstrip(_BLANK)
    if b"deleted-entry" in head or b"deleted-entry" in tail:
        return None
    around = "\x1f".join((document.uri, *[_PASSING.sub(_kept, one.decode("utf-8", "surrogateescape")) for one in (head, tail)]))
    frame = xxh3_128_digest(READING + around.encode("utf-8", "surrogatepass"))
    looked_at = memoryview(text)
    hashes = tuple([xxh3_128_digest(frame + looked_at[begin:end]) for begin, end in spans])
    return FeedPieces(document.uri, flags, text, spans, hashes)


def _as_sent(document: Document) -> _Begun | None:
    """A feed that says that it is UTF-8, or nothing, by a look at its beginning; None: its bytes have to be decoded."""
    payload = document.payload
    if len(payload) > MAX_TAGS or not is_utf8_by_label(document):
        return None
    try:
        head, _ = utf_8_decode(payload[:_HEAD], "strict", len(payload) <= _HEAD)
        text = behind_junk(head)
        root, at = prolog(text, document.uri)
    except (ParseError, UnicodeDecodeError):
        return None
    if text is not head or at + len(root) + 1 >= len(text):
        return None
    return _Begun(root, (), payload[len(head[:at].encode()) :])


def _decoded(document: Document) -> _Begun:
    """Any other."""
    whole, flags, charset = decode(document)
    refuse_swarm(whole, ("<", "-->", "]]>"), MAX_TAGS, document.uri)
    text = behind_junk(whole)
    root, at = prolog(text, document.uri)
    raw = utf8_of(document.payload, whole, flags, charset, len(whole) - len(text) + at)
    return _Begun(root, flags if text is whole else (*flags, Flag.MALFORMED_FEED.value), raw)


def _kept(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<![") else "<>"


def _cut(text: bytes) -> list[tuple[int, int]] | None:
    """Where each entry begins and ends, where nothing but white space stands between them."""
    return _cut_alike(text) or _cut_any(text)


def _cut_alike(text: bytes) -> list[tuple[int, int]] | None:
    """The same at a fifth of its cost, where all entries are written as the first is.

    An end that stands in a text or a comment is taken for an entry's: there are more entries then than the parser finds.
    """
    first = next(_marks(text), None)
    if first is None or first[2] is None or first[1]:
        return None
    opening, closing = b"<" + first[2], b"</" + first[2] + b">"
    spans: list[tuple[int, int]] = []
    start = first.start()
    while text.startswith(opening, start):
        end = text.find(closing, start) + len(closing)
        if end < start or len(spans) == MAX_ENTRIES:
            return None
        spans.append((start, end))
        start = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # it matches anywhere
    return spans if text.find(opening, start) < 0 else None  # or it would be parsed for nothing


def _cut_any(text: bytes) -> list[tuple[int, int]] | None:
    """The same, by a look at each mark."""
    spans: list[tuple[int, int]] = []
    start = -1
    for found in _marks(text):
        if found[2] is None:
            return None
        if not found[1]:
            if start >= 0 or (spans and text[spans[-1][1] : found.start()].strip(_BLANK)):
                return None
            start = found.start()
        else:
            end = text.find(b">", found.end()) + 1
            if start < 0 or not end or len(spans) == MAX_ENTRIES:
                return None
            spans.append((start, end))
            start = -1
    return spans if spans and start < 0 else None


def _marks(text: bytes) -> Iterator[re.Match[bytes]]:
    """The marks that open and close entries, in order; what is none (`[2]` is None) where nothing may be cut."""
    at = 0
    while found := _OPENED.search(text, at):
        at = found.end()
        ends = _HIDING.get(found[0])
        if ends is not None:
            at = text.find(ends, at)
        if found[2] is not None or at < 0 or found[0] == b"<?":
            yield found
        if at < 0:
            return
