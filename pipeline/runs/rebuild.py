"""A state made anew from the dataset, the landing and the journal, when the database is damaged, lost or cannot be read.

What must not happen: a settled document done again (an old wording would come back as a revision), or an unsettled one
taken for done. The journal says which are settled; for what it lacks, the dataset does: records are worked off in order,
so everything of a feed up to the newest record that gave a row is settled.
"""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from typing import NamedTuple

from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.state import dead_letters, holds, partitions, records
from newsbeam.connectors.state.batches import restore_batches
from newsbeam.connectors.state.cursors import save_cursor
from newsbeam.connectors.state.database import open_state, transaction
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import claim_state
from newsbeam.pipeline.dataset.published_file import footer, read_columns
from newsbeam.pipeline.publish.finish import apply_holds
from newsbeam.pipeline.publish.finished import restore_finished
from newsbeam.pipeline.publish.indexing import restore_index
from newsbeam.pipeline.publish.journal import read_journal
from newsbeam.pipeline.runs.listed_again import list_again
from newsbeam.schemas.codes import IdBasis
from newsbeam.schemas.cursor import Cursor


class Rebuilt(NamedTuple):
    """What the new state was made from."""

    records: int
    settled: int
    pending: int
    batches: int
    letters: int
    held: int
    listed: int
    """Entries that feeds list and that are published."""
    kept_aside: tuple[str, ...]
    """The old database's files, under their new names."""


def rebuild_state(out: Output, as_of: datetime) -> Rebuilt:
    """Make the state anew; the old file is kept aside. The caller holds the lock; `recover` comes after it as ever.

    Cursors know their feed's id basis and what it listed last (`listed_again`): the next run polls every feed, and bytes that
    are known make no row.
    """
    aside = _put_aside(out, as_of)
    restore_finished(out, anew=True)
    newest, bases, batches = _facts_of_rows(out)
    with closing(open_state(out.database)) as conn:
        claim_state(out, conn)
        landed = adopt(conn, out.landing)
        with transaction(conn):
            for batch_id, published_at, state, _ in read_journal(out):
                records.settle(conn, batch_id, state.done, state.dead)
                apply_holds(conn, state, batch_id)
                bases |= state.bases
                batches[batch_id] = published_at
            for feed_id, (fetched_at, ref) in newest.items():
                file, offset, _ = ref.rsplit("#", 2)
                records.settle_up_to(conn, feed_id, fetched_at, file, int(offset))
            for feed_id, basis in bases.items():
                save_cursor(conn, Cursor(feed_id=feed_id, id_basis=basis))
            restore_batches(conn, batches)
            listed = list_again(out, conn, bases, as_of)
            letters = _letters(out, conn)
            _partitions(out, conn, as_of)
        restore_index(out, conn, anew=True)
        counts = records.counts(conn)
        held = holds.count(conn)
    settled = counts.get("done", 0) + counts.get("dead", 0)
    return Rebuilt(landed, settled, counts.get("pending", 0), len(batches), letters, held, listed, aside)


def _put_aside(out: Output, as_of: datetime) -> tuple[str, ...]:
    kept = []
    for ending in ("", "-wal", "-shm"):
        path = out.database.with_name(out.database.name + ending)
        if path.exists():
            kept.append(path.rename(path.with_name(f"{path.name}.{as_of:%Y%m%dT%H%M%SZ}")).name)
    return tuple(kept)


def _facts_of_rows(out: Output) -> tuple[dict[str, tuple[datetime, str]], dict[str, str], dict[str, datetime]]:
    """(feed -> its newest record that gave a row, feed -> its usual id basis, batch -> when it was published)."""
    newest: dict[str, tuple[datetime, str]] = {}
    bases: dict[str, Counter[str]] = {}
    batches: dict[str, datetime] = {}
    columns = ["feed_id", "fetched_at", "landing_ref", "id_basis", "batch_id", "published_at"]
    for path in sorted(out.stories.rglob("*.parquet")):
        for table in read_columns((footer(path),), columns):
            for feed_id, fetched_at, ref, basis, batch_id, published_at in zip(
                *(c.to_pylist() for c in table.select(columns).columns), strict=True
            ):
                bases.setdefault(feed_id, Counter())[basis] += 1
                batches[batch_id] = published_at
                if ref is not None:
                    here = (fetched_at.astimezone(UTC), ref)
                    newest[feed_id] = max(newest.get(feed_id, here), here, key=_in_order)
    usual = {feed_id: _usual(counted) for feed_id, counted in bases.items()}
    return newest, usual, batches


def _usual(counted: Counter[str]) -> str:
    """What most rows were named by; what one row shows of exact names stays."""
    exact = [one for one in (IdBasis.LINK_TITLE.value, IdBasis.GUID_EXACT.value, IdBasis.URL_EXACT.value) if one in counted]
    return exact[0] if exact else counted.most_common(1)[0][0]


def _in_order(record: tuple[datetime, str]) -> tuple[datetime, str, int]:
    """The order in which records are worked off."""
    file, offset, _ = record[1].rsplit("#", 2)
    return (record[0], file, int(offset))


def _letters(out: Output, conn: sqlite3.Connection) -> int:
    columns = ["feed_id", "entry_hash", "stage", "reason", "error", "landing_ref", "entry", "raw", "seen_at"]
    for path in sorted(out.dead_letters.rglob("*.parquet")):
        for table in read_columns((footer(path),), columns):
            rows = zip(*(c.to_pylist() for c in table.select(columns).columns), strict=True)
            dead_letters.restore(conn, (dead_letters.Refusal._make((*row[:-1], row[-1].isoformat())) for row in rows))
    return dead_letters.count(conn)


def _partitions(out: Output, conn: sqlite3.Connection, as_of: datetime) -> None:
    for folder in sorted(out.stories.glob("date=*/country=*")):
        groups = [footer(path).groups for path in sorted(folder.glob("*.parquet"))]
        if groups and groups[-1] > 1:
            partitions.note_growth(conn, [(folder.parent.name[5:], folder.name[8:], groups[-1])], as_of.date())
