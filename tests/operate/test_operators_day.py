"""An operator's day: sixty feeds imported from a list, served by a real nginx; five break, each in its own way, and each is seen
in the list of feeds, in the metrics, at the alert hook and on the site; then the old goes, and all of it moves to S3 and back.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import duckdb
import pytest
from places import s3
from ports import free_port
from prometheus_client.parser import text_string_to_metric_families
from real_prometheus import until

from newsbeam.pipeline.cli import main

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx on this machine; .ci/run installs Debian's"),
]
FEEDS = 60
MORNING = datetime(2026, 3, 10, 6, tzinfo=UTC)
BROKEN = {"f01": "http_404", "f02": "http_503", "f03": "html_not_feed 200", "f04": "not_a_feed 200", "f05": "connect"}
CONF = """{user}daemon off; pid {root}/nginx.pid; error_log {root}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{ access_log off; client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u;
  scgi_temp_path {root}/s; types {{ application/rss+xml xml; text/html html; }}
  server {{ listen 127.0.0.1:{port}; root {root}/www; include {root}/broken.conf; }} }}
"""
AS_ROOT = "user root; "
"""Or its worker would be nobody, who may not read the folders of the tests."""
BREAK = """location = /f01.xml {{ return 404; }} location = /f02.xml {{ return 503; }} location = /f05.xml {{ return 444; }}"""


def feed(number: int, at: datetime, turn: int) -> str:
    items = "".join(
        f"<item><guid isPermaLink='false'>{number}-{n}</guid><title>Report {n} of quay {number}</title>"
        f"<link>https://quay{number}.example/{n}</link><pubDate>{format_datetime(at - timedelta(hours=1))}</pubDate>"
        f"<description>MOMBASA, Kenya - Quay {number} had {n} ships, its master said.</description></item>"
        for n in range(turn + 2)
    )
    return f"<rss version='2.0'><channel><title>Quay {number}</title><link>https://quay{number}.example/</link><description>d</description>{items}</channel></rss>"


def status_of(port: int, path: str) -> int:
    """What the server answers by now. Raises OSError where it does not yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


@contextmanager
def nginx(root: Path, port: int, broken: str = ""):
    (root / "www").mkdir(exist_ok=True)
    (root / "broken.conf").write_text(broken)
    (root / "nginx.conf").write_text(CONF.format(root=root, port=port, user=AS_ROOT if os.geteuid() == 0 else ""))
    with (root / "nginx.out").open("wb") as out:
        server = subprocess.Popen(["nginx", "-c", str(root / "nginx.conf"), "-p", str(root)], stdout=out, stderr=out)
    try:
        until(lambda: status_of(port, "/"))
        yield
    finally:
        server.terminate()
        server.wait(timeout=10)


@pytest.fixture
def bucket(monkeypatch, tmp_path):
    with s3() as (place, reached):
        for name, value in reached.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        yield place


def rows(out: Path) -> list[tuple]:
    return duckdb.sql(f"SELECT * FROM read_parquet('{out}/stories/**/*.parquet', hive_partitioning = true) ORDER BY ALL").fetchall()


def landed(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in (out / "landing").rglob("*.warc.gz")}


def move(tmp_path: Path, bucket: str, listed: list[str], capsys) -> None:
    """To S3, a run there, and back: the same rows, the same landed bytes, and what that run knows."""
    before = rows(tmp_path / "out")
    assert len(before) == 2 * FEEDS + (FEEDS - len(BROKEN))
    assert main(["copy", str(tmp_path / "out"), f"{bucket}/news"]) == 0
    assert main(["ingest", "--out", f"{bucket}/news", *listed, "--as-of", "2026-04-01T00:00:00Z"]) == 1, (
        "nginx is gone: they all fail"
    )
    assert main(["copy", f"{bucket}/news", str(tmp_path / "back")]) == 0
    assert rows(tmp_path / "back") == before
    assert landed(tmp_path / "back") == landed(tmp_path / "out")
    assert main(["doctor", "--deep", "--out", str(tmp_path / "back")]) == 0
    capsys.readouterr()
    assert main(["feeds", "list", *listed, "--out", str(tmp_path / "back"), "--json"]) == 0
    assert all(one["failing"] for one in json.loads(capsys.readouterr().out)), "what was polled there is known here"
    for command in (
        ["copy", str(tmp_path / "out"), f"{bucket}/news"],
        ["copy", f"{bucket}/news", str(tmp_path / "back")],
        ["copy", str(tmp_path / "nowhere"), f"{bucket}/other"],
        ["copy", f"{bucket}/nothing", str(tmp_path / "new")],
        ["copy", str(tmp_path / "out"), str(tmp_path / "new")],
    ):
        assert main(command) == 2
        (complaint,) = capsys.readouterr().err.strip().splitlines()
        assert complaint.startswith(("newsbeam: s3://", f"newsbeam: {tmp_path}")), complaint


def test_a_day(tmp_path, capsys, bucket):
    root = tmp_path / "web"
    root.mkdir()
    (tmp_path / "hook.py").write_text(
        "import pathlib, sys\nwith (pathlib.Path(__file__).parent / 'alerts').open('a') as file: file.write(sys.stdin.read() + '\\n')\n"
    )
    port = free_port()
    place = f"127.0.0.1:{port}"
    outlines = "".join(f'<outline type="rss" text="f{n:02}" xmlUrl="http://{place}/f{n:02}.xml"/>' for n in range(FEEDS))
    (tmp_path / "list.opml").write_text(f'<opml version="2.0"><body><outline text="Quays">{outlines}</outline></body></opml>')
    assert main(["feeds", "import", str(tmp_path / "list.opml")]) == 0
    head = f'contact = "mailto:desk@example.org"\n[alerts]\ncommand = {json.dumps([sys.executable, str(tmp_path / "hook.py")])}\n'
    limits = f'[fetch]\nallow_hosts = ["{place}"]\nhost_delay_s = 0.0\nhost_delay_factor = 0.0\n'
    (tmp_path / "feeds.toml").write_text(head + limits + capsys.readouterr().out)
    words = ["--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out")]

    def run(at: datetime, turn: int) -> int:
        for number in range(FEEDS):
            (root / "www" / f"f{number:02}.xml").write_text(feed(number, at, turn))
        if turn:
            (root / "www" / "f03.xml").write_text("<!doctype html><html><head><title>Moved</title></head><body>Hello</body></html>")
            (root / "www" / "f04.xml").write_text("<nothing>of the kind</nothing>")
        more = ["--metrics-file", str(tmp_path / "m.prom"), "--site", str(tmp_path / "site")]
        return main(["ingest", *words, "--due", "all", "--as-of", at.isoformat(), *more])

    with nginx(root, port):
        assert run(MORNING, 0) == 0
    # Begun anew, not told to read its configuration anew: its old worker would answer some requests beside the new one.
    with nginx(root, port, BREAK.format()):
        assert status_of(port, "/f02.xml") == 503
        for hours in (1, 26):  # one failure alone is no day of them
            assert run(MORNING + timedelta(hours=hours), 1) == 0, "five of sixty are under a tenth"
    capsys.readouterr()
    assert main(["feeds", "list", *words, "--json"]) == 0
    listed = {one["feed_id"]: one for one in json.loads(capsys.readouterr().out)}
    assert len(listed) == FEEDS
    assert {name: one["last_error"] for name, one in listed.items() if one["failing"]} == BROKEN
    assert all(one["tags"] == ["Quays"] for one in listed.values())

    samples = [sample for family in text_string_to_metric_families((tmp_path / "m.prom").read_text()) for sample in family.samples]
    assert {one.labels["feed"] for one in samples if one.name == "newsbeam_feed_up" and not one.value} == set(BROKEN)

    alerts = [json.loads(line) for line in (tmp_path / "alerts").read_text().splitlines()]
    assert {one["feed_id"] for one in alerts if one["kind"] == "failing_for_a_day"} == set(BROKEN)

    page = (tmp_path / "site" / "operations.html").read_text()
    for name in BROKEN:
        assert re.search(rf'>{name}</span></td><td><span class="warn words">failing since 2026-03-10 07:00</span>', page), name

    assert main(["prune", "--out", str(tmp_path / "out"), "--runs", "1d", "--as-of", "2026-04-01T00:00:00Z"]) == 0
    assert not list((tmp_path / "out" / "runs").iterdir())
    move(tmp_path, bucket, words[:2], capsys)
