"""Lines that say when: by the shape of a day and a clock, whatever label or site's name stands beside them."""

import re
from functools import lru_cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.months import ascii_digits, month_of, weekday_of
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.time_words import LABELS

_LONGEST = 140
_DAY = late(
    r"(?<!\d)(?:(?:19|20)\d\d\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:(?:19|20)\d\d|\d\d)(?!\d)|"
    r"(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일])"
)
_CLOCK = late(r"(?<!\d)\d{1,2}(?:[:時시点]|h\s?)\d{2}(?:[:.分]\d{2})?(?!\d)")
_ENDED = re.compile(r"(?:\d|[^\W\d_]{3})\.$")
"""A sentence's end: `between April 24, 1987 and April 23, 1988.`, not `2012 г.`."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BESIDE, _BESIDE_WORDS, _MOST_WORDS = 40, 2, 5
"""What may stand beside a day and a clock: its weight; words beside a day alone."""
_NAME = late(r"[\u3400-\u9fff\uac00-\ud7a3]{2,4}")
_WORD = late(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u064b-\u0652]|['’.-](?=[^\W\d_]))*")
_SITE = late(r"(?:[\w-]+\.){1,4}[a-zA-Zа-яё]{2,8}")
_SECTION = re.compile(r"[^\W\d_][\w& ]{2,28} of (\w{6,9}), [^|]{8,24}$")
"""A section on its day: `Sports News of Friday, 1 May 2009`."""
_NAMED_AGENCY = late(r"(?:^|[\s,])ИА\s[«\"]?(?P<house>[^\W\d_a-zа-яё][\w-]{2,24})[»\"]?$")
"""`08:22, ИА Озёрск`: an agency by its kind, whoever it is."""
_PARTS = re.compile(r"\s?[|•·]\s?")


@lru_cache(maxsize=2048)
def is_stamp(line: str) -> bool:
    """Whether a line is a time with a label, a site's name or a button beside it, and no writer's name.

    >>> is_stamp("Kompas.com - 09/04/2018, 21:33 WIB"), is_stamp("Published"), is_stamp("Jane Roe 09/04/2018")
    (True, True, False)
    """
    if len(line) > _LONGEST or _ENDED.search(line):
        return False
    if is_label(line):
        return True
    if (section := _SECTION.match(line)) is not None and weekday_of(section[1]) is not None:
        return True
    line = ascii_digits(line)
    day = _DAY.search(line)
    named = None if day else _named_day(line)
    if day is None and named is None:
        return False
    clock = _CLOCK.search(line)
    beside = _CLOCK.sub(" ", _DAY.sub(" ", line))
    words = [word for word in _WORD.findall(beside) if not _is_when(word)]
    if len(words) < 2 and (not words or not _NAME.fullmatch(words[0])):
        return True  # a label before a day is no person
    if _SITE.fullmatch(words[0]):
        words = words[1:]
    wide = words and all(word[0] >= "\u3040" for word in words)
    if wide:
        return clock is not None and shapes.weight("".join(words)) <= _BESIDE and not _NAME.fullmatch("".join(words))
    first = _WORD.search(line)
    if (
        clock is not None
        and len(words) <= _MOST_WORDS
        and (words[0].islower() or line[0].isdigit() or (first and _is_when(first[0])))
    ):
        return True  # `bbc, Jane Roe 21-12-2011, ostatnia aktualizacja 21-12-2011 15:27`
    return len(words) < (_BESIDE_WORDS if clock else 1)


def is_label(line: str) -> bool:
    """`Published`, `Offentliggjort:`: what stands before a time that the archive lost."""
    words = line.strip(" :|.").casefold().split()
    return 0 < len(words) < 3 and all(word.strip(":") in LABELS for word in words)


def is_moment(line: str) -> bool:
    """Whether a time is one of day or clock, not a mere figure."""
    return shapes.is_moment(line) or is_stamp(line)


def has_day(line: str) -> bool:
    """Whether a day in figures stands in a line."""
    return _DAY.search(line) is not None


def has_clock(line: str) -> bool:
    """Whether an hour and its minutes stand in a line."""
    return _CLOCK.search(line) is not None


def name_beside(line: str) -> str | None:
    """The words of a row that is otherwise times and their labels: `Jane Roe | Published`, `Jane Roe · 3 min read`."""
    parts = [part for part in _PARTS.split(line) if part]
    if not 2 <= len(parts) <= 4 or len(line) > _LONGEST:
        return None
    others = [part for part in parts if not (is_label(part) or shapes.is_time(part) or shapes.is_counter(part))]
    return others[0] if len(others) == 1 and len(parts) > 1 else None


def house_beside(line: str) -> str | None:
    """The agency behind the clock of a line, or before its day: `1 min read . 10:44 AM IST ANI`, `2011.03.03 11:26MTI`, `時事通信 10時20分`."""
    clocks = list(_CLOCK.finditer(line)) if len(line) <= _LONGEST else []
    if clocks and (kind := _NAMED_AGENCY.search(line, clocks[-1].end())) is not None:
        return kind["house"]
    words = _WORD.findall(line) if clocks else []
    last = bool(words) and line.endswith(words[-1]) and line.find(words[-1], clocks[-1].end()) >= 0
    near = [word for word in (words[-1] if last else "", words[0] if words and line.startswith(words[0]) else "") if len(word) > 2]
    named = (word for word in near if word == word.upper() and not _is_when(word) and agency(word) is not None)
    return next(named, None) or _house_alone(line)


def _house_alone(line: str) -> str | None:
    """The agency that stands apart from a day, or before it: `29.12.2020. | 13:02 | Hina`, `ТАНЈУГ, 15. мај 2014.`."""
    name = name_beside(line) if "|" in line or "·" in line else None
    front, comma, when = line.partition(", ")
    if name is None and comma and front.isupper() and shapes.is_time(when):
        name = front
    return name if name is not None and agency(name) is not None else None


def _named_day(line: str) -> re.Match[str] | None:
    """The year of a day that is written with its month's name, or its clock."""
    year = _YEAR.search(line) or _CLOCK.search(line)
    return year if year and any(month_of(word) for word in _WORD.findall(line)) else None


def _is_when(word: str) -> bool:
    low = word.casefold().strip(".")
    return shapes.is_when(low) or month_of(low) is not None or weekday_of(low) is not None
