"""A batch's tasks on their way to the workers: in one file of its staging folder, so that only offsets travel.

Beam carries what `Create` is given inside the pipeline's own description, pickled and compressed with bz2: for a feed that
is polled again, where a task is mostly what the cursor remembers, that was a seventh of the whole run. And what a cursor
remembers lies there once a feed, not once a document: an archive is one feed with thousands of documents.
"""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from newsbeam.schemas.document import DocumentTask, LiveEntry

TASK_FILE = "tasks.bin"
Place = tuple[int, int]
"""Offset and length in bytes."""
Span = tuple[Place, Place, bytes]
"""Where a task lies in the file, where its feed's live entries do, and the digest of these."""
_FEEDS = 4
"""Feeds whose live entries a worker keeps at hand; the tasks of a feed mostly follow each other."""


def write_tasks(path: Path, tasks: Iterable[DocumentTask]) -> list[Span]:
    """Write the tasks, and tell where each lies. The file lives no longer than the batch's stages run, so it is not synced."""
    spans: list[Span] = []
    shared: dict[int, tuple[Place, bytes]] = {}
    tasks = tuple(tasks)  # held, so that no other mapping gets the identity of one that was written
    with path.open("wb") as file:
        for task in tasks:
            if id(task.live) not in shared:
                live = pickle.dumps(task.live, pickle.HIGHEST_PROTOCOL)
                shared[id(task.live)] = ((file.tell(), file.write(live)), sha256(live).digest())
            place = (file.tell(), file.write(pickle.dumps(replace(task, live={}), pickle.HIGHEST_PROTOCOL)))
            spans.append((place, *shared[id(task.live)]))
    return spans


def load_task(span: Span, path: str) -> DocumentTask:
    """The task at `span`. Raises OSError where this worker does not see the staging folder."""
    place, live, digest = span
    task: DocumentTask = pickle.loads(_read(path, place))  # noqa: S301  our own file, written by the driver of this very run
    return replace(task, live=Remembered(path, live, digest))


class Remembered(Mapping[str, LiveEntry]):
    """A feed's live entries in the task file: read when they are asked for, and in an element no more than their place.

    Beam pickles a sample of all elements to tell their size, and every item has its task in its hands: of an archive, with
    what thirteen thousand entries left in the cursor, that was half of a batch.
    """

    __slots__ = ("_where",)

    def __init__(self, path: str, place: Place, digest: bytes) -> None:
        self._where = (path, place, digest)

    def __reduce__(self) -> tuple[type["Remembered"], tuple[str, Place, bytes]]:
        return Remembered, self._where

    def __getitem__(self, key: str) -> LiveEntry:
        return _live(*self._where)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_live(*self._where))

    def __len__(self) -> int:
        return len(_live(*self._where))


@lru_cache(_FEEDS)
def _live(path: str, place: Place, _digest: bytes) -> Mapping[str, LiveEntry]:
    """`_digest` is for the cache: a batch that is done again writes another file by the same name."""
    live: Mapping[str, LiveEntry] = pickle.loads(_read(path, place))  # noqa: S301  as above
    return live


def _read(path: str, place: Place) -> bytes:
    with Path(path).open("rb") as file:
        file.seek(place[0])
        return file.read(place[1])
