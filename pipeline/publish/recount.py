"""Whether the list of the reading room is of this table: it names the last batch whose rows it shows, and the state knows the last one.

They differ where a backup was laid over the output, or over a part of it, and the newer list stayed; and where an earlier newsbeam wrote
the list. Then each day's rows are counted, once, by the footers of all files: what shows others than `stories/` has is listed as open.
"""

import sqlite3

from newsbeam.connectors.state import batches
from newsbeam.pipeline.dataset.day_list import opened
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.publish.commit import COMMIT_FILE


def recount(out: Output, conn: sqlite3.Connection) -> None:
    """Mend the list where it is not of this table. The caller holds the lock, and has not yet finished what an earlier run left."""
    room = Room.of(out.stories, out.storage)
    if not room.kept or room.listed() is None or _is_of(out, room, last := batches.last_with_rows(conn)):
        return
    from newsbeam.pipeline.dataset.shown_rows import differing
    from newsbeam.pipeline.publish import open_days

    def count() -> None:
        open_days.prepare(room, ())
        entries, there = room.read(), room.dates()
        wrong = differing(room, entries).keys() | ({one.date for one in entries} - there)
        lines = [opened(date, open_days.open_day(room, date)) for date in sorted(wrong & there)]
        room.write([*(one for one in entries if one.date not in wrong), *lines], open_days.now(), batch_id=last)

    open_days.usable(room, count)


def _is_of(out: Output, room: Room, last: str) -> bool:
    """Whether the list's last batch is the state's, or one that was killed behind its COMMIT."""
    said = room.last_batch
    return said == last or (bool(said) and (out.batch(said) / COMMIT_FILE).exists())
