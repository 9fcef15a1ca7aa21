"""Seven questions through the shipped views, beside the same rows in one file a day: DuckDB, Polars, and Spark where it is.

python benchmarks/reading.py [--rows 57000] [--rounds 5] [--keep FOLDER] [--write]
"""

import argparse
import gc
import importlib.util
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import environment
import pyarrow as pa
import pyarrow.parquet as pq
import real_rows
from run import refuse_noise, write_down

from newsbeam.pipeline.dataset.day_list import Entry
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.reading import MANY_LATE, Room
from newsbeam.pipeline.dataset.views import definitions
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.day_files import day_rows, write
from newsbeam.pipeline.publish.row_groups import growing
from newsbeam.pipeline.publish.seal import seal
from newsbeam.pipeline.publish.settle import settle_due

LAST = date(2026, 3, 4)
CURRENT = "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY date, country, story_id ORDER BY revision_order DESC) AS n FROM stories)"
QUESTIONS = {
    "one partition": "SELECT count(*), count(headline) FROM stories WHERE date = '2026-02-20' AND country = 'PK'",
    "one country, a month": "SELECT count(*), count(headline) FROM stories WHERE country = 'PK'",
    "full count": "SELECT count(*) FROM stories",
    "day by country": "SELECT date, country, count(*) FROM stories GROUP BY date, country ORDER BY date, country",
    "headline search": "SELECT count(*) FROM stories WHERE headline LIKE '%budget%'",
    "current by country": "SELECT country, count(*) FROM stories_current GROUP BY country ORDER BY country",
    "one story": "SELECT count(*) FROM stories WHERE story_id = '{story_id}'",
}
Ask = Callable[[str], Any]
WARM = 2
"""Rounds that are not counted in which Spark's JVM compiles a question's code."""


def one_file_a_day(stories: Path, plain: Path) -> None:
    """The same rows, with the country as a column, one file a day."""
    for folder in sorted(stories.glob("date=*")):
        parts = []
        for partition in sorted(folder.glob("country=*")):
            found = pa.concat_tables(pq.ParquetFile(path).read() for path in sorted(partition.glob("*.parquet")))
            country = partition.name.removeprefix("country=")
            parts.append(found.append_column("country", pa.array([country] * found.num_rows, pa.string())))
        target = plain / folder.name
        target.mkdir(parents=True)
        pq.write_table(pa.concat_tables(parts), target / "stories.parquet", compression="zstd")


@contextmanager
def duckdb_views(out: Path, plain: Path) -> Iterator[tuple[Ask, Ask]]:
    import duckdb

    with duckdb.connect() as ours, duckdb.connect() as theirs:
        ours.execute(definitions("duckdb", str(out / "stories")))
        types = "hive_partitioning = true, hive_types = {'date': DATE}"
        theirs.execute(f"CREATE VIEW stories AS FROM read_parquet('{plain}/*/*.parquet', {types})")
        theirs.execute(f"CREATE VIEW stories_current AS {CURRENT} WHERE n = 1 AND pub_status = 'usable'")
        yield lambda sql: ours.execute(sql).fetchall(), lambda sql: theirs.execute(sql).fetchall()


@contextmanager
def polars_views(out: Path, plain: Path) -> Iterator[tuple[Ask, Ask]]:
    import polars as pl

    views = ModuleType("polars_views")
    exec(compile(definitions("polars", str(out / "stories")), "polars_views.py", "exec"), views.__dict__)

    def day_files() -> pl.LazyFrame:
        return pl.scan_parquet(f"{plain}/*/*.parquet", hive_partitioning=True, hive_schema={"date": pl.Date})

    def day_current() -> pl.LazyFrame:
        last = pl.col("revision_order") == pl.col("revision_order").max().over("date", "country", "story_id")
        return day_files().filter(last).filter(pl.col("pub_status") == "usable")

    def ask(stories: Callable[[], pl.LazyFrame], current: Callable[[], pl.LazyFrame]) -> Ask:
        return lambda sql: polars_question(sql, stories, current)

    yield ask(views.stories, views.stories_current), ask(day_files, day_current)


def polars_question(sql: str, stories: Callable[[], Any], current: Callable[[], Any]) -> Any:
    """The question in Polars' own words."""
    import polars as pl

    name = next(name for name, one in QUESTIONS.items() if one.partition("'{")[0] in sql)
    tellings, both = stories(), [pl.len(), pl.col("headline").count()]
    day, story_id = date(2026, 2, 20), sql.rpartition("= '")[2].rstrip("'")
    asked = {
        "one partition": lambda: tellings.filter(pl.col("date") == day, pl.col("country") == "PK").select(both),
        "one country, a month": lambda: tellings.filter(pl.col("country") == "PK").select(both),
        "full count": lambda: tellings.select(pl.len()),
        "day by country": lambda: tellings.group_by("date", "country").len().sort("date", "country"),
        "headline search": lambda: tellings.filter(pl.col("headline").str.contains("budget", literal=True)).select(pl.len()),
        "current by country": lambda: current().group_by("country").len().sort("country"),
        "one story": lambda: tellings.filter(pl.col("story_id") == story_id).select(pl.len()),
    }
    return asked[name]().collect().rows()


@contextmanager
def spark_views(out: Path, plain: Path) -> Iterator[tuple[Ask, Ask]]:
    from pyspark.sql import SparkSession

    builder = (
        SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC")
    )
    builder = builder.config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.driver.host", "127.0.0.1")
    spark = builder.config("spark.driver.bindAddress", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    other = spark.newSession()

    def tell(session: Any, text: str) -> None:
        for statement in text.split(";"):
            bare = "\n".join(line for line in statement.splitlines() if not line.startswith("--")).strip()
            if bare:
                session.sql(bare)

    tell(spark, definitions("spark", str(out / "stories")))
    tell(other, f"CREATE TEMPORARY VIEW stories USING parquet OPTIONS (path '{plain}')")
    tell(other, f"CREATE TEMPORARY VIEW stories_current AS {CURRENT} WHERE n = 1 AND pub_status = 'usable'")
    try:
        yield lambda sql: spark.sql(sql).collect(), lambda sql: other.sql(sql).collect()
    finally:
        spark.stop()
        gc.collect()


def cost(ask: Ask, sql: str, clock: Callable[[], float]) -> tuple[float, Any]:
    begin = clock()
    found = [tuple(map(str, row)) for row in ask(sql)]
    return clock() - begin, found


def measured(engine: str, views: Any, out: Path, plain: Path, rounds: int, story_id: str) -> list[tuple[str, str, float, float]]:
    """(engine, question, newsbeam ms, one file a day ms): CPU, and for Spark, whose JVM is another process, the clock."""
    clock = time.perf_counter if engine == "Spark" else time.process_time
    lines = []
    with views(out, plain) as asks:
        for name, question in QUESTIONS.items():
            sql = question.replace("{story_id}", story_id)
            runs: list[list[float]] = [[], []]
            for n in range(-WARM if engine == "Spark" else 0, rounds):
                answers = []
                for run, ask in zip(runs, asks, strict=True):
                    seconds, found = cost(ask, sql, clock)
                    if n >= 0:
                        run.append(seconds)
                    answers.append(found)
                if answers[0] != answers[1]:
                    raise SystemExit(f"{engine}, {name}: the layouts answer differently: {answers}")
            lines.append((engine, name, *(median(run) * 1000 for run in runs)))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=57_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the output there")
    parser.add_argument("--write", action="store_true", help="keep the table in README.md")
    options = parser.parse_args()
    environment.enter()
    if options.write:
        refuse_noise()
    with nullcontext(options.keep) if options.keep else TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as folder:
        out, plain = Output(Path(folder) / "out"), Path(folder) / "plain"
        source, rows = real_rows.source()
        made = real_rows.partitions(rows, options.rows, last=LAST)
        real_rows.publish(out.stories, made)
        out.batches.mkdir()
        (out.batches / "2026-03-04.csv").write_text("batch_id,published_at,finished_at,rows\n")
        one_file_a_day(out.stories, plain)
        for path in sorted(out.stories.rglob("*.parquet")):
            if path.parts[-3] <= f"date={LAST - timedelta(days=2)}":
                seal(path, Path(folder) / "aside")
        begin = time.process_time()
        settled: list[str] = []
        while some := settle_due(out, (LAST - timedelta(days=1)).isoformat()):
            settled += some
        settling = (time.process_time() - begin) / len(settled) * 1000
        a_day_under_way(out, {country: table for (day, country), table in made.items() if day == LAST})
        an_hour_later(out)
        sizes = [size(root) for root in (out.stories, out.root / "reading", plain)]
        story_id = pq.read_table(next(iter(sorted(plain.glob("date=2026-02-14/*")))), columns=["story_id"])[0][7].as_py()
        lines = []
        for engine, views in (("DuckDB", duckdb_views), ("Polars", polars_views), ("Spark", spark_views)):
            if engine != "Spark" or (importlib.util.find_spec("pyspark") and shutil.which("java")):
                lines += measured(engine, views, out.root, plain, options.rounds, story_id)
    rows_made = sum(table.num_rows for table in made.values())
    text = "\n".join(
        [
            f"{rows_made:,} rows (of {source}); `stories/` {len(made):,} files, {sizes[0]:.1f} MB; `reading/` {sizes[1]:.1f} MB; one a day 30 files, {sizes[2]:.1f} MB: {(sizes[0] + sizes[1]) / sizes[2]:.2f} times the bytes. Settling a day: {settling:.0f} ms of CPU.",
            "",
            "| engine | question | newsbeam ms | a file a day ms | times |",
            "|---|---|---|---|---|",
            *(f"| {engine} | {name} | {ours:.0f} | {theirs:.0f} | {ours / theirs:.1f} |" for engine, name, ours, theirs in lines),
        ]
    )
    print(text)
    if options.write:
        write_down("reading", text)


def a_day_under_way(out: Output, by_country: dict[str, pa.Table]) -> None:
    """The last day as its batches leave it: a file that holds most of it, and half as many small ones as it may have."""
    room = Room.of(out.stories)
    rows = pa.concat_tables(day_rows(table, [country] * table.num_rows) for country, table in by_country.items()).combine_chunks()
    small = MANY_LATE // 2
    most, each = rows.num_rows - small * 20, 20
    cuts = [(0, most), *((most + each * n, each) for n in range(small))]
    lines = []
    for at, length in cuts:
        file = f"date={LAST}/{'late-' if at else ''}{open_days.now():020}.parquet"
        write(room.root / "days" / file, [rows.slice(at, length)], growing)
        lines.append(Entry("days", LAST.isoformat(), file, clean=False))
    open_days.prepare(room, [(LAST.isoformat(), country) for country in by_country])
    open_days.enlist(room, lines)


def an_hour_later(out: Output) -> None:
    """What was kept for queries that had begun before the days settled is gone."""
    time.sleep(0.2)
    open_days.GRACE = 0
    open_days.tidy(Room.of(out.stories))


def size(root: Path) -> float:
    """Megabytes of the files below a folder; links are not followed."""
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


if __name__ == "__main__":
    main()
