"""The long-running loop under a virtual clock: on time, fair, no burst, flat; and one real process that is told to stop."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import tracemalloc
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from newsbeam.pipeline.runs.watch import due_times, spread_of, watch
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.feed import Feed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class World:
    """A clock that jumps where it is told to wait, and batches that poll what they are given."""

    def __init__(self, count: int, until: timedelta, *, intervals: dict[int, timedelta] | None = None, now: datetime = NOW) -> None:
        self.feeds = [Feed(id=f"f{n:04}", provider="p", url=f"https://h{n}.example/") for n in range(count)]
        self.cursors: dict[str, Cursor] = {}
        self.time, self.end, self.begun = now, now + until, now
        self.stop = threading.Event()
        self.polls: list[tuple[datetime, frozenset[str]]] = []
        self.intervals = {feed.id: (intervals or {}).get(n, HOUR) for n, feed in enumerate(self.feeds)}
        self.errors: list[Exception] = []
        self.batch_takes = timedelta(seconds=2)
        self.fail = lambda at: None

    def now(self) -> datetime:
        return self.time

    def wait(self, stop: threading.Event, seconds: float) -> None:
        assert 0 < seconds <= 900
        self.time += timedelta(seconds=seconds)
        if self.time >= self.end:
            stop.set()

    def batch(self, now: datetime, ids: frozenset[str], stop: threading.Event) -> None:
        self.fail(now)
        self.polls.append((now, ids))
        self.time += self.batch_takes
        for one in ids:
            self.cursors[one] = Cursor(feed_id=one, next_due=now + self.intervals[one])

    def run(self):
        return watch(
            self.batch,
            feeds=lambda: self.feeds,
            cursors=lambda: self.cursors,
            clock=self,
            stop=self.stop,
            on_error=self.errors.append,
        )

    def per_feed(self) -> Counter[str]:
        return Counter(one for _, ids in self.polls for one in ids)


def test_every_feed_is_polled_on_time_and_none_starves():
    world = World(20, timedelta(hours=10), intervals={0: timedelta(minutes=5), 1: timedelta(hours=5)})
    world.run()
    counts = world.per_feed()
    assert 110 <= counts["f0000"] <= 121
    assert counts["f0001"] == 2
    assert {counts[f"f{n:04}"] for n in range(2, 20)} <= {10, 11}
    times = [at for at, ids in world.polls if "f0000" in ids]
    late = [(b - a - timedelta(minutes=5)).total_seconds() for a, b in pairwise(times)]
    assert max(late) <= 5


def test_a_restart_makes_no_burst_and_keeps_every_timer():
    world = World(200, timedelta(minutes=30))
    world.run()
    first = Counter((at - world.begun) // timedelta(minutes=1) for at, ids in world.polls for _ in ids)
    assert max(first.values()) < 60, "new feeds are spread"
    assert set(world.per_feed().values()) == {1}
    polls = world.per_feed()
    for n in range(5):
        world.stop.clear()
        world.end = world.time + timedelta(minutes=2)
        world.run()
        assert world.per_feed() == polls or n > 3, "a restart asks nobody"


def test_what_is_overdue_after_a_long_stop_is_spread():
    world = World(200, timedelta(minutes=20))
    world.cursors = {feed.id: Cursor(feed_id=feed.id, next_due=NOW - timedelta(hours=9)) for feed in world.feeds}
    world.run()
    per_minute = Counter((at - world.begun) // timedelta(minutes=1) for at, ids in world.polls for _ in ids)
    assert sum(per_minute.values()) == 200
    assert max(per_minute.values()) < 60


def test_paused_and_gone_feeds_are_left_out_until_their_entry_changes():
    world = World(2, HOUR)
    paused = Cursor(feed_id="f0000", state=FeedState.PAUSED, fingerprint="other", next_due=NOW)
    gone = replace(paused, feed_id="f0001", state=FeedState.GONE)
    times = due_times(world.feeds, {"f0000": paused, "f0001": gone}, NOW, NOW, 0.0)
    assert set(times) == {"f0000", "f0001"}, "the fingerprint says that the entry changed"
    from newsbeam.connectors.polling.transitions import fingerprint

    same = [replace(cursor, fingerprint=fingerprint(feed)) for cursor, feed in zip((paused, gone), world.feeds, strict=True)]
    assert due_times(world.feeds, {cursor.feed_id: cursor for cursor in same}, NOW, NOW, 0.0) == {}
    assert spread_of(world.feeds[:1], {}, NOW) == 0.0


def test_a_batch_that_fails_is_tried_again_later_and_the_loop_goes_on():
    world = World(1, timedelta(hours=3))

    def fail(at):
        if at < NOW + timedelta(minutes=10):
            raise OSError("disk full")

    world.fail = fail
    done = world.run()
    assert 3 <= done.failures <= 6
    assert done.batches == 3
    assert all(isinstance(error, OSError) for error in world.errors)


def test_what_the_error_handler_raises_ends_the_watch():
    world = World(1, HOUR)

    def fail(at):
        raise ValueError("configuration")

    def on_error(error):
        raise error

    world.fail = fail
    with pytest.raises(ValueError, match="configuration"):
        watch(
            world.batch, feeds=lambda: world.feeds, cursors=lambda: world.cursors, clock=world, stop=world.stop, on_error=on_error
        )


@pytest.mark.parametrize("jump", [timedelta(days=-2), timedelta(days=3650)])
def test_a_clock_that_jumps_stops_nothing(jump):
    world = World(3, timedelta(days=1))
    world.run()
    before = len(world.polls)
    world.stop.clear()
    world.time += jump
    world.end = world.time + timedelta(days=9)
    world.run()
    assert len(world.polls) > before + 3 * 24


@pytest.mark.slow
def test_a_week_keeps_memory_flat():
    world = World(12, timedelta(days=7))
    seen: list[int] = []
    kept = world.polls

    def batch(now, ids, stop):
        World.batch(world, now, ids, stop)
        kept.clear()
        if world.time - world.begun > timedelta(days=1) * (len(seen) + 1):
            seen.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        watch(
            batch,
            feeds=lambda: world.feeds,
            cursors=lambda: world.cursors,
            clock=world,
            stop=world.stop,
            on_error=world.errors.append,
        )
    finally:
        tracemalloc.stop()
    assert len(seen) >= 6
    assert seen[-1] < seen[0] + 20_000, seen


SCRIPT = """
import asyncio, sys, threading
from datetime import datetime, UTC
from newsbeam.connectors.polling import sweep
from newsbeam.connectors.polling.crawl import poll
from newsbeam.connectors.http.clock import SystemClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.pipeline.runs.signals import stopped_by_signals
from newsbeam.pipeline.runs.watch import SystemWatchClock, watch
from newsbeam.schemas.feed import Feed

sweep.GRACE_S = 0.2  # what a stop leaves to those that answer
place = sys.argv[1]
feeds = [Feed(id=f"f{n}", provider="p", url=f"http://{place}/{n}") for n in range(30)]
saved = {}
def batch(now, ids, stop):
    print("batch", flush=True)
    for result in asyncio.run(poll([f for f in feeds if f.id in ids], saved, FetchLimits(allow_hosts=frozenset([place]), read_timeout_s=600, total_timeout_s=600), clock=SystemClock(), land=lambda d, e: None, stop=stop)):
        saved[result.feed_id] = result.cursor
        print(result.feed_id, result.outcome, result.message, flush=True)
stop = threading.Event()
with stopped_by_signals(stop):
    watch(batch, feeds=lambda: feeds[:1], cursors=lambda: saved, clock=SystemWatchClock(lambda: datetime.now(UTC)), stop=stop, on_error=lambda e: print("error", repr(e), flush=True))
print("clean", flush=True)
"""


@pytest.mark.slow
def test_sigterm_ends_a_poll_that_hangs():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        root = Path(__file__).parents[2]
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(SCRIPT), place],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert process.stdout.readline() == "batch\n"
        silent.settimeout(60)
        asked, _ = silent.accept()  # the poll is under way
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
        asked.close()
        assert process.returncode == 0
        assert out == "f0 skipped stopped\nclean\n"


TURNS = """
import os, signal, sys, threading
from newsbeam.pipeline.runs.signals import stopped_by_signals

sys.setswitchinterval(1e-5)
def usual(*_): pass
signal.signal(signal.SIGTERM, usual)
signal.signal(signal.SIGHUP, usual)
for turn in range(200):
    stop, again = threading.Event(), threading.Event()
    with stopped_by_signals(stop, again):
        for number, event in ((signal.SIGHUP, again), (signal.SIGTERM, stop)):
            threading.Timer(0.001, os.kill, (os.getpid(), number)).start()
            while not event.is_set():
                event.wait(0)  # which holds the event's lock most of the time
    assert signal.getsignal(signal.SIGTERM) is usual
    assert signal.getsignal(signal.SIGHUP) is usual
    assert "signals" not in {one.name for one in threading.enumerate()}
print("all", flush=True)
with stopped_by_signals(stop := threading.Event()):
    signal.raise_signal(signal.SIGTERM)
    stop.wait()
    signal.raise_signal(signal.SIGINT)
    print("a second signal was not heeded")
"""


@pytest.mark.slow
def test_a_signal_that_comes_while_the_event_is_looked_at_stops_too():
    """A handler that set the event itself would wait for its own thread: a hang within the first turns."""
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", TURNS], stdout=subprocess.PIPE, text=True, cwd=root, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (130, "all\n")
