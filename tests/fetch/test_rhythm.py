"""When a feed is asked again, second by second: each limit, floor and step of the schedule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling import schedule
from newsbeam.connectors.polling.schedule import interval, is_due, next_due, observe, refuse, settle, share
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FEED = Feed(id="f", provider="p", url="https://f.example/rss")
LIMITS = FetchLimits()
NEWS = Cursor(feed_id="f", etag="v", last_polled_at=NOW, first_polled_at=NOW, entries=10)
OPERATORS = replace(FEED, interval_s=7200)


def jitter(seconds, at=NOW):
    return timedelta(seconds=seconds) * share("f", at.isoformat())


def test_a_share_depends_on_its_words_and_their_order():
    assert share("f", "first") == 0.7262656963090137
    assert share("a", "b") != share("b", "a")
    assert share("a", "b") == share("a", "b")
    assert len({round(share("f", str(n)), 1) for n in range(100)}) > 9


def test_the_jitter_is_a_tenth_of_the_interval_and_the_same_for_ever():
    due = next_due(NEWS, FEED, NOW, LIMITS)
    assert (due.at, due.reason) == (NOW + HOUR + jitter(360), "default")
    assert next_due(NEWS, FEED, NOW, LIMITS, spread=HOUR).at == NOW + HOUR + jitter(3600)


@pytest.mark.parametrize(
    ("cursor", "feed", "wanted"),
    [
        ({}, None, (3600, "default")),
        ({}, FEED, (3600, "default")),
        ({"interval_s": 1800}, FEED, (1800, "observed")),
        ({"interval_s": 200}, FEED, (300, "observed")),
        ({"interval_s": 90000}, FEED, (86400, "observed")),
        ({"max_age_s": 3601}, FEED, (3601, "max_age")),
        ({"max_age_s": 3600}, FEED, (3600, "default")),
        ({"max_age_s": 3600, "interval_s": 1800, "ttl_s": 3000}, FEED, (3600, "max_age")),
        ({"ttl_s": 3700, "max_age_s": 3650}, FEED, (3700, "ttl")),
        ({"ttl_s": 100000}, FEED, (86400, "ttl")),
        ({"ttl_s": 250, "interval_s": 200}, FEED, (300, "ttl")),
        ({"etag": None}, FEED, (3600, "default")),
        ({"etag": None, "brings_news": False}, FEED, (86400, "no_validators")),
        ({"etag": None, "brings_news": False, "last_modified": "L"}, FEED, (3600, "default")),
        ({"etag": None, "brings_news": False, "torn": True}, FEED, (3600, "default")),
        ({"etag": None, "brings_news": False, "ttl_s": 60}, FEED, (3600, "default")),
        ({"etag": None, "brings_news": False, "max_age_s": 60}, FEED, (3600, "default")),
        ({"brings_news": False}, FEED, (3600, "default")),
        ({"ttl_s": 90000}, OPERATORS, (7200, "operator")),
        ({"max_age_s": 7200}, OPERATORS, (7200, "operator")),
        ({"max_age_s": 7201}, OPERATORS, (7201, "max_age")),
        ({"max_age_s": 100000}, OPERATORS, (86400, "max_age")),
        ({"max_age_s": 9000}, replace(OPERATORS, ignore_max_age=True), (7200, "operator")),
    ],
)
def test_who_outranks_whom(cursor, feed, wanted):
    assert interval(replace(NEWS, **cursor), feed, LIMITS) == wanted


def test_a_floor_that_a_failure_sets_and_the_floor_of_all():
    late = next_due(NEWS, FEED, NOW, LIMITS, at_least=NOW + DAY, reason="backoff", spread=timedelta(0))
    assert late == (NOW + DAY, "backoff")
    assert next_due(NEWS, FEED, NOW, LIMITS, at_least=NOW + DAY).reason == "default"
    soon = timedelta(minutes=1)
    assert next_due(NEWS, FEED, NOW, LIMITS, at_least=NOW + soon, spread=timedelta(0)).at == NOW + 5 * soon
    own = replace(FEED, interval_s=60)
    assert next_due(NEWS, own, NOW, LIMITS, spread=timedelta(0)).at == NOW + soon
    assert next_due(NEWS, None, NOW, LIMITS, at_least=NOW + soon, spread=timedelta(0)).at == NOW + 5 * soon
    assert next_due(NEWS, FEED, NOW, LIMITS, at_least=NOW + 5 * soon, spread=timedelta(0)).at == NOW + 5 * soon


def test_no_poll_is_further_off_than_eight_days():
    assert next_due(NEWS, FEED, NOW, LIMITS, at_least=NOW + 9 * DAY, reason="x", spread=timedelta(0)).at == NOW + 8 * DAY
    assert next_due(NEWS, FEED, NOW, LIMITS, at_least=NOW + 8 * DAY - HOUR, spread=timedelta(0)).at == NOW + 8 * DAY - HOUR


def test_skipped_hours_end_on_the_hour_and_skipping_all_ends_after_a_day():
    asleep = replace(NEWS, skip_hours=(13, 14))
    assert next_due(asleep, FEED, NOW, LIMITS) == (NOW + 3 * HOUR, "skip_hours")
    assert next_due(asleep, None, NOW, LIMITS).reason == "skip_hours"
    assert next_due(asleep, replace(FEED, interval_s=3600), NOW, LIMITS).reason == "operator"
    assert next_due(replace(NEWS, skip_days=(1,)), FEED, NOW, LIMITS).at == datetime(2026, 11, 25, tzinfo=UTC)
    never = replace(NEWS, skip_days=tuple(range(7)))
    assert next_due(never, FEED, NOW, LIMITS).at == NOW + HOUR + DAY
    assert next_due(replace(NEWS, skip_hours=(14,)), FEED, NOW, LIMITS) == (NOW + HOUR + jitter(360), "default")


@pytest.mark.parametrize(("polls", "interval_s"), [(1, None), (2, 4200), (3, 4200)])
def test_from_the_second_quiet_poll_on_ten_minutes_more(polls, interval_s):
    assert settle(replace(NEWS, quiet_polls=polls), LIMITS).interval_s == interval_s


@pytest.mark.parametrize(("silent", "step"), [(31 * DAY, 600), (31 * DAY + timedelta(seconds=1), 3600)])
def test_after_a_month_an_hour_more(silent, step):
    quiet = replace(NEWS, quiet_polls=2, interval_s=7200, last_new_item_at=NOW - silent, first_polled_at=NOW - 90 * DAY)
    assert settle(quiet, LIMITS).interval_s == 7200 + step
    never = replace(quiet, last_new_item_at=None, first_polled_at=NOW - silent)
    assert settle(never, LIMITS).interval_s == 7200 + step
    assert settle(replace(quiet, last_polled_at=None), LIMITS).interval_s == 7800
    assert settle(replace(quiet, last_new_item_at=None, first_polled_at=None), LIMITS).interval_s == 7800
    assert settle(replace(quiet, interval_s=86100), LIMITS).interval_s == 86400


def seen(cursor, entries, known, **more):
    return observe(cursor, entries, known, feed=more.pop("feed", FEED), limits=LIMITS, **more)


def test_a_gap_halves_and_counts_and_few_known_take_an_hour_off():
    gap = seen(replace(NEWS, interval_s=7200, gaps=2), 4, 0)
    assert (gap.gap_suspected, gap.gaps, gap.interval_s, gap.hint_loses_news) == (True, 3, 3600, False)
    assert (gap.brings_news, gap.quiet_polls, gap.last_new_item_at, gap.entries, gap.refusal) == (True, 0, NOW, 4, None)
    assert seen(replace(NEWS, interval_s=500), 4, 0).interval_s == 300
    assert seen(NEWS, 4, 0).interval_s == 1800
    for none in ({"entries": None}, {"entries": 0}, {"sitemaps": {"s": None}}):
        first = seen(replace(NEWS, **none), 4, 0)
        assert (first.gap_suspected, first.gaps) == (False, 0), none
    assert not seen(NEWS, 1, 1).gap_suspected
    assert not seen(NEWS, 0, 0).gap_suspected
    slow = replace(NEWS, interval_s=3 * 3600)
    assert [seen(slow, 9, known).interval_s for known in (1, 2, 3)] == [2 * 3600, 2 * 3600, 3 * 3600]
    assert seen(replace(slow, interval_s=7200), 9, 1).interval_s is None, "the default again"
    assert seen(replace(slow, interval_s=7201), 9, 1).interval_s == 3601
    assert seen(replace(slow, interval_s=5000), 9, 1).interval_s is None
    assert seen(replace(slow, interval_s=3600), 9, 1).interval_s == 3600
    assert seen(replace(slow, interval_s=1800), 9, 1).interval_s == 1800
    assert seen(replace(slow, entries=None), 9, 1).interval_s == 3 * 3600


@pytest.mark.parametrize(
    ("hints", "feed", "loses"),
    [
        ({"max_age_s": 1801}, FEED, True),
        ({"max_age_s": 1800}, FEED, False),
        ({"ttl_s": 1801}, FEED, True),
        ({"ttl_s": 1801}, None, True),
        ({"max_age_s": 1801}, replace(FEED, ignore_max_age=True), False),
        ({"ttl_s": 1801}, replace(FEED, ignore_max_age=True), True),
        ({"ttl_s": 1801}, replace(FEED, interval_s=900), False),
        ({"max_age_s": 1801}, replace(FEED, interval_s=900), True),
        ({"max_age_s": 10, "ttl_s": 1801}, FEED, True),
    ],
)
def test_a_gap_that_the_publishers_own_hints_forbid_to_close_is_said(hints, feed, loses):
    assert seen(replace(NEWS, **hints), 4, 0, feed=feed).hint_loses_news == loses


def test_a_torn_document_keeps_no_validators_unless_they_are_an_indexs():
    kept = replace(NEWS, last_modified="L")
    torn = seen(kept, 4, 1, torn=True)
    assert (torn.torn, torn.etag, torn.last_modified) == (True, None, None)
    whole = seen(kept, 4, 1)
    assert (whole.torn, whole.etag, whole.last_modified) == (False, "v", "L")
    index = seen(replace(kept, sitemaps={"s": None}), 4, 1, torn=True)
    assert (index.torn, index.etag, index.last_modified) == (False, "v", "L")


def test_a_poll_that_brought_nothing_is_counted_and_settles():
    quiet = seen(replace(NEWS, quiet_polls=1, last_new_item_at=NOW - HOUR), 4, 4)
    assert (quiet.quiet_polls, quiet.interval_s, quiet.brings_news) == (2, 4200, False)
    assert quiet.last_new_item_at == NOW - HOUR
    assert quiet.next_due == NOW + timedelta(seconds=4200) + jitter(420)


def test_the_rhythm_is_a_running_mean_of_the_time_between_news():
    assert seen(NEWS, 4, 1).rhythm_s is None
    first = seen(replace(NEWS, last_new_item_at=NOW - HOUR), 4, 1)
    assert first.rhythm_s == 3600
    then = seen(replace(NEWS, last_new_item_at=NOW - 2 * HOUR, rhythm_s=3600.0), 4, 1)
    assert then.rhythm_s == pytest.approx(0.8 * 3600 + 0.2 * 7200)
    assert seen(replace(NEWS, last_polled_at=None, last_new_item_at=NOW, rhythm_s=5.0), 4, 1).rhythm_s == 5.0


def test_after_reading_the_next_poll_is_decided_again_but_for_paths():
    assert seen(NEWS, 4, 0).next_due == NOW + timedelta(seconds=1800) + jitter(180)
    for unasked in (replace(NEWS, last_polled_at=None), NEWS):
        feed = FEED if unasked.last_polled_at is None else replace(FEED, url=None, path="in")
        assert seen(replace(unasked, next_due=NOW, next_due_reason="r"), 4, 0, feed=feed).next_due == NOW
    assert seen(replace(NEWS, next_due=NOW), 4, 0, feed=None).next_due > NOW
    waits = replace(NEWS, retry_at=NOW + 3 * HOUR)
    assert (seen(waits, 4, 1).next_due, seen(waits, 4, 1).next_due_reason) == (NOW + 3 * HOUR, "retry_after")
    assert seen(replace(NEWS, retry_at=NOW + HOUR / 2), 4, 1).next_due_reason == "default"
    assert seen(replace(NEWS, retry_at=NOW + 10 * DAY), 4, 1).next_due == NOW + 8 * DAY


def test_a_refused_document_is_half_a_failure():
    refused = refuse(replace(NEWS, last_modified="L", fails=1.0), "not_a_feed", feed=FEED, limits=LIMITS)
    assert (refused.fails, refused.refusal, refused.reason) == (1.5, "not_a_feed", "not_a_feed")
    assert (refused.etag, refused.last_modified, refused.brings_news) == (None, None, False)
    wait = timedelta(seconds=5400)
    assert (refused.next_due, refused.next_due_reason) == (NOW + wait + 0.1 * wait * share("f", NOW.isoformat()), "backoff")
    assert refuse(replace(NEWS, last_polled_at=None, next_due=NOW), "x", feed=FEED, limits=LIMITS).next_due == NOW


@pytest.mark.parametrize(
    ("cursor", "feed", "wait"),
    [
        ({}, FEED, 3600),
        ({}, None, 3600),
        ({"interval_s": 1800}, FEED, 1800),
        ({"interval_s": 1800}, OPERATORS, 7200),
        ({"fails": 1.5}, FEED, 7200),
        ({"fails": 99.5}, FEED, 86400),
        ({"max_age_s": 5000}, FEED, 5000),
        ({"max_age_s": 100000}, FEED, 100000),
        ({"max_age_s": 5000}, replace(FEED, ignore_max_age=True), 3600),
        ({"max_age_s": 5000}, None, 5000),
    ],
)
def test_how_long_a_refused_document_is_left_alone(cursor, feed, wait):
    refused = refuse(replace(NEWS, **cursor), "not_a_feed", feed=feed, limits=LIMITS)
    assert refused.next_due == NOW + timedelta(seconds=wait) * (1 + 0.1 * share("f", NOW.isoformat()))


def test_due_is_due():
    assert is_due(None, NOW)
    assert is_due(replace(NEWS, next_due=None), NOW)
    assert is_due(replace(NEWS, next_due=NOW), NOW)
    assert not is_due(replace(NEWS, next_due=NOW + timedelta(seconds=1)), NOW)
    assert not is_due(replace(NEWS, next_due=NOW + 8 * DAY), NOW)
    assert is_due(replace(NEWS, next_due=NOW + 8 * DAY + timedelta(seconds=1)), NOW), "the clock jumped"
    assert not schedule.is_quiet(replace(NEWS, rhythm_s=1.0, last_new_item_at=None), NOW)
    assert not schedule.is_quiet(replace(NEWS, rhythm_s=None, last_new_item_at=NOW - 90 * DAY), NOW)
