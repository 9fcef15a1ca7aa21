"""What a run has to do: landed records, released embargoes and retried letters, as tasks in batches that memory can hold."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from newsbeam.connectors.state import dead_letters, holds
from newsbeam.connectors.state.cursors import load_cursors, load_live
from newsbeam.connectors.state.records import Landed, landed_by_id
from newsbeam.pipeline.runs.landed_feed import feed_of
from newsbeam.pipeline.runs.pages import PageDesk, items_of
from newsbeam.pipeline.stages.ledger import Ledger
from newsbeam.pipeline.text.ids import decide_id_basis
from newsbeam.schemas.document import DocumentTask, LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

BATCH_ENTRIES = 12_000
LONG_RUN_ENTRIES = 7_000
"""The same where a run has more than one such batch: what all batches of a run leave in the process comes on top."""
BATCH_BYTES = 48 * 1024 * 1024
"""A batch is at most so much (docs/design/publishing.md#sizes), unless the engine or the operator says otherwise; a single larger
document is a batch of its own."""
DECIDING_ITEMS = 200
"""Items of a new feed from which its id basis is decided, where several documents of it wait: the rest is like them."""


class SizedTask(NamedTuple):
    """A task, and what it weighs in a batch."""

    task: DocumentTask
    bytes: int
    entries: int
    """About so many."""
    uri: str | None = None


def tasks_of(
    conn: sqlite3.Connection,
    landed: Sequence[Landed],
    feeds: Mapping[str, Feed],
    desk: PageDesk,
    bases: Mapping[str, str] | None = None,
) -> Iterator[SizedTask]:
    """A task for each landed record; what the cursor knows is added when its batch begins (`informed`).

    A record of a feed that the list no longer names is processed all the same: it was landed, so it is owed. `bases` are
    what feeds without a cursor have settled on elsewhere.
    """
    owned = [(one, feeds.get(one.feed_id) or feed_of(one)) for one in landed]
    settled = _bases(conn, desk.landing, [(feed, one.ref) for one, feed in owned], bases or {})
    for one, feed in owned:
        pages, page_flags = desk.pages_of(one.ref, feed)
        task = DocumentTask(
            ref=one.ref,
            feed=feed,
            fetched_at=one.fetched_at,
            id_basis=settled.get(feed.id),
            pages=pages,
            page_flags=page_flags,
        )
        yield SizedTask(task, one.bytes, one.entries_estimate, one.uri)


def informed(conn: sqlite3.Connection, tasks: Iterable[DocumentTask]) -> list[DocumentTask]:
    """The tasks of one batch with what their feeds' cursors know now: live entries and id basis, as the last batch left them."""
    tasks = list(tasks)
    feeds = {task.feed.id for task in tasks}
    live = {feed_id: load_live(conn, feed_id) for feed_id in feeds}
    bases = settled_bases(conn, feeds)
    return [replace(task, live=live[task.feed.id], id_basis=bases.get(task.feed.id, task.id_basis)) for task in tasks]


def settled_bases(conn: sqlite3.Connection, feeds: set[str]) -> dict[str, str]:
    """feed_id -> what its cursor says that its story ids are made from; a feed that never gave an item has none."""
    return {feed_id: cursor.id_basis for feed_id, cursor in load_cursors(conn, feeds).items() if cursor.id_basis}


def _bases(
    conn: sqlite3.Connection, landing: Path, records: Sequence[tuple[Feed, LandingRef]], known: Mapping[str, str]
) -> dict[str, str]:
    """What each feed's story ids are made from: as settled, else decided here over all its records together.

    Each document by itself might decide otherwise, and an entry in two of them would have two ids (docs/design/keys.md#guids).
    """
    bases = {**known, **settled_bases(conn, {feed.id for feed, _ in records})}
    waiting: dict[str, list[tuple[Feed, LandingRef]]] = {}
    for feed, ref in records:
        if feed.id not in bases:
            waiting.setdefault(feed.id, []).append((feed, ref))
    for feed_id, documents in waiting.items():
        if len(documents) == 1:
            continue  # a document alone is decided by its own parsing
        items: list[Item] = []
        for feed, ref in documents:
            items += items_of(landing, ref, feed)
            if len(items) >= DECIDING_ITEMS:
                break
        if items:
            bases[feed_id] = decide_id_basis(items, documents[0][0])
    return bases


def most_of(entries: int) -> int | None:
    """Entries that a batch may hold of a run of so many; None: as ever."""
    return min(LONG_RUN_ENTRIES, BATCH_ENTRIES) if entries > BATCH_ENTRIES else None


def bounds_of(entries: int | None) -> tuple[int, int]:
    """(entries, bytes) that a batch may hold, where so many entries were asked for."""
    most = entries or BATCH_ENTRIES
    return most, BATCH_BYTES * most // BATCH_ENTRIES if entries else BATCH_BYTES


def batches_of(tasks: Iterable[SizedTask], most: int | None = None) -> Iterator[list[DocumentTask]]:
    """Cut tasks into batches within `most` entries (BATCH_ENTRIES), and bytes in proportion, in order.

    A feed's list that was landed twice is in two batches: what the later one says is judged by what the earlier one left.
    """
    batch: list[DocumentTask] = []
    lists: set[tuple[str, str | None]] = set()
    size = entries = 0
    most_entries, most_bytes = bounds_of(most)
    for one in tasks:
        name = (one.task.feed.id, one.uri)
        full = size + one.bytes > most_bytes or entries + one.entries > most_entries
        if batch and (full or (one.uri is not None and name in lists)):
            yield batch
            batch, lists, size, entries = [], set(), 0, 0
        batch.append(one.task)
        lists.add(name)
        size += one.bytes
        entries += one.entries
    if batch:
        yield batch


def released(conn: sqlite3.Connection, feeds: Mapping[str, Feed], as_of: datetime, desk: PageDesk) -> list[DocumentTask]:
    """Tasks for the entries whose embargo has passed, from the landing, without a refetch."""
    return _regrouped(conn, holds.due(conn, as_of), feeds, desk, "released")


def retried(conn: sqlite3.Connection, feeds: Mapping[str, Feed], desk: PageDesk, reason: str | None = None) -> list[DocumentTask]:
    """Tasks for the open dead letters (of one reason), from the landing."""
    return _regrouped(conn, dead_letters.open_entries(conn, reason), feeds, desk, "retried")


def got_through(conn: sqlite3.Connection, tasks: Iterable[DocumentTask], ledger: Ledger) -> tuple[tuple[str, str, str, str], ...]:
    """The open letters of retried entries that were not refused again for the same reason at the same stage."""
    again = {(one.feed_id, one.entry_hash, one.stage, one.reason) for one in ledger.letters}
    found = []
    for task in tasks:
        if task.cause != "retried":
            continue
        asked = task.only_entries
        letters = dead_letters.open_of(conn, str(task.ref))
        found += [key for key, entry in letters if (asked is None or entry in asked) and key not in again]
    return tuple(found)


def _regrouped(
    conn: sqlite3.Connection, rows: Iterable[tuple[str, int | None, str]], feeds: Mapping[str, Feed], desk: PageDesk, cause: str
) -> list[DocumentTask]:
    """One task per landed record, as its feed had it: provider and id basis, or its entries get other ids, and landed pages."""
    entries: dict[str, list[int | None]] = {}
    for ref, entry, _ in rows:
        entries.setdefault(ref, []).append(entry)
    # A record whose landing is gone has no way back; its row stays where it was.
    owned = [
        (one, feeds.get(one.feed_id) or feed_of(one))
        for one in landed_by_id(conn, [LandingRef.from_text(ref).record_id for ref in entries])
        if str(one.ref) in entries
    ]
    bases = _bases(conn, desk.landing, [(feed, one.ref) for one, feed in owned], {})
    tasks = []
    for one, feed in owned:
        wanted = entries[str(one.ref)]
        whole = None in wanted
        pages, page_flags = desk.pages_of(one.ref, feed)
        tasks.append(
            DocumentTask(
                ref=one.ref,
                feed=feed,
                fetched_at=one.fetched_at,
                id_basis=bases.get(feed.id),
                only_entries=None if whole else tuple(sorted(e for e in wanted if e is not None)),
                pages=pages,
                page_flags=page_flags,
                cause=cause,
            )
        )
    return tasks
