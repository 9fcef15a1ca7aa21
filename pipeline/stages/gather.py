"""WriteLedger: every small record of the batch into one file of its staging folder, where the driver reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apache_beam as beam

from pipeline.ledger import Outcome, StageFigure, write_ledger

LEDGER_FILE = "ledger.jsonl"


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
            | "SumFigures" >> beam.CombinePerKey(_Gathering())
            | "WriteRecords" >> beam.Map(lambda keyed: _write(self.staging, keyed[1]))
        )


class _Gathering(beam.CombineFn):
    """Adds outcomes and stage figures up where they arise, keeps every other record."""

    def create_accumulator(self) -> tuple[dict[Any, Any], list[Any]]:
        return {}, []

    def add_input(self, accumulator: tuple[dict[Any, Any], list[Any]], record: tuple[Any, ...]) -> Any:
        sums, kept = accumulator
        if record[0] == Outcome.__name__:
            sums[record[:4]] = sums.get(record[:4], 0) + record[4]
        elif record[0] == StageFigure.__name__:
            before = sums.get(record[:2], (0, 0, 0.0))
            sums[record[:2]] = tuple(a + b for a, b in zip(before, record[2:], strict=True))
        else:
            kept.append(record)
        return accumulator

    def merge_accumulators(self, accumulators: Iterable[tuple[dict[Any, Any], list[Any]]]) -> Any:
        merged = self.create_accumulator()
        for sums, kept in accumulators:
            for key, amount in sums.items():
                merged = self.add_input(merged, (*key, *amount) if isinstance(amount, tuple) else (*key, amount))
            merged[1].extend(kept)
        return merged

    def extract_output(self, accumulator: tuple[dict[Any, Any], list[Any]]) -> list[tuple[Any, ...]]:
        sums, kept = accumulator
        return kept + [(*key, *amount) if isinstance(amount, tuple) else (*key, amount) for key, amount in sums.items()]


def _write(staging: str, records: Iterable[tuple[Any, ...]]) -> str:
    path = Path(staging) / LEDGER_FILE
    staged = path.with_suffix(".tmp")
    write_ledger(staged, records)
    staged.replace(path)
    return str(path)
