"""Alerts come up once, are told once, and are told again when they are over."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from newsbeam.connectors.state.polls import Poll, Raised
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.runs.alerts import AlertKind, alerts_of, tell
from newsbeam.schemas.alerts import Hook
from newsbeam.schemas.cursor import Cursor, FeedState

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WELL = Cursor(feed_id="lagoon", last_ok_at=NOW, first_polled_at=NOW - 9 * DAY, last_new_item_at=NOW - DAY / 4, rhythm_s=3600.0)


def poll(at=NOW, **fields) -> Poll:
    usual = {"outcome": "ok", "reason": None, "http_status": 200, "message": None, "entries": 10, "new": 1, "revisions": 0}
    return Poll(feed_id="lagoon", at=at, **{**usual, "dead_letters": 0, "body_bytes": 1, **fields})


def up(cursor=WELL, polls=None, before=()) -> dict[str, str]:
    polls = (poll(),) if polls is None else polls
    found = alerts_of(NOW, ["lagoon"], {"lagoon": cursor} if cursor else {}, {"lagoon": polls}, before)
    return {one.kind: one.message for one in found}


def test_a_feed_that_does_well_raises_nothing():
    assert up() == {}


@pytest.mark.parametrize(
    ("kind", "cursor", "polls"),
    [
        (AlertKind.FEED_QUIET, replace(WELL, last_new_item_at=NOW - 2 * DAY), (poll(new=0),)),
        (AlertKind.FAILING_FOR_A_DAY, replace(WELL, fails=2.0, last_ok_at=NOW - DAY, reason="timeout"), (poll(outcome="soft"),)),
        (AlertKind.FAILING_FOR_A_DAY, replace(WELL, fails=2.0, last_ok_at=None, reason="dns"), (poll(outcome="soft"),)),
        (AlertKind.FAILING_FOR_A_DAY, replace(WELL, state=FeedState.GONE, last_ok_at=NOW - 3 * DAY), (poll(outcome="gone"),)),
        (AlertKind.FAILING_FOR_A_DAY, replace(WELL, state=FeedState.PAUSED, last_ok_at=NOW - 3 * DAY), (poll(outcome="blocked"),)),
        (AlertKind.FAILING_FOR_A_DAY, None, (poll(NOW - DAY, outcome="soft", entries=0), poll(outcome="soft", entries=0))),
        (AlertKind.GAP_SUSPECTED, replace(WELL, gap_suspected=True), (poll(),)),
        (AlertKind.ALL_REFUSED, WELL, (poll(entries=10, dead_letters=10, new=0),)),
        (AlertKind.DEAD_LETTERS_RISING, WELL, (poll(at=NOW - DAY, dead_letters=5), poll(entries=90, dead_letters=21))),
    ],
)
def test_each_reason(kind, cursor, polls):
    assert set(up(cursor, polls)) == {kind}


@pytest.mark.parametrize("outcome", ["unchanged", "not_modified", "soft"])
def test_a_document_that_was_refused_stays_so_until_another_comes(outcome):
    refused, again = poll(at=NOW - DAY, dead_letters=10, new=0), poll(outcome=outcome, entries=0, new=0)
    assert set(up(polls=(refused, again))) == {AlertKind.ALL_REFUSED}
    assert up(polls=(refused, poll(at=NOW - DAY / 2), again._replace(outcome="unchanged"))) == {}
    assert up(polls=(refused, poll(entries=0, new=0))) == {}, "another document, with nothing in it"


@pytest.mark.parametrize(
    ("cursor", "polls"),
    [
        (replace(WELL, last_new_item_at=NOW - DAY + timedelta(minutes=1)), (poll(new=0),)),  # a night is no silence
        (replace(WELL, last_new_item_at=NOW - 7 * DAY, rhythm_s=86_400.0), (poll(new=0),)),  # a weekly one is not quiet
        (replace(WELL, fails=2.0, last_ok_at=NOW - DAY + timedelta(minutes=1)), (poll(outcome="soft"),)),
        (WELL, (poll(entries=10, dead_letters=9, new=0),)),
        (WELL, (poll(at=NOW - DAY, dead_letters=10), poll(entries=90, dead_letters=21))),
        (WELL, (poll(at=NOW - DAY, dead_letters=0), poll(entries=90, dead_letters=19))),
    ],
)
def test_just_below_each_threshold_nothing_is_up(cursor, polls):
    assert up(cursor, polls) == {}


def test_one_failure_of_a_feed_that_is_asked_daily_is_no_day_of_failures():
    once = replace(WELL, fails=1.0, last_ok_at=NOW - DAY, reason="http_500")
    before, failed = poll(NOW - DAY), poll(outcome="soft", reason="http_500")
    assert up(once, (before, failed)) == {}
    assert up(once, (before._replace(at=NOW - 3 * DAY), failed._replace(at=NOW - 2 * DAY))) == {}, "not asked since"
    assert set(up(once, (before._replace(at=NOW - 2 * DAY), failed._replace(at=NOW - DAY), failed))) == {"failing_for_a_day"}
    late = failed._replace(at=NOW - DAY + timedelta(seconds=20))
    assert set(up(once, (before._replace(at=NOW - 2 * DAY), late, failed))) == {"failing_for_a_day"}, "cron was late yesterday"
    hours = failed._replace(at=NOW - DAY + timedelta(hours=2))
    assert up(once, (before._replace(at=NOW - 2 * DAY), hours, failed)) == {}
    gone = replace(once, state=FeedState.GONE)
    assert set(up(gone, (before, failed))) == {"failing_for_a_day"}, "nobody asks it again"


def test_an_alert_keeps_the_time_when_it_came_up():
    before = [Raised("gap_suspected", "lagoon", NOW - DAY, delivered=True)]
    (one,) = alerts_of(NOW, ["lagoon"], {"lagoon": replace(WELL, gap_suspected=True)}, {"lagoon": (poll(),)}, before)
    assert one.since == NOW - DAY


@pytest.fixture
def taken(tmp_path) -> tuple[Hook, Path]:
    """A hook that is a real program: it appends what it gets to a file, and fails while a file `fail` is there."""
    script = tmp_path / "hook.py"
    script.write_text(
        "import pathlib, sys\n"
        "here = pathlib.Path(__file__).parent\n"
        "if (here / 'fail').exists(): sys.exit(3)\n"
        "with (here / 'taken').open('a') as file: file.write(sys.stdin.read() + '\\n')\n"
    )
    return Hook(command=(sys.executable, str(script))), tmp_path


def bodies(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "taken").read_text().splitlines()] if (folder / "taken").exists() else []


def test_the_hook_is_reported_once_of_each_change(taken):
    hook, folder = taken
    alerts = alerts_of(NOW, ["lagoon"], {"lagoon": replace(WELL, gap_suspected=True)}, {"lagoon": (poll(),)}, [])
    after = tell(hook, alerts, [], "b1")
    assert [one.delivered for one in after] == [True]
    assert tell(hook, alerts, after, "b2") == after
    assert tell(hook, [], after, "b3") == []
    assert [(one["state"], one["kind"], one["feed_id"], one["batch_id"]) for one in bodies(folder)] == [
        ("raised", "gap_suspected", "lagoon", "b1"),
        ("cleared", "gap_suspected", "lagoon", "b3"),
    ]


def test_a_hook_that_fails_costs_nothing_and_is_reported_again(taken, caplog):
    hook, folder = taken
    (folder / "fail").touch()
    alerts = alerts_of(NOW, ["lagoon"], {"lagoon": replace(WELL, gap_suspected=True)}, {"lagoon": (poll(),)}, [])
    after = tell(hook, alerts, [], "b1")
    assert [one.delivered for one in after] == [False]
    assert "did not take" in caplog.text
    (folder / "fail").unlink()
    assert [one.delivered for one in tell(hook, alerts, after, "b2")] == [True]
    assert len(bodies(folder)) == 1


def test_a_webhook_gets_json_and_its_token_is_shown_nowhere(monkeypatch, caplog):
    got = []

    class Page(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204 if len(got) == 1 else 500)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setenv("PAGER", f"http://127.0.0.1:{server.server_port}/s3cret")
    try:
        hook = Hook(webhook="${PAGER}")
        alerts = alerts_of(NOW, ["lagoon"], {"lagoon": replace(WELL, gap_suspected=True)}, {"lagoon": (poll(),)}, [])
        assert [one.delivered for one in tell(hook, alerts, [], "b1")] == [True]
        assert [one.delivered for one in tell(hook, alerts, [], "b2")] == [False]
    finally:
        server.shutdown()
        server.server_close()
    assert got[0][:2] == ("/s3cret", "application/json")
    assert json.loads(got[0][2])["kind"] == "gap_suspected"
    assert "s3cret" not in caplog.text


def test_a_run_raises_tells_and_fails_where_asked(taken, tmp_path):
    hook, folder = taken
    (tmp_path / "torn.xml").write_text(
        "<rss version='2.0'><channel><title>t</title><link>https://x.example/</link><description>d</description><item></item></channel></rss>"
    )
    command = json.dumps(list(hook.command))
    (tmp_path / "feeds.toml").write_text(f'[alerts]\ncommand = {command}\n[[feed]]\nid = "torn"\npath = "torn.xml"\nsettle_s = 0\n')
    words = ["ingest", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out"), "--due", "all"]
    assert main([*words, "--as-of", "2026-03-12T12:00:00Z", "--fail-on", "all_refused"]) == 1
    assert [(one["kind"], one["feed_id"]) for one in bodies(folder)] == [("all_refused", "torn")]
    report = json.loads(next((tmp_path / "out" / "runs").glob("*.json")).read_text())
    assert [one["kind"] for one in report["alerts"]] == ["all_refused"]


def test_letters_that_are_refused_again_are_no_document_that_was_refused_whole(tmp_path):
    whole = "<item><title>Ferry late</title><guid>1</guid></item>"
    (tmp_path / "half.xml").write_text(f"<rss version='2.0'><channel><title>t</title>{whole}<item></item></channel></rss>")
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "half"\npath = "half.xml"\nsettle_s = 0\n')
    words = ["--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out")]
    assert main(["ingest", *words, "--due", "all", "--as-of", "2026-03-12T12:00:00Z"]) == 0
    assert main(["deadletters", "retry", *words, "--as-of", "2026-03-12T12:05:00Z"]) == 0
    reports = [json.loads(one.read_text()) for one in sorted((tmp_path / "out" / "runs").glob("*.json"))]
    assert [one["conservation"]["retried"] for one in reports] == [0, 1]
    assert [one.get("alerts", []) for one in reports] == [[], []]


def test_a_hook_that_cannot_be_meant_is_refused_with_its_line(tmp_path, capsys):
    (tmp_path / "feeds.toml").write_text('[alerts]\ncommand = "page \'me"\n[[feed]]\nid = "a"\npath = "a.xml"\n')
    assert main(["feeds", "check", "--feeds", str(tmp_path / "feeds.toml")]) == 2
    assert "feeds.toml:2: command: cannot be read as words" in capsys.readouterr().err
