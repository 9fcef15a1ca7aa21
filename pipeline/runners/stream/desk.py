"""The driver's side of a stream: orders out, ledgers in, and the process that holds the job."""

import json
import os
import pickle
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from newsbeam.connectors.disk.durable import make_folder
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.passing_files import Files
from newsbeam.pipeline.runners.named import FLINK, Engine
from newsbeam.pipeline.runners.outage import EngineLost, StageFailed
from newsbeam.pipeline.runners.stream.ahead import Gathered, OrderDesk, read_gathered
from newsbeam.pipeline.runners.stream.orders import PASSING, Order, Queue
from newsbeam.schemas.errors import OutputError

PARTS = 4
"""An order is dealt out in so many parts at most."""
PATIENCE_S = 900.0
"""An order that gives nothing for so long is given up with its engine: a cold Flink needs a quarter of a minute, a large batch minutes."""
_DRAIN_S = 30.0
_RESTARTS = 3
_FLINK = {
    "checkpointing_interval": "10000",
    "number_of_execution_retries": "1000",
    "execution_retry_delay": "2000",
    "finish_bundle_before_checkpointing": "true",
    "max_bundle_time_mills": "200",
}
"""Milliseconds. A TaskManager that is replaced takes half a minute: a few tries would be over by then. What a bundle gives while a
checkpoint is taken, Beam's operators keep back until their next element comes (unless the bundle is finished before): of one that is
the last for now, as the first order's way to its reader is, that was for ever.
"""


class StreamDesk(OrderDesk):
    """A context manager: the job runs inside, in a process of its own; at the end it is told to drain."""

    def __init__(self, out: Output, engine: Engine, *, patience_s: float = PATIENCE_S, parts: int = PARTS) -> None:
        super().__init__(parts=parts, first=time.time_ns() // 1_000_000)
        self._engine = engine
        self._patience_s = patience_s
        self._out = out
        self._queue = Queue(out.orders / f"{datetime.now().astimezone():%Y%m%dT%H%M%S}-{os.getpid()}", out.storage)
        self._job: subprocess.Popen[bytes] | None = None
        self._restarts = 0

    def __enter__(self) -> Self:
        make_folder(self._queue.folder)
        if not self._out.storage.is_local:  # its lease says that there is no other writer: what lies there is of one that died
            Queue(self._out.orders, self._out.storage).clear()
        self._queue.begin(self._number)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """Drain: nothing is in flight any more, so the job has nothing left and ends."""
        with suppress(OutputError):  # a store that is gone: the job ends with us
            self.give_up()
            self._queue.end()
        job = self._job
        if job is not None:
            with suppress(subprocess.TimeoutExpired):
                job.wait(1 if self._engine.runner == FLINK else _DRAIN_S)
            self._hang_up(job)
        with suppress(OutputError):
            self._queue.clear()
        shutil.rmtree(self._queue.folder, ignore_errors=True)

    def _seen(self, out: Output) -> Output:
        root, _ = out.storage.for_workers(out.root)
        return out if root == out.root else Output(root)

    def _put(self, order: Order) -> None:
        self._out.storage.hand_out(self._out.landing, self._staging(order))
        self._queue.put(order)

    def _staging(self, order: Order) -> Path:
        return self._out.batch(Path(order.staging).name)

    def _close(self, order: Order) -> None:
        self._queue.close(order.number)

    def _gathered(self, out: Output, order: Order) -> Gathered:
        staging = self._staging(order)
        gathered = self._wait(out.storage.passing(staging / PASSING), order)
        self._close(order)
        self._restarts = 0
        if not isinstance(gathered, Gathered):
            if gathered["disk"]:
                raise OutputError(f"{out.root}: the disk refused a batch: {gathered['disk']}")
            raise StageFailed(gathered["error"])
        out.storage.collect(staging)
        return gathered

    def _wait(self, files: Files, order: Order) -> Gathered | Mapping[str, Any]:
        end = time.monotonic() + self._patience_s
        while (found := read_gathered(files, order.number)) is None:
            if self._job is None or self._job.poll() is not None:
                self._start_again(f"the job ended with exit {self._job.returncode if self._job else None}")
            if time.monotonic() > end:
                raise EngineLost(
                    f"{order.staging}: nothing came of it in {self._patience_s:.0f} s; the job's words are in {self._log}"
                )
            time.sleep(files.look_s)
        return found

    def _start_again(self, why: str) -> None:
        """A job that ended by itself is started anew: it finds the orders where they lie. Not for ever."""
        self._restarts += 1
        if self._restarts > _RESTARTS:
            raise EngineLost(f"{why}, {self._restarts} times; its words are in {self._log}: {_last_words(self._log)}")
        if self._job is not None:
            self._hang_up(self._job)
        time.sleep(self._restarts)
        self._start()

    def _start(self) -> None:
        root, storage = self._out.storage.for_workers(self._out.root)
        queue = Queue(root / self._queue.folder.relative_to(self._out.root), storage)
        command = [sys.executable, "-m", "newsbeam.pipeline.runners.stream.job"]
        command += ["--runner", self._engine.runner, "--beam-args", json.dumps(stream_args(self._engine))]
        temporary = self._queue.folder / "temporary"  # goes with the queue: Beam leaves folders of its own behind
        temporary.mkdir(exist_ok=True)
        env = {**os.environ, "TMPDIR": str(temporary)}
        with self._log.open("ab") as log:
            log.write(f"$ {shlex.join(command)}\n".encode())
            self._job = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, env=env)  # noqa: S603 (no shell)
        if self._job.stdin is not None:
            with suppress(BrokenPipeError):  # it ended at once: `_wait` finds it so
                self._job.stdin.write(pickle.dumps(queue))
                self._job.stdin.flush()

    def _hang_up(self, job: subprocess.Popen[bytes]) -> None:
        """Close the pipe, by which the job knows that it is to cancel; and make sure."""
        if job.stdin is not None:
            with suppress(BrokenPipeError):
                job.stdin.close()
        try:
            job.wait(10)
        except subprocess.TimeoutExpired:
            job.kill()
            job.wait()

    @property
    def _log(self) -> Path:
        return self._queue.folder / "job.log"


def stream_args(engine: Engine) -> list[str]:
    """Beam's options for a job without end; of Flink's, those that the operator did not set."""
    given = list(engine.beam_args)
    if engine.runner == FLINK:
        given += [f"--{name}={value}" for name, value in _FLINK.items() if not any(one.startswith(f"--{name}=") for one in given)]
    return ["--streaming", *given]


def _last_words(log: Path) -> str:
    try:
        lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    except OSError:
        return "(none)"
    return lines[-1][:300] if lines else "(none)"
