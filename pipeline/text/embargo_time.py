"""The time that an embargo names, in whatever order and language: `18:00 GMT on Tuesday, 24 November`, `24.11.2026, 18.00 Uhr`, `2026年11月24日18時`."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.months import ascii_digits, month_of, weekday_of
from newsbeam.pipeline.text.zones import is_zone

_NOON = late(r"\b12 ?noon\b|\bnoon\b|\bmidi\b|\bmediodía\b|\bmezzogiorno\b", re.IGNORECASE)
_NIGHT = late(r"\b(?:0001|00[.:]01|midnight)\b", re.IGNORECASE)
_END_OF_DAY = late(r"\b(?:minuit|medianoche|mezzanotte|meia-noite|mitternacht|middernacht)\b|полуноч\w+|منتصف الليل", re.IGNORECASE)
_EASTERN_DAY = late(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号]")
_EASTERN_CLOCK = late(r"(午後|下午|晚上|오후)?(?:午前|上午|오전)?\s?(\d{1,2})\s?[時时点點시]\s?(?:(\d{1,2})\s?[分분])?")
_TOKEN = late(r"\d[\d.:/-]*(?:[hH]\d{0,2}(?![a-z])|\d)?|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")
_CLOCK = late(r"([01]?\d|2[0-4])([:.hH])([0-5]\d)?")
_MILITARY = late(r"([01]\d|2[0-4])([0-5]\d)")
_LETTERS = late(r"[^\W\d_]")
_SURE_CLOCK = late(r"(?<![\d:.])\d{1,2}(?:[:.hH]\d\d|\s?[hH]|\s(?=Uhr|uur))(?![\d.])")
_BEFORE_YEAR = late(r"(.*?)(\s\d{1,2}:\d\d.*)?$")
_YEAR = late(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LONE_YEAR = late(r"\D*20(?!00)\d\d(?:\s(?:года|року|р|г|roku))?")
_ZONES = {"МСК": "MSK"}
_MONTHS = {"listopada": "november"}
"""November in Poland, October in Croatia: the later one lets nothing out too early."""
_HOURS = frozenset(
    "hrs hours hr hour o'clock o’clock uhr uur h heures heure horas hora hs ore ora ч час часа часов год годин godz klokken saat saatte hodin hod sati часова "  # noqa: SIM905 (words read better than a list of them)
    "óra órakor न".split()
)
"""What stands behind a clock's number."""
_AT = frozenset(
    "at à um las alle ore klo kl pukul jam saat klokken om ora la o a à ás às о в у في الساعة το στις בשעה".split()  # noqa: SIM905 (as above)
)
"""What stands before one."""
_JOINING = frozenset(
    "on the of until till to for release not before and local time st nd rd th le la les au aux du jusqu'au jusqu’au jusqu jusque jusqu'à jusqu’à der dem den bis zum am ende endet "  # noqa: SIM905 (as above)
    "hasta el del de los las do da dos até ate ao fino all' al dal alle il tot op van til till fram kello asti do dnia dn roku r godziny do până până pana la data din kadar tarihine "
    "ig -ig до к г года року р години часа sampai hingga tanggal حتى قبل إلى الى يوم من تاريخ עד ה ב ליום تا ساعت روز まで に は 至 前 まで解禁 まで報道禁止 까지 jour journée 月 火 水 木 金 土 日 heure heures local locale lokal lokaler zeit "
    "desde antes después against strictly embargo embargoed publication broadcast use klausul lokaltime".split()
)


@dataclass(slots=True)
class _Read:
    """What the beginning of a line says of a time, and where that ends."""

    day: list[str] = field(default_factory=list)
    year: bool = False
    clock: str | None = None
    zone: str | None = None
    end: int = 0
    sure: bool = False
    """A month, a weekday, a whole date or a clock is named."""


def time_in(line: str) -> str:
    """The time with which a line begins, its day before its clock, as `parse_time` reads it; "" where none does."""
    read = _read(_plain(line))
    day = " ".join(read.day).replace(" ,", ",").strip(" ,")
    return " ".join(filter(None, (day, read.clock, read.zone))) if read.sure else ""


def only_time(line: str) -> bool:
    """Whether nothing but a time stands on a line, to its end or to a mark that parts it from the rest."""
    plain = _plain(line)
    read = _read(plain)
    front, rest = plain[: read.end], plain[read.end :].strip(" ,'\"")
    if _is_year(read, front) or (rest[:1] == ":" and rest != ":" and not any(map(str.isdigit, front))):
        return False  # Embargo until 2030; Embargo till Monday: what we know
    if not read.sure:
        return not _LETTERS.search(plain) and not any(map(str.isdigit, plain))
    return not rest or rest[0] in ".)]】-–—|:*="


def _is_year(read: _Read, front: str) -> bool:
    """Whether nothing but a year is named, which a clock is written as, too."""
    return (
        not read.day and read.zone is None and _LONE_YEAR.fullmatch(front) is not None and _AT.isdisjoint(front.casefold().split())
    )


def clock_in(line: str) -> bool:
    """Whether a clock stands anywhere in a line."""
    return any(_read(found[0]).clock is not None for found in _SURE_CLOCK.finditer(_plain(line)))


def in_years(printed: str, near: datetime) -> list[str]:
    """The time, with the years around `near` where it has a day and none: what has no year is read by no reader as it stands."""
    if not printed or _YEAR.search(printed) is not None:
        return [printed]
    found = _BEFORE_YEAR.match(printed)
    day, clock = (found[1], found[2] or "") if found is not None else (printed, "")
    return [f"{day}{'' if day.endswith('.') else ' '}{near.year + years}{clock}" for years in (0, 1, -1)]


def _plain(line: str) -> str:
    line = ascii_digits(line)
    line = _END_OF_DAY.sub("23:59", _NIGHT.sub("00:01", _NOON.sub("12:00", line)))
    if not line.isascii():
        line = _EASTERN_DAY.sub(r" \1-\2-\3 ", line)
        line = _EASTERN_CLOCK.sub(lambda found: f" {int(found[2]) + 12 * bool(found[1])}:{int(found[3] or 0):02d} ", line)
    return line


def _read(line: str) -> _Read:
    read = _Read()
    tokens = list(_TOKEN.finditer(line))[:40]
    words = [token[0] for token in tokens]
    for number, word in enumerate(words):
        after = words[number + 1].casefold() if number + 1 < len(words) else ""
        before = next((one.casefold() for one in reversed(words[:number]) if one != "."), "")
        if word[0].isdigit():
            taken = _number(read, word, before, after)
        elif word[0].isalpha():
            taken = _word(read, word)
        else:
            if word == "," and read.day and read.clock is None:
                read.day.append(",")
            continue
        if not taken:
            break
        read.end = tokens[number].end()
    return read


def _word(read: _Read, word: str) -> bool:
    low = word.casefold()
    if low in ("am", "pm", "a", "p", "m") and read.clock is not None:
        hour, _, minute = read.clock.partition(":")
        if low[0] == "p" and int(hour) < 12:
            read.clock = f"{int(hour) + 12:02d}:{minute}"
        elif low == "am" and hour == "12":
            read.clock = f"00:{minute}"
        return True
    if low[0] == "ב" and month_of(low[1:]) is not None:
        low = word = low[1:]
    if low in _JOINING:
        return True
    if month_of(low) is not None or weekday_of(low) is not None:
        read.day.append(_MONTHS.get(low, word))
        read.sure = True
        return True
    if word.isupper() and len(word) > 1 and is_zone(word):
        read.zone = read.zone or _ZONES.get(word, word)
        return True
    return low in _HOURS or low in _AT


def _number(read: _Read, word: str, before: str, after: str) -> bool:
    bare = word.rstrip(".:/-")
    if read.clock is None and (found := _CLOCK.fullmatch(bare)) is not None and _is_clock(read, found, word, before, after):
        read.clock = f"{int(found[1]):02d}:{found[3] or '00'}"
        read.sure = True
        return True
    if bare.isdigit() and len(bare) == 4:
        clocked = read.clock is None and (before in _AT or after in _HOURS or is_zone(after))
        dated = read.day or read.clock is not None or word[-1] == "." or month_of(after) is not None
        if bare[:2] == "20" and dated and not read.year and not clocked:  # 1900 is an hour
            read.year = True
            read.day.append(bare)
            return True
        if read.clock is None and (found := _MILITARY.fullmatch(bare)) is not None:
            read.clock, read.sure = f"{found[1]}:{found[2]}", True
            return True
        return False
    if bare.isdigit() and len(bare) <= 2:
        if (
            read.clock is None
            and int(bare) <= 24
            and month_of(after) is None
            and (after in _HOURS or after in ("am", "pm", "a", "p") or before in _AT)
            and (before in _AT or after != "a")
        ):
            read.clock, read.sure = f"{int(bare):02d}:00", True
            return True
        read.day.append(word.rstrip(":/-"))
        return True
    if re.fullmatch(r"\d{1,4}[./-]\d{1,2}(?:[./-](?:\d{2}|\d{4})?)?", word.rstrip(":")):
        read.day.append(word.rstrip(":"))
        read.sure = True
        read.year = read.year or bool(re.search(r"\d{4}", word))
        return True
    return False


def _is_clock(read: _Read, found: re.Match[str], word: str, before: str, after: str) -> bool:
    """Whether figures are a clock's: with a point they may be a day's and a month's."""
    if found[2] != ".":
        return True
    if word.endswith("."):
        return False  # 24.11., 18.00 Uhr
    return bool(found[3]) and (
        after in _HOURS
        or before in _AT
        or bool(read.day)
        or int(found[3]) > 12
        or found[3] == "00"
        or after in ("am", "pm", "a", "p")
    )
