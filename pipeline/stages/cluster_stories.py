"""ClusterSyndicated: which stories carry the text of an earlier one. Names of files travel, texts do not."""

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import Any

from newsbeam.pipeline.near import RecentSketches, Sketch, SketchInput, cluster, sketch_input, sketches_of, write_sketches
from newsbeam.pipeline.stages.ledger import Clustered, SketchFile
from newsbeam.pipeline.stages.normalise_items import Telling
from newsbeam.pipeline.stages.stage import Stage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
SPILL = 1_000
"""Texts held back per worker before they are sketched together: some 3 MB."""


_Sketched = tuple[str | None, tuple[Any, ...]]
"""A story's published cluster, if it has one, and its sketch, packed."""


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
        sketches = sketches_of([one for _, one in held])
        return [spilled([(known, packed(one)) for (known, _), one in zip(held, sketches, strict=True)], Path(self.staging))]


def spilled(held: list[_Sketched], staging: Path) -> str:
    """The name of a staged file with these sketches; its content gives it, so a bundle done twice writes the same file."""
    written = pickle.dumps(held, pickle.HIGHEST_PROTOCOL)
    path = staging / f"sketched-{sha256(written).hexdigest()[:32]}.bin"
    aside = path.with_suffix(".tmp")
    aside.write_bytes(written)
    aside.replace(path)
    return path.name


def gathered(names: Iterable[str], staging: Path) -> Iterator[_Sketched]:
    """The sketches of these files; they stay until the batch's staging goes, for Beam may do a step twice."""
    for name in names:
        yield from pickle.loads((staging / name).read_bytes())  # noqa: S301  our own file, of this very run


_FIELDS = tuple(f.name for f in fields(Sketch) if f.name != "first_created")
_values = attrgetter(*_FIELDS)


def packed(one: Sketch) -> tuple[Any, ...]:
    """A sketch as a tuple of strings, bytes and an integer (microseconds since 1970): what Beam codes fast."""
    return ((one.first_created - _EPOCH) // _MICROSECOND, *_values(one))


def unpacked(one: tuple[Any, ...]) -> Sketch:
    """The inverse of `packed`."""
    created, *values = one
    return Sketch(first_created=_EPOCH + created * _MICROSECOND, **dict(zip(_FIELDS, values, strict=True)))


def verdicts_of(names: Iterable[str], sketches: str, staging: str, as_of: datetime) -> list[tuple[Any, ...]]:
    """Ledger records: the verdicts of one batch, whose sketches are in the files `names`, but for new stories that lead themselves; and
    the file that keeps the sketches for the days to come, staged under the batch's name.
    """
    batch: list[Sketch] = []
    published: dict[str, str] = {}
    folder = Path(staging)
    for known, one in gathered(names, folder):
        batch.append(unpacked(one))
        if known is not None:
            published[batch[-1].story_id] = known
    verdicts = cluster(batch, RecentSketches.load(Path(sketches), as_of), published)
    brings = {(v.story_id, v.telling_id) for v in verdicts if v.brings}
    path = write_sketches(folder / f"{folder.name}.parquet", batch, {v.story_id: v.cluster_id for v in verdicts}, brings)
    records = [Clustered(*one[:5]) for one in verdicts if one.cluster_id != one.story_id or one.story_id in published]
    return [(type(record).__name__, *record) for record in (*records, SketchFile(path.name))]
