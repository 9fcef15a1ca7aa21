"""The limit of this design: newsbeam's own stage functions in one hand-tuned loop, without Beam, ledger or commit.

It lands, reads back, parses, normalises, asks history, tags, sketches, clusters and writes one sorted Parquet file a
partition, with the library's own functions; the seconds of each are told apart.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa
import workload

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.connectors.formats import parse
from newsbeam.connectors.landing.landing import read_document
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.polling.local import Refused, new_documents
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.near import ClusterVerdict, RecentSketches, cluster, sketch_input, sketches_of
from newsbeam.pipeline.publish.grow import begin
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.resolve import is_duplicate
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.text.ids import decide_id_basis, entry_key, item_hash
from newsbeam.schemas.arrow import STORY_SCHEMA, fragment_of
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError
from newsbeam.schemas.story import Story

AS_OF = workload.NOW + timedelta(minutes=10)


class Laps:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._at = perf_counter()

    def lap(self, name: str) -> None:
        """What passed since the last lap was spent on `name`."""
        now = perf_counter()
        self.seconds[name] += now - self._at
        self._at = now


def run(feeds: Path, out: Path) -> dict[str, Any]:
    """Process every feed of the workload into `out`; gives rows and seconds by stage."""
    laps = Laps()
    landing = out / "landing"
    tasks = _land(feeds, landing)
    laps.lap("land")
    history = History.load(out / "stories")
    kept: dict[tuple[str, str], Story] = {}
    sketches = []
    laps.lap("history")
    for feed, ref in tasks:
        document = read_document(landing, ref)
        laps.lap("read")
        items = _items(document, feed)
        basis = decide_id_basis(items, feed)
        for item in items:
            entry_key(item)
            item_hash(item)
        laps.lap("parse")
        stories = list(_normalised(items, feed, document, ref, basis))
        laps.lap("normalise")
        fresh = [one for one in stories if not is_duplicate(one, history.tellings(one.story_id))]
        laps.lap("resolve")
        tagged = [tag(one) for one in fresh]
        laps.lap("tag")
        sketches += sketches_of(
            [sketch_input(one) for one in tagged if kept.setdefault((one.story_id, one.telling_id), one) is one]
        )
        laps.lap("sketch")
    verdicts = {(one.story_id, one.telling_id): one for one in cluster(sketches, RecentSketches())}
    laps.lap("cluster")
    _write(list(kept.values()), verdicts, out / "stories")
    laps.lap("write")
    return {"rows": len(kept), "seconds": dict(laps.seconds)}


def _land(feeds: Path, landing: Path) -> list[tuple[Feed, LandingRef]]:
    catalog = load_catalog(feeds / "feeds.toml")
    with LandingWriter(landing, "loop") as writer:
        return [
            (feed, writer.write(document, {}))
            for feed in catalog.feeds
            for document in new_documents(feed, Cursor(feed_id=feed.id), AS_OF, catalog.fetch)
            if not isinstance(document, Refused)
        ]


def _items(document: Document, feed: Feed) -> list[Item]:
    try:
        return [one for one in parse(document, feed.format) if isinstance(one, Item)]
    except ParseError:
        return []


def _normalised(items: Sequence[Item], feed: Feed, document: Document, ref: LandingRef, basis: str) -> Iterator[Story]:
    at, place = document.fetched_at, str(ref)
    for item in items:
        try:
            yield normalise(item, ItemContext(feed=feed, fetched_at=at, as_of=AS_OF, landing_ref=place, id_basis=basis, known=None))
        except ParseError:
            continue


def _write(stories: list[Story], verdicts: dict[tuple[str, str], ClusterVerdict], out: Path) -> None:
    stories.sort(key=lambda s: (s.date, s.country, s.first_created or s.fetched_at, s.story_id, s.telling_id))
    found = [verdicts[s.story_id, s.telling_id] for s in stories]
    count = len(stories)
    given = {
        "revision": [1] * count,
        "supersedes": [None] * count,
        "cluster_id": [one.cluster_id for one in found],
        "cluster_relation": [one.relation for one in found],
        "cluster_similarity": [one.similarity for one in found],
        "published_at": [AS_OF] * count,
        "batch_id": ["loop"] * count,
        "newsbeam_version": ["0"] * count,
        "partition_date": [date.fromisoformat(s.date) for s in stories],
        "partition_country": [s.country for s in stories],
        "text": [s.text for s in stories],
    }
    fragment = fragment_of(stories)
    columns = [pa.array(given[f.name], f.type) if f.name in given else fragment[f.name] for f in STORY_SCHEMA]
    table = pa.Table.from_arrays(columns, schema=STORY_SCHEMA)
    at = 0
    for (day, country), group in groupby(stories, key=lambda s: (s.date, s.country)):
        rows = len(list(group))
        folder = out / f"date={day}" / f"country={country}"
        folder.mkdir(parents=True, exist_ok=True)
        begin(folder / "stories-00000.parquet", table.slice(at, rows))
        at += rows
