"""Article pages for feeds with `full_text`: which to fetch, and which landed page belongs to which entry."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import field
from pathlib import Path

from newsbeam.connectors.formats import parse
from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import HIDDEN
from newsbeam.connectors.landing.landing import read_document
from newsbeam.connectors.polling.pages import follow
from newsbeam.connectors.polling.polled import Land, Pages
from newsbeam.connectors.polling.secrets import secrets_of, without_echoes
from newsbeam.connectors.state.cursors import load_cursors, load_live, load_robots, save_robots
from newsbeam.connectors.state.database import transaction
from newsbeam.connectors.state.records import page_of
from newsbeam.pipeline.text.entry_keys import listed
from newsbeam.schemas.document import LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError
from newsbeam.schemas.quick import dataclass

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDesk:
    """Knows the pages of a run: those it fetched, and those that an earlier one had landed."""

    landing: Path
    conn: sqlite3.Connection
    pages: Pages = field(default_factory=Pages)

    def pages_of(self, ref: LandingRef, feed: Feed) -> tuple[dict[str, LandingRef], dict[str, str]]:
        """(item URL -> landed page, item URL -> flag) for the entries of one landed document of a `full_text` feed."""
        landed: dict[str, LandingRef] = {}
        flags: dict[str, str] = {}
        if not feed.full_text:
            return landed, flags
        for item in items_of(self.landing, ref, feed):
            if item.url is None:
                continue
            page = self.pages.landed.get(item.url) or page_of(self.conn, item.url)
            if page is not None:
                landed[item.url] = page
            elif item.url in self.pages.refused:
                flags[item.url] = self.pages.refused[item.url].value
        return landed, flags


def items_of(landing: Path, ref: LandingRef, feed: Feed) -> list[Item]:
    """The items of one landed document; none where it cannot be parsed: the batch's own parsing tells why."""
    try:
        results = without_echoes(parse(read_document(landing, ref), feed.format), secrets_of(feed))
        return [one for one in results if isinstance(one, Item)]
    except ParseError:
        return []
    except Exception:  # whatever it is, the batch that parses the document tells it, as a dead letter
        LOG.warning("%s: no pages followed: its parser fell over", ref, exc_info=True)
        return []


def follow_new(
    landing: Path,
    conn: sqlite3.Connection,
    documents: Iterable[tuple[Feed, LandingRef]],
    limits: FetchLimits,
    *,
    clock: Clock,
    land: Land,
    stop: threading.Event | None = None,
) -> Pages:
    """Fetch and land the pages of entries that their feed's cursor does not know yet. Robots files are kept for a day.

    What is landed is never fetched again: a page that an earlier run brought is there. A link that repeats the feed's secret is
    not followed, for pages are landed by their addresses.
    """
    wanted: list[tuple[Feed, str]] = []
    documents = list(documents)
    cursors = load_cursors(conn, {feed.id for feed, _ in documents})
    for feed, ref in documents:
        if not feed.full_text:
            continue
        live = load_live(conn, feed.id)
        items = items_of(landing, ref, feed)
        keys = listed(items, cursors[feed.id].id_basis if feed.id in cursors else None, live)
        new = (item for item, (key, _) in zip(items, keys, strict=True) if key not in live)
        links = (item.url for item in new if item.url and HIDDEN not in item.url)
        wanted += [(feed, url) for url in links if page_of(conn, url) is None]
    if not wanted:
        return Pages()
    pages = asyncio.run(follow(wanted, limits, clock=clock, land=land, robots=load_robots(conn), stop=stop))
    with transaction(conn):
        save_robots(conn, pages.robots)
    return pages
