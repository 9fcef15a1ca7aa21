"""A dateline on a line of its own: `Islamabad`, `Madrid 09/10/2020 12:58`, `Reuters | Moscow | Updated: ...`, `AP, TOKYO`."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.byline import is_desk
from newsbeam.pipeline.text.credit import is_nobody
from newsbeam.pipeline.text.dateline import Dateline, cased, split
from newsbeam.pipeline.text.dateline_parts import read
from newsbeam.pipeline.text.dateline_place import is_lone_town, is_place, is_region, located
from newsbeam.pipeline.text.dateline_source import is_known, is_newsy
from newsbeam.pipeline.text.months import ascii_digits, weekday_of
from newsbeam.pipeline.text.page.shapes import ends, is_time, without_time
from newsbeam.pipeline.text.page.stamps import is_stamp

_LIMIT, _HOUSE, _BEHIND = 120, 40, 4
_SHORT, _ACRONYM, _DESKED = 2, 4, 3
_MARKS = tuple("-–—:")
_PIECES = late(r"\s*[|•·]\s*|\s/\s|\s{2,}")
_DASHED = re.compile(r"\s[-–—]\s")
_KOREAN = late(
    r"[(\[【](?P<place>[\uac00-\ud7a3]{2,8})=(?P<house>[\uac00-\ud7a3A-Za-z\d]{2,12})[)\]】]\s?[\uac00-\ud7a3·ㆍ, ]{2,24}?(?:기자|특파원)(?![\uac00-\ud7a3])"
)
"""`(부산=뉴스1) 김철수 기자 | 2024-05-07 09:12 송고`, above a picture."""
_OPENERS = frozenset("([【")
_COMMA = re.compile(r"\s*[,،、]\s*")


class Alone(NamedTuple):
    """A line that is a dateline."""

    printed: str
    """Without a time that stands apart from it."""
    place: str
    credit: str | None
    region: str | None = None


@lru_cache(maxsize=1024)
def alone(line: str) -> Alone | None:
    """The dateline that a line is, or None.

    >>> alone("Reuters | Moscow | Updated: 22-12-2022 16:55 IST").printed, alone("AP, TOKYO").credit, alone("Lagoon News")
    ('Reuters | Moscow', 'AP', None)
    """
    if not 2 < len(line) <= _LIMIT:
        return None
    if not (line := line.strip(" |")):
        return None
    return _korean(line) if "=" in line and line[0] in _OPENERS else _of_line(line)


def _of_line(line: str) -> Alone | None:
    when, dashed, town = line.rpartition(" - ")
    if dashed and town.isupper() and is_stamp(when) and _is_town(town):
        return Alone(town, town, None)  # Updated - May 05, 2024 10:56 am IST - LEH
    pieces = [piece for piece in _PIECES.split(line) if piece]
    if len(pieces) > 1:
        named = [piece for piece in pieces if not is_time(piece) and weekday_of(piece) is None]
        printed = " | ".join(named)
        if len(named) == _DESKED and any(map(is_nobody, named)):
            named = [piece for piece in named if is_nobody(piece) or not is_desk(piece)]  # REDACCIÓN / AGENCIAS | LUGO
        found = _named(named, printed)
        return found if found is not None and len(named) <= 2 and (len(named) < len(pieces) or found.credit) else None
    if is_time(line):
        return None
    if (found := _parted(line)) is not None:
        return found
    if (
        (parts := read(ascii_digits(line))) is not None
        and parts.end == len(line)
        and (parts.day is not None or (parts.known_source and line[-1] == ")"))
        and len(parts.places) == 1
    ):
        known = _is_town(parts.places[0]) or (parts.region_known and is_place(parts.places[0]))  # Ho (Volta Region) 3 May 2001
        return Alone(line, parts.places[0], parts.credit, parts.region if parts.region_known else None) if known else None
    before = without_time(ascii_digits(line))
    if before is not None and before != line:
        return Alone(line, before.strip(" ,.-–—"), None) if _is_town(before.strip(" ,.-–—")) else None
    if (found := _beside_house(line)) is not None:
        return found
    if line.endswith(":") and not line.isupper() and line[0] < UNCASED:
        return None  # a label
    return Alone(line, line.strip(" :-–—"), None) if _is_town(line.strip(" :-–—")) else None


def _korean(line: str) -> Alone | None:
    """A town, its house and a reporter with nothing but a time behind them."""
    sent = _KOREAN.match(line)
    if sent is None or not (is_lone_town(sent["place"]) or agency(sent["house"])):
        return None
    rest = line[sent.end() :].strip(" |=")
    return Alone(line, sent["place"], sent["house"]) if not rest or is_time(rest) or is_stamp(rest) else None


def _parted(line: str) -> Alone | None:
    """A house or a place before a comma: `AFP, MANILA`, `VAN, Turkey`."""
    house, *towns = _COMMA.split(line, 2)
    if towns and _is_house(house, towns[0]):
        return _of_house(line, house, towns)
    land = towns[0] if len(towns) == 1 and house.isupper() and is_region(towns[0]) and _is_town(house) else None
    return Alone(line, house, None, land) if land else None


def _beside_house(line: str) -> Alone | None:
    """A place before its house, behind a dash or a space."""
    dashed = _DASHED.split(line, 1)
    if len(dashed) == 2 and agency(dashed[1]) is not None:
        return _named(dashed, line)
    arabic = len(line) <= _HOUSE and "\u0600" <= line[0] <= "\u06ff"
    if len(dashed) == 2 and arabic and _is_town(dashed[0]) and not is_place(dashed[1]):
        return Alone(line, dashed[0], dashed[1])  # القاهرة - مصر اليوم
    front, _, last = line.rpartition(" ")
    if line.isupper() and len(last) > _SHORT and agency(last) is not None and _is_town(front) and not is_place(line):
        return Alone(line, front, last)  # MADRID SERVIMEDIA
    return None


def dateline_of(found: Alone, home_country: str | None) -> Dateline:
    """The same as a Dateline."""
    known = agency(found.credit) if found.credit else None
    place = located(found.place, found.region, home_country or (known.home if known else None))
    return Dateline(found.printed, cased(found.place), place.country if place else None, credit=found.credit)


def sent_from(lines: Sequence[str], home_country: str | None) -> Dateline | None:
    """The place and day with which a release ends, as letters begin: `Jakarta, 7 Desember 2015`; nothing else speaks from there."""
    for line in lines[:_BEHIND]:
        if len(line) > _HOUSE:
            continue
        parts = read(ascii_digits(line))
        dated = parts is not None and parts.day is not None and parts.day.month is not None and len(parts.places) == 1
        if dated and parts is not None and parts.end == len(line) and parts.credit is None and _is_town(parts.places[0]):
            found = dateline_of(Alone(line, parts.places[0], None, parts.region if parts.region_known else None), home_country)
            return found._replace(day=parts.day)
    return None


def is_of_sentence(found: Dateline, text: str) -> bool:
    """Whether a dateline is whole (place, house and day) and the text that it begins ends as sentences do: it signs nothing above it."""
    return bool(found.place and found.credit and found.day) and ends(text)


def begins_signed(text: str, home: str | None) -> bool:
    """Whether a line begins with a place, its source or country and a mark, as no line of a broken sentence does."""
    found = split(text, home_country=home)
    if found is None or found.place is None or found.text.rstrip()[-1:] not in _MARKS:
        return False
    return found.credit is not None or (found.region is not None and found.text[:_SHORT].isupper())


def _named(pieces: list[str], line: str | None = None) -> Alone | None:
    """A place and perhaps an agency, in either order."""
    sources = [piece for piece in pieces if (agency(piece) is not None or is_nobody(piece)) and not _is_town(piece)]
    towns = [piece for piece in pieces if piece not in sources]
    if len(towns) != 1:
        return None
    town, _, land = towns[0].partition(", ")
    if not _is_town(town) or (land and not (sources and is_region(land))):
        return None
    return Alone(line or " | ".join(pieces), town, sources[0] if sources else None, land or None)


def _is_house(name: str, town: str) -> bool:
    """Whether a line begins with who reports: agencies, or before capitals a paper."""
    if is_known(name):
        return True
    return town.isupper() and not name.isupper() and (name.startswith("The ") or is_newsy(name))


def _of_house(line: str, house: str, towns: list[str]) -> Alone | None:
    """`AFP, MANILA`, `AFP, GENEVA, Switzerland`, `NY Times News Service, WASHINGTON`."""
    if not _is_town(towns[0]) or (len(towns) > 1 and not is_region(towns[1])):
        return None
    return Alone(line, towns[0], house, towns[1] if len(towns) > 1 else None)


def _is_town(name: str) -> bool:
    return (
        2 < len(name) <= 40
        and "," not in name
        and is_lone_town(name)
        and not (name.isupper() and len(name) <= _ACRONYM and agency(name) is not None)
    )
