"""Who told it: the line of sources as printed, who first reported, who hands it on (`APP - UrduPoint / Pakistan Point News`)."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.providers import folded, rules_for
from newsbeam.pipeline.text.agencies import ACRONYM, Kind, agency, is_printed, is_word
from newsbeam.pipeline.text.clean import line
from newsbeam.pipeline.text.house_and_place import house_and_place
from newsbeam.pipeline.text.html import one_line
from newsbeam.pipeline.text.person_words import MODIFIERS, ROLES

_PARTS = re.compile(r"\s*(?:/|;|\||،|,|\s-{1,2}\s?|\s?-{1,2}\s|\s?[–—]\s?|\bvia\b|\band\b|\bwith\b|\bet\b|۔|=)\s*")
_NOBODY = frozenset(
    map(
        folded,
        (
            "Agencies",
            "Agency",
            "Wires",
            "Agencias",
            "Agências",
            "Agences",
            "Agenturen",
            "Agenzie",
            "Агентства",
            "وكالات",
            "ایجنسیاں",
            "एजेंसी",
            "एजेंसियां",
            "各社",
        ),
    )
)
"""Words that stand where an agency's name would, and name none."""
_BY = re.compile(r"^(?:by|von|par|por|di|de|door|av|af|oleh|от|від)\s+(?=\S)", re.IGNORECASE)
_BYLINE_PARTS = re.compile(r"\s*(?:[,/;|()]|\b(?:for|avec|with|mit|con|com|med|met)\b|\s[-–—]\s)\s*")
_IN = re.compile(r"\s+(?:in|à|in|en|aus|from)\s+[A-Z]\w+$")
_BUTTON = 2
_FULL = 3
"""Words of a role, a house and a surname."""
_HEADS = 3
"""Words that an agency's name has at most where no comma parts it from a writer's."""
_EDGES = " -–—/|;,="
"""What joins names, and is left at an end where one of them is empty: "STT–"."""
_TITLE = late(rf"\s+(?:(?:{MODIFIERS})\s+)*(?:{ROLES})$", re.IGNORECASE)
"""What a writer is called behind the agency's name."""
_WITH = re.compile(
    r"^[*©\s]{0,3}(?:(?:with|and) (?:an? )?(?:agency )?(?:inputs?|reports?|files?|reporting) (?:from|by) (?:the )?|via |source\s?: ?|by |"
    r"(?:con|com) (?:informaci[oó]n|informaç(?:ão|ões)) d(?:e|a|o|as|os|el) )(?=\S)",
    re.IGNORECASE,
)
"""`With inputs from PTI`: what stands before a source, and is no part of its name."""
_NAME_WORDS = 4
_HOST_END = re.compile(r"(?:\.[a-z]{2,6}){1,2}$")
LIMIT = 200
"""Characters of a credit line; a longer one is prose."""


class Credit(NamedTuple):
    """A line of sources, understood."""

    printed: str | None
    origin_agency: str | None
    distributor: str | None


@lru_cache(maxsize=4096)
def sources_of(printed: str) -> tuple[str, ...]:
    """The names in a line of sources, each once, in their order.

    >>> sources_of("UrduPoint/UrduPoint / Pakistan Point News")
    ('UrduPoint', 'Pakistan Point News')
    """
    names: dict[str, str] = {}
    for part in _PARTS.split(printed):
        if name := part.strip(" .:()[]"):
            for one in name.split() if _is_row_of_agencies(name) else (name,):
                names.setdefault(folded(one), one)
    return tuple(names.values())


def _is_row_of_agencies(name: str) -> bool:
    """`ats afp`: agencies with nothing between them."""
    return " " in name and agency(name) is None and all(len(one) <= 2 * ACRONYM and agency(one) for one in name.split())


@lru_cache(maxsize=4096)
def understand(printed: str | None, info_source: str | None = None, country: str | None = None) -> Credit | None:
    """`origin_agency` is who first reported, `distributor` the house that hands it on; None where neither is told.

    A press-release wire or a house (a provider with a file of its own) distributes; the first other name is the origin, an
    agency before a brand, else the wire itself. `infoSource` (NewsML-G2) says the origin outright. `country`: the dateline's.
    """
    printed = (one_line(printed) or "").strip(_EDGES) or None
    if info_source and "://" in info_source:
        info_source = None
    if printed is None or len(printed) > LIMIT:
        own = line(info_source)
        return Credit(own, _usual(own, None), None) if own and len(own) <= LIMIT else None
    if "://" in printed:
        return Credit(printed, line(info_source), None)  # an address is nobody's name, here and above
    names = sources_of(_WITH.sub("", printed))
    houses = [name for name in names if _hands_on(name, country)]
    others = [name for name in names if name not in houses and folded(name) not in _NOBODY]
    if houses:  # UrduPoint's own copy is printed under its brand's second name
        others = [name for name in others if folded(name) != "pakistanpointnews"]
    origin = next((name for name in others if agency(name)), None) or next(filter(None, map(_beside_names, others)), None)
    origin = origin or next(iter(others), None)
    releases = next((name for name in houses if (known := agency(name, country)) and known.kind is Kind.RELEASES), None)
    distributor = next((name for name in houses if name != releases or len(houses) == 1), None)
    if info_source and (said := line(info_source)) and len(said) <= LIMIT:
        origin = said
    origin = origin or releases or distributor
    return Credit(printed, _usual(origin, country) if origin else None, _usual(distributor, country) if distributor else None)


@lru_cache(maxsize=4096)
def of_byline(name: str) -> str | None:
    """The agency that stands in a byline, as printed: "Reuters", "The Associated Press", "Jane Roe for Reuters", "AP Sports Writer".

    >>> of_byline("The Associated Press"), of_byline("Jane Roe, AFP"), of_byline("JANE ROE AP Business Writer"), of_byline("Petra")
    ('The Associated Press', 'AFP', 'AP', None)
    """
    text = one_line(name) or ""
    if len(text) > LIMIT:
        return None
    if (sent := house_and_place(text)) is not None:
        return sent.house
    if text.isupper() and len(text) > ACRONYM and is_word(text) and agency(text) is not None:
        return text  # ANTARA: no person's name is printed so alone
    for part in (text, *reversed(_BYLINE_PARTS.split(text))):
        one = _BY.sub("", part.strip(" .()[]|-–—"))
        if _is_byline_agency(one):
            return one
        named = _TITLE.sub("", _IN.sub("", one))
        if named != one and _is_byline_agency(named):
            return named
        if (found := _within(named, titled=named != one)) is not None:
            return found
    return None


def _within(name: str, *, titled: bool) -> str | None:
    """The agency behind a writer's name ("JANE ROE Associated Press", "Redazione ANSA"), or before a role and the name."""
    words = name.split()
    if titled:
        ends = (" ".join(words[-count:]) for count in range(min(_NAME_WORDS, len(words)), 0, -1))
        return next(filter(_is_byline_agency, ends), None)
    for count in range(min(_HEADS, len(words) - 1), 0, -1):
        last, first = " ".join(words[-count:]).strip("()[]"), " ".join(words[:count])
        alone = count > 1 or (last.isupper() and not " ".join(words[:-count]).isupper())
        if alone and _is_byline_agency(last):
            return last
        if len(words) > count + 1 and _is_role(words[count]) and _is_byline_agency(first):
            return first  # Associated Press Writer Jane Roe
    return None


def _is_byline_agency(name: str) -> bool:
    return bool(name) and agency(name) is not None and not is_word(name) and (not name.islower() or is_printed(name))


def _beside_names(printed: str) -> str | None:
    """The agency in brackets behind a writer's name, or in capitals between a role and one: `Корр. ТАСС Иван Петров`, `Correspondent XINHUA Jane Roe`."""
    name, bracket, house = printed.rpartition("(")
    if bracket and name.strip() and agency(house.strip(" )")) is not None:
        return house.strip(" )")  # Giulia Neri (ANSA)
    words = printed.split()
    named = words[1] if len(words) > _FULL and words[1].isupper() and len(words[1]) > _BUTTON else ""
    return named if named and (words[0].endswith(".") or _is_role(words[0])) and agency(named) is not None else None


def _is_role(word: str) -> bool:
    return _TITLE.fullmatch(f" {word}") is not None


def fitting(name: str | None, country: str | None) -> str | None:
    """An agency's name that stands alone on a page; two letters of another country's are a page's buttons (`AA` beside "Text Size")."""
    known = agency(name) if name and len(name) == _BUTTON else None
    return None if known is not None and country is not None and known.home not in (None, country) else name


def is_nobody(name: str) -> bool:
    """Whether it stands for agencies without naming one: "Agencies", "وكالات"."""
    return folded(name) in _NOBODY


def delivered_by(provider: str | None) -> Credit | None:
    """The credit of an item of which nothing is known but who delivers it: a name, a code, or a host ("reuters.com"); None: nobody we know.

    >>> delivered_by("reuters.com").origin_agency, delivered_by("globenewswire.com").distributor, delivered_by("example.com")
    ('Reuters', 'GlobeNewswire', None)
    """
    name = line(provider)
    if name is None or len(name) > LIMIT:
        return None
    known = next((one for one in (name, _HOST_END.sub("", name)) if agency(one) is not None), None)
    found = understand(known)
    return found._replace(printed=None) if found is not None else None


def provider_of(names: Sequence[str | None]) -> str | None:
    """The provider that a bare file's credit names: the distributor by the alias tables, else the first agency that we know (docs/design/keys.md#guids)."""
    for printed in names:
        understood = understand(printed)
        if understood is not None and understood.distributor:
            return understood.distributor
        if understood is not None and understood.origin_agency and agency(understood.origin_agency):
            return understood.origin_agency
    return None


def _hands_on(name: str, country: str | None) -> bool:
    known = agency(name, country)
    return known.kind is not Kind.AGENCY if known else rules_for(name).name is not None


def _usual(name: str, country: str | None) -> str:
    known = agency(name, country)
    return known.name if known else rules_for(name).name or name
