"""Slips of publishing systems in times, put right before anything reads them."""

import re
from datetime import date, timedelta

_NUMBERED = re.compile(r"^\d{1,4}, (?=\d{1,2} [^\W\d_]{3})|(?<=[+-]\d\d:\d\d)Z$|(?<=[+-]\d{4})Z$")
"""A number for the day's name ("026, 26 Mar 2026"), a `Z` behind an offset."""
_YEAR_AHEAD = re.compile(r"^2?(0\d{2}), (\d{1,2} [^\W\d_]{3,20})(?! \d{4}\b)(.*)$")
_ZONED_TWICE = re.compile(r"(?<=[+-]\d{4}) (?:[A-Z]{2,5}|[+-]\d{2,4})(?: m=[+-][\d.]{1,20})?$")
"""A zone's name behind its offset, as Go prints times ("+0200 CEST m=+0.01")."""
_NAMED_BEHIND = re.compile(r"(?:(?<=Z)|(?<=[+-]\d\d:\d\d)|(?<=[+-]\d{4}))\[[A-Za-z_/+-]{1,40}\]$")
"""A zone's name behind its offset, as Java prints times ("+01:00[Europe/Berlin]")."""
_ORDINAL = re.compile(r"(\d{4})-([0-3]\d\d)(?=$|T)")
"""ISO 8601's day of the year."""


def put_right(text: str) -> str:
    """A time as it was meant.

    >>> put_right("026, 26 Mar 2026 09:00:00 +0000"), put_right("2026-03-11T07:00:00+01:00[Europe/Berlin]"), put_right("2026-070")
    ('26 Mar 2026 09:00:00 +0000', '2026-03-11T07:00:00+01:00', '2026-03-11')
    """
    if text[-1:] == "Z" or ", " in text[:6]:  # a cheap look: nearly no time has what these take away
        text = _NUMBERED.sub("", _YEAR_AHEAD.sub(r"\2 2\1\3", text))
    if text[-1:] == "]":
        return _NAMED_BEHIND.sub("", text)
    if (" +" in text or " -" in text) and (found := _ZONED_TWICE.search(text)) is not None:
        return text[: found.start()]
    if (found := _ORDINAL.match(text)) is not None and int(found[1]) and int(found[2]):
        day = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
        return day.isoformat() + text[found.end() :]
    return text
