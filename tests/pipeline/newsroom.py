"""Two small feeds in files, runs over them, and the rows read back by DuckDB."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
FEEDS = """
[[feed]]
id = "kestrel"
path = "kestrel.xml"
provider = "Kestrel Wire"
home_country = "KE"
timezone = "Africa/Nairobi"
language = "en"

[[feed]]
id = "lagoon"
path = "lagoon.xml"
provider = "Lagoon Daily"
home_country = "NG"
language = "en"
"""
RSS = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{title}</title><link>https://{host}/</link><description>d</description>{items}</channel></rss>'
ITEM = "<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>https://{host}/{guid}.html</link>{date}<description>{text}</description></item>"
BODIES = (
    "NAIROBI - The harbour bridge will close for nine nights in June while its cables are checked, the roads board said on Sunday.",
    "Rain fell on the northern plains for a third day and the grain market opened late, traders in Nakuru said by telephone.",
    "A school in Kisumu has taught four hundred fishermen to read, and the ministry wants eleven more such schools by autumn.",
)


def item(
    host: str, number: int, text: str, *, title: str | None = None, date: str | None = "Sun, 03 May 2026 0{n}:00:00 GMT"
) -> str:
    printed = f"<pubDate>{date.format(n=number)}</pubDate>" if date else ""
    return ITEM.format(
        guid=f"{host}-{number}", title=title or f"Story number {number} of {host}", host=host, date=printed, text=text
    )


def write(folder: Path, name: str, *items: str) -> None:
    host = f"{name}.example"
    (folder / f"{name}.xml").write_text(RSS.format(title=name, host=host, items="".join(items)), encoding="utf-8")


def run(desk: Path, out: str | Output = "out", at: datetime = NOON, **others: object):
    options = IngestOptions(
        out=desk / out if isinstance(out, str) else out, feeds=desk / "feeds.toml", as_of=at, fixed_clock=True, due_all=True
    )
    return ingest(replace(options, **others))  # type: ignore[arg-type]


def rows(out: Path, columns: str = "story_id, telling_id, revision, headline, date, country", order: str = "all") -> list[tuple]:
    query = f"SELECT {columns} FROM read_parquet('{out}/stories/**/*.parquet', hive_partitioning=true) ORDER BY {order}"
    return duckdb.sql(query).fetchall()


def files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*.parquet"))}


def fall_over(monkeypatch, mark: bytes) -> None:
    """Let the parser fall over every document that holds `mark`: a bug of ours, which no dead letter foresees."""

    def falls(document) -> None:
        if mark in document.payload:
            raise ZeroDivisionError("a bug of ours")

    before_parsing(monkeypatch, falls)


def before_parsing(monkeypatch, look) -> None:
    """Let `look` see every document before it is parsed, whichever parser it goes to."""
    from newsbeam.pipeline.stages.parse_documents import ParseStage

    real = ParseStage.work

    def work(self, element):
        look(element[1])
        return real(self, element)

    monkeypatch.setattr(ParseStage, "work", work)
