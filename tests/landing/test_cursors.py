"""Cursors, live entries and robots files: what was saved is what is loaded, and what is kept of a feed's past."""

from datetime import UTC, datetime, timedelta

import pytest

from newsbeam.connectors.state.cursors import (
    RobotsFile,
    cursor_from_json,
    cursor_to_json,
    load_cursors,
    load_live,
    load_robots,
    replace_live,
    save_cursor,
    save_robots,
)
from newsbeam.connectors.state.database import open_state
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.document import LiveEntry

TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.fixture
def state(tmp_path):
    conn = open_state(tmp_path / "newsbeam.db")
    yield conn
    conn.close()


def entry(name):
    return LiveEntry(
        item_hash=f"h{name}".encode(),
        story_id=f"s{name}",
        telling_id=f"t{name}",
        content_hash=f"c{name}",
        date="2026-03-10",
        country="PK",
    )


def events(state, feed="f"):
    return state.execute("SELECT at, was, becomes, why FROM fetch_events WHERE feed_id = ? ORDER BY rowid", (feed,)).fetchall()


def test_a_cursor_comes_back_as_it_went_and_those_asked_for_alone(state):
    whole = Cursor(feed_id="f", etag='"\xe9"', fails=1.5, skip_hours=(1, 2), files={"a": (3, "aa")}, next_due=TEN, id_basis="guid")
    for one in (whole, Cursor(feed_id="g"), Cursor(feed_id="h", gaps=1)):
        save_cursor(state, one)
    assert load_cursors(state)["f"] == whole
    assert load_cursors(state).keys() == {"f", "g", "h"}
    assert load_cursors(state, ["g", "nobody"]).keys() == {"g"}
    assert load_cursors(state, []) == {}
    save_cursor(state, Cursor(feed_id="f", gaps=2))
    assert load_cursors(state)["f"] == Cursor(feed_id="f", gaps=2)
    assert state.execute("SELECT state, next_due FROM cursors WHERE feed_id = 'f'").fetchall() == [("idle", None)]
    save_cursor(state, whole)
    assert state.execute("SELECT next_due FROM cursors WHERE feed_id = 'f'").fetchall() == [(TEN.isoformat(),)]


def test_only_what_differs_from_a_fresh_cursor_is_written_and_a_newer_field_is_passed_over():
    assert cursor_to_json(Cursor(feed_id="f")) == '{"feed_id":"f"}'
    assert cursor_to_json(Cursor(feed_id="f", gaps=2, etag="v")) == '{"etag":"v","feed_id":"f","gaps":2}'
    assert cursor_from_json('{"feed_id":"f","gaps":2,"of_a_newer_one":[1]}') == Cursor(feed_id="f", gaps=2)


def test_a_change_of_state_is_an_event_and_nothing_else_is(state):
    save_cursor(state, Cursor(feed_id="f"))
    save_cursor(state, Cursor(feed_id="f", last_polled_at=TEN, gaps=1))
    save_cursor(state, Cursor(feed_id="f", last_polled_at=TEN, state=FeedState.PAUSED, reason="http_401", next_due_reason="paused"))
    save_cursor(state, Cursor(feed_id="f", last_polled_at=TEN + timedelta(hours=1), next_due_reason="operator"))
    assert events(state) == [
        ("0001-01-01T00:00:00", "new", "idle", "first"),
        (TEN.isoformat(), "idle", "paused", "http_401"),
        ("2026-03-10T11:00:00+00:00", "paused", "idle", "operator"),
    ]


def test_thirty_changes_of_a_feed_are_kept_and_nobody_elses_are_lost(state):
    save_cursor(state, Cursor(feed_id="g"))
    for number in range(33):
        at = TEN + timedelta(hours=number)
        save_cursor(state, Cursor(feed_id="f", state=(FeedState.IDLE, FeedState.PAUSED)[number % 2], last_polled_at=at))
    kept = events(state)
    assert len(kept) == 30
    assert (kept[0][0], kept[-1][0]) == ((TEN + timedelta(hours=3)).isoformat(), (TEN + timedelta(hours=32)).isoformat())
    assert len(events(state, "g")) == 1


def test_a_feed_lists_exactly_these_entries(state):
    replace_live(state, "f", {"k1": entry(1), "k2": entry(2)})
    replace_live(state, "g", {"k1": entry(3)})
    assert load_live(state, "f") == {"k1": entry(1), "k2": entry(2)}
    replace_live(state, "f", {"k2": entry(4)})
    assert load_live(state, "f") == {"k2": entry(4)}
    assert load_live(state, "g") == {"k1": entry(3)}
    replace_live(state, "f", {})
    assert load_live(state, "f") == {}


def test_robots_files_are_one_an_origin_the_last(state):
    first = RobotsFile("https://a.example", TEN, 200, b"User-agent: *")
    unreachable = RobotsFile("https://b.example", TEN, None, b"")
    save_robots(state, [first, unreachable])
    assert load_robots(state) == {"https://a.example": first, "https://b.example": unreachable}
    later = first._replace(fetched_at=TEN + timedelta(days=1), status=404, body=b"")
    save_robots(state, [later])
    assert load_robots(state) == {"https://a.example": later, "https://b.example": unreachable}
