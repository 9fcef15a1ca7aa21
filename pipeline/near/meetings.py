"""Whom each row of a batch may be a copy of: the published first, then the batch's own, in order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from newsbeam.pipeline.near.candidates import pairs_within
from newsbeam.pipeline.near.kept_keys import WindowKeys
from newsbeam.pipeline.near.overlap import Overlap
from newsbeam.pipeline.near.recent import RecentSketches
from newsbeam.pipeline.near.rows import Rows
from newsbeam.pipeline.near.verify import Facts
from newsbeam.schemas.codes import ClusterRelation


class Met(NamedTuple):
    """A telling that a row may be a copy of."""

    at: int
    """Its rank, where it is of the batch."""
    created: int
    story_id: str
    cluster_id: str | None
    """Of a published one: a leader's, or one that brings others into its cluster."""
    size: int
    """Its shingles."""
    facts: Facts | None = None
    """What it is compared by, where it is published and has not been compared."""
    found: tuple[ClusterRelation, float] | None = None
    """How the row stands to it, where it has been compared."""


class Meetings(Protocol):
    """Who has met whom."""

    cluster_of: Mapping[str, str]
    """Stories of the batch that the last days' sketches know -> their cluster."""
    window_keys: WindowKeys
    """The batch's keys that the last days' texts hold."""

    def ranks(self) -> Iterable[int]:
        """Rows that have met anybody."""

    def of(self, rank: int) -> Iterator[Met]:
        """Whom this row has met: the published, the earliest first; then the batch's."""


class Candidates:
    """Whom rows may be copies of, found in one place, and compared only where the answer is asked for."""

    def __init__(self, rows: Rows, recent: RecentSketches) -> None:
        self._rows = rows
        self._earlier: dict[int, list[int]] = defaultdict(list)
        overlap = Overlap(rows)
        pairs = overlap.holding(pairs_within(rows.keys()))
        for later, earlier in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True):
            self._earlier[later].append(earlier)
        known = recent.ask(rows, overlap)
        self.cluster_of: Mapping[str, str] = known.cluster_of
        self.window_keys = known.window_keys
        self._published = known.candidates

    def ranks(self) -> Iterable[int]:
        """Rows that have met anybody."""
        found = self._earlier.keys() | self._published.keys()
        speakers = self._rows.speaker.tolist()
        return [rank for rank, speaker in enumerate(speakers) if speaker != rank or speaker in found]

    def of(self, rank: int) -> Iterator[Met]:
        """Whom this row has met; what it is looked up by is the first that has its text."""
        rows = self._rows
        first = int(rows.speaker[rank])
        for one in self._published.get(first, ()):
            yield Met(-1, one.created, one.story_id, one.cluster_id, int(one.facts.shingles.size), one.facts)
        for at in (*self._earlier.get(first, ()), *((first,) if first != rank else ())):
            yield Met(at, int(rows.created[at]), rows.story_ids[at], None, int(rows.sizes[at]))
