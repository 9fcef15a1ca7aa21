"""The index of all stories against embedded stores: a batch's price, look-ups, memory and disk at so many keys.

python benchmarks/story_index.py segments 5000000     (or: sqlite, or lmdb where that is installed)
"""

import argparse
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from newsbeam.pipeline.dataset import story_index, story_index_files

DAY = 735_000
BATCH = 2_000
BATCHES = 12


class Store(Protocol):
    """What is measured."""

    def build(self, portions: Iterable[Any]) -> None:
        """Fill it."""
        ...

    def add(self, keys: Sequence[int], number: int) -> None:
        """Add a batch, synced."""
        ...

    def reader(self) -> Callable[[int], object]:
        """What finds a key."""
        ...


class Segments:
    """Ours."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def build(self, portions: Iterable[Any]) -> None:
        """Fill it."""
        runs = ((one, (DAY + np.arange(len(one)) % 3_000).astype(np.int32)) for one in portions)
        story_index_files.make(self.root, runs, story_index.LONG_AGO)

    def add(self, keys: Sequence[int], number: int) -> None:
        """Add a batch, synced."""
        story_index_files.add(self.root, [(key, "2026-03-10") for key in keys], datetime(2026, 3, 10, number, tzinfo=UTC))

    def reader(self) -> Callable[[int], object]:
        """What finds a key."""
        index = story_index.StoryIndex.open(self.root)
        assert index is not None
        return index.dates


class Sqlite:
    """A table without row ids, WAL, synced."""

    def __init__(self, root: Path) -> None:
        self.conn = sqlite3.connect(root / "keys.db")
        self.conn.execute("PRAGMA journal_mode = WAL")
        self.conn.execute("PRAGMA synchronous = FULL")
        self.conn.execute("CREATE TABLE keys (high BLOB PRIMARY KEY, day INTEGER) WITHOUT ROWID")

    def build(self, portions: Iterable[Any]) -> None:
        """Fill it."""
        ordered = np.sort(np.concatenate(list(portions)))
        for at in range(0, len(ordered), 1 << 18):
            self.add([int(one) for one in ordered[at : at + (1 << 18)]], 0)

    def add(self, keys: Sequence[int], number: int) -> None:  # noqa: ARG002 (the others need no clock)
        """Add a batch, synced."""
        with self.conn:
            self.conn.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", ((key.to_bytes(8, "big"), DAY) for key in keys))

    def reader(self) -> Callable[[int], object]:
        """What finds a key."""
        ask = self.conn.execute
        return lambda key: ask("SELECT day FROM keys WHERE high = ?", (key.to_bytes(8, "big"),)).fetchone()


class Lmdb:
    """A memory-mapped B-tree."""

    def __init__(self, root: Path) -> None:
        import lmdb

        self.env = lmdb.open(str(root), map_size=16 << 30)

    def build(self, portions: Iterable[Any]) -> None:
        """Fill it."""
        ordered = np.sort(np.concatenate(list(portions)))
        for at in range(0, len(ordered), 1 << 18):
            self.add([int(one) for one in ordered[at : at + (1 << 18)]], 0)

    def add(self, keys: Sequence[int], number: int) -> None:  # noqa: ARG002 (the others need no clock)
        """Add a batch, synced."""
        with self.env.begin(write=True) as txn:
            for key in keys:
                txn.put(key.to_bytes(8, "big"), b"\0\0\0\0")

    def reader(self) -> Callable[[int], object]:
        """What finds a key."""
        txn = self.env.begin()
        return lambda key: txn.get(key.to_bytes(8, "big"))


STORES: dict[str, Callable[[Path], Store]] = {"segments": Segments, "sqlite": Sqlite, "lmdb": Lmdb}


def facts(path: str, name: str) -> int:
    """A number of /proc/self."""
    return next(int(line.split()[1]) for line in Path(f"/proc/self/{path}").read_text().splitlines() if line.startswith(name))


def main() -> None:
    """Measure one store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", choices=STORES)
    parser.add_argument("keys", type=int)
    asked = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="story-index-"))
    chance, generator = random.Random(1), np.random.default_rng(7)
    known: list[int] = []

    def portions() -> Iterable[Any]:
        for at in range(0, asked.keys, 1 << 20):
            portion = generator.integers(0, 2**64, min(1 << 20, asked.keys - at), dtype=np.uint64)
            known.extend(portion[:400].tolist())
            yield portion

    store = STORES[asked.store](root)
    began = time.perf_counter()
    store.build(portions())
    print(f"{asked.store}, {asked.keys:,} keys: built in {time.perf_counter() - began:.1f} s")
    walls, cpus, written = [], [], []
    for number in range(BATCHES):
        keys = [chance.getrandbits(64) for _ in range(BATCH)]
        wall, cpu, before = time.perf_counter(), time.process_time(), facts("io", "write_bytes")
        store.add(keys, number)
        walls.append((time.perf_counter() - wall) * 1e3)
        cpus.append((time.process_time() - cpu) * 1e3)
        written.append((facts("io", "write_bytes") - before) / 1e6)
    for name, values in (("wall ms", walls), ("CPU ms", cpus), ("MB written", written)):
        print(f"a batch of {BATCH:,} new: {name} {sorted(values)[BATCHES // 2]:.1f}, at most {max(values):.1f}")
    memory = facts("status", "RssAnon")
    read = store.reader()
    asked_for = [*known[:4_000], *(chance.getrandbits(64) for _ in known[:4_000])]
    chance.shuffle(asked_for)
    cpu = time.process_time()
    hits = sum(bool(read(key)) for key in asked_for)
    print(f"look-up: {(time.process_time() - cpu) / len(asked_for) * 1e6:.1f} us of CPU, {hits} of {len(asked_for)} found")
    print(f"memory of its own while asked: {(facts('status', 'RssAnon') - memory) / 1024:.1f} MB")
    print(f"on disk: {sum(path.stat().st_blocks * 512 for path in root.iterdir()) / 1e6:.0f} MB")
    shutil.rmtree(root)


if __name__ == "__main__":
    main()
