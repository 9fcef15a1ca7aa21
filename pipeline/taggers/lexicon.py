"""A topic from the words of a text: a lexicon that we wrote, which abstains where its words do not agree.

No text was learned from, so nothing of anyone's is in it: `tables/lexicon.tsv` lists, per first-level Media Topic and
language, the words that speak for it. One automaton pass finds them; a word counts once or twice however often it
stands; the topic with the most must lead by a margin.
"""

from collections import Counter
from functools import cache
from math import log2
from typing import Any, NamedTuple

import ahocorasick_rs

from newsbeam.pipeline.taggers.tables import rows

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
MARKS = "\n'’\"“(«-"
"""What may stand before a word without a space between: read as one (French elides: "l'élection")."""
STRONG = 2.0
"""What a word marked `!` counts."""


class Guess(NamedTuple):
    """The likeliest topic, how far it leads (0 to 1), and whether that is enough to say so."""

    code: str
    score: float
    clear: bool


def guess(headline: str, body: str, language: str | None = None) -> Guess | None:
    """The topic of a text, or None where no word of the lexicon stands in it.

    `language` (a primary subtag) leaves only its own words, so that German "Brand" (fire) is no English brand; for a
    language that the lexicon lacks, every word counts.
    """
    lexicon = _lexicon()
    spoken = language if language in lexicon.languages else None
    text = f" {headline.lower()}   {body[:READ].lower()} "
    for mark in MARKS:
        text = text.replace(mark, " ")
    body_from = len(headline) + 3
    lede_to = body_from + LEDE_LENGTH
    seen: dict[int, float] = {}
    stems, topics = lexicon.stems, lexicon.topics
    for pattern, start, end in lexicon.automaton.find_matches_as_indexes(text):
        if not stems[pattern] and text[end].isalnum():
            continue
        seen[pattern] = seen.get(pattern, 0.0) + (HEADLINE if start < body_from else LEDE if start < lede_to else 1.0)
    sums: dict[str, float] = {}
    for pattern, count in seen.items():
        strength = log2(1.0 + count)
        for code, spoken_in, weight in topics[pattern]:
            if spoken is None or spoken == spoken_in:
                sums[code] = sums.get(code, 0.0) + weight * strength
    if not sums:
        return None
    ranked = sorted(((weight, code) for code, weight in sums.items()), reverse=True)
    first = ranked[0][0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return Guess(ranked[0][1], round(first / (first + second), 3), clear=first >= NEEDED and first >= MARGIN * second)


class _Lexicon(NamedTuple):
    automaton: Any
    topics: list[tuple[tuple[str, str, float], ...]]
    """Per pattern (topic, language, weight); a word that speaks for several topics of a language says less for each."""
    stems: list[bool]
    languages: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    found: dict[tuple[str, bool], dict[tuple[str, str], float]] = {}
    languages: set[str] = set()
    for code, language, words in rows("lexicon"):
        languages.add(language)
        for word in words.split("|"):
            bare = word.rstrip("!")
            topics = found.setdefault((bare.rstrip("*"), bare.endswith("*")), {})
            topics[code, language] = STRONG if word.endswith("!") else max(topics.get((code, language), 0.0), 1.0)
    keys = sorted(found)
    automaton = ahocorasick_rs.AhoCorasick(
        [" " + word.replace("'", " ").replace("-", " ") for word, _ in keys],
        matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
        store_patterns=False,
    )
    return _Lexicon(automaton, [_shared(found[key]) for key in keys], [stem for _, stem in keys], frozenset(languages))


def _shared(topics: dict[tuple[str, str], float]) -> tuple[tuple[str, str, float], ...]:
    among = Counter(language for _, language in topics)
    return tuple((code, language, weight / among[language]) for (code, language), weight in topics.items())
