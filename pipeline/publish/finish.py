"""After the rows: the state's one transaction, the staging removed, files sealed; and what a dead run left, finished."""

import json
import shutil
import sqlite3
import time
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from newsbeam.connectors.disk.durable import sync_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.connectors.state import batches, dead_letters, holds, partitions, records
from newsbeam.connectors.state.cursors import load_cursors, replace_live, save_cursor
from newsbeam.connectors.state.database import transaction
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.waiting import let_wait, past_damage, waiting
from newsbeam.pipeline.publish.commit import COMMIT_FILE, HOMES_FILE, Commit, StateChange, read_commit, rows_of
from newsbeam.pipeline.publish.finished import mend_finished, note_finished, restore_finished
from newsbeam.pipeline.publish.indexing import restore_index
from newsbeam.pipeline.publish.journal import journal
from newsbeam.pipeline.publish.recount import recount
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.errors import DamagedFile

if TYPE_CHECKING:
    from newsbeam.pipeline.publish.rows import Growth

MANY_GROUPS = 16
"""A file with more row groups than this is sealed."""
DIVIDED = 3 * MANY_GROUPS
"""The same within a run of many batches, after each of which a few are: sealing writes every row anew, and a footer grows with the groups."""
SETTLED = timedelta(days=2)
"""A partition whose date is this far past is sealed, once a day has gone by without growth."""
ENDED = timedelta(days=1)
"""A day whose date is this far past is settled for readers; what comes later is put beside it."""


class Recovery(NamedTuple):
    """What `recover` found: batches rolled forward (with what they added), and batches dropped, to be done again."""

    rolled_forward: "tuple[tuple[str, tuple[Growth, ...]], ...]"
    dropped: tuple[str, ...]


def finish(out: Output, conn: sqlite3.Connection, commit: Commit) -> None:
    """Apply the batch's state in one transaction, and remove its staging. Doing it twice changes nothing the second time."""
    folder = out.batch(commit.batch_id)
    failpoint("before_txn")
    if not batches.is_done(conn, commit.batch_id):
        with transaction(conn):
            _apply(conn, commit.state, commit.batch_id)
            partitions.note_growth(conn, map(tuple, _noted(folder)["homes"]), commit.clock.date())
            batches.finish_batch(conn, commit.batch_id, commit.published_at, _rows(folder, commit))
            failpoint("mid_txn")
    failpoint("after_txn")
    journal(out, commit)
    failpoint("after_journal")
    note_finished(out, commit.batch_id, commit.published_at, _noted(folder)["rows"])
    for name in commit.sketches:
        staged = folder / name
        if staged.exists():
            out.sketches.mkdir(exist_ok=True)
            staged.replace(out.sketches / staged.name)
    out.storage.push(out.batches)
    out.storage.push(out.state / "journal")
    out.storage.push(out.sketches)
    out.storage.push_state(conn)
    _unstage(folder)
    out.storage.unstage(commit.batch_id)


def recover(out: Output, conn: sqlite3.Connection) -> Recovery:
    """Finish what an earlier run left: staging with COMMIT is rolled forward, staging without is dropped.

    The caller holds the lock. Dropped batches' records are still pending in the landing, so nothing is fetched again.
    """
    failpoint("before_recovery")
    past_damage(out.stories, lambda: restore_finished(out))
    mend_finished(out, conn)
    recount(out, conn)
    past_damage(out.stories, lambda: restore_index(out, conn))
    forward, dropped = [], []
    for folder in sorted(out.staging.iterdir()):
        if not folder.is_dir() or folder.is_symlink():
            folder.unlink()
        elif folder.name.startswith("."):  # a sealing that was cut short
            shutil.rmtree(folder)
        elif (folder / COMMIT_FILE).exists():
            from newsbeam.pipeline.publish.rows import publish

            commit = read_commit(folder)
            out.storage.push(folder)  # where a store failed at the commit, it does not have all of it yet
            growths = publish(out, commit)
            failpoint("mid_recovery")
            finish(out, conn, commit)
            forward.append((commit.batch_id, growths))
        else:
            shutil.rmtree(folder)
            out.storage.unstage(folder.name)
            if not batches.is_done(conn, folder.name):
                dropped.append(folder.name)
    failpoint("after_recovery")
    return Recovery(tuple(forward), tuple(dropped))


def seal_due(out: Output, conn: sqlite3.Connection, as_of: datetime, *, limit: int = 16) -> tuple[str, ...]:
    """Seal at most `limit` files that are due, the most divided first; the partitions sealed. The caller holds the lock.

    Due: more than `MANY_GROUPS` row groups; or the partition's date is two days past and nothing has been added since yesterday.
    """
    before, today = (as_of - SETTLED).date().isoformat(), as_of.date().isoformat()
    sealed = _seal(out, conn, partitions.due_for_sealing(conn, before, today, MANY_GROUPS, limit))
    ended = (as_of - ENDED).date().isoformat()
    if Room.of(out.stories, out.storage).has_work(ended, time.time_ns() // 1000):
        from newsbeam.pipeline.publish.settle import settle_due

        settle_due(out, ended)
    return sealed


def seal_divided(out: Output, conn: sqlite3.Connection, *, limit: int = 16) -> tuple[str, ...]:
    """Seal at most `limit` files of more than `DIVIDED` row groups, between the batches of a run; the partitions sealed."""
    return _seal(out, conn, partitions.due_for_sealing(conn, "", "", DIVIDED, limit))


def _seal(out: Output, conn: sqlite3.Connection, due: Sequence[partitions.OpenPartition]) -> tuple[str, ...]:
    sealed = []
    for partition in due:
        date, country = partition.date, partition.country
        if (date, country) in waiting(out.stories):
            continue
        from newsbeam.pipeline.publish.seal import seal_partition

        out.storage.want(f"stories/date={date}/")
        try:
            did = seal_partition(out, date, country, passing=not partition.settled)
        except DamagedFile as error:
            if not let_wait(out.stories, error):
                raise
            continue
        if did:
            sealed.append(f"date={date}/country={country}")
        with transaction(conn):
            partitions.note_sealed(conn, partition)
    if sealed:
        out.storage.push(out.stories)
    return tuple(sealed)


def _apply(conn: sqlite3.Connection, change: StateChange, batch_id: str) -> None:
    records.settle(conn, batch_id, change.done, change.dead)
    for cursor in change.cursors:
        save_cursor(conn, cursor)
    cursors = load_cursors(conn, change.bases)
    for feed_id, basis in change.bases.items():
        cursor = cursors.get(feed_id, Cursor(feed_id=feed_id))  # a back-fill's feeds are never polled
        if cursor.id_basis != basis:
            save_cursor(conn, replace(cursor, id_basis=basis))
    for feed_id, entries in change.live.items():
        replace_live(conn, feed_id, dict(entries))
    apply_holds(conn, change, batch_id)
    dead_letters.refuse(
        conn,
        (
            dead_letters.Refusal(*one.key, one.error, one.landing_ref, one.entry, b64decode(one.raw), one.seen_at)
            for one in change.letters
        ),
    )
    dead_letters.resolve(conn, change.resolved)


def apply_holds(conn: sqlite3.Connection, change: StateChange, batch_id: str) -> None:
    """End the holds that the batch released or whose story was killed, and make its own. No commit inside."""
    holds.release(conn, change.released)
    holds.hold(conn, batch_id, ((h.landing_ref, h.entry, h.feed_id, h.story_id, h.telling_id, h.until) for h in change.holds))
    holds.release_stories(conn, change.killed)


def _rows(folder: Path, commit: Commit) -> int:
    """Rows that the batch has in the table: what `batches/` tells of it too."""
    return int(_noted(folder)["rows"]) if (folder / HOMES_FILE).exists() else rows_of(commit)


def _noted(folder: Path) -> dict[str, Any]:
    """What publishing has noted: (date, country, row groups) of the partitions that the batch belongs in, and its rows."""
    noted = folder / HOMES_FILE
    facts: dict[str, Any] = json.loads(noted.read_text("ascii")) if noted.exists() else {"homes": [], "rows": 0}
    return facts


def _unstage(folder: Path) -> None:
    """Remove the batch's staging, COMMIT first: without it the rest is only litter, whatever happens now."""
    failpoint("before_unstage")
    (folder / COMMIT_FILE).unlink(missing_ok=True)
    sync_folder(folder)
    failpoint("mid_unstage")
    shutil.rmtree(folder)
    sync_folder(folder.parent)
    failpoint("after_unstage")
