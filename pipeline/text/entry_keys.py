"""What the entries of a document are called in their feed's cursor (docs/design/keys.md#guids)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from xxhash import xxh3_128_hexdigest

from newsbeam.pipeline.text.ids import SEPARATOR, entry_key, headline_day, item_hash
from newsbeam.pipeline.text.urls import canonical
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.item import Item

_ANEW = frozenset((IdBasis.GUID, IdBasis.GUID_EXACT, IdBasis.CANONICAL_URL, IdBasis.URL_EXACT, IdBasis.LINK_TITLE))
"""Bases whose names a feed may make anew at every request."""


def listed(items: Sequence[Item], basis: str | None, live: Mapping[str, LiveEntry] | None = None) -> list[tuple[str, bytes]]:
    """(`entry_key`, `item_hash`) of each entry; of a feed that turns its guids without them, and of one whose headlines and days name
    its entries without addresses too.

    A headline alone may name several entries, of one day or another: then the text's beginning belongs to the key, unless `live`
    has this very entry as an older version named it. Of entries that share a key and are not the same all but that one are told
    apart by what they say: with one key for them each would be new at every request.
    """
    if basis == IdBasis.LINK_TITLE:
        return list(zip(link_keys(items), (item_hash(replace(item, guid=None)) for item in items), strict=True))
    found = []
    by_day = headline_keys(items) if basis == IdBasis.HEADLINE_DAY else ()
    for at, item in enumerate(items):
        key, digest = entry_key(item), item_hash(item)
        linked = item.guid or item.url
        if item.headline and (by_day or not linked):
            was = live.get(key) if live else None
            if was is None or was.item_hash != digest:
                key, digest = (by_day[at], item_hash(without_addresses(item))) if linked else (_with_text(key, item), digest)
        found.append((key, digest))
    return _parted(found, live or {})


def keys_of_what_stays(items: Sequence[Item], basis: str) -> tuple[str | None, list[str]]:
    """(what is left to name a feed's entries where those of `basis` are new at every request, their keys by it); (None, []) where
    nothing is to be left out.
    """
    if basis not in _ANEW:
        return None, []
    if basis in (IdBasis.GUID, IdBasis.GUID_EXACT):
        addresses = sum(item.guid is not None and canonical(item.guid) == canonical(item.url) for item in items)
        if addresses * 2 <= len(items):
            return IdBasis.LINK_TITLE.value, link_keys(items)
    return IdBasis.HEADLINE_DAY.value, headline_keys(items)


def _parted(found: list[tuple[str, bytes]], live: Mapping[str, LiveEntry]) -> list[tuple[str, bytes]]:
    """The keys, of entries that differ and share one with their hash."""
    shared = {key for key, count in Counter(key for key, _ in set(found)).items() if count > 1}
    if not shared:
        return found
    known = {key for key in shared if key in live}
    return [
        (key, digest)
        if key not in shared or (key in known and live[key].item_hash == digest)
        else (xxh3_128_hexdigest(key.encode() + digest), digest)
        for key, digest in found
    ]


def without_addresses(item: Item) -> Item:
    """The entry without what a feed may make anew at every request: its guid and its links."""
    if item.guid is item.url is item.canonical_url is item.original_url is None:
        return item
    return replace(item, guid=None, url=None, canonical_url=None, original_url=None)


def headline_keys(items: Sequence[Item]) -> list[str]:
    """As `entry_key`, by headline and day; of entries that share both, or have no day, by the beginning of their text too."""
    days = [headline_day(item) for item in items]
    shared = Counter(days)
    keys = []
    for item, day in zip(items, days, strict=True):
        key = entry_key(replace(without_addresses(item), headline=day))
        keys.append(key if day and not day.endswith(SEPARATOR) and shared[day] == 1 else _with_text(key, item))
    return keys


def link_keys(items: Sequence[Item]) -> list[str]:
    """As `entry_key`, by address and headline; of entries that share both, by the beginning of their text too."""
    keys = [entry_key(replace(item, guid=None)) for item in items]
    shared = {key for key, count in Counter(keys).items() if count > 1}
    return [_with_text(key, item) if key in shared else key for key, item in zip(keys, items, strict=True)]


def _with_text(key: str, item: Item) -> str:
    text = f"{key}{SEPARATOR}{(item.body or item.summary or '')[:400]}"
    return xxh3_128_hexdigest(text.encode("utf-8", "surrogatepass"))
