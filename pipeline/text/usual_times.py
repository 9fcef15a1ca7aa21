"""A time as RFC 822 writes it, which is nearly every feed's: its day is read once for all that share it."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from newsbeam.pipeline.text.months import MONTHS, WEEKDAYS
from newsbeam.schemas.codes import Flag, Precision

_USUAL = re.compile(
    r"((?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:19|20)\d\d)"
    r" ((?:[01]\d|2[0-3]):\d\d)(:\d\d)? (GMT|[+-](?:0\d|1[0-5])[0-5]\d|[A-Z]{3,5})",
    re.ASCII,
)
"""Day, clock, seconds and zone. (A zone's two letters may be a clock's half: `PM`.)"""
_LAST_SECOND = ":59"
"""A leap second is the one before it."""


def read_usual(text: str) -> tuple[datetime, Precision, str, tuple[Flag, ...]] | None:
    """(the clock as printed, as if it were UTC's; how fine it is; the zone as printed; what is wrong with it); None for any other form.

    Raises ValueError for what cannot be.

    >>> at, _, zone, _ = read_usual("Wed, 4 Mar 2026 12:00:00 PKT")
    >>> at.isoformat(), zone
    ('2026-03-04T12:00:00+00:00', 'PKT')
    """
    found = _USUAL.fullmatch(text)
    if found is None:
        return None
    printed, clock, second, zone = found.groups()
    day, flags = _day_of(printed)
    if not second:
        return datetime.fromisoformat(f"{day}T{clock}:00+00:00"), Precision.MINUTE, zone, flags
    return datetime.fromisoformat(f"{day}T{clock}{min(second, _LAST_SECOND)}+00:00"), Precision.SECOND, zone, flags


@lru_cache(maxsize=512)
def _day_of(printed: str) -> tuple[str, tuple[Flag, ...]]:
    """("2026-03-04", what is wrong with it) of "Wed, 4 Mar 2026"."""
    weekday, _, written = printed.rpartition(", ")
    day, month, year = written.split(" ")
    found = date(int(year), MONTHS[month.lower()], int(day))
    return found.isoformat(), (Flag.WEEKDAY_WRONG,) if weekday and found.weekday() != WEEKDAYS[weekday.lower()] else ()


@lru_cache(maxsize=128)
def east(offset: str) -> timedelta:
    """How far `+0530` is ahead of UTC.

    >>> str(east("+0530")), east("-0100") == -east("+0100")
    ('5:30:00', True)
    """
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:]))
    return ahead if offset[0] == "+" else -ahead
