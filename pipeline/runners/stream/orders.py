"""Work orders: a batch's tasks, dealt out in parts, as small files in a queue folder that driver and workers see.

`<queue>/00000007.json` is an order, until it is published (or given up): `closed.json` says which are, so the folder holds what is in
flight and no more; `end` says that no more will come. What an order gives lies in its batch's staging folder: a file a part, then
`gathered.bin`, the ledger but for its clusters, and `passing.json`, or `failed.json`.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from newsbeam.pipeline.runners.task_file import TASK_FILE, Span, load_task
from newsbeam.pipeline.runners.topology import Topology, topology_of
from newsbeam.schemas.document import DocumentTask

GATHERED = "gathered.bin"
PASSING = "passing.json"
FAILED = "failed.json"
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

    def topology(self) -> Topology:
        """The stages, with this order's folders and clock."""
        return topology_of(
            landing=self.landing,
            stories=self.stories,
            sketches=self.sketches,
            staging=self.staging,
            as_of=datetime.fromisoformat(self.as_of),
        )

    def tasks(self, part: int) -> list[DocumentTask]:
        """The tasks of one part; a document is in one part only."""
        return [load_task(span, str(Path(self.staging) / TASK_FILE)) for span in self.spans[part :: self.parts]]


class Queue:
    """The folder of orders. Everything in it is written aside and renamed, so that it is there whole or not at all."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def put(self, order: Order) -> None:
        """Hand an order out."""
        fields = asdict(order)
        fields["spans"] = [(place, live, digest.hex()) for place, live, digest in order.spans]
        write_json(self._path(order.number), fields)

    def take(self, number: int) -> Order | None:
        """The order, or None where it has not been written yet."""
        try:
            fields = json.loads(self._path(number).read_bytes())
        except FileNotFoundError:
            return None
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
        write_json(self.folder / _CLOSED, [upto, sorted(beyond)])
        self._path(number).unlink(missing_ok=True)

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
        try:
            upto, beyond = json.loads((self.folder / _CLOSED).read_bytes())
        except FileNotFoundError:
            return 0, set()
        return upto, set(beyond)

    def end(self) -> None:
        """No order will follow."""
        (self.folder / _END).touch()

    def has_ended(self) -> bool:
        """Whether the job is to drain."""
        return (self.folder / _END).exists()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:08}.json"


def write_json(path: Path, value: Any) -> None:
    """Write JSON under a name that appears once it is whole."""
    aside = path.with_name(path.name + ".tmp")
    aside.write_text(json.dumps(value, ensure_ascii=True), encoding="ascii")
    aside.replace(path)
