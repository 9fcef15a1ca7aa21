"""Joining: tellings whose provider gave them another id, brought home to the story that they tell again (WIRE.md 4.2).

The driver does this between the stages and the commit point, because it alone sees the whole batch and the dataset at
once; and only for tellings that say that they tell again (UPDATE 1-, CORRECTED-, KILL …), so a batch without any costs one
look at one column. What it finds stands in COMMIT, so nothing is decided twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, cast

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.history import History
from pipeline.ledger import FragmentRef, Joined, Killed, Ledger
from pipeline.text.joins import WINDOW, join, slug_series
from pipeline.text.markers import strip_markers
from schemas.codes import EntryOutcome, RevisionKind
from schemas.story import Story

_COLUMNS = [
    "story_id", "telling_id", "revision_kind", "provider", "canonical_url", "slugline", "headline", "summary", "body_text",
    "first_created", "version_created", "fetched_at", "revision_order",
]  # fmt: skip
_STAGED = [*_COLUMNS, "landing_ref", "entry", "date", "country"]


class _Telling(NamedTuple):
    """As much of a Story as the rules look at, and where it lies."""

    story_id: str
    revision_kind: str
    provider: str
    canonical_url: str | None
    slugline: str | None
    headline: str | None
    summary: str | None
    body_text: str | None
    first_created: datetime | None
    version_created: datetime | None
    fetched_at: datetime
    revision_order: str
    date: str
    country: str


def find_joins(staging: Path, fragments: Sequence[FragmentRef], stories: Path, history: History) -> list[Joined]:
    """The staged rows that join another story. A story that history knows by its own id stays with itself."""
    # A ParquetFile, not `read_table`: that brings Arrow's datasets and kernels along, 50 MB in every run.
    kinds = (pq.ParquetFile(staging / f.file).read(columns=["revision_kind"]) for f in fragments)
    if all(kind == RevisionKind.ORIGINAL for table in kinds for kind in table.column(0).to_pylist()):
        return []
    staged = pa.concat_tables(pq.ParquetFile(staging / f.file).read(columns=_STAGED) for f in fragments).to_pylist()
    staged.sort(key=lambda row: (_at(row), row["story_id"], row["telling_id"]))
    homes: dict[str, tuple[str, str, str, str]] = {}
    bases: dict[str, str] = {}
    for row in staged:
        story_id = row["story_id"]
        if row["revision_kind"] == RevisionKind.ORIGINAL or story_id in homes or history.tellings(story_id, row["date"]):
            continue
        others = [_telling(one) for one in staged if _shares(row, one)]
        others += _published(stories, row)
        found = join(cast("Story", _telling(row)), cast("list[Story]", others))
        if found is None:
            continue
        told = [one for one in others if one.story_id == found.story_id]
        first = min(told, key=_told)
        version = max(one.revision_order.partition("|")[0] for one in told)
        homes[story_id] = homes.get(first.story_id, (first.story_id, first.date, first.country, version))
        bases[story_id] = found.basis
    return [
        Joined(
            row["landing_ref"],
            row["entry"],
            row["story_id"],
            home[0],
            bases[row["story_id"]],
            home[1],
            home[2],
            "|".join((home[3], row["revision_order"].partition("|")[2])),
        )
        for row in staged
        if (home := homes.get(row["story_id"])) is not None and home[0] != row["story_id"]
    ]


def apply_joins(ledger: Ledger, joins: Sequence[Joined], feeds: Mapping[str, str]) -> None:
    """Let the batch's ledger speak of the joined stories by their new names; `feeds` is landing_ref -> feed_id.

    A story that joins another was counted as new and is a revision.
    """
    homes = {one.was: one for one in joins}
    rows = {(live.story_id, live.feed_id) for live in ledger.live}
    for was in homes:
        # Two feeds may have carried it, and one of them was counted as new.
        carried = {feeds[one.landing_ref] for one in joins if one.was == was and (was, feeds[one.landing_ref]) in rows}
        feed, cause = next((f, c) for (f, c, o), n in ledger.outcomes.items() if f in carried and o == EntryOutcome.NEW and n)
        ledger.outcomes[feed, cause, EntryOutcome.NEW.value] -= 1
        ledger.outcomes[feed, cause, EntryOutcome.REVISION.value] += 1
    for n, live in enumerate(ledger.live):
        if live.story_id in homes:
            home = homes[live.story_id]
            ledger.live[n] = live._replace(story_id=home.story_id, date=home.date, country=home.country)
    clusters = {c.story_id: c.cluster_id for c in ledger.clusters}
    for n, verdict in enumerate(ledger.clusters):
        leader = homes[verdict.cluster_id].story_id if verdict.cluster_id in homes else verdict.cluster_id
        story_id = homes[verdict.story_id].story_id if verdict.story_id in homes else verdict.story_id
        if verdict.story_id in homes:  # a revision keeps its story's cluster, whatever it says now
            leader = clusters.get(story_id, story_id)
        ledger.clusters[n] = verdict._replace(story_id=story_id, cluster_id=leader)
    ledger.killed += [Killed(homes[k.story_id].story_id) for k in ledger.killed if k.story_id in homes]


def rename_sketches(path: Path, joins: Sequence[Joined]) -> None:
    """Let the batch's staged sketches know joined stories by their new names too."""
    homes = {one.was: one.story_id for one in joins}
    table = pq.ParquetFile(path).read()
    for name in ("story_id", "cluster_id"):
        at = table.schema.get_field_index(name)
        renamed = [homes.get(value, value) for value in table.column(name).to_pylist()]
        table = table.set_column(at, table.schema.field(at), pa.array(renamed, pa.string()))
    pq.write_table(table, path)


def _shares(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two staged rows may be tellings of one story: the cheap half of the rules."""
    if other["story_id"] == row["story_id"] or other["provider"].casefold() != row["provider"].casefold():
        return False
    return (
        _same(row["canonical_url"], other["canonical_url"])
        or _same(slug_series(row["slugline"] or ""), slug_series(other["slugline"] or ""))
        or _same(strip_markers(row["headline"] or "")[0].casefold(), strip_markers(other["headline"] or "")[0].casefold())
    )


def _same(one: str | None, other: str | None) -> bool:
    return bool(one) and one == other


def _published(stories: Path, row: dict[str, Any]) -> Iterator[_Telling]:
    """Published tellings of the same provider, near in time, that share an address, a slug series or a headline."""
    at = _at(row)
    days = [(at + timedelta(days=n)).date().isoformat() for n in range(-WINDOW.days - 1, WINDOW.days + 2)]
    import pyarrow.compute as pc
    import pyarrow.dataset as ds  # drags pandas in where that is installed, and most batches never come here

    files = [str(path) for day in days for path in sorted((stories / f"date={day}").glob("country=*/stories-*.parquet"))]
    if not files:
        return
    mask = ds.field("provider") == row["provider"]
    shared: list[Any] = []
    if row["canonical_url"]:
        shared.append(ds.field("canonical_url") == row["canonical_url"])
    for column, needle in (("headline", strip_markers(row["headline"] or "")[0]), ("slugline", slug_series(row["slugline"] or ""))):
        if needle:
            shared.append(pc.match_substring(ds.field(column), needle, ignore_case=True))
    if not shared:
        return
    either = shared[0]
    for one in shared[1:]:
        either = either | one
    partitioning = ds.partitioning(pa.schema([("date", pa.string()), ("country", pa.string())]), flavor="hive")
    dataset = ds.dataset(files, format="parquet", partitioning=partitioning, partition_base_dir=str(stories))
    for found in dataset.to_table(columns=[*_COLUMNS, "date", "country"], filter=mask & either).to_pylist():
        yield _telling(found)


def _telling(row: dict[str, Any]) -> _Telling:
    return _Telling(*(row[name] for name in _Telling._fields))


def _at(row: dict[str, Any]) -> datetime:
    told: datetime = row["version_created"] or row["first_created"] or row["fetched_at"]
    return told


def _told(one: _Telling) -> tuple[datetime, str]:
    return (one.version_created or one.first_created or one.fetched_at, one.story_id)
