"""Readers in a loop while a writer publishes: every answer must be one that the dataset had at some moment.

`python tests/durability/readers.py SECONDS` prints the figures. What is held against each answer: no error while files grow
(around a sealing a loud one, cured by asking again), no key twice, and no key that an earlier answer had missing.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pyarrow.dataset as ds

sys.path.insert(0, str(Path(__file__).parent))

import source
from harness import in_child

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.views import definitions

GLOB = "**/*.parquet"


def with_duckdb(stories: Path) -> list[tuple[str, str, str]]:
    query = f"SELECT telling_id, headline, country FROM read_parquet('{stories}/{GLOB}', hive_partitioning=true)"
    with duckdb.connect() as session:
        return session.sql(query).fetchall()


def with_polars(stories: Path) -> list[tuple[str, str, str]]:
    return pl.scan_parquet(f"{stories}/{GLOB}", hive_partitioning=True).select("telling_id", "headline", "country").collect().rows()


def with_pyarrow(stories: Path) -> list[tuple[str, str, str]]:
    table = ds.dataset(stories, partitioning="hive").to_table(columns=["telling_id", "headline", "country"])
    return list(zip(*(c.to_pylist() for c in table.columns), strict=True))


def with_duckdb_views(stories: Path) -> list[tuple[str, str, str]]:
    with duckdb.connect() as session:
        session.execute(definitions("duckdb", str(stories)))
        return session.sql("SELECT telling_id, headline, country FROM stories").fetchall()


def with_polars_views(stories: Path) -> list[tuple[str, str, str]]:
    views = ModuleType("polars_views")
    exec(compile(definitions("polars", str(stories)), "polars_views.py", "exec"), views.__dict__)
    return views.stories().select("telling_id", "headline", "country").collect().rows()


LEAST = 4
"""Batches of a race: on a busy machine it lasts until they are done."""
PATIENCE = 120
"""Seconds that a race may last at most."""
READERS = {"duckdb": with_duckdb, "polars": with_polars, "pyarrow": with_pyarrow}
VIEWS = {"duckdb views": with_duckdb_views, "polars views": with_polars_views}


class Seen(NamedTuple):
    """What one reader met."""

    reads: int
    errors: int
    cured: int
    """Errors that asking again cured."""
    doubled: int
    vanished: int
    mixed: int
    """Rows whose columns do not belong together."""


def read_on(name: str, stories: Path, until) -> Seen:
    """Read until `until()`, and twice at least; what was wrong."""
    counts: Counter[str] = Counter()
    known: set[str] = set()
    begun = time.monotonic()
    while not until() or (counts["reads"] < 2 and time.monotonic() - begun < PATIENCE):
        rows = None
        for attempt in range(5):
            try:
                rows = {**READERS, **VIEWS}[name](stories)
            except BaseException as error:  # each engine has its own, and the panic of Polars is no Exception
                counts["errors"] += 1
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                continue
            counts["cured"] += bool(attempt)
            break
        if rows is None:
            continue
        counts["reads"] += 1
        keys = {row[0] for row in rows}
        counts["doubled"] += len(rows) - len(keys)
        counts["vanished"] += len(known - keys)
        counts["mixed"] += sum(WORDS.get(key) != headline for key, headline, _ in rows)
        known |= keys
    return Seen(*(counts[field] for field in Seen._fields))


WORDS = {source.digits("telling", item, telling): f"Item {item}, telling {telling}" for item in range(9_000) for telling in (1, 2)}


def race(
    root: Path, seconds: float, *, seals: bool, readers: Iterable[str] = READERS, pause: float = 0
) -> tuple[int, dict[str, Seen]]:
    """Publish for a while, and `LEAST` batches, beside readers: (batches, what each reader met)."""
    out = Output(root)
    source.run(out, 1, seals=seals)
    begun = time.monotonic()
    batches = root / "batches-done"
    over = batches.exists

    def publish() -> None:
        tick = 1
        while (spent := time.monotonic() - begun) < seconds or (tick < LEAST and spent < PATIENCE):
            tick += 1
            source.run(out, tick, seals=seals)
            time.sleep(pause)  # as between two runs: for so long the shipped views find a sealed file's old name
        done = batches.with_suffix(".tmp")
        done.write_text(str(tick))
        done.rename(batches)

    writer = os.fork()
    if writer == 0:
        os._exit(0 if not in_child(publish) else 1)
    children = {}
    for name in readers:
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (the child's own; it ends below)
            os.dup2(sys.stderr.fileno(), 2)  # a panic of Polars prints its stack; it is counted, not shown
            try:
                os.write(
                    write_end,
                    repr(tuple(read_on(name, out.stories, lambda: over() or time.monotonic() - begun > PATIENCE))).encode(),
                )
            finally:
                os._exit(0)
        os.close(write_end)
        children[name] = (child, read_end)
    seen = {}
    for name, (child, read_end) in children.items():
        os.waitpid(child, 0)
        seen[name] = Seen(*(int(n) for n in os.read(read_end, 1000).decode().strip("()").split(",")))
        os.close(read_end)
    assert os.waitpid(writer, 0)[1] == 0  # where it failed, the readers have ended with their patience
    return int(batches.read_text()), seen


def race_apart(*given: Any, **named: Any) -> tuple[int, dict[str, Seen]]:
    """`race` in a fresh process: it forks, and where DuckDB and Polars have run before a fork may hang in their locks."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(race, *given, **named).result(timeout=180)


if __name__ == "__main__":
    for seals in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            batches, seen = race(Path(folder) / "out", float(sys.argv[1]), seals=seals, readers=[*READERS, *VIEWS], pause=1)
        print("with sealing" if seals else "files grow only", f"{batches} batches", seen, sep=": ", flush=True)
