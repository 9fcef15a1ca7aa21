"""ClusterSyndicated: which stories carry the text of an earlier one. Names of files travel, texts do not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from xxhash import xxh3_128_hexdigest

from newsbeam.pipeline.near import RecentSketches, SketchInput, sketch_input
from newsbeam.pipeline.near.cluster import ClusterVerdict, assign
from newsbeam.pipeline.near.files import write_staged
from newsbeam.pipeline.near.kept_keys import WindowKeys
from newsbeam.pipeline.near.meetings import Candidates, Meetings
from newsbeam.pipeline.near.rows import Rows, as_file, read_table, write_file
from newsbeam.pipeline.near.spread import Found, Spread
from newsbeam.pipeline.near.staged import staged_of
from newsbeam.pipeline.stages.ledger import Clustered, SketchFile
from newsbeam.pipeline.stages.normalise_items import Telling
from newsbeam.pipeline.stages.stage import Stage

SPILL = 1_000
"""Texts held back per worker before they are sketched together: some 3 MB."""


class SketchStage(Stage):
    """Telling -> names of staged files with sketches.

    Sketches lie in files, and the files' names travel: 64 band keys a story through a GroupByKey cost 538 us (docs/design/keys.md#near-duplicates), the same in numpy, in one hand, a tenth of that.
    """

    label = "ClusterSyndicated"

    def __init__(self, staging: str) -> None:
        super().__init__()
        self.staging = staging
        self.held: list[tuple[str | None, SketchInput]] = []
        self.spilled = 0
        """Sketches in the file that was given last."""

    def begin(self) -> None:
        super().begin()
        self.held = []

    def work(self, element: Telling) -> list[Any]:
        # A text that is published has its sketch, and a telling of a published story its story's cluster.
        if element.repeats:
            return []
        known = element.current.cluster_id if element.current else None
        self.held.append((known, sketch_input(element.story)))
        return self._spill() if len(self.held) >= SPILL else []

    def flush(self) -> list[Any]:
        return self._spill() if self.held else []

    def given(self, answer: list[Any]) -> int:
        return self.spilled if answer else 0

    def _spill(self) -> list[Any]:
        held, self.held = self.held, []
        self.spilled = len(held)
        return [spilled(staged_of([one for _, one in held], [known for known, _ in held]), Path(self.staging))]


def spilled(sketches: pa.Table, staging: Path) -> str:
    """The name of a staged file with these sketches; its content gives it, so a bundle done twice writes the same file."""
    written = as_file(sketches)
    path = staging / f"sketched-{xxh3_128_hexdigest(written)}.arrow"
    write_file(path, written)
    return path.name


@dataclass(frozen=True, slots=True)
class Copies:
    """Which of a batch's stories are copies: at once, or in the steps of `near/spread.py`, of which `find` and `verify` are for many hands."""

    sketches: str
    staging: str
    as_of: datetime

    def verdicts(self, names: Iterable[str]) -> list[tuple[Any, ...]]:
        """Names of files with sketches -> ledger records: the verdicts, but for new stories that lead themselves; and the file that keeps
        the sketches for the days to come, staged under the batch's name.
        """
        return self._recorded(self._judged(names))

    def rank(self, names: Iterable[str]) -> range:
        """Names of files with sketches -> the shares, as many as there are blocks."""
        return range(Spread.rank(Path(self.staging), names, self._recent()))

    def find(self, share: int) -> range:
        """The candidates of one share; for every block, once all are there."""
        spread = self._spread()
        spread.find(share)
        return range(spread.shares)

    def verify(self, block: int) -> int:
        """What the rows of one block are copies of."""
        self._spread().verify(block)
        return block

    def assign(self) -> list[tuple[Any, ...]]:
        """What `verdicts` gives, once all blocks are verified."""
        spread = self._spread()
        return self._recorded(_judged(spread.rows, Found(spread)))

    def _recent(self) -> RecentSketches:
        return RecentSketches.load(Path(self.sketches), self.as_of)

    def _spread(self) -> Spread:
        return Spread(Path(self.staging), self._recent())

    def _judged(self, names: Iterable[str]) -> "_Judged":
        recent, folder = self._recent(), Path(self.staging)
        rows = Rows([read_table(folder / name) for name in sorted(names)], window=recent.window)
        return _judged(rows, Candidates(rows, recent))

    def _recorded(self, judged: "_Judged") -> list[tuple[Any, ...]]:
        folder = Path(self.staging)
        verdicts, known = judged.verdicts, judged.published
        cluster_of = {one.story_id: one.cluster_id for one in verdicts}
        brings = {(one.story_id, one.telling_id) for one in verdicts if one.brings}
        path = write_staged(folder / f"{folder.name}.arrow", judged.tables, cluster_of, brings, judged.window_keys)
        records = [Clustered(*one[:5]) for one in verdicts if one.cluster_id != one.story_id or one.story_id in known]
        return [(type(record).__name__, *record) for record in (*records, SketchFile(path.name))]


class _Judged(NamedTuple):
    """What is known once all rows of a batch are judged; what was looked up for it, 20 MB, is let go before the file is written."""

    tables: list[pa.Table]
    """The sketches."""
    verdicts: list[ClusterVerdict]
    published: Mapping[str, str]
    window_keys: WindowKeys


def _judged(rows: Rows, meetings: Meetings) -> _Judged:
    verdicts = assign(rows, meetings, rows.published)
    return _Judged([part.table for part in rows.parts], list(verdicts.values()), rows.published, meetings.window_keys)
