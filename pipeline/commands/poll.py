"""`newsbeam poll`: one of several pollers. It fetches its share of the feeds and lands it; one publisher works it off."""

import argparse
import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from newsbeam.pipeline.commands.arguments import add_feeds, add_out, feed_list, now

LOG = logging.getLogger("newsbeam.pipeline.runs.shard")
_LOOK_S = 0.5


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    from newsbeam.connectors.state.lease import EXPIRY_S

    add_feeds(parser)
    add_out(parser)
    parser.add_argument(
        "--shard", required=True, metavar="K/N", help="the K-th of N pollers; any/N: whichever is free, or whose poller has died"
    )
    parser.add_argument("--once", action="store_true", help="ask what is due once, and leave; 75 where another poller is at it")
    parser.add_argument(
        "--lease",
        type=float,
        default=EXPIRY_S,
        metavar="SECONDS",
        help=f"a poller that is not heard of for so long is taken for dead (default: {EXPIRY_S:.0f})",
    )
    parser.set_defaults(usual_log_level="info")


def run(arguments: argparse.Namespace) -> int:
    """Poll until told to stop; 0."""
    from newsbeam.connectors.polling.shards import shards_of
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.runs.signals import stopped_by_signals
    from newsbeam.pipeline.runs.watch import FeedList, SystemWatchClock
    from newsbeam.schemas.errors import LockHeld, UsageError

    try:
        shards = shards_of(arguments.shard)
    except ValueError as error:
        raise UsageError(f"--shard {error}") from error
    listed = FeedList(feed_list(arguments.feeds))
    out = Output(arguments.out)
    out.prepare()
    stop, again = threading.Event(), threading.Event()
    with stopped_by_signals(stop, again):
        taken = _take(out, shards, arguments, stop)
        if taken is None:
            if arguments.once:
                raise LockHeld(f"{out.shards}: another poller is at {arguments.shard}")
            return 0
        shard, lease = taken
        _poll(out, shard, lease, listed, arguments, stop, SystemWatchClock(now, again))
    return 0


def _take(out: Any, shards: Sequence[Any], arguments: argparse.Namespace, stop: threading.Event) -> Any:
    """(shard, its lease) of the first that is free or lapses; None: told to stop before, or (`--once`) all are held by living pollers."""
    from newsbeam.pipeline.runs.shard import lease_of

    leases = [(shard, lease_of(out, shard, expiry_s=arguments.lease)) for shard in shards]
    logged = False
    while not stop.is_set():
        for shard, lease in leases:
            if lease.take():
                return shard, lease
        if arguments.once and all(lease.is_kept_up for _, lease in leases):
            return None
        if not logged:
            LOG.info("%s: held by another poller (%s); waiting for it to end", arguments.shard, leases[0][1].current_holder())
            logged = True
        stop.wait(min(_LOOK_S, arguments.lease / 10))
    return None


def _poll(out: Any, shard: Any, lease: Any, listed: Any, arguments: argparse.Namespace, stop: threading.Event, clock: Any) -> None:
    from newsbeam.pipeline.runs.options import IngestOptions
    from newsbeam.pipeline.runs.shard import Poller
    from newsbeam.pipeline.runs.watch import watch
    from newsbeam.schemas.errors import ConfigError, LockHeld, StateError

    def on_error(error: Exception) -> None:
        if isinstance(error, (StateError, ConfigError, LockHeld)):  # the next try would end like this one
            raise error
        LOG.warning("a turn failed and is tried again: %s", " ".join(str(error).split())[:300])

    with lease, Poller(out, shard, lease) as poller:
        LOG.info("polling %d feeds: shard %s, landing in %s", len(shard.feeds_of(listed.catalog.feeds)), shard.name, out.landing)

        def turn(at: datetime, ready: frozenset[str] | None, stop: threading.Event) -> None:
            began = time.monotonic()
            options = IngestOptions(out=out.root, as_of=at, only=ready, due_all=ready is not None, stop=stop)
            polled = poller.turn(shard.feeds_of(listed.catalog.feeds), listed.catalog.fetch, options)
            landed = sum(one.ref is not None for one in polled.results)
            LOG.info("%d feeds asked, %d documents landed; %.1f s", len(polled.results), landed, time.monotonic() - began)

        if arguments.once:
            turn(now(), None, stop)
            return
        poller.catch_up(
            shard.feeds_of(listed.catalog.feeds), listed.catalog.fetch, IngestOptions(out=out.root, as_of=now(), stop=stop)
        )
        watch(
            turn,
            feeds=lambda: shard.feeds_of(listed.read().feeds),
            cursors=poller.cursors,
            clock=clock,
            stop=stop,
            on_error=on_error,
        )
    LOG.info("stopped: what was landed is the publisher's")
