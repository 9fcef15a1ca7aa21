"""Words of one shape are read once: what they name hangs on what kind of word each of them is, and not on the word.

Of a day's news seven runs in ten are new, but hardly a shape is: "Batman and Hal" reads as "Rome and Kerry" does. A word's class is
everything that `name_reader.py` and `name_persons.py` ask of a word; a test holds the readings by shape against theirs.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import count

from newsbeam.pipeline.taggers.name_cues import (
    ABBREVIATIONS,
    BRANDS,
    DEMONYMS,
    EVENTS,
    FAMILY_FIRST,
    JOINABLE,
    LEGAL,
    LEGAL_BEFORE,
    LONELY,
    MATTERS,
    ORDINARY,
    PRODUCTS,
    SMALL,
    WEAK,
    cues,
)
from newsbeam.pipeline.taggers.name_lists import family, given
from newsbeam.pipeline.taggers.name_persons import ELIDED, SAINTS, SHOUT, SYLLABLES, THING
from newsbeam.pipeline.taggers.name_words import ELIDED_HEAD, INITIAL, INITIALS, KEPT, Reading, bare, is_title, owns, small

Template = tuple[tuple[int, int, int, int], ...]
"""The readings of a shape: (first word, the word behind the last, kind, score) of each."""
MOST = 32_768
"""Shapes, and classes of words, that are remembered; all are forgotten together when there are more."""
_shapes: dict[tuple[int, ...], Template | None] = {}
_classes: dict[tuple[object, ...], int] = {}
_numbers = count()
"""No class is given a number that another had: a part that is just being read may have words of before and after the forgetting."""
_family_first: set[int] = set()
"""Classes of family names that stand before the given name: for their runs alone it matters whether a word is of a syllable or two."""


def by_shape(part: str, start: int, long_way: Callable[[int, str, None], tuple[Reading, ...]]) -> tuple[Reading, ...]:
    """The names in a part of a run that begins at `start`, as `long_way` gives them for one of its shape."""
    words = part.split(" ")
    shape = tuple(map(class_of, words))
    if not _family_first.isdisjoint(shape):
        shape += tuple([SYLLABLES.fullmatch(bare(word)) is not None for word in words])
    try:
        template = _shapes[shape]
    except KeyError:
        found = long_way(start, part, None)
        if len(_shapes) >= MOST:
            _shapes.clear()
        _shapes[shape] = _template(words, start, found)
        return found
    if template is None:
        return long_way(start, part, None)
    return tuple([_reading(words, start, one) for one in template]) if template else ()


def says_nothing(run: str) -> bool:
    """Whether a run of several pieces has no word that would make a piece somebody's or a body's name."""
    words = run.split(" ")
    return len(words) > 3 and run.replace(" ", "").isalpha() and _marks().isdisjoint(words) and any(map(str.islower, words))


@cache
def _marks() -> frozenset[str]:
    """Words of which any may make a run something, but for those that only head a sentence."""
    known = cues()
    titles = [word for title in known.titles for word in (title, title.capitalize(), title.upper())]
    fronts = [word for front in known.fronts for word in front.split(" ")]
    plain = known.heads.union(
        fronts, titles, given(), FAMILY_FIRST, LEGAL, LEGAL_BEFORE, BRANDS, DEMONYMS, SAINTS - {"St."}, known.skips
    )
    return plain - (known.skips - given() - known.heads)


def _reading(words: list[str], at: int, template: tuple[int, int, int, int]) -> Reading:
    first, behind, kind, score = template
    for word in words[:first]:
        at += len(word) + 1
    name = bare(words[first]) if behind == first + 1 else " ".join([*words[first : behind - 1], bare(words[behind - 1])])
    return Reading(at, name, kind, score)


def _template(words: list[str], at: int, found: tuple[Reading, ...]) -> Template | None:
    """The readings by their words; None where one is no whole words of the part, so that its like must be read anew."""
    offsets = {}
    for number, word in enumerate(words):
        offsets[at] = number
        at += len(word) + 1
    template = []
    for one in found:
        start = offsets.get(one.at, len(words))
        end = start + one.name.count(" ") + 1
        if end > len(words) or " ".join([*words[start : end - 1], bare(words[end - 1])]) != one.name:
            return None
        template.append((start, end, one.kind, one.score))
    return tuple(template)


@lru_cache(maxsize=16_384)
def class_of(word: str) -> int:
    """The number of a word's class."""
    if word.isalpha() and word[-1] != "\u0568":
        key, plain = _answers(word), word
    else:
        # What is hung on a word is taken off here and there: it is asked as it stands, bare, and without its stop.
        plain, stem, answers = bare(word), word.removesuffix("."), _answers(word)
        without = plain.replace(".", "")
        key = (
            answers,
            _answers(plain),
            answers if stem == word else _answers(stem),
            without == plain or _answers(without),
            stem in ABBREVIATIONS,
        )
    number = _classes.get(key)
    if number is None:
        if len(_classes) >= MOST:
            _classes.clear()
            _shapes.clear()
            _family_first.clear()
            class_of.cache_clear()
        number = _classes[key] = next(_numbers)
    if plain in FAMILY_FIRST:
        _family_first.add(number)
    return number


def _answers(word: str) -> tuple[object, ...]:
    """All that is ever asked of a word."""
    names = word in given(), word in family()
    listed = _listed()
    unlisted = word not in listed and word.lower() not in listed
    if unlisted and word[1:].islower() and word.isalpha():
        # Most words: of no list but those of names.
        return (*names, word[0].isupper(), len(word) > 2, word.endswith("ing"), word.endswith(THING))
    if not word:
        return ()
    known = cues()
    initial = INITIAL.fullmatch(word) is not None
    return (
        *names,
        word if word in _by_themselves() else None,
        known.fronts.get(word),
        _where().get(word, ()),
        is_title(word),
        word.title() in LONELY,
        min(len(word), 3),
        (initial, len(word) <= 4, "." in word) if initial or "." in word else None,
        INITIALS.fullmatch(word) is not None,
        small(word),
        word.islower(),
        word.isupper(),
        word[0].isupper(),
        word.endswith("ing"),
        word.endswith(THING),
        owns(word),
        SHOUT.search(word) is not None,
        word[:2] in ELIDED,
        ELIDED_HEAD.match(word) is not None,
        any(map(str.isdigit, word)),
        word.replace("-", "").replace("'", "").replace("’", "").isalpha(),
    )


@cache
def _listed() -> frozenset[str]:
    """All words that have a meaning by themselves, titles in small letters among them."""
    return frozenset().union(*_lists(), cues().fronts, _by_themselves(), cues().titles, LONELY, ABBREVIATIONS)


@cache
def _lists() -> tuple[frozenset[str], ...]:
    """The lists that a word is looked for in."""
    known = cues()
    return (
        *(known.heads, known.malay, known.others, known.skips, known.offices),
        *(FAMILY_FIRST, LEGAL, LEGAL_BEFORE, BRANDS, DEMONYMS, SAINTS, ORDINARY, WEAK, JOINABLE, PRODUCTS, KEPT, MATTERS),
    )


@cache
def _where() -> dict[str, tuple[int, ...]]:
    """Word -> the numbers of the lists that have it."""
    found: dict[str, tuple[int, ...]] = {}
    for at, words in enumerate(_lists()):
        for word in words:
            found[word] = (*found.get(word, ()), at)
    return found


@cache
def _by_themselves() -> frozenset[str]:
    """Words that are read as themselves: small ones, and those of which two together mean something."""
    pairs = (*SMALL, *EVENTS, *(front for front in cues().fronts if " " in front))
    return frozenset(word for pair in pairs for word in pair.split(" ")) | {"di", "ke", "The", "Office", "Sultan", "du", "des"}
