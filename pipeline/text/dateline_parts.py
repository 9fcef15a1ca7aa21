"""A dateline taken apart: places, region, day and sources in whatever order and brackets an agency prints them.

A reader by hand rather than one pattern: each step consumes at least one character of at most `REACH`, so hostile text
costs no more than any other, and a new agency needs no new pattern (WIRE.md 4.1).
"""

import re
from dataclasses import dataclass, field

from pipeline.providers import rules_for
from pipeline.text.credit import agency
from pipeline.text.dateline_date import PrintedDay, match_day
from pipeline.text.dateline_place import is_region
from pipeline.text.dateline_source import ACRONYM, DOMAIN, OPENERS, SLASHED, Source, is_newsy, source_at

REACH = 240
"""Characters that a dateline may take."""

_CH = r"[^\s\d,.;:()\[\]/{}–—―।॥۔=<>\"“”«»!?…،؛|*_（）【】・、。]"
_WORD = rf"(?:(?:St|Ste|Sta|Sto|Ft|Mt|Pt|Bad|a|d|Gen|Dr)\.|(?:[A-Z]\.){{2,3}}|[^\W\d_]{_CH}*)"
_RUN = re.compile(rf"(?:['’‘]\s?)?{_WORD}(?:[ \u00a0]{_WORD}){{0,6}}")
_SPACE = re.compile(r"[\s\u00a0\"“”«»*_]{0,12}")
_GAP = re.compile(r"[\s\u00a0]*[,.،:;۔]?[\s\u00a0]*(?:[-–—][\s\u00a0]*)?")
_COMMA = re.compile(r"[\s\u00a0]*[,،][\s\u00a0]*")
_TAIL = re.compile(r"[\s\u00a0]*[:.,،]?[\s\u00a0]?(?:[-–—―_=~]{1,4}|[:।۔|])?[\s\u00a0]*")
_BARE_END = re.compile(r"[\s\u00a0]*(?:[-–—―:।=]|\.[-–—]|\.(?=\s))")
_ABBREVIATED = re.compile(r"(?:[A-Z][a-z]{0,4}\.|(?:[A-Z]\.\s?){2,3}|[A-Z]{2}(?![\w]))")


@dataclass(slots=True)
class Parts:
    """What was read, and where reading stopped."""

    places: list[str] = field(default_factory=list)
    region: str | None = None
    region_known: bool = False
    day: PrintedDay | None = None
    credit: str | None = None
    """The sources as printed, without the day."""
    known_source: bool = False
    """One of the sources is an agency or a provider that we know."""
    newsy_source: bool = False
    """The sources are written as agencies are: an acronym, a site, "news", "agency"."""
    bracketed: bool = False
    """The sources stand in brackets or between slashes."""
    start: int = 0
    place_at: int = -1
    end: int = 0
    """Where the body begins."""
    tail: str = ""
    prefix_end: int = 0
    """Where a source before the place ends: the body begins there, where no place follows after all."""
    prefix_tail: str = ""


def read(text: str) -> Parts | None:
    """The parts of a dateline that may begin `text` (its digits ASCII), or None where nothing like one does."""
    text = text[:REACH]
    parts = Parts()
    at = _skip(_SPACE, text, 0)
    parts.start = at
    if text[at : at + 1] and text[at] in OPENERS and (found := source_at(text, at)) and found.newsy:
        at = _take_source(parts, found)
        parts.prefix_end = _skip(_TAIL, text, at)
        parts.prefix_tail = text[at : parts.prefix_end]
        at = _skip(_GAP, text, at)
    elif (day := match_day(text, at)) is not None and text[day[0] : day[0] + 1] in (",", " ", ".") and day[1].month:
        parts.day = day[1]
        at = _skip(_COMMA if text[day[0]] == "," else _SPACE, text, day[0])
    at = _places(parts, text, at)
    if not parts.places and parts.credit is None and parts.day is None:
        return None
    at = _qualifiers(parts, text, at)
    parts.end = _skip(_TAIL, text, at)
    parts.tail = text[at : parts.end]
    return parts


def _places(parts: Parts, text: str, at: int) -> int:
    """One or several places: `BEIRUT/THE HAGUE`, `PARIS AND LONDON`, `QNA Doha`."""
    parts.place_at = at
    begun = at
    while (run := _RUN.match(text, at)) is not None:
        name = run[0].strip()
        first, _, rest = name.partition(" ")
        if not parts.places and rest and agency(first) is not None and first.isupper() != rest.isupper():
            parts.credit, parts.known_source, name = parts.credit or first, True, rest
            parts.place_at = run.end() - len(rest)
        parts.places.append(name)
        at = run.end()
        if text[at : at + 1] in ("/", ";") and SLASHED.match(text, at) is None:
            at += 1
            continue
        if text[at : at + 1] == "/" and (slashed := SLASHED.match(text, at)) and not is_newsy(slashed["src"]):
            at += 1
            continue
        break
    if parts.places and at == begun:
        parts.places.clear()
    return at


def _qualifiers(parts: Parts, text: str, at: int) -> int:
    """Region, day and sources after the place, in any order, as long as they are there. Gives the end of the last one."""
    for _ in range(7):
        begun = _skip(_GAP, text, at)
        gap = text[at:begun]
        for step in (_bracket, _day, _region, _bare_source):
            end = step(parts, text, begun, gap)
            if end is not None:
                at = end
                break
        else:
            break
    return at


def _bracket(parts: Parts, text: str, at: int, _gap: str) -> int | None:
    """`(Reuters)`, `/TASS/`, `[Syria]`, `(Oct 20)`."""
    if text[at : at + 1] not in OPENERS or at >= len(text):
        return None
    found = source_at(text, at)
    if found is None or not (found.printed or found.day):
        return None
    if parts.places and parts.credit is None and not found.known and found.printed and is_region(found.printed):
        parts.region, parts.region_known = found.printed, True
        return found.end
    if parts.credit is not None and not found.known and found.day is None:
        return None
    return _take_source(parts, found)


def _day(parts: Parts, text: str, at: int, _gap: str) -> int | None:
    if parts.day is not None or not (parts.places or parts.credit):
        return None
    found = match_day(text, at)
    if found is None or not _ends_day(text, found[0]):
        return None
    parts.day = found[1]
    return found[0]


def _region(parts: Parts, text: str, at: int, gap: str) -> int | None:
    """`Va.`, `N.M.`, `South Dakota`, `Italy`; an unknown one only where a day or a source follows."""
    if "," not in gap or not parts.places or parts.day is not None or parts.credit is not None:
        return None
    match = _ABBREVIATED.match(text, at)
    if match is None or not is_region(match[0].strip()):
        match = _RUN.match(text, at)
    if match is None:
        return None
    name = match[0].strip()
    if is_region(name):
        if parts.region is None or not parts.region_known:
            parts.region = name
        parts.region_known = True
        return match.end()
    if parts.region is not None or len(name.split()) > 3 or not name[0].isupper() or agency(name) or is_newsy(name):
        return None
    after = _skip(_GAP, text, match.end())
    if text[after : after + 1] in "([（/" or ("," in text[match.end() : after] and match_day(text, after)):
        parts.region = name
        return match.end()
    return None


def _bare_source(parts: Parts, text: str, at: int, gap: str) -> int | None:
    """A source without brackets, before a dash, colon or stop: `, GNA -`, ` Kyodo -`, `, ARMENPRESS.`, `- رويترز -`."""
    if parts.credit is not None or not parts.places:
        return None
    match = DOMAIN.match(text, at) or _RUN.match(text, at)
    if match is None or _BARE_END.match(text, match.end()) is None:
        return None
    name = match[0].strip()
    known = agency(name) is not None or rules_for(name).name is not None
    written = bool(DOMAIN.fullmatch(name)) or (
        parts.day is not None and bool(ACRONYM.fullmatch(name) or (name.isupper() and " " not in name and len(name) > 3))
    )
    if not (known or written) or (not gap.strip() and parts.day is None and not known):
        return None
    parts.credit, parts.known_source, parts.newsy_source = name, known, True
    return match.end()


def _take_source(parts: Parts, found: Source) -> int:
    if found.printed and parts.credit is None:
        parts.credit, parts.bracketed = found.printed, True
        parts.known_source, parts.newsy_source = found.known, found.newsy
    parts.day = parts.day or found.day
    return found.end


def _ends_day(text: str, end: int) -> bool:
    """A day is followed by a stop of some kind, never by a word: "May 1 marks ..." is prose."""
    rest = text[end : end + 3].lstrip()
    return not rest or rest[0] in ",.:;-–—―(/[|।۔،_" or (text[end : end + 1] == " " and rest[0].isupper())


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
