"""The day in a dateline: `20th Oct, 2020`, `Oct. 20`, `10 juil 2024`, `22 फरवरी`, `20-10-2020`, `Monday`; nearly never a year."""

import re
from datetime import UTC, date, datetime
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.months import month_of, weekday_of

_FIRST = "یکم"  # Urdu and Persian write the first of a month as a word
# Letters with their vowel signs: `\w` leaves out Devanagari's, so a word is told by what it is not.
_WORD = r"[^\W\d_][^\s\d,.;:()\[\]/{}–—।॥۔=<>\"“”«»!?…،؛|*-]{1,13}"
_THAI = r"[\u0e01-\u0e4e]{1,3}\.[\u0e01-\u0e2e]\."
"""A month's letters: พ.ค."""
_YEAR = r"(?:,?\s{0,3}(?:de\s|of\s)?(?P<year>(?:19|20)\d{2})(?!\d)(?:\s?(?:年|г\.?|р\.?|ء|م))?)?"
_DAY_MONTH = re.compile(
    rf"(?P<day>\d{{1,2}}|یکم)(?:st|nd|rd|th|er|ère|º|ª|\.)?\s{{0,3}}[-.]?\s?(?:de\s|of\s)?(?P<month>{_THAI}|{_WORD}(?:\s(?:الأول|الاول|الثاني))?)(?P<dot>\.?){_YEAR}",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(rf"(?P<month>{_WORD})[.,]?\s{{0,3}}(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?{_YEAR}", re.IGNORECASE)
_YEAR_FIRST = late(rf"(?P<year>(?:19|20)\d{{2}})\.?\s(?P<month>{_WORD})\s(?P<day>\d{{1,2}})\.?", re.IGNORECASE)
_NUMBERS = re.compile(
    r"(?P<day>\d{1,2})\s?[-/.]\s?(?P<month>\d{1,2})(?:\s?[-/.]\s?(?P<year>(?:19|20)\d{2}|(?<=\d\d\.\d\d\.)\d\d))?(?!\d)"
)
_ISO = re.compile(r"(?P<year>(?:19|20)\d{2})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_WEEKDAY = re.compile(rf"(?P<weekday>{_WORD})\.?", re.IGNORECASE)
_LEAD = re.compile(
    rf"(?:(?:on|le|el|den|am|în|dne|em|a|à|ngày|في|يوم)\s)?(?:(?P<weekday>{_WORD})\.?,?\s(?=[^\W_]))?", re.IGNORECASE
)
_FIGURE = re.compile(rf"\d|{_FIRST}")
_DAY_REACH = 48
"""Characters within which a day has its number: a preposition, a weekday and a month may come before it."""
_CENTURY, _SHORT_YEAR = 2000, 100
"""What `04.03.24` leaves out."""
_HALF = 180
"""Days that are less than half a year."""
_GAP = re.compile(r"[\s,.]{0,3}\(?")
_HIJRI = late(
    r"\d{1,2}\s(?:من\s)?(?:محرم|صفر|ربيع\s(?:الأول|الاول|الآخر|الاخر|الثاني)|جمادى\s(?:الأولى|الاولى|الآخرة|الاخرة|الثانية)|رجب|شعبان|رمضان|شوال|ذ[ويى]\s?ال(?:قعدة|حجة))"
    r"[\s،]{1,2}14\d\d\s?(?:هـ|ه|هجرية)?(?:\s?(?:،?\s?الموافق(?:\sل)?|[/،-])\s?)?"
)
"""Riyadh's day, before the same in months that the world shares: 14 محرم 1443 هـ الموافق 22 أغسطس."""
_MONGOLIAN = re.compile(r"(?P<year>(?:19|20)\d{2})\sоны\s\S{1,14}\sсарын\s(?P<day>\d{1,2})(?:-\w{1,3})?")
_TWO_FIGURES = re.compile(r"\.?\s(\d\d)(?=\s?\()")
"""`14 Abr 17 (ANG)`: a year of two figures, before the source."""
_AFTER = re.compile(r"\s?(?:هـ|م|г\.|р\.|r\.|g\.|m\.|года|року|godine|roku|d\.)(?![^\W\d_])")


class PrintedDay(NamedTuple):
    """A day as a dateline prints it."""

    month: int | None
    day: int | None
    year: int | None
    weekday: int | None = None

    def near(self, seen: date) -> date | None:
        """The day with the year that brings it nearest to `seen`, where none is printed; None for what is no day."""
        if self.month is None or self.day is None:
            return None
        if self.year is None and (own := _day(seen.year, self.month, self.day)) and abs((own - seen).days) < _HALF:
            return own  # no other year's is as near
        years = (self.year,) if self.year else (seen.year - 1, seen.year, seen.year + 1)
        days = [found for year in years if (found := _day(year, self.month, self.day))]
        return min(days, key=lambda one: abs(one - seen), default=None)

    def instant(self) -> datetime | None:
        """00:00 UTC of a day that is printed with its year."""
        found = _day(self.year, self.month, self.day) if self.year and self.month and self.day else None
        return datetime(found.year, found.month, found.day, tzinfo=UTC) if found else None


def match_day(text: str, at: int) -> tuple[int, PrintedDay] | None:
    """(where it ends, the day) of a day that begins at `at`; the text's digits are ASCII.

    >>> match_day("Oct 20 (Reuters)", 0)
    (6, PrintedDay(month=10, day=20, year=None, weekday=None))
    """
    if not text[at : at + 1].isalnum():
        return None
    if _FIGURE.search(text, at, at + _DAY_REACH) is None and _weekday(text, at) is None:
        return None  # prose, nearly always
    if text[at].isdigit() and (other := _other_calendar(text, at)) is not None:
        return other
    start, weekday = at, None
    lead = _LEAD.match(text, at)
    if lead is not None and lead.end() > at:
        weekday = weekday_of(lead["weekday"]) if lead["weekday"] else None
        if weekday is not None or not lead["weekday"]:
            start = lead.end()
    if start < len(text) and (text[start].isdigit() or text.startswith(_FIRST, start)):
        for pattern in (_ISO, _DAY_MONTH, _YEAR_FIRST, _NUMBERS):
            if found := _read(pattern, text, start, weekday):
                return found
        return None
    return _read(_MONTH_DAY, text, start, weekday) or _weekday(text, at)


def _other_calendar(text: str, at: int) -> tuple[int, PrintedDay] | None:
    """A day that is printed by the Hijra, and again by our months or not; Mongolia's, in words."""
    if (hijri := _HIJRI.match(text, at)) is not None:
        return match_day(text, hijri.end()) or (hijri.end(), PrintedDay(None, None, None))
    spelt = _MONGOLIAN.match(text, at)
    return (spelt.end(), PrintedDay(None, int(spelt["day"]), int(spelt["year"]))) if spelt is not None else None


def _read(pattern: re.Pattern[str], text: str, at: int, weekday: int | None) -> tuple[int, PrintedDay] | None:
    match = pattern.match(text, at)
    if match is None:
        return None
    name = match["month"]
    month = int(name) if name.isdigit() else month_of(name)
    if month is None and pattern is _DAY_MONTH and " " in name:
        month = month_of(name.partition(" ")[0])
    day = 1 if match["day"] == _FIRST else int(match["day"])
    if pattern is _NUMBERS and match["year"] is None and len(match["day"]) + len(name) < 4:
        return None  # "(2-1)" is a score
    if month is None or not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    end = match.end()
    if after := _AFTER.match(text, end):
        end = after.end()
    if pattern in (_DAY_MONTH, _MONTH_DAY, _YEAR_FIRST) and weekday is None and (gap := _GAP.match(text, end)):
        # "október 20., kedd (MTI)": a weekday may follow.
        behind = _WEEKDAY.match(text, gap.end())
        if behind and "(" not in gap[0] and (weekday := weekday_of(behind["weekday"])) is not None:
            end = behind.end()
    year = int(match["year"]) if match["year"] else None
    if year is None and pattern is _DAY_MONTH and (short := _TWO_FIGURES.match(text, end)) is not None:
        end, year = short.end(1), int(short[1])
    return end, PrintedDay(month, day, year + _CENTURY if year is not None and year < _SHORT_YEAR else year, weekday)


def _weekday(text: str, at: int) -> tuple[int, PrintedDay] | None:
    match = _WEEKDAY.match(text, at)
    weekday = weekday_of(match["weekday"]) if match and len(match["weekday"]) > 3 else None
    return (match.end(), PrintedDay(None, None, None, weekday)) if match and weekday is not None else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
