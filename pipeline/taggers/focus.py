"""What a text is about: the country that most of its place evidence speaks for, and whether that is clear."""

from collections.abc import Iterable, Mapping
from math import sqrt
from typing import NamedTuple

from newsbeam.pipeline.taggers.disambiguate import Mention

HEADLINE = 2.0
"""A name in the headline weighs as much as two below."""
LEDE = 1.5
"""A name in the first `LEDE_LENGTH` characters of the body."""
LEDE_LENGTH = 300
CLEAR_SCORE = 0.5
"""One name is enough, half a name (a namesake that only size could settle) is just enough: measured, 3 in 4 such answers are right."""
CLEAR_MARGIN = 1.02
"""From there on 7 answers in 10 are right, from twice the second country's weight 95 in 100."""
TIE_THIRD = 0.67
"""Of two that weigh the same the one named first is the focus (measured: right 2 times in 3), if a third weighs at most this much
of them; of three or more none is."""


CLOSE = 0.92
"""Of the first country's weight: who has as much may go before it, if the text names it first. From 0.90 to 0.97 no answer of half a gets worse."""
TIE = 0.8
"""Of the first country's weight: who has as much shares the focus with it, and `focus_countries` says so."""
TIED = 5
"""More countries than these is a list, not a tie: the first five are named."""

SHORT = 100
"""Characters below a headline in which nothing is said in passing."""
ENOUGH = 3.0
"""Weight of evidence from which more of it makes no surer."""


class Focus(NamedTuple):
    """Countries by weight of evidence, best first, with the mention that speaks loudest for each."""

    scores: tuple[tuple[str, float, Mention], ...]
    clear: bool
    in_passing: bool = False
    """Whether the first country is named but once, in the second half of the text: somebody's origin, a market, the next match. Nothing is
    clear then, or said."""

    @property
    def code(self) -> str | None:
        """The first country, clear or not."""
        return self.scores[0][0] if self.scores else None

    @property
    def said(self) -> bool:
        """Whether any country is spoken of loud enough."""
        return bool(self.scores) and self.scores[0][1] >= CLEAR_SCORE and not self.in_passing

    @property
    def tied(self) -> tuple[str, ...]:
        """The countries that the text is about as much as about the first, that one included; () where nothing is said loud enough."""
        if not self.said:
            return ()
        first, least = self.scores[0], TIE * self.scores[0][1]
        if len(self.scores) < 2 or self.scores[1][1] < least:
            return (first[0],)
        return tuple([code for code, weight, _ in self.scores[:TIED] if weight >= least])

    @property
    def sureness(self) -> float:
        """0 to 1: the first country's share of all evidence, less where there is little: one name in passing is a third of enough."""
        return self.share * sqrt(min(1.0, self.scores[0][1] / ENOUGH)) if self.scores else 0.0

    @property
    def share(self) -> float:
        """The first country's share of all evidence, 0 to 1."""
        total = sum([score for _, score, _ in self.scores])
        return self.scores[0][1] / total if total else 0.0


def focus_of(
    mentions: Iterable[Mention],
    headline_length: int,
    prior: Mapping[str, float] | None = None,
    at_home: str | None = None,
    length: int = 0,
) -> Focus:
    """The focus of a text whose first `headline_length` characters are its headline.

    `prior` adds weight to countries that have evidence of their own or none (a local outlet's home). `at_home` is the country beside which
    another may be named in passing, in a text of `length` characters.
    """
    scores: dict[str, float] = {}
    loudest: dict[str, tuple[float, Mention]] = {}
    lede = headline_length + 1 + LEDE_LENGTH
    half = headline_length + max((length - headline_length) // 2, SHORT)
    for mention in mentions:
        start, _, _, code, _, _, weight = mention
        if start < lede:
            weight *= HEADLINE if start < headline_length else LEDE
        if code not in scores:
            scores[code], loudest[code] = weight, (weight, mention)
            continue
        scores[code] += weight
        if weight > loudest[code][0]:
            loudest[code] = (weight, mention)
    for code, weight in (prior or {}).items():
        if code in scores:
            scores[code] += weight
    if not scores:
        return Focus((), clear=False)
    if len(scores) == 1:
        ((code, first),) = scores.items()
        mention = loudest[code][1]
        in_passing = at_home not in (None, code) and first <= LEDE and mention.start >= half
        return Focus(((code, first, mention),), clear=first >= CLEAR_SCORE and not in_passing, in_passing=in_passing)
    ranked = [code for _, _, code in sorted([(-weight, loudest[code][1][0], code) for code, weight in scores.items()])]
    if scores[ranked[1]] >= CLOSE * scores[ranked[0]]:
        first_named = next(code for code, weight in scores.items() if weight >= CLOSE * scores[ranked[0]])  # mentions come in order
        ranked.remove(first_named)
        ranked.insert(0, first_named)
    first, second = scores[ranked[0]], scores[ranked[1]]
    third = scores[ranked[2]] if len(ranked) > 2 else 0.0
    clear = first >= CLEAR_SCORE and (first >= CLEAR_MARGIN * second or third <= TIE_THIRD * first)
    in_passing = at_home not in (None, ranked[0]) and first <= LEDE and loudest[ranked[0]][1].start >= half
    clear = clear and not in_passing
    return Focus(tuple([(code, scores[code], loudest[code][1]) for code in ranked]), clear=clear, in_passing=in_passing)
