"""What response headers and feed bodies say about when to come again. Everything unreadable is absent, never an error."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

DAY_S = 24 * 3600
RETRY_AFTER_CAP_S = 7 * DAY_S
_HEAD = 64 * 1024
Headers = tuple[tuple[str, str], ...]


def header(headers: Headers, name: str) -> str | None:
    """The first field of that name (lower case), as sent; None where there is none."""
    for key, value in headers:
        if key.lower() == name:
            return value
    return None


def retry_after(value: str | None, now: datetime) -> datetime | None:
    """Retry-After, seconds or HTTP-date (RFC 9110 10.2.3), at most 7 days off; None for garbage, negatives and the past."""
    if value is None:
        return None
    text = value.strip()
    if re.fullmatch(r"[0-9]{1,12}", text):
        seconds = float(text)
    elif (at := http_date(text)) is not None:
        seconds = (at - now).total_seconds()
    else:
        return None
    return now + timedelta(seconds=min(seconds, RETRY_AFTER_CAP_S)) if seconds > 0 else None


def freshness(headers: Headers, now: datetime) -> int | None:
    """Seconds that the response stays fresh: max-age minus Age, else Expires (RFC 9111 4.2), at most a day; None: no hint.

    `no-cache`, `no-store` and `private` give no hint: they speak to caches about sharing, not to readers about rhythm.
    """
    directives = [part.strip().lower() for key, value in headers if key.lower() == "cache-control" for part in value.split(",")]
    if any(part.partition("=")[0] in ("no-cache", "no-store", "private") for part in directives):
        return None
    for part in directives:
        name, _, value = part.partition("=")
        if name == "max-age":
            age = header(headers, "age") or "0"
            value = value.strip('" ')
            if not re.fullmatch(r"[0-9]{1,12}", value):
                return None
            left = int(value) - (int(age) if re.fullmatch(r"[0-9]{1,9}", age.strip()) else 0)
            return min(left, DAY_S) if left > 0 else None
    expires = http_date(header(headers, "expires") or "")
    if expires is None:
        return None
    sent = http_date(header(headers, "date") or "") or now
    left = int((expires - sent).total_seconds())
    return min(left, DAY_S) if left > 0 else None


def http_date(text: str) -> datetime | None:
    """An HTTP-date in any of its three forms; None for anything else."""
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # the last: a zone that leads out of the calendar
        return None


class BodyHints(NamedTuple):
    """What a feed's own elements say about when to come again."""

    ttl_s: int | None = None
    """The longer of RSS `ttl` and `sy:updatePeriod / updateFrequency`, at most a day."""
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    """Monday is 0."""


_TTL = re.compile(rb"<ttl>\s{0,50}(\d{1,7})\s{0,50}</ttl>", re.IGNORECASE)
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
    seconds = [int(found[1]) * 60 for found in _TTL.finditer(head)][:1]
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


def content_type(headers: Headers) -> tuple[str | None, str | None]:
    """(type/subtype in lower case, charset) of the Content-Type; claims, not facts."""
    value = header(headers, "content-type")
    if not value:
        return None, None
    kind, *rest = value.split(";")
    charset = next((v.strip("\"' ") for k, _, v in (p.strip().partition("=") for p in rest) if k.lower() == "charset"), None)
    return kind.strip().lower()[:100] or None, (charset or None) and charset[:60] if charset else None
