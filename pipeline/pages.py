"""Article pages for feeds with `full_text`: which landed page belongs to which entry of a landed document."""

import sqlite3
from collections.abc import Mapping

from connectors.formats import parse
from connectors.landed import Landed, page_of
from connectors.landing import read_document
from pipeline.output import Output
from schemas.document import LandingRef
from schemas.feed import Feed
from schemas.item import Item, ParseError


def pages_of(out: Output, conn: sqlite3.Connection, landed: Landed, feed: Feed) -> Mapping[str, LandingRef]:
    """Item URL -> its landed page, for the entries of one landed document that have one."""
    try:
        results = list(parse(read_document(out.landing, landed.ref), feed.format))
    except ParseError:
        return {}
    urls = {one.url for one in results if isinstance(one, Item) and one.url}
    return {url: ref for url in sorted(urls) if (ref := page_of(conn, url)) is not None}
