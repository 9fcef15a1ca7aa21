"""The state machine of a feed, in microseconds: what each answer makes of the cursor, and when the feed is asked again."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsbeam.connectors.http.headers import freshness, retry_after
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.crawl import conditions, due
from newsbeam.connectors.polling.hints import body_hints
from newsbeam.connectors.polling.schedule import is_quiet, observe, refuse, share
from newsbeam.connectors.polling.transitions import Answer, after, begin, fingerprint
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.feed import Feed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FEED = Feed(id="f", provider="p", url="https://f.example/rss")
LIMITS = FetchLimits()
V = (("ETag", '"v"'),)


def ok(body=b"<rss>1", headers=V, **kw):
    return Answer(status=200, headers=headers, body=body, **kw)


def failed(reason, status=None, headers=(), **kw):
    return Answer(status=status, reason=reason, headers=headers, **kw)


class Life:
    """A feed through time."""

    def __init__(self, feed=FEED):
        self.feed, self.cursor, self.now, self.step = feed, Cursor(feed_id="f"), NOW, None

    def got(self, answer, wait=None):
        if wait is not None:
            self.now += wait
        elif self.cursor.next_due:
            self.now = max(self.now, self.cursor.next_due)
        self.step = after(begin(self.feed, self.cursor), answer, feed=self.feed, now=self.now, limits=LIMITS)
        self.cursor = self.step.cursor
        return self

    def read(self, entries, known):
        self.cursor = observe(self.cursor, entries, known, feed=self.feed, limits=LIMITS)
        return self

    @property
    def wait(self):
        return self.cursor.next_due - self.now


def between(wait, low, high):
    assert low <= wait <= high, wait


def test_a_304_takes_over_the_validators_that_it_carries_and_keeps_the_others():
    life = Life().got(ok(headers=(("ETag", '"1"'), ("Last-Modified", "L1"))))
    life.got(Answer(status=304, headers=(("ETag", '"2"'),), conditional=True))
    assert conditions(life.cursor) == {"If-None-Match": '"2"', "If-Modified-Since": "L1"}
    life.got(ok(b"<rss>2", headers=(("Last-Modified", "L3"),)))
    assert conditions(life.cursor) == {"If-Modified-Since": "L3"}


def test_soft_errors_back_off_in_line_and_success_forgets_them():
    life = Life().got(ok()).read(1, 0)
    waits = [life.got(failed(Reason.HTTP_5XX, 502)).wait for _ in range(8)]
    between(waits[0], HOUR, 1.1 * HOUR)
    between(waits[7], 4 * HOUR, 4.5 * HOUR)
    assert life.step.outcome == "soft"
    assert life.got(ok(b"<rss>2")).cursor.fails == 0
    assert conditions(life.cursor) == {"If-None-Match": '"v"'}


def test_thirty_weighted_failures_make_a_feed_dormant_and_one_answer_wakes_it():
    life = Life()
    while life.cursor.state == "idle":
        life.got(failed(Reason.TIMEOUT))
        assert life.wait <= timedelta(days=8)
    assert (life.cursor.state, life.cursor.fails) == ("dormant", 30)
    between(life.wait, 7 * DAY, 8 * DAY)
    assert life.got(ok()).cursor.state == "idle"
    assert [Life().got(failed(r)).cursor.fails for r in (Reason.DNS_TEMP, Reason.DNS, Reason.HTTP_401)] == [0.25, 0.5, 1.0]


def test_three_hard_errors_pause_until_the_operator_changes_the_entry():
    life = Life()
    assert [life.got(failed(Reason.HTTP_401, 401)).cursor.state for _ in range(3)] == ["idle", "idle", "paused"]
    assert due([FEED], {"f": life.cursor}, NOW + 30 * DAY) == []
    changed = replace(FEED, auth="${OTHER}")
    assert due([changed], {"f": life.cursor}, life.now) == [changed]
    assert begin(changed, life.cursor).state == "idle"
    assert Life().got(failed(Reason.SSRF_ADDRESS)).cursor.state == "paused"


def test_gone_needs_two_410_a_day_apart():
    life = Life().got(ok()).got(failed(Reason.HTTP_410, 410))
    assert (life.step.outcome, life.cursor.state) == ("gone", "idle")
    between(life.wait, DAY, 26.5 * HOUR)
    assert life.got(failed(Reason.HTTP_410, 410), wait=HOUR).cursor.state == "idle"
    assert life.got(ok()).cursor.gone_at is None
    life.got(failed(Reason.HTTP_410, 410)).got(failed(Reason.HTTP_410, 410))
    assert life.cursor.state == "gone"
    assert due([FEED], {"f": life.cursor}, life.now + 30 * DAY) == []


def test_a_permanent_redirect_is_adopted_at_the_third_sighting_over_a_day():
    moved = "https://new.example/rss"
    life = Life().got(ok(permanent_url=moved))
    assert life.step.flags == ("moved",)
    assert life.got(ok(permanent_url=moved), wait=HOUR).got(ok(permanent_url=moved), wait=HOUR).cursor.url is None
    life.got(ok(permanent_url=moved), wait=23 * HOUR)
    assert (life.step.flags, life.cursor.url) == (("adopted",), moved)
    life = (
        Life().got(ok(permanent_url=moved)).got(ok()).got(ok(permanent_url=moved), wait=DAY).got(ok(permanent_url=moved), wait=HOUR)
    )
    assert life.cursor.url is None, "the row was broken"
    other = Life()
    for _ in range(5):
        other.got(ok(permanent_url=moved, known_urls=frozenset([moved])), wait=DAY)
    assert (other.cursor.url, other.step.flags) == (None, ("moved_to_known_feed",))


@pytest.mark.parametrize(
    ("answer", "low", "high"),
    [
        (failed(Reason.HTTP_429, 429, (("Retry-After", "7200"),)), 2 * HOUR, 3 * HOUR),
        (failed(Reason.HTTP_429, 429), 2 * HOUR, 3 * HOUR),
        (failed(Reason.HTTP_503, 503, (("Retry-After", "Tue, 24 Nov 2026 18:00:00 GMT"),)), 6 * HOUR, 6.7 * HOUR),
        (failed(Reason.HTTP_503, 503, (("Retry-After", "-5"),)), HOUR, 1.2 * HOUR),
        (failed(Reason.HTTP_503, 503, (("Retry-After", "soon"),)), HOUR, 1.2 * HOUR),
        (failed(Reason.HTTP_429, 429, (("Retry-After", "99999999"),)), 7 * DAY, 8 * DAY),
        (failed(Reason.HTTP_429, 429, (("Retry-After", "60"), ("Cache-Control", "max-age=36000"))), 10 * HOUR, 11.1 * HOUR),
        (failed(Reason.HTTP_403, 403), 4 * HOUR, 4.5 * HOUR),
        (failed(Reason.CHALLENGE, 403), DAY, 26.5 * HOUR),
        (failed(Reason.HTTP_404, 404), HOUR, 1.2 * HOUR),
        (ok(headers=(*V, ("Cache-Control", "max-age=43200"))), 12 * HOUR, 13.3 * HOUR),
        (ok(headers=(*V, ("Cache-Control", "max-age=43200"), ("Age", "36000"))), 2 * HOUR, 2.3 * HOUR),
        (ok(headers=(*V, ("Cache-Control", "no-cache, max-age=43200"))), HOUR, 1.2 * HOUR),
        (ok(headers=(*V, ("Expires", "0"))), HOUR, 1.2 * HOUR),
        (
            ok(headers=(*V, ("Expires", "Tue, 24 Nov 2026 15:00:00 GMT"), ("Date", "Tue, 24 Nov 2026 12:00:00 GMT"))),
            3 * HOUR,
            3.4 * HOUR,
        ),
        (ok(b"<rss><channel><ttl>180</ttl>"), 3 * HOUR, 3.4 * HOUR),
        (
            ok(b"<rss><channel><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"),
            6 * HOUR,
            6.7 * HOUR,
        ),
        (ok(b"<rss><channel><ttl>999999</ttl>"), DAY, 26.5 * HOUR),
        (ok(b"<rss><channel><ttl>9999999999999</ttl>"), DAY, 26.5 * HOUR),
        (ok(headers=(*V, ("Cache-Control", "max-age=43200"), ("Age", "9999999999999"))), HOUR, 1.2 * HOUR),
        (ok(headers=()), HOUR, 1.2 * HOUR),
    ],
)
def test_when_a_feed_is_asked_again(answer, low, high):
    between(Life().got(answer).wait, low, high)


def test_without_validators_a_feed_is_daily_unless_it_brings_news():
    life = Life().got(ok(headers=())).read(3, 0)
    between(life.wait, HOUR, 1.2 * HOUR)
    between(life.got(ok(headers=())).wait, DAY, 26.5 * HOUR)
    between(life.got(ok(b"<rss>2", headers=())).read(3, 3).wait, DAY, 26.5 * HOUR)
    between(life.got(ok(b"<rss>3", headers=())).read(3, 2).wait, HOUR, 1.2 * HOUR)


def test_the_operators_interval_wins_over_the_hints_but_not_over_max_age_or_retry_after():
    quick = replace(FEED, interval_s=300)
    between(Life(quick).got(ok(b"<rss><ttl>600</ttl>")).wait, timedelta(minutes=5), timedelta(minutes=6))
    aged = ok(headers=(*V, ("Cache-Control", "max-age=3600")))
    between(Life(quick).got(aged).wait, HOUR, 1.2 * HOUR)
    between(Life(replace(quick, ignore_max_age=True)).got(aged).wait, timedelta(minutes=5), timedelta(minutes=6))
    between(Life(quick).got(failed(Reason.HTTP_503, 503, (("Retry-After", "7200"),))).wait, 2 * HOUR, 2.3 * HOUR)


def test_a_document_of_known_entries_alone_is_a_quiet_poll_and_a_third_of_them_is_not_few():
    life = Life().got(ok()).read(6, 0)
    news_at = life.cursor.last_new_item_at
    life.got(ok(b"<rss>2")).read(6, 6)
    assert (life.cursor.quiet_polls, life.cursor.brings_news, life.cursor.last_new_item_at) == (1, False, news_at)
    slow = replace(life.cursor, interval_s=4 * 3600, quiet_polls=0)
    assert observe(slow, 6, 2, feed=FEED, limits=LIMITS).interval_s == 4 * 3600
    assert observe(slow, 6, 1, feed=FEED, limits=LIMITS).interval_s == 3 * 3600


def test_a_feed_is_quiet_after_five_of_its_own_rhythms():
    daily = Cursor(feed_id="f", rhythm_s=2 * 86400.0, last_new_item_at=NOW)
    assert not is_quiet(daily, NOW + 10 * DAY)
    assert is_quiet(daily, NOW + 10 * DAY + timedelta(seconds=1))
    brisk = replace(daily, rhythm_s=60.0)
    assert not is_quiet(brisk, NOW + DAY)
    assert is_quiet(brisk, NOW + DAY + timedelta(seconds=1))


def test_no_hint_and_no_interval_seen_leads_under_the_floor_but_the_operators_own():
    slow = replace(LIMITS, min_interval_s=7200)
    for quick in (ok(), ok(headers=(*V, ("Cache-Control", "max-age=60"))), ok(b"<rss><ttl>1</ttl>"), failed(Reason.HTTP_404, 404)):
        cursor = after(Cursor(feed_id="f", interval_s=900), quick, feed=FEED, now=NOW, limits=slow).cursor
        assert cursor.next_due - NOW >= timedelta(hours=2), quick
    brisk = replace(FEED, interval_s=900)
    between(after(Cursor(feed_id="f"), ok(), feed=brisk, now=NOW, limits=slow).cursor.next_due - NOW, HOUR / 4, 0.3 * HOUR)


def test_a_retry_after_that_is_sooner_than_the_back_off_shortens_nothing():
    life = Life()
    for _ in range(8):
        life.got(failed(Reason.HTTP_503, 503))
    life.got(failed(Reason.HTTP_503, 503, (("Retry-After", "60"),)))
    between(life.wait, 4 * HOUR, 5.5 * HOUR)
    assert life.cursor.next_due_reason == "retry_after"
    assert life.cursor.retry_at == life.now + timedelta(minutes=1)


def test_skipped_days_are_waited_out_but_not_where_the_operator_says_when():
    quiet = ok(b"<rss><skipDays><day>Tuesday</day><day>Wednesday</day></skipDays>")  # NOW is a Tuesday
    life = Life().got(quiet)
    assert life.cursor.next_due.date() > NOW.date()
    assert life.cursor.next_due_reason == "skip_hours"
    between(Life(replace(FEED, interval_s=3600)).got(quiet).wait, HOUR, 1.2 * HOUR)
    thursday = Life().got(ok(b"<rss><skipDays><day>Thursday</day></skipDays>"))
    between(thursday.wait, HOUR, 1.2 * HOUR)


@pytest.mark.parametrize("status", [400, 405, 406, 409, 412, 416, 417, 422, 501])
def test_a_status_that_refuses_conditions_costs_the_validators_once(status):
    reason = Reason.HTTP_5XX if status == 501 else Reason.HTTP_4XX
    life = Life().got(ok()).got(failed(reason, status, conditional=True))
    assert (conditions(life.cursor), life.cursor.next_due_reason) == ({}, "without_validators")
    unasked = Life().got(ok()).got(failed(reason, status))
    assert conditions(unasked.cursor) == {"If-None-Match": '"v"'}, "it was not the conditions that it refused"


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 502, 503])
def test_other_statuses_leave_the_validators(status):
    reason = {401: Reason.HTTP_401, 403: Reason.HTTP_403, 404: Reason.HTTP_404, 410: Reason.HTTP_410, 429: Reason.HTTP_429}
    life = Life().got(ok()).got(failed(reason.get(status, Reason.HTTP_5XX), status, conditional=True))
    assert conditions(life.cursor) == {"If-None-Match": '"v"'}


def test_a_soft_failure_resets_what_stood_in_a_row_and_nothing_else():
    moved = "https://new.example/rss"
    life = Life().got(ok(permanent_url=moved)).read(3, 0).got(failed(Reason.TIMEOUT))
    assert (life.cursor.redirect_url, life.cursor.redirect_seen) == (moved, 1), "it says nothing of where the feed is"
    assert (life.cursor.silences, life.cursor.fails) == (1, 0.5)
    life.got(failed(Reason.HTTP_5XX, 502))
    assert (life.cursor.silences, life.cursor.fails) == (0, 1.0), "it spoke"
    hard = Life().got(failed(Reason.HTTP_401, 401)).got(failed(Reason.HTTP_401, 401))
    assert hard.cursor.hard_fails == 2
    hard.got(failed(Reason.HTTP_5XX, 502))
    assert hard.cursor.hard_fails == 0, "three in a row"
    assert hard.got(failed(Reason.HTTP_401, 401)).got(ok()).cursor.hard_fails == 0
    gone = Life().got(failed(Reason.HTTP_410, 410)).got(failed(Reason.HTTP_5XX, 502))
    assert gone.cursor.gone_at is None, "a 502 is no second 410"
    kept = Life().got(ok()).read(3, 1)
    before = kept.cursor
    after_it = kept.got(failed(Reason.HTTP_5XX, 502)).cursor
    for name in ("etag", "body_sha256", "interval_s", "entries", "last_ok_at", "last_new_item_at", "max_age_s", "brings_news"):
        assert getattr(after_it, name) == getattr(before, name), name


def test_what_an_operator_edits_costs_neither_ids_nor_files_nor_the_count_of_gaps():
    was = replace(
        Life().got(ok()).cursor,
        id_basis="canonical_url",
        files={"/in/a.xml": (3, "aa")},
        gaps=4,
        fails=7.0,
        url="https://moved.example/",
    )
    edited = begin(replace(FEED, url="https://f.example/rss2"), was)
    assert (edited.id_basis, edited.files, edited.gaps) == ("canonical_url", {"/in/a.xml": (3, "aa")}, 4)
    assert (edited.etag, edited.url, edited.fails, edited.last_polled_at) == (None, None, 0.0, None)
    assert begin(FEED, was) is was, "an unchanged entry changes nothing"
    assert begin(replace(FEED, interval_s=900, format="rss_atom"), was) is was, "nor does one that asks as before"
    for other in (
        replace(FEED, auth="${KEY}"),
        replace(FEED, headers={"Accept-Language": "de"}),
        replace(FEED, url=None, path="feeds"),
    ):
        assert begin(other, was).etag is None


def test_skipped_hours_and_days_are_waited_out():
    hours = "".join(f"<hour>{h}</hour>" for h in range(13, 20)).encode()
    life = Life().got(ok(b"<rss><skipHours>" + hours + b"</skipHours>"))
    assert (life.cursor.next_due.hour, life.cursor.next_due_reason) == (20, "skip_hours")
    assert body_hints(b"<skipHours>" + b"".join(b"<hour>%d</hour>" % h for h in range(24)) + b"</skipHours>").skip_hours == ()
    assert body_hints(b"<skipDays><day>Saturday</day><day>Sunday</day></skipDays>").skip_days == (5, 6)


def test_no_shared_entry_is_a_gap_and_halves_the_interval():
    life = Life().got(ok()).read(20, 0)
    assert not life.cursor.gap_suspected, "the first poll can miss nothing"
    life.got(ok(b"<rss>2")).read(20, 0)
    assert (life.cursor.gap_suspected, life.cursor.gaps, life.cursor.interval_s) == (True, 1, 1800)
    between(life.wait, 0.5 * HOUR, 0.6 * HOUR)
    for n in range(5):
        life.got(ok(b"<rss>x%d" % n)).read(20, 0)
    assert life.cursor.interval_s == LIMITS.min_interval_s
    life.got(ok(b"<rss>3", headers=(*V, ("Cache-Control", "max-age=7200")))).read(20, 0)
    assert life.cursor.hint_loses_news
    assert not life.got(ok(b"<rss>4")).read(20, 19).cursor.gap_suspected
    assert not life.got(ok(b"<rss>5")).read(0, 0).cursor.gap_suspected, "an empty feed lost nothing"


def test_quiet_polls_lengthen_the_interval_and_news_shorten_it():
    life = Life().got(ok()).read(10, 0)
    for _ in range(13):
        life.got(Answer(status=304, conditional=True))
    assert life.cursor.interval_s == 3600 + 12 * 600
    life.got(ok(b"<rss>2")).read(10, 1)
    assert life.cursor.interval_s == 3600 + 6 * 600 + 6 * 600 - 3600
    assert life.got(ok(b"<rss>3")).read(10, 1).cursor.interval_s is None or life.cursor.interval_s < 10800


def test_a_feed_is_quiet_by_its_own_rhythm():
    life = Life()
    for n in range(6):
        life.got(ok(b"<rss>%d" % n), wait=2 * HOUR).read(10, 5 if n else 0)
    assert life.cursor.rhythm_s == pytest.approx(7200)
    assert not is_quiet(life.cursor, life.now + 20 * HOUR)
    assert is_quiet(life.cursor, life.now + 25 * HOUR)
    assert life.got(Answer(status=304, conditional=True), wait=20 * HOUR).step.flags == ()
    assert life.got(Answer(status=304, conditional=True), wait=5 * HOUR).step.flags == ("quiet",)


def test_a_server_that_refuses_validators_is_asked_without_them():
    life = Life().got(ok())
    refused = failed(Reason.HTTP_4XX, 412, conditional=True)
    for _ in range(2):
        assert conditions(life.cursor)
        life.got(refused)
        assert conditions(life.cursor) == {}
        life.got(ok(b"<rss>%d" % life.now.hour))
    assert conditions(life.cursor) == {}
    once = Life().got(ok()).got(refused).got(ok(b"<rss>2")).got(Answer(status=304, conditional=True))
    assert once.cursor.conditional_refused == 0
    blip = Life().got(ok()).got(failed(Reason.HTTP_5XX, 500, conditional=True))
    assert conditions(blip.cursor) == {"If-None-Match": '"v"'}


def test_a_document_refused_whole_keeps_no_validators_and_the_same_bytes_fail_again():
    life = Life().got(ok())
    life.cursor = refuse(life.cursor, "dtd_forbidden", feed=FEED)
    assert conditions(life.cursor) == {}
    between(life.wait, HOUR, 1.1 * HOUR)  # a moment's torn document must not cost a day
    life.got(ok())
    assert (life.step.outcome, life.step.reason, life.cursor.fails) == ("soft", "dtd_forbidden", 1.0)
    assert life.got(ok(b"<rss>mended")).step.outcome == "ok"


def test_a_refused_documents_max_age_and_the_operators_interval_count_on():
    fresh = Life().got(ok(headers=(*V, ("Cache-Control", "max-age=21600"))))
    fresh.cursor = refuse(fresh.cursor, "parse_error", feed=FEED)
    between(fresh.wait, 6 * HOUR, 6.6 * HOUR)
    often = replace(FEED, interval_s=120)
    life = Life(often).got(ok())
    for _ in range(8):
        life.cursor = refuse(life.cursor, "parse_error", feed=often)
        between(life.wait, timedelta(seconds=120 * max(1, life.cursor.fails)), timedelta(seconds=132 * max(1, life.cursor.fails)))
        life.got(ok())
    assert life.cursor.fails > 4


def test_an_unexpected_304_is_soft_and_never_success():
    life = Life().got(failed(Reason.UNEXPECTED_304, 304))
    assert (life.step.outcome, life.cursor.last_ok_at) == ("soft", None)


def test_a_new_address_is_a_new_feed_to_the_server():
    life = Life().got(ok())
    moved = replace(FEED, url="https://other.example/rss")
    assert conditions(begin(moved, life.cursor)) == {}
    assert begin(replace(FEED, interval_s=60), life.cursor) == life.cursor
    assert fingerprint(FEED) != fingerprint(moved)


def test_a_clock_that_jumped_does_not_put_a_feed_to_sleep():
    far = replace(Cursor(feed_id="f"), next_due=NOW + timedelta(days=4000), fingerprint=fingerprint(FEED))
    assert due([FEED], {"f": far}, NOW) == [FEED]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", None),
        ("-1", None),
        ("1e9", None),
        ("", None),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60),
        ("Tue Nov 24 12:01:00 2026", 60),
        ("Tue, 24 Nov 2020 12:01:00 GMT", None),
        ("²", None),
        ("9999999999999", 7 * 86400),
        ("9" * 5000, 7 * 86400),
    ],
)
def test_retry_after_in_both_forms(value, seconds):
    found = retry_after(value, NOW)
    assert found == (NOW + timedelta(seconds=seconds) if seconds else None)


@pytest.mark.parametrize(
    ("field", "left"),
    [
        ("max-age=60", 60),
        ("public, MAX-AGE=60", 60),
        ('max-age="60"', 60),
        ("max-age=x", None),
        ("max-age=-1", None),
        ("s-maxage=60", None),
        ("private, max-age=60", None),
        ("max-age=999999999999", 86400),
        ("max-age=9999999999999", 86400),
        ("max-age=" + "9" * 5000, 86400),
    ],
)
def test_max_age(field, left):
    assert freshness((("cache-control", field),), NOW) == left


PLAIN = Cursor(feed_id="f")


def one(answer, cursor=PLAIN, feed=FEED):
    return after(cursor, answer, feed=feed, now=NOW, limits=LIMITS)


@pytest.mark.parametrize(
    ("reason", "headers", "feed", "low", "why"),
    [
        (Reason.HTTP_5XX, (), FEED, HOUR, "backoff"),
        (Reason.HTTP_403, (), FEED, 4 * HOUR, "http_403"),
        (Reason.HTTP_403, (), replace(FEED, interval_s=7200), 8 * HOUR, "http_403"),
        (Reason.HTTP_403, (), replace(FEED, interval_s=60), 4 * HOUR, "http_403"),
        (Reason.CHALLENGE, (), FEED, DAY, "challenge"),
        (Reason.HTTP_429, (), FEED, 2 * HOUR, "http_429"),
        (Reason.HTTP_429, (), replace(FEED, interval_s=60), HOUR, "http_429"),
        (Reason.HTTP_429, (), replace(FEED, interval_s=7200), 4 * HOUR, "http_429"),
        (Reason.HTTP_429, (("Retry-After", "9000"),), FEED, timedelta(seconds=9000), "retry_after"),
        (Reason.HTTP_503, (("Retry-After", "9000"),), FEED, timedelta(seconds=9000), "retry_after"),
        (Reason.HTTP_503, (), FEED, HOUR, "backoff"),
        (Reason.HTTP_503, (("Cache-Control", "max-age=7000"),), FEED, timedelta(seconds=7000), "backoff"),
        (Reason.HTTP_5XX, (("Retry-After", "9000"),), FEED, HOUR, "backoff"),
    ],
)
def test_how_long_each_failure_waits(reason, headers, feed, low, why):
    step = one(failed(reason, 500, headers), feed=feed)
    spread = HOUR if reason is Reason.HTTP_429 else low * 0.1
    wait = step.cursor.next_due - NOW
    assert low <= wait < low + spread
    assert (step.cursor.next_due_reason, step.outcome, step.cursor.state) == (why, "soft", "idle")
    assert wait - low == pytest.approx(spread * share("f", NOW.isoformat()), abs=timedelta(seconds=1))


@pytest.mark.parametrize(
    ("reason", "weight"), [(Reason.HTTP_401, 1.0), (Reason.DNS_TEMP, 0.25), (Reason.TIMEOUT, 0.5), (Reason.HTTP_404, 0.5)]
)
def test_what_a_failure_weighs(reason, weight):
    failing = replace(PLAIN, fails=2.0, gone_at=NOW)
    step = one(failed(reason), failing)
    assert (step.cursor.fails, step.cursor.gone_at, step.reason) == (2.0 + weight, None, reason)
    assert step.outcome == ("hard" if weight == 1.0 else "soft")
    assert step.cursor.next_due - NOW >= HOUR * (2.0 + weight)


@pytest.mark.parametrize(("fails", "state"), [(29.0, "idle"), (29.5, "dormant"), (31.0, "dormant")])
def test_thirty_make_a_feed_dormant(fails, state):
    step = one(failed(Reason.HTTP_5XX, 500), replace(PLAIN, fails=fails))
    assert step.cursor.state == state
    if state == "dormant":
        assert (step.cursor.next_due, step.cursor.next_due_reason) == (NOW + 7 * DAY, "dormant")
        later = one(failed(Reason.HTTP_503, 503, (("Cache-Control", f"max-age={9 * 86400}"),)), step.cursor)
        assert later.cursor.next_due >= NOW + 7 * DAY
    else:
        assert step.cursor.next_due - NOW < 1.1 * DAY


def test_a_dormant_feed_that_fails_less_stays_dormant():
    step = one(failed(Reason.HTTP_5XX, 500), replace(PLAIN, state=FeedState.DORMANT, fails=0.0))
    assert step.cursor.state == "dormant"
    assert one(ok(), replace(PLAIN, state=FeedState.DORMANT, fails=31.0)).cursor.state == "idle"
    assert one(failed(Reason.HTTP_5XX, 500), replace(PLAIN, state=FeedState.PAUSED)).cursor.state == "idle"


def test_a_feed_that_lacks_a_variable_is_asked_as_soon_as_it_is_set(monkeypatch):
    monkeypatch.delenv("NB_KEY", raising=False)
    keyed = replace(FEED, url="https://f.example/rss?key=${NB_KEY}")
    waiting = after(begin(keyed, None), failed(Reason.BAD_CONFIG), feed=keyed, now=NOW, limits=LIMITS).cursor
    assert waiting.next_due > NOW
    assert waiting.next_due_reason == "unset_variable"
    assert begin(keyed, waiting) is waiting, "still not there"
    monkeypatch.setenv("NB_KEY", "k1")
    assert due([keyed], {keyed.id: waiting}, NOW) == [keyed]
    again = after(begin(keyed, waiting), failed(Reason.BAD_CONFIG), feed=keyed, now=NOW, limits=LIMITS).cursor
    assert due([keyed], {keyed.id: again}, NOW) == [], "a value that cannot be meant is not tried in each run"


@pytest.mark.parametrize(("hard", "state", "due"), [(1, "idle", None), (2, "paused", NOW + 7 * DAY)])
def test_three_hard_failures_pause(hard, state, due):
    step = one(failed(Reason.HTTP_451, 451), replace(PLAIN, hard_fails=hard))
    assert (step.cursor.hard_fails, step.cursor.state) == (hard + 1, state)
    assert due is None or (step.cursor.next_due, step.cursor.next_due_reason) == (due, "paused")


@pytest.mark.parametrize("reason", [Reason.SSRF_ADDRESS, Reason.BAD_SCHEME, Reason.ROBOTS])
def test_what_is_blocked_is_paused_for_a_week(reason):
    step = one(failed(reason))
    assert (step.outcome, step.cursor.state, step.reason) == ("blocked", "paused", reason)
    assert (step.cursor.next_due, step.cursor.next_due_reason) == (NOW + 7 * DAY, "blocked")


def test_gone_is_said_twice_a_day_apart():
    first = one(failed(Reason.HTTP_410, 410))
    assert (first.outcome, first.cursor.state, first.cursor.gone_at) == ("gone", "idle", NOW)
    assert first.cursor.next_due_reason == "gone_unconfirmed"
    between(first.cursor.next_due - NOW, DAY, 1.1 * DAY)
    early = one(failed(Reason.HTTP_410, 410), replace(PLAIN, gone_at=NOW - DAY + timedelta(seconds=1)))
    assert (early.cursor.state, early.cursor.gone_at) == ("idle", NOW - DAY + timedelta(seconds=1))
    between(early.cursor.next_due - NOW, timedelta(minutes=5), timedelta(minutes=12))
    sure = one(failed(Reason.HTTP_410, 410), replace(PLAIN, gone_at=NOW - DAY))
    assert (sure.outcome, sure.cursor.state, sure.reason) == ("gone", "gone", Reason.HTTP_410)
    assert (sure.cursor.next_due, sure.cursor.next_due_reason) == (NOW + 7 * DAY, "gone")


MOVED = "https://new.example/rss"


@pytest.mark.parametrize(
    ("seen", "since", "flag"),
    [(1, DAY, "moved"), (2, DAY - timedelta(seconds=1), "moved"), (2, DAY, "adopted"), (5, 3 * DAY, "adopted")],
)
def test_a_move_is_believed_at_the_third_sighting_a_day_after_the_first(seen, since, flag):
    was = replace(PLAIN, url="https://old.example/", redirect_url=MOVED, redirect_seen=seen, redirect_first_at=NOW - since)
    step = one(ok(permanent_url=MOVED), was)
    assert step.flags == (flag,)
    if flag == "moved":
        assert (step.cursor.redirect_seen, step.cursor.redirect_first_at, step.cursor.url) == (seen + 1, NOW - since, was.url)
    else:
        assert (step.cursor.url, step.cursor.aliases) == (MOVED, ("https://old.example/",))
        assert (step.cursor.redirect_url, step.cursor.redirect_seen, step.cursor.redirect_first_at) == (None, 0, None)


def test_a_move_elsewhere_begins_anew_and_none_forgets_it():
    was = replace(PLAIN, redirect_url="https://third.example/", redirect_seen=2, redirect_first_at=NOW - 2 * DAY)
    step = one(ok(permanent_url=MOVED), was)
    assert (step.cursor.redirect_url, step.cursor.redirect_seen, step.cursor.redirect_first_at) == (MOVED, 1, NOW)
    back = one(ok(), was)
    assert (back.cursor.redirect_url, back.cursor.redirect_seen, back.cursor.redirect_first_at, back.flags) == (None, 0, None, ())
    known = one(ok(permanent_url=MOVED, known_urls=frozenset({MOVED})), was)
    assert (known.flags, known.cursor.redirect_seen, known.cursor.url) == (("moved_to_known_feed",), 2, None)


def test_what_an_answer_leaves_in_the_cursor():
    failing = replace(PLAIN, fails=3.0, hard_fails=2, gone_at=NOW, retry_at=NOW, refusal=None, silences=2, reason="timeout")
    step = one(ok(b"<rss><ttl>90</ttl>", headers=(*V, ("Cache-Control", "max-age=70")), took_s=1.5), failing)
    kept = step.cursor
    assert (kept.fails, kept.hard_fails, kept.gone_at, kept.retry_at, kept.silences, kept.reason) == (0.0, 0, None, None, 0, None)
    assert (kept.last_ok_at, kept.last_polled_at, kept.first_polled_at, kept.http_status) == (NOW, NOW, NOW, 200)
    assert (kept.max_age_s, kept.ttl_s, kept.took_s, kept.etag, kept.brings_news) == (70, 5400, 1.5, '"v"', True)
    assert one(ok(), replace(PLAIN, first_polled_at=NOW - DAY)).cursor.first_polled_at == NOW - DAY
    again = one(ok(b"<rss><ttl>90</ttl>"), kept)
    assert (again.outcome, again.cursor.quiet_polls, again.cursor.brings_news) == ("unchanged", 1, False)
    assert one(failed(Reason.TIMEOUT), replace(PLAIN, silences=1)).cursor.silences == 2


def test_a_304_counts_as_quiet_and_its_row_has_a_beginning():
    kept = replace(PLAIN, etag="e", last_modified="m", quiet_polls=3, ttl_s=60, body_sha256="x")
    step = one(Answer(status=304, conditional=True), kept)
    assert (step.outcome, step.cursor.quiet_polls, step.cursor.brings_news) == ("not_modified", 4, False)
    assert (step.cursor.etag, step.cursor.last_modified, step.cursor.not_modified_since) == ("e", "m", NOW)
    assert (step.cursor.ttl_s, step.cursor.body_sha256) == (60, "x")
    assert step.cursor.interval_s == 4200, "settled by its fourth quiet poll"
    since = one(Answer(status=304, conditional=True), replace(step.cursor, not_modified_since=NOW - DAY))
    assert since.cursor.not_modified_since == NOW - DAY
    assert one(ok(), since.cursor).cursor.not_modified_since is None


def test_validators_of_what_we_do_not_have_are_not_kept():
    whole = (("ETag", "e"), ("Last-Modified", "m"))
    body = b"<rss><channel><item><title>t</title></item></channel></rss>"
    assert conditions(one(ok(body, headers=whole)).cursor) == {"If-None-Match": "e", "If-Modified-Since": "m"}
    delta = one(Answer(status=226, headers=whole, body=body))
    assert (conditions(delta.cursor), delta.cursor.torn) == ({}, False)
    torn = one(ok(body[:40], headers=whole))
    assert (conditions(torn.cursor), torn.cursor.torn) == ({}, True)
    again = one(ok(body[:40], headers=whole), torn.cursor)
    assert (again.outcome, again.cursor.torn) == ("unchanged", False)
    assert conditions(again.cursor) == {"If-None-Match": "e", "If-Modified-Since": "m"}, "the very same bytes are what it has"


def test_conditions_given_up_are_counted_while_they_are_left_out_and_forgotten_once_taken():
    asked_bare = replace(PLAIN, next_due_reason="without_validators", conditional_refused=1)
    assert one(ok(), asked_bare).cursor.conditional_refused == 2
    assert one(ok(), replace(asked_bare, next_due_reason="default")).cursor.conditional_refused == 1
    assert one(ok(conditional=True), asked_bare).cursor.conditional_refused == 0


def test_a_quiet_feed_is_flagged_where_nothing_came():
    silent = replace(PLAIN, rhythm_s=3600.0, last_new_item_at=NOW - 2 * DAY)
    assert one(Answer(status=304, conditional=True), silent).flags == ("quiet",)
    assert one(ok(), silent).flags == ()
    moved = one(Answer(status=304, conditional=True, permanent_url=MOVED), silent)
    assert moved.flags == ("moved", "quiet")


def test_the_bytes_that_were_refused_before_are_refused_again():
    refused = replace(PLAIN, refusal="not_a_feed", body_sha256=hashlib.sha256(b"<html>").hexdigest())
    assert one(ok(b"<html>"), refused).reason == Reason.NOT_A_FEED
    mended = one(ok(b"<rss>"), refused)
    assert (mended.reason, mended.cursor.refusal) == (None, None)
    assert one(ok(b"<html>"), replace(refused, refusal=None)).reason is None


def test_the_mark_of_what_the_operator_wrote():
    assert fingerprint(FEED) == hashlib.sha256(b"https://f.example/rss\x1f\x1f").hexdigest()[:16]
    headed = replace(FEED, headers={"b": "2", "a": "1"}, auth="x")
    assert fingerprint(headed) == hashlib.sha256(b"https://f.example/rss\x1f\x1fx\x1fa=1\x1fb=2").hexdigest()[:16]
    fresh = begin(FEED, None)
    assert (fresh.feed_id, fresh.fingerprint) == ("f", fingerprint(FEED))
    marked = begin(FEED, replace(PLAIN, gaps=3))
    assert (marked.fingerprint, marked.gaps) == (fingerprint(FEED), 3)
    assert begin(headed, fresh).fingerprint == fingerprint(headed)
