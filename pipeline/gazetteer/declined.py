"""The other cases of names of countries and cities, by the rules of school grammars: "w Polsce", "у Росії", "Suomessa".

A form speaks in its own language only, and not at all where any place is called so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from babel import Locale

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.local_names import named_in
from newsbeam.pipeline.gazetteer.ordinary import tongues
from newsbeam.pipeline.gazetteer.rows import Kind, Name, PlaceRow
from newsbeam.pipeline.gazetteer.seeds import SISTERS, endings, seed

LARGE = 20_000
"""Inhabitants from which a city's own name is declined in its country's languages; a quarter of that in small countries."""
SMALL = frozenset("FI EE LV LT SI HR SK CZ".split())  # noqa: SIM905
"""Those countries: their home news declines the names of towns of five thousand."""
SHORTEST = 4
CAPITAL = 3
"""Letters of a name that is declined by a rule; of a capital's (Rim, Beč)."""
AS_PRINTED, METROPOLIS = ("az", "cs", "et", "hr", "pl", "sk", "sl"), 1_000_000
"""Languages that decline the names of foreign cities as they stand ("u Istanbulu"), and inhabitants from which CLDR's names are not asked for."""
STATES = frozenset({"US", "CA", "AU"})
"""Countries whose states' names these languages decline too ("Floridy")."""
_OWN_LETTERS = {"UA": "uk", "BY": "be", "RS": "sr", "GR": "el", "AZ": "az"}
"""Countries whose towns' names in their own letters, which GeoNames lists, are declined too."""
_OWN_SPELLINGS = {
    **dict.fromkeys(("UA", "BY", "RS"), re.compile("[\u0400-\u04ff]")),
    "GR": re.compile("[\u0370-\u03ff]"),
    "AZ": re.compile("[əıƏİğşŞçÇöÜü]"),
}
"""A letter of theirs."""
_BACK = {"fi": "aou", "hu": "aáoóuú", "az": "aıou", "kk": "аоұыяу"}
"""Vowels after which endings have a back one."""
_FITTING = {
    "fi": {"A": ("a", "ä")},
    "hu": {"A": ("a", "e"), "Ó": ("ó", "ő"), "O": ("o", "e")},
    "az": {"A": ("a", "ə"), "I": ("ı", "i")},
    "kk": {"А": ("а", "е")},
}
"""Of a vowel that fits the name: the back one and the front one."""
_VOWELS = frozenset("aeiouyáéíóúöőüűäöıəаеёиоуыэюяіүұөә")


def declined(names: Iterable[Name], places: list[PlaceRow]) -> Iterator[tuple[Name, frozenset[str]]]:
    """(form, its languages) of every country and of the cities that CLDR names, and of large ones in their own country's languages."""
    taken = {name.surface for name in names if name.match}
    yield from ((form, own) for form, own in peoples(places) if form.surface not in taken)
    spelled: dict[int, list[str]] = defaultdict(list)
    for name in names:
        own = _OWN_SPELLINGS.get(places[name.place].country)
        if own is not None and own.search(name.surface):
            spelled[name.place].append(name.surface)
    for at, place in enumerate(places):
        abroad = place.kind is Kind.REGION and place.country in STATES
        if not abroad and place.kind not in (Kind.COUNTRY, Kind.CAPITAL, Kind.STANDALONE, Kind.CITY):
            continue
        for language, called in dict.fromkeys(_named(place, spelled.get(at, ()))):
            latin = language in SISTERS and called < "\u0370"
            for form in cases("hr" if latin else language, called, CAPITAL if place.kind is Kind.CAPITAL else SHORTEST):
                if form not in taken:
                    yield Name(surface=form, kind=place.kind, place=at, match=True), SISTERS if latin else frozenset({language})


def peoples(places: list[PlaceRow]) -> Iterator[tuple[Name, frozenset[str]]]:
    """(form, its languages) of the peoples' words that speak in one language only, in small letters and with a capital."""
    at = {place.country: number for number, place in enumerate(places) if place.kind is Kind.COUNTRY}
    for language, suffixes, stems in seed("peoples", 3):
        for country, stem in (one.split(" ") for one in stems.split("|")):
            for ending in suffixes.split(" "):
                form = stem + ending.replace("-", "")
                for one in dict.fromkeys((form, form[0].upper() + form[1:])):
                    yield Name(surface=one, kind=Kind.DEMONYM, place=at[country], match=True), frozenset({language})


def _named(place: PlaceRow, spelled: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(language, name) of a place in the languages whose cases we know."""
    if place.kind is Kind.COUNTRY:
        yield from _countries().get(place.country, ())
        return
    yield from (listed := named_in().get((place.country, fold(place.name)), ()))
    if place.kind in (Kind.CAPITAL, Kind.REGION) or place.population >= METROPOLIS:
        known = {language for language, _ in listed}
        yield from ((language, place.name) for language in AS_PRINTED if language not in known and place.name.isascii())
    if place.population >= (LARGE // 4 if place.country in SMALL else LARGE) or place.kind < Kind.CITY:
        for language in sorted(tongues().get(place.country, ())):
            yield language, place.name
        if place.country in _OWN_LETTERS:
            yield from ((_OWN_LETTERS[place.country], one) for one in spelled)


@cache
def _countries() -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for language, locale in (*((one, one) for one in endings("cases")), ("sr", "sr_Latn")):
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2:
                found[code].append((language, name))
    return found


def cases(language: str, name: str, shortest: int = SHORTEST) -> list[str]:
    """A name's other cases in a language, without the name itself.

    >>> cases("pl", "Polska"), cases("uk", "Росія"), cases("fi", "Ruotsi")[:2]
    (['Polski', 'Polsce', 'Polskę', 'Polską'], ['Росії', 'Росію', 'Росією'], ['Ruotsin', 'Ruotsissa'])
    """
    rules = endings("cases").get(language, {})
    if (listed := rules.get(f"={name}")) is not None:
        return listed.split("|")
    if language in ADJECTIVES and (parted := _TWO_WORDS.fullmatch(name)) is not None:
        return _of_two(language, *parted.groups())
    if language in ADJECTIVES and (parted := _BESIDE.fullmatch(name)) is not None:
        return [form + parted[2] for form in cases(language, parted[1], CAPITAL)]
    if not name.isalpha() or len(name) < shortest or name.isupper():
        return []
    ends = next((name[at:] for at in range(1, len(name)) if name[at:] in rules), None)
    if ends is None and (name[-1] in _VOWELS - {"ы"} or "*" not in rules):
        ends = "*" if language in ("az", "kk", "hy") and "*" in rules else None
        if ends is None:
            return []
    stem = name if ends is None or ends == "*" else name[: -len(ends)]
    made = [stem + _fitted(language, name, ending) for ending in rules[ends or "*"].split(" ")]
    return [form for form in made if form != name and (form[-1] < "\u0370") == (name[-1] < "\u0370")]


ADJECTIVES = {
    "cs": {"á": "é ou", "ý": "ého ém ému", "é": "ého ém ých"},
    "sk": {"á": "ej ú ou", "ý": "ého om ému", "é": "ého om ých"},
    "pl": {"a": "ej ą", "y": "ego ym", "i": "iego im", "e": "ego ym ich", "ie": "iego im ich"},
    "hr": {"a": "e oj u", "i": "og om", "o": "og om"},
    "sl": {"a": "e i o", "i": "ega em", "o": "ega em"},
    "sr": {"а": "е ој у", "и": "ог ом", "о": "ог ом"},
    "uk": {"а": "ої ій у", "ий": "ого ому", "е": "ого ому", "і": "их"},
}
"""How an adjective before a town's noun ends, and how its other cases do: "Banská Bystrica", "Banskej Bystrici"."""
_TWO_WORDS = re.compile(r"([^\W\d_]{3,})([ -])([^\W\d_]{3,})")

_BESIDE = re.compile(r"([^\W\d_]{3,})( (?:nad|pod|u|pri|na|v|ob) [^\W\d_]+)")
"""A town called after what it lies beside: only the first word is declined ("V Jablonci nad Nisou")."""


def _of_two(language: str, first: str, mark: str, second: str) -> list[str]:
    """Both words of a town declined: an adjective and its noun, in either order ("Zielonej Górze"), or two nouns with a hyphen."""
    after = cases(language, second, CAPITAL)
    if mark == "-":
        after += _adjective(language, second)
        return [f"{one}-{other}" for one in (first, *cases(language, first, CAPITAL)) for other in after]
    made = [f"{one} {other}" for one in _adjective(language, first) for other in after]
    return made + [f"{one} {other}" for one in cases(language, first, CAPITAL) for other in _adjective(language, second)]


def _adjective(language: str, word: str) -> list[str]:
    for ending, others in ADJECTIVES[language].items():
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return [stem + one for one in others.split(" ")]
    return []


def _fitted(language: str, name: str, ending: str) -> str:
    vowel = next((char for char in reversed(name.lower()) if char in _VOWELS), "a")
    if language == "fi":
        vowel = "a" if any(char in "aou" for char in name.lower()) else "ä"
    for mark, (back, front) in _FITTING.get(language, {}).items():
        ending = ending.replace(mark, back if vowel in _BACK[language] else front)
    return ending
