"""A topic from the words of a text: a lexicon that we wrote (`topic_words/`), which abstains where its words do not agree.

One automaton pass finds the words of the text's language; a word counts once or twice however often it stands; the topic with the most must lead
by a margin.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import log2
from typing import NamedTuple
from unicodedata import category

from newsbeam.pipeline.taggers.tables import rows
from newsbeam.pipeline.taggers.topic_words import FIRSTS, KIN, codes, languages, words_of

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


class Guess(NamedTuple):
    """The likeliest topic, how far it leads (0 to 1), and whether that is enough to say so."""

    code: str
    score: float
    clear: bool
    also: str | None = None
    """The other one of a war that politicians speak of: it is both."""
    within: str | None = None
    """The second level of `code`, where that is clear and the words tell."""


def guess(headline: str, body: str, language: str | None) -> Guess | None:
    """The topic of a text, or None where no word of its language stands in it, or none is listed for its language (a primary subtag):
    German "Brand" (fire) is no English brand.
    """
    if language is None or language not in languages():
        return None
    weights = weigh(headline, body, language)
    known = codes()
    firsts = weights[:FIRSTS]
    first = max(firsts)
    if first == 0.0:
        return None
    code, also = known[firsts.index(first)], None
    if code == WAR and firsts[known.index(POLITICS)] >= BOTH * first:
        code, also = POLITICS, WAR
        firsts[known.index(POLITICS)] = 0.0
    firsts[firsts.index(first)] = 0.0
    second = max(firsts)
    clear = first >= NEEDED and first >= MARGIN * second
    return Guess(code, round(first / (first + second + THIN), 3), clear, also, within(code, weights) if clear else None)


def weigh(headline: str, body: str, language: str) -> list[float]:
    """What the words of a text weigh for each of the `codes`."""
    words = words_of(KIN.get(language, language))
    body_from = len(headline) + 3
    text = f" {headline}   {body[:READ]} "
    lede_to = body_from + LEDE_LENGTH
    seen: dict[int, float] = {}
    of_pattern, beginnings, topics = words.words, words.beginnings, words.topics
    for start, end, pattern in words.find(text):
        word = of_pattern[pattern]
        if beginnings[word] or not ((behind := text[end]).isalnum() or (behind >= "\u0900" and _is_sign(behind))):
            seen[word] = seen.get(word, 0.0) + (HEADLINE if start < body_from else LEDE if start < lede_to else 1.0)
    weights = [0.0] * len(codes())
    for word, count in seen.items():
        strength = log2(1.0 + count)
        for place, weight in topics[word]:
            weights[place] += weight * strength
    return weights


def _is_sign(character: str) -> bool:
    """Whether it is an Indic vowel's sign, with which a word goes on as with a letter."""
    return character < "\u0e00" and category(character)[0] == "M"


def within(code: str, weights: Sequence[float]) -> str | None:
    """The second level of a topic that weighs enough, and clearly more than the others."""
    ranked = sorted([(weights[place], child) for child, place in children().get(code, ()) if weights[place]], reverse=True)
    if not ranked or ranked[0][0] < NEEDED or (len(ranked) > 1 and ranked[0][0] < MARGIN_WITHIN * ranked[1][0]):
        return None
    return ranked[0][1]


@cache
def children() -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Topic of the first level -> those of the second that the lexicon can tell, and their places among the `codes`."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for child, parent, _ in rows("subtopics"):
        found[parent] = (*found.get(parent, ()), (child, codes().index(child)))
    return found
