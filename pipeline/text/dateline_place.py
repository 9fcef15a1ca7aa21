"""Whether a run of words can be a dateline's place: how it is written, and whether the gazetteer knows it."""

from functools import cache, lru_cache
from typing import NamedTuple

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.gazetteer.seeds import seed
from newsbeam.pipeline.gazetteer.table import keys, places
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.months import month_of
from newsbeam.pipeline.text.page.section_words import SECTIONS
from newsbeam.pipeline.text.places import lookup, regions
from newsbeam.pipeline.text.region_letters import shortens_region
from newsbeam.schemas.story import Place

BIG = 300_000
"""Inhabitants that let a town stand before a mere colon, in capitals and small letters, as `New Delhi:` does."""

_JOINERS = frozenset(
    "a al am an and au aan auf aux bei d da das de del della der den des di do dos du e ed el em en es et i im in la las le les li lo los "  # noqa: SIM905 (words read better than a list of them)
    "ob of on op over pod près saint sur than the to un und upon van von vor y y' zu".split()
)
_ARTICLES = frozenset(("d'", "d’", "l'", "l’", "al", "el", "ul", "as"))
_WORDS_OF_PROSE = frozenset(
    "he she it we i you they this that these those there who what when where why how which his her its our my your their him them "  # noqa: SIM905 (as above)
    "said says say told tells asked is are was were be been being has have had will would can could may might shall should must do "
    "does did not no yes but or if as so because since although while after before during with without by from for about into at "
    "an a one two three four five new-look more most many much all any some each every another other here now then just only also "
    "update updated watch opinion breaking exclusive video photos photo live analysis editorial comment review correction corrected "
    "alert note notice advisory editors editor question answer q abstract summary introduction background objective results "
    "conclusion methods source sources via report reports world news sport sports business politics tech technology cricket football "
    "factbox explainer column interview feature letter letters obituary poll quiz today yesterday tomorrow".split()
)
_SPEECH = late(
    r"[\"“«']?(?:I|I['’](?:m|ve|d|ll)|We|We['’](?:re|ve|ll|d)|You|Well|Yes|Yeah|No|Thank|Thanks|Good (?:morning|evening|afternoon)|Hello|Hi|So|Right|OK|Okay|My|Ladies|Mr\.?)\b[,.!?\s]"
)


_NEXT_NAME = late(r"([A-ZÀ-Þ][\w'’.-]*(?: [A-ZÀ-Þ][\w'’.-]*){0,3}?)\s?[:(,–—\d-]")


_CHINAS = ("HK", "MO", "TW")
"""Lands of their own that print themselves as China's."""


class Standing(NamedTuple):
    """What speaks for a name."""

    place: Place | None
    """The gazetteer's answer; with a region that it knows, any town has one."""
    caps: bool
    """Written in capitals only (scripts that have them)."""
    cased: bool
    """The script has capitals at all."""
    town: bool
    """A capital, a city that agencies let stand alone, or a large town: not only a country or a namesake."""
    land: bool
    """The name is first of all a country's or a region's."""


@lru_cache(maxsize=8192)
def standing(name: str, region: str | None, home: str | None) -> Standing | None:
    """What speaks for `name` as a place; None where it cannot be one (prose, a label, a name with small letters)."""
    if not may_be_name(name):
        return None
    words = name.split()
    cased = _is_cased(name)
    place = lookup(name, region=region, home_country=home)
    if place is None or region is not None:
        lowered = [w.casefold().strip(".'’") for w in words]
        if any(w in _WORDS_OF_PROSE for w in lowered) and lookup(name, home_country=home) is None:
            return None
    town, land = _weight(name)
    return Standing(place, cased and name.isupper(), cased, town, land)


def may_be_name(name: str) -> bool:
    """Whether `name` is written as places are."""
    words = name.split()
    if len(name) < 2:
        return False  # "W." of West Virginia
    if ("'s" in name or "’s" in name) and any(w.endswith(("'s", "’s")) and w not in ("John's", "John’s") for w in words):
        return False  # "Australia's M-3 money supply"
    return not _is_cased(name) or _written_as_name(words)


def _is_cased(name: str) -> bool:
    if name.isascii():
        return name.lower() != name.upper()
    if "\u10d0" <= name[0] <= "\u10ff":
        return False  # to Unicode Georgian letters are small ones; nobody prints their capitals
    return name.islower() or name.isupper() or any(c.isupper() or c.islower() for c in name)


_UNSPACED_NAME, _CODE, _SHORT = 40, 2, 5
"""Characters that a place may take with the country in front of it; letters of a province's code; from how many on letters are a name."""


def located(name: str, region: str | None, home: str | None) -> Place | None:
    """The place that a dateline's `name` means.

    A country's name that is a town's at home is the town. Unpointed, Oman and Amman are one word in Arabic; a dateline
    is written from a town, and who writes from Oman writes مسقط.
    """
    if name == "عمان" and region is None and home != "OM":
        name = "عمّان"
    if "ԵՎ" in name:
        name = name.replace("ԵՎ", "և")  # one letter, but two in capitals
    found = lookup(name, region=region, home_country=home)
    if (
        found is not None
        and found.geonames_id is None
        and region is not None
        and region[-1:] == "."
        and shortens_region(region, name)
    ):
        return lookup(name)  # La Huacana, Mich. is in Michoacán
    if found is not None and found.country == "CN" and region is not None and (own := lookup(name)) and own.country in _CHINAS:
        return own  # HONG KONG, CHINA
    if found is not None and home and region is None and found.country != home and _weight(name)[1]:
        own = lookup(name, region=home)
        return own if own is not None and own.geonames_id else found
    code = region is not None and len(region) == _CODE and region.isupper()
    if found is not None and region is not None and found.geonames_id is None and (code or _weight(name)[0]):
        # `PR` is Paraná before it is Puerto Rico, `N.L.` Nuevo León, `YT` the Yukon, where the land that has the letters has no such town;
        # and letters of a state are a land's whose town it is, where that state has none: Berlin, DE; Vancouver, CA.
        own = lookup(name, home_country=home)
        if own is None or len(region) >= _SHORT:
            return found
        of_its_land = own.geonames_id is not None and own.country == region
        return own if of_its_land or all(land != "US" for land, _ in regions(region)) else found
    if found is None and "'" in name:
        return lookup(name.replace("'", ""), region=region, home_country=home)  # CITTA' DEL VATICANO
    if found is None and region is None and len(name) <= _UNSPACED_NAME and "\u3040" <= name[:1] <= "\u9fff":
        return _with_land_in_front(name)
    return found


def _with_land_in_front(name: str) -> Place | None:
    """A place with its country or state written before it, without a space: 印尼雅加达, 加州桑尼維爾."""
    for at in range(2, len(name) - 1):
        if regions(name[:at]) and (found := lookup(name[at:], region=name[:at])):
            return found
    return None


def begins_with_place(text: str) -> bool:
    """Whether `text` begins with another place and a stop: "München: Die neue Strecke"."""
    match = _NEXT_NAME.match(text)
    return match is not None and is_place(match[1])


@cache
def _given_names() -> frozenset[str]:
    return frozenset(name for row in seed("given_names", 1) for name in row[0].casefold().split())


def is_given_name(name: str) -> bool:
    """Whether a town's name is a first name before it is a town's ("Florence: She said"); capitals are not asked."""
    if name.casefold() not in _given_names():
        return False
    return not any(kind in (Kind.CAPITAL, Kind.STANDALONE) for _, kind in keys().find(fold(name).encode()))


def is_land(name: str) -> bool:
    """Whether `name` is a country or state and no capital or great city of its own ("Mexico: What to know")."""
    kinds = [kind for _, kind in keys().find(fold(name).encode())]
    return bool(kinds) and kinds[0] in (Kind.COUNTRY, Kind.REGION) and not {Kind.CAPITAL, Kind.STANDALONE} & set(kinds)


def is_place(name: str) -> bool:
    """Whether the gazetteer knows `name` at all."""
    return lookup(name) is not None


def is_town(name: str) -> bool:
    """Whether `name` is a great town's before it is anything else."""
    found = standing(name, None, None)
    return found is not None and found.place is not None and found.town and not found.land


def is_lone_town(name: str) -> bool:
    """Whether a name with no text behind it is a town's: no section's, month's, land's or first name.

    >>> is_lone_town("Split"), is_lone_town("March"), is_lone_town("Home"), is_lone_town("Egypt"), is_lone_town("Florence")
    (True, False, False, False, False)
    """
    return (
        may_be_name(name)
        and name.casefold() not in SECTIONS
        and month_of(name) is None
        and is_place(name)
        and not is_land(name)
        and not is_given_name(name)
    )


def is_region(text: str) -> bool:
    """Whether `text` is a state or country that may stand after a town."""
    return len(text) >= 2 and bool(regions(text))


def is_speech(after: str) -> bool:
    """Whether what follows a name and a colon is somebody speaking ("JORDAN: I think ...")."""
    return _SPEECH.match(after) is not None


@lru_cache(maxsize=4096)
def is_historic(name: str) -> bool:
    """Whether the gazetteer lists `name` as an older one (PEKING, BOMBAY): not the place's name of today."""
    found = keys().find(fold(name).encode())
    return (
        bool(found)
        and found[0][1] is Kind.HISTORIC
        and fold(str(places().place(found[0][0]).name)) != fold(name)
        and " " not in name
    )


def _written_as_name(words: list[str]) -> bool:
    """Capitalised words, with at most two joiners in a row between them ("Rio de Janeiro", "Neustadt an der Weinstraße")."""
    if not words or not (words[0][0].isupper() or words[0][:1] in "'’" or not words[0][0].islower()):
        return False
    small = 0
    for word in words[1:]:
        if word[0].islower():
            if not may_join(word):
                return False
            small += 1
    return small <= 3 and not words[-1][0].islower()


def may_join(word: str) -> bool:
    """Whether a word in small letters stands inside names of places: `de`, `am`, `d'Ivoire`, `al-Bab`."""
    return word.casefold().strip(".'’") in _JOINERS or word[:2] in _ARTICLES


@lru_cache(maxsize=8192)
def _weight(name: str) -> tuple[bool, bool]:
    """(town, land) of a name, by the gazetteer's kinds and inhabitants."""
    found = keys().find(fold(name).encode())
    town = any(
        kind in (Kind.CAPITAL, Kind.STANDALONE, Kind.HISTORIC)
        or (kind in (Kind.CITY, Kind.ALTERNATE) and places().population[place] >= BIG)
        for place, kind in found
    )
    if not found or found[0][1] not in (Kind.COUNTRY, Kind.REGION):
        return town, False
    # Kuwait, Mexico, Panama, Singapore: the capital is called as the country is.
    land = places().country(found[0][0])
    called_so = (Kind.CAPITAL, Kind.STANDALONE, Kind.ALTERNATE)
    capital = any(kind in called_so and places().country(place) == land for place, kind in found)
    return town or capital, not capital
