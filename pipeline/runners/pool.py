"""`--runner processes`: worker processes on this machine that outlive their batch, and share the tables that they read.

One process reads the tables once and then does nothing but copy itself (Python's fork server): workers find the tables in pages that
they share. They do the parts of the next batches while the driver finds copies, commits and publishes; no engine is between.
"""

import multiprocessing
import os
import threading
import traceback
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.util import Finalize
from typing import Any

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.process.memory import be_frugal, tidy_up
from newsbeam.pipeline.process.parent import VARIABLE, end_with_parent
from newsbeam.pipeline.runners.faults import disk_fault
from newsbeam.pipeline.runners.inline import Worked, worked
from newsbeam.pipeline.runners.outage import EngineLost, StageFailed
from newsbeam.pipeline.runners.stream.ahead import Gathered, OrderDesk, settled
from newsbeam.pipeline.runners.stream.orders import Order
from newsbeam.pipeline.runners.topology import Topology
from newsbeam.schemas.errors import OutputError

PARTS_A_WORKER = 3
"""An order is dealt out in so many parts for each worker: the last ones then end together."""
_TABLES = "newsbeam.pipeline.runners.pool_tables"
_pools: dict[int, ProcessPoolExecutor] = {}
"""By their size; they end with this process."""
_beginning = threading.Lock()
_begun: dict[int, Future[int]] = {}
"""By size: the first thing that a pool was asked, and answers once a worker lives."""
_at: list[tuple[Order, Topology]] = []
"""In a worker: the order that it had last, and its stages."""


class PoolDesk(OrderDesk):
    """The driver's side of the pool of this process."""

    def __init__(self, workers: int) -> None:
        super().__init__(parts=workers * PARTS_A_WORKER)
        self._workers = workers
        self._parts_of: dict[int, list[Future[Any]]] = {}

    def _put(self, order: Order) -> None:
        try:
            self._parts_of[order.number] = self._submit(order)
        except BrokenProcessPool:
            _pools.pop(self._workers, None)
            self._parts_of[order.number] = self._submit(order)

    def _submit(self, order: Order) -> list[Future[Any]]:
        pool = _pool_of(self._workers)
        return [pool.submit(_do_part, order, part) for part in range(order.parts)]

    def _gathered(self, out: Output, order: Order) -> Gathered:
        parts = self._parts_of.pop(order.number)
        try:
            results = [part.result() for part in parts]
        except BrokenProcessPool as error:
            _pools.pop(self._workers, None)
            begun = _begun[self._workers]
            if begun.done() and begun.exception() is not None:
                raise EngineLost(
                    "no worker process starts; a script that calls newsbeam does it under `if __name__ == '__main__':`"
                ) from error
            raise StageFailed("a worker process ended in the middle of the batch") from error
        for one in results:
            if isinstance(one, dict):
                if one["disk"]:
                    raise OutputError(f"{out.root}: the disk refused a batch: {one['disk']}")
                raise StageFailed(one["error"])
        return settled(order, results)

    def _close(self, order: Order) -> None:
        parts = self._parts_of.pop(order.number, [])
        for part in parts:
            part.cancel()
        for part in parts:  # its staging folder is about to be another order's
            with suppress(Exception):
                part.result()


def begin_early(workers: int) -> None:
    """Have the workers read the tables while something else is done: the first of them is there a second later."""
    if workers not in _pools:
        threading.Thread(target=_pool_of, args=(workers,), name="begin-pool", daemon=True).start()


def _pool_of(workers: int) -> ProcessPoolExecutor:
    with _beginning:
        if workers not in _pools:
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload([_TABLES])
            pool = ProcessPoolExecutor(workers, context, _begin, (os.getpid(),))
            # A child of `watch` joins its own children before it ends its pools, so these end before, while their queues stand.
            if not _pools:
                Finalize(None, _end, exitpriority=100)
            _begun[workers] = pool.submit(os.getpid)
            _pools[workers] = pool
        return _pools[workers]


def _end() -> None:
    while _pools:
        _pools.popitem()[1].shutdown()


def _begin(driver: int) -> None:
    """In a worker: signals are the driver's business."""
    import signal

    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    be_frugal()
    os.environ[VARIABLE] = str(driver)
    end_with_parent()


def _do_part(order: Order, part: int) -> Worked | dict[str, Any]:
    """In a worker: the stages over one part. Never raises for a document: the driver decides."""
    try:
        if not _at or _at[0][0] != order:
            _at[:] = [(order, order.topology())]
        return worked(order.tasks(part), _at[0][1])
    except Exception as error:  # noqa: BLE001 (as the stream's job has it)
        return {"error": traceback.format_exc(), "disk": disk_fault(error)}
    finally:
        tidy_up()
