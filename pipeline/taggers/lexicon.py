"""A topic from the words of a text: a lexicon that we wrote, which abstains where its words do not agree.

No text was learned from, so nothing of anyone's is in it: `tables/lexicon.tsv` lists, per first-level Media Topic and
language, the words that speak for it. One automaton pass finds them; a word counts once or twice however often it
stands; the topic with the most must lead by a margin.
"""

from functools import cache
from math import log2
from typing import Any, NamedTuple

import ahocorasick_rs

from pipeline.taggers.tables import rows

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


def guess(headline: str, body: str) -> Guess | None:
    """The topic of a text, or None where no word of the lexicon stands in it."""
    automaton, codes, weights, stems = _lexicon()
    text = " " + headline.lower() + "   " + body[:READ].lower() + " "
    for mark in MARKS:
        text = text.replace(mark, " ")
    body_from = len(headline) + 3
    lede_to = body_from + LEDE_LENGTH
    seen: dict[int, float] = {}
    for pattern, start, end in automaton.find_matches_as_indexes(text):
        if not stems[pattern] and text[end].isalnum():
            continue
        seen[pattern] = seen.get(pattern, 0.0) + (HEADLINE if start < body_from else LEDE if start < lede_to else 1.0)
    if not seen:
        return None
    sums: dict[str, float] = {}
    for pattern, count in seen.items():
        weight = weights[pattern] * log2(1.0 + count)
        for code in codes[pattern]:
            sums[code] = sums.get(code, 0.0) + weight
    ranked = sorted(((weight, code) for code, weight in sums.items()), reverse=True)
    first = ranked[0][0]
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return Guess(ranked[0][1], round(first / (first + second), 3), clear=first >= NEEDED and first >= MARGIN * second)


@cache
def _lexicon() -> tuple[Any, list[tuple[str, ...]], list[float], list[bool]]:
    found: dict[tuple[str, bool], dict[str, float]] = {}
    for code, _, words in rows("lexicon"):
        for word in words.split("|"):
            bare = word.rstrip("!")
            stem = bare.endswith("*")
            topics = found.setdefault((bare.rstrip("*"), stem), {})
            topics[code] = max(topics.get(code, 0.0), STRONG if word.endswith("!") else 1.0)
    keys = sorted(found)
    automaton = ahocorasick_rs.AhoCorasick(
        [" " + word.replace("'", " ").replace("-", " ") for word, _ in keys],
        matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST,
        store_patterns=False,
    )
    return (
        automaton,
        [tuple(found[k]) for k in keys],
        # A word that speaks for several topics says less for each.
        [max(found[k].values()) / len(found[k]) for k in keys],
        [stem for _, stem in keys],
    )
