"""What follows a dateline's place: region, day and sources, in any order and in whatever brackets they are printed."""

import re

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_bare import bare_source
from newsbeam.pipeline.text.dateline_brackets import before_agency, brazilian, is_province, letters
from newsbeam.pipeline.text.dateline_date import PrintedDay, match_day
from newsbeam.pipeline.text.dateline_place import is_place, is_region
from newsbeam.pipeline.text.dateline_source import OPENERS, is_newsy, source_at
from newsbeam.pipeline.text.dateline_words import GAP, RUN, WORD, Parts, skip, take_source
from newsbeam.pipeline.text.months import month_of
from newsbeam.pipeline.text.places import country_code, regions
from newsbeam.pipeline.text.region_letters import shortens_region

_SPELT_DAY = late(rf"{WORD}\s({WORD})(?=\s?[(\[])")
_OPAQUE_DAY = late(
    rf"(?:\d{{1,2}}\s?-\s?\d{{1,2}}(?=\s?\()|\d{{1,2}}\.?\s{WORD}\.?|{WORD}\s\d{{1,2}}|\d{{1,2}}(?=\s\())(?:[,፣]?\s\d{{4}})?(?=\s?[(\[/])"
)
_QUOTED = late(r"«(?P<src>[\u0600-\u06ff]+(?:\s[\u0600-\u06ff]+){0,2})»(?=\s?(?::|\n|[-–—]\s))")
_LETTERED = re.compile(r"(?:ता|તા|दि|तारीख|તારીખ)\.?\s?\d{1,2}(?![\d.:/-])")
"""`ता. ५`: "date" and a day of this month."""
_OPENING = re.compile(r"[(\[/]")
_STROKE = re.compile(r"/\s?")
_OTHER_MONTH = late(rf"/\s?({WORD})")
_SHORT_YEAR = re.compile(r"\s['’]?\d{2}(?=\s[A-Z][^\d\s]+\s)")
_PICTURE = re.compile(r"(?:imagen|foto|photo|video|vídeo|image|pic)\b", re.IGNORECASE)
_SPACED_DASH = re.compile(r"\s[-–—]{1,3}\s")
_CLOCK = re.compile(r"\s?/?,?\s?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?(?=\s?[(\-–—/])")
_INDIAN_WRITER = late(r"[\u0900-\u0963]{2,16}(?: [\u0900-\u0963]{2,16}){1,2}(?=\s?।(?:\s|$))")
_ABBREVIATED = re.compile(r"(?:[A-Z]\.\s?[A-Z][a-z]{1,3}\.|[A-Z][A-Za-z]{0,5}\.|(?:[A-Z]\.\s?){2,3}|[A-Z]{2}(?![\w]))")


def qualifiers(parts: Parts, text: str, at: int) -> int:
    """Region, day and sources after the place, in any order, as long as they are there. Gives the end of the last one."""
    for _ in range(7):
        begun = skip(GAP, text, at)
        gap = text[at:begun]
        for step in _BY_OPENING.get(text[begun : begun + 1], _STEPS):
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
    if found is None and text[at] == "/" and (parts.day is not None or text[at + 1 : at + 3].strip() >= "\u0600"):
        return bare_source(parts, text, skip(_STROKE, text, at), "/")  # طهران/ 14 تشرين الاول/ ارنا –
    if found is None or not (found.printed or found.day):
        return None
    if parts.places and parts.credit is None and not found.known and found.printed and is_region(found.printed):
        parts.region, parts.region_known, parts.region_bracketed = found.printed, True, True
        return found.end
    if parts.places and parts.region is None and not found.known and is_province(parts, found):
        parts.region, parts.region_bracketed = found.printed, True
        return found.end
    if parts.places and parts.region is None and text[at] == "(" and not found.known and before_agency(text, found):
        parts.region, parts.region_bracketed = found.printed, True
        return found.end
    if parts.credit is not None and _PICTURE.match(found.printed):
        return found.end  # La Habana, 27 ene (EFE), (Imagen: Juan Paz).-
    if parts.credit is not None and not found.known and found.day is None:
        return None
    if parts.day is not None and not parts.places and not found.known and found.printed.isupper() and is_place(found.printed):
        parts.places.append(found.printed)  # October 20, 2020 (KHARTOUM) –
        return found.end
    return take_source(parts, found)


def _quoted(parts: Parts, text: str, at: int, gap: str) -> int | None:
    """A paper in quotation marks that a colon or a line's end follows: `بيروت - «الشرق الأوسط»:`."""
    found = _QUOTED.match(text, at)
    if found is None or not gap.strip() or parts.credit is not None or not parts.places or not is_place(parts.places[0]):
        return None
    parts.credit, parts.newsy_source, parts.bracketed = found["src"], True, True
    return found.end()


def _day(parts: Parts, text: str, at: int, _gap: str) -> int | None:
    if parts.day is not None or not (parts.places or parts.credit):
        return None
    found = match_day(text, at)
    end = found[0] if found is not None else at
    if found is not None and found[1].year is None:
        end = skip(_SHORT_YEAR, text, end)  # 7th December 99
    if found is not None and _ends_day(text, end, year=found[1].year is not None):
        parts.day = found[1]
        if (
            text[end : end + 1] == "/"
            and (other := _OTHER_MONTH.match(text, end)) is not None
            and month_of(other[1]) == found[1].month
        ):
            end = other.end()  # 14 تشرين الاول/ اكتوبر
        return skip(_CLOCK, text, end)
    # A month of a language or calendar that we do not know is still a day where a source follows: ४ कात्तिक (रासस).
    spelt = _SPELT_DAY.match(text, at) if parts.places and not text[at : at + 1].isascii() else None
    if spelt is not None and (month := month_of(spelt[1])) is not None:
        parts.day = PrintedDay(month, None, None)  # नयी दिल्ली, तीन मार्च (भाषा)
        return spelt.end()
    lettered = _LETTERED.match(text, at) if parts.places and text[at : at + 1] >= "\u0900" else None
    if lettered is not None:
        parts.day = PrintedDay(None, None, None)
        return lettered.end()
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
    if is_region(name) and not _goes_on(parts, text, match.end()):
        if parts.region is None or not parts.region_known or _overrules(name, parts.region):
            parts.region = name
        parts.region_known = True
        return match.end()
    if parts.region is not None or len(name.split()) > 3 or not name[0].isupper() or _begins_with_agency(name):
        return None
    return _province_called_so(parts, text, match) if agency(name) else _unknown_region(parts, text, match)


def _unknown_region(parts: Parts, text: str, match: re.Match[str]) -> int | None:
    """A region that nobody knows, where the form says that it is one."""
    name = match[0].strip()
    if name.endswith(".") and shortens_region(name, parts.places[0]):
        parts.region, parts.region_known = name, True
        return match.end()
    after = skip(GAP, text, match.end())
    gap = text[match.end() : after]
    if "," in gap and (next_one := _region_at(text, after)) and is_region(next_one[0].strip()):
        parts.between = name
        return match.end()
    if (
        (parts.places[0].isupper() and _SPACED_DASH.match(text, match.end()) and not is_newsy(name))  # ERBIL, Kurdistan Region –
        or (name.endswith(".") and text[match.end() : match.end() + 1] in ("-", "–", "—"))  # Guadalajara, Jal.-
        or text[after : after + 1] in "([（/|"
        or "|" in gap
        or ("," in gap and match_day(text, after))
    ):
        parts.region = name
        return match.end()
    return None


def _province_called_so(parts: Parts, text: str, match: re.Match[str]) -> int | None:
    """Where a province ends whose letters are an agency's too, for the agency stands behind it: `Mataram, NTB (ANTARA News)`."""
    behind = skip(GAP, text, match.end())
    found = source_at(text, behind) if text[behind : behind + 1] in ("(", "[") else None
    if found is None or not found.known:
        return None
    parts.region = match[0].strip()
    return match.end()


def _goes_on(parts: Parts, text: str, end: int) -> bool:
    """Whether a country is the text's first word: `CAPE TOWN, South Africa will host`."""
    return (
        parts.places[0].isupper()
        and text[end : end + 1] == " "
        and text[end + 1 : end + 3].islower()
        and text[end + 1 : end + 3].isalpha()
    )


def _region_at(text: str, at: int) -> re.Match[str] | None:
    """The longer of an abbreviation and a run of words that is a region we know; else what stands there."""
    short, run = _ABBREVIATED.match(text, at), RUN.match(text, at)
    known = [one for one in (short, run) if one is not None and is_region(one[0].strip())]
    if known:
        return max(known, key=lambda one: one.end())
    dotted = short is not None and text[short.end() : short.end() + 1] in ("-", "–", "—", ",") and short[0][-1] == "."
    return short if dotted else run


def _begins_with_agency(name: str) -> bool:
    """A writer's agency, and the place behind it: `GILLIAN WONG, Associated Press WASHINGTON (AP)`."""
    words = name.split()
    return any(agency(" ".join(words[:count])) is not None for count in (1, 2) if count < len(words))


def _overrules(name: str, region: str) -> bool:
    """Whether a country behind a region says that the region meant another: `COMO, CO, ITALY` is not in Colorado."""
    land = country_code(name)
    return land is not None and all(code != land for code, _ in regions(region))


def _ends_day(text: str, end: int, *, year: bool) -> bool:
    """A day is followed by a stop of some kind, never by a word: "May 1 marks ..." is prose."""
    rest = text[end : end + 3].lstrip()
    if not rest or text[end] == "\n" or rest[0] in ",.:;-–—―(/[|।۔،_=" or (text[end : end + 1] == " " and rest[0].isupper()):
        return True
    # नई दिल्ली, 14 जुलाई, 2022 सरकार: a year ends it where there are no capitals
    return year and text[end : end + 1] == " " and rest[0] >= UNCASED


def _writer(parts: Parts, text: str, at: int, gap: str) -> int | None:
    """Who wrote it, behind the town and before the stop of Indian papers: `ग्वालियर, अतुल सक्सेना। पुलिस`."""
    if "," not in gap or not "\u0900" <= text[at : at + 1] <= "\u0dff" or not parts.places or parts.credit or parts.day:
        return None
    found = _INDIAN_WRITER.match(text, at)
    return found.end() if found is not None and not is_place(found[0]) else None


_STEPS = (_bracket, _day, _region, bare_source, _writer)
_BY_OPENING = {"«": (_quoted, *_STEPS), "(": (letters, brazilian, *_STEPS)}
"""What may stand behind a place, in this order, by the sign with which it begins."""
