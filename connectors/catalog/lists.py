"""Feed lists of others, several at once: OPML, and tables (TSV, CSV) with a column of addresses."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from newsbeam.connectors.catalog.addresses import as_http, provider_of, shown, usable, why_no_feed
from newsbeam.connectors.catalog.keys import COUNTRIES, FEED_KEYS
from newsbeam.connectors.catalog.opml import feeds_from_opml, fresh_id
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

_ADDRESS = ("url", "feed", "feed_url", "xmlurl", "rss", "link", "address")
_TITLE = ("title", "name", "text", "source")
_TAGS = ("tags", "tag", "category", "categories", "folder", "group")
_COUNTRY = ("home_country", "country", "country_code")


def feeds_from_lists(paths: Iterable[Path], say: Callable[[str], object] = lambda _: None) -> tuple[Feed, ...]:
    """The feeds of all lists, in order, each address once and each id once; `say` gets a line of what is left out. Raises ConfigError."""
    ids: set[str] = set()
    urls: set[str] = set()
    found: list[Feed] = []
    for path in paths:
        raw = path.read_bytes()
        if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            found += feeds_from_opml(raw, str(path), ids=ids, urls=urls, say=say)
        else:
            found += _of_table(raw, str(path), ids, urls, say)
    return tuple(found)


def _of_table(raw: bytes, name: str, ids: set[str], urls: set[str], say: Callable[[str], object]) -> Iterator[Feed]:
    """The rows of a table whose head names its columns; without one, the first column that holds addresses."""
    text = raw.decode("utf-8-sig", "replace")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    rows = [(reader.line_num, row) for row in reader]
    head = [one.strip().lower().replace(" ", "_") for one in rows[0][1]] if rows else []
    at = next((head.index(one) for one in _ADDRESS if one in head), None)
    if at is None:
        head, at = [], next((n for _, row in rows for n, cell in enumerate(row) if usable(cell.strip())), None)
    if at is None:
        raise ConfigError(f"{name}: neither OPML nor a table with addresses; name a column {_ADDRESS[0]!r}, tabs or commas between")

    def cell(row: list[str], names: tuple[str, ...]) -> str:
        column = next((head.index(one) for one in names if one in head), None)
        return row[column].strip() if column is not None and column < len(row) else ""

    for at_row, (line, row) in enumerate(rows):
        url = as_http(row[at].strip()) if at < len(row) else ""
        if (head and at_row == 0) or not any(row) or url in urls:
            continue
        if (fault := why_no_feed(url)) is not None:
            say(f"{name}:{line}: {shown(cell(row, _TITLE), url)!r} {fault}: left out")
            continue
        urls.add(url)
        title, country, language = cell(row, _TITLE), cell(row, _COUNTRY).upper(), cell(row, ("language", "lang"))
        if language and not re.fullmatch(FEED_KEYS["language"].schema["pattern"], language):
            say(f"{name}:{line}: {language[:40]!r} is no language's code (ur, pt-BR): the feed is taken without it")
            language = ""
        feed_id = fresh_id(cell(row, ("id",)) or title, url, ids)
        yield Feed(
            id=feed_id,
            url=url,
            provider=cell(row, ("provider", "publisher"))
            or provider_of(url, cell(row, ("htmlurl", "site", "website", "home_page")) or None)
            or feed_id,
            title=title or None,
            tags=tuple(dict.fromkeys(one.strip() for one in cell(row, _TAGS).replace(";", ",").split(",") if one.strip())),
            home_country=country if country in COUNTRIES else None,
            language=language or None,
        )
