"""The first half of a run: poll what is due, and land what came before anything is made of it."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsbeam.connectors.catalog.bare import bare_feed
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.due import due
from newsbeam.connectors.polling.polled import Noted, Pages, PollResult
from newsbeam.connectors.polling.transitions import freed
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.polls import paused
from newsbeam.connectors.state.records import Landed
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.quick import dataclass

if TYPE_CHECKING:
    from newsbeam.connectors.landing.landing_writer import Written


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
    written: "Written" = field(default_factory=dict)
    """What was landed."""


def poll_and_land(
    out: Output,
    conn: sqlite3.Connection,
    limits: FetchLimits,
    feeds: Sequence[Feed],
    options: IngestOptions,
    name: str,
    noted: Noted | None = None,
) -> Polled:
    """Poll `feeds` that are due (or all) and follow new entries to their pages where the feed says so.

    Each body is landed and synced before its result counts. Cursors of polls that brought a document are saved with its
    batch; all others here, because nothing waits for them. `noted`: another process adopts what is landed here, and each feed's
    results are told as they come.
    """
    cursors = load_cursors(conn, {feed.id for feed in feeds})
    now = options.as_of if options.fixed_clock else datetime.now(UTC)
    resting = paused(conn, now)
    if options.only is None:
        wanted = [feed for feed in feeds if feed.enabled and feed.id not in resting]
    else:  # whoever names a feed wants its answer, whatever was decided about it before
        wanted = [feed for feed in feeds if feed.id in options.only]
        cursors |= {feed.id: freed(cursors[feed.id]) for feed in wanted if feed.id in cursors}
    asked = wanted if options.due_all else due(wanted, cursors, now)
    if not asked:
        return Polled(before=cursors, resting=resting)
    from newsbeam.pipeline.runs.fetch import fetch_and_land  # what asks and reads feeds: a run with nothing due needs none of it

    results, pages, written = fetch_and_land(out, conn, limits, feeds, asked, cursors, options, name, noted=noted)
    return Polled(results=results, pages=pages, before=cursors, resting=resting, written=written)


def follow_owed(
    out: Output,
    conn: sqlite3.Connection,
    limits: FetchLimits,
    feeds: Sequence[Feed],
    options: IngestOptions,
    landed: Sequence[Landed],
    name: str,
    *,
    marked: bool = False,
) -> Pages:
    """The pages of documents that a run landed which did not live to fetch them: or their stories stay without text."""
    by_id = {feed.id: feed for feed in feeds if feed.full_text}
    owed = [(by_id[one.feed_id], one.ref) for one in landed if one.feed_id in by_id]
    if not owed:
        return Pages()
    from newsbeam.pipeline.runs.fetch import fetch_pages

    return fetch_pages(out, conn, limits, feeds, options, owed, name, marked=marked)
