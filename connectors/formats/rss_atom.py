"""RSS 0.9x to 2.0, RDF and Atom: the tree where the XML is well formed, feedparser in its child where it is not."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from newsbeam.connectors.formats.ampersands import escaped
from newsbeam.connectors.formats.feed_fields import StepAside
from newsbeam.connectors.formats.feed_items import FORMAT, EntrySaid, FeedSaid, item_of
from newsbeam.connectors.formats.feed_torn import cut, is_torn, wrapper
from newsbeam.connectors.formats.feed_tree import entries_of, entry_said, feed_of, has_bases
from newsbeam.connectors.formats.feed_unmarked import ESCAPED, unmarked
from newsbeam.connectors.formats.head import Head
from newsbeam.connectors.formats.markup import Markup, markup_of, refuse_crowded, strict_tree
from newsbeam.connectors.formats.parser_child import the_child
from newsbeam.connectors.formats.prescan import MAX_ENTRIES, MAX_ENTRIES_SEEN, prescan, refuse_swarm
from newsbeam.schemas.codes import Flag, PubStatus, Reason
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

_ENDS = re.compile(r"</(?:[\w.-]{1,20}:)?(?:rss|feed|rdf|channel)\s{0,20}>\s{0,100}$", re.IGNORECASE)
_OPENS = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|(<(?:[\w.-]{1,20}:)?(?:rss|feed|rdf|channel)(?:\s[^<>]*)?>)",
    re.IGNORECASE | re.DOTALL,
)
_ALONE = 4 * 1024 * 1024
"""Characters of a document that are read one entry at a time, the feed's start tags before each."""
ROOTS = frozenset(("rss", "feed", "rdf", "channel", "entry"))
"""`entry`: an Atom entry document (RFC 4287, 2)."""


_TOMBSTONES = "{http://purl.org/atompub/tombstones/1.0}"
_DELETED, _COMMENT = f"{_TOMBSTONES}deleted-entry", f"{_TOMBSTONES}comment"


def recognises(head: Head) -> bool:
    """By the root element."""
    return head.root in ROOTS


def parse(document: Document) -> Iterator[Item | ParseError]:
    """The entries of a feed. Raises ParseError for what is no feed or must not be read."""
    markup = markup_of(document)
    uri = document.uri
    if markup.root not in ROOTS:
        raise ParseError(Reason.NOT_A_FEED, f"{uri}: <{markup.root[:40]}> is no feed's root element")
    refuse_swarm(markup.text, ("<item", "<entry"), MAX_ENTRIES_SEEN, uri)
    try:
        root = strict_tree(markup.text if markup.raw is None else markup.raw)
    except etree.XMLSyntaxError:
        yield from _torn(markup, uri)
        return
    refuse_crowded(root, uri)
    entries = entries_of(root)
    feed = FeedSaid()
    try:
        feed = feed_of(root)
        bases = "base=" in markup.text and has_bases(root)
        said = [entry_said(one, bases=bases) for one in islice(entries, MAX_ENTRIES)]
    except StepAside:
        said = []
    if said or (not entries and markup.root != "channel" and not cut(markup.text).entries):
        marked = any(map(markup.text.__contains__, ESCAPED))
        for index, one in enumerate(said):
            yield item_of(unmarked(one) if marked else one, index, feed, uri, markup.flags)
        yield from _over_limit(len(said), len(entries), uri)
        yield from _withdrawn(root, len(entries), feed)
        return
    yield from _by_feedparser(markup, uri)


def parse_tolerantly(document: Document) -> Iterator[Item | ParseError]:
    """The same entries by feedparser alone: what the tree is held against."""
    markup = markup_of(document)
    try:
        strict_tree(markup.text)
    except etree.XMLSyntaxError:
        yield from _torn(markup, document.uri)
        return
    yield from _by_feedparser(markup, document.uri)


def _by_feedparser(markup: Markup, uri: str, flags: tuple[str, ...] = ()) -> Iterator[Item | ParseError]:
    """A whole document through the child. Its entries beyond the limit are cut off before it sees them."""
    prescan(markup.text, uri)
    pieces = cut(markup.text)
    total = len(pieces.entries)
    text = markup.text if total <= MAX_ENTRIES else pieces.head + "".join(entry for entry, _ in pieces.entries[:MAX_ENTRIES])
    found = the_child().read(text, uri, uri)
    if not found["version"] and not found["entries"] and markup.root == "channel":
        raise ParseError(Reason.NOT_A_FEED, f"{uri}: no feed that feedparser knows")
    feed = FeedSaid(**found["feed"])
    index = -1
    for index, one in enumerate(found["entries"]):
        yield item_of(unmarked(EntrySaid(**one)), index, feed, uri, (*markup.flags, *flags))
    yield from _over_limit(index + 1, total if total > MAX_ENTRIES else 0, uri)


def _torn(markup: Markup, uri: str) -> Iterator[Item | ParseError]:
    """A document that is not well formed, entry by entry: those that are, as ever; those that are not, by feedparser; torn ones named."""
    prescan(markup.text, uri)
    pieces = cut(markup.text)
    if not pieces.entries:
        if not _ENDS.search(markup.text[-200:]):
            raise ParseError(Reason.PARSE_ERROR, f"{uri}: not well-formed XML, and it breaks off before its first entry")
        return
    start, end = wrapper(pieces.head)
    bases = "base=" in pieces.head
    taken = pieces.entries[:MAX_ENTRIES]
    results: list[EntrySaid | ParseError | None] = [
        _strictly(start, entry, end, bases=bases) if whole else None for entry, whole in taken
    ]
    mended = {i: escaped(entry) for i, ((entry, whole), said) in enumerate(zip(taken, results, strict=True)) if whole and not said}
    for i, entry in mended.items():
        results[i] = _strictly(start, entry, end, bases=bases) if entry != taken[i][0] else None
    loose = [
        i
        for i, ((entry, whole), said) in enumerate(zip(taken, results, strict=True))
        if said is None and whole and not is_torn(entry)
    ]
    feed, read = _loosely(escaped(pieces.head), [mended[i] for i in loose], uri)
    for i, one in zip(loose, read, strict=True):
        results[i] = one
    for index, (said, (entry, _)) in enumerate(zip(results, taken, strict=True)):
        if isinstance(said, EntrySaid):
            flags = (*markup.flags, Flag.MALFORMED_FEED.value) if index in mended else markup.flags
            yield item_of(unmarked(said), index, feed, uri, flags)
        else:
            message = str(said) if said else f"{uri}: entry {index} is torn: it, or a field of it, has no end"
            yield ParseError(Reason.PARSE_ERROR, message, entry=index, raw=entry.encode()[: 64 * 1024])
    yield from _over_limit(len(taken), len(pieces.entries), uri)


def _strictly(start: str, entry: str, end: str, *, bases: bool) -> EntrySaid | None:
    try:
        root = strict_tree(start + entry + end)
        return entry_said(root[0], bases=bases or has_bases(root))
    except (etree.XMLSyntaxError, StepAside, IndexError):
        return None


def _loosely(head: str, entries: list[str], uri: str) -> tuple[FeedSaid, list[EntrySaid | ParseError]]:
    """The feed's own fields and the entries that only feedparser can read; one by one where together they run into each other."""
    child = the_child()
    found = child.read(head + "".join(entries), uri, uri)
    feed = FeedSaid(**found["feed"])
    if len(found["entries"]) == len(entries):
        return feed, [EntrySaid(**one) for one in found["entries"]]
    head = _opening(head)
    read: list[EntrySaid | ParseError] = []
    left = _ALONE
    for entry in entries:
        left -= len(head) + len(entry)
        if left < 0:
            read.append(
                ParseError(Reason.PARSE_ERROR, f"{uri}: its entries run into each other, and are too many to be read one by one")
            )
            continue
        try:
            alone = child.read(head + entry, uri, uri)["entries"]
        except ParseError as error:
            read.append(error)
            continue
        read.append(
            EntrySaid(**alone[0]) if alone else ParseError(Reason.PARSE_ERROR, f"{uri}: an entry that feedparser cannot read")
        )
    return feed, read


def _opening(head: str) -> str:
    """A feed's start tags, with their namespaces, base and language: what an entry that is read alone needs of the head."""
    end = 0
    for tag in _OPENS.finditer(head):
        end = tag.end() if tag[1] else end
    return head[:end] if end else head


def _withdrawn(root: Any, first: int, feed: FeedSaid) -> Iterator[Item]:
    """The entries that an Atom feed says it took back (RFC 6721): a name, a time, and at most a comment."""
    for index, one in enumerate(islice(root.iterchildren(_DELETED), MAX_ENTRIES), first):
        if ref := (one.get("ref") or "").strip():
            yield Item(
                entry=index,
                format=FORMAT,
                guid=ref,
                pub_status=PubStatus.CANCELED.value,
                version_created_raw=one.get("when"),
                ed_note="".join(one.findtext(_COMMENT) or "").strip() or None,
                feed_title=feed.title or None,
                feed_language=feed.language or None,
            )


def _over_limit(read: int, total: int, uri: str) -> Iterator[ParseError]:
    for index in range(read, total):
        yield ParseError(
            Reason.ITEM_LIMIT, f"{uri}: entry {index}: at most {MAX_ENTRIES} entries of a document are read", entry=index
        )
