"""Entries known at sight: those whose very text the cursor has from an earlier poll are not parsed (docs/design/keys.md#known-at-sight)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xxhash import xxh3_64_digest, xxh3_128_digest

from newsbeam.connectors.formats import detect
from newsbeam.connectors.formats.feed_items import FORMAT
from newsbeam.connectors.formats.feed_pieces import FeedPieces, pieces_of
from newsbeam.connectors.polling.secrets import secrets_of
from newsbeam.pipeline.text.ids import guid_name, headline_day
from newsbeam.pipeline.text.urls import canonical
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.document import Document, DocumentTask, LiveEntry
from newsbeam.schemas.item import Item, ParseError

_ALONE = frozenset((IdBasis.URL_ID, IdBasis.URL_EXACT, IdBasis.TEXT))
"""Bases under which no entry is named otherwise for another one's sake."""
_BY_NAME = frozenset((IdBasis.GUID, IdBasis.GUID_EXACT, IdBasis.CANONICAL_URL, IdBasis.HEADLINE_DAY))
"""Bases under which two entries of a document may share a name, which then names neither."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What a document's entries are, in order: `items` were parsed, `known` were not."""

    items: Sequence[Item]
    known: Mapping[int, str] = field(default_factory=dict)
    """Place -> the key that the cursor has the entry under."""
    pieces: FeedPieces | None = None
    """Where each item has a text of its own, whose hash says all of it."""

    def keys(self, parsed: Sequence[str]) -> tuple[str, ...]:
        """The keys of all entries, those of `items` among them given."""
        if not self.known:
            return tuple(parsed)
        own = iter(parsed)
        return tuple([self.known.get(at) or next(own) for at in range(len(self.known) + len(parsed))])

    def marks(self, basis: str, hashes: Sequence[bytes]) -> tuple[str, ...]:
        """`Seen.marks`; `hashes` are the items' `item_hash`es."""
        if self.pieces is None or not self.items or not (basis in _ALONE or basis in _BY_NAME):
            return ()
        marks = [""] * (len(self.known) + len(self.items))
        for item, digest in zip(self.items, hashes, strict=True):
            raw = raw_hash(self.pieces.hashes[item.entry], basis)
            marks[item.entry] = f"{raw.hex()}{digest.hex()}{name_hash(item, basis).hex()}"
        return tuple(marks)


def cut(task: DocumentTask, document: Document) -> FeedPieces | None:
    """The pieces of a polled feed; None where it is to be read as a whole: not RSS or Atom, or with secrets that it may repeat."""
    if (
        task.cause != "fetched"
        or task.only_entries is not None
        or task.feed.format not in ("auto", FORMAT)
        or secrets_of(task.feed)
    ):
        return None
    try:
        is_feed = task.feed.format == FORMAT or detect(document) == FORMAT
    except ParseError:
        return None
    return pieces_of(document) if is_feed else None


def entries_of(pieces: FeedPieces, task: DocumentTask, sight: "AtSight | None" = None) -> Entries | None:
    """The entries of a feed in pieces; None where it has to be read as a whole after all. `sight`: of whoever reads many documents."""
    basis = task.id_basis
    if basis is not None and (basis in _ALONE or basis in _BY_NAME) and task.live:
        read = _unknown_of(pieces, basis, (sight or AtSight()).of(task.live))
        if read is not None:
            return read
    whole = pieces.read(range(len(pieces.spans)))
    return whole and Entries(whole.items, pieces=None if whole.mended else pieces)


def _unknown_of(pieces: FeedPieces, basis: str, remembered: Mapping[bytes, tuple[str, bytes]]) -> Entries | None:
    """Only what is not known at sight, parsed; None where nothing is, or where entries share what they are named by."""
    known: dict[int, str] = {}
    names: list[bytes] = []
    for at, raw in enumerate(pieces.hashes):
        found = remembered.get(raw_hash(raw, basis))
        if found is not None:
            known[at], name = found
            names.append(name)
    if not known:
        return None
    wanted = [at for at in range(len(pieces.hashes)) if at not in known]
    read = pieces.read(wanted) if wanted else None
    if wanted and read is None:
        return None
    items = read.items if read else []
    names += [name_hash(item, basis) for item in items]
    names = [one for one in names if one]
    if len(set(names)) < len(names):
        return None
    return Entries(items, known, None if read and read.mended else pieces)


class AtSight:
    """What a feed's cursor knows at sight, for the feed that was asked for last: of an archive's hundreds of documents all are of one."""

    def __init__(self) -> None:
        self._last: tuple[Mapping[str, LiveEntry], dict[bytes, tuple[str, bytes]]] = ({}, {})

    def of(self, live: Mapping[str, LiveEntry]) -> dict[bytes, tuple[str, bytes]]:
        """raw_hash -> (key, name_hash)."""
        last = self._last
        if last[0] is not live:
            last = self._last = (live, {one.raw_hash: (key, one.name_hash) for key, one in live.items() if one.raw_hash})
        return last[1]


def raw_hash(piece: bytes, basis: str) -> bytes:
    """`LiveEntry.raw_hash`."""
    return xxh3_128_digest(piece + basis.encode())


def name_hash(item: Item, basis: str) -> bytes:
    """`LiveEntry.name_hash`."""
    name: str | None = None
    if basis in (IdBasis.GUID, IdBasis.GUID_EXACT):
        name = guid_name(item.guid, exact=basis == IdBasis.GUID_EXACT) if item.guid and not item.guid_is_agency else None
    elif basis == IdBasis.CANONICAL_URL:
        name = canonical(item.url) or "" if item.url else None
    elif basis == IdBasis.HEADLINE_DAY:
        name = headline_day(item)
    return b"" if name is None else xxh3_64_digest(name.encode("utf-8", "surrogatepass"))
