"""Fetching: feeds polled and their new entries followed to their pages, every body landed before anything is made of it."""

import asyncio
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from newsbeam.connectors.http.clock import Clock, FixedClock, SystemClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing import at_hand
from newsbeam.connectors.landing.landing_writer import LandingWriter, Written
from newsbeam.connectors.polling.crawl import Land, poll
from newsbeam.connectors.polling.polled import Noted, Pages, PollResult
from newsbeam.connectors.state.cursors import load_robots, save_cursor, save_robots
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.records import PAGE_ROLE
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.named import INLINE, PROCESSES, engine_of
from newsbeam.pipeline.runs.landed_feed import facts_of
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.pages import follow_new
from newsbeam.pipeline.runs.poll import bare_feeds
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed

_ENTRY = re.compile(rb"<(?=\w)(?:\w++:)?+(?:item|entry|newsItem|url)[\s>/]", re.IGNORECASE)


def fetch_and_land(  # noqa: PLR0913 (as `poll_and_land`)
    out: Output,
    conn: sqlite3.Connection,
    limits: FetchLimits,
    feeds: Sequence[Feed],
    asked: Sequence[Feed],
    cursors: Mapping[str, Cursor],
    options: IngestOptions,
    name: str,
    *,
    noted: Noted | None = None,
) -> tuple[list[PollResult], Pages, Written]:
    """Ask these of all feeds, and follow new entries to their pages where the feed says so (`poll_and_land`)."""
    clock = clock_of(options)
    with LandingWriter(out.landing, name, marked=noted is not None, keep=out.storage.push) as landing:
        root = None if noted else out.landing
        land, robots, by_id = (
            _lander(landing, feeds, options, clock.now(), root),
            load_robots(conn),
            {feed.id: feed for feed in feeds},
        )
        sweep = poll(asked, cursors, limits, clock=clock, land=land, all_feeds=feeds, stop=options.stop, robots=robots, noted=noted)
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
    return results, pages, landing.written


def fetch_pages(
    out: Output,
    conn: sqlite3.Connection,
    limits: FetchLimits,
    feeds: Sequence[Feed],
    options: IngestOptions,
    owed: Sequence[tuple[Feed, LandingRef]],
    name: str,
    *,
    marked: bool = False,
) -> Pages:
    """The pages of these landed documents, landed."""
    clock = clock_of(options)
    with LandingWriter(out.landing, name, marked=marked, keep=out.storage.push) as landing:
        land = _lander(landing, feeds, options, clock.now())
        return follow_new(out.landing, conn, owed, limits, clock=clock, land=land, stop=options.stop)


def clock_of(options: IngestOptions) -> Clock:
    """The run's own time where it was given one, else the machine's."""
    return FixedClock(options.as_of) if options.fixed_clock else SystemClock()


def _lander(
    landing: LandingWriter, feeds: Sequence[Feed], options: IngestOptions, began: datetime, root: Path | None = None
) -> Land:
    """What lands a body; `root`: of the landing whose documents this process reads next, if it does the stages itself."""
    by_id = {feed.id: feed for feed in feeds}
    bare, read = {feed.id for feed in bare_feeds(options.paths, options.provider)}, count()

    engine = engine_of(options.runner, options.beam_args)
    at_hand.let_go()

    def land(document: Document, extra: Mapping[str, str]) -> LandingRef:
        if engine.runner == PROCESSES:  # there is something to do: let its workers begin beside the rest of the sweep
            from newsbeam.pipeline.runners.pool import begin_early

            begin_early(engine.workers)
        feed = by_id[document.feed_id]
        if feed.id in bare:  # given in this order: the later of two tellings of a story is the later file's
            document = replace(document, fetched_at=began + timedelta(microseconds=next(read)))
        ref = landing.write(document, {**facts_of(feed), "entries": str(entries_in(document.payload)), **extra})
        if root is not None and engine.runner == INLINE and extra.get("role") != PAGE_ROLE:
            at_hand.keep(root, document, ref)
        return ref

    return land


def entries_in(payload: bytes) -> int:
    """About how many entries a document holds, to cut batches by: cheap, and never trusted for more."""
    return max(1, len(_ENTRY.findall(payload)))
