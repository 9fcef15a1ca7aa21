"""The stages as Beam transforms: a stage knows no Beam, and this is all that Beam has to know of a stage."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from newsbeam.pipeline.stages.cluster_stories import SketchStories, verdicts_of
from newsbeam.pipeline.stages.ledger_writer import Gathering, write_records
from newsbeam.pipeline.stages.resolve_stories import settle
from newsbeam.pipeline.stages.stage import ForLedger, Stage
from newsbeam.pipeline.stages.write_stories import candidate_of

LEDGER = "ledger"
"""The tag of a stage's small output: what the run must know of it (`pipeline/stages/ledger.py`)."""


def carried(stage: Stage, main: str) -> Any:
    """A stage as a transform with two outputs: `main`, and its ledger records."""
    return stage.label >> beam.ParDo(_Carrier(stage)).with_outputs(LEDGER, main=main)


class _Carrier(beam.DoFn):
    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def setup(self) -> None:
        self.stage.setup()

    def start_bundle(self) -> None:
        self.stage.begin()

    def process(self, element: Any) -> list[Any]:
        return [_tagged(one) for one in self.stage.process(element)]

    def finish_bundle(self) -> Iterable[Any]:
        for one in self.stage.end():
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

    def expand(self, written: Any) -> Any:
        """One small GroupByKey; the payloads stay where they are."""
        return (
            written
            | "TakeKeys" >> beam.Map(candidate_of)
            | "KeyByStory" >> beam.Map(lambda keys: (keys[0], keys))
            | "GatherTellings" >> beam.GroupByKey()
            | "DecideStory" >> beam.FlatMap(lambda told: settle(told[1]))
        )


@dataclass
class ClusterSyndicated(beam.PTransform):
    """Telling -> ledger records: a cluster verdict for each, and the file with the batch's sketches."""

    sketches: str
    staging: str
    as_of: datetime

    def expand(self, written: Any) -> Any:
        """A flat PCollection of ledger tuples."""
        sketched = written | carried(SketchStories(self.staging), "sketches")
        verdicts = (
            sketched.sketches
            | "KeySketches" >> beam.WithKeys(None)
            | "GatherSketches" >> beam.GroupByKey()
            | "FindCopies" >> beam.FlatMap(lambda keyed: verdicts_of(keyed[1], self.sketches, self.staging, self.as_of))
        )
        return (verdicts, sketched.ledger) | "FlattenClusters" >> beam.Flatten()


@dataclass
class WriteLedger(beam.PTransform):
    """PCollections of ledger tuples -> `<staging>/ledger.jsonl`. Figures are added up on the way, records kept."""

    staging: str

    def expand(self, records: Any) -> Any:
        """Outcomes are summed per feed before they travel; the rest is small and gathered as it is."""
        return (
            records
            | "FlattenLedger" >> beam.Flatten()
            | "KeyLedger" >> beam.Map(lambda record: (None, record))
            | "SumFigures" >> beam.CombinePerKey(_Gather())
            | "WriteRecords" >> beam.Map(lambda keyed: write_records(self.staging, keyed[1]))
        )


class _Gather(beam.CombineFn):
    def create_accumulator(self) -> Gathering:
        return Gathering()

    def add_input(self, accumulator: Gathering, record: tuple[Any, ...]) -> Gathering:
        accumulator.add(record)
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[Gathering]) -> Gathering:
        merged = Gathering()
        for one in accumulators:
            merged.take(one)
        return merged

    def extract_output(self, accumulator: Gathering) -> list[tuple[Any, ...]]:
        return accumulator.records()
