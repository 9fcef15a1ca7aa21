"""Which feed is broken, since when and why: in words, as JSON and as metrics."""

import json
import re
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from newsbeam.connectors.state.database import open_state, transaction
from newsbeam.connectors.state.polls import POLLS_KEPT, Poll, load_polls, pause, paused, resume, save_polls
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.runs import ways_out
from newsbeam.pipeline.runs.feed_health import health_of
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.feed import Feed

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = Feed(id="lagoon", provider="Lagoon Daily", url="https://u.example/f?api_key=K", title="Lagoon", tags=("ng",))
WELL = Cursor(feed_id="lagoon", last_ok_at=NOW - HOUR, first_polled_at=NOW - 30 * HOUR, next_due=NOW + HOUR)


def poll(hours_ago: float, outcome: str = "ok", reason: str | None = None, status: int | None = 200, new: int = 1) -> Poll:
    return Poll("lagoon", NOW - hours_ago * HOUR, outcome, reason, status, None, 10, new, 0, 0, 1000)


def state(feed=FEED, cursor=WELL, polls=(), pauses=None) -> str:
    return health_of(feed, cursor, polls, pauses or {}, NOW).state


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ("new", {"cursor": None}),
        ("ok", {"polls": [poll(1)]}),
        ("not modified", {"cursor": replace(WELL, http_status=304), "polls": [poll(1, "not_modified", status=304)]}),
        ("failing since 2026-03-12 10:00", {"polls": [poll(3), poll(2, "soft", "timeout"), poll(1, "soft", "timeout")]}),
        ("failing since 2026-03-12 11:00", {"cursor": replace(WELL, fails=1.0)}),
        (
            "all entries refused",
            {"polls": [poll(2)._replace(dead_letters=10), poll(1, "not_modified", status=304, new=0)._replace(entries=0)]},
        ),
        ("gone", {"cursor": replace(WELL, state=FeedState.GONE)}),
        ("paused: http_401", {"cursor": replace(WELL, state=FeedState.PAUSED, reason="http_401")}),
        ("paused", {"pauses": {"lagoon": None}}),
        ("paused until 2026-03-13 12:00", {"pauses": {"lagoon": NOW + 24 * HOUR}}),
        ("disabled", {"feed": replace(FEED, enabled=False)}),
        ("waiting for its host until 2026-03-12 15:00", {"cursor": replace(WELL, retry_at=NOW + 3 * HOUR)}),
        ("waiting for its host", {"polls": [poll(1, "skipped", "host_slow")]}),
    ],
)
def test_states_in_words(words, given):
    assert state(**given) == words


def test_the_same_bytes_again_are_as_good_as_they_were():
    refused = poll(3, "soft", "html_not_feed", None, 0)._replace(dead_letters=1)
    again = [poll(2, "unchanged", status=None, new=0), poll(1, "unchanged", status=None, new=0)]
    broken = health_of(FEED, WELL, [poll(4), refused, *again], {}, NOW)
    assert (broken.state, broken.failures_in_a_row) == ("failing since 2026-03-12 09:00", 3)
    assert broken.last_success_at == NOW - 4 * HOUR
    assert state(polls=[poll(4), refused, poll(2), again[1]]) == "ok"
    assert state(polls=[poll(4), poll(2, "soft", "timeout", None, 0), again[1]]) == "ok", "the server is back, its feed as before"


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("http_404", "feeds discover"),
        ("html_not_feed", "feeds discover"),
        ("http_403", "`headers`"),
        ("too_large", "the key"),
        ("timeout", None),
        ("http_5xx", None),
    ],
)
def test_a_feed_that_fails_for_what_does_not_pass_says_the_way_out(reason, word):
    found = health_of(FEED, WELL, [poll(4), poll(1, "soft", reason, None, 0)], {}, NOW).way_out
    assert found is None if word is None else word in found
    assert health_of(FEED, WELL, [poll(4, "soft", reason, None, 0), poll(1)], {}, NOW).way_out is None
    given_up = health_of(FEED, replace(WELL, state=FeedState.GONE), [poll(1, "gone", reason, 410, 0)], {}, NOW)
    assert given_up.way_out == ways_out.AT_REST


def test_each_way_out_is_of_a_reason():
    assert set(ways_out.WAYS_OUT) <= set(Reason)


def test_figures():
    polls = [poll(25, new=40), poll(13, new=6), poll(2, new=5), poll(1, "soft", "http_5xx", 503, 0)]
    health = health_of(FEED, WELL, polls, {}, NOW, 90.0)
    assert health.items_a_day == 11.0  # eleven in a day; what the first poll found was there before
    assert health.failures_in_a_row == 1
    assert health.last_error == "http_5xx 503"
    assert health.where == "https://u.example/f?api_key=***"
    plain = health.to_json()
    assert plain["next_poll_at"] == "2026-03-12T13:00:00Z"
    assert json.loads(json.dumps(plain)) == plain


def test_polls_are_kept_so_many_a_feed_and_pauses_end(tmp_path):
    conn = open_state(tmp_path / "s.db")
    with transaction(conn):
        save_polls(conn, [poll(n) for n in range(POLLS_KEPT + 5)])
        pause(conn, "lagoon", NOW + HOUR)
        pause(conn, "dune", None)
    kept = load_polls(conn)["lagoon"]
    assert len(kept) == POLLS_KEPT
    assert [one.at for one in kept] == sorted(one.at for one in kept)
    assert paused(conn, NOW) == {"lagoon": NOW + HOUR, "dune": None}
    assert paused(conn, NOW + HOUR) == {"dune": None}
    assert resume(conn, "dune")
    assert not resume(conn, "dune")
    conn.close()


ITEM = "<item><guid isPermaLink='false'>{n}</guid><title>Quay {n}</title><link>https://x.example/{n}</link><description>Words of {n}.</description></item>"


@pytest.fixture
def desk(tmp_path):
    """Three feeds on disk: one well, one that is no feed, one that is disabled."""
    head = "<rss version='2.0'><channel><title>t</title><link>https://x.example/</link><description>d</description>"
    (tmp_path / "well.xml").write_text(head + "".join(ITEM.format(n=n) for n in range(3)) + "</channel></rss>")
    (tmp_path / "bad.xml").write_text("\x00\x01 this was never a feed")
    (tmp_path / "off.xml").write_text(head + ITEM.format(n=9) + "</channel></rss>")
    (tmp_path / "feeds.toml").write_text(
        '[[feed]]\nid = "well"\npath = "well.xml"\ntitle = "The Well"\ntags = ["a", "b", "a"]\n'
        '[[feed]]\nid = "bad"\npath = "bad.xml"\n[[feed]]\nid = "off"\npath = "off.xml"\nenabled = false\n'
    )
    return tmp_path


def words(desk, *given: str) -> list[str]:
    return [*given, "--feeds", str(desk / "feeds.toml"), "--out", str(desk / "out")]


def ingest(desk, at: str, *more: str) -> int:
    return main([*words(desk, "ingest"), "--due", "all", "--as-of", at, *more])


def listed(desk, capsys) -> dict[str, dict]:
    capsys.readouterr()
    assert main([*words(desk, "feeds", "list"), "--json"]) == 0
    return {one["feed_id"]: one for one in json.loads(capsys.readouterr().out)}


@pytest.mark.slow
def test_the_commands(desk, capsys):
    ingest(desk, "2026-03-12T12:00:00Z")
    health = listed(desk, capsys)
    assert health["well"]["state"] == "ok"
    assert health["well"]["tags"] == ["a", "b"]
    assert health["bad"]["state"].startswith("failing since ")
    assert health["bad"]["last_error"] == "not_a_feed"
    assert health["off"]["state"] == "disabled"
    assert main(words(desk, "feeds", "show", "well")) == 0
    shown = capsys.readouterr().out
    assert "title: The Well" in shown
    assert re.search(r"2026-03-12 12:00 +ok", shown)
    assert main(words(desk, "feeds", "show", "wel")) == 2
    assert "did you mean well?" in capsys.readouterr().err
    assert main(words(desk, "feeds", "list")) == 0
    assert "failing since" in capsys.readouterr().out


@pytest.mark.slow
def test_a_paused_feed_is_not_asked_until_it_is_resumed_or_its_time_has_come(desk, capsys):
    assert main([*words(desk, "feeds", "pause", "well"), "--until", "2026-03-12T13:00:00Z"]) == 0
    ingest(desk, "2026-03-12T12:00:00Z")
    assert listed(desk, capsys)["well"]["last_polled_at"] is None
    ingest(desk, "2026-03-12T13:00:00Z")
    assert listed(desk, capsys)["well"]["last_polled_at"] == "2026-03-12T13:00:00Z"
    main(words(desk, "feeds", "pause", "well"))
    assert listed(desk, capsys)["well"]["state"] == "paused"
    main(words(desk, "feeds", "resume", "well"))
    assert listed(desk, capsys)["well"]["state"] == "ok"


def metrics_in(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_metrics_file_for_node_exporter(desk):
    path = desk / "newsbeam.prom"
    ingest(desk, "2026-03-12T12:00:00Z", "--metrics-file", str(path))
    found = metrics_in(path.read_text())
    assert found["newsbeam_last_run_entries", "new"] == 3
    assert found["newsbeam_feed_up", "well"] == 1
    assert found["newsbeam_feed_up", "bad"] == 0
    assert found["newsbeam_feeds", "failing"] == 1
    assert found["newsbeam_open_dead_letters", "not_a_feed"] == 1
    assert found["newsbeam_runs_total", "1"] == 1
    assert found["newsbeam_last_run_exit_code",] == 1


def test_a_port_for_prometheus():
    from newsbeam.pipeline.runs.metrics import Metrics

    port = Metrics().serve(0)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert b"# TYPE newsbeam_feed_up gauge" in answer.read()
