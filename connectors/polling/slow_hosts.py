"""When a sweep stops waiting for the last hosts: pure rules, so that a host that hangs costs the others next to nothing.

A host that is silent when nearly all others are done is given up until the feed's next time; it then goes first, so that
it has the whole sweep's time. Its other feeds were not asked, so they are asked in minutes. The first silences are nobody's fault and cost the feed nothing. Every fourth turn has
all the time that the limits allow, whatever the others do: so a slow host is heard, and a dead one backs off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.reply import UnderWay
from newsbeam.connectors.polling.schedule import next_due
from newsbeam.connectors.polling.transitions import Answer, Step, after
from newsbeam.schemas.codes import FeedOutcome, Reason
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

CROWD_HOSTS = 20
LAST_SHARE = 0.05
"""Where at least so many hosts are asked and so few are left, those are stragglers, and not all wait for them."""
STRAGGLER_S = 0.5
STRAGGLER_SHARE = 0.05
"""They are given this much more, and this share of the time that the others took."""
SLOW_FACTOR = 3
"""One that answered before is waited for so many times as long as then."""
ALIVE_BYTES_S = 1_000
"""A body that comes faster than this is no silence."""
FULL_TURN = 4
"""Every so many-th turn of a silent feed has all its time; the silences before the first of those are not counted."""
GIVEN_UP, HOST_SLOW = "given_up", "host_slow"


class Patience:
    """How long the last hosts of one sweep are waited for."""

    def __init__(self, hosts: int, began: float) -> None:
        self._hosts, self._began = hosts, began
        self._over_at: float | None = None

    def is_over(self, left: int, now: float) -> bool:
        """Whether the hosts that are not done have had their grace: `left` of them are not doubtful. Times are monotonic."""
        if self._hosts < CROWD_HOSTS or left > LAST_SHARE * self._hosts:
            return False
        if self._over_at is None:
            self._over_at = now + max(STRAGGLER_S, STRAGGLER_SHARE * (now - self._began))
        return now >= self._over_at


def slowest_first(queues: Mapping[str, Sequence[Feed]], cursors: Mapping[str, Cursor]) -> list[str]:
    """The hosts in the order in which they are asked: what may be waited for begins first."""
    return sorted(queues, key=lambda host: not any(_is_slow(cursors[feed.id]) for feed in queues[host]))


def is_doubtful(cursor: Cursor) -> bool:
    """Whether the feed's host may well answer nothing: many of those at once must not keep the others from their turn."""
    return cursor.silences > 0


def give_up(cursor: Cursor, waits: UnderWay, feed: Feed, now: datetime, limits: FetchLimits) -> Step | None:
    """What becomes of a feed that is not done when the sweep is over; None: it is waited for."""
    if waits.arrived_bytes > ALIVE_BYTES_S * waits.waited_s or waits.waited_s < SLOW_FACTOR * (cursor.took_s or 0.0):
        return None
    turn = cursor.silences + 1
    if turn % FULL_TURN == 0:
        return None
    if turn > FULL_TURN:
        return after(cursor, Answer(reason=Reason.TIMEOUT), feed=feed, now=now, limits=limits)
    at = next_due(cursor, feed, now, limits).at  # it was asked, though it said nothing: not again before its time (K5)
    later = replace(cursor, silences=turn, last_polled_at=now, next_due=at, next_due_reason=GIVEN_UP)
    return Step(FeedOutcome.SOFT, later, Reason.TIMEOUT)


def put_off(feed: Feed, cursor: Cursor, now: datetime, limits: FetchLimits) -> Cursor:
    """The cursor of a feed that was not asked, because its host answered nothing: it is asked soon."""
    soon = min(limits.min_interval_s, feed.interval_s or limits.min_interval_s)
    return replace(cursor, next_due=now + timedelta(seconds=soon), next_due_reason=HOST_SLOW)


def _is_slow(cursor: Cursor) -> bool:
    return is_doubtful(cursor) or (cursor.took_s or 0.0) > STRAGGLER_S
