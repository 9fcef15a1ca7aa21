"""What every stage shares: it does one element at a time, counts what went in and out, and tells its own seconds.

A stage computes its whole answer before handing it on, so its clock never includes the stages behind it; and the answer is
complete before anything of it leaves, so a bad entry cannot cost its siblings (a generator under
`with_exception_handling` does just that). No Beam here: `pipeline/runners/beam_dofn.py` carries a stage through Beam, and
`pipeline/runners/inline.py` through a plain loop.
"""

from collections.abc import Iterable
from time import perf_counter
from typing import Any

from newsbeam.pipeline.stages.ledger import StageFigure


class ForLedger(tuple[Any, ...]):
    """A stage's small output: a ledger record as a plain tuple, name first, because Beam codes those ten times faster than classes."""

    __slots__ = ()


def for_ledger(record: Any) -> ForLedger:
    """A ledger record on its way out (`pipeline/stages/ledger.py`)."""
    return ForLedger((type(record).__name__, *record))


class Stage:
    """One stage. Subclasses give `label` and `work`; `flush` where they hold elements back until the bundle ends."""

    label: str

    def __init__(self) -> None:
        self._taken = self._given = 0
        self._seconds = 0.0

    def setup(self) -> None:
        """Once per worker, before the first bundle."""

    def work(self, element: Any) -> list[Any]:
        """The answer to one element: main outputs plain, small ones through `for_ledger`."""
        raise NotImplementedError

    def flush(self) -> Iterable[Any]:
        """What was held back; called once, when the bundle ends."""
        return ()

    def given(self, answer: list[Any]) -> int:
        """How many elements of the main output an answer has; a stage that gives files of many says how many these hold."""
        count = len(answer)
        for one in answer:
            if type(one) is ForLedger:
                count -= 1
        return count

    def begin(self) -> None:
        """A bundle begins."""
        self._taken = self._given = 0
        self._seconds = 0.0

    def process(self, element: Any) -> list[Any]:
        """`work`, counted and timed."""
        started = perf_counter()
        answer = self.work(element)
        self._seconds += perf_counter() - started
        self._taken += 1
        self._given += self.given(answer)
        return answer

    def end(self) -> list[Any]:
        """The bundle ends: what was held back, and the stage's figure."""
        started = perf_counter()
        held = list(self.flush())
        self._seconds += perf_counter() - started
        self._given += self.given(held)
        if self._taken:
            held.append(for_ledger(StageFigure(self.label, self._taken, self._given, self._seconds)))
        return held
