"""The job: `python -m newsbeam.pipeline.runners.stream.job`, the process that holds a Beam pipeline without end.

    queue -> TakeOrders -> (order, part) -> DoPart -> (order, part) -> GatherOrder -> outcome

`TakeOrders` is an unbounded splittable DoFn (`take.py`); `GatherOrder` keeps an order's parts in state until all are there. Nothing waits
for a watermark: a part that an engine does twice counts once, and an order that is published is passed over. What a part gives lies
in a file of the order's staging folder: numbers travel and are kept in state, so checkpoints hold next to nothing.
"""

import argparse
import json
import os
import pickle
import shutil
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import apache_beam as beam
from apache_beam.coders import VarIntCoder
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.userstate import BagStateSpec

from newsbeam.pipeline.dataset.passing_files import Files
from newsbeam.pipeline.process.parent import end_with_parent
from newsbeam.pipeline.runners.faults import disk_fault
from newsbeam.pipeline.runners.inline import Worked, worked
from newsbeam.pipeline.runners.named import FLINK
from newsbeam.pipeline.runners.stream.ahead import settled, write_failed, write_gathered
from newsbeam.pipeline.runners.stream.orders import Order, Queue
from newsbeam.pipeline.runners.stream.take import orders_of
from newsbeam.pipeline.runners.task_file import TASK_FILE
from newsbeam.pipeline.runners.topology import Topology

_TRIES = 3
"""So often a part may be begun: a worker that dies of a document would otherwise die of it for ever."""


class DoPart(beam.DoFn):
    """(number, part) -> the same, once what it gave is written: the stages over a part's tasks. Never raises for a document."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue

    def setup(self) -> None:
        """Stages are kept while an order lasts: what they load in their set-up is loaded once for all its parts."""
        end_with_parent()
        self._own = f"{os.getpid()}-{uuid4().hex}"
        self._at: _Hands | None = None

    def process(self, element: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """One part, the whole way to its staged fragments."""
        number, part = element
        if self._at is None or self._at.order.number != number:
            order = self.queue.take(number)
            if order is None:
                if self.queue.is_closed(number):
                    return
                raise FileNotFoundError(f"{self.queue.folder}: order {number} is not there; do the workers see this folder?")
            self._at = None
        else:
            order = self._at.order
        files = self.queue.passing(order)
        try:
            _count_try(files, part)
            if self._at is None:
                self._at = self._hands(order, files)
            done: Worked | dict[str, Any] = worked(order.tasks(part, self._at.tasks), self._at.topology)
            self._at.topology.storage.keep(Path(self._at.topology.staging))
        except Exception as error:  # noqa: BLE001 (the driver decides: it tries again, then halves the batch)
            done = {"error": traceback.format_exc(), "disk": disk_fault(error)}
        if self.queue.is_closed(number):
            return  # published meanwhile by another worker, and its staging is gone
        try:
            files.write(_part_file(number, part), pickle.dumps(done, pickle.HIGHEST_PROTOCOL))
        except FileNotFoundError:
            return  # just now
        yield number, part

    def _hands(self, order: Order, files: Files) -> "_Hands":
        """The stages of an order; where this worker shares no folder with the driver, over one of its own."""
        storage, staging = self.queue.storage, Path(order.staging)
        if storage.is_local:
            return _Hands(order, order.topology(), staging / TASK_FILE)
        storage = copy(storage)  # what it has brought for another order may be another now
        staging = staging.parent / self._own / staging.name
        storage.prepare(staging)
        tasks = self.queue.storage.passing(Path(order.staging)).read(TASK_FILE)
        if tasks is None:
            raise FileNotFoundError(f"{order.staging}: order {order.number} has no tasks there")
        (staging / f".{TASK_FILE}").write_bytes(tasks)
        return _Hands(order, order.topology(storage, staging), staging / f".{TASK_FILE}")

    def teardown(self) -> None:
        """A folder of its own goes."""
        if self._at is not None and not self.queue.storage.is_local:
            shutil.rmtree(Path(self._at.topology.staging).parent, ignore_errors=True)


class _Hands(NamedTuple):
    """What a worker has in its hands."""

    order: Order
    topology: Topology
    tasks: Path


def _read_part(files: Files, number: int, part: int) -> Any:
    content = files.read(_part_file(number, part))
    if content is None:
        raise FileNotFoundError(f"{_part_file(number, part)}: is gone")
    return pickle.loads(content)  # noqa: S301  our own workers' bytes


def _part_file(number: int, part: int) -> str:
    return f"part-{number}-{part}.bin"


class _Died(RuntimeError):  # noqa: N818 (it says what happened)
    """A part was begun again and again, and never came to an end."""


def _count_try(files: Files, part: int) -> None:
    begun = sum(one.startswith(f"tries/{part}-") for one in files.names("tries"))
    if begun >= _TRIES:
        raise _Died(f"the worker ended {begun} times in this part of the batch")
    files.write(f"tries/{part}-{os.getpid()}-{time.monotonic_ns()}", b"")


class GatherOrder(beam.DoFn):
    """(number, part) of each part that is done -> the number, once all are and the order's ledger is written."""

    PARTS = BagStateSpec("parts", VarIntCoder())

    def __init__(self, queue: Queue) -> None:
        self.queue = queue

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
        files = self.queue.passing(order)
        try:
            _settle(order, files, [_read_part(files, number, one) for one in sorted(done)])
        except FileNotFoundError:
            return  # given up just now, and its staging is gone
        yield number


def _settle(order: Order, files: Files, results: Sequence[Any]) -> None:
    failed = [one for one in results if isinstance(one, dict)]
    if failed:
        write_failed(files, order.number, failed[0])
        return
    write_gathered(files, order.number, settled(order, results))


def stream_of(pipeline: Any, queue: Queue, *, by_ticks: bool = False) -> Any:
    """The pipeline's steps; gives the numbers of the orders that are gathered."""
    return (
        orders_of(pipeline, queue, by_ticks=by_ticks)
        | "DealOut" >> beam.Reshuffle()
        | "DoPart" >> beam.ParDo(DoPart(queue)).with_output_types(tuple[int, int])
        | "GatherOrder" >> beam.ParDo(GatherOrder(queue))
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Hold the job until it drains. The queue comes by standard input; when the driver's end of that closes, it has ended, and so does the job."""
    parser = argparse.ArgumentParser(prog="newsbeam-stream-job")
    parser.add_argument("--runner", required=True)
    parser.add_argument("--beam-args", required=True, type=json.loads)
    given = parser.parse_args(argv)
    pipeline = beam.Pipeline(runner=given.runner, options=PipelineOptions(given.beam_args))
    queue = pickle.load(sys.stdin.buffer)  # noqa: S301 (our own driver's)
    stream_of(pipeline, queue, by_ticks=given.runner == FLINK)
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
