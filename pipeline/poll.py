"""The first half of a run: poll what is due, and land what came before anything is made of it."""

import asyncio
import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from connectors.crawl import PollResult, due, poll
from connectors.cursors import load_cursors, save_cursor
from connectors.http.clock import FixedClock, SystemClock
from connectors.http.limits import FetchLimits
from connectors.landing import LandingWriter
from connectors.pages import Pages
from connectors.state import transaction
from pipeline.output import Output
from pipeline.pages import follow_new
from schemas.document import Document, LandingRef
from schemas.feed import Feed

_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry|newsItem|url)[\s>/]", re.IGNORECASE)


def bare_feeds(paths: Sequence[Path], provider: str | None) -> tuple[Feed, ...]:
    """A feed for each path given on the command line: named for the file, told apart by where it lies.

    Provider `file` means: the credit's distributor, where the text names one (DESIGN.md section 14.5).
    """
    feeds = []
    for path in paths:
        whole = path.resolve()
        name = re.sub(r"[^a-z0-9]+", "-", whole.stem.lower()).strip("-")[:40] or "file"
        digest = sha256(str(whole).encode("utf-8", "surrogateescape")).hexdigest()[:8]
        feeds.append(Feed(id=f"{name}-{digest}", provider=provider or "file", path=str(whole)))
    return tuple(feeds)


def poll_and_land(
    out: Output,
    conn: sqlite3.Connection,
    limits: FetchLimits,
    feeds: Sequence[Feed],
    *,
    name: str,
    as_of: datetime,
    due_all: bool,
    fixed_clock: bool,
) -> tuple[list[PollResult], Pages]:
    """Poll `feeds` that are due (or all) and follow new entries to their pages where the feed says so.

    Each body is landed and synced before its result counts.

    Cursors of polls that brought a document are saved with its batch; all others here, because nothing waits for them.
    """
    by_id = {feed.id: feed for feed in feeds}
    cursors = load_cursors(conn, set(by_id))
    clock = FixedClock(as_of) if fixed_clock else SystemClock()
    asked = list(feeds) if due_all else due(feeds, cursors, clock.now())
    if not asked:
        return [], Pages()
    with LandingWriter(out.landing, name) as landing:

        def land(document: Document, extra: Mapping[str, str]) -> LandingRef:
            feed = by_id[document.feed_id]
            facts = {"provider": feed.provider, "entries": str(entries_in(document.payload)), **extra}
            return landing.write(document, facts)

        results = asyncio.run(poll(asked, cursors, limits, clock=clock, land=land, all_feeds=feeds))
        pages = follow_new(out.landing, conn, results, by_id, limits, clock=clock, land=land)
        landing.sync()
    with transaction(conn):
        for result in results:
            if result.ref is None:
                save_cursor(conn, result.cursor)
    return results, pages


def entries_in(payload: bytes) -> int:
    """About how many entries a document holds, to cut batches by: cheap, and never trusted for more."""
    return max(1, len(_ENTRY.findall(payload)))
