"""The stages as Beam transforms: a stage knows no Beam, and this is all that Beam has to know of a stage."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from newsbeam.pipeline.dataset.storage import Storage
from newsbeam.pipeline.process.parent import end_with_parent
from newsbeam.pipeline.runners.faults import FAULTS, reporting_faults, tell
from newsbeam.pipeline.runners.task_file import TASK_FILE, Span, load_task
from newsbeam.pipeline.runners.topology import Record, Topology
from newsbeam.pipeline.stages.cluster_stories import Copies
from newsbeam.pipeline.stages.gathering import Gathering, ledger_of
from newsbeam.pipeline.stages.ledger_files import write_names, write_part
from newsbeam.pipeline.stages.stage import ForLedger, Stage
from newsbeam.schemas.document import DocumentTask

MAIN, LEDGER = "main", "ledger"
"""A stage's two outputs: what goes to the next one, and what the run must know of it (`pipeline/stages/ledger.py`)."""


def loading(topology: Topology) -> Any:
    """Spans of the batch's task file -> its tasks."""
    return beam.ParDo(_Load(topology))


class _Load(beam.DoFn):
    def __init__(self, topology: Topology) -> None:
        self.staging, self.storage = topology.staging, topology.storage

    def setup(self) -> None:
        self.storage.ready(Path(self.staging))

    def process(self, span: Span) -> list[DocumentTask]:
        return [load_task(span, str(Path(self.staging, TASK_FILE)))]


def carried(stage: Stage, topology: Topology) -> Any:
    """A stage as a transform with two outputs: `main`, and its `ledger` records."""
    return stage.label >> beam.ParDo(_Carrier(stage, topology)).with_outputs(LEDGER, main=MAIN)


class _Carrier(beam.DoFn):
    def __init__(self, stage: Stage, topology: Topology) -> None:
        self.stage = stage
        self.staging, self.storage = topology.staging, topology.storage

    def setup(self) -> None:
        end_with_parent()
        with reporting_faults(self.staging):
            self.storage.ready(Path(self.staging))
            self.stage.setup()

    def start_bundle(self) -> None:
        self.stage.begin()

    def process(self, element: Any) -> list[Any]:
        try:
            return [_tagged(one) for one in self.stage.process(element)]
        except FAULTS as fault:
            tell(self.staging, fault)
            raise

    def finish_bundle(self) -> Iterable[Any]:
        with reporting_faults(self.staging):
            held = self.stage.end()
            self.storage.keep(Path(self.staging))
        for one in held:
            if type(one) is ForLedger:
                yield beam.pvalue.TaggedOutput(LEDGER, _in_global_window(tuple(one)))
            else:
                yield _in_global_window(one)


def _tagged(one: Any) -> Any:
    return beam.pvalue.TaggedOutput(LEDGER, tuple(one)) if type(one) is ForLedger else one


def _in_global_window(one: Any) -> WindowedValue:
    return WindowedValue(one, MIN_TIMESTAMP, (GlobalWindow(),))


@dataclass
class SettleBatch(beam.PTransform):
    """Telling -> ledger records: verdicts, outcomes, what cursors remember. Only the keys of the written rows travel."""

    keys_of: Callable[[Any], Record]
    settle: Callable[[Iterable[Record]], list[Record]]

    def expand(self, written: Any) -> Any:
        """One small GroupByKey; the payloads stay where they are."""
        keys_of, settle = self.keys_of, self.settle

        def keyed(telling: Any) -> tuple[Any, Record]:
            keys = keys_of(telling)
            return keys[0], keys

        return (
            written
            | "KeyByStory" >> beam.Map(keyed)
            | "GatherTellings" >> beam.GroupByKey()
            | "DecideStory" >> beam.FlatMap(lambda one_story: settle(one_story[1]))
        )


@dataclass
class CompareSketches(beam.PTransform):
    """Telling -> ledger records: cluster verdicts, and the file with the batch's sketches. Between the steps only names and numbers travel."""

    topology: Topology
    spread: bool

    def expand(self, written: Any) -> Any:
        """A flat PCollection of ledger tuples."""
        copies = _Guarded(self.topology.copies, self.topology.staging, self.topology.storage)
        sketched = written | carried(self.topology.sketch, self.topology)
        gathered = sketched.main | "KeySketches" >> beam.WithKeys(None) | "GatherSketches" >> beam.GroupByKey()
        if not self.spread:
            verdicts = gathered | "FindCopies" >> beam.FlatMap(lambda keyed: copies.do("verdicts", keyed[1]))
            return (verdicts, sketched.ledger) | "FlattenClusters" >> beam.Flatten()
        verdicts = (
            gathered
            | "Rank" >> beam.FlatMap(lambda keyed: copies.do("rank", keyed[1]))
            | "DealShares" >> beam.Reshuffle()
            | "FindCandidates" >> beam.FlatMap(lambda share: [(block, share) for block in copies.do("find", share)])
            | "GatherBlocks" >> beam.GroupByKey()
            | "Verify" >> beam.Map(lambda keyed: (None, copies.do("verify", keyed[0])))
            | "GatherVerified" >> beam.GroupByKey()
            | "AssignLeaders" >> beam.FlatMap(lambda _: copies.do("assign"))
        )
        return (verdicts, sketched.ledger) | "FlattenClusters" >> beam.Flatten()


@dataclass(frozen=True)
class _Guarded:
    copies: Copies
    staging: str
    storage: Storage

    def do(self, step: str, *given: Any) -> Any:
        """One step; a disk that refuses is told to the driver."""
        with reporting_faults(self.staging):
            self.storage.ready(Path(self.staging))
            answer = getattr(self.copies, step)(*given)
            self.storage.keep(Path(self.staging))
            return answer


@dataclass
class WriteLedger(beam.PTransform):
    """PCollections of ledger tuples -> the batch's ledger, in parts (`pipeline/stages/ledger_files.py`). Only their names meet."""

    topology: Topology

    def expand(self, records: Any) -> Any:
        """A part a bundle, figures added up in it; the names in one place."""
        staging, storage = self.topology.staging, self.topology.storage

        def write(keyed: tuple[None, Iterable[str]]) -> None:
            with reporting_faults(staging):
                storage.ready(Path(staging))
                write_names(Path(staging), keyed[1])
                storage.keep(Path(staging))

        return (
            records
            | "FlattenLedger" >> beam.Flatten()
            | "WriteParts" >> beam.ParDo(_WritePart(staging, storage)).with_output_types(tuple[None, str])
            | "GatherParts" >> beam.GroupByKey()
            | "NameParts" >> beam.Map(write)
        )


class _WritePart(beam.DoFn):
    def __init__(self, staging: str, storage: Storage) -> None:
        self.staging, self.storage = staging, storage

    def start_bundle(self) -> None:
        self.gathering = Gathering()

    def process(self, record: Record) -> None:
        self.gathering.add(record)

    def finish_bundle(self) -> Iterable[Any]:
        if records := self.gathering.records():
            with reporting_faults(self.staging):
                self.storage.ready(Path(self.staging))
                name = write_part(Path(self.staging), ledger_of(records))
                self.storage.keep(Path(self.staging))
            yield _in_global_window((None, name))
