"""Flat or not: cost of an item and memory from 10k items on, of a batch of 5,000 as history grows, and with two workers.

python benchmarks/scale.py [--items 10000 100000 ...] [--history 0 100000 ...] [--backfill 20000 [--days 3]] [--workers 10000] [--write]
"""

import argparse
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import dataset
import environment
import workload
from run import measured, refuse_noise, write_down


def by_items(sizes: list[int], folder: Path) -> list[str]:
    lines = ["| items | CPU us/item | wall s | peak MB |", "|---|---|---|---|"]
    for size in sizes:
        feeds, out = folder / "feeds", folder / "out"
        for one in (feeds, out):
            shutil.rmtree(one, ignore_errors=True)
        workload.write(feeds, size)
        run = measured("newsbeam", feeds, out)
        lines.append(f"| {size:,} | {run['cpu'] / size * 1e6:.0f} | {run['wall']:.0f} | {run['memory']:.0f} |")
        print(lines[-1], flush=True)
    return lines


def backfill(size: int, days: int, folder: Path) -> list[str]:
    """An archive of so many days, from its first file to the last, in one run."""
    lines = [
        "| back-fill of items | over days | CPU us/item | wall s | items/s | peak MB | batches |",
        "|---|---|---|---|---|---|---|",
    ]
    feeds, out = folder / "archive", folder / "out"
    for one in (feeds, out):
        shutil.rmtree(one, ignore_errors=True)
    workload.write(feeds, size, days=days).unlink()
    run = measured("newsbeam, back-fill", feeds, out)
    if run["rows"] != size:
        raise SystemExit(f"back-fill: {run['rows']} rows of {size} items")
    lines.append(
        f"| {size:,} | {days} | {run['cpu'] / size * 1e6:.0f} | {run['wall']:.0f} | {size / run['wall']:,.0f} "
        f"| {run['memory']:.0f} | {run['batches']} |"
    )
    print(lines[-1], flush=True)
    return lines


def by_workers(size: int, folder: Path) -> list[str]:
    """One process beside one a core: what the second core saves of the time, and what it costs to bring the work to it."""
    lines = [f"| {size:,} items by | CPU us/item | wall s | peak MB of a process |", "|---|---|---|---|"]
    feeds, out = folder / "feeds", folder / "out"
    shutil.rmtree(feeds, ignore_errors=True)
    workload.write(feeds, size)
    for way in ("newsbeam", "newsbeam, a process a core"):
        shutil.rmtree(out, ignore_errors=True)
        run = measured(way, feeds, out)
        lines.append(f"| {way} | {run['cpu'] / size * 1e6:.0f} | {run['wall']:.1f} | {run['memory']:.0f} |")
        print(lines[-1], flush=True)
    return lines


def by_history(sizes: list[int], folder: Path, items: int = 5_000) -> list[str]:
    """Twice each: the first batch makes the derived keys, the second finds them."""
    lines = [
        "| rows of history | batch of 5,000: CPU s | wall s | again, keys made: CPU s | wall s | peak MB |",
        "|---|---|---|---|---|---|",
    ]
    for size in sizes:
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        if size:
            last = (workload.NOW - timedelta(days=1)).date()
            dataset.build(out / "stories", size, last=last, days=29, body=200)
            _adopt(out)
        runs = []
        for seed in (11, 12):
            feeds = folder / f"feeds-{seed}"
            shutil.rmtree(feeds, ignore_errors=True)
            workload.write(feeds, items, seed=seed)
            runs.append(measured("newsbeam", feeds, out))
        cells = " | ".join(f"{run['cpu']:.1f} | {run['wall']:.1f}" for run in runs)
        lines.append(f"| {size:,} | {cells} | {max(run['memory'] for run in runs):.0f} |")
        print(lines[-1], flush=True)
    return lines


def _adopt(out: Path) -> None:
    """Make the state of rows that another hand wrote, and nothing that is derived from them."""
    subprocess.run(
        [sys.executable, "-m", "newsbeam", "doctor", "--out", str(out), "--rebuild-state"], check=False, stdout=sys.stderr
    )
    for derived in ("index", "keys", "sketches"):
        shutil.rmtree(out / "_state" / derived, ignore_errors=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--history", type=int, nargs="*", default=[0, 100_000, 1_000_000])
    parser.add_argument("--backfill", type=int, default=20_000, help="items of the archive")
    parser.add_argument("--days", type=int, help="that the archive tells of; without it a million items tell of 360")
    parser.add_argument("--workers", type=int, default=10_000, help="items of the run in one process and in several")
    parser.add_argument("--write", action="store_true", help="keep the tables in README.md")
    options = parser.parse_args()
    environment.enter()
    if options.write:
        refuse_noise()
    with TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as folder:
        parts = (
            by_items(options.items, Path(folder)),
            backfill(options.backfill, options.days or max(3, options.backfill * 360 // 1_000_000), Path(folder)),
            by_history(options.history, Path(folder)),
            by_workers(options.workers, Path(folder)),
        )
        text = "\n\n".join("\n".join(lines) for lines in parts)
    if options.write:
        write_down("scale", text)


if __name__ == "__main__":
    main()
