"""A feed that was given up comes back: by its environment, or by the operator's word; and who asks about a feed gets an answer about it."""

import http.server
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from newsbeam.connectors.polling.due import due
from newsbeam.connectors.polling.transitions import begin, freed
from newsbeam.pipeline.cli import main
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.feed import Feed

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
HEAD = "<rss version='2.0'><channel><title>t</title><link>https://x.example/</link><description>d</description>"
BODY = f"{HEAD}<item><title>Ferry late</title><description>LAGOS - It waits.</description></item></channel></rss>".encode()
HOLLOW = "".join(f"<item><guid isPermaLink='false'>{n}</guid></item>" for n in range(4))
COUNT = count()
KEYED = Feed(id="keyed", provider="x.example", url="https://x.example/f?key=${NEWSBEAM_TEST_KEY}", auth="${NEWSBEAM_TEST_AUTH}")


class Paper(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, body, head = {
            "/keyed": (200, BODY, {}) if self.headers.get("X-Key") == "right" else (401, b"", {}),
            "/busy": (429, b"", {"Retry-After": "7200"}),
            "/empty": (200, f"{HEAD}</channel></rss>".encode(), {}),
            "/moved": (301, b"", {"Location": "/news"}),
            "/hollow": (200, f"{HEAD}<!-- {next(COUNT)} -->{HOLLOW}</channel></rss>".encode(), {}),
            "/news": (200, BODY.replace(b"Ferry", b"Tram"), {}),
        }[self.path]
        self.send_response(status)
        for name, value in (head | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Five feeds of one server, one of which wants a key."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    feeds = [f'[[feed]]\nid = "{name}"\nurl = "{base}/{name}"\n' for name in ("busy", "empty", "hollow", "moved", "keyed")]
    (tmp_path / "feeds.toml").write_text(
        f'[fetch]\nallow_hosts = ["127.0.0.1:{server.server_port}"]\nhost_delay_s = 0\n'
        + "".join(feeds)
        + 'headers = {X-Key = "${NEWSBEAM_TEST_KEY}"}\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSBEAM_TEST_KEY", raising=False)
    yield tmp_path
    server.shutdown()
    server.server_close()


def said(capsys, *words: str) -> str:
    capsys.readouterr()
    main(list(words))
    return capsys.readouterr().out


def ingest(capsys, day: int) -> str:
    return said(capsys, "ingest", "--runner", "inline", "--as-of", (NOON + timedelta(days=day)).isoformat())


def test_a_missing_variable_frees_its_feed_once_it_is_set(monkeypatch):
    cursor = replace(
        begin(KEYED, None), state=FeedState.PAUSED, reason="bad_config", hard_fails=3, next_due=NOON + timedelta(days=7)
    )
    monkeypatch.setenv("NEWSBEAM_TEST_KEY", "k")
    assert not due([KEYED], {"keyed": cursor}, NOON)
    monkeypatch.setenv("NEWSBEAM_TEST_AUTH", "a")
    assert due([KEYED], {"keyed": cursor}, NOON)
    assert begin(KEYED, cursor).hard_fails == 0
    assert not due([KEYED], {"keyed": replace(cursor, reason="http_401", http_status=401)}, NOON)


def test_what_is_freed_keeps_where_it_is_and_what_its_host_asked_for():
    gone = Cursor(
        feed_id="f",
        state=FeedState.GONE,
        url="https://new.example/f",
        etag='"v"',
        retry_at=NOON,
        gone_at=NOON,
        fails=3.0,
        next_due=NOON,
    )
    kept = replace(gone, state=FeedState.IDLE, gone_at=None, fails=0.0, next_due=None, next_due_reason="operator")
    assert freed(gone) == kept


@pytest.mark.slow
def test_a_feed_that_was_given_up_comes_back(desk, capsys, monkeypatch):
    for day in range(3):
        assert "bad_config: environment variable NEWSBEAM_TEST_KEY is not set" in ingest(capsys, day)
    assert "1 paused" in ingest(capsys, 3)
    monkeypatch.setenv("NEWSBEAM_TEST_KEY", "wrong")
    for day in range(4, 7):
        assert "keyed: hard; http_401" in ingest(capsys, day)
    monkeypatch.setenv("NEWSBEAM_TEST_KEY", "right")
    assert "1 paused" in ingest(capsys, 7)
    assert "1 paused" in said(capsys, "ingest", "--due", "all", "--as-of", (NOON + timedelta(days=8)).isoformat())
    listed = {one["feed_id"]: one for one in json.loads(said(capsys, "feeds", "list", "--json"))}
    assert listed["keyed"]["next_poll_at"] is None
    assert "newsbeam feeds resume ID" in listed["keyed"]["way_out"]
    assert "feed: keyed: ok; 1 new" in said(capsys, "feeds", "check", "keyed")
    assert "1 paused" in ingest(capsys, 9)
    assert said(capsys, "feeds", "resume", "keyed") == "keyed: asked again with the next run\n"
    assert "feed: keyed: ok; 1 new" in ingest(capsys, 10)
    assert said(capsys, "feeds", "resume", "keyed").startswith("keyed: was not paused")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("feed_id", "answer"),
    [
        ("busy", "feed: busy: skipped; retry_after: not before 2026-03-12 14:00 UTC"),
        ("empty", "feed: empty: unchanged"),
        ("moved", "feed: moved: unchanged"),
        ("keyed", "feed: keyed: hard"),
    ],
)
def test_whoever_asks_about_a_feed_gets_a_line_about_it(desk, capsys, feed_id, answer):
    first = ingest(capsys, 0)
    assert "feed: empty: ok; no entries" in first
    assert "feed: moved: ok; 1 new; moved for good" in first
    found = said(capsys, "feeds", "check", feed_id, "--as-of", (NOON + timedelta(minutes=5)).isoformat())
    assert answer in found
    assert "not asked" not in found


@pytest.mark.slow
def test_the_list_tells_what_was_found_and_where_a_feed_went(desk, capsys):
    ingest(capsys, 0)
    listed = {one["feed_id"]: one for one in json.loads(said(capsys, "feeds", "list", "--json"))}
    assert listed["keyed"]["last_message"] == "environment variable NEWSBEAM_TEST_KEY is not set"
    assert listed["moved"]["moved_to"].endswith("/news")
    assert listed["empty"]["state"] == "no entries"
    assert "feed keyed: environment variable NEWSBEAM_TEST_KEY is not set" in _refusal(capsys)


def _refusal(capsys) -> str:
    capsys.readouterr()
    assert main(["feeds", "check"]) == 2
    return capsys.readouterr().err


@pytest.mark.slow
def test_entries_that_are_refused_each_time_are_no_gap_and_no_news(desk, capsys):
    for day in (0, 2, 4):
        found = ingest(capsys, day)
        assert "feed: hollow: ok; 4 dead letters" in found
        assert "gap suspected" not in found
    listed = {one["feed_id"]: one for one in json.loads(said(capsys, "feeds", "list", "--json"))}
    assert (listed["hollow"]["state"], listed["hollow"]["last_new_item_at"]) == ("all entries refused", None)
