"""newsbeam's views for Polars: functions that give LazyFrames."""

import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import polars as pl

STORIES = "{stories}"
READING = "{reading}"
BATCHES = "{batches}"
SCHEMA = pl.Schema({"{schema}": pl.Null})
Types = Mapping[str, pl.DataType | type[pl.DataType]]
ABOVE: Types = {part.partition("=")[0]: pl.String for part in Path(STORIES).parts if "=" in part}
"""Folders above the table that are called like a partition (tenant=x): Polars wants them all named."""
SLIM = ["{slim}"]
_LEADER_FIRST = [
    pl.col("story_id") != pl.coalesce("cluster_id", "story_id"),
    pl.coalesce("first_created", "fetched_at"),
    pl.col("story_id"),
]


class _Listed(NamedTuple):
    """One line of the list of the days and their files."""

    part: str
    date: str
    file: str
    clean: str


def _listed() -> list[_Listed] | None:
    """The newest list whose moment has come; None: there is none, or a damaged one, and stories/ is read."""
    now = f"{time.time_ns() // 1000:020}.csv"
    due = [path for path in sorted(Path(READING, "{lists}").glob("[0-9]*.csv")) if path.name <= now]
    if not due:
        return None
    head, _, lines = due[-1].read_bytes().partition(b",0\n")  # its first lines end so, with a sum of the others
    if head.rpartition(b",")[2] not in (b"none", sha256(lines).hexdigest()[:32].encode()):
        return None
    return [_Listed(*line.split(",")) for line in lines.decode("ascii").splitlines()]


def _files(paths: list[str], schema: Types, hive: Types) -> pl.LazyFrame:
    return pl.scan_parquet(
        paths,
        schema={**schema, **ABOVE, **hive},
        hive_partitioning=True,
        hive_schema={**ABOVE, **hive},
        missing_columns="insert",
        extra_columns="ignore",
        glob=False,
    )


def _days(listed: list[_Listed], columns: list[str]) -> list[pl.LazyFrame]:
    """The columns, and `country`, of these days' files, which hold a text once."""
    paths = [f"{READING}/days/{one.file}" for one in listed if one.part == "days"]
    if not paths:
        return []
    schema = {name: kind for name, kind in SCHEMA.items() if name != "text"}
    files = _files(paths, {**schema, "text_is": pl.String, "text_apart": pl.String, "country": pl.String}, {"date": pl.Date})
    body, summary = (pl.when(pl.col("text_is") == name).then(name) for name in ("body_text", "summary"))
    return [files.with_columns(text=pl.coalesce(body, summary, "text_apart")).select(*columns, "date", "country")]


def _open(listed: list[_Listed], columns: list[str]) -> list[pl.LazyFrame]:
    """The same of the days that are open, from stories/."""
    days = sorted((one.date, one.file) for one in listed if one.part == "open")
    links = [Path(READING, "open", f"date={day}", f"linked={linked}") for day, linked in days]
    if gone := [str(folder) for folder in links if not folder.is_dir()]:
        raise FileNotFoundError(f"{gone[0]}: gone; newsbeam's next run makes it anew")
    paths = [str(path) for folder in links for path in sorted(folder.glob("*/*.parquet"))]
    hive = {"date": pl.Date, "linked": pl.String, "country": pl.String}
    return [_files(paths, SCHEMA, hive).select(*columns, "date", "country")] if paths else []


def stories() -> pl.LazyFrame:
    """Every telling of every story, as published: each day from a file or a few, open ones from stories/.

    Columns that an older file lacks are null.
    """
    listed = _listed()
    if listed is None:
        hive = {**ABOVE, "date": pl.Date, "country": pl.String}
        found = pl.scan_parquet(
            f"{STORIES}/*/*/*.parquet",
            schema={**SCHEMA, **hive},
            hive_partitioning=True,
            hive_schema=hive,
            missing_columns="insert",
            extra_columns="ignore",
        )
        return found.select(*SCHEMA, "date", "country")
    return pl.concat([*_days(listed, list(SCHEMA)), *_open(listed, list(SCHEMA))] or [_none()])


def _none() -> pl.LazyFrame:
    return pl.LazyFrame(schema={**SCHEMA, "date": pl.Date, "country": pl.String})


def stories_current() -> pl.LazyFrame:
    """The last telling of each story; stories that were killed or withheld are out."""
    return _last(stories())


def _last(tellings: pl.LazyFrame) -> pl.LazyFrame:
    last = pl.col("revision_order") == pl.col("revision_order").max().over("date", "country", "story_id")
    return tellings.filter(last).filter(pl.col("pub_status") == "usable")


def current() -> pl.LazyFrame:
    """The same without texts, for dashboards: kept for the days to which nothing came late."""
    listed = _listed()
    if listed is None:
        return stories_current().select(*SLIM, "date")
    slim = {name: SCHEMA.get(name, pl.String) for name in SLIM}
    kept = [f"{READING}/current/{one.file}" for one in listed if one.part == "current"]
    late = [one for one in listed if one.part == "days" and one.clean != "1"]
    columns = [name for name in (*SLIM, "revision_order") if name != "country"]
    tellings = [*_days(late, columns), *_open(listed, columns)] or [_none()]
    frames = [*([_files(kept, slim, {"date": pl.Date})] if kept else []), _last(pl.concat(tellings))]
    return pl.concat([frame.select(*SLIM, "date") for frame in frames])


def clusters() -> pl.LazyFrame:
    """One row per text: the story that carried it first, and how many carry it."""
    return (
        stories_current()
        .sort(_LEADER_FIRST)
        .group_by(pl.coalesce("cluster_id", "story_id").alias("cluster_id"), maintain_order=True)
        .agg(
            members=pl.len(),
            providers=pl.col("provider").n_unique(),
            first_provider=pl.col("provider").first(),
            headline=pl.col("headline").first(),
            date=pl.col("date").min(),
            country=pl.col("country").first(),
            language=pl.col("language").first(),
            first_created=pl.col("first_created").min(),
            last_created=pl.col("first_created").max(),
        )
    )


def batches() -> pl.DataFrame:
    """The batches that are finished, in the order of `published_at`."""
    times = [
        pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.fZ", time_unit="us", time_zone="UTC")
        for name in ("published_at", "finished_at")
    ]
    schema = {"batch_id": pl.String, "published_at": pl.String, "finished_at": pl.String, "rows": pl.Int64}
    return pl.scan_csv(f"{BATCHES}/*.csv", schema=schema).with_columns(times).sort("published_at").collect()


def changes(since: str) -> pl.LazyFrame:
    """What was published after batch `since`. Keep the last batch_id that you saw.

    Only finished batches are served, and they are asked for before the files are: so a batch is served whole, and what comes
    after it is not missed. The rows of a batch have one `published_at`, later than that of every batch before.
    """
    finished = batches()
    known = finished.filter(pl.col("batch_id") == since)["published_at"]
    if known.is_empty():
        raise KeyError(f"no finished batch {since}")
    later = (pl.col("published_at") > known[0]) & (pl.col("published_at") <= finished["published_at"].max())
    change = (
        pl.when(pl.col("pub_status") == "canceled")
        .then(pl.lit("kill"))
        .when(pl.col("revision") > 1)
        .then(pl.lit("revision"))
        .otherwise(pl.lit("new"))
    )
    return stories().filter(later).with_columns(change=change).sort("published_at", "date", "country", "story_id", "revision")
