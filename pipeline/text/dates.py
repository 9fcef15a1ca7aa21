"""When something was told. A time is never silently wrong: the zone says where it came from, the precision how fine it is.

Order (docs/design/dates-and-places.md): ISO 8601, then RFC 822 and its dialects with our zone table, dateparser last. No library's
own zone is believed, nothing is resolved against the clock ("yesterday" is no time), and what cannot be is refused.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.date_languages import read_by_dateparser
from newsbeam.pipeline.text.months import ascii_digits, month_of, weekday_of
from newsbeam.pipeline.text.time_slips import put_right
from newsbeam.pipeline.text.usual_times import east, read_usual
from newsbeam.pipeline.text.zones import BEHIND, UTC_NAMES, iana, named
from newsbeam.schemas.codes import Flag, Precision, ZoneBasis

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=24)
_LAST_LIMIT = 64
"""Characters of what dateparser is asked to read."""
LIMIT = 128
"""Characters of a time as sent; a longer one is prose."""


class When(NamedTuple):
    """A time as understood."""

    at: datetime
    """UTC and aware. Day precision: the printed day at 00:00 UTC (docs/design/dates-and-places.md#day-precision)."""
    precision: Precision
    zone_basis: ZoneBasis
    flags: tuple[Flag, ...] = ()


_FIGURE = re.compile(r"\d")
_DAY = re.compile(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?|\d{13}")
_ISO_LIKE = late(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*(.*)", re.DOTALL)
_PLAIN_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3}|\.[0-9]{6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
"""Most times that `usual_times` does not read."""
# Letters with their vowel signs, which `\w` leaves out in Devanagari.
_WORD = r"[^\W\d_][^\s\d,.;:()|/+-]{0,20}(?:-[^\W\d_][^\s\d,.;:()|/+-]{0,20})?"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?\s?[Mm]\.?(?![^\W\d_]))?"
)
_DAY_FIRST = re.compile(
    rf"(?:(?P<weekday>{_WORD})\.?,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[\s\-/]+(?:de\s+)?(?P<month>{_WORD})\.?,?[\s\-/]+(?:de\s+)?"
    rf"(?P<year>\d{{4}}|\d{{2}})(?:[\s,|T]+(?:at\s+|um\s+|à\s+)?{_CLOCK})?\s*(?P<zone>.*)",
    re.IGNORECASE | re.DOTALL,
)
_MONTH_FIRST = late(
    rf"(?:(?P<weekday>{_WORD})\.?,?\s+)?(?P<month>{_WORD})\.?[\s\-]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"(?:[\s,|-]+(?:at\s+)?{_CLOCK})?\s*(?P<zone>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ASCTIME = late(
    r"(?P<weekday>[A-Za-z]{3}),? (?P<month>[A-Za-z]{3})\s+(?P<day>\d{1,2}) (?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(?P<half>)"
    r" (?P<zone>[A-Za-z+\d:]*?) ?(?P<year>\d{4})"
)
_TIME_FIRST = late(
    rf"{_CLOCK}\s*(?P<zone>[A-Z]{{2,5}})?[\s,|]+(?:(?P<weekday>{_WORD})\.?,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_WORD})\.?,?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?:UTC|GMT|UT)?\s*([+\-−])\s?(\d{1,2}):?(\d{2})?(?:\s*\(.*\))?", re.IGNORECASE)
_ZONE_NAME = re.compile(r"\(?(МСК|[A-Za-z]{1,5}\.?|[A-Z]{3}\d[A-Z]{3})\)?(?:\s*\(.*\))?")
_RELATIVE = late(
    r"\b(?:ago|yesterday|today|tomorrow|now|gestern|heute|hier|hoy|ayer|last|next|hours?|minutes?|days?)\b", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def parse_time(raw: str, *, zone: str | None = None, country: str | None = None) -> When | None:
    """`raw` as a time, or None where it is none.

    `zone` is the feed's IANA zone, for times without one; `country` (alpha-2) the provider's home, for zone names that
    mean different things (`IST`) and for the order of day and month.

    >>> parse_time("2020-10-20T01:40:00+0500").at.isoformat()
    '2020-10-19T20:40:00+00:00'
    >>> parse_time("Tue, 20 Oct 2020 16:40:00 PKT", country="PK").at.isoformat()
    '2020-10-20T11:40:00+00:00'
    >>> parse_time("2026-13-45") is None, parse_time("yesterday") is None
    (True, True)
    """
    try:
        if (plain := _plain_iso(raw) or _plain(raw, zone, country)) is not None:
            return plain
    except ValueError:
        return None  # 31 Feb
    text = put_right(ascii_digits(" ".join(raw.split())))
    if not text or len(text) > LIMIT or _FIGURE.search(text) is None:
        return None
    try:
        return (
            _plain(text, zone, country) or _iso(text, zone, country) or _dialect(text, zone, country) or _last(text, zone, country)
        )
    except (ValueError, OverflowError):
        return None


def suspect(at: datetime, seen: datetime) -> bool:
    """Whether a time cannot be a story's: before 1990, or more than a day after it was fetched."""
    return at < EARLIEST or at > seen + AHEAD


def _plain(text: str, zone: str | None, country: str | None) -> When | None:
    usual = read_usual(text)
    if usual is None:
        return None
    at, precision, zoned, flags = usual
    if zoned == "GMT":
        return When(at, precision, ZoneBasis.EXPLICIT, flags)
    if zoned[0] < "A":
        return When(at - east(zoned), precision, ZoneBasis.EXPLICIT, flags)
    if (own := named(zoned, country)) is None:
        return _zoned(at.replace(tzinfo=None), zoned, precision, zone, country, flags)
    basis = ZoneBasis.EXPLICIT if zoned in UTC_NAMES else ZoneBasis.NAMED
    return When(at.replace(tzinfo=own).astimezone(UTC), precision, basis, flags)


def _plain_iso(text: str) -> When | None:
    if text[4:5] != "-" or _PLAIN_ISO.fullmatch(text) is None:
        return None
    try:
        return When(datetime.fromisoformat(text).astimezone(UTC), Precision.SECOND, ZoneBasis.EXPLICIT)
    except (ValueError, OverflowError):
        return None  # 24:00, a leap second: `_iso` knows them


def _iso(text: str, zone: str | None, country: str | None) -> When | None:
    if _EPOCH.fullmatch(text):
        seconds = int(text) / 1000 if len(text) == 13 else float(text)
        return When(datetime.fromtimestamp(seconds, UTC), Precision.SECOND, ZoneBasis.EXPLICIT)
    if match := _DAY.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if not text[:4].isdigit():
        return None
    try:
        at = datetime.fromisoformat(text.replace("t", "T").replace("z", "Z"))
    except ValueError:
        match = _ISO_LIKE.fullmatch(text)
        if match is None:
            return None
        year, month, day, hour, minute = map(int, match.group(1, 2, 3, 4, 5))
        extra = timedelta(days=1) if hour == 24 and minute == 0 else timedelta(0)
        naive = datetime(year, month, day, hour % 24 if extra else hour, minute, min(int(match[6] or 0), 59)) + extra  # noqa: DTZ001 (zoned below)
        return _zoned(naive, match[8], Precision.SECOND if match[6] else Precision.MINUTE, zone, country)
    precision = Precision.SECOND if _has_seconds(text) else Precision.MINUTE
    if at.tzinfo is None:
        return _day(at.year, at.month, at.day) if len(text) <= 10 else _zoned(at, "", precision, zone, country)  # 2026-W10-1
    return When(at.astimezone(UTC), precision, ZoneBasis.EXPLICIT)


def _has_seconds(text: str) -> bool:
    if text[13:14] == text[16:17] == ":" and text[10:11] in ("T", " ") and text[17:19].isdigit():
        return True
    clock = re.split(r"[+Z]|(?<=\d)-(?=\d\d:?\d\d$)", text[10 if text[4:5] == "-" else 8 :].lstrip("T "))[0]
    return len(re.sub(r"\D", "", clock)) > 4


def _dialect(text: str, zone: str | None, country: str | None) -> When | None:
    for pattern in (_DAY_FIRST, _ASCTIME, _MONTH_FIRST, _TIME_FIRST):
        match = pattern.fullmatch(text)
        if match is None:
            continue
        month = month_of(match["month"])
        if month is None:
            continue
        year = int(match["year"])
        if len(match["year"]) == 2:
            year += 2000 if year < 69 else 1900  # POSIX's window, and RFC 2822's for all but 50-68
        return _of_parts(match, year, month, zone, country)
    return None


def _of_parts(match: re.Match[str], year: int, month: int, zone: str | None, country: str | None) -> When | None:
    day = int(match["day"])
    weekday = weekday_of(match["weekday"]) if match["weekday"] else None
    wrong = weekday is not None and datetime(year, month, day, tzinfo=UTC).weekday() != weekday
    flags = (Flag.WEEKDAY_WRONG,) if wrong else ()
    if match["hour"] is None:
        rest = (match["zone"] or "").strip(" ,")
        return _day(year, month, day, flags) if not rest or _OFFSET.fullmatch(rest) or _ZONE_NAME.fullmatch(rest) else None
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = (match["half"] or "").upper().replace(".", "").replace(" ", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "PM" else 0)
    extra = timedelta(days=1) if (hour, minute) == (24, 0) else timedelta(0)
    naive = datetime(year, month, day, 0 if extra else hour, minute, min(second, 59)) + extra  # noqa: DTZ001 (zoned below)
    return _zoned(naive, match["zone"] or "", Precision.SECOND if match["second"] else Precision.MINUTE, zone, country, flags)


def _zoned(
    naive: datetime, printed: str, precision: Precision, zone: str | None, country: str | None, flags: tuple[Flag, ...] = ()
) -> When | None:
    """A naive time with the zone that is printed, else the feed's, else UTC by assumption. Raises ValueError for an offset that cannot be."""
    printed = printed.strip(" ,")
    if not printed.isalpha() and (match := _OFFSET.fullmatch(printed)):
        east = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        if east >= timedelta(hours=16):
            raise ValueError(f"{printed}: no zone lies so far east or west")
        offset = timezone(east if match[1] == "+" else -east)
        return When(naive.replace(tzinfo=offset).astimezone(UTC), precision, ZoneBasis.EXPLICIT, flags)
    if printed:
        match = _ZONE_NAME.fullmatch(printed)
        place = iana(printed) if "/" in printed else None
        if match is None and place is None:
            return None
        own = place or (named(match[1], country) if match else None)
        if own is not None:
            basis = ZoneBasis.EXPLICIT if match and match[1].upper() in UTC_NAMES else ZoneBasis.NAMED
            return When(naive.replace(tzinfo=own).astimezone(UTC), precision, basis, flags)
        flags = (*flags, Flag.ZONE_UNKNOWN)
    own = iana(zone)
    basis = ZoneBasis.FEED if own is not None else ZoneBasis.ASSUMED
    return When(naive.replace(tzinfo=own or UTC).astimezone(UTC), precision, basis, flags)


def _day(year: int, month: int, day: int, flags: tuple[Flag, ...] = ()) -> When:
    return When(datetime(year, month, day, tzinfo=UTC), Precision.DAY, ZoneBasis.ASSUMED, flags)


def _last(text: str, zone: str | None, country: str | None) -> When | None:
    """What dateparser reads, absolute times only; slow (milliseconds), so only for what nothing above understood."""
    if (
        _RELATIVE.search(text)
        or not 8 <= len(text) <= _LAST_LIMIT
        or re.search(r"\d{5}", text)
        or not re.search(r"\d{4}|\d\D+\d\D+\d", text)
    ):
        return None
    found = read_by_dateparser(text, "MDY" if country in {"US", "PH"} else "DMY")
    if found is None or (re.match(r"\d{4}\D", text) and found.year != int(text[:4])):
        return None
    clock = re.search(r"\d{1,2}[:h]\d{2}(:\d{2})?", text)
    if clock is None:
        return _day(found.year, found.month, found.day)
    naive = found.replace(tzinfo=None)
    printed = _OFFSET.search(text, clock.end()) or BEHIND.search(text, clock.end())
    zoned = printed[0].strip(" ()") if printed else ""
    return _zoned(naive, zoned, Precision.SECOND if clock[1] else Precision.MINUTE, zone, country)
