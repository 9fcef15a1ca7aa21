"""A batch's sketches as columns, in order of precedence: their numbers are looked at where they lie, and nothing is made a story at a time."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsbeam.pipeline.near.candidates import Ints, Keys
from newsbeam.pipeline.near.characters import U32
from newsbeam.pipeline.near.order import as_column, in_order, whole_microseconds
from newsbeam.pipeline.near.sketch import KEYS
from newsbeam.pipeline.near.verify import Facts

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
WIDTHS: Mapping[str, Any] = {
    "shingles": np.uint32,
    "numbers": np.uint32,
    "names": np.uint32,
    "capitals": np.uint32,
    "facts": np.uint64,
    "headline": np.uint16,
    "words": np.uint16,
}
NAMES: list[tuple[str, pa.DataType]] = [
    ("story_id", pa.string()),
    ("telling_id", pa.string()),
    ("cluster_id", pa.string()),
    ("first_created", pa.timestamp("us", tz="UTC")),
    ("order", pa.string()),
    ("exact", pa.binary()),
    ("provider", pa.string()),
]
"""What a row of sketches begins with, staged or kept."""
NUMBERS: list[tuple[str, pa.DataType]] = [(name, pa.binary()) for name in WIDTHS]
"""What it is compared by."""
STAGED = pa.schema([*NAMES, *NUMBERS])
"""`cluster_id` is that of a story which is published; null of all others."""


def microseconds_of(moment: datetime) -> int:
    """Since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def as_file(table: pa.Table) -> pa.Buffer:
    """A table as it lies in memory, and in a file."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getvalue()


def write_file(path: Path, written: pa.Buffer) -> None:
    """Write it aside and then under its name."""
    aside = path.with_suffix(".tmp")
    aside.write_bytes(written)
    aside.replace(path)


def read_table(path: Path) -> pa.Table:
    """The table of a file: mapped, so that only what is looked at is read."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()


@dataclass(slots=True)
class Part:
    """The sketches of one file."""

    table: pa.Table
    _numbers: dict[str, tuple[Ints, npt.NDArray[Any]]] = field(default_factory=dict)
    _compared: tuple[list[tuple[memoryview, npt.NDArray[Any]]], list[pa.ChunkedArray]] | None = None
    """The columns that `facts` reads: (where each row's numbers begin, all of them), and texts."""

    def numbers(self, name: str) -> tuple[Ints, npt.NDArray[Any]]:
        """(where each row's begin, all of them) of a column of numbers."""
        if name not in self._numbers:
            self._numbers[name] = numbers_in(self.table.column(name), WIDTHS[name])
        return self._numbers[name]

    def facts(self, at: int) -> Facts:
        """The facts of one row."""
        if self._compared is None:
            columns = [(begins.data, flat) for begins, flat in map(self.numbers, WIDTHS)]
            self._compared = columns, [self.table.column(name) for name in ("exact", "provider")]
        columns, texts = self._compared
        shingles, numbers, names, capitals, facts, headline, words = [flat[begins[at] : begins[at + 1]] for begins, flat in columns]
        exact, provider = [column[at].as_py() for column in texts]
        return Facts(shingles, numbers, names, capitals, facts, exact, headline, words, provider)


def numbers_in(column: Any, width: Any) -> tuple[Ints, npt.NDArray[Any]]:
    """A binary column's values as arrays of numbers: where each row's begin (and the last ends), and all of them."""
    array = column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays([pa.array([], column.type), *column.chunks])
    places, data = array.buffers()[1:]
    begins = np.frombuffer(places, np.int32, len(array) + 1, array.offset * 4) if places else np.zeros(1, np.int32)
    begins = begins.astype(np.int64) // np.dtype(width).itemsize
    return begins, np.frombuffer(data or b"", width, int(begins[-1]))


class Rows:
    """The rows of a batch. A row's number is its rank: what precedes may lead what follows."""

    def __init__(self, tables: Sequence[pa.Table], ranked: pa.Table | None = None, *, window: timedelta) -> None:
        """`ranked` where they have been ranked already (`ranked` of these very tables)."""
        self.parts = [Part(table) for table in tables]
        self.window = window // _MICROSECOND
        self._starts: list[int] = list(accumulate((table.num_rows for table in tables), initial=0))
        ranked = ranked or self._rank()
        self.place, self.created, self.speaker = (ranked.column(name).to_numpy() for name in RANKED.names)
        self._facts: dict[int, Facts] = {}

    def __len__(self) -> int:
        return self._starts[-1]

    @property
    def ranked(self) -> pa.Table:
        """Each rank's row, when it was first told, and the rank that is looked up for it: what ranking has decided."""
        return pa.table([self.place, self.created, self.speaker], schema=RANKED)

    @cached_property
    def story_ids(self) -> list[str]:
        """By rank."""
        return self._ranked_column("story_id")

    @cached_property
    def telling_ids(self) -> list[str]:
        """By rank."""
        return self._ranked_column("telling_id")

    @cached_property
    def exact(self) -> list[bytes]:
        """By rank: the hash of the whole text."""
        return self._ranked_column("exact")

    @cached_property
    def published(self) -> dict[str, str]:
        """The cluster of each story that is published."""
        found: dict[str, str] = {}
        for part in self.parts:
            clusters = part.table.column("cluster_id")
            if clusters.null_count < len(clusters):
                known = zip(part.table.column("story_id").to_pylist(), clusters.to_pylist(), strict=True)
                found.update((story, cluster) for story, cluster in known if cluster is not None)
        return found

    def facts(self, rank: int) -> Facts:
        """The facts of one row."""
        found = self._facts.get(rank)
        if found is None:
            place = int(self.place[rank])
            part = bisect_right(self._starts, place) - 1
            found = self._facts[rank] = self.parts[part].facts(place - self._starts[part])
        return found

    def shingles_by_part(self) -> Iterator[tuple[Ints, Ints, U32]]:
        """Of each file (the ranks of its rows, where their shingles begin and the last's end, all of them)."""
        rank = np.empty(len(self), np.int64)
        rank[self.place] = np.arange(len(self))
        for part, start in zip(self.parts, self._starts, strict=False):
            begins, flat = part.numbers("shingles")
            yield rank[start : start + begins.size - 1], begins, flat

    @cached_property
    def sizes(self) -> Ints:
        """How many shingles each rank has."""
        counts = [np.diff(part.numbers("shingles")[0]) for part in self.parts]
        sizes: Ints = np.concatenate([*counts, np.empty(0, np.int64)])[self.place]
        return sizes

    def keys(self) -> Keys:
        """The keys of the rows that speak."""
        speaks = self.speaker == np.arange(len(self))
        keys, rows = [np.empty(0, np.uint32)], [np.empty(0, np.int64)]
        for ranks, begins, flat in self.shingles_by_part():
            count = np.minimum(np.diff(begins), KEYS) * speaks[ranks]
            before = np.cumsum(count) - count
            keys.append(flat[np.repeat(begins[:-1] - before, count) + np.arange(int(count.sum()))])
            rows.append(np.repeat(ranks, count))
        return Keys(np.concatenate(keys), np.concatenate(rows), self.sizes)

    def _column(self, name: str) -> list[Any]:
        return [one for part in self.parts for one in part.table.column(name).to_pylist()]

    def _ranked_column(self, name: str) -> list[Any]:
        column = self._column(name)
        return [column[place] for place in self.place.tolist()]

    def _rank(self) -> pa.Table:
        """By story (earliest telling first, then `story_id`), then by the order of its tellings."""
        story_ids, exact = self._column("story_id"), self._column("exact")
        created = np.concatenate(
            [np.empty(0, np.int64), *(whole_microseconds(part.table.column("first_created")) for part in self.parts)]
        )
        if len(set(story_ids)) == len(story_ids):
            places = in_order(created, story_ids)
        else:
            born: dict[str, int] = {}
            for story_id, at in zip(story_ids, created.tolist(), strict=True):
                born[story_id] = min(at, born.get(story_id, at))
            births = np.array([born[one] for one in story_ids], np.int64)
            places = in_order(births, story_ids, self._column("order"), self._column("telling_id"))
        ranked = created[places]
        texts = [exact[place] for place in places.tolist()]
        columns = (places, ranked, _speakers(texts, ranked, self.window))
        return pa.table([as_column(one, pa.int64()) for one in columns], schema=RANKED)


RANKED = pa.schema([("place", pa.int64()), ("created", pa.int64()), ("speaker", pa.int64())])


def _speakers(exact: Sequence[bytes], created: Ints, window: int) -> Ints:
    """For each rank the first within the window that has its very text, itself if none: that one is looked up for all.

    A text that a hundred feeds carry word for word is then compared once, not five thousand times.
    """
    speakers: Ints = np.arange(len(exact))
    again = {text for text, count in Counter(exact).items() if count > 1 and text}
    first: dict[bytes, int] = {}
    for rank in [rank for rank, text in enumerate(exact) if text in again] if again else ():
        speaker = first.get(exact[rank], rank)
        if abs(int(created[rank]) - int(created[speaker])) > window:
            speaker = rank
        if speaker == rank:
            first[exact[rank]] = rank
        speakers[rank] = speaker
    return speakers
