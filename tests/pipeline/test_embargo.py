"""An embargo that only the copy prints is kept wherever the feed sends that copy."""

from datetime import timedelta

import pytest
from newsroom import NOON, item, rows, run, write

from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.pipeline.dataset.output import Output
from newsbeam.schemas.document import Document

pytestmark = pytest.mark.slow

PRINTED = "EMBARGOED UNTIL 1500 GMT, Sunday 3 May 2026. LAGOS - Ferry tickets will cost less from Monday, the port authority said."


def test_an_embargo_printed_in_the_description_is_held(desk):
    write(desk, "lagoon", item("lagoon.example", 1, PRINTED))
    assert run(desk).totals.held == 1
    assert len(rows(desk / "out")) == 3
    released = run(desk, at=NOON + timedelta(hours=4), only=frozenset())
    assert (released.conservation.released, released.totals.new) == (1, 1)


def test_what_is_released_has_the_text_of_its_page(tmp_path):
    """A feed of teasers: the page was landed with the entry, and is its body when the embargo has passed."""
    (tmp_path / "feeds.toml").write_text(
        '[[feed]]\nid = "lagoon"\nurl = "https://lagoon.example/feed"\nprovider = "Lagoon Daily"\nlanguage = "en"\nfull_text = true\n'
    )
    write(tmp_path, "lagoon", item("lagoon.example", 1, PRINTED))
    words = (
        "The port authority of Lagos will sell tickets for the ferry at a lower price, it said, and run two more boats at dawn. "
        * 8
    )
    page = (
        f"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1><p>{words}</p><p>{words}</p></article></body></html>"
    )
    out = Output(tmp_path / "out")
    out.prepare()
    with LandingWriter(out.landing, "one-poll") as landing:
        feed = {"feed_id": "lagoon", "fetched_at": NOON, "http_status": 200}
        text = (tmp_path / "lagoon.xml").read_bytes()
        landing.write(Document(uri="https://lagoon.example/feed", payload=text, media_type="application/rss+xml", **feed), {})
        where = "https://lagoon.example/lagoon.example-1.html"
        landing.write(Document(uri=where, payload=page.encode(), media_type="text/html", **feed), {"role": "page"})
    assert run(tmp_path, only=frozenset()).totals.held == 1
    assert run(tmp_path, at=NOON + timedelta(hours=4), only=frozenset()).totals.new == 1
    ((body,),) = rows(tmp_path / "out", "body_text")
    assert body is not None
    assert "two more boats at dawn" in body
