"""newsbeam's views for Polars: functions that give LazyFrames."""

import polars as pl

STORIES = "{stories}"
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


def changes(since: str) -> pl.LazyFrame:
    """What was published after batch `since`. Keep the last batch_id that you saw."""
    then = stories().filter(pl.col("batch_id") == since).select(pl.col("published_at").max()).collect().item()
    later = (pl.col("published_at") > then) | ((pl.col("published_at") == then) & (pl.col("batch_id") > since))
    change = (
        pl.when(pl.col("pub_status") == "canceled")
        .then(pl.lit("kill"))
        .when(pl.col("revision") > 1)
        .then(pl.lit("revision"))
        .otherwise(pl.lit("new"))
    )
    return (
        stories()
        .filter(later)
        .with_columns(change=change)
        .sort("published_at", "batch_id", "date", "country", "story_id", "revision")
    )
