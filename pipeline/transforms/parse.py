"""ParseDocuments: bytes, files or documents to items."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.io.fileio import ReadableFile
from apache_beam.io.filesystem import CompressionTypes

from newsbeam.connectors.catalog.bare import BARE_PROVIDER, bare_feed
from newsbeam.connectors.catalog.checks import CHECKS
from newsbeam.connectors.formats import parse
from newsbeam.pipeline.text.ids import decide_id_basis
from newsbeam.pipeline.transforms.parts import DEAD_LETTERS, clock, letter_of, moment_of, refused, typed
from newsbeam.schemas.codes import Reason, Stage
from newsbeam.schemas.dead_letter import DeadLetter
from newsbeam.schemas.document import Document
from newsbeam.schemas.errors import UsageError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, Origin, ParseError

_HELD = ("format", "timezone", "home_country")
"""What a feed says of its documents, and a pipeline reads."""
UNNAMED = Feed(id="documents", provider=BARE_PROVIDER)
"""Of bytes that come with nothing."""


class Parsed(NamedTuple):
    """What `ParseDocuments` gives."""

    items: Any
    """PCollection[Item]"""
    dead_letters: Any
    """PCollection[DeadLetter]: documents and single entries that are refused, each with its reason."""


@beam.typehints.with_input_types(Document | bytes | ReadableFile)
class ParseDocuments(beam.PTransform):
    """Documents, bytes or files (`fileio.ReadMatches`) -> `.items` and `.dead_letters`, in any format that newsbeam reads.

    `feeds`: whose documents these are. One Feed: all are its own. Several: each Document's by its `feed_id`. None: a file is a
    feed of its own, and what comes as bytes is one feed, so name it where you can: ids are unique within a feed, times without a
    zone are in its zone. A document came at its element's timestamp, where its source gives one, else at `as_of` (default: now).

    >>> import apache_beam as beam, newsbeam
    >>> rss = b"<rss><channel><title>t</title><item><title>Ferry late</title></item></channel></rss>"
    >>> lagoon = newsbeam.Feed(id="lagoon", provider="Lagoon Daily")
    >>> with beam.Pipeline() as pipeline:
    ...     parsed = pipeline | beam.Create([rss, b"Dear Sir,"]) | newsbeam.ParseDocuments(lagoon)
    ...     _ = parsed.items | "headlines" >> beam.Map(lambda item: print(item.headline))
    ...     _ = parsed.dead_letters | "reasons" >> beam.Map(lambda letter: print(letter.feed_id, letter.reason))
    Ferry late
    lagoon not_a_feed
    """

    def __init__(self, feeds: Feed | Iterable[Feed] = (), *, as_of: datetime | None = None) -> None:
        super().__init__()
        self.one = feeds if isinstance(feeds, Feed) else None
        self.feeds = _by_id((feeds,) if isinstance(feeds, Feed) else feeds)
        self.as_of = clock(as_of)

    def expand(self, documents: Any) -> Any:
        """One DoFn: a document is read, parsed and named in one worker's hands."""
        outputs = documents | "ReadEntries" >> beam.ParDo(_Parse(self.one, self.feeds, self.as_of)).with_outputs(
            DEAD_LETTERS, main="items"
        )
        return Parsed(typed(outputs["items"], Item), typed(outputs[DEAD_LETTERS], DeadLetter))


def _by_id(feeds: Iterable[Feed]) -> dict[str, Feed]:
    """Feeds by their ids. Raises UsageError for what is no feed, an id that stands twice, a value that feeds.toml would refuse."""
    found: dict[str, Feed] = {}
    for feed in feeds:
        if not isinstance(feed, Feed):
            raise UsageError(f"ParseDocuments: {feed!r:.100}: is no Feed; write newsbeam.Feed(id=..., provider=...)")
        if feed.id in found:
            raise UsageError(f"ParseDocuments: two feeds have the id {feed.id!r}; give one of them another")
        for name in _HELD:
            value = getattr(feed, name)
            if value is not None and (fault := CHECKS[name](value)):
                raise UsageError(f"ParseDocuments: feed {feed.id}: {name}: {fault}")
        found[feed.id] = feed
    return found


class _Parse(beam.DoFn):
    def __init__(self, one: Feed | None, feeds: Mapping[str, Feed], as_of: datetime) -> None:
        self.one, self.feeds, self.as_of = one, feeds, as_of

    def process(self, element: Any, timestamp: Any = beam.DoFn.TimestampParam) -> list[Any]:
        document, feed = self._document(element, moment_of(timestamp, self.as_of))
        ref = str(document.landing_ref or f"{document.uri}#0#{sha256(document.payload).hexdigest()[:32]}")
        origin = Origin(feed=feed, uri=document.uri, fetched_at=document.fetched_at, ref=ref)
        return list(self._entries(document, origin))

    def _entries(self, document: Document, origin: Origin) -> Iterator[Any]:
        try:
            results = list(parse(document, origin.feed.format))
        except ParseError as error:
            error.raw = error.raw or document.payload
            yield refused(letter_of(origin, Stage.PARSE, error))
            return
        items = [one for one in results if isinstance(one, Item)]
        origin = replace(origin, id_basis=decide_id_basis(items, origin.feed))
        for one in results:
            yield replace(one, origin=origin) if isinstance(one, Item) else refused(letter_of(origin, Stage.PARSE, one))
        if not results:
            missing = ParseError(Reason.NO_ENTRIES, f"{document.uri}: a feed without entries")
            yield refused(letter_of(origin, Stage.PARSE, missing))

    def _document(self, element: Any, at: datetime) -> tuple[Document, Feed]:
        if isinstance(element, Document):
            if not isinstance(element.payload, bytes):
                raise UsageError(
                    f"ParseDocuments: {element.uri}: its payload is {type(element.payload).__name__}; give bytes, as received"
                )
            if element.fetched_at.tzinfo is None:
                raise UsageError(f"ParseDocuments: {element.uri}: its fetched_at has no time zone; say which, for example UTC")
            feed = self.one or self.feeds.get(element.feed_id) or Feed(id=element.feed_id, provider=BARE_PROVIDER)
            return element, feed
        if isinstance(element, bytes):
            feed = self.one or UNNAMED
            uri = f"bytes:{sha256(element).hexdigest()[:32]}"
            return Document(feed_id=feed.id, uri=uri, fetched_at=at, payload=element), feed
        if not isinstance(element, ReadableFile):
            raise UsageError(
                f"ParseDocuments: {element!r:.100}: is no document; give bytes, a newsbeam.Document or what fileio.ReadMatches gives"
            )
        path = element.metadata.path
        whole = PurePosixPath(path) if "://" in path else Path(path).resolve()
        feed = self.one or bare_feed(whole)
        uri = path if "://" in path else Path(path).resolve().as_uri()
        return Document(feed_id=feed.id, uri=uri, fetched_at=at, payload=_bytes_of(element)), feed


def _bytes_of(element: ReadableFile) -> bytes:
    """A file's bytes, unpacked as its name says, or as they are where it is not what its name says."""
    try:
        with element.open("application/octet-stream") as file:  # its own read() leaves it open
            return bytes(file.read())
    except zlib.error:
        with element.open("application/octet-stream", compression_type=CompressionTypes.UNCOMPRESSED) as file:
            return bytes(file.read())
