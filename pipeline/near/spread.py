"""Finding a batch's copies in several workers: candidates by hash range and by portions of the last days, then verified row by row.

    rank, in one place -> find, a share each -> verify, a block of rows each -> assign, in one place

What passes between the steps lies in files of the batch's staging folder, whose names are known: a step done twice writes the same file.
Only what has been verified reaches the one place where order decides. The answers are those of `meetings.Candidates`, which asks in one place.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from newsbeam.pipeline.near.candidates import Keys, enough, met_within, strongest
from newsbeam.pipeline.near.kept_keys import WindowKeys
from newsbeam.pipeline.near.meetings import Met
from newsbeam.pipeline.near.portions import Portion
from newsbeam.pipeline.near.recent import MOST_OLD, RecentSketches, compared_with, meet
from newsbeam.pipeline.near.rows import Rows, as_file, read_table, write_file
from newsbeam.pipeline.near.verify import Facts, compare
from newsbeam.schemas.codes import ClusterRelation

LEAST_SHARES, SHARE_ROWS = 4, 12_000
"""A batch is dealt out in so many shares, or more: one for every so many rows."""
_PARTS = "near.json"
_PAIRS = pa.schema([("code", pa.int64()), ("shared", pa.int64())])
_WINDOW_KEYS = pa.schema([("key", pa.uint32()), ("count", pa.int64())])
_KNOWN = pa.schema([("number", pa.int64()), ("story_id", pa.string()), ("cluster_id", pa.string())])
_MET = pa.schema(
    [
        ("row", pa.int64()),
        ("at", pa.int64()),
        ("created", pa.int64()),
        ("story_id", pa.string()),
        ("cluster_id", pa.string()),
        ("size", pa.int64()),
        ("relation", pa.string()),
        ("similarity", pa.float64()),
    ]
)
"""`meetings.Met`, with the row that met it; no relation where the two are different texts."""
_OLD = pa.schema([("speaker", pa.int64()), ("number", pa.int64()), ("place", pa.int64()), ("share", pa.float64()), *_MET])
"""The same of the last days: by which row it was looked up, where it lies, and how many keys the two share."""
_MIXED = np.uint32(0x9E3779B1)


class Spread:
    """One batch's copies, as a worker sees them: what the steps before have left in its staging folder."""

    def __init__(self, staging: Path, recent: RecentSketches) -> None:
        self.staging, self.recent = staging, recent

    @staticmethod
    def rank(staging: Path, names: Iterable[str], recent: RecentSketches) -> int:
        """Decide who precedes whom among the sketches in these files; into how many shares the rest is dealt out."""
        ordered = sorted(names)
        rows = Rows([read_table(staging / name) for name in ordered], window=recent.window)
        shares = max(LEAST_SHARES, len(rows) // SHARE_ROWS)
        write_file(staging / "near-ranked.arrow", as_file(rows.ranked))
        write_file(staging / _PARTS, pa.py_buffer(json.dumps({"names": ordered, "shares": shares}).encode()))
        return shares

    @cached_property
    def rows(self) -> Rows:
        """The batch's rows, ranked."""
        tables = [read_table(self.staging / name) for name in self._parts["names"]]
        return Rows(tables, read_table(self.staging / "near-ranked.arrow"), window=self.recent.window)

    def find(self, share: int) -> None:
        """The pairs of the batch that share keys of one hash range, and what a share of the last days' portions has met."""
        keys = self.rows.keys()
        ours = (keys.keys * _MIXED).astype(np.uint64) * np.uint64(self.shares) >> np.uint64(32) == np.uint64(share)
        met = list(met_within(Keys(keys.keys[ours], keys.rows[ours], keys.sizes)))
        code, shared = (
            np.concatenate([*columns, np.empty(0, np.int64)]) for columns in (zip(*met, strict=True) if met else ((), ()))
        )
        self._write(f"near-pairs-{share}", pa.table([code, shared], schema=_PAIRS))
        portions = [one for one in enumerate(self.recent.portions(self.rows)) if one[0] % self.shares == share]
        known, pairs, found = meet(self.rows, portions)
        self._write(f"near-window-{share}", pa.table([found.keys, found.counts], schema=_WINDOW_KEYS))
        self._write(
            f"near-known-{share}",
            pa.Table.from_pylist([{"number": n, "story_id": s, "cluster_id": c} for s, (n, c) in known.items()], _KNOWN),
        )
        self._write(f"near-old-{share}", pa.Table.from_pylist(list(self._old(dict(portions), pairs)), _OLD))

    def verify(self, block: int) -> None:
        """What the rows of one block are copies of, in the order in which they are to be asked."""
        speaker = self.rows.speaker
        rows = (speaker * self.shares // max(len(self.rows), 1) == block).nonzero()[0].tolist()
        first, last = (min(rows), max(rows)) if rows else (0, -1)
        earlier = self._earlier(first, last)
        old = self._met_before(set(rows))
        found: list[dict[str, Any]] = []
        for row in rows:
            found += old.get(row, ())
            by = int(speaker[row])
            for at in (*earlier.get(by, ()), *((by,) if by != row else ())):
                found += self._compared(
                    row,
                    Met(
                        at, int(self.rows.created[at]), self.rows.story_ids[at], None, int(self.rows.sizes[at]), self.rows.facts(at)
                    ),
                )
        self._write(f"near-met-{block}", pa.Table.from_pylist([one for one in found if one["relation"] is not None], _MET))

    @property
    def shares(self) -> int:
        """How many shares, and blocks, there are."""
        return int(self._parts["shares"])

    @cached_property
    def _parts(self) -> dict[str, Any]:
        parts: dict[str, Any] = json.loads((self.staging / _PARTS).read_bytes())
        return parts

    def _read(self, kind: str) -> Iterator[pa.Table]:
        return (read_table(self.staging / f"near-{kind}-{share}.arrow") for share in range(self.shares))

    def _write(self, name: str, table: pa.Table) -> None:
        write_file(self.staging / f"{name}.arrow", as_file(table))

    def _earlier(self, first: int, last: int) -> Mapping[int, list[int]]:
        """Rows from `first` to `last` -> the rows before them that share enough keys, over all hash ranges."""
        codes, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for table in self._read("pairs"):
            code, shared = (table.column(name).to_numpy() for name in _PAIRS.names)
            ours = slice(*code.searchsorted([first << 32, (last + 1) << 32]).tolist())
            codes.append(code[ours])
            counts.append(shared[ours])
        code, where = np.unique(np.concatenate(codes), return_inverse=True)
        shared = np.zeros(code.size, np.int64)
        np.add.at(shared, where, np.concatenate(counts))
        pairs = enough(code, shared, self.rows.sizes, self.rows.sizes)
        pairs = pairs.at(strongest(pairs.one, pairs.shares))
        earlier: dict[int, list[int]] = defaultdict(list)
        for later, before in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True):
            earlier[later].append(before)
        return earlier

    def _old(self, portions: Mapping[int, Portion], pairs: Any) -> Iterator[dict[str, Any]]:
        """What of these portions the batch has met, in the order found, compared with each row that has the text."""
        echoes: dict[int, list[int]] = defaultdict(list)
        if pairs:
            for row, by in enumerate(self.rows.speaker.tolist()):
                echoes[by].append(row)
        for (speaker, number, place, share), one in compared_with(portions, pairs):
            met = Met(-1, one.created, one.story_id, one.cluster_id, int(one.facts.shingles.size), one.facts)
            for row in echoes[speaker]:
                for found in self._compared(row, met):
                    yield {"speaker": speaker, "number": number, "place": place, "share": share, **found}

    def _met_before(self, rows: set[int]) -> Mapping[int, list[dict[str, Any]]]:
        """Row -> what of the last days it is to be held against: over all of them the strongest, the earliest first."""
        speakers = {int(self.rows.speaker[row]) for row in rows}
        lines = [one for table in self._read("old") if table.num_rows for one in table.to_pylist() if one["speaker"] in speakers]
        looked_up: dict[tuple[int, int, int, float], list[dict[str, Any]]] = defaultdict(list)
        for line in sorted(lines, key=lambda one: one["number"]):
            looked_up[line["speaker"], line["number"], line["place"], line["share"]].append(line)
        pairs = list(looked_up)
        kept = strongest(np.array([one[0] for one in pairs], np.int64), np.array([one[3] for one in pairs], np.float64), MOST_OLD)
        once = {pairs[at][:3]: looked_up[pairs[at]] for at in kept.tolist()}
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for _, of_pair in sorted(once.items(), key=lambda one: one[0][1:]):
            for line in of_pair:
                found[line["row"]].append(line)
        for of_row in found.values():
            of_row.sort(key=lambda one: (one["created"], one["story_id"]))
        return found

    def _compared(self, row: int, met: Met) -> Iterator[dict[str, Any]]:
        facts: Facts | None = met.facts
        if abs(int(self.rows.created[row]) - met.created) > self.rows.window or facts is None:
            relation, similarity = None, None
        else:
            relation, similarity = compare(self.rows.facts(row), facts) or (None, None)
        yield {
            "row": row,
            "at": met.at,
            "created": met.created,
            "story_id": met.story_id,
            "cluster_id": met.cluster_id,
            "size": met.size,
            "relation": relation,
            "similarity": similarity,
        }


class Found:
    """Whom the batch's rows are copies of, as the workers have verified (`meetings.Meetings`)."""

    def __init__(self, spread: Spread) -> None:
        known = sorted((one for table in spread._read("known") for one in table.to_pylist()), key=lambda one: one["number"])
        self.cluster_of: Mapping[str, str] = {one["story_id"]: one["cluster_id"] for one in known}
        self.window_keys = WindowKeys.together(
            WindowKeys(*(column.to_numpy() for column in table.columns)) for table in spread._read("window")
        )
        self._met: dict[int, list[Met]] = defaultdict(list)
        for table in spread._read("met"):
            for row, at, created, story_id, cluster_id, size, relation, similarity in zip(
                *(table.column(name).to_pylist() for name in _MET.names), strict=True
            ):
                self._met[row].append(Met(at, created, story_id, cluster_id, size, None, (ClusterRelation(relation), similarity)))

    def ranks(self) -> Iterable[int]:
        """Rows that have met anybody."""
        return self._met.keys()

    def of(self, rank: int) -> Iterator[Met]:
        """Whom this row has met."""
        return iter(self._met.get(rank, ()))
