"""The job: `python -m newsbeam.pipeline.runners.stream.job`, the process that holds a Beam pipeline without end.

    queue folder -> TakeOrders -> (order, part) -> DoPart -> (order, part) -> GatherOrder -> gathered.bin

`TakeOrders` is an unbounded splittable DoFn (`take.py`); `GatherOrder` keeps an order's parts in state until all are there. Nothing waits
for a watermark: a part that an engine does twice counts once, and an order that is published is passed over. What a part gives lies
in a file of the order's staging folder: numbers travel and are kept in state, so checkpoints hold next to nothing.
"""

import argparse
import json
import os
import pickle
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.userstate import BagStateSpec

from newsbeam.pipeline.process.parent import end_with_parent
from newsbeam.pipeline.runners.faults import disk_fault
from newsbeam.pipeline.runners.inline import Worked, worked
from newsbeam.pipeline.runners.named import FLINK
from newsbeam.pipeline.runners.stream.ahead import settled, write_gathered
from newsbeam.pipeline.runners.stream.orders import FAILED, Order, Queue, write_json
from newsbeam.pipeline.runners.stream.take import orders_of
from newsbeam.pipeline.runners.topology import Topology

_TRIES = 3
"""So often a part may be begun: a worker that dies of a document would otherwise die of it for ever."""


class DoPart(beam.DoFn):
    """(number, part) -> the same, once what it gave is written: the stages over a part's tasks. Never raises for a document."""

    def __init__(self, folder: str) -> None:
        self.queue = Queue(folder)

    def setup(self) -> None:
        """Stages are kept while an order lasts: what they load in their set-up is loaded once for all its parts."""
        end_with_parent()
        self._at: tuple[int, Order, Topology] | None = None

    def process(self, element: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """One part, the whole way to its staged fragments."""
        number, part = element
        try:
            order, topology = self._order(number)
        except FileNotFoundError:
            if self.queue.is_closed(number):
                return
            raise
        try:
            _count_try(order, part)
            done: Worked | dict[str, Any] = worked(order.tasks(part), topology)
        except Exception as error:  # noqa: BLE001 (the driver decides: it tries again, then halves the batch)
            if self.queue.is_closed(number):
                return  # published meanwhile by another worker, and its staging is gone
            done = {"error": traceback.format_exc(), "disk": disk_fault(error)}
        if _write_part(order, part, done):
            yield number, part

    def _order(self, number: int) -> tuple[Order, Topology]:
        if self._at is None or self._at[0] != number:
            order = self.queue.take(number)
            if order is None:
                raise FileNotFoundError(f"{self.queue.folder}: order {number} is not there; do the workers see this folder?")
            self._at = (number, order, order.topology())
        return self._at[1:]


def _write_part(order: Order, part: int, done: Worked | dict[str, Any]) -> bool:
    """Write what a part gave, aside and then under its name; whether its order is still there. Done twice, the last one counts, whole."""
    path = _part_file(order, part)
    aside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        aside.write_bytes(pickle.dumps(done, pickle.HIGHEST_PROTOCOL))
        aside.replace(path)
    except FileNotFoundError:
        return False  # published meanwhile by another worker's doing
    return True


def _part_file(order: Order, part: int) -> Path:
    return Path(order.staging) / f"part-{part}.bin"


class _Died(RuntimeError):  # noqa: N818 (it says what happened)
    """A part was begun again and again, and never came to an end."""


def _count_try(order: Order, part: int) -> None:
    marks = Path(order.staging) / "tries"
    marks.mkdir(exist_ok=True)
    begun = len(list(marks.glob(f"{part}-*")))
    if begun >= _TRIES:
        raise _Died(f"the worker ended {begun} times in this part of the batch")
    (marks / f"{part}-{os.getpid()}-{time.monotonic_ns()}").touch()


class GatherOrder(beam.DoFn):
    """(number, part) of each part that is done -> the number, once all are and the order's ledger is written."""

    PARTS = BagStateSpec("parts", VarIntCoder())

    def __init__(self, folder: str) -> None:
        self.queue = Queue(folder)

    def process(self, element: tuple[int, int], parts: Any = beam.DoFn.StateParam(PARTS)) -> Iterator[int]:
        """Keyed by order: its parts meet here, whichever worker did them and however often."""
        number, part = element
        order = self.queue.take(number)
        if order is None or self.queue.is_closed(number):
            parts.clear()
            return
        done = {part, *parts.read()}
        if len(done) < order.parts:
            parts.add(part)
            return
        parts.clear()
        if Path(order.staging).is_dir():
            _settle(order, [pickle.loads(_part_file(order, one).read_bytes()) for one in sorted(done)])  # noqa: S301  our own workers' bytes
            yield number


def _settle(order: Order, results: Sequence[Any]) -> None:
    failed = [one for one in results if isinstance(one, dict)]
    if failed:
        write_json(Path(order.staging) / FAILED, failed[0])
        return
    write_gathered(order, settled(order, results))


def stream_of(pipeline: Any, folder: str, *, by_ticks: bool = False) -> Any:
    """The pipeline's steps; gives the numbers of the orders that are gathered."""
    return (
        orders_of(pipeline, folder, by_ticks=by_ticks)
        | "DealOut" >> beam.Reshuffle()
        | "DoPart" >> beam.ParDo(DoPart(folder)).with_output_types(tuple[int, int])
        | "GatherOrder" >> beam.ParDo(GatherOrder(folder))
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Hold the job until it drains. Ends when the driver does: its end of the pipe on standard input closes."""
    parser = argparse.ArgumentParser(prog="newsbeam-stream-job")
    parser.add_argument("--queue", required=True)
    parser.add_argument("--runner", required=True)
    parser.add_argument("--beam-args", required=True, type=json.loads)
    given = parser.parse_args(argv)
    pipeline = beam.Pipeline(runner=given.runner, options=PipelineOptions(given.beam_args))
    stream_of(pipeline, given.queue, by_ticks=given.runner == FLINK)
    result = pipeline.run()

    def follow_driver() -> None:
        sys.stdin.buffer.read()
        result.cancel()
        os._exit(0)

    threading.Thread(target=follow_driver, daemon=True).start()
    result.wait_until_finish()
    return 0


if __name__ == "__main__":
    sys.exit(main())
