"""The topology in a plain loop, for one process: no engine to load (60 MB, half a second) and none to feed.

The same stages as `beam.py` carries, and the same files; `tests/engines` compares them byte for byte.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from newsbeam.pipeline.process.memory import give_back, release, set_aside
from newsbeam.pipeline.runners.topology import Record, Topology
from newsbeam.pipeline.stages.gathering import Gathering
from newsbeam.pipeline.stages.ledger import Ledger
from newsbeam.pipeline.stages.stage import ForLedger
from newsbeam.schemas.document import DocumentTask

MANY = 4
"""Files of sketches (of `SPILL` texts) from which on copies are found, and rows published, without the names' automaton: 20 MB at the peak of a
long run, and to read it back takes what forty new items do. The small batches of a watch keep it."""


@dataclass(frozen=True, slots=True)
class Worked:
    """What the stages made of some tasks, before anything of it met the rest of the batch."""

    records: list[Record]
    """For the ledger."""
    keys: dict[str, list[Record]]
    """Of what was written, by story."""
    sketched: list[str]
    """Files with sketches."""
    asked: set[str]
    """Stories that history was asked for."""


def ingest_inline(tasks: Iterable[DocumentTask], topology: Topology, *, is_last: bool = False) -> Ledger:
    """DocumentTasks -> staged fragments and the ledger of one batch; `is_last`: no text is read after it, so what reads texts goes
    before copies are found, which takes the most memory, and of a large batch the largest table in any case. Raises what a stage raises, as it is.
    """
    work = _Work(topology)
    work.do(tasks)
    work.settle()
    (release if is_last else set_aside if len(work.sketched) >= MANY else give_back)()
    if work.sketched:
        for record in topology.copies.verdicts(work.sketched):
            work.ledger.add(record)
    return work.ledger.ledger()


def worked(tasks: Iterable[DocumentTask], topology: Topology) -> Worked:
    """DocumentTasks -> staged fragments; what is to meet in one place comes back. Raises as `ingest_inline` does."""
    work, asked = _Work(topology), topology.listen()
    work.do(tasks)
    return Worked(work.ledger.records(), dict(work.keys), work.sketched, asked)


@dataclass(slots=True)
class _Work:
    topology: Topology
    ledger: Gathering = field(default_factory=Gathering)
    keys: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    """Of what was written, by story."""
    sketched: list[str] = field(default_factory=list)

    def do(self, tasks: Iterable[DocumentTask]) -> None:
        """One bundle: a document goes the whole way before the next one is read."""
        line, sketch = self.topology.line, self.topology.sketch
        for stage in (*line, sketch):
            stage.setup()
            stage.begin()
        for task in tasks:
            self._hand_on(0, [task])
        for at, stage in enumerate(line, 1):
            self._hand_on(at, stage.end())
        self._keep(sketch.end())

    def settle(self) -> None:
        """Story by story."""
        for keys in self.keys.values():
            for record in self.topology.settle(keys):
                self.ledger.add(record)
        self.keys.clear()

    def _hand_on(self, at: int, elements: Iterable[Any]) -> None:
        line = self.topology.line
        for element in elements:
            if type(element) is ForLedger:
                self.ledger.add(element)
            elif at < len(line):
                self._hand_on(at + 1, line[at].process(element))
            else:
                self._written(element)

    def _written(self, telling: Any) -> None:
        keys = self.topology.keys_of(telling)
        self.keys[keys[0]].append(keys)
        self._keep(self.topology.sketch.process(telling))

    def _keep(self, answer: Iterable[Any]) -> None:
        for one in answer:
            if type(one) is ForLedger:
                self.ledger.add(one)
            else:
                self.sketched.append(one)
