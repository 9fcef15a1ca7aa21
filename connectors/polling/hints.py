"""What a feed's own elements say about when to come again. Everything unreadable is absent, never an error."""

import re
from typing import NamedTuple

from newsbeam.connectors.http.headers import DAY_S, whole_seconds

_HEAD = 64 * 1024


class BodyHints(NamedTuple):
    """What a feed's own elements say about when to come again."""

    ttl_s: int | None = None
    """The longer of RSS `ttl` and `sy:updatePeriod / updateFrequency`, at most a day."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    """Monday is 0."""


_TTL = re.compile(rb"<ttl>\s{0,50}(\d{1,400})\s{0,50}</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<(?:sy|syn):updatePeriod>\s{0,50}([a-z]{4,8})\s{0,50}<", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<(?:sy|syn):updateFrequency>\s{0,50}(\d{1,5})\s{0,50}<", re.IGNORECASE)
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s{0,50}(\d{1,2})\s{0,50}</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s{0,50}([a-z]{3,9})\s{0,50}</day>", re.IGNORECASE)
# `always` and `dayly` are in the wild (Media Cloud's table).
PERIODS = {
    b"always": 3600,
    b"hourly": 3600,
    b"daily": DAY_S,
    b"dayly": DAY_S,
    b"weekly": 7 * DAY_S,
    b"monthly": 30 * DAY_S,
    b"yearly": 365 * DAY_S,
}
_DAYS = (b"monday", b"tuesday", b"wednesday", b"thursday", b"friday", b"saturday", b"sunday")


def body_hints(body: bytes) -> BodyHints:
    """The hints in a feed's head (its first 64 KiB), without parsing it: a torn feed still says when to come again."""
    head = body[:_HEAD]
    seconds = [(whole_seconds(found[1].decode()) or 0) * 60 for found in _TTL.finditer(head)][:1]
    if (period := _PERIOD.search(head)) and (base := PERIODS.get(period[1].lower())):
        frequency = _FREQUENCY.search(head)
        seconds.append(base // max(1, int(frequency[1]) if frequency else 1))
    hours = _SKIP_HOURS.search(head)
    days = _SKIP_DAYS.search(head)
    longest = min(max(seconds, default=0), DAY_S)
    # RSS 0.91 counts hours 1-24, RSS 2.0 0-23: 24 is midnight in the first.
    skip_hours = tuple(sorted({int(h[1]) % 24 for h in _HOUR.finditer(hours[1]) if int(h[1]) <= 24})) if hours else ()
    skip_days = tuple(sorted({_DAYS.index(d[1].lower()) for d in _DAY.finditer(days[1]) if d[1].lower() in _DAYS})) if days else ()
    # A feed that skips every hour or every day means nothing by it.
    return BodyHints(longest or None, skip_hours if len(skip_hours) < 24 else (), skip_days if len(skip_days) < 7 else ())
