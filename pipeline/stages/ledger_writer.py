"""Gathering: every small record of the batch into one file of its staging folder, where the driver reads it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsbeam.pipeline.stages.ledger import Outcome, StageFigure, write_ledger

LEDGER_FILE = "ledger.jsonl"


class Gathering:
    """Adds outcomes and stage figures up where they arise, keeps every other record."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._kept: list[tuple[Any, ...]] = []

    def add(self, record: tuple[Any, ...]) -> None:
        """One ledger tuple."""
        by = _KEYED.get(record[0])
        if by is None:
            self._kept.append(record)
            return
        key, amounts = record[:by], record[by:]
        before = self._sums.get(key)
        self._sums[key] = amounts if before is None else tuple(a + b for a, b in zip(before, amounts, strict=True))

    def take(self, other: "Gathering") -> None:
        """All that another one gathered."""
        for record in other.records():
            self.add(record)

    def records(self) -> list[tuple[Any, ...]]:
        """What was gathered."""
        return self._kept + [(*key, *amounts) for key, amounts in self._sums.items()]


_KEYED = {Outcome.__name__: 4, StageFigure.__name__: 2}
"""Of the kinds that are summed: how many fields say what is counted; the rest are counts."""


def write_records(staging: str, records: Iterable[tuple[Any, ...]]) -> str:
    """Write `<staging>/ledger.jsonl`; its path."""
    path = Path(staging) / LEDGER_FILE
    staged = path.with_suffix(".tmp")
    write_ledger(staged, records)
    staged.replace(path)
    return str(path)
