"""The index of stories, kept by those who publish: written before the rows, made anew where it lags."""

import sqlite3
from datetime import UTC
from typing import TYPE_CHECKING

from newsbeam.connectors.state import batches
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.story_index import LONG_AGO, StoryIndex, index_of
from newsbeam.pipeline.publish.commit import Commit

if TYPE_CHECKING:
    from newsbeam.pipeline.publish.plan import Plan


def index_stories(out: Output, commit: Commit, planned: "Plan") -> None:
    """Enter a batch's new stories, synced, before their rows take their places. Twice is as once."""
    from newsbeam.pipeline.dataset.history import make_index
    from newsbeam.pipeline.dataset.story_index_files import add

    new = [(one.date, [kept.row.story_id for kept in one.kept if kept.revision == 1]) for one in planned.additions]
    folder = index_of(out.stories)
    if StoryIndex.open(folder) is None:
        make_index(out.stories, LONG_AGO, out.storage)
    add(folder, new, commit.published_at)
    out.storage.mirror(folder)


def restore_index(out: Output, conn: sqlite3.Connection, *, anew: bool = False) -> bool:
    """Make the index anew where it is missing, damaged, or does not know the last batch; whether it was. The caller holds the lock.

    An older newsbeam publishes without it, and whoever copies partitions into an output asks for it (`doctor --rebuild-state`).
    """
    last = batches.last_finished(conn, with_rows=True)
    upto = last.astimezone(UTC) if last else LONG_AGO
    index = None if anew else StoryIndex.open(index_of(out.stories))
    if index is not None and index.head.upto >= upto:
        return False
    from newsbeam.pipeline.dataset.history import make_index

    make_index(out.stories, upto, out.storage)
    out.storage.mirror(index_of(out.stories))
    return True
