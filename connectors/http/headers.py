"""What response headers say: validators, freshness, when to come again. Everything unreadable is absent, never an error."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

DAY_S = 24 * 3600
RETRY_AFTER_CAP_S = 7 * DAY_S
_DIGITS = 12
"""More of them are more seconds than anybody means: the ceilings decide then."""
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
    if (delay := whole_seconds(text)) is not None:
        seconds = float(delay)
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
            max_age = whole_seconds(value.strip('" '))
            if max_age is None:
                return None
            left = max_age - (whole_seconds((header(headers, "age") or "").strip()) or 0)
            return min(left, DAY_S) if left > 0 else None
    expires = http_date(header(headers, "expires") or "")
    if expires is None:
        return None
    sent = http_date(header(headers, "date") or "") or now
    left = int((expires - sent).total_seconds())
    return min(left, DAY_S) if left > 0 else None


def whole_seconds(text: str) -> int | None:
    """A number of seconds, however long it is written; None for anything else.

    >>> whole_seconds("120"), whole_seconds("9" * 13) == whole_seconds("9" * 5000), whole_seconds("-1"), whole_seconds("1.5")
    (120, True, None, None)
    """
    if not text.isascii() or not text.isdigit():
        return None
    return int(text) if len(text) <= _DIGITS else 10**_DIGITS


def http_date(text: str) -> datetime | None:
    """An HTTP-date in any of its three forms; None for anything else."""
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):  # the last: a zone that leads out of the calendar
        return None


def content_type(headers: Headers) -> tuple[str | None, str | None]:
    """(type/subtype in lower case, charset) of the Content-Type; claims, not facts."""
    value = header(headers, "content-type")
    if not value:
        return None, None
    kind, *rest = value.split(";")
    charset = next(
        (
            v.strip("\"' ")
            for k, _, v in ((p if "=" in p else p.replace(":", "=", 1)).strip().partition("=") for p in rest)
            if k.lower() == "charset"
        ),
        None,
    )
    return kind.strip().lower()[:100] or None, (charset or None) and charset[:60] if charset else None
