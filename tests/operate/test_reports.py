"""A report lists the feeds that were asked; of the others it says how many, and why: an empty run leaves next to nothing."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema

from newsbeam.pipeline.cli import main

FEEDS = 12
BODY = (
    "<rss version='2.0'><channel><title>Quay</title><item><guid isPermaLink='false'>{0}</guid><title>Quay {0} opens</title>"
    "<description>Ships came in.</description></item></channel></rss>"
)


class _Quays(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = BODY.format(self.path).encode() if self.path.startswith("/q") else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def quays():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Quays)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_was_not_asked_is_counted_and_not_listed(tmp_path, capsys):
    with quays() as place:
        entries = "".join(f'[[feed]]\nid = "quay-{n}"\nurl = "http://{place}/q{n}"\n' for n in range(FEEDS))
        limits = f'[fetch]\nallow_hosts = ["{place}"]\nhost_delay_s = 0\nhost_delay_factor = 0\nrobots_feeds = "ignore"\n'
        (tmp_path / "feeds.toml").write_text(limits + entries + "enabled = false\n")
        words = ["--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out")]
        assert main(["feeds", "pause", "quay-0", *words]) == 0
        reports = []
        for minute in range(2):
            assert main(["ingest", *words, "--runner", "inline", "--as-of", f"2026-03-10T12:0{minute}:00Z"]) == 0
            reports.append(json.loads(max((tmp_path / "out" / "runs").glob("*.json")).read_text()))
    said = capsys.readouterr().out
    schema = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text())
    for report in reports:
        jsonschema.validate(report, schema)
    first, empty = reports
    assert [one["feed_id"] for one in first["feeds"]] == [f"quay-{n}" for n in range(1, FEEDS - 1)]
    assert first["not_asked"] == {"disabled": 1, "paused": 1}
    assert empty["feeds"] == []
    assert empty["not_asked"] == {"disabled": 1, "idle": FEEDS - 2, "paused": 1}
    assert f"not asked: 1 disabled, {FEEDS - 2} not due, 1 paused" in said
    newest = max((tmp_path / "out" / "runs").glob("*.json"))
    assert newest.stat().st_size < 1000
    assert newest.with_suffix(".html").stat().st_size < 4000
