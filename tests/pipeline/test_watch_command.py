"""`newsbeam watch` as an operator runs it: a process, a feed over HTTP, and SIGTERM."""

import functools
import http.server
import signal
import subprocess
import sys
import threading
import time

import duckdb
import pytest

pytestmark = pytest.mark.slow

ITEM = (
    "<item><guid>watch-1</guid><title>Ferry tickets cost less</title><link>http://127.0.0.1/1</link>"
    "<description>LAGOS - Ferry tickets will cost less from Monday, the port authority said.</description></item>"
)


@pytest.fixture
def server(tmp_path):
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "feed.xml").write_text(f'<rss version="2.0"><channel><title>t</title>{ITEM}</channel></rss>')

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    handler = functools.partial(Handler, directory=str(tmp_path / "www"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
        yield running.server_address[1]
        running.shutdown()


def test_a_watch_publishes_and_ends_on_sigterm_with_nothing_half_done(tmp_path, server):
    (tmp_path / "feeds.toml").write_text(
        f'[fetch]\nallow_hosts = ["127.0.0.1:{server}"]\n[[feed]]\nid = "ferry"\nurl = "http://127.0.0.1:{server}/feed.xml"\nprovider = "Ferry"\n'
    )
    command = [sys.executable, "-m", "newsbeam", "watch", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as watching:
        stories = tmp_path / "out" / "stories"
        deadline = time.monotonic() + 60
        while not list(stories.glob("**/*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.2)
        watching.send_signal(signal.SIGTERM)
        _, log = watching.communicate(timeout=60)  # the next poll is five minutes away
    assert watching.returncode == 0, log
    assert "nothing left half done" in log
    found = duckdb.sql(f"SELECT headline FROM read_parquet('{stories}/**/*.parquet', hive_partitioning=true)").fetchall()
    assert found == [("Ferry tickets cost less",)]
    assert not list((tmp_path / "out" / "_staging").iterdir())
