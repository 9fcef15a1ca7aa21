"""What the shipped views show, held against the files of `stories/`, row by row."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.views import definitions
from newsbeam.schemas.arrow import CURRENT_SCHEMA, STORY_SCHEMA, brought_up

COLUMNS = ["date", "country", "story_id", "telling_id", "revision", "headline", "body_text", "text", "quality_flags"]
Rows = list[tuple[object, ...]]


def check(out: Output) -> None:
    """`stories` and `current` of both engines are what the files hold."""
    tellings = held(out.stories)
    if not tellings:
        return
    now = last(tellings)
    for name, shown in (("duckdb", by_duckdb(out.stories)), ("polars", by_polars(out.stories))):
        for view, wanted, found in zip(("stories", "current"), (rows(tellings), now), shown, strict=True):
            assert sorted(found, key=repr) == wanted, (name, view)
    check_order(out)


def check_order(out: Output) -> None:
    """The rows of every row group are in the order that the file says they are in: readers may go by it."""
    for path in sorted(out.root.glob("stories/**/*.parquet")) + sorted(out.root.glob("reading/*/date=*/*.parquet")):
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                said = file.metadata.row_group(number).sorting_columns or ()
                assert not any(one.descending or one.nulls_first for one in said)
                names = [file.schema.column(one.column_index).path for one in said]
                keys = [tuple((row[name] is None, row[name]) for name in names) for row in file.read_row_group(number).to_pylist()]
                assert all(one <= other for one, other in pairwise(keys)), (path, number, names)


def held(stories: Path) -> list[dict[str, object]]:
    found = []
    for path in sorted(stories.rglob("*.parquet")):
        table = brought_up(pq.ParquetFile(path).read(), STORY_SCHEMA)
        keys = {"date": path.parent.parent.name[5:], "country": path.parent.name[8:]}
        found += [{**row, **keys} for row in table.to_pylist()]
    return found


def rows(tellings: list[dict[str, object]]) -> Rows:
    return sorted((tuple(map(_plain, (row[name] for name in COLUMNS))) for row in tellings), key=repr)


def last(tellings: list[dict[str, object]]) -> Rows:
    best: dict[object, dict[str, object]] = {}
    for row in tellings:
        key = (row["date"], row["country"], row["story_id"])
        if key not in best or str(best[key]["revision_order"]) < str(row["revision_order"]):
            best[key] = row
    usable = (row for row in best.values() if row["pub_status"] == "usable")
    return sorted((tuple(map(_plain, (row[name] for name in slim()))) for row in usable), key=repr)


def by_duckdb(stories: Path) -> tuple[Rows, Rows]:
    with duckdb.connect() as conn:
        conn.execute("SET TimeZone = 'UTC'")
        conn.execute(_views("duckdb", stories))
        asked = (f"SELECT {', '.join(COLUMNS)} FROM stories", f"SELECT {', '.join(slim())} FROM current")
        first, second = ([tuple(map(_plain, row)) for row in conn.execute(sql).fetchall()] for sql in asked)
    return first, second


def by_polars(stories: Path) -> tuple[Rows, Rows]:
    views = ModuleType("polars_views")
    exec(compile(_views("polars", stories), "polars_views.py", "exec"), views.__dict__)
    frames = (views.stories().select(COLUMNS), views.current().select(slim()))
    first, second = ([tuple(map(_plain, row)) for row in frame.collect().rows()] for frame in frames)
    return first, second


def _views(engine: str, stories: Path) -> str:
    finished(stories)
    return definitions(engine, str(stories))


def finished(stories: Path) -> None:
    """A file of finished batches, which the views look for, where the test has made none."""
    (stories.parent / "batches").mkdir(exist_ok=True)
    if not list((stories.parent / "batches").glob("*.csv")):
        (stories.parent / "batches" / "2026-03-10.csv").write_text("batch_id,published_at,finished_at,rows\n")


def slim() -> list[str]:
    return ["date", *(field.name for field in CURRENT_SCHEMA if not pa.types.is_list(field.type))]


def in_utc(value: object) -> object:
    """As `_plain`, of an engine whose times have no zone, or the machine's."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, list) else _plain(value)


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
