"""Feed lists of others, several at once: OPML, and tables (TSV, CSV) with a column of addresses."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from newsbeam.connectors.catalog.keys import COUNTRIES
from newsbeam.connectors.catalog.opml import feeds_from_opml, fresh_id, provider_of, usable
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

_ADDRESS = ("url", "feed", "feed_url", "xmlurl", "rss", "link", "address")
_TITLE = ("title", "name", "text", "source")
_TAGS = ("tags", "tag", "category", "categories", "folder", "group")
_COUNTRY = ("home_country", "country", "country_code")


def feeds_from_lists(paths: Iterable[Path]) -> tuple[Feed, ...]:
    """The feeds of all lists, in order, each address once and each id once. Raises ConfigError."""
    ids: set[str] = set()
    urls: set[str] = set()
    found: list[Feed] = []
    for path in paths:
        raw = path.read_bytes()
        if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            found += feeds_from_opml(raw, str(path), ids=ids, urls=urls)
        else:
            found += _of_table(raw, str(path), ids, urls)
    return tuple(_with_own_ids(found))


def _of_table(raw: bytes, name: str, ids: set[str], urls: set[str]) -> Iterator[Feed]:
    """The rows of a table whose head names its columns; without one, the first column that holds addresses."""
    text = raw.decode("utf-8-sig", "replace")
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text.partition("\n")[0] else ","))
    head = [one.strip().lower().replace(" ", "_") for one in rows[0]] if rows else []
    at = next((head.index(one) for one in _ADDRESS if one in head), None)
    if at is None:
        head, at = [], next((n for row in rows for n, cell in enumerate(row) if usable(cell.strip())), None)
    if at is None:
        raise ConfigError(f"{name}: neither OPML nor a table with addresses; name a column {_ADDRESS[0]!r}, tabs or commas between")

    def cell(row: list[str], names: tuple[str, ...]) -> str:
        column = next((head.index(one) for one in names if one in head), None)
        return row[column].strip() if column is not None and column < len(row) else ""

    for row in rows[1:] if head else rows:
        url = row[at].strip() if at < len(row) else ""
        if not usable(url) or url in urls:
            continue
        urls.add(url)
        title, country, language = cell(row, _TITLE), cell(row, _COUNTRY).upper(), cell(row, ("language", "lang"))
        yield Feed(
            id=fresh_id(cell(row, ("id",)) or title, url, ids),
            url=url,
            provider=cell(row, ("provider", "publisher"))
            or provider_of(url, cell(row, ("htmlurl", "site", "website", "home_page")) or None),
            title=title or None,
            tags=tuple(dict.fromkeys(one.strip() for one in cell(row, _TAGS).replace(";", ",").split(",") if one.strip())),
            home_country=country if country in COUNTRIES else None,
            language=language or None,
        )


def _with_own_ids(feeds: list[Feed]) -> Iterator[Feed]:
    """A host that serves feeds of many others (a feed burner) is nobody's provider: there the feed's id is its own."""
    served: dict[str, set[str]] = {}
    for feed in feeds:
        served.setdefault(feed.provider, set()).add((feed.title or feed.id).casefold())
    for feed in feeds:
        shared = feed.provider in SERVERS or any(feed.provider.endswith(f".{one}") for one in SERVERS)
        yield replace(feed, provider=feed.id) if shared and len(served[feed.provider]) > 1 else feed


SERVERS = frozenset(
    {"feedburner.com", "feedblitz.com", "feeds2.feedburner.com", "feedproxy.google.com", "rss.app", "fetchrss.com", "politepol.com"}
)
"""Hosts that serve feeds for others."""
