"""Sketches made anew from `stories/`, where they are lost: the newest days before a batch, each older one after a batch.

A window is hundreds of thousands of texts where a table is large, and to sketch them all first would keep the first batch waiting for
minutes; what it is most likely to carry was told yesterday.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import replace_durably
from newsbeam.pipeline.dataset.published_file import naming_damage
from newsbeam.pipeline.dataset.waiting import sound_files
from newsbeam.pipeline.near.files import BRINGS, WINDOW, paths_below, write_staged
from newsbeam.pipeline.near.kept_keys import HOLDERS, WindowKeys
from newsbeam.pipeline.near.portions import all_rows
from newsbeam.pipeline.near.rows import numbers_in
from newsbeam.pipeline.near.sketch import SketchInput, bare, text_of
from newsbeam.pipeline.near.staged import staged_of
from newsbeam.schemas.codes import ClusterRelation

AT_ONCE = 100_000
"""Rows that are sketched before a batch: some eight seconds."""
SLICE = 8_192
"""Rows of a file that is made: so many texts' sketches are in memory."""
TOGETHER = 1_000
_OWED = "owed.json"
_COLUMNS = ["story_id", "telling_id", "cluster_id", "first_created", "fetched_at", "revision_order", "published_at"]
_COLUMNS += ["headline", "summary", "body_text", "provider", "cluster_relation", "cluster_similarity"]


def rebuild_sketches(root: Path, stories: Path, as_of: datetime, window: timedelta = WINDOW, at_once: int = AT_ONCE) -> int:
    """Make the sketches of the window anew from the published rows, the newest days first; how many. Drops every file found in `root`.

    Once there are `at_once` of them, the days before wait for `more_sketches`.
    """
    root.mkdir(parents=True, exist_ok=True)
    for path in paths_below(root):
        path.unlink()
    first, last = (as_of - 2 * window).date().isoformat(), (as_of + timedelta(days=2)).date().isoformat()
    days = sorted(day for folder in stories.glob("date=*") if first <= (day := folder.name.removeprefix("date=")) <= last)
    made = 0
    _owe(root, days, as_of)
    while days and made < at_once:
        made += _make(root, stories, days.pop(), as_of)
        _owe(root, days, as_of)
    return made


def more_sketches(root: Path, stories: Path) -> int:
    """Make those of the newest day that still waits; how many. What was published since the loss has left its own."""
    try:
        owed = json.loads((root / _OWED).read_text("ascii"))
    except FileNotFoundError:
        return 0
    days, before = owed["days"], datetime.fromisoformat(owed["before"])
    made = _make(root, stories, days.pop(), before) if days else 0
    _owe(root, days, before)
    return made


def _owe(root: Path, days: Sequence[str], before: datetime) -> None:
    """Note which days wait."""
    if not days:
        (root / _OWED).unlink(missing_ok=True)
        return
    aside = root / "owed.tmp"
    aside.write_text(json.dumps({"days": list(days), "before": before.isoformat()}), "ascii")
    replace_durably(aside, root / _OWED)


def _make(root: Path, stories: Path, day: str, before: datetime) -> int:
    """A day's sketches, a slice a file; of rows that were published before that moment."""
    for path in root.glob(f"day-{day}.made-*.arrow"):  # of a run that died here
        path.unlink()
    rows, total, window_keys = _published(stories / f"date={day}", before), 0, WindowKeys.nothing()
    for number in count():
        staged: list[Any] = []
        made = 0
        cluster_of: dict[str, str] = {}
        brings: set[tuple[str, str]] = set()
        while made < SLICE and (some := list(islice(rows, TOGETHER))):
            staged.append(staged_of([one for one, _, _ in some], [None] * len(some)))
            made += len(some)
            cluster_of.update((one.story_id, leader) for one, leader, _ in some)
            brings.update((one.story_id, one.telling_id) for one, _, brought in some if brought)
        if not staged:
            return total
        path = root / f"day-{day}.made-{number:03}.arrow"
        write_staged(path, staged, cluster_of, brings, window_keys)
        total += made
        window_keys = WindowKeys.together([window_keys, _phrases(path)])
    return total


def _phrases(path: Path) -> WindowKeys:
    """The keys that several texts of a file keep: phrases; all keys of a day would be gigabytes."""
    keys, counts = np.unique(numbers_in(all_rows(path, ["keys"])["keys"], np.uint32)[1], return_counts=True)
    several = counts >= HOLDERS // 4
    return WindowKeys(keys[several], counts[several])


def _published(folder: Path, before: datetime) -> Iterator[tuple[SketchInput, str, bool]]:
    """(what a row's sketch is made of, its cluster, whether it brings others into it)."""
    for path in sound_files(folder, "**/*.parquet", folder.parent):
        with naming_damage(path):
            for batch in pq.ParquetFile(path, page_checksum_verification=True).iter_batches(batch_size=1024, columns=_COLUMNS):
                yield from (_row(row) for row in batch.to_pylist() if row["published_at"] is None or row["published_at"] < before)


def _row(row: dict[str, Any]) -> tuple[SketchInput, str, bool]:
    brought = row["cluster_relation"] == ClusterRelation.NEAR and (row["cluster_similarity"] or 0.0) >= BRINGS
    text = text_of(row["headline"], row["summary"], row["body_text"])
    created = row["first_created"] or row["fetched_at"]
    one = SketchInput(
        row["story_id"], row["telling_id"], created, row["revision_order"], text, bare(row["headline"]), row["provider"]
    )
    return one, row["cluster_id"] or row["story_id"], brought
