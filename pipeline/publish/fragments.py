"""The staged rows of a batch, read back: verified, duplicates of the batch dropped, partitions as the batch decided them.

Deciding needs their keys alone, so only those are read; the payload is read where it is written, a group at a time.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import file_digest
from itertools import count, repeat
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import pyarrow as pa
from xxhash import xxh3_128

from newsbeam.pipeline.process.arrow_kernels import microseconds, taken
from newsbeam.pipeline.publish.commit import Commit
from newsbeam.pipeline.publish.staged_file import StagedFile
from newsbeam.pipeline.stages.ledger import FragmentRef
from newsbeam.schemas.arrow import FRAGMENT_SCHEMA, brought_up, is_older
from newsbeam.schemas.errors import OutputError


class StagedRow(NamedTuple):
    """The keys of one staged row; the payload stays in its fragment."""

    fragment: int
    """Which of the commit's."""
    at: int
    """Its row there."""
    story_id: str
    telling_id: str
    revision_order: str
    revision_kind: str
    first_created: int | None
    """Microseconds since 1970."""
    fetched_at: int
    landing_ref: str
    entry: int
    date: str
    country: str
    join_basis: str | None


_SHA256 = 64
"""Digits of a SHA-256."""
_KEYS = [name for name in StagedRow._fields if name not in ("fragment", "at")]


def read_keys(folder: Path, commit: Commit) -> list[StagedRow]:
    """The keys of the staged rows that count, as the batch's verdicts and joins have them.

    Raises OutputError where a fragment is not the one that was committed.
    """
    verdicts = {(v.landing_ref, v.entry, v.story_id, v.telling_id): v for v in commit.verdicts}
    joins = {(one.landing_ref, one.entry, one.was): one for one in commit.joins}
    rows = []
    for staged in map(_staged, (folder / one.file for one in commit.fragments), commit.fragments, count()):
        if not verdicts and not joins:
            rows += staged
            continue
        for row in staged:
            kept = row
            verdict = verdicts.get((row.landing_ref, row.entry, row.story_id, row.telling_id))
            if verdict is not None:
                if verdict.drop:
                    continue
                kept = row._replace(date=verdict.date, country=verdict.country)
            join = joins.get((row.landing_ref, row.entry, row.story_id))
            if join is not None:
                kept = row._replace(
                    story_id=join.story_id,
                    date=join.date,
                    country=join.country,
                    revision_order=join.revision_order,
                    join_basis=join.basis,
                )
            rows.append(kept)
    return rows


def without_repeats(rows: Sequence[StagedRow]) -> list[StagedRow]:
    """Rows with each key (`story_id`, `telling_id`) once: the first fetched stays.

    The batch's verdicts have done this but for what joining brought together; and a batch whose verdicts lack one must
    still not publish a key twice.
    """
    if len({(row.story_id, row.telling_id) for row in rows}) == len(rows):
        return list(rows)
    first: dict[tuple[str, str], StagedRow] = {}
    for row in rows:
        key = (row.story_id, row.telling_id)
        other = first.get(key)
        if other is None or _arrival(row) < _arrival(other):
            first[key] = row
    return list(first.values())


def _arrival(row: StagedRow) -> tuple[int, str, int, int, int]:
    return (row.fetched_at, row.landing_ref or "", row.entry, row.fragment, row.at)


def _staged(path: Path, fragment: FragmentRef, number: int) -> list[StagedRow]:
    with path.open("rb") as written:
        found = file_digest(written, xxh3_128 if len(fragment.digest) < _SHA256 else "sha256")
        if found.hexdigest() != fragment.digest:
            raise OutputError(
                f"{path}: not the fragment that was committed; remove {path.parent.name} from _staging to do the batch again"
            )
    with StagedFile(path) as file:
        table = file.columns(_KEYS) if is_older(file.schema, FRAGMENT_SCHEMA) else None
    if table is None or table.num_rows != fragment.rows:
        raise OutputError(
            f"{path}: rows or columns are not those that were committed; remove {path.parent.name} from _staging to do the batch again"
        )
    columns = []
    for name in _KEYS:
        column = table.column(name)
        columns.append(microseconds(column) if pa.types.is_timestamp(column.type) else column.to_pylist())
    return list(map(StagedRow._make, zip(repeat(number, table.num_rows), range(table.num_rows), *columns, strict=True)))


class Payloads:
    """The fragments' rows, a group of each in memory at a time.

    Fragments are sorted by partition, as the batch is published: so each group is read once, or few times where the
    batch decided upon another partition than its workers had.
    """

    def __init__(self, files: Sequence[StagedFile]) -> None:
        self._files = files
        self._ends = [file.ends() for file in files]
        self._reading = Lock()
        self._last: dict[int, tuple[int, pa.Table]] = {}
        """The group of each fragment that was read last: the next rows lie in it, or behind it."""

    def take(self, rows: Sequence[StagedRow]) -> pa.Table:
        """These rows, whole, in this order; of FRAGMENT_SCHEMA. Costs less a row for thousands than for ten at a time."""
        wanted: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for place, row in enumerate(rows):
            wanted[row.fragment].append((row.at, place))
        pieces, order, before = [FRAGMENT_SCHEMA.empty_table()], [0] * len(rows), 0
        for fragment, found in sorted(wanted.items()):
            found.sort()
            ends, done = self._ends[fragment], 0
            while done < len(found):  # a group's rows
                first = found[done][0]
                group = bisect_right(ends, first)
                upto = bisect_left(found, (ends[group],), done)
                last = found[upto - 1][0]
                within = first - (ends[group - 1] if group else 0)
                pieces.append(self._group(fragment, group).slice(within, last - first + 1))
                for at, place in found[done:upto]:
                    order[place] = before + at - first
                before += last - first + 1
                done = upto
        return taken(pa.concat_tables(pieces), order)

    def _group(self, fragment: int, group: int) -> pa.Table:
        with self._reading:
            last = self._last.get(fragment)
            if last is None or last[0] != group:
                last = self._last[fragment] = (group, brought_up(self._files[fragment].group(group), FRAGMENT_SCHEMA))
            return last[1]


@contextmanager
def payloads(folder: Path, commit: Commit) -> Iterator[Payloads]:
    """The payloads of a batch's fragments, open for as long as they are written."""
    with ExitStack() as stack:
        yield Payloads([stack.enter_context(StagedFile(folder / fragment.file)) for fragment in commit.fragments])
