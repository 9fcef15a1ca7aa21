"""What every stage shares: it does one element at a time, counts what went in and out, and tells its own seconds.

A stage computes its whole answer before handing it on, so its clock never includes the stages fused behind it; and the
answer is complete before anything of it leaves, so a bad entry cannot cost its siblings (a generator under
`with_exception_handling` does just that).
"""

from collections.abc import Iterable
from time import perf_counter
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue

from pipeline.ledger import StageFigure

LEDGER = "ledger"
"""The tag of a stage's small output: what the run must know of it (`pipeline/ledger.py`)."""


class Stage(beam.DoFn):
    """One stage. Subclasses give `label` and `work`; `flush` where they hold elements back until the bundle ends."""

    label: str

    def __init__(self) -> None:
        self._taken = self._given = 0
        self._seconds = 0.0

    def work(self, element: Any) -> list[Any]:
        """The answer to one element: main outputs plain, small ones through `entry`."""
        raise NotImplementedError

    def flush(self) -> Iterable[Any]:
        """What was held back; called once, when the bundle ends."""
        return ()

    def given(self, answer: list[Any]) -> int:
        """How many elements of the main output an answer has; a stage that gives files of many says how many these hold."""
        return sum(type(one) is not beam.pvalue.TaggedOutput for one in answer)

    def process(self, element: Any) -> list[Any]:  # noqa: D102 (Beam's own contract)
        started = perf_counter()
        answer = self.work(element)
        self._seconds += perf_counter() - started
        self._taken += 1
        self._given += self.given(answer)
        return answer

    def start_bundle(self) -> None:  # noqa: D102 (Beam's own contract)
        self._taken = self._given = 0
        self._seconds = 0.0

    def finish_bundle(self) -> Iterable[Any]:  # noqa: D102 (Beam's own contract)
        started = perf_counter()
        held = list(self.flush())
        self._seconds += perf_counter() - started
        self._given += self.given(held)
        for one in held:
            yield _in_global_window(one)
        if self._taken:
            figure = StageFigure(self.label, self._taken, self._given, self._seconds)
            yield _in_global_window(entry(figure))


def entry(record: Any) -> beam.pvalue.TaggedOutput:
    """A ledger record on its way out: a plain tuple (name first), because Beam codes those ten times faster than classes."""
    return beam.pvalue.TaggedOutput(LEDGER, (type(record).__name__, *record))


def _in_global_window(output: Any) -> Any:
    if type(output) is beam.pvalue.TaggedOutput:
        return beam.pvalue.TaggedOutput(output.tag, WindowedValue(output.value, MIN_TIMESTAMP, (GlobalWindow(),)))
    return WindowedValue(output, MIN_TIMESTAMP, (GlobalWindow(),))
