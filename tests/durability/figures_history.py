"""What history costs: load time and look-ups against published rows. `python tests/durability/figures_history.py 1000000`."""

import os
import resource
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.dataset import history as module
from newsbeam.pipeline.dataset.history import History
from newsbeam.schemas.arrow import STORY_SCHEMA

AS_OF = datetime(2026, 3, 31, 12, tzinfo=UTC)
COUNTRIES = [f"{a}{b}" for a in "ABCDEF" for b in "ABCDEFGHIJ"]


def dataset(root: Path, rows: int, days: int = 30) -> list[str]:
    """A table of `rows` rows over 30 days and 60 countries; some of its story ids."""
    rng = np.random.default_rng(1)
    per_file = rows // (days * len(COUNTRIES))
    sample = []
    for n in range(days):
        date = (AS_OF - timedelta(days=n)).date().isoformat()
        for country in COUNTRIES:
            folder = root / f"date={date}" / f"country={country}"
            folder.mkdir(parents=True)
            ids = [rng.bytes(16).hex() for _ in range(per_file)]
            sample.append(ids[0])
            columns = []
            for field in STORY_SCHEMA:
                if field.name in ("story_id", "telling_id", "content_hash"):
                    columns.append(pa.array(ids, field.type))
                elif field.nullable:
                    columns.append(pa.nulls(per_file, field.type))
                elif field.name == "revision_order":
                    columns.append(pa.array([f"0001|2026-03-01T00:00:00Z|{i}" for i in ids], field.type))
                elif pa.types.is_list(field.type):
                    columns.append(pa.array([[]] * per_file, field.type))
                elif pa.types.is_timestamp(field.type):
                    columns.append(pa.array([AS_OF] * per_file, field.type))
                else:
                    columns.append(pa.array(["1" if pa.types.is_string(field.type) else 1] * per_file, field.type))
            pq.write_table(pa.Table.from_arrays(columns, schema=STORY_SCHEMA), folder / "stories-00000.parquet", compression="zstd")
    return sample


def main() -> None:
    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        stories = Path(folder) / "stories"
        sample = dataset(stories, rows)
        for label in ("no index", "index on disk"):
            module.opened_here().clear()
            began, cpu = perf_counter(), os.times().user
            history = History.load(stories)
            print(f"{len(history):>9,} rows, {label}: load {perf_counter() - began:.2f} s, CPU {os.times().user - cpu:.2f} s")
        began = perf_counter()
        History.load(stories)
        print(f"  unchanged, same process: {perf_counter() - began:.3f} s")
        began = perf_counter()
        for n in range(10_000):
            history.tellings(f"{n:032x}")
        print(f"  miss: {(perf_counter() - began) * 100:.2f} us")
        began = perf_counter()
        for one in sample:
            assert len(history.tellings(one)) == 1
        print(f"  first hit of each file: {(perf_counter() - began) / len(sample) * 1e6:.0f} us")
        began = perf_counter()
        for one in sample[-100:]:
            history.tellings(one)
        print(f"  hit, file known: {(perf_counter() - began) * 1e4:.1f} us")
        size = sum(p.stat().st_size for p in (stories.parent / "_state" / "keys").iterdir())
        print(f"  index {size / 1e6:.0f} MB, peak RSS {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
