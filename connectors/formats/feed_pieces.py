"""A feed's text cut into its entries without a parser, so that those whose very text is known are never parsed.

What an entry says hangs on its own text and on what stands around all entries: namespaces, the site's link, rights, authors. An
entry's hash is of both, but for what changes from poll to poll and says nothing of entries (build dates, comments, RDF's index).
Where the whole decides how an entry is read (text that is not well formed, fields that feedparser reads otherwise, `xml:base`,
marks of CDATA escaped twice, entries taken back) nothing is cut.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from lxml import etree
from xxhash import xxh3_128_digest

from newsbeam.connectors.formats.decode import decode
from newsbeam.connectors.formats.feed_fields import StepAside
from newsbeam.connectors.formats.feed_items import ESCAPED, MAX_ENTRIES, item_of
from newsbeam.connectors.formats.feed_tree import entries_of, entry_said, feed_of
from newsbeam.connectors.formats.markup import mend, refuse_crowded, strict_tree
from newsbeam.connectors.formats.prescan import MAX_TAGS, behind_junk, prolog, refuse_binary, refuse_swarm
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

READING = b"1"
"""Part of every hash: raise it when an entry is read otherwise than before, or what is remembered hides the change (a test asks)."""
_OPENED = re.compile(r"<(?:!\[CDATA\[|!--|\?|(/?)(?:[A-Za-z_][\w.-]{0,20}:)?(?:item|entry)(?=[\s/>]))")
_ROOTS = ("rss", "feed", "rdf")
_BASE = re.compile(r"[\s:]base=")
_BLANK = " \t\r\n"
_PLAIN = r"[^<>&\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]*+"
_PASSING = re.compile(
    r"<!\[CDATA\[.*?\]\]>"
    rf"|<(lastBuildDate|pubDate|updated|modified|dc:date)>{_PLAIN}</\1>"
    r"|<!--(?:[^-\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|-(?!-))*+-->"
    r'|<items>\s*+<rdf:Seq>(?:\s*+<rdf:li\s++(?:rdf:)?resource="(?:[^"<>&\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|&amp;)*+"\s*+/>)*+\s*+</rdf:Seq>\s*+</items>',
    re.DOTALL,
)
"""Around the entries: what is no part of any, and well formed whatever it says. CDATA is passed over, not left out."""


class FeedPieces(NamedTuple):
    """A feed, cut."""

    uri: str
    flags: tuple[str, ...]
    """Of decoding: they are every entry's."""
    head: str
    entries: tuple[str, ...]
    tail: str
    hashes: tuple[bytes, ...]
    """16 bytes (xxh3-128) an entry: its text and what stands around all of them."""

    def read(self, wanted: Sequence[int]) -> "Read | None":
        """The entries at these places as `rss_atom.parse` gives them, the others not looked at; None where only it can tell."""
        text, mended = mend(f"{self.head}{''.join([self.entries[at] for at in wanted])}{self.tail}")
        try:
            root = strict_tree(text)
            refuse_crowded(root, self.uri)
            found = entries_of(root)
            if len(found) != len(wanted):
                return None
            feed = feed_of(root)
            said = [entry_said(one) for one in found]
        except (etree.XMLSyntaxError, ParseError, StepAside):
            return None
        repaired = (Flag.ENCODING_REPAIRED.value,) if mended and Flag.ENCODING_REPAIRED.value not in self.flags else ()
        flags = (*self.flags, *repaired)
        items = [item_of(one, at, feed, self.uri, flags) for at, one in zip(wanted, said, strict=True)]
        return Read(items, mended)


class Read(NamedTuple):
    """Entries that were parsed."""

    items: list[Item]
    mended: bool
    """Characters had to be mended, by a look at all of the text: the hashes of these entries do not say enough."""


def pieces_of(document: Document) -> FeedPieces | None:
    """The pieces of a document that is an RSS or Atom feed (the caller has seen to that); None: read it as a whole."""
    try:
        refuse_binary(document.payload, document.uri)
        text, flags, _ = decode(document)
        refuse_swarm(text, ("<", "-->", "]]>"), MAX_TAGS, document.uri)
        begun = behind_junk(text)
        if begun is not text:
            flags = (*flags, Flag.MALFORMED_FEED.value)
        root, at = prolog(begun, document.uri)
    except ParseError:
        return None
    text = begun[at:]
    if (
        root.rpartition(":")[2].lower() not in _ROOTS
        or ("base=" in text and _BASE.search(text))
        or any(mark in text for mark in ESCAPED)
    ):
        return None
    found = _cut(text)
    if found is None:
        return None
    head, entries, tail = found
    if "deleted-entry" in head or "deleted-entry" in tail:
        return None
    around = "\x1f".join((document.uri, _PASSING.sub(_kept, head), _PASSING.sub(_kept, tail)))
    frame = xxh3_128_digest(READING + around.encode("utf-8", "surrogatepass"))
    hashes = tuple([xxh3_128_digest(frame + one.encode("utf-8", "surrogatepass")) for one in entries])
    return FeedPieces(document.uri, flags, head, entries, tail, hashes)


def _kept(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<![") else "<>"


def _cut(text: str) -> tuple[str, tuple[str, ...], str] | None:
    """(what stands before the entries, they, what stands behind them), where nothing but white space stands between them."""
    spans: list[tuple[int, int]] = []
    at, start = 0, -1
    while found := _OPENED.search(text, at):
        mark = found[0]
        at = found.end()
        if mark == "<?":
            return None
        if mark in ("<!--", "<![CDATA["):
            at = text.find("-->" if mark == "<!--" else "]]>", at)
            if at < 0:
                return None
        elif not found[1]:
            if start >= 0 or (spans and text[spans[-1][1] : found.start()].strip(_BLANK)):
                return None
            start = found.start()
        else:
            end = text.find(">", at) + 1
            if start < 0 or not end or len(spans) == MAX_ENTRIES:
                return None
            spans.append((start, end))
            at, start = end, -1
    if not spans or start >= 0:
        return None
    return text[: spans[0][0]], tuple([text[begin:end] for begin, end in spans]), text[spans[-1][1] :].rstrip(_BLANK)
