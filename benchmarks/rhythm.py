"""Bytes a row where a batch every five minutes brings a row at a time: a month's partitions as they grow, and sealed.

python benchmarks/rhythm.py [--partitions 24] [--write]
"""

import argparse
import random
from datetime import date
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

import dataset
import numpy as np
import pyarrow.parquet as pq

from newsbeam.pipeline.publish.finish import MANY_GROUPS
from newsbeam.pipeline.publish.grow import begin, extend
from newsbeam.pipeline.publish.seal import seal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--partitions", type=int, default=24)
    parser.add_argument("--write", action="store_true", help="keep the table in README.md")
    options = parser.parse_args()
    dice, noise = random.Random(5), np.random.default_rng(5)
    pool = dataset._pool(dice)
    # As 57,000 rows of a month fall on 41 countries: half of the files hold a row or a few, some hundreds.
    counts = [max(1, round(dice.lognormvariate(2, 1.6))) for _ in range(options.partitions)]
    grown, sealed = [], []
    with TemporaryDirectory() as folder:
        for number, count in enumerate(counts):
            path = Path(folder) / f"stories-{number:05}.parquet"
            aside = path.with_suffix(".aside")
            rows = dataset.table(count, date(2026, 3, 4), "PK", pool, 400, dice, noise)
            begin(path, rows.slice(0, 1))
            for at in range(1, count):
                extend(path, pq.read_metadata(path), aside, rows.slice(at, 1))
                aside.replace(path)
                if pq.read_metadata(path).num_row_groups > MANY_GROUPS:
                    seal(path, aside)
            grown.append(path.stat().st_size)
            seal(path, aside)
            sealed.append(path.stat().st_size)
    total = sum(counts)
    text = (
        f"{len(counts)} partitions, {total} rows, {mean(count <= 3 for count in counts):.0%} of up to three: "
        f"{sum(grown) / total:,.0f} bytes a row while they grow, {sum(sealed) / total:,.0f} when sealed."
    )
    print(text)
    if options.write:
        from run import write_down

        write_down("rhythm", text)


if __name__ == "__main__":
    main()
