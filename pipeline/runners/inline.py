"""The stages in a plain loop: IngestDocuments for one process, without an engine to load (60 MB, half a second) or to feed.

The same stages in the same order as `pipeline/runners/beam.py`, and the same files; `tests/engines` compares them byte for byte.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newsbeam.pipeline.stages.cluster_stories import SketchStories, verdicts_of
from newsbeam.pipeline.stages.ledger_writer import Gathering, write_records
from newsbeam.pipeline.stages.normalise_items import NormaliseItems, Telling
from newsbeam.pipeline.stages.parse_documents import ParseDocuments
from newsbeam.pipeline.stages.read_documents import ReadDocuments
from newsbeam.pipeline.stages.resolve_stories import ResolveStories, settle
from newsbeam.pipeline.stages.stage import ForLedger, Stage
from newsbeam.pipeline.stages.tag_stories import TagStories
from newsbeam.pipeline.stages.write_stories import WriteStories, candidate_of
from newsbeam.schemas.document import DocumentTask


def ingest_inline(
    tasks: Iterable[DocumentTask], *, landing: str, stories: str, sketches: str, staging: str, as_of: datetime
) -> None:
    """DocumentTasks -> staged fragments and the ledger of one batch. Raises what a stage raises, as it is."""
    line = [
        ReadDocuments(landing),
        ParseDocuments(landing),
        NormaliseItems(as_of),
        ResolveStories(stories, as_of),
        TagStories(),
        WriteStories(staging),
    ]
    work = _Work(line, SketchStories(staging))
    work.do(tasks)
    for keys in work.keys.values():
        for record in settle(keys):
            work.ledger.add(record)
    if work.sketched:
        for record in verdicts_of(work.sketched, sketches, staging, as_of):
            work.ledger.add(record)
    write_records(staging, work.ledger.records())


@dataclass(slots=True)
class _Work:
    line: list[Stage]
    sketch: Stage
    """The second consumer of what was written, beside `keys`."""
    ledger: Gathering = field(default_factory=Gathering)
    keys: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))
    sketched: list[str] = field(default_factory=list)

    def do(self, tasks: Iterable[DocumentTask]) -> None:
        """One bundle: a document goes the whole way before the next one is read."""
        for stage in (*self.line, self.sketch):
            stage.setup()
            stage.begin()
        for task in tasks:
            self._hand_on(0, [task])
        for at, stage in enumerate(self.line, 1):
            self._hand_on(at, stage.end())
        self._keep(self.sketch.end())

    def _hand_on(self, at: int, elements: Iterable[Any]) -> None:
        for element in elements:
            if type(element) is ForLedger:
                self.ledger.add(element)
            elif at < len(self.line):
                self._hand_on(at + 1, self.line[at].process(element))
            else:
                self._written(element)

    def _written(self, telling: Telling) -> None:
        keys = candidate_of(telling)
        self.keys[keys[0]].append(keys)
        self._keep(self.sketch.process(telling))

    def _keep(self, answer: Iterable[Any]) -> None:
        for one in answer:
            if type(one) is ForLedger:
                self.ledger.add(one)
            else:
                self.sketched.append(one)
