"""A topic from the words of a text: a lexicon that we wrote, which abstains where its words do not agree.

No text was learned from, so nothing of anyone's is in it: `tables/lexicon.tsv` lists, per first-level Media Topic and
language, the words that speak for it, `lexicon_second.tsv` those of the second level. One automaton pass finds them; a word counts once or twice however often it
stands; the topic with the most must lead by a margin.
"""

import marshal
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from math import log2
from pathlib import Path
from typing import Any, NamedTuple

import daachorse
import numpy as np
import numpy.typing as npt
import xxhash

from newsbeam.pipeline.process.kept import keep, kept
from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.automata import LIBRARY
from newsbeam.pipeline.taggers.tables import TABLES, rows

READ = 2_000
"""Characters of the text that are read: the lede says what a story is about."""
HEADLINE = 2.0
"""A word of the headline weighs this many times one of the body."""
LEDE_LENGTH = 300
LEDE = 1.5
NEEDED = 4.0
"""Weight below which the lexicon has seen too little to say anything."""
MARGIN = 1.25
"""The first topic must weigh this many times the second."""
MARGIN_WITHIN = 1.4
"""The same within a topic, for its second level."""
THIN = 4.0
"""Weight by which every lead is discounted: what leads by little text is less sure."""
POLITICS, WAR = "11000000", "16000000"
BOTH = 0.25
"""Of the weight of war, the share that politics must have for a story to be of both: politics first, for it is told by those who rule."""
SECOND = "2"
"""What codes of the second level begin with."""
MARKS = "\n'’\"“(«-"
"""What may stand before a word without a space between: read as one (French elides: "l'élection")."""
LONGER = "\u0130"
"""The one capital that is two characters as a small letter."""
STRONG = 2.0
"""What a word marked `!` counts."""


class Guess(NamedTuple):
    """The likeliest topic, how far it leads (0 to 1), and whether that is enough to say so."""

    code: str
    score: float
    clear: bool
    also: str | None = None
    """The other one of a war that politicians speak of: it is both."""
    within: str | None = None
    """The second level of `code`, where the words tell."""


def guess(headline: str, body: str, language: str | None = None) -> Guess | None:
    """The topic of a text, or None where no word of the lexicon stands in it.

    `language` (a primary subtag) leaves only its own words, so that German "Brand" (fire) is no English brand; for a
    language that the lexicon lacks, every word counts.
    """
    sums = weigh(headline, body, language)
    ranked = [(weight, code) for code, weight in sums.items() if code[0] != SECOND]
    if not ranked:
        return None
    first, code = max(ranked)
    also = None
    if code == WAR and sums.get(POLITICS, 0.0) >= BOTH * first:
        code, also = POLITICS, WAR
    second = 0.0
    for weight, other in ranked:
        if weight > second and other != code and other != also:  # noqa: PLR1714  a tuple for each takes twice the time
            second = weight
    clear = first >= NEEDED and first >= MARGIN * second
    return Guess(code, round(first / (first + second + THIN), 3), clear, also, within(code, sums))


def weigh(headline: str, body: str, language: str | None) -> dict[str, float]:
    """What the words of a text weigh for each topic, of both levels."""
    lexicon = _lexicon(language if language in languages() else None)
    body_from = len(headline) + 3
    text = as_read(headline, body[:READ])
    lede_to = body_from + LEDE_LENGTH
    seen: dict[int, float] = {}
    stems, topics = lexicon.stems, lexicon.topics
    for start, end, pattern in lexicon.automaton.find(numbered(text)):
        if not stems[pattern] and text[end].isalnum():
            continue
        seen[pattern] = seen.get(pattern, 0.0) + (HEADLINE if start < body_from else LEDE if start < lede_to else 1.0)
    sums: dict[str, float] = {}
    for pattern, count in seen.items():
        strength = log2(1.0 + count)
        for code, weight in topics[pattern]:
            sums[code] = sums.get(code, 0.0) + weight * strength
    return sums


def as_read(headline: str, body: str) -> str:
    """A text between spaces, in small letters where one of them is two characters: `numbered` has a number for each."""
    text = f" {headline}   {body} "
    return f" {headline.lower()}   {body.lower()} " if LONGER in text else text


def numbered(text: str) -> bytes:
    """Of each character of a text its number: the automata read a byte for each, and need not count where its characters begin."""
    return _numbers().take(np.array([text]).view(np.int32), mode="clip").tobytes()


@releasable
@cache
def _numbers() -> npt.NDArray[np.uint8]:
    """Of each character of the Basic Multilingual Plane a number for its small letter; a space's for a mark, and 0 for what is in no word, as
    is the last one, which stands for all other planes.
    """
    name = f"topic-letters-{_tables()}"
    body = kept(name)
    if body is None:
        known = {letter: number for number, letter in enumerate(sorted({" ", *"".join([words for _, _, words in _rows()])}), 1)}
        known |= dict.fromkeys(MARKS, known[" "])
        body = bytes([known.get(chr(one).lower(), 0) for one in range(1 << 16)])
        keep(name, body)
    return np.frombuffer(body, np.uint8)


def within(code: str, sums: Mapping[str, float]) -> str | None:
    """The second level of a topic that weighs enough, and clearly more than the others."""
    ranked = sorted([(sums[child], child) for child in children().get(code, ()) if child in sums], reverse=True)
    if not ranked or ranked[0][0] < NEEDED or (len(ranked) > 1 and ranked[0][0] < MARGIN_WITHIN * ranked[1][0]):
        return None
    return ranked[0][1]


@cache
def children() -> Mapping[str, tuple[str, ...]]:
    """Topic of the first level -> those of the second that the lexicon can tell."""
    found: dict[str, tuple[str, ...]] = {}
    for child, parent, _ in rows("subtopics"):
        found[parent] = (*found.get(parent, ()), child)
    return found


class _Lexicon(NamedTuple):
    automaton: Any
    topics: list[tuple[tuple[str, float], ...]]
    """Per pattern (topic, weight); a word that speaks for several topics of a level says less for each."""
    stems: list[bool]


@cache
def languages() -> frozenset[str]:
    """Languages that the lexicon speaks."""
    return frozenset(language for _, language, _ in rows("lexicon"))


@releasable
@cache
def _lexicon(spoken: str | None) -> _Lexicon:
    """The words of one language, once a text in it comes: from the user's cache, or made anew (10 to 50 ms). None: those of all."""
    name = f"lexicon-{spoken or 'all'}-{_tables()}-{LIBRARY}"
    with suppress(ValueError, EOFError, TypeError):
        automaton, *others = marshal.loads(kept(name) or b"")  # noqa: S302 (sealed, and the user's own)
        return _Lexicon(daachorse.DoubleArrayAhoCorasick.deserialize(automaton), *others)
    made = _made(spoken)
    keep(name, marshal.dumps((made.automaton.serialize(), *made[1:])))
    return made


@cache
def _tables() -> str:
    """What the lexicon is made of: its tables, and how it reads them."""
    parts = (Path(__file__), TABLES / "lexicon.tsv", TABLES / "lexicon_second.tsv")
    return xxhash.xxh3_64_hexdigest(b"".join(part.read_bytes() for part in parts))


def _rows() -> Iterator[list[str]]:
    yield from rows("lexicon")
    yield from rows("lexicon_second")


def _made(spoken: str | None) -> _Lexicon:
    found: dict[tuple[str, bool], dict[tuple[str, str], float]] = {}
    for code, language, words in _rows():
        if spoken not in (None, language):
            continue
        for word in words.split("|"):
            bare = word.rstrip("!")
            topics = found.setdefault((bare.rstrip("*"), bare.endswith("*")), {})
            topics[code, language] = STRONG if word.endswith("!") else max(topics.get((code, language), 0.0), 1.0)
    keys = sorted(found)
    automaton = daachorse.DoubleArrayAhoCorasick([numbered(f" {word}") for word, _ in keys], daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    return _Lexicon(automaton, [_shared(found[key]) for key in keys], [stem for _, stem in keys])


def _shared(topics: dict[tuple[str, str], float]) -> tuple[tuple[str, float], ...]:
    among = Counter((code[0] == SECOND, language) for code, language in topics)
    weights: dict[str, float] = {}
    for (code, language), weight in topics.items():
        # A word that several languages have says for each what it says in one of them.
        weights[code] = weights.get(code, 0.0) + weight / among[code[0] == SECOND, language]
    return tuple(weights.items())
