"""What keeping `reading/` costs a batch: the same polls with it and without, in turn, in CPU.

python benchmarks/reading_cost.py [--items 3000] [--polls 10] [--rounds 3]

First one poll of many new items; then polls that bring five new items a feed each, as every few minutes.
"""

import argparse
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest import mock

import workload

from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions


def play(folder: Path, items: int, polls: int, *, kept: bool) -> tuple[float, float]:
    """CPU seconds of the first poll, and of all the later ones."""
    real = Room.of.__func__  # type: ignore[attr-defined]

    def of(cls: type[Room], *where: object) -> Room:
        room: Room = real(cls, *where)
        return room._replace(kept=room.kept and kept)

    spent = []
    with mock.patch.object(Room, "of", classmethod(of)):
        for number in range(polls + 1):
            size = items if not number else items // 10
            desk = folder / f"desk-{'first' if not number else 'later'}"
            workload.write(desk, size, seed=1 if not number else 2, again=5 * number)
            at = workload.NOW + timedelta(minutes=10 + 5 * number)
            options = IngestOptions(
                out=folder / "out", feeds=desk / "feeds.toml", as_of=at, due_all=True, fixed_clock=True, runner="inline"
            )
            begin = time.process_time()
            ingest(options)
            spent.append(time.process_time() - begin)
    return spent[0], sum(spent[2:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=3000)
    parser.add_argument("--polls", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    figures: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for _ in range(options.rounds + 1):
        for kept in (True, False):
            with TemporaryDirectory(dir=os.environ.get("NEWSBEAM_BENCH_DIR")) as folder:
                figures[kept].append(play(Path(folder), options.items, options.polls, kept=kept))
    for at, name in enumerate(("one poll of many", "polls of five new items a feed")):
        pairs = [(ours[at], bare[at]) for ours, bare in zip(figures[True][1:], figures[False][1:], strict=True)]
        ratio = median(ours / bare for ours, bare in pairs)
        sys.stdout.write(
            f"{name}: {median(x for x, _ in pairs):.2f} s with reading/, {median(y for _, y in pairs):.2f} without: {ratio:.3f} times\n"
        )


if __name__ == "__main__":
    main()
