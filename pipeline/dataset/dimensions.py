"""Two small tables beside `stories/`, for joins: `feeds.parquet` and `providers.parquet`. Derived, and kept with every run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import replace_durably
from newsbeam.connectors.http.redact import redact_url
from newsbeam.schemas.arrow import TEXTS, TIME
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

FEEDS_FILE, PROVIDERS_FILE = "feeds.parquet", "providers.parquet"
FEED_SCHEMA = pa.schema(
    [
        pa.field("feed_id", pa.string(), nullable=False),
        pa.field("provider", pa.string(), nullable=False),
        pa.field("url", pa.string()),
        pa.field("format", pa.string(), nullable=False),
        pa.field("language", pa.string()),
        pa.field("home_country", pa.string()),
        pa.field("local", pa.bool_(), nullable=False),
        pa.field("timezone", pa.string()),
        pa.field("full_text", pa.bool_(), nullable=False),
        pa.field("last_polled_at", TIME),
    ]
)
PROVIDER_SCHEMA = pa.schema(
    [
        pa.field("provider", pa.string(), nullable=False),
        pa.field("home_country", pa.string()),
        pa.field("feeds", pa.int32(), nullable=False),
        pa.field("languages", TEXTS, nullable=False),
    ]
)


def write_dimensions(root: Path, feeds: Iterable[Feed], cursors: Mapping[str, Cursor]) -> None:
    """Bring both tables up to what this run's feed list says; feeds of earlier lists stay, for their stories do."""
    rows = {row["feed_id"]: row for row in _read(root / FEEDS_FILE)}
    for feed in feeds:
        cursor = cursors.get(feed.id)
        known = rows.get(feed.id, {}).get("last_polled_at")
        rows[feed.id] = {
            "feed_id": feed.id,
            "provider": feed.provider,
            "url": redact_url(feed.url) if feed.url else None,
            "format": feed.format,
            "language": feed.language,
            "home_country": feed.home_country,
            "local": feed.local,
            "timezone": feed.timezone,
            "full_text": feed.full_text,
            "last_polled_at": (cursor.last_polled_at if cursor else None) or known,
        }
    listed = [rows[feed_id] for feed_id in sorted(rows)]
    _write(root / FEEDS_FILE, pa.Table.from_pylist(listed, FEED_SCHEMA))
    _write(root / PROVIDERS_FILE, pa.Table.from_pylist(_providers(listed), PROVIDER_SCHEMA))


def _providers(feeds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for feed in feeds:
        own[feed["provider"]].append(feed)
    return [
        {
            "provider": provider,
            "home_country": next((one["home_country"] for one in own_feeds if one["home_country"]), None),
            "feeds": len(own_feeds),
            "languages": sorted({one["language"] for one in own_feeds if one["language"]}),
        }
        for provider, own_feeds in sorted(own.items())
    ]


def _read(path: Path) -> list[dict[str, Any]]:
    """The table as it stands; nothing where it is missing or damaged: it is derived."""
    try:
        rows: list[dict[str, Any]] = pq.ParquetFile(path, page_checksum_verification=True).read().to_pylist()
    except (OSError, pa.ArrowException):
        return []
    return rows


def _write(path: Path, table: pa.Table) -> None:
    """Replace the table, if it says anything else."""
    if _read(path) == table.to_pylist() and path.exists():
        return
    aside = path.with_name(f".{path.name}.tmp")
    pq.write_table(table, aside, compression="zstd", write_page_checksum=True)
    replace_durably(aside, path)
