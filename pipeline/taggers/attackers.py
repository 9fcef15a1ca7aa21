"""Who attacks and who is hit: news of a shelling is news of the place that was hit, however often it names whose guns they were.

"Росія атакувала Харківщину", "Israeli airstrike kills four in southern Lebanon", "Bombardement russe sur Kharkiv".
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.kind_codes import COUNTRY, CUE, DEMONYM
from newsbeam.pipeline.taggers.tables import rows

if TYPE_CHECKING:
    from newsbeam.pipeline.taggers.disambiguate import Mention

SHARE = 0.4
"""Of its weight that an attacker's name keeps where the text names a place of another country."""
BEGINNING = 300
"""Characters in which the attack must be told."""
AHEAD, BEHIND = 44, 26
"""Characters behind and before a name in which the words of an attack stand."""
WORDS_BETWEEN = 2
ATTACKERS = frozenset((COUNTRY, DEMONYM, CUE))
"""Kinds of names that attack."""


_HIT = r"['’](?:ye|ya|e|a|de|da|te|ta|deki|daki)\b|\s+(?:पर|में|को|پر|میں)\s"
"""Behind the name of who is hit, where that stands before the attack: Turkish, Hindi, Urdu."""


@cache
def attacks() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """(what follows who does it, what stands right before a people's word, what then shows the other's place)."""
    verbs, nouns = ("|".join(own for _, kind, own in rows("attack_words") if kind == which) for which in ("does", "is"))
    between = rf"(?:['’]\w+)?(?:[\s\-]+(?!(?:was|were|been|being|is|are)\b)[\w'’]+){{0,{WORDS_BETWEEN}}}?[\s\-'’]+"
    return (
        re.compile(
            rf"(?!{_HIT})(?:{between})(?:{verbs}|{nouns})(?!\w*\s+(?:by|von|par|por|da|door|av|af|przez|от)\b)", re.IGNORECASE
        ),
        re.compile(rf"(?<!\w)(?:{nouns})\w*\s+$", re.IGNORECASE),
        re.compile(r"\s+(?:по|на|on|in|sur|sobre|contra|auf|na|di|ke|terhadap|mot|mod)\s", re.IGNORECASE),
    )


@cache
def beginnings() -> frozenset[str]:
    """The first letters of an attack's words, at most four: what most texts can be refused by, without an expression."""
    return frozenset(word[:PEEK] for _, _, own in rows("attack_words") for word in _LETTERS.findall(_NESTED.sub("", own)))


PEEK = 4
_NESTED = late(r"\([^|()]*(?:\|[^()]*)*\)|\(\?[:!][^()]*(?:\([^()]*\)[^()]*)*\)|\\[bsw][*+]?|\{[^}]*\}")
_LETTERS = re.compile(r"(?:^|(?<=\|))[^\W\d_][\w\u0900-\u097f]*")


def may_attack(text: str, start: int, end: int) -> bool:
    """Whether a word near a name begins as an attack's do."""
    known = beginnings()
    words = text[end : end + AHEAD].lower().replace("-", " ").split(None, WORDS_BETWEEN + 1)[: WORDS_BETWEEN + 1]
    words += text[max(0, start - BEHIND) : start].lower().rsplit(None, 1)[-1:]
    return any(word[:PEEK] in known or (word >= UNCASED and word[: PEEK - 1] in known) for word in words)


def attackers(text: str, mentions: Sequence["Mention"]) -> frozenset[str]:
    """The countries that attack another one, whose place the text names."""
    follows, before, on = attacks()
    found: set[str] = set()
    for start, end, surface, code, kind, _, _ in mentions:
        if start > BEGINNING:
            break
        if kind not in ATTACKERS or code in found or not may_attack(text, start, end):
            continue
        if follows.match(text, end, end + AHEAD) or (
            (kind == DEMONYM or surface >= UNCASED or on.match(text, end, end + 10))
            and before.search(text[max(0, start - BEHIND) : start])
        ):
            found.add(code)
    if found and any(one.code not in found and one.kind < DEMONYM for one in mentions):
        return frozenset(found)
    return frozenset()


def softened(text: str, mentions: list["Mention"]) -> list["Mention"]:
    """The mentions, those of an attacker with less weight."""
    if len({one[3] for one in mentions}) == 1 or not (found := attackers(text, mentions)):
        return mentions
    return [one._replace(weight=one.weight * SHARE) if one.code in found else one for one in mentions]
