"""Persons in a line of names: whatever the order of names, the script, the roles around them. Houses and desks are none (docs/design/wire-copy.md#bylines)."""

import re
from functools import lru_cache
from itertools import takewhile

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text import persons_cjk
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_place import is_given_name, is_land, is_place, is_town
from newsbeam.pipeline.text.house_and_place import house_and_place
from newsbeam.pipeline.text.houses import is_house
from newsbeam.pipeline.text.person_words import ARTICLES, MODIFIERS, NO_PERSON, OTHERS, PREFIX, ROLES, SPLIT
from newsbeam.pipeline.text.persons_joined import parted, turned_names
from newsbeam.pipeline.text.signoff import is_sourced

_PUBLISHED = re.compile(
    r"\s{1,9}(?:published|updated|posted|last updated|publié|veröffentlicht|publicado|pubblicato)\b.{0,80}$", re.IGNORECASE
)
_DATED = re.compile(
    r"\s{1,9}(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]{0,6}\s\d|\d{1,2}[./-]\d).{0,60}$"
)
"""`Jane Doe Monday, November 18, 2019`."""
_MAIL = re.compile(r"[(<]?\S{1,64}@\S{1,128}")
_RSS_AUTHOR = re.compile(r"\S{1,64}@\S{1,128}\s{0,3}\(([^()]{1,100})\)")
_PLACE = re.compile(r"\s+(?:in|at|from|aus|à|en|à|da|din|från|fra|IN|FROM)\s+[A-Z][\w .'-]{1,40}$")
_FOR = re.compile(r"(?<=\w)\s+(?:for|für|pour|para|per|voor|för)\s+(?:the\s+)?[A-Z].*$")
_INITIALS = re.compile(r"([^\W\d_][\w'’-]{1,30}),\s((?:[A-Z]\.[\s-]?){1,4}|[A-Z])(?=$|[,;&]|\s(?:and|und|et)\b)")
"""`Hansen, B. O.`: the surname first, as indexes print it."""
_DEGREE = re.compile(r",\s?(?:M\.\s?D|Ph\.?\s?D|J\.\s?D|D\.D\.S|M\.?P\.?H|MD|MBA|RN|Esq)\.?(?=$|[,;|]|\s(?:and|&)\s)")
"""`Jane Roe, M.D.`: no initials."""
_PICTURES = re.compile(r"\s+(?=(?:fotos?|photos?|bild(?:er)?|zdjęcia|kuva(?:t)?|immagini|vidéo|video)\s?:)", re.IGNORECASE)
_ENDS = late(rf"[\s,]+(?:(?:{MODIFIERS})[\s,]+){{0,4}}(?:{ROLES})$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]")
_DOMAIN = re.compile(r"\w{2,}\.[a-z]{2,6}$|^[@#/]|\d|https?:")
_SINGLE = re.compile(r"(?:[A-Z]['’]|Mc|Mac)?[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20}){0,2}")
_INITIALLED = late(r"(?:[^\W\d_a-z]\.){1,3}[^\W\d_a-z][\w'’-]{2,30}")
_INITIAL_LAST = re.compile(r"(?:^|[\s.])(?:[^\W\d_]|[JS]r)\.$")
_LAST = late(r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|bin|ben)\s+){0,3}[^\W\d_][\w'’-]{2,30}", re.IGNORECASE)
_FIRST = late(r"[^\W\d_a-z][\w'’-]{1,30}(?: [A-Z]\.?)?")
_HELD = "\x01"
_DOUBLE = re.compile(r"\w{2,30} \w{2,30} [eyi] \w{2,30}(?=$|[,;&])")
"""`Ana Lima e Silva`, `José Ortega y Gasset`: one person."""
_HOUSES = re.compile(r"^[A-Z]\w{1,20}['’]s\s+(?=[A-Z])")
_TITLED = re.compile(
    r"^(?:[\w.'’-]{1,20}\s+){0,4}(?:writer|reporter|correspondent|editor|journalist|columnist|redakteur(?:in)?)\s+(?=[A-Z]\S+\s+[A-Z])",
    re.IGNORECASE,
)
"""`Associated Press Writer Jane Doe`."""
_LITTLE = "al an ap at bin ben da das de del della den der di do dos du e el i ibn la le op san st ten ter tot van vom von y zu zur"
PARTICLES = frozenset(_LITTLE.split())
_WORD = re.compile(r"[^\W\d_]+")
_WITH = re.compile(r"\s*\((?:avec|with|mit|con|med|met)\s([^()]{3,80})\)")
"""`Jane Roe (with Ann Lee and Tom Ruf)`."""
_VOWEL = re.compile("[AEIOUYÄÖÜÉÈÁÀÍÓÚ]")
_SURNAME, _TWICE = 4, 9
_REACH = 500
"""Characters that are looked at for persons."""
_WORDS = 6
"""Words of a person's name, at most."""


def persons(text: str, *, named: bool = False) -> tuple[str, ...]:
    """The persons in a line; `named`: it is the name of one writer or of some, so that a single word may be one too.

    >>> persons("By CHARLES ODUM / AP Sports Writer"), persons("Hansen, B. O."), persons("김철수·이영희 기자")
    (('Charles Odum',), ('B. O. Hansen',), ('김철수', '이영희'))
    """
    return _persons(text[:_REACH], named)


@lru_cache(maxsize=4096)
def _persons(text: str, named: bool) -> tuple[str, ...]:
    """A feed's few writers come again and again."""
    if is_sourced(text):
        return ()
    if (sent := house_and_place(text)) is not None:
        return _persons(sent.writer, True) if sent.writer else ()
    if named and (listed := turned_names(text)) is not None and all(found := [_turned(part) for part in listed]):
        return tuple(dict.fromkeys(filter(None, found)))
    return _of_line(parted(text.removeprefix("oi-")), named)


def _of_line(text: str, named: bool) -> tuple[str, ...]:
    if match := _RSS_AUTHOR.fullmatch(text):
        text, named = match[1], True
    text = _bare(_MAIL.sub(" ", _DATED.sub("", _PUBLISHED.sub("", text))))
    if begun := PREFIX.match(text):
        text, named = text[begun.end() :], True
    if persons_cjk.is_cjk(text):
        return tuple(name for name in persons_cjk.names(text) if agency(name) is None)
    if agency(text) is not None and " " not in text.partition("/")[2]:
        return ()
    if "(" in text:
        text = _WITH.sub(r", \1", text)
    text = _PICTURES.sub(", ", _DEGREE.sub("", text))
    text = _INITIALS.sub(lambda m: f"{m[2].strip()} {m[1]}", text)
    if named and (turned := _turned(text)) is not None:
        return (turned,)
    parts = list(takewhile(lambda part: not OTHERS.match(part), SPLIT.split(_DOUBLE.sub(_held, text))))
    names = [name for part in parts if is_person(name := _trimmed(part), alone=named)]
    if len(parts) > 1:
        names = [name for name in names if " " not in name or not is_town(name)]  # Jane Roe, New York
        if len(names) > 1 and all(map(is_place, names)):
            return ()  # Lagos, Nigeria
    if len(names) > 1 and not names[0].isupper():
        names = [name for name in names if not name.isupper()]  # David Straub, MDR THÜRINGEN
    # A single word beside whole names is a place ("Ann Lee, Nairobi"), among its like a name.
    whole = [name for name in names if len(name.split()) > 1 or "." in name]
    return tuple(dict.fromkeys(map(_cased, whole or (names if len(names) == len(parts) else ()))))


def _held(found: re.Match[str]) -> str:
    return found[0].replace(" ", _HELD)


def _bare(text: str) -> str:
    """Without marks at the ends; the stop of an initial stays."""
    text = text.strip(" =<^|–—:*•").removesuffix(" -").removeprefix("- ")
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    return text if _INITIAL_LAST.search(text) else text.rstrip(" .")


def _turned(text: str) -> str | None:
    """`Doe, Jane` of one writer's name; None where it is no such thing."""
    last, comma, first = text.partition(", ")
    if not comma or not (_LAST.fullmatch(last) and _FIRST.fullmatch(first)):
        return None
    ours = is_person(last.split()[-1], alone=True) and is_person(first.split()[0], alone=True)
    return _cased(f"{first} {last}") if ours and NO_PERSON.search(last) is None and not is_land(first) else None


def _trimmed(part: str) -> str:
    """A part without its place, its house, its title."""
    if (begun := PREFIX.match(part)) and (" " in part[begun.end() :] or begun[0].strip().lower() not in PARTICLES):
        part = part[begun.end() :]
    if len(part) > _TWICE and part[: len(part) // 2] == part[len(part) // 2 :]:
        part = part[: len(part) // 2]  # Ann RoeAnn Roe: a picture's text before the name
    name = _bare(" ".join(_FOR.sub("", _PLACE.sub("", _BRACKETS.sub("", _bare(part)))).split()))
    name = _ENDS.sub("", _TITLED.sub("", _HOUSES.sub("", name)))
    words = _without_agency(name).split()
    # `Jane Doe BBC News`: a house in capitals before the word that makes it one.
    for at in range(2, len(words)):
        if words[at].isupper() and len(words[at]) > 1 and "." not in words[at] and not name.isupper() and _is_label(words, at):
            return " ".join(words[:at])
    return " ".join(words)


def _is_label(words: list[str], at: int) -> bool:
    """Whether capitals behind a name are a house's, no surname's: `Jane Doe BBC`, but `André Oliver KLEIN`."""
    return at + 1 < len(words) or agency(words[at]) is not None or len(words[at]) < _SURNAME or _VOWEL.search(words[at]) is None


def is_person(name: str, *, alone: bool = False) -> bool:
    """Whether a name may be a person's: two to six words, no desk, agency or site; one word where it stands `alone` in a name's place.

    >>> is_person("Umer Jamshaid"), is_person("News Desk"), is_person("gr"), is_person("APP"), is_person("Le Monde")
    (True, False, False, False, False)
    """
    words = name.replace(_HELD, " ").split()
    if (
        not words
        or len(words) > _WORDS
        or len(name) > 60
        or _DOMAIN.search(name)
        or NO_PERSON.search(name)
        or (is_house(name) and not _is_named(words))
        or agency(name)
        or is_sourced(name)
    ):
        return False
    if len(words) == 1:
        return _is_single(name, alone=alone)
    if len(words) == 2 and words[0].lower() in ARTICLES:
        return False
    if name.isupper() and max(map(len, words)) < 3:  # languages: RU UA EN
        return False
    if name.islower():  # `bell hooks`, and sites that write every name so
        return alone and all(map(str.isalpha, words)) and len(words) < 4
    if not name.isupper() and ((words[0].isupper() and len(words[0]) > 2 and words[0].isalpha()) or any(map(_is_house, words))):
        return False  # `CBS Detroit`, `AP Auto`
    return name[0].isalpha() and words[-1] not in PARTICLES and all(map(_may_name, words))


def _is_named(words: list[str]) -> bool:
    """Whether a house is called as a person is, by a first name and one word: `Philip Morris`, `Luca Mattino`."""
    return len(words) == 2 and words[0].casefold() not in PARTICLES and is_given_name(words[0])


def _is_house(word: str) -> bool:
    return word.isupper() and word.isalpha() and len(word) > 1 and agency(word) is not None


def _may_name(word: str) -> bool:
    """Whether a word may stand in a person's name: capitalised, a particle, or in a script without case."""
    return not word[0].islower() or word in PARTICLES or "'" in word or "’" in word or "-" in word


def is_large(name: str) -> bool:
    """Whether each word of a name is written large, but for particles."""
    return all(not word[0].islower() or word in PARTICLES for word in name.split())


def is_site(word: str) -> bool:
    """`Dawn.com`, `@dawn`, a word with figures."""
    return _DOMAIN.search(word) is not None


def _is_single(name: str, *, alone: bool) -> bool:
    """One word is a person's only where it is no shout, no handle and no initials; scripts without case get the benefit."""
    if persons_cjk.is_cjk(name):
        return persons_cjk.is_name(name)
    if _INITIALLED.fullmatch(name):
        return True
    if name.isascii():
        return alone and len(name) > 2 and _SINGLE.fullmatch(name) is not None
    # Scripts without case are neither upper nor lower.
    written = name.istitle() or name == name.casefold() == name.upper()
    return written and name.replace("-", "").replace("\u200c", "").isalpha() and len(name) > (2 if alone else 3)


def _without_agency(name: str) -> str:
    """`JANE DOE Associated Press` without the agency."""
    words = name.split()
    for count in (1, 2):
        if len(words) > count + 1 and agency(" ".join(words[-count:])) is not None:
            return " ".join(words[:-count])
    return name


def _capital(word: re.Match[str]) -> str:
    return word[0].capitalize()


def _cased(name: str) -> str:
    """A name in one case only as names are written; `McDonald` and `de la Cruz` stay as printed."""
    name = name.replace(_HELD, " ")
    if name.isupper():
        return " ".join(_WORD.sub(_capital, w) if len(w) > 2 and "." not in w else w for w in name.split())
    return name.title() if name.islower() and name.isascii() else name
