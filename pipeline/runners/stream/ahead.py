"""Orders in flight: what is common to all that do a batch's parts elsewhere, while the driver commits the batches before it.

An order is judged against what was published when it was written; the driver commits orders in their sequence, and one that asked
history of a story which an order before it has published meanwhile, or speaks of a feed whose cursor has moved, is done again. So what
comes out is what a sequence gives. Copies are found at the commit, when all that came before is published.
"""

import json
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol, Self

from newsbeam.connectors.disk.durable import make_folder
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.passing_files import Files
from newsbeam.pipeline.runners.inline import Worked
from newsbeam.pipeline.runners.stream.orders import PASSING, Order, as_json
from newsbeam.pipeline.runners.task_file import TASK_FILE, write_tasks
from newsbeam.pipeline.stages.cluster_stories import Copies
from newsbeam.pipeline.stages.gathering import Gathering, ledger_of
from newsbeam.pipeline.stages.ledger import Ledger
from newsbeam.pipeline.stages.ledger_files import packed, unpacked
from newsbeam.schemas.document import DocumentTask


class Gathered(NamedTuple):
    """What came of an order's parts, together."""

    ledger: Ledger
    """But for its clusters."""
    sketched: Sequence[str]
    """Files with sketches."""
    asked: Collection[str]
    """Stories that history was asked for."""


class BatchRunner(Protocol):
    """Does batches elsewhere, and may be told of the next ones before their turn."""

    def announce(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> None:
        """Hand a batch out before its turn."""

    def published(self, ledger: Ledger) -> None:
        """A batch has been published."""

    def run(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> Ledger:
        """The batch's ledger."""


@dataclass(slots=True)
class _Ahead:
    order: Order
    tasks: Sequence[DocumentTask]
    published: set[str] = field(default_factory=set)
    """Stories that orders before it published after it was written."""


class OrderDesk:
    """The driver's side. `run` is `run_stages` by another way. Raises StageFailed, OutputError, EngineLost."""

    def __init__(self, *, parts: int, first: int = 0) -> None:
        self._parts = parts
        self._number = first
        self._ahead: dict[str, _Ahead] = {}
        self._feeds: dict[str, frozenset[str]] = {}
        """Of the batches that are announced and not published."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up()

    def give_up(self) -> None:
        """What is in flight is nobody's any more: the landing has it."""
        for one in self._ahead.values():
            self._close(one.order)
        self._ahead.clear()
        self._feeds.clear()

    def announce(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> None:
        """Hand a batch out before its turn. Not one that has a feed of another before it: that moves the cursor, and it would be done twice."""
        before, self._feeds[batch_id] = list(self._feeds.values()), frozenset(task.feed.id for task in tasks)
        if any(feeds & self._feeds[batch_id] for feeds in before):
            return
        self._ahead[batch_id] = _Ahead(self._hand_out(out, batch_id, tasks, as_of), tasks)

    def published(self, ledger: Ledger) -> None:
        """A batch has been published: orders in flight that asked for its stories no longer hold."""
        stories = _stories(ledger)
        for one in self._ahead.values():
            one.published |= stories

    def run(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> Ledger:
        """The batch's ledger, from the order that was handed out ahead where it still holds."""
        self._feeds.pop(batch_id, None)
        ahead = self._ahead.pop(batch_id, None)
        if ahead is not None:
            if _same_cursors(ahead.tasks, tasks):
                gathered = self._gathered(out, ahead.order)
                if not ahead.published.intersection(gathered.asked):
                    ledger = _ledger_of(out, ahead.order, gathered)
                    if not ahead.published & _stories(ledger):
                        return ledger
            self._close(ahead.order)
        order = self._hand_out(out, batch_id, tasks, as_of)
        return _ledger_of(out, order, self._gathered(out, order))

    def _hand_out(self, out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime) -> Order:
        staging = out.batch(batch_id)
        shutil.rmtree(staging, ignore_errors=True)
        make_folder(staging / PASSING)
        there = self._seen(out)
        order = Order(
            number=self._number,
            as_of=as_of.isoformat(),
            landing=str(there.landing),
            stories=str(there.stories),
            sketches=str(there.sketches),
            staging=str(there.batch(batch_id)),
            parts=min(self._parts, len(tasks)),
            spans=tuple(write_tasks(staging / TASK_FILE, tasks)),
        )
        self._number += 1
        self._put(order)
        return order

    def _seen(self, out: Output) -> Output:
        """The output as its workers see it: here, and all of it."""
        out.storage.want("stories/")
        return out

    def _put(self, order: Order) -> None:
        """Let the workers have it."""
        raise NotImplementedError

    def _gathered(self, out: Output, order: Order) -> Gathered:
        """Wait for all of its parts. Raises StageFailed, OutputError, EngineLost."""
        raise NotImplementedError

    def _close(self, order: Order) -> None:
        """It is published, or given up."""
        raise NotImplementedError


def settled(order: Order, results: Iterable[Worked]) -> Gathered:
    """An order's parts, settled together."""
    ledger = Gathering()
    keys: dict[str, list[Any]] = {}
    sketched: list[str] = []
    asked: set[str] = set()
    for one in results:
        for record in one.records:
            ledger.add(record)
        for story_id, records in one.keys.items():
            keys.setdefault(story_id, []).extend(records)
        sketched += one.sketched
        asked |= one.asked
    settle = order.topology().settle
    for records in keys.values():
        for record in settle(records):
            ledger.add(record)
    return Gathered(ledger.ledger(), sketched, asked)


def write_gathered(files: Files, number: int, gathered: Gathered) -> None:
    """Leave what an order gave. That it is there, the last file says."""
    files.write(f"ledger-{number}.bin", packed(gathered.ledger))
    files.write(_outcome(number), as_json({"sketched": list(gathered.sketched), "asked": sorted(gathered.asked)}))


def write_failed(files: Files, number: int, failure: Mapping[str, Any]) -> None:
    """Leave why an order gave nothing: `error`, and what the disk refused (`disk`)."""
    files.write(_outcome(number), as_json(failure))


def read_gathered(files: Files, number: int) -> Gathered | Mapping[str, Any] | None:
    """The inverse of both; None: it is not there yet."""
    outcome = files.read(_outcome(number))
    if outcome is None:
        return None
    found: dict[str, Any] = json.loads(outcome)
    if "error" in found:
        return found
    ledger = files.read(f"ledger-{number}.bin")
    if ledger is None:
        raise FileNotFoundError(f"ledger-{number}.bin: an order's outcome is there without its ledger")
    return Gathered(unpacked([ledger]), found["sketched"], frozenset(found["asked"]))


def _outcome(number: int) -> str:
    return f"outcome-{number}.json"


def _ledger_of(out: Output, order: Order, gathered: Gathered) -> Ledger:
    """As the driver's folder has it, which is not always the workers'."""
    staging = out.batch(Path(order.staging).name)
    ledger = gathered.ledger
    if gathered.sketched:
        copies = Copies(str(out.sketches), str(staging), datetime.fromisoformat(order.as_of))
        ledger.take(ledger_of(copies.verdicts(gathered.sketched)))
    for passing in (TASK_FILE, *gathered.sketched):
        (staging / passing).unlink(missing_ok=True)
    shutil.rmtree(staging / PASSING, ignore_errors=True)
    return ledger


def _stories(ledger: Ledger) -> set[str]:
    return {one.story_id for one in ledger.live} | {one.story_id for one in ledger.held} | {one.story_id for one in ledger.killed}


def _same_cursors(ahead: Iterable[DocumentTask], now: Iterable[DocumentTask]) -> bool:
    """Whether the cursors knew of these tasks' feeds, when the order was written, what they know now."""
    return [_known(one) for one in ahead] == [_known(one) for one in now]


def _known(task: DocumentTask) -> tuple[Any, Any, Mapping[str, Any]]:
    return (task.ref, task.id_basis, dict(task.live))
