"""What the feeds list, for a state that is made anew: of each the last settled document, read again and matched with its rows.

Without it the next poll would be judged by history alone, and an entry that is named by its day, or that joined another story,
would come as news. The bytes of a settled document are settled, so its entries are known by the very hash that the cursor kept.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from newsbeam.connectors.state.cursors import replace_live
from newsbeam.connectors.state.records import Landed, last_settled
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, read_columns
from newsbeam.pipeline.runs.landed_feed import feed_of
from newsbeam.pipeline.runs.pages import items_of
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.text.entry_keys import listed
from newsbeam.pipeline.text.ids import basis_of_each
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.item import ParseError

LISTS = 64
"""Documents of one feed that are read: a feed of many sitemaps has as many lists, the newest of which count."""
TRIES = 4
"""Of one address: an empty listing forgets nothing, so the one before it is the last that says something."""
_COLUMNS = ["feed_id", "content_hash", "story_id", "telling_id", "revision_order"]


class _Listed(NamedTuple):
    feed_id: str
    key: str
    item_hash: bytes
    story_id: str
    """As the entry alone names it."""
    content_hash: str


class _Row(NamedTuple):
    ours: bool
    """Of the same feed, or of the story that the entry itself names."""
    revision_order: str
    entry: LiveEntry


def list_again(out: Output, conn: sqlite3.Connection, bases: Mapping[str, str], as_of: datetime) -> int:
    """Let each feed's cursor know what it lists; how many entries. The caller has the transaction."""
    listed = [
        one
        for landed in last_settled(conn, each=TRIES, feed=LISTS * TRIES)
        for one in _entries(out, landed, bases.get(landed.feed_id), as_of)
    ]
    found = _rows(out, listed)
    live: dict[str, dict[str, LiveEntry]] = defaultdict(dict)
    for one in listed:
        row = found.get(one)
        if row is not None:
            live[one.feed_id].setdefault(one.key, row.entry)
    for feed_id, entries in live.items():
        replace_live(conn, feed_id, entries)
    return sum(map(len, live.values()))


def _entries(out: Output, landed: Landed, basis: str | None, as_of: datetime) -> Iterator[_Listed]:
    feed = feed_of(landed)
    items = items_of(out.landing, landed.ref, feed)
    bases = basis_of_each(items, basis) if basis else [None] * len(items)
    for item, named_by, (key, digest) in zip(items, bases, listed(items, basis), strict=True):
        context = ItemContext(feed=feed, fetched_at=landed.fetched_at, as_of=as_of, landing_ref=str(landed.ref), id_basis=named_by)
        try:
            story = normalise(item, context)
        except ParseError:
            continue
        yield _Listed(landed.feed_id, key, digest, story.story_id, story.content_hash)


def _rows(out: Output, listed: list[_Listed]) -> dict[_Listed, _Row]:
    """The published telling of each listed entry: of its own story, else of its feed, with its very text; the latest."""
    wanted: dict[str, list[_Listed]] = defaultdict(list)
    for one in listed:
        wanted[one.content_hash].append(one)
    found: dict[_Listed, _Row] = {}
    for path in sorted(out.stories.glob("date=*/country=*/*.parquet")):
        date, country = path.parent.parent.name.removeprefix("date="), path.parent.name.removeprefix("country=")
        for table in read_columns((footer(path),), _COLUMNS):
            columns = [table.column(name) for name in _COLUMNS]
            for at, content in enumerate(columns[1].to_pylist()):
                for one in wanted.get(content, ()):
                    feed_id, _, story_id, telling_id, order = (column[at].as_py() for column in columns)
                    own = story_id == one.story_id
                    if not own and feed_id != one.feed_id:
                        continue
                    known = LiveEntry(
                        item_hash=one.item_hash,
                        story_id=story_id,
                        telling_id=telling_id,
                        content_hash=content,
                        date=date,
                        country=country,
                    )
                    row = _Row(own, order, known)
                    if one not in found or row[:2] > found[one][:2]:
                        found[one] = row
    return found
