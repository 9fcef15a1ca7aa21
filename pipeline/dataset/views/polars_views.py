"""newsbeam's views for Polars: functions that give LazyFrames."""

import polars as pl

STORIES = "{stories}"
BATCHES = "{batches}"
SCHEMA = pl.Schema({"{schema}": pl.Null})
_LEADER_FIRST = [
    pl.col("story_id") != pl.coalesce("cluster_id", "story_id"),
    pl.coalesce("first_created", "fetched_at"),
    pl.col("story_id"),
]


def stories() -> pl.LazyFrame:
    """Every telling of every story, as published; columns that an older file lacks are null."""
    return pl.scan_parquet(
        f"{STORIES}/**/*.parquet",
        schema={**SCHEMA, "date": pl.Date, "country": pl.String},
        hive_partitioning=True,
        hive_schema={"date": pl.Date, "country": pl.String},
        missing_columns="insert",
        extra_columns="ignore",
    )


def stories_current() -> pl.LazyFrame:
    """The last telling of each story; stories that were killed or withheld are out."""
    last = pl.col("revision_order") == pl.col("revision_order").max().over("date", "country", "story_id")
    return stories().filter(last).filter(pl.col("pub_status") == "usable")


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
