"""One poller of several: it fetches its share of the feeds and lands it. It publishes nothing: `ingest --due none` and its like do.

    poller 1 of n -> _state/shards/1-of-n.db -+
    poller 2 of n -> _state/shards/2-of-n.db -+-> landing/ -> one publisher -> stories/, _state/newsbeam.db
    ...                                      -+

A poll counts once its answer is landed, or noted where it brought none. A poller that dies leaves a lease that lapses; whoever
takes it finds in the landing what was landed, and asks nobody again who has answered.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Self

from newsbeam.connectors.disk.durable import make_folder
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing import marks_of, read_document
from newsbeam.connectors.polling.crawl import PollResult, cursor_after
from newsbeam.connectors.polling.shards import Shard
from newsbeam.connectors.state.cursors import load_cursors, save_cursor
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.lease import Lease
from newsbeam.connectors.state.records import Landed, pending, settle
from newsbeam.connectors.state.shards import begin_from, bring_up, open_poller_state, states_of
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.poll import Polled, follow_owed, poll_and_land
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import ParseError


def lease_of(out: Output, shard: Shard, *, expiry_s: float) -> Lease:
    """The shard's lease. Raises OSError."""
    make_folder(out.shards)
    return Lease(out.shards / f"{shard.name}.lease", expiry_s=expiry_s)


class Poller:
    """A shard in the hands of this process, which holds its lease. A context manager."""

    def __init__(self, out: Output, shard: Shard, lease: Lease) -> None:
        self.out, self.shard, self.lease = out, shard, lease
        self._files = f"poll-{shard.name}-"
        self._database = out.shards / f"{shard.name}.db"
        self._is_new = not self._database.exists()
        self._caught_up = False

    def __enter__(self) -> Self:
        self._conn = open_poller_state(self._database)
        return self

    def __exit__(self, *_: object) -> None:
        self._conn.close()

    def cursors(self) -> Mapping[str, Cursor]:
        """Of the feeds that it has asked."""
        return load_cursors(self._conn)

    def catch_up(self, feeds: Sequence[Feed], limits: FetchLimits, options: IngestOptions) -> None:
        """What is known elsewhere of its feeds, and what a poller before this one landed: before it is asked who is due."""
        self.lease.check()
        self._bring_up(feeds)
        self._owed(feeds, limits, options)
        self._caught_up = True

    def turn(self, feeds: Sequence[Feed], limits: FetchLimits, options: IngestOptions) -> Polled:
        """Ask those of its `feeds` that `options` names, and land what they bring. Raises LeaseLost, OutputError, OSError."""
        if not self._caught_up:
            self.catch_up(feeds, limits, options)
        self.lease.check()
        self._bring_up(feeds)
        polled = poll_and_land(self.out, self._conn, limits, feeds, options, self._name(), self._note)
        self._note(polled.results, landed=True)
        self._settle()
        return polled

    def _name(self) -> str:
        return f"{self._files}{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{os.getpid()}"

    def _bring_up(self, feeds: Sequence[Feed]) -> None:
        ids, paged = {feed.id for feed in feeds}, [feed.id for feed in feeds if feed.full_text]
        with transaction(self._conn):
            if self._is_new:
                others = [path for path in states_of(self.out.shards) if path != self._database]
                begin_from(self._conn, [*others, self.out.database], ids)
            bring_up(self._conn, self.out.database, ids, paged)
        self._is_new = False

    def _note(self, results: Sequence[PollResult], *, landed: bool = False) -> None:
        """Save the cursors of polls: at once where they brought nothing, with `landed` where the landing is synced."""
        wanted = {one.feed_id: one.cursor for one in results if landed or one.ref is None}
        if any(one.ref is not None for one in results) and not landed:
            return  # a cursor may speak of several documents
        self.lease.check()
        with transaction(self._conn):
            for cursor in wanted.values():
                save_cursor(self._conn, cursor)

    def _owed(self, feeds: Sequence[Feed], limits: FetchLimits, options: IngestOptions) -> None:
        """What a poller before this one landed and did not live to note; its pages too."""
        adopt(self._conn, self.out.landing, own=self._files)
        owed = pending(self._conn)
        follow_owed(self.out, self._conn, limits, feeds, options, owed, f"{self._name()}-owed", marked=True)
        after = self._after(owed, {feed.id: feed for feed in feeds}, limits)
        with transaction(self._conn):
            for cursor in after.values():
                save_cursor(self._conn, cursor)
        for mark in marks_of(self.out.landing, self._files):
            mark.unlink()
        self._settle()

    def _after(self, owed: Sequence[Landed], feeds: Mapping[str, Feed], limits: FetchLimits) -> dict[str, Cursor]:
        cursors = load_cursors(self._conn, {one.feed_id for one in owed})
        after: dict[str, Cursor] = {}
        for one in owed:
            before = after.get(one.feed_id) or cursors.get(one.feed_id)
            if before is not None and before.last_polled_at is not None and before.last_polled_at >= one.fetched_at:
                continue  # noted already
            try:
                document = read_document(self.out.landing, one.ref)
            except ParseError:
                continue  # the publisher makes the dead letter
            after[one.feed_id] = cursor_after(before, document, one.fetched_at, limits, feeds.get(one.feed_id))
        return after

    def _settle(self) -> None:
        """Its own landing is known and noted: none of it is owed here."""
        adopt(self._conn, self.out.landing, own=self._files)
        with transaction(self._conn):
            settle(self._conn, self.shard.name, [one.ref.record_id for one in pending(self._conn)], ())
