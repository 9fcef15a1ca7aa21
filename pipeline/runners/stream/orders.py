"""Work orders: a batch's tasks, dealt out in parts, as small files in a queue folder that driver and workers see.

`<queue>/00000007.json` is an order, until it is published (or given up): `closed.json` says which are, so the folder holds what is in
flight and no more; `end` says that no more will come. What an order gives lies in `passing/` of its batch's staging folder: a file a part, then
`ledger-7.bin`, the ledger but for its clusters, and last `outcome-7.json`. A batch that is done again is another order: what a worker still
writes of the first one has another name.
"""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from newsbeam.pipeline.dataset.passing_files import Files
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.runners.task_file import TASK_FILE, Span, load_task
from newsbeam.pipeline.runners.topology import Topology, topology_of
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.quick import dataclass

PASSING = "passing"
"""In a batch's staging folder: what workers leave for each other and for the driver."""
_END = "end"
_CLOSED = "closed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One batch, as its workers must know it: folders, the clock, and where in the task file each task lies."""

    number: int
    as_of: str
    landing: str
    stories: str
    sketches: str
    staging: str
    parts: int
    spans: tuple[Span, ...]

    def topology(self, storage: Storage = LOCAL, staging: Path | None = None) -> Topology:
        """The stages, with this order's folders and clock; a worker that shares no folder with others stages in its own."""
        return topology_of(
            landing=self.landing,
            stories=self.stories,
            sketches=self.sketches,
            staging=self.staging if staging is None else str(staging),
            as_of=datetime.fromisoformat(self.as_of),
            storage=storage,
        )

    def tasks(self, part: int, file: Path | None = None) -> list[DocumentTask]:
        """The tasks of one part, from the batch's task file; a document is in one part only."""
        path = str(file or Path(self.staging) / TASK_FILE)
        return [load_task(span, path) for span in self.spans[part :: self.parts]]


class Queue:
    """The folder of orders, as driver or worker sees it. It travels to workers by pickle."""

    def __init__(self, folder: Path, storage: Storage = LOCAL) -> None:
        self.folder, self.storage = folder, storage
        self._files = storage.passing(folder)

    def passing(self, order: Order) -> Files:
        """What is left of an order for others."""
        return self.storage.passing(Path(order.staging) / PASSING)

    def begin(self, number: int) -> None:
        """The first order's number. A later stream's is a higher one: what a savepoint holds of an earlier one's orders speaks of none of these."""
        self._files.write(_CLOSED, as_json([number, []]))

    def put(self, order: Order) -> None:
        """Hand an order out."""
        fields = asdict(order)
        fields["spans"] = [(place, live, digest.hex()) for place, live, digest in order.spans]
        self._files.write(_name(order.number), as_json(fields))

    def take(self, number: int) -> Order | None:
        """The order, or None where it has not been written yet."""
        content = self._files.read(_name(number))
        if content is None:
            return None
        fields = json.loads(content)
        spans = tuple((tuple(place), tuple(live), bytes.fromhex(digest)) for place, live, digest in fields.pop("spans"))
        return Order(**fields, spans=spans)

    def close(self, number: int) -> None:
        """The order is published, or given up: whoever gets it again passes it over. Only the driver closes."""
        if self.is_closed(number):
            return
        upto, beyond = self._closed()
        beyond.add(number)
        while upto in beyond:
            beyond.remove(upto)
            upto += 1
        self._files.write(_CLOSED, as_json([upto, sorted(beyond)]))
        self._files.remove(_name(number))

    def is_closed(self, number: int) -> bool:
        """Whether the driver needs nothing more of this order."""
        upto, beyond = self._closed()
        return number < upto or number in beyond

    def first_open(self, number: int) -> int:
        """The first order from this number on that is not closed, whether it is written yet or not."""
        upto, beyond = self._closed()
        number = max(number, upto)
        while number in beyond:
            number += 1
        return number

    def _closed(self) -> tuple[int, set[int]]:
        content = self._files.read(_CLOSED)
        if content is None:
            return 0, set()
        upto, beyond = json.loads(content)
        return upto, set(beyond)

    def end(self) -> None:
        """No order will follow."""
        self._files.write(_END, b"")

    def has_ended(self) -> bool:
        """Whether the job is to drain."""
        return self._files.read(_END) is not None

    def clear(self) -> None:
        """Remove all of it: nobody takes orders from it any more."""
        for name in self._files.names():
            self._files.remove(name)


def _name(number: int) -> str:
    return f"{number:08}.json"


def as_json(value: Any) -> bytes:
    """JSON as bytes."""
    return json.dumps(value, ensure_ascii=True).encode("ascii")
