"""A published month of rows that newsbeam made: from recorded feeds (`NEWSBEAM_CORPUS`), else from the workload's.

Their texts are as long as feeds' texts are: four of five rows have no body. Each day has other rows of them, with ids of their own.
"""

import os
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dataset
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import workload

from newsbeam.pipeline.publish.grow import begin
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.schemas.arrow import STORY_SCHEMA

_IDS = {"story_id", "telling_id", "content_hash"}
_TIMES = {"first_created", "fetched_at", "published_at"}
RUN_AT = datetime(2026, 12, 1, tzinfo=UTC)
"""After the last recording."""
_UNBODIED = 0.8
"""Of 3,342 rows of recorded feeds, 688 have a body."""


def source() -> tuple[str, pa.Table]:
    """(where they come from, the rows)."""
    corpus = os.environ.get("NEWSBEAM_CORPUS")
    with TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as folder:
        desk = Path(folder)
        if corpus:
            files = [
                path for path in sorted((Path(corpus) / "feeds-recorded").rglob("*")) if path.is_file() and path.suffix != ".tsv"
            ]
            homes = dataset.COUNTRIES
            lines = [
                f'[[feed]]\nid = "feed-{n:04}"\npath = "{path}"\nprovider = "provider-{n % 97}"\nhome_country = "{homes[n % 40]}"\n'
                for n, path in enumerate(files)
            ]
            (desk / "feeds.toml").write_text("\n".join(lines))
        else:
            workload.write(desk, 3_000)
        ingest(IngestOptions(out=desk / "out", feeds=desk / "feeds.toml", as_of=RUN_AT, fixed_clock=True, runner="inline"))
        rows = pa.concat_tables(pq.ParquetFile(path).read() for path in sorted((desk / "out" / "stories").rglob("*.parquet")))
        rows = rows.combine_chunks()
    return (f"{rows.num_rows:,} rows of {len(files)} recorded feeds", rows) if corpus else ("the workload's rows", _shorter(rows))


def _shorter(rows: pa.Table) -> pa.Table:
    """Most rows with a summary and no body, as feeds are."""
    dice = random.Random(7)
    shown = [row if dice.random() > _UNBODIED else _summarised(row, dice) for row in rows.to_pylist()]
    return pa.Table.from_pylist(shown, schema=rows.schema)


def _summarised(row: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    text = (row["body_text"] or row["summary"] or "")[: max(30, int(dice.lognormvariate(5.3, 1.1)))]
    return {**row, "body_text": None, "summary": text, "text": text}


def partitions(rows: pa.Table, count: int, *, last: date, days: int = 30, seed: int = 3) -> dict[tuple[date, str], pa.Table]:
    """`count` rows over days and countries, in order. No row of the source is twice in a day, where it has enough of them."""
    dice, noise = random.Random(seed), np.random.default_rng(seed)
    shares = np.array([dice.lognormvariate(0, 1) for _ in dataset.COUNTRIES])
    made = {}
    for n in range(days):
        day = last - timedelta(days=n)
        order = noise.permutation(rows.num_rows)
        at = 0
        for country, share in zip(dataset.COUNTRIES, shares / shares.sum(), strict=True):
            size = max(1, int(noise.poisson(share * count / days)))
            taken = rows.take([int(order[k % len(order)]) for k in range(at, at + size)])
            at += size
            made[day, country] = _as_of(taken, day, country, dice, noise)
    return made


def _as_of(rows: pa.Table, day: date, country: str, dice: random.Random, noise: Any) -> pa.Table:
    count = rows.num_rows
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    times = sorted(midnight + timedelta(seconds=dice.randrange(86_400)) for _ in range(count))
    ids = dataset._hex(noise, count)
    made: dict[str, Any] = dict.fromkeys(_TIMES, times) | {name: dataset._hex(noise, count) for name in _IDS}
    made |= {"story_id": ids, "cluster_id": ids, "partition_date": [day] * count}
    made |= dict.fromkeys(("story_country", "partition_country"), [country] * count)
    made["landing_ref"] = [f"date={day}/{day:%Y%m%d}T120000Z-0000.warc.gz#{n * 4096}#{one}" for n, one in enumerate(ids)]
    columns = [pa.array(made[f.name], f.type) if f.name in made else rows.column(f.name).combine_chunks() for f in STORY_SCHEMA]
    return pa.Table.from_arrays(columns, schema=STORY_SCHEMA)


def publish(stories: Path, made: dict[tuple[date, str], pa.Table]) -> None:
    """Write the partitions, each as one batch would."""
    for (day, country), table in sorted(made.items()):
        folder = stories / f"date={day}" / f"country={country}"
        folder.mkdir(parents=True, exist_ok=True)
        begin(folder / "stories-00000.parquet", table)
