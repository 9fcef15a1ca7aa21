"""The stages as Beam transforms: a stage knows no Beam, and this is all that Beam has to know of a stage."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from newsbeam.pipeline.process.parent import end_with_parent
from newsbeam.pipeline.runners.faults import FAULTS, reporting_faults, tell
from newsbeam.pipeline.runners.topology import Record, Topology
from newsbeam.pipeline.stages.cluster_stories import Copies
from newsbeam.pipeline.stages.gathering import Gathering
from newsbeam.pipeline.stages.ledger import ledger_of
from newsbeam.pipeline.stages.ledger_files import write_names, write_part
from newsbeam.pipeline.stages.stage import ForLedger, Stage

MAIN, LEDGER = "main", "ledger"
"""A stage's two outputs: what goes to the next one, and what the run must know of it (`pipeline/stages/ledger.py`)."""


def carried(stage: Stage, staging: str) -> Any:
    """A stage as a transform with two outputs: `main`, and its `ledger` records."""
    return stage.label >> beam.ParDo(_Carrier(stage, staging)).with_outputs(LEDGER, main=MAIN)


class _Carrier(beam.DoFn):
    def __init__(self, stage: Stage, staging: str) -> None:
        self.stage = stage
        self.staging = staging

    def setup(self) -> None:
        end_with_parent()
        with reporting_faults(self.staging):
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
        settle = self.settle
        return (
            written
            | "TakeKeys" >> beam.Map(self.keys_of)
            | "KeyByStory" >> beam.Map(lambda keys: (keys[0], keys))
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
        copies = _Guarded(self.topology.copies, self.topology.staging)
        sketched = written | carried(self.topology.sketch, self.topology.staging)
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

    def do(self, step: str, *given: Any) -> Any:
        """One step; a disk that refuses is told to the driver."""
        with reporting_faults(self.staging):
            return getattr(self.copies, step)(*given)


@dataclass
class WriteLedger(beam.PTransform):
    """PCollections of ledger tuples -> the batch's ledger, in parts (`pipeline/stages/ledger_files.py`). Only their names meet."""

    staging: str

    def expand(self, records: Any) -> Any:
        """A part a bundle, figures added up in it; the names in one place."""
        staging = self.staging

        def write(keyed: tuple[None, Iterable[str]]) -> None:
            with reporting_faults(staging):
                write_names(Path(staging), keyed[1])

        return (
            records
            | "FlattenLedger" >> beam.Flatten()
            | "WriteParts" >> beam.ParDo(_WritePart(staging)).with_output_types(str)
            | "KeyParts" >> beam.WithKeys(None)
            | "GatherParts" >> beam.GroupByKey()
            | "NameParts" >> beam.Map(write)
        )


class _WritePart(beam.DoFn):
    def __init__(self, staging: str) -> None:
        self.staging = staging

    def start_bundle(self) -> None:
        self.gathering = Gathering()

    def process(self, record: Record) -> None:
        self.gathering.add(record)

    def finish_bundle(self) -> Iterable[Any]:
        if records := self.gathering.records():
            with reporting_faults(self.staging):
                yield _in_global_window(write_part(Path(self.staging), ledger_of(records)))
