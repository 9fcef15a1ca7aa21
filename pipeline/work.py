"""What a run has to do: landed records, released embargoes and retried letters, as tasks in batches that memory can hold."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from connectors.cursors import load_cursors, load_live
from connectors.landed import Landed, landed_by_id
from pipeline.ledger import Ledger
from pipeline.pages import PageDesk
from schemas.document import DocumentTask, LandingRef, LiveEntry
from schemas.feed import Feed

BATCH_ENTRIES = 10_000
BATCH_BYTES = 32 * 1024 * 1024
"""A batch is at most so much (DESIGN.md section 14.10); a single larger document is a batch of its own."""


def tasks_of(
    conn: sqlite3.Connection,
    landed: Iterable[Landed],
    feeds: Mapping[str, Feed],
    desk: PageDesk,
) -> Iterator[tuple[DocumentTask, int, int]]:
    """A task for each landed record, with the bytes and about the entries that it weighs.

    A record of a feed that the list no longer names is processed all the same: it was landed, so it is owed.
    """
    live: dict[str, Mapping[str, LiveEntry]] = {}
    bases: dict[str, str | None] = {}
    for one in landed:
        feed = feeds.get(one.feed_id) or _forgotten(one)
        if feed.id not in live:
            live[feed.id] = load_live(conn, feed.id)
            cursor = load_cursors(conn, [feed.id]).get(feed.id)
            bases[feed.id] = cursor.id_basis if cursor else None
        pages, page_flags = desk.pages_of(one.ref, feed)
        task = DocumentTask(
            ref=one.ref,
            feed=feed,
            fetched_at=one.fetched_at,
            live=live[feed.id],
            id_basis=bases[feed.id],
            pages=pages,
            page_flags=page_flags,
        )
        yield task, one.bytes, one.entries_estimate


def _forgotten(landed: Landed) -> Feed:
    """The feed of a record whose list no longer names it, from what was landed with it."""
    extra = landed.extra
    return Feed(
        id=landed.feed_id, provider=extra.get("provider", landed.feed_id), url=landed.uri, format=extra.get("format", "auto")
    )


def batches_of(tasks: Iterable[tuple[DocumentTask, int, int]]) -> Iterator[list[DocumentTask]]:
    """Cut (task, bytes, entries) into batches within BATCH_BYTES and BATCH_ENTRIES, in order."""
    batch: list[DocumentTask] = []
    size = entries = 0
    for task, task_bytes, task_entries in tasks:
        if batch and (size + task_bytes > BATCH_BYTES or entries + task_entries > BATCH_ENTRIES):
            yield batch
            batch, size, entries = [], 0, 0
        batch.append(task)
        size += task_bytes
        entries += task_entries
    if batch:
        yield batch


def released(conn: sqlite3.Connection, feeds: Mapping[str, Feed], as_of: datetime) -> list[DocumentTask]:
    """Tasks for the entries whose embargo has passed, from the landing, without a refetch."""
    rows = conn.execute(
        "SELECT landing_ref, entry, feed_id FROM holds WHERE until <= ? ORDER BY landing_ref, entry", (as_of.isoformat(),)
    )
    return _regrouped(conn, rows, feeds, "released")


def retried(conn: sqlite3.Connection, feeds: Mapping[str, Feed], reason: str | None = None) -> list[DocumentTask]:
    """Tasks for the open dead letters (of one reason), from the landing."""
    rows = conn.execute(
        "SELECT landing_ref, entry, feed_id FROM dead_letters WHERE status = 'open' AND landing_ref IS NOT NULL"
        " AND (?1 IS NULL OR reason = ?1) ORDER BY landing_ref, entry",
        (reason,),
    )
    return _regrouped(conn, rows, feeds, "retried")


def got_through(conn: sqlite3.Connection, tasks: Iterable[DocumentTask], ledger: Ledger) -> tuple[tuple[str, str, str, str], ...]:
    """The open letters of retried entries that were not refused again for the same reason at the same stage."""
    again = {(one.feed_id, one.entry_hash, one.stage, one.reason) for one in ledger.letters}
    found = []
    for task in tasks:
        if task.cause != "retried":
            continue
        rows = conn.execute(
            "SELECT feed_id, entry_hash, stage, reason, entry FROM dead_letters WHERE landing_ref = ? AND status = 'open'",
            (str(task.ref),),
        )
        asked = task.only_entries
        found += [tuple(key) for *key, entry in rows if (asked is None or entry in asked) and tuple(key) not in again]
    return tuple((feed, digest, stage, reason) for feed, digest, stage, reason in found)


def _regrouped(
    conn: sqlite3.Connection, rows: Iterable[tuple[str, int | None, str]], feeds: Mapping[str, Feed], cause: str
) -> list[DocumentTask]:
    """One task per landed record, as its feed had it: the same provider and id basis, or its entries get other ids."""
    entries: dict[str, list[int | None]] = {}
    for ref, entry, _ in rows:
        entries.setdefault(ref, []).append(entry)
    records = {ref: LandingRef.from_text(ref) for ref in entries}
    landed = {str(one.ref): one for one in landed_by_id(conn, [ref.record_id for ref in records.values()])}
    cursors = load_cursors(conn, {one.feed_id for one in landed.values()})
    tasks = []
    for ref, wanted in entries.items():
        one = landed.get(ref)
        if one is None:
            continue  # its landing is gone, and with it the way back; the row stays where it was
        cursor = cursors.get(one.feed_id)
        whole = None in wanted
        tasks.append(
            DocumentTask(
                ref=one.ref,
                feed=feeds.get(one.feed_id) or _forgotten(one),
                fetched_at=one.fetched_at,
                id_basis=cursor.id_basis if cursor else None,
                only_entries=None if whole else tuple(sorted(e for e in wanted if e is not None)),
                cause=cause,
            )
        )
    return tasks
