"""A dateline taken apart: places, region, day and sources in whatever order and brackets an agency prints them.

A reader by hand rather than one pattern: each step consumes at least one character of at most `REACH`, so hostile text
costs no more than any other, and a new agency needs no new pattern (docs/design/wire-copy.md#datelines).
"""

import re
from dataclasses import dataclass, field

from newsbeam.pipeline.providers import rules_for
from newsbeam.pipeline.text.credit import agency
from newsbeam.pipeline.text.dateline_date import PrintedDay, match_day
from newsbeam.pipeline.text.dateline_place import is_place, is_region, may_be_name
from newsbeam.pipeline.text.dateline_source import ACRONYM, DOMAIN, OPENERS, SLASHED, Source, is_known, is_newsy, source_at
from newsbeam.pipeline.text.months import month_of
from newsbeam.pipeline.text.places import country_code, regions

REACH = 240
"""Characters that a dateline may take."""

_CH = r"[^\s\d,.;:()\[\]/{}–—―।॥۔=<>\"“”«»!?…،؛|*_（）【】・、。]"
_WORD = rf"(?:(?i:St|Ste|Sta|Sto|Ft|Mt|Pt)\.|(?:[A-Z]\.){{2,3}}|[^\W\d_](?:{_CH}*(?<!-))?)"
_RUN = re.compile(rf"(?:['’‘]\s?)?{_WORD}(?:[ \u00a0]{_WORD}){{0,6}}")
_SUFFIX = re.compile(r" [abiv]\.\s?(?:d\.\s?)?[^\W\d_]{1,12}\.?")  # Frankfurt a.M., Neustadt a. d. Weinstraße
_AND = re.compile(r" (?:and|AND|und|UND|et|ET|y|Y|e|E|und|og|och|و|اور) ")
_BEFORE_A_DAY = frozenset({"في", "on", "le", "den", "am", "dne"})
_SPELT_DAY = re.compile(rf"{_WORD}\s({_WORD})(?=\s?[(\[])")
_OPAQUE_DAY = re.compile(
    rf"(?:\d{{1,2}}\s?-\s?\d{{1,2}}(?=\s?\()|\d{{1,2}}\.?\s{_WORD}\.?|{_WORD}\s\d{{1,2}}|\d{{1,2}}(?=\s\())(?:,?\s\d{{4}})?(?=\s?[(\[/])"
)
_OPENING = re.compile(r"[(\[/]")
_SPACE = re.compile(r"[\s\u00a0\"“”«»*_]{0,12}")
_GAP = re.compile(r"[\s\u00a0]*[,.،:;۔]?[\s\u00a0]*(?:(?:[-–—]{1,3}|\|)[\s\u00a0]*)?")
_COMMA = re.compile(r"[\s\u00a0]*[,،][\s\u00a0]*")
_TAIL = re.compile(r"[\s\u00a0]*[:.,،;]?[\s\u00a0]?(?:[-–—―_=~\ufffd]{1,4}|[:।۔|]|/(?=\s))?[\s\u00a0]*(?:[-–—•]{1,2}[\s\u00a0]+)?")
_BARE_END = re.compile(r"[\s\u00a0]*(?:[-–—―:।=|]|\.[-–—]|\.(?=\s))")
_FIGURES = re.compile(r"\.?\s?\d{1,2}(?!\d)")
_SHORT_YEAR = re.compile(r"\s['’]?\d{2}(?=\s[A-Z][^\d\s]+\s)")
_PICTURE = re.compile(r"(?:imagen|foto|photo|video|vídeo|image|pic)\b", re.IGNORECASE)
_SPACED_DASH = re.compile(r"\s[-–—]{1,3}\s")
_DASH = re.compile("[-–—]")
_CLOCK = re.compile(r"\s?/?,?\s?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?(?=\s?[(\-–—/])")
_ABBREVIATED = re.compile(r"(?:[A-Z]\.\s?[A-Z][a-z]{1,3}\.|[A-Z][A-Za-z]{0,5}\.|(?:[A-Z]\.\s?){2,3}|[A-Z]{2}(?![\w]))")


@dataclass(slots=True)
class Parts:
    """What was read, and where reading stopped."""

    places: list[str] = field(default_factory=list)
    region: str | None = None
    region_known: bool = False
    region_bracketed: bool = False
    between: str | None = None
    """What stands between the place and a region that we know: a province (`TALLINN, HARJU, ESTONIA`), or the town of an address."""
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


def read(text: str, *, named: bool = False) -> Parts | None:
    """The parts of a dateline that may begin `text` (its digits ASCII), or None where nothing like one does.

    `named`: where its first place is not written as a name either, unless a source before it is a dateline already.
    """
    text = text[:REACH]
    parts = Parts()
    at = _skip(_SPACE, text, 0)
    parts.start = at
    if text[at : at + 1] and text[at] in OPENERS and (found := source_at(text, at)) and _may_lead(found):
        at = _take_source(parts, found)
        parts.prefix_end = _skip(_TAIL, text, at) if found.newsy else 0
        parts.prefix_tail = text[at : parts.prefix_end]
        at = _skip(_GAP, text, at)
    elif (site := DOMAIN.match(text, at)) is not None and text[site.end() : site.end() + 1] in (",", " "):
        parts.credit, parts.newsy_source = site[0], True
        at = _skip(_GAP, text, site.end())
    elif (day := match_day(text, at)) is not None and not text[day[0] : day[0] + 1].isalnum() and day[1].month:
        parts.day = day[1]
        at = _skip(_COMMA if text.startswith(",", day[0]) else _SPACE, text, day[0])
    at = _places(parts, text, at)
    if named and parts.places and not parts.prefix_end and not may_be_name(parts.places[0]):
        return None  # prose: what follows makes no difference
    if not parts.places and parts.credit is None and parts.day is None:
        return None
    at = _qualifiers(parts, text, at)
    parts.end = _skip(_TAIL, text, at)
    parts.tail = text[at : parts.end]
    if parts.tail == "-" and text[at - 1 : at].isalnum() and not parts.known_source:
        return None  # "M-3", "Moscow-based": a hyphen inside a word
    return parts


def _places(parts: Parts, text: str, at: int) -> int:
    """One or several places: `BEIRUT/THE HAGUE`, `PARIS AND LONDON`, `QNA Doha`."""
    parts.place_at = at
    while (run := _RUN.match(text, at)) is not None:
        name, at = _one_place(parts, run[0].strip(), run)
        parts.places += _joined(name)
        at = _skip(_SUFFIX, text, at)
        mark = text[at : at + 1]
        slashed = SLASHED.match(text, at) if mark == "/" else None
        if mark not in ("/", ";") or (slashed is not None and _is_slashed_source(slashed["src"])):
            break
        at += 1
    return at


def _is_slashed_source(name: str) -> bool:
    """`/TASS/` and `/QXN/`, but not the second of `WASHINGTON/GENEVA/DUBAI`."""
    return is_known(name) or (is_newsy(name) and not is_place(name))


def _one_place(parts: Parts, name: str, run: re.Match[str]) -> tuple[str, int]:
    """(the place in a run of words, where it ends): without an agency before or behind it, or a preposition of the day's."""
    first, _, rest = name.partition(" ")
    if not parts.places and rest and agency(first) is not None and first.isupper() != rest.isupper():
        parts.credit, parts.known_source = parts.credit or first, True
        parts.place_at = run.end() - len(rest)
        return rest, run.end()
    front, dash, behind = first.rpartition("-")
    if dash and not parts.places and parts.credit is None and not is_place(first) and is_place(front) and agency(behind):
        parts.credit, parts.known_source = behind, True  # دمشق-سانا
        return front, run.start() + len(first)
    front, _, last = name.rpartition(" ")
    if front and month_of(last) is not None and _FIGURES.match(run.string, run.end()):
        return front, run.end() - len(last) - 1  # PARIS Aug 19
    if front and (last in _BEFORE_A_DAY or (len(last) == 1 and run.string[run.end() : run.end() + 1] == ".")):
        return front, run.end() - len(last) - 1
    return name, run.end()


def _joined(name: str) -> list[str]:
    """The places of `PARIS AND LONDON`; one name that the gazetteer knows stays whole (Trinidad and Tobago)."""
    names = _AND.split(name)
    return names if len(names) > 1 and not is_place(name) and all(map(is_place, names)) else [name]


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
        parts.region, parts.region_known, parts.region_bracketed = found.printed, True, True
        return found.end
    if parts.places and parts.region is None and not found.known and _is_province(parts, found):
        parts.region, parts.region_bracketed = found.printed, True
        return found.end
    if parts.credit is not None and _PICTURE.match(found.printed):
        return found.end  # La Habana, 27 ene (EFE), (Imagen: Juan Paz).-
    if parts.credit is not None and not found.known and found.day is None:
        return None
    if parts.day is not None and not parts.places and not found.known and found.printed.isupper() and is_place(found.printed):
        parts.places.append(found.printed)  # October 20, 2020 (KHARTOUM) –
        return found.end
    return _take_source(parts, found)


def _is_province(parts: Parts, found: Source) -> bool:
    """`Accra (Greater Accra)`; behind a house, any place: `(ANSA) - MONOPOLI (BARI), 6 LUG -`."""
    if parts.places[0] in found.printed:
        return not found.newsy
    return bool(parts.prefix_end) and bool(found.printed) and is_place(found.printed)


def _day(parts: Parts, text: str, at: int, _gap: str) -> int | None:
    if parts.day is not None or not (parts.places or parts.credit):
        return None
    found = match_day(text, at)
    end = found[0] if found is not None else at
    if found is not None and found[1].year is None:
        end = _skip(_SHORT_YEAR, text, end)  # 7th December 99
    if found is not None and _ends_day(text, end):
        parts.day = found[1]
        return _skip(_CLOCK, text, end)
    # A month of a language or calendar that we do not know is still a day where a source follows: ४ कात्तिक (रासस).
    spelt = _SPELT_DAY.match(text, at) if parts.places and not text[at : at + 1].isascii() else None
    if spelt is not None and (month := month_of(spelt[1])) is not None:
        parts.day = PrintedDay(month, None, None)  # नयी दिल्ली, तीन मार्च (भाषा)
        return spelt.end()
    opaque = _OPAQUE_DAY.match(text, at) if parts.places and _OPENING.search(text, at) else None
    if opaque is None:
        return None
    parts.day = PrintedDay(None, None, None)
    return opaque.end()


def _region(parts: Parts, text: str, at: int, gap: str) -> int | None:
    """`Va.`, `N.M.`, `South Dakota`, `Italy`; an unknown one only where a day or a source follows."""
    if "," not in gap or not parts.places or parts.day is not None or (parts.credit is not None and not parts.prefix_end):
        return None
    match = _region_at(text, at)
    if match is None:
        return None
    name = match[0].strip()
    if is_region(name):
        if parts.region is None or not parts.region_known or _overrules(name, parts.region):
            parts.region = name
        parts.region_known = True
        return match.end()
    if parts.region is not None or len(name.split()) > 3 or not name[0].isupper() or agency(name) or _begins_with_agency(name):
        return None
    if parts.places[0].isupper() and _SPACED_DASH.match(text, match.end()) and not is_newsy(name):
        parts.region = name  # ERBIL, Kurdistan Region –
        return match.end()
    if name.endswith(".") and text[match.end() : match.end() + 1] in ("-", "–", "—"):
        parts.region = name  # Guadalajara, Jal.-
        return match.end()
    after = _skip(_GAP, text, match.end())
    if "," in text[match.end() : after] and (next_one := _region_at(text, after)) and is_region(next_one[0].strip()):
        parts.between = name
        return match.end()
    if text[after : after + 1] in "([（/|" or ("," in text[match.end() : after] and match_day(text, after)):
        parts.region = name
        return match.end()
    return None


def _region_at(text: str, at: int) -> re.Match[str] | None:
    """The longer of an abbreviation and a run of words that is a region we know; else what stands there."""
    short, run = _ABBREVIATED.match(text, at), _RUN.match(text, at)
    known = [one for one in (short, run) if one is not None and is_region(one[0].strip())]
    if known:
        return max(known, key=lambda one: one.end())
    dotted = short is not None and text[short.end() : short.end() + 1] in ("-", "–", "—")
    return short if dotted else run


def _begins_with_agency(name: str) -> bool:
    """A writer's agency, and the place behind it: `GILLIAN WONG, Associated Press WASHINGTON (AP)`."""
    words = name.split()
    return any(agency(" ".join(words[:count])) is not None for count in (1, 2) if count < len(words))


def _overrules(name: str, region: str) -> bool:
    """Whether a country behind a region says that the region meant another: `COMO, CO, ITALY` is not in Colorado."""
    land = country_code(name)
    return land is not None and all(code != land for code, _ in regions(region))


def _bare_source(parts: Parts, text: str, at: int, gap: str) -> int | None:
    """A source without brackets, before a dash, colon or stop: `, GNA -`, ` Kyodo -`, `, ARMENPRESS.`, `- رويترز -`."""
    if parts.credit is not None or not parts.places:
        return None
    match = DOMAIN.match(text, at) or _RUN.match(text, at)
    if match is None:
        return None
    name = match[0].strip()
    first = name.partition(" ")[0]
    if (
        ("." in gap or ("," in gap and parts.day is not None))
        and first.isupper()
        and text[at + len(first) : at + len(first) + 1] == " "
        and agency(first) is not None
    ):
        parts.credit, parts.known_source = first, True  # NUR-SULTAN. KAZINFORM The president
        return at + len(first)
    house, hyphen, _ = first.partition("-")
    if hyphen and "," in gap and house.isupper() and agency(house) is not None:
        parts.credit, parts.known_source = house, True  # Damascus, SANA-Information Minister
        return at + len(house)
    if _BARE_END.match(text, match.end()) is None:
        return None
    known = agency(name) is not None or rules_for(name).name is not None or agency(name.split()[0]) is not None
    piped = "|" in gap and name.isupper() and text[match.end() :].lstrip()[:1] == "|"
    if not known and _DASH.search(gap):
        return None  # "PARIS, April 3 - U.S.-based", "LONDON, March 3 - HSBC - the bank": the text has begun
    if not (known or piped or _is_bare(name, parts, gap)) or (not gap.strip() and parts.day is None and not known):
        return None
    parts.credit, parts.known_source, parts.newsy_source = name, known, True
    return match.end()


def _is_bare(name: str, parts: Parts, gap: str) -> bool:
    """Whether a name that we do not know stands as a source without brackets: a site, an acronym after a day or comma."""
    if DOMAIN.fullmatch(name):
        return True
    if parts.day is not None:
        return bool(ACRONYM.fullmatch(name)) or (name.isupper() and " " not in name and len(name) > 3)
    return "," in gap and (
        (parts.places[0].isupper() and bool(ACRONYM.fullmatch(name)))
        or (is_newsy(name) and not name.isupper() and not name[0].islower())
    )


def _may_lead(found: Source) -> bool:
    """Whether a source in front of the place may be one: any short name in capitals ("[Capital FM] Nairobi --")."""
    return found.newsy or (bool(found.printed) and len(found.printed) <= 40 and found.printed[0].isupper())


def _take_source(parts: Parts, found: Source) -> int:
    if found.printed and parts.credit is None:
        parts.credit, parts.bracketed = found.printed, True
        parts.known_source, parts.newsy_source = found.known, found.newsy
    elif found.printed and parts.prefix_end and found.known:
        parts.credit = f"{parts.credit} / {found.printed}"  # /EIN News/ -- ROUYN-NORANDA, Quebec, Feb. 21 (GLOBE NEWSWIRE)
    parts.day = parts.day or found.day
    return found.end


def _ends_day(text: str, end: int) -> bool:
    """A day is followed by a stop of some kind, never by a word: "May 1 marks ..." is prose."""
    rest = text[end : end + 3].lstrip()
    return not rest or rest[0] in ",.:;-–—―(/[|।۔،_=" or (text[end : end + 1] == " " and rest[0].isupper())


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
