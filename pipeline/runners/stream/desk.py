"""The driver's side of a stream: orders out, ledgers in, and whether an order that was done ahead still holds.

Orders may be in flight together. Each is judged against what was published when it was written; the driver commits them in
their order, and one that speaks of a story which an order before it has published meanwhile, or of a feed whose cursor has moved, is
done again. So what comes out is what a sequence gives. Copies are found at the commit, when all that came before is published.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Self

from newsbeam.connectors.disk.durable import make_folder
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.named import FLINK, Engine
from newsbeam.pipeline.runners.outage import EngineLost, StageFailed
from newsbeam.pipeline.runners.stream.orders import FAILED, GATHERED, Order, Queue
from newsbeam.pipeline.runners.task_file import TASK_FILE, write_tasks
from newsbeam.pipeline.stages.ledger import Ledger, read_ledger, read_records
from newsbeam.pipeline.stages.ledger_writer import LEDGER_FILE, write_records
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.errors import OutputError

PARTS = 4
"""An order is dealt out in so many parts at most."""
PATIENCE_S = 900.0
"""An order that gives nothing for so long is given up with its engine: a cold Flink needs a quarter of a minute, a large batch minutes."""
_LOOK_S = 0.05
_DRAIN_S = 30.0
_RESTARTS = 3
_FLINK = {"checkpointing_interval": 10_000, "number_of_execution_retries": 1_000, "execution_retry_delay": 2_000}
"""Milliseconds. A TaskManager that is replaced takes half a minute: a few tries would be over by then."""


@dataclass(slots=True)
class _Ahead:
    order: Order
    tasks: Sequence[DocumentTask]
    published: set[str] = field(default_factory=set)
    """Stories that orders before it published after it was written."""


class StreamDesk:
    """A context manager: the job runs inside, in a process of its own; at the end it is told to drain.

    `run` is `run_stages` by another way. Raises StageFailed, OutputError, EngineLost.
    """

    def __init__(self, out: Output, engine: Engine, *, patience_s: float = PATIENCE_S, parts: int = PARTS) -> None:
        self._engine = engine
        self._patience_s = patience_s
        self._parts = parts
        self._queue = Queue(out.orders / f"{datetime.now().astimezone():%Y%m%dT%H%M%S}-{os.getpid()}")
        self._job: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._restarts = 0
        self._ahead: dict[str, _Ahead] = {}

    def __enter__(self) -> Self:
        make_folder(self._queue.folder)
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        """Drain: what is in flight is nobody's any more (the landing has it), so the job has nothing left and ends."""
        for one in self._ahead.values():
            self._queue.close(one.order.number)
        self._queue.end()
        job = self._job
        if job is not None:
            with suppress(subprocess.TimeoutExpired):
                job.wait(1 if self._engine.runner == FLINK else _DRAIN_S)
            self._hang_up(job)
        shutil.rmtree(self._queue.folder, ignore_errors=True)

    def announce(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> None:
        """Hand a batch out before its turn."""
        self._ahead[batch_id] = _Ahead(self._hand_out(out, batch_id, tasks, as_of), tasks)

    def published(self, ledger: Ledger) -> None:
        """A batch has been published: orders in flight that speak of its stories no longer hold."""
        stories = _stories(ledger)
        for one in self._ahead.values():
            one.published |= stories

    def run(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> Ledger:
        """The batch's ledger, from the order that was handed out ahead where it still holds."""
        ahead = self._ahead.pop(batch_id, None)
        if ahead is not None:
            if _same_cursors(ahead.tasks, tasks):
                ledger = self._collect(out, ahead.order)
                if not ahead.published & _stories(ledger):
                    return ledger
            self._queue.close(ahead.order.number)
        return self._collect(out, self._hand_out(out, batch_id, tasks, as_of))

    def _hand_out(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> Order:
        staging = out.batch(batch_id)
        shutil.rmtree(staging, ignore_errors=True)
        make_folder(staging)
        order = Order(
            number=self._number,
            as_of=as_of.isoformat(),
            landing=str(out.landing),
            stories=str(out.stories),
            sketches=str(out.sketches),
            staging=str(staging),
            parts=min(self._parts, len(tasks)),
            spans=tuple(write_tasks(staging / TASK_FILE, tasks)),
        )
        self._number += 1
        self._queue.put(order)
        return order

    def _collect(self, out: Output, order: Order) -> Ledger:
        staging = Path(order.staging)
        self._wait(lambda: (staging / GATHERED).exists() or (staging / FAILED).exists(), order)
        self._queue.close(order.number)
        if (staging / FAILED).exists():
            told = json.loads((staging / FAILED).read_bytes())
            if told["disk"]:
                raise OutputError(f"{out.root}: the disk refused a batch: {told['disk']}")
            raise StageFailed(told["error"])
        records = read_records(staging / GATHERED)
        sketched = json.loads((staging / "sketched.json").read_bytes())
        if sketched:
            records += order.topology().compare(sketched)
        write_records(order.staging, records)
        for passing in (GATHERED, "sketched.json", TASK_FILE, *sketched):
            (staging / passing).unlink(missing_ok=True)
        shutil.rmtree(staging / "tries", ignore_errors=True)
        return read_ledger(staging / LEDGER_FILE)

    def _wait(self, ready: Callable[[], bool], order: Order) -> None:
        end = time.monotonic() + self._patience_s
        while not ready():
            if self._job is None or self._job.poll() is not None:
                self._start_again(f"the job ended with exit {self._job.returncode if self._job else None}")
            if time.monotonic() > end:
                raise EngineLost(
                    f"{order.staging}: nothing came of it in {self._patience_s:.0f} s; the job's words are in {self._log}"
                )
            time.sleep(_LOOK_S)

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
        command = [sys.executable, "-m", "newsbeam.pipeline.runners.stream.job", "--queue", str(self._queue.folder)]
        command += ["--runner", self._engine.runner, "--beam-args", json.dumps(stream_args(self._engine))]
        with self._log.open("ab") as log:
            log.write(f"$ {shlex.join(command)}\n".encode())
            self._job = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)  # noqa: S603 (no shell)

    def _hang_up(self, job: subprocess.Popen[bytes]) -> None:
        """Close the pipe, by which the job knows that it is to cancel; and make sure."""
        if job.stdin is not None:
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


def _stories(ledger: Ledger) -> set[str]:
    return {one.story_id for one in ledger.live} | {one.story_id for one in ledger.held} | {one.story_id for one in ledger.killed}


def _same_cursors(ahead: Iterable[DocumentTask], now: Iterable[DocumentTask]) -> bool:
    """Whether the cursors knew of these tasks' feeds, when the order was written, what they know now."""
    return [(one.ref, one.id_basis, dict(one.live)) for one in ahead] == [(one.ref, one.id_basis, dict(one.live)) for one in now]


def _last_words(log: Path) -> str:
    try:
        lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    except OSError:
        return "(none)"
    return lines[-1][:300] if lines else "(none)"
