"""The words that speak for Media Topics, written for newsbeam, and the automaton that finds a language's words in a text.

A file a language; a row is a topic's code (those that begin with 2 are of the second level) and its words: `word*` is the beginning of one,
`word!` counts double. No text was learned from, so nothing of anyone's is in them.
"""

import marshal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import daachorse
import numpy as np
import numpy.typing as npt
import xxhash

from newsbeam.pipeline.process.kept import keep, kept
from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers import tables
from newsbeam.pipeline.taggers.automata import LIBRARY
from newsbeam.pipeline.taggers.particles import PARTICLES

FOLDER = Path(__file__).parent
FIRSTS = 17
"""Topics of the first level."""
SECOND = "2"
"""What codes of the second level begin with."""
STRONG = 2.0
"""What a word marked `!` counts."""
KIN = {"bs": "hr", "cnr": "sr", "fil": "tl", "nn": "nb", "no": "nb", "sh": "hr"}
"""Languages that are read with another's words."""
UNSPACED = frozenset({"ja", "th", "zh"})
"""Languages without spaces: a word begins and ends anywhere."""
ARTICLE, TO_THE = "ال", "لل"
"""An Arabic article takes no second one, and loses its first letter behind "to"."""
MARKS = "\n'’\"“„‚‘(«-–—/[¿¡׳״\u200c"
"""What may stand before a word without a space between: read as one (French elides: "l'élection"; Persian has a joint of no width)."""
SPELLINGS = str.maketrans("İıςşţёأإآٱىيكةάέήίόύώϊϋΐΰ", "iiσșțеااااییکهαεηιουωιυιυ")
"""Letters that a desk may print for another: without their accents in capitals, or as their keyboard has them."""
_ONE_BYTE = 255
"""So many letters a byte tells apart. Two, of which only the first has its highest bit, tell 16,256: no word is then found across letters."""


Letters = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]


class Words(NamedTuple):
    """A language's words, as one automaton over the numbers of its letters."""

    automaton: Any
    letters: Letters
    """Of each character of the Basic Multilingual Plane its letter's number, a space's for a mark, and 0 for what is in no word, as is
    the last one, which stands for all other planes."""
    words: list[int]
    """Of each pattern its word: one may have several, with what is written together with it."""
    topics: list[tuple[tuple[int, float], ...]]
    """Of each word (a topic's place among the `codes`, weight); one that speaks for several topics of a level says less for each."""
    beginnings: list[bool]
    """Of each word whether letters may follow."""

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, pattern) of the words of a text: the longest that begins at each place, none overlapping another."""
        found = self.automaton.find(numbered(text, self.letters))
        if self.letters.itemsize == 1:
            return found  # type: ignore[no-any-return]
        return [(start >> 1, end >> 1, pattern) for start, end, pattern in found]


@cache
def codes() -> tuple[str, ...]:
    """The topics that words may speak for: the `FIRSTS`, of which the last goes before where two weigh the same, then the second level's."""
    return (*sorted((row[0] for row in tables.rows("media_topics")), reverse=True), *(row[0] for row in tables.rows("subtopics")))


@cache
def languages() -> frozenset[str]:
    """Languages that have words, of their own or another's."""
    return frozenset(path.stem for path in FOLDER.glob("*.tsv")) | KIN.keys()


@releasable
@cache
def words_of(language: str) -> Words:
    """The words of one language that has a file, once a text in it comes: from the user's cache, or made anew (some 50 ms)."""
    path = FOLDER / f"{language}.tsv"
    made_of = xxhash.xxh3_64_hexdigest(b"".join((Path(__file__).read_bytes(), path.read_bytes(), *map(str.encode, codes()))))
    name = f"topics-{language}-{made_of}-{LIBRARY}"
    with suppress(ValueError, EOFError, TypeError):
        automaton, width, letters, *others = marshal.loads(kept(name) or b"")  # noqa: S302 (sealed, and the user's own)
        numbers: Letters = np.frombuffer(letters, np.uint8) if width == 1 else np.frombuffer(letters, "<u2")
        return Words(daachorse.DoubleArrayAhoCorasick.deserialize(automaton), numbers, *others)
    made = _made(path)
    keep(name, marshal.dumps((made.automaton.serialize(), made.letters.itemsize, made.letters.tobytes(), *made[2:])))
    return made


def rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(code, words as they are listed) of each row of a language's file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        code, words = line.split("\t")
        yield code, words.split("|")


def _made(path: Path) -> Words:
    language = path.stem
    found: dict[tuple[str, bool], dict[str, float]] = {}
    for code, words in rows(path):
        for word in words:
            bare = word.rstrip("!")
            topics = found.setdefault((bare.rstrip("*"), bare.endswith("*") or language in UNSPACED), {})
            topics[code] = STRONG if word.endswith("!") else max(topics.get(code, 0.0), 1.0)
    keys = sorted(found)
    patterns = {pattern: number for number, (word, _) in reversed([*enumerate(keys)]) for pattern in _spellings(word, language)}
    letters = _numbers({small(character) for pattern in patterns for character in pattern})
    automaton = daachorse.DoubleArrayAhoCorasick(
        [numbered(pattern, letters) for pattern in patterns], daachorse.MATCH_KIND_LEFTMOST_LONGEST
    )
    return Words(automaton, letters, [*patterns.values()], [_shared(found[key]) for key in keys], [begins for _, begins in keys])


def _spellings(word: str, language: str) -> Iterator[str]:
    """A word as it may stand in a text: behind a space, by itself and with what is written together with it."""
    before = "" if language in UNSPACED else " "
    word = "".join(map(small, word))
    yield f"{before}{word}"
    for particle in PARTICLES.get(language, ()):
        particle = "".join(map(small, particle))  # noqa: PLW2901
        if not word.startswith(ARTICLE):
            yield f"{before}{particle}{word}"
        elif particle.endswith(TO_THE):
            yield f"{before}{particle}{word[len(ARTICLE) :]}"
        elif ARTICLE not in particle:
            yield f"{before}{particle}{word}"


def small(character: str) -> str:
    """A character's small letter, one for all of its spellings; a space for a mark."""
    return " " if character in MARKS else character.translate(SPELLINGS).lower().translate(SPELLINGS)


def numbered(text: str, letters: Letters) -> bytes:
    """Of each character of a text its number, a byte or two: an automaton of bytes need not count where its characters begin."""
    return letters.take(np.array([text]).view(np.int32), mode="clip").tobytes()


def _numbers(alphabet: set[str]) -> Letters:
    one_byte = len(alphabet) <= _ONE_BYTE
    known = {
        letter: number + 1 if one_byte else (number // 128 + 1) << 8 | number % 128 | 128
        for number, letter in enumerate(sorted(alphabet))
    }
    numbers = np.zeros(1 << 16, np.uint8 if one_byte else "<u2")
    for letter, number in known.items():
        numbers[ord(letter)] = number
    return numbers.take(_small_letters())


@cache
def _small_letters() -> npt.NDArray[np.uint16]:
    return np.array([ord(small(chr(one))[0]) for one in range(1 << 16)], np.uint16)


def _shared(topics: dict[str, float]) -> tuple[tuple[int, float], ...]:
    among = Counter(code[0] == SECOND for code in topics)
    return tuple((codes().index(code), weight / among[code[0] == SECOND]) for code, weight in topics.items())
