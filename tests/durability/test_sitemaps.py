"""Daily sitemaps: the articles of some days, from a server on the loopback."""

import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyarrow.dataset as ds
import pytest

from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.backfill import BackfillOptions
from newsbeam.pipeline.runs.sitemap_backfill import backfill_sitemap

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
pytestmark = pytest.mark.slow


def page(day, number):
    words = " ".join(f"what the {number}th witness said of the {n}th stone of the old bridge" for n in range(12))
    return (
        f"<html><head><title>Report {number} of {day}</title><script type='application/ld+json'>"
        f'{{"@type":"NewsArticle","headline":"Report {number} of {day}","datePublished":"{day}T09:00:00Z"}}</script></head>'
        f"<body><article><h1>Report {number} of {day}</h1><p>{words}.</p><p>{words}.</p></article></body></html>"
    )


@pytest.fixture
def site():
    """(base address, what was asked for) of a site with an index, three daily sitemaps and two articles a day."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            base = f"http://127.0.0.1:{self.server.server_port}"
            day = self.path[-14:-4] if self.path.startswith("/map-") else self.path[1:11]
            if self.path == "/index.xml":
                maps = "".join(f"<sitemap><loc>{base}/map-2026-03-0{n}.xml</loc></sitemap>" for n in (1, 2, 3))
                kind, body = "text/xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'
            elif self.path.startswith("/map-"):
                urls = "".join(f"<url><loc>{base}/{day}/{n}</loc></url>" for n in (1, 2))
                kind, body = "text/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
            elif self.path.startswith("/2026"):
                kind, body = "text/html", page(day, self.path[-1])
            else:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_the_articles_of_some_days(tmp_path, site):
    base, asked = site
    limits = FetchLimits(allow_hosts=frozenset({base[7:]}), host_delay_s=0.0, host_delay_factor=0.0)
    options = BackfillOptions(out=tmp_path / "out", archives=(), as_of=NOW, version="0.1.0", provider="site", limits=limits)
    fill = lambda: backfill_sitemap(options, f"{base}/index.xml", date(2026, 3, 2), date(2026, 3, 3), clock=FixedClock(NOW))  # noqa: E731
    result = fill()
    assert (result.documents, result.rows, result.damaged) == (4, 4, [])
    rows = ds.dataset(Output(tmp_path / "out").stories, partitioning="hive").to_table().to_pylist()
    assert sorted(str(row["date"]) for row in rows) == ["2026-03-02"] * 2 + ["2026-03-03"] * 2
    assert {row["provider"] for row in rows} == {"site"}
    assert not [path for path in asked if "03-01" in path]
    asked.clear()
    again = fill()
    assert (again.documents, again.rows) == (0, 0)
    assert not [path for path in asked if path.startswith("/2026")]
