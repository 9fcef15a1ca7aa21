"""Feeds with `full_text`, whole: pages fetched, landed, read, and not forgotten when a run dies or is told to stop."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from newsroom import NOON, RSS, rows, run

TEXT = "The council voted on Tuesday to keep the harbour open through the winter, and the fishermen welcomed it. "
pytestmark = pytest.mark.slow


@contextmanager
def site(refuse=frozenset()):
    """(place, what was asked for) of a site whose pages have text."""
    asked = []

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            if self.path == "/robots.txt" or self.path in refuse:
                self.send_error(404)
                return
            paragraphs = "".join(f"<p>{TEXT * 4}</p>" for _ in range(3))
            body = f"<html lang=en><title>T</title><article><h1>Page {self.path}</h1>{paragraphs}</article></html>".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def newsroom(folder, place, count=2):
    items = "".join(
        f"<item><guid>http://{place}/{n}</guid><link>http://{place}/{n}</link><title>Report {n} of the harbour</title></item>"
        for n in range(count)
    )
    (folder / "list.xml").write_text(RSS.format(title="x", host="x.example", items=items))
    (folder / "feeds.toml").write_text(
        f'[[feed]]\nid = "harbour"\npath = "list.xml"\nprovider = "Harbour"\nfull_text = true\n\n'
        f'[fetch]\nallow_hosts = ["{place}"]\nhost_delay_s = 0.0\nhost_delay_factor = 0.0\n'
    )


def texts(folder):
    return [text is not None and TEXT.strip() in text for (text,) in rows(folder / "out", "body_text", "guid")]


def test_a_story_has_its_pages_text(tmp_path):
    with site(refuse={"/1"}) as (place, asked):
        newsroom(tmp_path, place)
        assert run(tmp_path).totals.new == 2
        assert (texts(tmp_path), asked) == ([True, False], ["/robots.txt", "/0", "/1"])
        assert rows(tmp_path / "out", "list_contains(quality_flags, 'page_refused')", "guid") == [(False,), (True,)]
        asked.clear()
        run(tmp_path, at=NOON + timedelta(hours=1))
        assert asked == []


def test_pages_that_a_dead_run_did_not_fetch_are_fetched_by_the_next_and_those_it_did_are_not(tmp_path, monkeypatch):
    from newsbeam.connectors.polling import pages

    class Killed(BaseException):
        pass

    with site() as (place, asked):
        newsroom(tmp_path, place, 3)
        begin, count = pages._page, iter(range(9))

        def die(*arguments):
            if next(count) == 1:
                raise Killed
            return begin(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(pages, "_page", die)
            with pytest.raises(BaseException) as death:  # noqa: PT011 (whatever group it comes in)
                run(tmp_path)
        assert "Killed" in repr(death.value)
        assert not (tmp_path / "out" / "stories").exists() or not list((tmp_path / "out" / "stories").rglob("*.parquet"))
        asked.clear()
        assert run(tmp_path, at=NOON + timedelta(minutes=5)).totals.new == 3
        assert texts(tmp_path) == [True, True, True]
        assert sorted(asked) == ["/1", "/2", "/robots.txt"], "what is landed is never fetched again"


def test_a_stop_ends_the_pages_too(tmp_path):
    stop = threading.Event()
    with site() as (place, asked):
        newsroom(tmp_path, place, 40)
        text = (tmp_path / "feeds.toml").read_text().replace("host_delay_s = 0.0", "host_delay_s = 0.5")
        (tmp_path / "feeds.toml").write_text(text)
        threading.Timer(2.0, stop.set).start()
        report = run(tmp_path, stop=stop)
        assert (report.totals.new, report.exit_code) == (40, 0)
        assert 1 < len(asked) < 20
        assert rows(tmp_path / "out", "count(*) FILTER (list_contains(quality_flags, 'page_refused'))", "1") > [(20,)]
