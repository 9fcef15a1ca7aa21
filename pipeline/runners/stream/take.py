"""How orders come into the job: by an unbounded splittable DoFn; on Flink by a DoFn that keeps its place in state and is asked again and again.

Beam's runner for Flink, as it is served (2.70.0), enters a state of its own for each time that a splittable DoFn asks to be called again,
and forgets none (Beam's issue 27648, mended in a later release): four times a second, that is 380 kB of checkpoint a minute. So on Flink
its own source of ticks takes the place of asking again.
"""

from collections.abc import Iterator
from typing import Any

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.io.flink.flink_streaming_impulse_source import FlinkStreamingImpulseSource
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec
from apache_beam.utils.timestamp import Duration

from newsbeam.pipeline.runners.stream.orders import Queue

_LAST = 2**50
_LOOK_S = 0.25


def orders_of(pipeline: Any, queue: Queue, *, by_ticks: bool) -> Any:
    """(number, part) of each order of a queue, as orders come."""
    if by_ticks:
        ticks = FlinkStreamingImpulseSource().set_interval_ms(int(1000 * _LOOK_S))
        one = pipeline | "Ticks" >> ticks | "OneKey" >> beam.Map(lambda _: ("queue", 0)).with_output_types(tuple[str, int])
        return one | "TakeOrders" >> beam.ParDo(TakeOrdersByTicks(queue))
    return pipeline | "Begin" >> beam.Create(["queue"], reshuffle=False) | "TakeOrders" >> beam.ParDo(TakeOrders(queue))


class _AllOrders(RestrictionProvider):
    def initial_restriction(self, element: str) -> OffsetRange:
        return OffsetRange(0, _LAST)

    def create_tracker(self, restriction: OffsetRange) -> OffsetRestrictionTracker:
        return OffsetRestrictionTracker(restriction)

    def restriction_size(self, element: str, restriction: OffsetRange) -> int:
        return 1

    def split(self, element: str, restriction: OffsetRange) -> Iterator[OffsetRange]:
        yield restriction  # orders are handed out in one place; the work is dealt out behind it

    def truncate(self, element: str, restriction: OffsetRange) -> None:
        return None


class TakeOrders(beam.DoFn):
    """One element -> (number, part) of each order, as orders come, until the queue says that it has ended."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue

    @beam.DoFn.unbounded_per_element()
    def process(self, _: str, tracker: Any = beam.DoFn.RestrictionParam(_AllOrders())) -> Iterator[tuple[int, int]]:
        """Gives what is there, and asks to be called again."""
        queue = self.queue
        number = queue.first_open(tracker.current_restriction().start)
        while (order := queue.take(number)) is not None:
            if not tracker.try_claim(number):
                return
            for part in range(order.parts):
                yield (number, part)
            number = queue.first_open(number + 1)
        if queue.has_ended():
            tracker.try_claim(_LAST - 1)
            return
        tracker.defer_remainder(Duration(seconds=_LOOK_S))


class TakeOrdersByTicks(beam.DoFn):
    """Ticks, all of one key -> (number, part) of the orders that have come since the tick before."""

    NEXT = ReadModifyWriteStateSpec("next", VarIntCoder())

    def __init__(self, queue: Queue) -> None:
        self.queue = queue

    def process(self, tick: tuple[str, int], state: Any = beam.DoFn.StateParam(NEXT)) -> Iterator[tuple[int, int]]:
        """Gives what is there; where it stands is in the state, and written only when it moves."""
        before = state.read() or 0
        number = self.queue.first_open(before)
        while (order := self.queue.take(number)) is not None:
            for part in range(order.parts):
                yield (number, part)
            number = self.queue.first_open(number + 1)
        if number != before:
            state.write(number)
