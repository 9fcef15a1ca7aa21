"""Feeds that a loopback server answers, ingested whole, poll after poll, one hour after the other."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from server import Answer, Server

from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions

START = datetime(2026, 5, 3, 12, tzinfo=UTC)
RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><link>https://wire.example/</link>'
END = "</channel></rss>"


def entry(number: int, *, guid: str | None = None, link: str | None = None, title: str | None = None) -> str:
    return (
        f"<item><title>{title or f'Ferry number {number} sails again'}</title>"
        f"<link>{link or f'https://wire.example/news/{number}'}</link>"
        f'<guid isPermaLink="false">{guid or f"wire-{number}"}</guid>'
        f"<pubDate>Sun, 03 May 2026 0{number % 10}:00:00 GMT</pubDate>"
        f"<description>Ferry {number} left the harbour in the morning with {number} hundred people on board.</description></item>"
    )


def rss(*entries: str) -> bytes:
    return (RSS + "".join(entries) + END).encode()


class Desk:
    """An output, its feed list, and the server behind it."""

    def __init__(self, folder: Path, **feed: str) -> None:
        self.folder, self.feed, self.at = folder, {"path": "/feed", **feed}, START
        self.server = Server()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.server.__aenter__(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.server.__aexit__(None, None, None), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def poll(self, answer: object, *, after: timedelta = timedelta(hours=2)):
        """One run in which the server answers so; the report's line of the feed."""
        self.server.routes["*"] = Answer(body=answer) if isinstance(answer, bytes) else answer
        more = "".join(f'{key} = "{value}"\n' for key, value in self.feed.items() if key != "path")
        (self.folder / "feeds.toml").write_text(
            f'[fetch]\nallow_hosts = ["{self.server.place}"]\nhost_delay_s = 0\nrobots_feeds = "ignore"\n'
            f'[[feed]]\nid = "wire"\nprovider = "Wire"\nurl = "{self.server.base}{self.feed["path"]}"\n{more}'
        )
        options = IngestOptions(
            out=self.folder / "out",
            feeds=self.folder / "feeds.toml",
            as_of=self.at,
            fixed_clock=True,
            due_all=True,
            runner="inline",
        )
        report = ingest(options)
        self.at += after
        assert report.conservation.ok
        return next(feed for feed in report.feeds if feed.feed_id == "wire")

    def rows(self, columns: str = "*", rest: str = "") -> list[tuple]:
        return duckdb.sql(f"SELECT {columns} FROM read_parquet('{self.folder}/out/stories/**/*.parquet') {rest}").fetchall()
