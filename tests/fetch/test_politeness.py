"""K1-K14 (docs/design/fetching.md#politeness), each against a server that keeps a journal, over hundreds of polls and restarts in virtual time."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from server import Answer
from test_poll import RSS, on

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.crawl import due
from newsbeam.connectors.polling.politeness_report import RULES, judge
from newsbeam.connectors.polling.schedule import observe
from newsbeam.schemas.codes import FeedOutcome
from newsbeam.schemas.cursor import Cursor

HOUR = timedelta(hours=1)


async def live(bench, feeds, polls, *, known=1):
    """Poll what is due, jumping from one due time to the next; every poll goes through stored cursors, like a restart."""
    when = []
    while len(when) < polls:
        ready = due(feeds, bench.cursors, bench.now)
        if not ready:
            bench.now = min(c.next_due for c in bench.cursors.values() if c.next_due)
            continue
        at = bench.now
        found = await bench.poll(*ready, after=timedelta(0))
        for result in found if isinstance(found, list) else [found]:
            if result.outcome is FeedOutcome.OK:
                feed = next(f for f in feeds if f.id == result.feed_id)
                bench.cursors[feed.id] = observe(result.cursor, 3, known, feed=feed, limits=bench.limits)
        when.append(at)
    return when


def turning(every: int):
    """A server with a new body and new validators each `every` requests; a 400 for any validator that is not its own."""

    def answer(request):
        version = answer.asked // every
        answer.asked += 1
        etag, modified = f'W/"v{version}-\\odd, \'quotes"', f"{version:02} Foo 2026 25:61:61 XYZ"
        sent = request.header("If-None-Match"), request.header("If-Modified-Since")
        old = [(f'W/"v{v}-\\odd, \'quotes"', f"{v:02} Foo 2026 25:61:61 XYZ") for v in range(version + 1)] + [(None, None)]
        if sent not in old:
            return Answer(400)
        if sent == (etag, modified):
            return Answer(304)
        return Answer(headers=[("ETag", etag), ("Last-Modified", modified)], body=RSS.replace(b"%s", b"%d" % version))

    answer.asked = 0
    return answer


def test_k1_one_unconditional_request_in_two_hundred_polls_and_as_many_restarts():
    async def talk(server, bench):
        await live(bench, [bench.feed("/a")], 200)
        assert sum(q.header("If-None-Match") is None and q.header("If-Modified-Since") is None for q in server.journal) == 1
        assert len(server.journal) == 200

    on({"/a": turning(7)}, talk)


def test_k2_k3_validators_are_the_servers_own_bytes_and_follow_it():
    async def talk(server, bench):
        await live(bench, [bench.feed("/a")], 60)
        assert bench.cursors["a"].http_status in (200, 304)
        assert all(q.header("If-None-Match") for q in server.journal[1:])

    on({"/a": turning(3)}, talk)  # the server answers 400 to anything else, which would break the row


def test_k2_odd_bytes_come_back_as_they_went():
    async def talk(server, bench):
        feed = bench.feed("/a")
        await bench.poll(feed)
        await bench.poll(feed)
        assert server.journal[1].header("If-None-Match") == '"\xc3\xa9 caf\xc3\xa9"'

    on({"/a": Answer(headers=[("ETag", '"\xc3\xa9 caf\xc3\xa9"')], body=RSS)}, talk)


def test_k4_validators_are_sent_after_an_unchanged_body_too():
    async def talk(server, bench):
        await live(bench, [bench.feed("/a")], 10)
        assert [q.header("If-None-Match") for q in server.journal[1:]] == ['"same"'] * 9

    on({"/a": Answer(headers=[("ETag", '"same"')], body=RSS)}, talk)


def test_k5_never_under_an_hour_and_a_day_without_validators():
    async def talk(server, bench):
        hourly = await live(bench, [bench.feed("/a")], 50)
        assert min(b - a for a, b in pairwise(hourly)) >= HOUR
        bench.cursors.clear()
        daily = await live(bench, [bench.feed("/b")], 20)
        assert min(b - a for a, b in pairwise(daily[1:])) >= timedelta(hours=24)

    on({"/a": turning(2), "/b": Answer(body=RSS)}, talk)


def test_k6_max_age_is_honoured_on_200_304_and_429():
    async def talk(server, bench):
        when = await live(bench, [bench.feed("/a")], 6)
        assert min(b - a for a, b in pairwise(when)) >= timedelta(hours=12)

    aged = ("Cache-Control", "max-age=43200")
    on(
        {"/a": [Answer(headers=[("ETag", "1"), aged], body=RSS), Answer(304, [aged]), Answer(429, [aged]), Answer(304, [aged])]},
        talk,
    )


def test_k7_retry_after_is_honoured_in_both_forms():
    async def talk(server, bench):
        when = await live(bench, [bench.feed("/a")], 3)
        assert when[1] - when[0] >= timedelta(hours=9)
        assert when[2] - when[1] >= timedelta(hours=30)

    later = (datetime(2026, 11, 26, 12, tzinfo=UTC)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    on(
        {
            "/a": [Answer(429, [("Retry-After", "32400")]), Answer(503, [("Retry-After", later)]), Answer(body=RSS)],
            "*": Answer(429, [("Retry-After", "7200")]),
        },
        talk,
    )


def test_k7_two_feeds_asked_to_wait_hold_a_public_host_and_no_private_one():
    async def talk(server, bench):
        private = [bench.feed(f"/private{n}") for n in range(4)]
        assert [r.outcome.value for r in await bench.poll(*private, after=HOUR)] == ["soft"] * 4
        server.journal.clear()
        bench.limits = replace(bench.limits, proxy=server.base)  # so that names of the open internet lead here
        feeds = [bench.feed(f"/{n}", id=f"busy{n}", url=f"http://busy.example/{n}") for n in range(6)]
        results = await bench.poll(*feeds, after=HOUR)
        assert [r.outcome.value for r in results] == ["soft", "soft"] + ["skipped"] * 4
        assert [r.next_poll_reason for r in results[2:]] == ["host_held"] * 4
        assert len(server.journal) == 2
        assert [r.outcome.value for r in await bench.poll(*feeds, after=HOUR)] == ["skipped"] * 6, (
            "held, even when told to poll all"
        )

    on({"*": Answer(429, [("Retry-After", "7200")])}, talk)


def test_k8_no_double_fetches():
    async def talk(server, bench):
        feeds = [bench.feed("/moved"), bench.feed("/page"), bench.feed("/a"), bench.feed("/broken")]
        began = asyncio.get_running_loop().time()
        await bench.poll(*feeds)
        assert Counter(q.path for q in server.journal) == {"/moved": 1, "/a": 2, "/page": 1, "/broken": 1}
        assert server.open_most == 1
        assert server.journal[-1].at - began >= 4 * 0.03  # not from one to the next: one may be seen late, and the next on time

    page = Answer(body=b'<html><link rel="alternate" type="application/rss+xml" href="/a">')
    on(
        {"/moved": Answer(301, [("Location", "/a")]), "/a": Answer(body=RSS), "/page": page, "/broken": Answer(raw=b"")},
        talk,
        host_delay_s=0.03,
    )


def test_k8_a_kept_connection_that_dies_is_not_asked_again_at_once():
    async def talk(server, bench):
        results = await bench.poll(bench.feed("/a"), bench.feed("/dies"), bench.feed("/b"))
        assert [r.reason for r in results] == [None, "connect", None]
        assert [q.path for q in server.journal] == ["/a", "/dies", "/b"]

    on({"*": Answer(body=RSS), "/dies": Answer(raw=b"")}, talk)


def test_k9_restarts_ask_nobody():
    async def talk(server, bench):
        feeds = [bench.feed(f"/{n}") for n in range(8)]
        await bench.poll(*feeds, after=timedelta(minutes=2))
        for _ in range(5):
            assert due(feeds, bench.cursors, bench.now) == []
            bench.now += timedelta(minutes=2)
        assert len(server.journal) == 8

    on({"*": Answer(headers=[("ETag", "1")], body=RSS)}, talk)


def test_k10_k11_k12_k14_what_every_request_says_and_does_not_say():
    async def talk(server, bench):
        feed = bench.feed("/a?x=1&y=%20#frag", id="a")
        for _ in range(3):
            await bench.poll(feed)
        assert {q.path for q in server.journal} == {"/a?x=1&y=%20"}
        for request in server.journal:
            names = {name.lower() for name, _ in request.headers}
            assert not names & {"cookie", "referer", "origin"}
            assert request.header("User-Agent").startswith("newsbeam/")
            assert "(+https://example.org/contact)" in request.header("User-Agent")
            assert "gzip" in request.header("Accept-Encoding")
            assert len(names) == len(request.headers), "no field twice"

    cookies = [("Set-Cookie", "id=1; Path=/"), ("ETag", "1")]
    on({"/a?x=1&y=%20": Answer(headers=cookies, body=RSS)}, talk, contact="https://example.org/contact")


def test_k13_gone_is_left_alone_and_a_move_is_adopted():
    async def talk(server, bench):
        gone, moved = bench.feed("/gone"), bench.feed("/old")
        for _ in range(8):
            ready = due([gone, moved], bench.cursors, bench.now)
            if ready:
                await bench.poll(*ready, after=timedelta(hours=25))
        assert len(server.requests("/gone")) == 2
        assert len(server.requests("/old")) == 3
        assert bench.cursors["old"].url == server.base + "/new"

    on({"/gone": Answer(410), "/old": Answer(308, [("Location", "/new")]), "/new": Answer(headers=[("ETag", "1")], body=RSS)}, talk)


def test_the_sheet_of_a_good_run_is_clean_and_of_a_bad_one_names_the_fault():
    async def talk(server, bench):
        feeds = [bench.feed(f"/{n}") for n in range(3)]
        await bench.poll(*feeds)
        before = dict(bench.cursors)
        results = await bench.poll(*feeds)
        verdicts = {v.rule: v for v in judge(feeds, before, results, bench.limits)}
        assert set(verdicts) == set(RULES)
        assert all(v.kept is not False for v in verdicts.values()), verdicts
        assert verdicts["K1"].kept
        results = await bench.poll(*feeds)
        early = {r.feed_id: before[r.feed_id] for r in results}
        for feed_id in list(early):
            early[feed_id] = Cursor(
                feed_id=feed_id,
                etag='"other"',
                last_polled_at=results[0].fetched_at,
                max_age_s=900,
                retry_at=results[0].fetched_at + HOUR,
            )
        broken = {v.rule for v in judge(feeds, early, results, FetchLimits(contact=None, host_delay_s=60)) if v.kept is False}
        assert broken == {"K2", "K5", "K6", "K7", "K8", "K11"}

    on({"*": Answer(headers=[("ETag", '"1"')], body=RSS)}, talk, contact="https://example.org/", host_delay_s=0.01)


def test_a_poll_that_sent_nothing_is_no_request_to_be_early_after(monkeypatch):
    monkeypatch.delenv("NB_KEY", raising=False)

    async def talk(server, bench):
        feed = bench.feed("/f?key=${NB_KEY}")
        nothing = await bench.poll(feed, after=timedelta(0))
        assert nothing.requests == 0
        before = dict(bench.cursors)
        monkeypatch.setenv("NB_KEY", "k1")
        result = await bench.poll(feed)
        verdicts = {v.rule: v for v in judge([feed], before, [result], bench.limits)}
        assert result.requests == 1
        assert verdicts["K5"].kept is not False

    on({"*": Answer(body=RSS)}, talk, contact="https://example.org/", host_delay_s=0.01)


def test_validators_that_lie_are_left_out_once_where_the_operator_says_so():
    async def talk(server, bench):
        feed = bench.feed("/a")
        await live(bench, [feed], 3)
        assert bench.cursors["a"].rhythm_s is not None
        server.routes["/a"] = Answer(304)
        for _ in range(12):
            await bench.poll(feed, after=timedelta(hours=24))
        assert [q for q in server.journal[1:] if not q.header("If-None-Match")] == []
        bench.limits = bench.limits.__class__(
            **{**{f: getattr(bench.limits, f) for f in bench.limits.__slots__}, "recheck_304_days": 7}
        )
        server.routes["/a"] = Answer(headers=[("ETag", '"v2041"')], body=RSS + b" ")
        assert (await bench.poll(feed)).outcome == "ok"
        assert server.journal[-1].header("If-None-Match") is None
        await bench.poll(feed)
        assert server.journal[-1].header("If-None-Match") == '"v2041"'

    on({"/a": turning(1)}, talk)
