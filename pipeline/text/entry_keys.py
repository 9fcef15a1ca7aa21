"""What the entries of a document are called in their feed's cursor (docs/design/keys.md#guids)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from xxhash import xxh3_128_hexdigest

from newsbeam.pipeline.text.ids import SEPARATOR, entry_key, item_hash
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.item import Item


def listed(items: Sequence[Item], basis: str | None, live: Mapping[str, LiveEntry] | None = None) -> list[tuple[str, bytes]]:
    """(`entry_key`, `item_hash`) of each entry; of a feed that turns its guids without them.

    A headline alone may name several entries, of one day or another: then the text's beginning belongs to the key, unless `live`
    has this very entry without it, as an older version did.
    """
    if basis == IdBasis.LINK_TITLE:
        return list(zip(link_keys(items), (item_hash(replace(item, guid=None)) for item in items), strict=True))
    found = []
    for item in items:
        key, digest = entry_key(item), item_hash(item)
        if item.headline and not item.guid and not item.url:
            was = live.get(key) if live else None
            key = key if was is not None and was.item_hash == digest else _with_text(key, item)
        found.append((key, digest))
    return found


def link_keys(items: Sequence[Item]) -> list[str]:
    """As `entry_key`, by address and headline; of entries that share both, by the beginning of their text too."""
    keys = [entry_key(replace(item, guid=None)) for item in items]
    shared = {key for key, count in Counter(keys).items() if count > 1}
    return [_with_text(key, item) if key in shared else key for key, item in zip(keys, items, strict=True)]


def _with_text(key: str, item: Item) -> str:
    text = f"{key}{SEPARATOR}{(item.body or item.summary or '')[:400]}"
    return xxh3_128_hexdigest(text.encode("utf-8", "surrogatepass"))
