"""The last hosts of a sweep: what hangs costs the others next to nothing, what is slow is heard, and nobody is forgotten."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from server import Answer
from test_poll import NOW, RSS, on

from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.reply import UnderWay
from newsbeam.connectors.polling import slow_hosts
from newsbeam.connectors.polling.crawl import due, poll
from newsbeam.connectors.polling.slow_hosts import Patience, give_up, slowest_first
from newsbeam.connectors.polling.transitions import Answer as Got
from newsbeam.connectors.polling.transitions import after
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

HOSTS = [f"127.0.8.{n}" for n in range(1, 31)]
LIMITS = FetchLimits()
FEED = Feed(id="f", provider="p", url="https://f.example/")
MINUTE = timedelta(minutes=1)
TIMEOUT_S = 60.0
"""What a host that hangs would cost each sweep here, if it were waited for."""
SOON_S = TIMEOUT_S / 2
"""A sweep that does not wait takes a second by itself; the rest is for a machine that does other things."""


async def hang(writer):
    await asyncio.sleep(600)


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")
    for _ in range(3000):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.2)


def crowd(server, bench, *odd):
    """One feed at each of thirty hosts, those of the first host as given."""
    places = [f"http://{host}:{server.port}" for host in HOSTS]
    bench.limits = replace(bench.limits, allow_hosts=frozenset(place[7:] for place in places), contact="x")
    bench.limits = replace(bench.limits, read_timeout_s=TIMEOUT_S, total_timeout_s=2 * TIMEOUT_S)
    feeds = [Feed(id=path.strip("/"), provider="p", url=places[0] + path) for path in odd]
    return [*feeds, *(Feed(id=f"f{n}", provider="p", url=f"{place}/ok") for n, place in enumerate(places[1:]))]


async def timed(bench, feeds, after=5 * MINUTE):
    began = time.monotonic()
    results = await bench.poll(*feeds, after=after)
    return {r.feed_id: r for r in results}, time.monotonic() - began


def crowded(routes, talk, **limits):
    on(
        {"*": Answer(body=RSS), "/hang": lambda request: hang, "/drip": lambda request: drip, **routes},
        talk,
        host="0.0.0.0",
        **limits,
    )


@pytest.fixture
def impatient(monkeypatch):
    """The grace of the last hosts, where the last one hangs for good: however short, nobody else loses by it."""
    monkeypatch.setattr(slow_hosts, "STRAGGLER_S", 0.05)


pytestmark = pytest.mark.allow_hosts(["127.0.0.1", *HOSTS])


@pytest.mark.usefixtures("impatient")
def test_a_host_that_hangs_is_not_waited_for_by_all_others_and_asked_again_in_its_time():
    async def talk(server, bench):
        feeds = crowd(server, bench, "/hang", "/second")
        results, took = await timed(bench, feeds)
        hung, left = results.pop("hang"), results.pop("second")
        assert took < SOON_S
        assert (hung.outcome, hung.reason, hung.next_poll_reason, hung.cursor.fails) == ("soft", "timeout", "given_up", 0)
        assert 60 * MINUTE <= hung.next_poll_at - NOW <= 66 * MINUTE, "it was asked: not again within the hour (K5)"
        assert (hung.requests, hung.sent[0].reason, hung.sent[0].status) == (1, "timeout", None), "it was asked: the journal knows"
        assert (left.outcome, left.message, left.requests) == ("skipped", "host_slow", 0)
        assert left.next_poll_at == NOW + 5 * MINUTE
        assert {r.outcome for r in results.values()} == {"ok"}
        assert [f.id for f in due(feeds, bench.cursors, bench.now)] == ["second"]
        server.routes["/hang"] = Answer(body=RSS)
        bench.now = hung.next_poll_at
        results, _ = await timed(bench, feeds[:2])
        assert (results["hang"].outcome, results["hang"].cursor.silences, results["second"].outcome) == ("ok", 0, "ok")

    crowded({}, talk)


@pytest.mark.usefixtures("impatient")
def test_a_body_that_drips_is_no_answer():
    async def talk(server, bench):
        results, took = await timed(bench, crowd(server, bench, "/drip"))
        assert (results["drip"].next_poll_reason, took < SOON_S) == ("given_up", True)

    crowded({}, talk)


def test_the_pause_after_a_time_out_is_not_waited_for():
    async def talk(server, bench):
        feeds = crowd(server, bench, "/hang", "/second")
        bench.limits = replace(bench.limits, read_timeout_s=0.3, host_delay_factor=1000.0, max_host_delay_s=TIMEOUT_S)
        results, took = await timed(bench, feeds)
        assert took < SOON_S
        assert (results["hang"].reason, results["hang"].cursor.fails) == ("timeout", 0.5), "it had all its time"
        assert (results["second"].outcome, results["second"].message) == ("skipped", "host_slow")

    async def slowly(writer):
        await asyncio.sleep(1.0)
        writer.write(Answer(body=RSS).bytes())

    crowded({"/ok": lambda request: slowly}, talk)


@pytest.mark.usefixtures("impatient")
def test_a_robots_txt_that_hangs_is_not_waited_for():
    async def talk(server, bench):
        feeds = crowd(server, bench, "/a")
        began = time.monotonic()
        results = await poll(feeds, {}, bench.limits, clock=FixedClock(NOW), land=lambda d, e: None, robots={})
        assert time.monotonic() - began < SOON_S
        assert {r.outcome for r in results} == {"ok"}

    def robots(request):
        return hang if request.header("Host").startswith(HOSTS[0] + ":") else Answer(404)

    crowded({"/robots.txt": robots}, talk)


def test_many_silent_hosts_do_not_take_the_others_turns():
    async def talk(server, bench):
        feeds = crowd(server, bench)
        bench.limits = replace(bench.limits, max_in_flight=4)
        feeds[:20] = [replace(feed, url=feed.url.replace("/ok", "/hang")) for feed in feeds[:20]]
        cursors = {feed.id: Cursor(feed_id=feed.id, silences=1) for feed in feeds[:20]}
        landed = []

        def land(document, extra):
            landed.append(document.feed_id)

        began = time.monotonic()
        results = await poll(feeds, cursors, bench.limits, clock=FixedClock(NOW), land=land)
        assert time.monotonic() - began < SOON_S, "half the turns are theirs, and no more"
        assert len(landed) == 9
        silent = {(r.reason, r.message) for r in results if r.feed_id in cursors}
        assert silent == {(None, "host_slow"), ("timeout", "no answer when all others were done")}
        assert all(r.next_poll_at > NOW for r in results)

    crowded({}, talk)


def test_what_the_engine_falls_over_is_that_feeds_failure_and_the_disks_is_the_sweeps(monkeypatch):
    from newsbeam.connectors.polling import sweep

    def broken(body):
        if b"odd" in body:
            raise OverflowError("date value out of range")

    async def talk(server, bench):
        monkeypatch.setattr(sweep, "refuse", broken)
        odd, good = await bench.poll(bench.feed("/odd"), bench.feed("/good"))
        assert (odd.outcome, odd.reason, odd.cursor.fails) == ("soft", "bug", 0.5)
        assert "OverflowError: date value out of range" in odd.message
        assert good.outcome == "ok"

        def full(document, extra):
            raise OSError(28, "No space left on device")

        with pytest.raises(OSError, match="No space"):
            await poll([bench.feed("/good")], {}, bench.limits, clock=FixedClock(NOW), land=full)

    on({"/odd": Answer(body=RSS + b"odd"), "/good": Answer(body=RSS)}, talk)


def test_the_turns_of_a_silent_feed():
    cursor, outcomes = Cursor(feed_id="f"), []
    waits = UnderWay(2.0, 0, ())
    for _ in range(9):
        step = give_up(cursor, waits, FEED, NOW, LIMITS)
        if step is None:
            step = after(cursor, Got(reason=Reason.TIMEOUT), feed=FEED, now=NOW, limits=LIMITS)
            outcomes.append("waited for")
        else:
            outcomes.append(step.cursor.next_due_reason)
        cursor = step.cursor
        assert cursor.next_due - NOW >= 60 * MINUTE
    assert outcomes == ["given_up"] * 3 + ["waited for"] + ["backoff"] * 3 + ["waited for", "backoff"]
    assert cursor.fails == 3.0
    assert after(cursor, Got(status=500, reason=Reason.HTTP_5XX), feed=FEED, now=NOW, limits=LIMITS).cursor.silences == 0


@pytest.mark.parametrize(
    ("cursor", "waits", "waited_for"),
    [
        (Cursor(feed_id="f"), UnderWay(2.0, 50_000, ()), True),
        (Cursor(feed_id="f"), UnderWay(2.0, 50, ()), False),
        (Cursor(feed_id="f", took_s=5.0), UnderWay(12.0, 0, ()), True),
        (Cursor(feed_id="f", took_s=0.3), UnderWay(12.0, 0, ()), False),
    ],
)
def test_who_is_alive_or_known_to_be_slow_is_waited_for(cursor, waits, waited_for):
    assert (give_up(cursor, waits, FEED, NOW, LIMITS) is None) == waited_for


def test_a_few_hosts_are_all_waited_for_and_many_only_so_long():
    assert not Patience(19, 0.0).is_over(1, 99.0)
    patience = Patience(100, 0.0)
    assert [patience.is_over(left, now) for left, now in ((6, 10.0), (5, 10.0), (4, 10.4), (4, 10.6))] == [
        False,
        False,
        False,
        True,
    ]


def test_the_slow_begin_first():
    cursors = {n: Cursor(feed_id=n, **fields) for n, fields in {"a": {}, "b": {"took_s": 4.0}, "c": {"silences": 1}}.items()}
    queues = {f"{n}.example": [replace(FEED, id=n)] for n in cursors}
    assert slowest_first(queues, cursors) == ["b.example", "c.example", "a.example"]
