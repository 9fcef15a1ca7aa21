"""Words before and after a name that say that it is no place: part of a person's name, of a street's, or a language."""

# ruff: noqa: SIM905  word lists read best as words

from functools import cache

from newsbeam.pipeline.gazetteer.seeds import seed
from newsbeam.pipeline.taggers.automata import find
from newsbeam.pipeline.taggers.kind_codes import ABBREVIATION, CAPITAL, CITY, COUNTRY, REGION
from newsbeam.pipeline.taggers.vouching import LOCATIVES

TITLES = frozenset(
    "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sen Sen. Rep Rep. Gov Gov. Judge Justice Sir Lord Lady Dame Capt Capt. Sgt Sgt. Lt Lt. Col Col. Maj "
    "Maj. Gen Gen. Coach Prof Prof. Rev Rev. Officer Detective Deputy Pastor Senator Congressman Representative Professor Doctor Messrs".split()
)
"""Before a name: it is a person's."""

DROPPED_BEFORE = frozenset("St. St ST. Saint Ste. Fort Ft. Mount Mt. Port San Santa El Los Las La Le New Camp Glen Point".split())
"""Before a name: it is the second half of another town's, which the gazetteer would have found whole if it knew it."""

STREETS = frozenset(
    "Road Rd Rd. Street St St. Avenue Ave Ave. Boulevard Blvd Blvd. Drive Dr. Lane Ln Court Ct. Place Pl. Terrace Square Crescent Way "
    "ROAD STREET AVENUE DRIVE LANE".split()
)
"""After a name: it is a street's, and streets are called after other towns."""

NOUNS = frozenset(
    "City County Police Airport University River School College Hospital Council District State Province Government Parliament "
    "Stock Exchange Metro Central International National Chamber Fire Department Public High Village Town Township Bay Lake Island Islands "
    "Prime President Foreign Defence Defense Finance Interior Supreme Federal Embassy Bank Army Navy Air Airlines Airways Times Post "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November "
    "December Mayor Governor Gov. Senate House Court Republicans Democrats Minister King Queen Crown Open Grand Marathon Stadium".split()
)
"""After a place that is a first name too: it is the place all the same ("Jordan Police", "Charlotte Airport")."""


@cache
def given_names() -> frozenset[str]:
    """First names that are places too, or stand before surnames that are."""
    return frozenset(name for row in seed("given_names", 1) for name in row[0].split())


def no_place(text: str, start: int, end: int, kind: int) -> bool:
    """Whether the name is part of another: of a person's ("Denzel Washington"), a street's, another town's ("St. Paris")."""
    mark = text[start - 1] if start else ""
    if mark == " ":
        begin = start - 24 if start > 24 else 0
        first = text[text.rfind(" ", begin, start - 1) + 1 or begin]
        # Names, titles and initials have a capital; what stands before a place mostly has none.
        if first.isupper() or first in OPENING:
            word = text[begin : start - 1].rpartition(" ")[2].lstrip(OPENING)
            if word and second_name(word, text[start:end], kind):
                return True
    elif mark == "-" and text[start - 2 : start - 1].isalpha() and (kind >= REGION or (kind == COUNTRY and house(text, start))):
        return True  # Crans-Montana
    behind = text[end] if end < len(text) else ""
    if behind != " ":
        return behind == "-" and kind >= CAPITAL and compound(text, end, kind)
    first = text[end + 1 : end + 2]
    if first.isalnum() and not first.isupper():
        return False  # streets and family names have a capital
    after = text[end + 1 : end + 20].partition(" ")[0].strip(".,;:'’\"”)\n")
    if after in STREETS and kind != COUNTRY:
        return True
    name = text[start:end]
    if name in given_names() or (name.isupper() and name.title() in given_names()):
        return after[:1].isupper() and after not in NOUNS and (name.isupper() or not after.isupper())
    return False


OPENING = "(\"'“‘\n"
"""What may stand before a word without a space."""


def house(text: str, start: int) -> bool:
    """Whether a country's name ends a company's: "Interfax-Ukraine", "РБК-Україна"; not "mid-France", "Sino-India" or "US-China"."""
    word = text[start - 24 if start > 24 else 0 : start - 1].replace("\n", " ").rpartition(" ")[2]
    return len(word) > 2 and word[0].isupper() and word[-1] not in "oо" and not find(word)


def compound(text: str, end: int, kind: int) -> bool:
    """Whether the name begins a word with a hyphen: "Corona-Pandemie", "Athens-Clarke County"; "Berlin-based" is of the place."""
    word = text[end + 1 : end + 24].partition(" ")[0].strip(".,;:'’\"”)\n")
    if not word[:1].isupper():
        return False
    return kind >= CITY or text[end + 2 + len(word) :].startswith("County")


def tongue(text: str, start: int, end: int) -> bool:
    """Whether a people's name is its language's here: "in English", "speaks French", "Spanish-language", "auf Englisch"."""
    if text[start:end] not in TONGUES:
        return False
    after = text[end : end + 14]
    if after.startswith(
        ("-language", "-speaking", " language", " speaker", "-speaker", " translation", " subtitles", " lessons", " teacher")
    ):
        return True
    if text[start - 1 : start] != " ":
        return False
    before = text[start - 14 if start > 14 else 0 : start - 1].rpartition(" ")[2].lower()
    if before in SPOKEN:
        return True
    # "in English." and "in English, ..." are of the language, "in English football" is not.
    return before in LANGUAGE_PREPOSITIONS and not (
        after[:1] == " " and after[1:2].isalpha() and after[1:].partition(" ")[0] not in SMALL_WORDS
    )


TONGUES = frozenset(
    "English French Spanish German Italian Portuguese Russian Chinese Japanese Korean Dutch Greek Turkish Polish Arabic Hindi Swedish Danish "
    "Norwegian Finnish Czech Hungarian Romanian Ukrainian Vietnamese Thai Welsh Irish Catalan Basque "
    "inglés inglesa francés alemán español ruso chino anglais français allemand espagnol russe chinois inglese francese tedesco "
    "spagnolo russo cinese inglês francês alemão espanhol Englisch Französisch Deutsch Spanisch Russisch Chinesisch engelsk fransk tysk".split()
)
"""Peoples' names that are their languages' too, in the languages whose small words stand below."""
SPOKEN = frozenset(
    "speak speaks spoke speaking spoken learn learns learned learning teach teaches taught teaching fluent broken hablar habla hablan parla "
    "parle parlent spricht sprechen fala falam".split()
)
"""Before a people's name: it is a language."""
LANGUAGE_PREPOSITIONS = frozenset("in into en em auf på op på по".split())
"""Before a people's name that nothing follows which it could belong to: it is a language."""
SMALL_WORDS = frozenset(
    "and or on at with to by for as but the that when while after before is was y e et und o ou i og och в и".split()
)


def second_name(word: str, name: str, kind: int) -> bool:
    """Whether the word before makes the name the second part of a person's or a town's: "Jack London", "J. Washington"."""
    names = given_names()
    if word in names and (kind != COUNTRY or name in names or word not in LOCATIVES):
        return True
    if kind == COUNTRY:
        return False
    if word in TITLES or (word in DROPPED_BEFORE and kind not in (REGION, ABBREVIATION)):
        return True
    if word == "BY" or (word == "By" and name.title() in names):
        return True
    # An initial, but not the "S." of "U.S. Washington".
    return len(word) == 2 and word[1] == "." and word[0].isupper()
