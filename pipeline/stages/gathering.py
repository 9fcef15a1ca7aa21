"""Gathering: the small records of a bundle or a batch, figures added up on the way."""

from collections.abc import Iterable
from operator import add
from typing import Any

from newsbeam.pipeline.process.memory import without_looking
from newsbeam.pipeline.stages.ledger import RECORDS, Ledger, Outcome, StageFigure


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
        self._sums[key] = amounts if before is None else tuple(map(add, before, amounts))

    def ledger(self) -> Ledger:
        """What was gathered, by kind."""
        return ledger_of(self.records())

    def records(self) -> list[tuple[Any, ...]]:
        """What was gathered."""
        return self._kept + [(*key, *amounts) for key, amounts in self._sums.items()]


_KEYED = {Outcome.__name__: 4, StageFigure.__name__: 2}
"""Of the kinds that are summed: how many fields say what is counted; the rest are counts."""


def ledger_of(records: Iterable[tuple[Any, ...]]) -> Ledger:
    """Sort a batch's records into a Ledger. Raises KeyError on a kind that `RECORDS` does not know."""
    ledger = Ledger()
    lists = {kind.__name__: (kind, found) for kind, found in ledger.lists().items()}
    with without_looking():
        for one in records:
            if (to := lists.get(one[0])) is not None:
                kind, found = to
                found.append(kind(*one[1:]))
                continue
            record = RECORDS[one[0]](*one[1:])
            if isinstance(record, Outcome):
                ledger.outcomes[record.feed_id, record.cause, record.outcome] += record.entries
            else:
                ledger.worked(record)
        return ledger.in_order()
