"""newsbeam's views for Polars: functions that give LazyFrames."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

STORIES = "{stories}"
READING = "{reading}"
BATCHES = "{batches}"
SCHEMA = pl.Schema({"{schema}": pl.Null})
Types = Mapping[str, pl.DataType | type[pl.DataType]]
SLIM = ["{slim}"]
_LEADER_FIRST = [
    pl.col("story_id") != pl.coalesce("cluster_id", "story_id"),
    pl.coalesce("first_created", "fetched_at"),
    pl.col("story_id"),
]


class _Settled(NamedTuple):
    """One line of the list of settled days."""

    part: str
    date: str
    file: str
    clean: str


def _settled() -> list[_Settled] | None:
    """The newest list whose moment has come; None: there is no reading room, stories/ is all there is."""
    now = time.time_ns() // 1000
    lists = sorted(Path(READING, "manifest").glob("[0-9]*.csv"))
    due = [path for path in lists if int(path.stem) <= now]
    if not due:
        return None if not lists else []
    return [_Settled(*line.split(",")) for line in due[-1].read_text("ascii").splitlines()[1:]]


def _files(paths: list[str], schema: Types, columns: list[str], hive: Types) -> pl.LazyFrame:
    return pl.scan_parquet(
        paths,
        schema={**schema, **hive},
        hive_partitioning=True,
        hive_schema=hive,
        missing_columns="insert",
        extra_columns="ignore",
        glob=False,
    ).select(*columns, "date", "country")


def _day_files(settled: list[_Settled], columns: list[str], schema: Types) -> list[pl.LazyFrame]:
    paths = [f"{READING}/{one.part}/{one.file}" for one in settled if one.part != "none"]
    return [_files(paths, {**schema, "country": pl.String}, columns, {"date": pl.Date})] if paths else []


def _open_files(settled: list[_Settled], columns: list[str]) -> list[pl.LazyFrame]:
    days = {f"date={one.date}" for one in settled} | {"date=0001-01-01"}
    folders = [folder for folder in sorted(Path(READING, "open").iterdir()) if folder.name not in days]
    paths = [str(path) for folder in folders for path in sorted(folder.glob("*/*.parquet"))]
    return [_files(paths, SCHEMA, columns, {"date": pl.Date, "country": pl.String})] if paths else []


def stories() -> pl.LazyFrame:
    """Every telling of every story, as published: settled days from one file each, the others from stories/.

    Columns that an older file lacks are null.
    """
    settled = _settled()
    if settled is None:
        hive = {"date": pl.Date, "country": pl.String}
        return pl.scan_parquet(
            f"{STORIES}/*/*/*.parquet",
            schema={**SCHEMA, **hive},
            hive_partitioning=True,
            hive_schema=hive,
            missing_columns="insert",
            extra_columns="ignore",
        )
    days = [one for one in settled if one.part == "days"]
    return pl.concat([*_day_files(days, list(SCHEMA), SCHEMA), *_open_files(settled, list(SCHEMA))])


def stories_current() -> pl.LazyFrame:
    """The last telling of each story; stories that were killed or withheld are out."""
    return _last(stories())


def _last(tellings: pl.LazyFrame) -> pl.LazyFrame:
    last = pl.col("revision_order") == pl.col("revision_order").max().over("date", "country", "story_id")
    return tellings.filter(last).filter(pl.col("pub_status") == "usable")


def current() -> pl.LazyFrame:
    """The same without texts, for dashboards: kept for the settled days to which nothing came late."""
    settled = _settled()
    if settled is None:
        return stories_current().select(*SLIM, "date")
    kept = _day_files([one for one in settled if one.part == "current"], SLIM[:-1], {name: SCHEMA[name] for name in SLIM[:-1]})
    late = [one for one in settled if one.part == "days" and one.clean != "1"]
    columns = [*SLIM[:-1], "revision_order"]
    frames = [*_day_files(late, columns, SCHEMA), *_open_files(settled, columns)]
    return pl.concat([frame.select(*SLIM, "date") for frame in (*kept, *([_last(pl.concat(frames))] if frames else []))])


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
