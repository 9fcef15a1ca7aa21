"""The first half of a run: poll what is due, and land what came before anything is made of it."""

import asyncio
import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from newsbeam.connectors.catalog.bare import bare_feed
from newsbeam.connectors.http.clock import Clock, FixedClock, SystemClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landing import LandingWriter
from newsbeam.connectors.polling.crawl import Land, PollResult, due, poll
from newsbeam.connectors.polling.pages import Pages
from newsbeam.connectors.state.cursors import load_cursors, load_robots, save_cursor, save_robots
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.polls import paused
from newsbeam.connectors.state.records import Landed
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.landed_feed import facts_of
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.pages import follow_new
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed

_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry|newsItem|url)[\s>/]", re.IGNORECASE)


def bare_feeds(paths: Sequence[Path], provider: str | None) -> tuple[Feed, ...]:
    """A feed for each path given on the command line."""
    return tuple(bare_feed(path.resolve(), provider) for path in paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What one sweep brought, and the cursors as they were before it."""

    results: list[PollResult] = field(default_factory=list)
    pages: Pages = field(default_factory=Pages)
    before: Mapping[str, Cursor] = field(default_factory=dict)
    resting: Collection[str] = ()
    """Feeds that the operator paused."""


def poll_and_land(
    out: Output, conn: sqlite3.Connection, limits: FetchLimits, feeds: Sequence[Feed], options: IngestOptions, name: str
) -> Polled:
    """Poll `feeds` that are due (or all) and follow new entries to their pages where the feed says so.

    Each body is landed and synced before its result counts. Cursors of polls that brought a document are saved with its
    batch; all others here, because nothing waits for them.
    """
    cursors = load_cursors(conn, {feed.id for feed in feeds})
    clock = _clock(options)
    resting = paused(conn, clock.now())
    wanted = [
        feed for feed in feeds if feed.enabled and feed.id not in resting and (options.only is None or feed.id in options.only)
    ]
    asked = wanted if options.due_all else due(wanted, cursors, clock.now())
    if not asked:
        return Polled(before=cursors, resting=resting)
    with LandingWriter(out.landing, name) as landing:
        land, robots, by_id = _lander(landing, feeds, options, clock.now()), load_robots(conn), {feed.id: feed for feed in feeds}
        sweep = poll(asked, cursors, limits, clock=clock, land=land, all_feeds=feeds, stop=options.stop, robots=robots)
        results = asyncio.run(sweep)
        with transaction(conn):
            save_robots(conn, robots.values())
        new = [(by_id[result.feed_id], result.ref) for result in results if result.ref is not None]
        pages = follow_new(out.landing, conn, new, limits, clock=clock, land=land, stop=options.stop)
        landing.sync()
    settled = {result.feed_id: result.cursor for result in results if result.ref is None}
    with transaction(conn):
        for cursor in settled.values():
            save_cursor(conn, cursor)
    return Polled(results=results, pages=pages, before=cursors, resting=resting)


def follow_owed(
    out: Output,
    conn: sqlite3.Connection,
    limits: FetchLimits,
    feeds: Sequence[Feed],
    options: IngestOptions,
    landed: Sequence[Landed],
    name: str,
) -> Pages:
    """The pages of documents that a run landed which did not live to fetch them: or their stories stay without text."""
    by_id = {feed.id: feed for feed in feeds if feed.full_text}
    owed = [(by_id[one.feed_id], one.ref) for one in landed if one.feed_id in by_id]
    if not owed:
        return Pages()
    clock = _clock(options)
    with LandingWriter(out.landing, name) as landing:
        land = _lander(landing, feeds, options, clock.now())
        return follow_new(out.landing, conn, owed, limits, clock=clock, land=land, stop=options.stop)


def _clock(options: IngestOptions) -> Clock:
    return FixedClock(options.as_of) if options.fixed_clock else SystemClock()


def _lander(landing: LandingWriter, feeds: Sequence[Feed], options: IngestOptions, began: datetime) -> Land:
    by_id = {feed.id: feed for feed in feeds}
    bare, read = {feed.id for feed in bare_feeds(options.paths, options.provider)}, count()

    def land(document: Document, extra: Mapping[str, str]) -> LandingRef:
        feed = by_id[document.feed_id]
        if feed.id in bare:  # given in this order: the later of two tellings of a story is the later file's
            document = replace(document, fetched_at=began + timedelta(microseconds=next(read)))
        return landing.write(document, {**facts_of(feed), "entries": str(entries_in(document.payload)), **extra})

    return land


def entries_in(payload: bytes) -> int:
    """About how many entries a document holds, to cut batches by: cheap, and never trusted for more."""
    return max(1, len(_ENTRY.findall(payload)))
