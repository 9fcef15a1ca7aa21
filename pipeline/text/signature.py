"""The agency of a signature: `PTI KND DIV`, `APP/mhn`, `(With inputs from PTI)`, `© dpa`, `भाषा अमित नरेश`."""

import re
from functools import lru_cache

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency, is_printed, is_word, may_begin, may_name
from newsbeam.pipeline.text.credit import is_nobody, sources_of

_WORDS = 10
"""Spaces that an agency's name may have."""
_OPENS = ("(", "[", "（", "［", "【")
_INITIAL = 4
"""Letters of a person's initials."""
_NAMES, _SOURCES = 3, 4
"""Names that may stand behind an agency's; sources of a list."""
_INITIALS = re.compile(
    r"(?: [A-Z]{2,4}){1,6}(?: \d{4})?$|/[\w-]{1,24}(?:/[\w-]{1,24})?$| [a-z]{1,3}(?:/[a-z]{1,3}){0,3}$|/[A-Z/]{2,9} \d{4} ?(?:hrs)?$"
)
_WITH = re.compile(
    r"[*©\s]{0,3}(?:\(?c\)\s?)?(?:(?:with|and) (?:an? )?(?:inputs?|reports?|files?|reporting|agency inputs?|additional reporting)? ?(?:from|by) |with |inputs from |"
    r"(?:con|com) (?:informaci[oó]n|informaç(?:ão|ões)|datos|dados|reportes?|agências|material) d(?:e|a|o|as|os|el|e la) |avec |con |com |mit |met |med |theo |via |dari |"
    r"source\s?: )?(?:l['’]|the )?",
    re.IGNORECASE,
)
"""`(Avec MAP)`, `(With inputs from PTI)`, `Con información de AFP`, `© ANP`, `(Theo TTXVN)`."""
_APART = re.compile(r"[\s/]+")
"""`dpa hm bs`, `dpa/sh`: an agency and who wrote and sent it."""
_SITE = late(r"[\w-]{2,30}\.[a-z]{2,4}", re.IGNORECASE)
_INPUTS = late(r"[(*\[\s]{0,3}(?:(?:with|and) )?(?:an? |additional |agency ){0,2}inputs? from\b", re.IGNORECASE)
_REPORT_BY = ("This report by ", "This story by ", "This content by ", "Ce texte de ", "Ce reportage de ", "Cet article de ")
_BEHIND = late(
    r"[(\[（［【](?P<name>[^()\[\]（）［］【】\n]{2,30})[)\]）］】]\s?(?:[-–—/]{1,2}\s)?(?P<more>(?:all )?rights reserved\.|\(?(?:https?://|www\.)[^\s()]+\)?|"
    r"[^\n]{2,40}?(?<![.!?…。।۔؟])|\([^()\n]{2,40}\))",
    re.IGNORECASE,
)
_WORDS_BEHIND = 4
"""Words that stand behind an agency that signs, at most."""
_FIRST_PUBLISHED = late(
    r"(?:This \w+ by|Cet? \w+ de) (?P<name>[^\n.]{2,60}?) (?:was (?:first|originally) published|a (?:d['’]abord |initialement )?été publiée?)\s[^\n]{4,60}$"
)


def first_of(names: str) -> str | None:
    """The first agency of a short list of sources."""
    listed = sources_of(names)
    return next((one for one in listed if agency(one) is not None), None) if len(listed) <= _SOURCES else None


@lru_cache(maxsize=1024)
def agency_of(sign: str, *, marked: bool = False) -> str | None:
    """The agency of `PTI`, `PTI KND DIV`, `APP/mhn`, `Xinhua/Jane Roe`; `marked`: it stands in brackets or behind a dash."""
    if not sign or sign.count(" ") > _WORDS:
        return None
    if (found := _WITH.match(sign)) is not None and found.end():
        sign, marked = sign[found.end() :], True
    if not (may_name(sign) if marked or "/" in sign or "=" in sign else may_begin(sign)):
        return None
    if sign.islower() and not (marked and not is_word(sign) and agency(sign)):  # `dpa hm bs wjh`; a lower-case word alone is a word
        first, *initials = _APART.split(sign)
        if not initials and is_printed(sign) and not is_word(sign):
            return sign  # dpa
        alone = initials and max(map(len, initials)) <= _INITIAL and agency(first) is not None
        return first if alone else first_of(sign) if marked and not is_word(sign) and ("/" in sign or "," in sign) else None
    if "/" not in sign and agency(sign) is not None:
        return sign if marked or not is_word(sign) else None
    short = _INITIALS.sub("", sign).rstrip(",")
    if short != sign and agency(short) is not None:
        return short
    return _beside_others(sign) or (_of_list(sign) if marked else None)


def _beside_others(sign: str) -> str | None:
    """An agency before a writer's name or a desk's, or behind a site or a place."""
    front, slash, behind = sign.partition("/")
    if slash and len(behind) <= 30 and front.strip() and agency(front.strip()) is not None:
        return front.strip()
    if slash and "." in front and _SITE.fullmatch(front.strip()) and agency(behind.strip()) is not None:
        return behind.strip()  # Kurir.rs/Tanjug
    first, _, names = sign.partition(" ")
    if first >= UNCASED and names.count(" ") < _NAMES and agency(first) is not None:
        return first  # भाषा अमित नरेश
    if "=" in sign and agency(behind := sign.rpartition("=")[2]) is not None:
        return behind  # 서울=연합뉴스
    return None


def _of_list(sign: str) -> str | None:
    """`Reuters y AP`, `dpa-infocom, dpa:210503-99-123456/3`: agencies and their numbers, nothing else."""
    names = sources_of(sign.replace(" y ", ", ").replace(" e ", ", ").replace(" und ", ", "))
    known = [name for name in names if agency(name) is not None]
    others = [name for name in names if name not in known and not any(map(str.isdigit, name)) and not is_nobody(name)]
    return known[0] if known and not others else None


def before_more(last: str, above: str) -> str | None:
    """The agency of `(NAN)(www.nannews.ng)`, `(Xinhua) Editor: Jane Roe`; one line of several that begin so is a list's."""
    if last[:1] not in _OPENS or above.rstrip().rpartition("\n")[2][:1] in _OPENS:
        return None
    found = _BEHIND.fullmatch(last)
    if found is None or len(found["more"].split()) > _WORDS_BEHIND:
        return None
    return found["name"] if agency(found["name"]) is not None else None


def is_contribution(printed: str) -> bool:
    """Whether a line says whose reports were used, not whose it is: `(With inputs from PTI)`."""
    return "nput" in printed and _INPUTS.match(printed) is not None


def first_published(last: str) -> str | None:
    """The agency of `This report by The Canadian Press was first published March 4, 2024.`"""
    found = _FIRST_PUBLISHED.match(last) if last.startswith(_REPORT_BY) else None
    name = found["name"] if found is not None else None
    return name if name and agency(name) is not None else None
