"""Lines of a page that name who wrote, with a town, a house, a role or a day beside the name: `By Ada Obi, Abuja`, `Posted by Jane Roe on May 7, 2024`."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_place import is_given_name, is_place, may_be_name
from newsbeam.pipeline.text.houses import is_house
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.person_words import ARTICLES, MODIFIERS, ROLES
from newsbeam.pipeline.text.persons import is_large, is_person

_LONGEST, _NAME_WORDS, _UNKNOWN = 90, 4, 3
"""Characters of such a line; words of a name, and of a house that nobody knows."""
_NAME = r"(?P<name>(?-i:[^\W\d_a-zа-яё])[^\d:;|/()]{3,48}?)"
_POSTED = late(
    rf"(?:posted|published|written|submitted|publicado|publicada|publié|escrito|scritto|inserito|pubblicato|geschrieben|veröffentlicht|автор)\s(?:by|por|par|da|von)\s{_NAME}"
    r"(?:\s(?:on|at|em|en|le|am|il|el)\s|[,|•·–—-]|\s[|•·–—-]\s|$)(?P<rest>.*)",
    re.IGNORECASE,
)
_DATED = late(
    rf"(?P<when>.{{6,40}}?)[\s,|•·–—-]{{1,3}}(?:by|von|par|por|di|door|af|av|od|przez)\s{_NAME}(?P<rest>)$", re.IGNORECASE
)
"""`May 7, 2024 by Jane Roe`."""
_OF_SITE = late(rf"{_NAME}\s?(?:D[oae]|Para o|Em)\s(?:G1|g1|UOL|R7|Terra|iG|EGO|GloboEsporte(?:\.com)?)(?P<rest>\b.{{0,40}})$")
"""`Ana LagoaDo G1, em Brasília`: Globo's pages as archives keep them."""
_LED = late(
    r"(?:from|escrito por|redactado por|propos recueillis par|recueilli par|a cura di|text(?:o|e|es)?(?: (?:y|e|et|und) fotos?)?\s?:|testo\s?:|fotos? y texto\s?:|"
    r"de notre (?:correspondante?|envoyée? spéciale?),?|d(?:al|alla) nostr[oa] (?:inviat[oa]|corrispondente),?|von unser(?:em|er|en) \w{4,30}|de nuestr[oa] corresponsal,?|"
    rf"haber\s?:|muhabir\s?:|رپورٹ\s?[:：]|تحریر\s?[:：]|کتبہ\s?[:：]|تقریر\s?[:：]|रिपोर्ट\s?[:：]|प्रस्तुति\s?[:：])\s?{_NAME}(?P<rest>(?:\s?[,/|]\s?|\s[-–—]\s).*|)$",
    re.IGNORECASE,
)
"""`Escrito por Rosa Ibarra`, `From Layi Olan, Ilorin`: words that lead a name, and no other line of a page."""
_BESIDE = late(
    rf"(?P<by>(?:[Bb]y|[Pp]ar|[Vv]on|[Pp]or|[Dd]i)\s)?{_NAME}(?P<rest>\s?[,/|]\s?.+|\s[-–—]\s.+|\s\(?(?:avec|with|mit|con|com)\s.+)$"
)
_POSTS = frozenset(
    "posted published written submitted publicado publicada publié escrito scritto inserito pubblicato geschrieben veröffentlicht автор".split()  # noqa: SIM905 (words read better than a list of them)
)
_LEADS = frozenset(
    "from escrito redactado propos recueilli a text texto texte testo foto fotos de dal dalla von haber muhabir رپورٹ تحریر کتبہ تقریر रिपोर्ट प्रस्तुति".split()  # noqa: SIM905 (as above)
)
"""First words of lines that lead a name so: nearly no line has one."""
_SITES = ("G1", "g1", "UOL", "R7", "Terra", "iG", "EGO", "GloboEsporte")
_MARK, _FIGURE = re.compile(r"[,/|]|\s[-–—]\s|\s\(?(?:avec|with|mit|con|com)\s"), re.compile(r"\d")
_PARTS = re.compile(r"\s?[,/|;()]\s?|\s[-–—]\s|\s?\b(?:avec|with|mit|con|com)\s")
_IN = re.compile(r"^(?:à|in|en|em|aus|from)\s")
_ROLE = late(rf"(?:(?:{MODIFIERS})\s+){{0,4}}(?:{ROLES})(?:\s(?:d[aeo]s?|del?|of|for|at)\s\S.{{1,30}})?", re.IGNORECASE)
_NO_FIRST = ARTICLES | {"na", "a", "our"}
"""What begins a house's name, and no person's."""
_OTHERS = late(r"(?:kamera|foto|photo|editor|fotos|photos|video|camera)\b", re.IGNORECASE)


def writer_of(line: str) -> str | None:
    """The name of a line that says with it where, for whom or when that one wrote; None: it is no such line.

    >>> writer_of("By Ada Obi, Abuja"), writer_of("Posted by Jane Roe on May 7, 2024"), writer_of("Climate Change, Nairobi")
    ('Ada Obi', 'Jane Roe', None)
    """
    if not _NAME_WORDS < len(line) <= _LONGEST or " " not in line or line[-1] in ",;" or shapes.ends(line):
        return None
    first = line.partition(" ")[0].rstrip(":：,").casefold()
    if first in _POSTS:
        return _named(_POSTED.fullmatch(line))
    if first in _LEADS and (name := _named(_LED.fullmatch(line))) is not None:
        return name
    if any(map(line.__contains__, _SITES)) and (name := _named(_OF_SITE.fullmatch(line))) is not None:
        return name
    if _FIGURE.search(line) is not None and (dated := _DATED.fullmatch(line)) is not None:
        when = dated["when"]
        return _named(dated) if shapes.is_time(when) and shapes.is_moment(when) else None
    if _MARK.search(line) is None or (beside := _BESIDE.fullmatch(line)) is None:
        return None
    given = is_given_name(beside["name"].partition(" ")[0])
    return _named(beside) if _is_beside(beside["rest"], given=given, led=bool(beside["by"])) else None


def _named(found: re.Match[str] | None) -> str | None:
    name = found["name"].strip(" ,") if found is not None else ""
    return name if name and _is_writer(name) else None


def _is_writer(name: str) -> bool:
    words = name.split()
    return (
        1 < len(words) <= _NAME_WORDS
        and words[0].casefold() not in _NO_FIRST
        and is_large(name)
        and not (name.isupper() and len(words) > _UNKNOWN)
        and is_person(name)
        and not is_place(name)
        and not is_house(name)
    )


def _is_beside(rest: str, *, given: bool, led: bool) -> bool:
    """Whether all that stands beside a name is where, for whom or as what that one wrote; behind a word of writing also when."""
    if led and shapes.is_time(when := rest.strip(" ,/|-–—")) and shapes.is_moment(when):
        return True
    parts = [part.strip() for part in _PARTS.split(rest) if part and part.strip()]
    return 0 < len(parts) <= _UNKNOWN and all(_is_known(part, given=given, led=led) for part in parts)


def _is_known(part: str, *, given: bool, led: bool) -> bool:
    """A role or an agency; behind a first name that we know, or a word of writing, a town or a paper too ("Climate Change, Nairobi")."""
    if agency(part) is not None or _ROLE.fullmatch(part) is not None or _OTHERS.match(part):
        return True
    town = _IN.sub("", part)
    return (given or led) and ((may_be_name(town) and is_place(town)) or (len(part.split()) <= _UNKNOWN and is_house(part)))
