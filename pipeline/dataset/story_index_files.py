"""Writing the index of stories: entries added to its head, segments merged, all of it made anew (`story_index.py` reads it)."""

import json
import mmap
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.story_index import HEAD, INDEX_VERSION, LEAD, MAGIC, Segment, bits_of, read_head

TAIL = 16_384
"""Entries that the head holds: 200 KB, written with every batch that has new stories."""
FACTOR = 4
"""A segment is merged with the younger ones once they hold more than such a part of it: each entry is rewritten log4(n) times."""

Runs = Sequence[tuple[Any, Any]]
"""Sorted arrays: the first halves of story ids (uint64), and their dates as ordinals (int32)."""


def highs_of(story_ids: Iterable[str]) -> Any:
    """The first halves of story ids."""
    return np.frombuffer(bytes.fromhex("".join([one[:16] for one in story_ids])), ">u8").astype(np.uint64)


def add(folder: Path, stories: Iterable[tuple[str, Sequence[str]]], upto: datetime) -> None:
    """Add a batch's stories (date, story ids), synced; adding them twice changes nothing that anybody is told. The index is there already."""
    head = read_head(folder)
    if head is None:
        raise ValueError(f"{folder}: no index to add to")
    new = [(highs_of(ids), np.full(len(ids), date.fromisoformat(day).toordinal(), np.int32)) for day, ids in sorted(stories)]
    _grow(folder, head.segments, _sorted([(head.highs, head.days), *new]), max(head.upto, upto))


def make(folder: Path, runs: Iterable[tuple[Any, Any]], upto: datetime, portion: int = 1 << 22) -> None:
    """Make the index anew from unsorted runs; a portion of them is in memory at a time."""
    make_folder(folder)
    segments: list[tuple[str, int]] = []
    held: list[tuple[Any, Any]] = []
    for run in runs:
        held.append(run)
        if sum(len(highs) for highs, _ in held) >= portion:
            segments.append(_write(folder, [_sorted(held)]))
            held = []
    rest = _sorted(held) if held else (np.empty(0, np.uint64), np.empty(0, np.int32))
    _grow(folder, tuple(segments), rest, upto, merge=len(segments) > 1)


def _grow(
    folder: Path, segments: tuple[tuple[str, int], ...], tail: tuple[Any, Any], upto: datetime, *, merge: bool = False
) -> None:
    kept = list(segments)
    if merge or len(tail[0]) > TAIL:
        size, young = len(tail[0]), 0
        while young < len(kept) and (merge or kept[-1 - young][1] <= FACTOR * size):
            young += 1
            size += kept[-young][1]
        old = [_arrays(Segment(folder / name, count)) for name, count in kept[len(kept) - young :]]
        kept = [*kept[: len(kept) - young], _write(folder, [*old, tail])]
        tail = (tail[0][:0], tail[1][:0])
    failpoint("before_index_head")
    body = tail[0].tobytes() + tail[1].tobytes()
    facts = {"version": INDEX_VERSION, "upto": upto.isoformat(), "segments": kept, "entries": len(tail[0]), "crc": zlib.crc32(body)}
    aside = folder / ".head.tmp"
    with aside.open("wb") as file:
        file.write(json.dumps(facts).encode("ascii") + b"\n" + body)
        sync_file(file)
    replace_durably(aside, folder / HEAD)
    sync_folder(folder)
    failpoint("after_index_head")
    named = {name for name, _ in kept}
    for path in folder.iterdir():
        if path.name != HEAD and path.name not in named:
            path.unlink(missing_ok=True)


def _sorted(runs: Runs) -> tuple[Any, Any]:
    highs, days = (np.concatenate(columns) for columns in zip(*runs, strict=True))
    order = np.argsort(highs, kind="stable")
    highs, days = highs[order], days[order]
    if len(highs) < 2:
        return highs, days
    again = np.concatenate([[False], (highs[1:] == highs[:-1]) & (days[1:] == days[:-1])])
    return highs[~again], days[~again]


def _write(folder: Path, runs: Runs) -> tuple[str, int]:
    """A segment of sorted runs, written a range of ids at a time: memory for a part of it only."""
    count = sum(len(highs) for highs, _ in runs)
    bits = bits_of(count)
    steps = 6 if count > 1 << 20 else 0
    aside = folder / ".segment.tmp"
    with aside.open("w+b") as file:
        file.truncate(LEAD + 12 * count + 4 * ((1 << bits) + 1))
        with mmap.mmap(file.fileno(), 0) as mapped:
            view = memoryview(mapped)
            highs = np.frombuffer(view, np.uint64, count, LEAD)
            days = np.frombuffer(view, np.int32, count, LEAD + 8 * count)
            bounds = [_places(one, steps) for one, _ in runs]
            at = 0
            for step in range(1 << steps):
                parts = [(h[b[step] : b[step + 1]], d[b[step] : b[step + 1]]) for (h, d), b in zip(runs, bounds, strict=True)]
                together = np.concatenate([h for h, _ in parts])
                order = np.argsort(together, kind="stable")
                end = at + len(together)
                highs[at:end] = together[order]
                days[at:end] = np.concatenate([d for _, d in parts])[order]
                at = end
            marks = np.frombuffer(view, np.uint32, (1 << bits) + 1, LEAD + 12 * count)
            marks[:] = _places(highs, bits)
            crc = zlib.crc32(view[LEAD:])
            del highs, days, marks
            view[:LEAD] = (MAGIC + crc.to_bytes(4, "little")).ljust(LEAD, b"\0")
            view.release()
            mapped.flush()
        sync_file(file)
    name = f"{crc:08x}-{count}.keys"
    replace_durably(aside, folder / name)
    return name, count


def _places(highs: Any, bits: int) -> Any:
    """Where each of 2^bits equal ranges of ids begins, and where the last ends."""
    edges = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits) if bits else np.zeros(1, np.uint64)
    return np.append(np.searchsorted(highs, edges), len(highs))


def _arrays(segment: Segment) -> tuple[Any, Any]:
    """A segment's entries, still mapped."""
    return np.frombuffer(segment.highs, np.uint64), np.frombuffer(segment.days, np.int32)
