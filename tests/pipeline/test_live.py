"""What a feed's cursor remembers of its entries, batch by batch."""

import sqlite3
from datetime import timedelta

import pytest
from newsroom import BODIES, NOON, item, rows, run, write

from newsbeam.connectors.formats import parse
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.cursors import load_cursors, load_live
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.text.ids import entry_key, item_hash
from newsbeam.schemas.document import Document

pytestmark = pytest.mark.slow

HOST = "wire.example"


def test_of_two_tellings_in_a_batch_the_one_fetched_last_is_remembered(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, more in (("first", ""), ("last", " And a word more.")):
        write(folder, name, *(item(HOST, n, BODIES[n % 3] + more) for n in range(1, 9)))
    ingest(IngestOptions(out=tmp_path / "out", paths=(folder,), provider="Wire", as_of=NOON, fixed_clock=True))
    with sqlite3.connect(tmp_path / "out" / "_state" / "newsbeam.db") as conn:
        ((feed_id,),) = conn.execute("SELECT DISTINCT feed_id FROM live_entries").fetchall()
        live = load_live(conn, feed_id)
    payload = (folder / "last.xml").read_bytes()
    last = list(parse(Document(feed_id=feed_id, uri="file:///last.xml", fetched_at=NOON, payload=payload), "auto"))
    assert {entry_key(one): item_hash(one) for one in last} == {key: one.item_hash for key, one in live.items()}


def test_a_document_refused_whole_leaves_no_validators_behind(tmp_path):
    """Or a 304 would hide the feed once it is mended; and the same bytes again are the same failure."""
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "kestrel"\nurl = "https://kestrel.example/feed"\n')
    out = Output(tmp_path / "out")
    out.prepare()
    document = Document(
        feed_id="kestrel",
        uri="https://kestrel.example/feed",
        fetched_at=NOON,
        payload=b"<html><body>Sorry, the feed is away.</body></html>",
        http_status=200,
        headers=(("ETag", '"sorry"'),),
    )
    with LandingWriter(out.landing, "one-poll") as landing:
        landing.write(document, {})
    assert run(tmp_path, only=frozenset()).totals.dead_letters == 1
    with sqlite3.connect(out.database) as conn:
        cursor = load_cursors(conn)["kestrel"]
    assert (cursor.etag, cursor.refusal) == (None, cursor.reason)
    assert cursor.refusal is not None


def test_an_empty_listing_forgets_nothing_and_is_no_dead_letter(desk):
    undated = item("lagoon.example", 1, "LAGOS - Ferry tickets will cost less.", date="this morning")
    write(desk, "lagoon", undated)
    run(desk)
    for day in (1, 2):
        write(desk, "lagoon", *([] if day == 1 else ["<!-- still nothing -->"]))
        report = run(desk, at=NOON + timedelta(days=day))
        lagoon = next(feed for feed in report.feeds if feed.feed_id == "lagoon")
        assert (lagoon.outcome, lagoon.entries, lagoon.dead_letters) == ("ok", 0, 0)
        assert (report.conservation.ok, report.exit_code) == (True, 0)
    with sqlite3.connect(desk / "out" / "_state" / "newsbeam.db") as conn:
        assert conn.execute("SELECT reason, times FROM dead_letters").fetchall() == []
    # Its date cannot be read, so by now it would be filed under another day than the one that history has it under.
    write(desk, "lagoon", undated)
    report = run(desk, at=NOON + timedelta(days=40))
    assert (report.totals.new, report.totals.duplicates) == (0, 1)
    assert max(rows(desk / "out", "count(*) OVER (PARTITION BY story_id, telling_id)")) == (1,)
