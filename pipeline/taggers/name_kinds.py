"""What kinds of word a word is, as bits of one number: what names a run of words is asked of the sums of its words' kinds.

Each word is looked up once and remembered; `name_reader.py` and `name_persons.py` then compare numbers and hardly ever look at a letter.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.name_cues import (
    AND,
    BRANDS,
    DEMONYMS,
    EVENTS,
    FAMILY_FIRST,
    JOINABLE,
    LEGAL,
    LEGAL_BEFORE,
    MATTERS,
    ORDINARY,
    PARTICLES,
    PRODUCTS,
    WEAK,
    cues,
)
from newsbeam.pipeline.taggers.name_letters import is_given_abroad
from newsbeam.pipeline.taggers.name_lists import IS_GIVEN, given, lists
from newsbeam.pipeline.taggers.name_words import ELIDED_HEAD, INITIAL, INITIALS, KEPT, NOTHING, UNSTOPPED, bare, small

GIVEN, FAMILY, SKIP, TITLE, HEAD, OTHER, BEGINS, OFFICE, PEOPLE, SMALL, FRONT, OF_FRONT = (1 << at for at in range(12))
TWO_FRONT, FORM, FORM_BEFORE, OWNER, MARK, NOBODY, BAD_LAST, SHUT, DU, DER, VAN, STOPPED = (1 << at for at in range(12, 24))
LETTERS_ODD, CAPITALS, SHOUTED, ING, THINGS, INITIAL_DOT, INITIALS_, ARTICLE, THE, OF, FOR = (1 << at for at in range(24, 35))
ON, JOINS, DIVIDES, MATTER, JOINED, PRODUCT, MALAY, ENDS_NAME, OF_OFFICE, WEAK_HEAD, NAMED_FIRST, PLAIN_GIVEN, FIELD = (
    1 << at for at in range(35, 48)
)
"""GIVEN to SMALL: of the lists of that name. NOBODY: no word of a person's name; BAD_LAST: not its last; SHUT: not its first.

LETTERS_ODD: in capitals, or with other signs than a hyphen. SHOUTED: two capitals and more, nothing else. PLAIN_GIVEN: a given name and no
word besides. MARK: a word of a list that may make something of a run of small words. STOPPED: ends with a stop. FIELD: what a ministry may be for.
"""

Word = tuple[str, int, str, int, int]
"""A word as printed and its kinds, the word bare and the bare one's kinds; and all of these kinds."""
Words = Sequence[Word]
Span = tuple[int, int, int, int]
"""(first word, the one behind the last, kind, score) of a name; kinds as `name_words.py` has them."""

SAINTS = frozenset(("St", "St.", "Ste", "Saint", "Sainte", "Santa", "São"))
ELIDED = re.compile(r"(?:[dl]|dell)['’]")
THING = ("ology", "ologie", "ología", "ologia", "ics", "tion", "ment", "ness", "ship", "ism", "ity")
"""The end of a word that is a science or a state, and nobody's name."""
NO_TITLES = frozenset(("Kong", "Nazir", "Raisi", "Vakili", "Rahbari", "Hokimi"))
"""Titles in small letters, and with a capital a city or names of persons: Norwegian's king, Azerbaijan's and Uzbekistan's ministers and heads."""
SHOUT = re.compile(r"[A-Z]{2,}s?$")
"""The end of an abbreviation: "PCs", "MP"."""
_ENDINGS = (*THING, "ing")
_TELLING = SMALL | SKIP | OTHER | HEAD | GIVEN
"""Kinds from which others follow."""
NAMED = (0, GIVEN | MARK, FAMILY, GIVEN | MARK | FAMILY) * 2
"""What the lists of names say (`Lists.which`); that a word has the sounds of a name says nothing by itself."""
_ELSE = GIVEN | SKIP | TITLE | HEAD | OTHER | OFFICE | PEOPLE | SMALL | FRONT | TWO_FRONT | FIELD
"""Kinds of a word that is no unknown given name."""
_SIGNS = str.maketrans("", "", "-'’")


class _Words(dict[str, Word]):
    """Words with their kinds as they were met, up to `MOST`: then it begins anew. A third of what `lru_cache` costs where a word is known."""

    def __missing__(self, text: str) -> Word:
        if len(self) >= MOST:
            self.clear()
        kinds = kinds_of(text)
        plain = text if text.isalpha() and text[-1] != "\u0568" else bare(text)
        of_plain = kinds if plain is text else kinds_of(plain)
        word = self[text] = text, kinds, plain, of_plain, kinds | of_plain
        return word


class _Titles(dict[str, bool]):
    """Words in small letters and whether they are titles, as they were met, up to `MOST_TITLES`: then it begins anew."""

    def __missing__(self, word: str) -> bool:
        if len(self) >= MOST_TITLES:
            self.clear()
        _, _, titles, endings = _lists()
        known = self[word] = bool(word) and _titled(word, titles, endings)
        return known


MOST, MOST_TITLES = 32_768, 8_192
word_of: Callable[[str], Word] = _Words().__getitem__
"""A word with its kinds."""
is_title: Callable[[str], bool] = _Titles().__getitem__
"""Whether a word in small letters is a title."""


def _titled(lower: str, titles: frozenset[str], endings: tuple[str, ...]) -> bool:
    if lower in titles or (lower[-1] == "." and lower.rstrip(".") in titles):
        return True
    return len(lower) > 8 and lower[-2:] in _last_letters() and lower.endswith(endings)


@releasable
@cache
def _last_letters() -> frozenset[str]:
    """The last two letters of the titles that end compounds: of 78 endings most words are none of."""
    return frozenset(ending[-2:] for ending in cues().title_endings)


def union(words: Words) -> int:
    """The kinds of all words together."""
    kinds = 0
    for word in words:
        kinds |= word[1]
    return kinds


def both(words: Words) -> int:
    """The kinds of all words together, as printed and bare."""
    kinds = 0
    for word in words:
        kinds |= word[4]
    return kinds


def stripped(words: Words, a: int, b: int) -> int:
    """Where a name may begin behind words that begin a sentence and no name."""
    while a < b and words[a][1] & BEGINS:
        a += 1
    return a


def named_by(words: Words, a: int, b: int, kind: int, score: int = 0) -> Span:
    """The words from `a` to `b` as one name; as nothing where they are an event's."""
    last = words[b - 1]
    if last[3] & PEOPLE or (b - a > 1 and f"{words[b - 2][0]} {last[2]}" in EVENTS):
        kind = NOTHING
    return a, b, kind, score


def kinds_of(text: str) -> int:
    """The kinds of a word as it stands."""
    if not text:
        return 0
    listed, which, titles, endings = _lists()
    kinds = listed.get(text, 0) | NAMED[which(text)]
    if "-" in text and not kinds & GIVEN and all(which(one) & IS_GIVEN for one in text.split("-", 1)):
        kinds |= GIVEN | MARK  # Lily-May
    if _titled(text.lower(), titles, endings) and text not in NO_TITLES:
        kinds |= TITLE
    if text.endswith(_ENDINGS):
        kinds |= THINGS if not text.endswith("ing") else 0 if kinds & FAMILY else ING
    if not (text[1:].islower() and text.isalpha() and text[0].isupper()):
        kinds |= _odd(text)
    if kinds & _TELLING:
        kinds = _summed(text, kinds)
    if not kinds & _ELSE and is_given_abroad(text):
        kinds |= GIVEN | MARK
    return kinds


def _summed(text: str, kinds: int) -> int:
    """The kinds that follow from others."""
    if kinds & SMALL or (
        kinds & SKIP and not kinds & OFFICE and text not in KEPT and (not kinds & GIVEN or text in ORDINARY or len(text) < 3)
    ):
        kinds |= BEGINS
    if kinds & SKIP and not kinds & GIVEN and text not in PARTICLES:
        kinds |= NOBODY
    if kinds & OTHER or (kinds & SKIP and not kinds & FAMILY):
        kinds |= BAD_LAST
    if kinds & HEAD and not kinds & GIVEN:
        kinds |= SHUT
    if kinds & GIVEN and text not in ORDINARY:
        kinds |= PLAIN_GIVEN
    return kinds


def _odd(text: str) -> int:
    """The kinds that only a word has which is no capital with small letters behind it."""
    kinds = SMALL if small(text) else 0
    if text.endswith(("'s", "’s", "s'", "s’")):
        kinds |= OWNER
    if ELIDED_HEAD.match(text):
        kinds |= BEGINS
    if ELIDED.match(text) or (SHOUT.search(text) and not UNSTOPPED.fullmatch(text)) or any(map(str.isdigit, text)):
        kinds |= NOBODY
    upper = text.isupper()
    if upper or not text.translate(_SIGNS).isalpha():
        kinds |= LETTERS_ODD
    if upper:
        # Not "D." of "D. H. Lawrence".
        kinds |= CAPITALS | (SHOUTED if len(text) > 1 and text[1:] != "." and not UNSTOPPED.fullmatch(text) else 0)
    if "." in text and len(text) <= 4 and INITIAL.fullmatch(text):
        kinds |= INITIAL_DOT
    if INITIALS.fullmatch(text):
        kinds |= INITIALS_
    if text.replace(".", "") in LEGAL:
        kinds |= FORM
    return kinds | (STOPPED if text[-1] == "." else 0)


@releasable
@cache
def _lists() -> tuple[dict[str, int], Callable[[str], int], frozenset[str], tuple[str, ...]]:
    return _listed(), lists().which, cues().titles, cues().title_endings


def _listed() -> dict[str, int]:
    """Word -> the kinds that lists give it, but for the lists of names and of titles."""
    known = cues()
    fronts = [word for front in known.fronts for word in front.split(" ")]
    titles = [word for title in known.titles for word in (title, title.capitalize(), title.upper())]
    marks = known.heads.union(fronts, titles, FAMILY_FIRST, LEGAL, LEGAL_BEFORE, BRANDS, DEMONYMS, SAINTS - {"St."}, known.skips)
    found: dict[str, int] = {}
    for kind, words in (
        *((SKIP, known.skips), (HEAD, known.heads), (OTHER, known.others), (OFFICE, known.offices), (PEOPLE, DEMONYMS)),
        *(
            (FRONT | NOBODY, [one for one in known.fronts if " " not in one]),
            (OF_FRONT, [one for one, of in known.fronts.items() if of]),
        ),
        *((TWO_FRONT, [one.partition(" ")[0] for one in known.fronts if " " in one]), (FORM, LEGAL), (FORM_BEFORE, LEGAL_BEFORE)),
        *(
            (MARK, marks.difference(one for one in known.skips - known.heads if one not in given())),
            (NAMED_FIRST, FAMILY_FIRST),
            (NOBODY, BRANDS),
            (MALAY, known.malay),
        ),
        *(
            (NOBODY, ("of", "for", "für", "the", "on", "&", "County", "Highway", "Fairgrounds")),
            (DU, ("du", "des")),
            (SHUT, SAINTS),
            (DER, ("der",)),
            (VAN, ("van", "von", "Van", "Von")),
        ),
        *(
            (JOINS | DIVIDES, AND),
            (DIVIDES, ("on", "for", "the")),
            (OF, ("of",)),
            (FOR, ("for",)),
            (ON, ("on",)),
            (THE, ("the",)),
            (ARTICLE, ("The",)),
        ),
        *((MATTER, MATTERS), (JOINED, JOINABLE), (WEAK_HEAD, WEAK), (PRODUCT, PRODUCTS), (FIELD, known.fields)),
        *(
            (ENDS_NAME, ("di", "on", "en", "i", "og", "och")),
            (OF_OFFICE, ("of", "for", "de", "da", "del", "der", "des", "vom", "zum", "zur", "für", "van")),
        ),
    ):
        for word in words:
            found[word] = found.get(word, 0) | kind
    return found
