"""A batch's tasks on their way to the workers: in one file of its staging folder, so that only offsets travel.

Beam carries what `Create` is given inside the pipeline's own description, pickled and compressed with bz2: for a feed that
is polled again, where a task is mostly what the cursor remembers, that was a seventh of the whole run.
"""

import pickle
from collections.abc import Iterable
from pathlib import Path

from schemas.document import DocumentTask

TASK_FILE = "tasks.bin"
Span = tuple[int, int]
"""Where a task lies in the file: offset and length in bytes."""


def write_tasks(path: Path, tasks: Iterable[DocumentTask]) -> list[Span]:
    """Write the tasks, and tell where each lies. The file lives no longer than the batch's stages run, so it is not synced."""
    spans: list[Span] = []
    with path.open("wb") as file:
        for task in tasks:
            at = file.tell()
            spans.append((at, file.write(pickle.dumps(task, pickle.HIGHEST_PROTOCOL))))
    return spans


def load_task(span: Span, path: str) -> DocumentTask:
    """The task at `span`. Raises OSError where this worker does not see the staging folder."""
    with Path(path).open("rb") as file:
        file.seek(span[0])
        task: DocumentTask = pickle.loads(file.read(span[1]))  # noqa: S301  our own file, written by the driver of this very run
    return task
