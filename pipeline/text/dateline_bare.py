"""A dateline's source without brackets: `, GNA -`, ` Kyodo -`, `- РИА Новости, Сергей Орлов.`, `NUR-SULTAN. KAZINFORM The`."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.providers import rules_for
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.dateline_source import ACRONYM, DOMAIN, is_newsy
from newsbeam.pipeline.text.dateline_words import RUN, Parts
from newsbeam.pipeline.text.places import lookup

_BARE_END = re.compile(r"[\s\u00a0]*(?:[-–—―:।=|]|/(?=\s)|\.[-–—]|\.(?=\s)|(?=\n)|\Z)")
_CAPITAL = re.compile(r"\s[^\W\d_a-z][a-z]")
_WRITER = re.compile(r",\s(?:[^\W\d_a-z][^\W\d_]+\s){1,2}[^\W\d_a-z][^\W\d_]+(?=\.\s)")
"""Who wrote it, behind an agency: `РИА Новости, Сергей Орлов.`"""
_INITIALS = late(r"\s?/?\s?(?:[^\W\d_a-z]\.\s?){1,2}[^\W\d_a-z][^\W\d_]+(?:\s?/|(?=\n|$))")
"""Who wrote it, by initials and alone behind an agency: `/ Trend A. Guliyeva /`."""
_DASH = re.compile("[-–—]")


def bare_source(parts: Parts, text: str, at: int, gap: str) -> int | None:
    """A source without brackets, before a dash, colon or stop: `, GNA -`, ` Kyodo -`, `, ARMENPRESS.`, `- رويترز -`."""
    if parts.credit is not None or not parts.places or "\n" in gap:
        return None
    match = DOMAIN.match(text, at) or RUN.match(text, at)
    if match is None:
        return None
    name = match[0].strip()
    if (leading := _before_text(parts, text, at, gap, name.partition(" ")[0])) is not None:
        parts.credit, parts.known_source = leading, True
        return at + len(leading)
    if parts.day is not None and (writer := _WRITER.match(text, match.end())) is not None and agency(name) is not None:
        parts.credit, parts.known_source, parts.newsy_source = name, True, True
        return writer.end()
    first = name.partition(" ")[0]
    if parts.day is not None and agency(first) is not None and (writer := _INITIALS.match(text, at + len(first))) is not None:
        parts.credit, parts.known_source, parts.newsy_source = first, True, True
        return writer.end()
    if _BARE_END.match(text, match.end()) is None:
        site = "," in gap and name.partition(".")[0].isupper() and DOMAIN.match(text, at)
        if not site or _CAPITAL.match(text, site.end()) is None:
            return None
        parts.credit, parts.newsy_source = site[0], True  # JAKARTA, KOMPAS.com Presiden
        return site.end()
    known = agency(name) is not None or rules_for(name).name is not None or agency(name.split()[0]) is not None
    piped = "|" in gap and name.isupper() and text[match.end() :].lstrip()[:1] == "|"
    paper = name[0] >= "\u0600" and is_newsy(name) and text[match.end() :].lstrip()[:1] == ":"  # الدوحة - الراية:
    if not known and not paper and _DASH.search(gap):
        return None  # "PARIS, April 3 - U.S.-based", "LONDON, March 3 - HSBC - the bank": the text has begun
    if not (known or piped or _is_bare(name, parts, gap)) or (not gap.strip() and parts.day is None and not known):
        return None
    parts.credit, parts.known_source, parts.newsy_source = name, known, True
    return match.end()


def _before_text(parts: Parts, text: str, at: int, gap: str, first: str) -> str | None:
    """The agency that a word is, with the text right behind it."""
    ended = text[at + len(first) : at + len(first) + 1]
    if first[:1] >= "\u0600":
        return first if ("/" in gap or parts.day is not None) and agency(first) is not None else None  # بغداد / واع
    if "." not in gap and not ("," in gap and parts.day is not None):
        house, hyphen, _ = first.partition("-")
        known = hyphen and "," in gap and house.isupper() and agency(house) is not None
        return house if known else None  # Damascus, SANA-Information Minister
    if first.isupper() and ended == " " and agency(first) is not None:
        return first  # NUR-SULTAN. KAZINFORM The president
    return None


def _is_bare(name: str, parts: Parts, gap: str) -> bool:
    """Whether a name that we do not know stands as a source without brackets: a site, an acronym after a day or comma."""
    if DOMAIN.fullmatch(name):
        return True
    if parts.day is not None:
        return bool(ACRONYM.fullmatch(name)) or (name.isupper() and " " not in name and len(name) > 3)
    if name[0] >= "\u0600" and is_newsy(name):
        return True
    if "," in gap and " " not in name and name[0].isupper() and _is_indonesian(parts.places[0]) and not is_place(name):
        return True  # Jakarta, InfoPublik -
    return "," in gap and (
        (parts.places[0].isupper() and bool(ACRONYM.fullmatch(name)))
        or (is_newsy(name) and not name.isupper() and not name[0].islower())
    )


def _is_indonesian(place: str) -> bool:
    found = lookup(place, home_country="ID")
    return found is not None and found.country == "ID"
