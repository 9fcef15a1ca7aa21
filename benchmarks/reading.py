"""Reading a month of 40 countries as newsbeam leaves it, beside the same rows in one file a day: DuckDB and Polars.

python benchmarks/reading.py [--rows 240000] [--rounds 5] [--write]
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import dataset
import environment
import pyarrow as pa
import pyarrow.parquet as pq
from run import put

LAST = date(2026, 3, 4)
QUERIES = {
    "one partition": "date = '2026-02-20' AND country = 'PK'",
    "one country, a month": "country = 'PK'",
    "full count": "true",
    "headline search": "headline LIKE '%budget%'",
}


def one_file_a_day(stories: Path, plain: Path) -> None:
    """The same rows, with the country as a column, one file a day."""
    for folder in sorted(stories.glob("date=*")):
        parts = []
        for partition in sorted(folder.glob("country=*")):
            found = pq.ParquetFile(next(partition.glob("*.parquet"))).read()
            country = partition.name.removeprefix("country=")
            parts.append(found.append_column("country", pa.array([country] * found.num_rows, pa.string())))
        target = plain / folder.name
        target.mkdir(parents=True)
        pq.write_table(pa.concat_tables(parts), target / "stories.parquet", compression="zstd")


def duckdb_query(root: Path, where: str) -> int:
    import duckdb

    query = f"SELECT count(*), count(headline) FROM read_parquet('{root}/**/*.parquet', hive_partitioning = true) WHERE {where}"
    return int(duckdb.sql(query).fetchall()[0][0])


def polars_query(root: Path, where: str) -> int:
    import polars as pl

    frame = pl.scan_parquet(f"{root}/**/*.parquet", hive_partitioning=True, try_parse_hive_dates=False)
    conditions: dict[str, Any] = {
        "one partition": (pl.col("date") == "2026-02-20") & (pl.col("country") == "PK"),
        "one country, a month": pl.col("country") == "PK",
        "full count": pl.lit(value=True),
        "headline search": pl.col("headline").str.contains("budget", literal=True),
    }
    name = next(name for name, one in QUERIES.items() if one == where)
    return int(frame.filter(conditions[name]).select(pl.len()).collect().item())


def timed(query: Callable[[Path, str], int], root: Path, where: str) -> tuple[float, int]:
    begin = time.perf_counter()
    found = query(root, where)
    return time.perf_counter() - begin, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=240_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="keep the table in README.md")
    options = parser.parse_args()
    environment.enter()
    with TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as folder:
        stories, plain = Path(folder) / "stories", Path(folder) / "plain"
        files = dataset.build(stories, options.rows, last=LAST)
        one_file_a_day(stories, plain)
        sizes = [sum(f.stat().st_size for f in root.rglob("*.parquet")) / 1e6 for root in (stories, plain)]
        lines = [
            f"{options.rows:,} rows; newsbeam {files:,} files, {sizes[0]:.0f} MB; one a day {30} files, {sizes[1]:.0f} MB.",
            "",
            "| query | DuckDB newsbeam ms | DuckDB a day ms | Polars newsbeam ms | Polars a day ms |",
            "|---|---|---|---|---|",
        ]
        for name, where in QUERIES.items():
            cells = []
            for query in (duckdb_query, polars_query):
                runs: dict[Path, list[tuple[float, int]]] = {stories: [], plain: []}
                for _ in range(options.rounds):
                    for root, told in runs.items():
                        told.append(timed(query, root, where))
                if len({found for told in runs.values() for _, found in told}) != 1:
                    raise SystemExit(f"{name}: the layouts answer differently: {runs}")
                cells += [f"{median(seconds for seconds, _ in told) * 1000:.0f}" for told in runs.values()]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    text = "\n".join(lines)
    print(text)
    if options.write:
        put("reading", text)


if __name__ == "__main__":
    main()
