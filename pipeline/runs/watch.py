"""`newsbeam watch`: the long-running loop of bounded batches: on time, fair, no burst after a restart, and ended within seconds.

The loop knows when feeds are due and nothing of how a batch is done: that is handed in, like the clock. What kills it costs
nothing, because a batch is crash-safe by itself; a stop merely makes the end quick and clean.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from newsbeam.connectors.catalog.feed_list import Catalog, load_catalog
from newsbeam.connectors.landing.landing import landing_files
from newsbeam.connectors.polling.schedule import LONGEST, share
from newsbeam.connectors.polling.transitions import begin
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.own_state import open_own_state
from newsbeam.schemas.cursor import AT_REST, Cursor
from newsbeam.schemas.errors import ConfigError, StateError, UsageError
from newsbeam.schemas.feed import Feed

LOG = logging.getLogger(__name__)
_LOOK_S = 0.5
PER_FEED_S = 2.0
"""Feeds that are due at the start are spread over this much each, at most an hour: nine thousand overdue feeds are no burst."""
MAX_SPREAD_S = 3600.0
SHORTEST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
"""The feed list and the state are looked at again at least this often."""
PATH_INTERVAL_S = 60
"""A `path` feed without an interval is looked at so often."""
FAILURE_WAIT_S = 30.0
MAX_FAILURE_WAIT_S = 900.0


class WatchClock(Protocol):
    """The time, and waiting that a stop cuts short."""

    def now(self) -> datetime:
        """The time of day: UTC, aware."""

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return after so long, or as soon as `stop` is set."""


@dataclass
class Watched:
    """What a watch did, for its last line."""

    turns: int = 0
    batches: int = 0
    failures: int = 0


RunBatch = Callable[[datetime, frozenset[str], threading.Event], object]
"""(now, the ids of the feeds that are due, stop): one whole batch. It heeds `stop` in its fetching and ends its batch."""
FINAL = (StateError, ConfigError, UsageError)
"""With these the next try would end as this one did."""


def run_until_stopped(
    run_batch: RunBatch,
    *,
    out: Output,
    listed: "FeedList",
    fetch: bool,
    clock: WatchClock,
    stop: threading.Event,
    final: tuple[type[Exception], ...] = FINAL,
) -> Watched:
    """`watch` over the feeds of a list; `follow_landing` where not to `fetch`. Raises what is `final`, and warns of the rest."""

    def cursors() -> Mapping[str, Cursor]:
        with closing(open_own_state(out, claim=False)) as conn:
            return load_cursors(conn)

    def on_error(error: Exception) -> None:
        if isinstance(error, final):
            raise error
        LOG.warning("a batch failed and is tried again: %s", " ".join(str(error).split())[:300])

    if not fetch:
        return follow_landing(run_batch, landed=lambda: landing_files(out.landing), clock=clock, stop=stop, on_error=on_error)
    return watch(run_batch, feeds=lambda: listed.read().feeds, cursors=cursors, clock=clock, stop=stop, on_error=on_error)


def watch(
    run_batch: RunBatch,
    *,
    feeds: Callable[[], Sequence[Feed]],
    cursors: Callable[[], Mapping[str, Cursor]],
    clock: WatchClock,
    stop: threading.Event,
    on_error: Callable[[Exception], None],
) -> Watched:
    """Run batches for ever, as feeds come due, until `stop` is set. `feeds` and `cursors` are read anew at every turn.

    A batch that raises is told to `on_error` and tried again later, at growing distances: a full disk or a locked output
    may mend itself. What cannot (StateError, ConfigError) the caller's `on_error` raises on.
    """
    done = Watched()
    begun_at = clock.now()
    spread_s = spread_of(feeds(), cursors(), begun_at)
    failures = 0
    while not stop.is_set():
        done.turns += 1
        now = clock.now()
        times = due_times(feeds(), cursors(), begun_at, now, spread_s)
        ready = frozenset(feed_id for feed_id, at in times.items() if at <= now)
        if ready:
            try:
                run_batch(now, ready, stop)
                done.batches, failures = done.batches + 1, 0
            except Exception as error:  # noqa: BLE001 (the loop outlives any batch; the handler decides)
                done.failures, failures = done.failures + 1, failures + 1
                on_error(error)
                clock.wait(stop, min(FAILURE_WAIT_S * 2 ** (failures - 1), MAX_FAILURE_WAIT_S))
                continue
            now = clock.now()
            times = due_times(feeds(), cursors(), begun_at, now, spread_s)
        earliest = min(times.values(), default=now + timedelta(seconds=LONGEST_WAIT_S))
        clock.wait(stop, min(max((earliest - now).total_seconds(), SHORTEST_WAIT_S), LONGEST_WAIT_S))
    return done


def follow_landing(
    run_batch: RunBatch,
    *,
    landed: Callable[[], object],
    clock: WatchClock,
    stop: threading.Event,
    on_error: Callable[[Exception], None],
) -> Watched:
    """As `watch`, where others poll (`newsbeam poll`): a batch whenever what has `landed` is another, and one a minute: embargoes end."""
    done = Watched()
    seen: object = None
    failures = 0
    due = clock.now()
    while not stop.is_set():
        done.turns += 1
        now, there = clock.now(), landed()
        if there == seen and now < due:
            clock.wait(stop, SHORTEST_WAIT_S)
            continue
        try:
            run_batch(now, frozenset(), stop)
            done.batches, failures, seen, due = done.batches + 1, 0, there, now + timedelta(seconds=LONGEST_WAIT_S)
        except Exception as error:  # noqa: BLE001 (as in `watch`)
            done.failures, failures = done.failures + 1, failures + 1
            on_error(error)
            clock.wait(stop, min(FAILURE_WAIT_S * 2 ** (failures - 1), MAX_FAILURE_WAIT_S))
    return done


def spread_of(feeds: Sequence[Feed], cursors: Mapping[str, Cursor], begun_at: datetime) -> float:
    """Over how many seconds to spread what is due when a watch begins."""
    waiting = sum(
        1 for feed in feeds if (cursor := cursors.get(feed.id)) is None or cursor.next_due is None or cursor.next_due <= begun_at
    )
    return min(PER_FEED_S * (waiting - 1), MAX_SPREAD_S) if waiting > 1 else 0.0


def due_times(
    feeds: Sequence[Feed], cursors: Mapping[str, Cursor], begun_at: datetime, now: datetime, spread_s: float
) -> dict[str, datetime]:
    """When each feed is to be polled. What was due when the watch began, new feeds included, is spread from there on.

    Paused and gone feeds are left out. A time further off than eight days means that the clock jumped: now.
    """
    due: dict[str, datetime] = {}
    for feed in feeds:
        cursor = cursors.get(feed.id)
        if cursor is not None and cursor.state in AT_REST:
            cursor = begin(feed, cursor)  # the operator may have changed the entry since
            if cursor.state in AT_REST:
                continue
        at = cursor.next_due if cursor is not None else None
        if feed.path is not None and cursor is not None and cursor.last_polled_at is not None:
            # A file is always due, for nobody is asked; a loop still has better to do than to look at it all the time.
            at = max(at or now, cursor.last_polled_at + timedelta(seconds=feed.interval_s or PATH_INTERVAL_S))
        elif at is None or at <= begun_at:
            at = begun_at + timedelta(seconds=spread_s * share(feed.id, begun_at.isoformat()))
        due[feed.id] = now if at > now + LONGEST else at
    return due


class FeedList:
    """The feed list as it stands, looked at anew each time; while it cannot be meant, the last one that could."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._warned = ""
        self.catalog = load_catalog(path)

    def read(self) -> Catalog:
        """The list now. A bad one is told once, with its line."""
        try:
            self.catalog, self._warned = load_catalog(self._path), ""
        except ConfigError as error:
            if self._warned != str(error):
                self._warned = str(error)
                LOG.warning("%s; going on with the list as it was: %d feeds", error, len(self.catalog.feeds))
        return self.catalog


class SystemWatchClock:
    """The machine's clock, for the command line."""

    def __init__(self, now: Callable[[], datetime], again: threading.Event | None = None) -> None:
        self.now = now
        self._again = again or threading.Event()

    def wait(self, stop: threading.Event, seconds: float) -> None:
        """Return after so long, or as soon as `stop` is set; soon where the list is to be looked at again."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0 and not self._again.is_set():
            if stop.wait(min(left, _LOOK_S)):
                return
        self._again.clear()
