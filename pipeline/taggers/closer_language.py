"""Which of its close languages a text is of, where the detectors may have taken the one for the other."""

import re
from collections.abc import Sequence
from functools import cache

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.close_languages import kin, leaning, numbers
from newsbeam.pipeline.taggers.tables import rows

DETECTOR, HOME, WORDS = 0.8, 1.5, 1.2
"""What a detector's answer, the provider's country and a telling word weigh beside `leaning`: fitted on the treebanks of Universal
Dependencies (Danish and Norwegian, Czech and Slovak, Serbian, Croatian and Macedonian), one for all pairs."""
SPOKEN, LEAST = frozenset({"sr", "hr", "bs"}), 1.1
"""Languages that spell a sound of theirs (`vreme`, `vrijeme`), which no text of the other does, and what detectors and letters
weigh at most against such a word: names from abroad mislead them."""
MOST_WORDS = 4
"""Telling words that count at most: a list that fits a text this well need not be asked further."""
LETTERS, BARE = 0.75, 0.25
"""What sequences of letters weigh, and what they do in a text without any accent of a language that sets them in nearly every
headline: it may have lost them, and then they mislead."""
ACCENTED = frozenset({"cs", "sk", "hr", "sl", "sr"})
SETTLED = 3.6
"""What words, detectors and home say together and the letters need not be asked for."""
READ = 300
"""Characters that are read of a long text."""
CYRILLIC = frozenset({"mk", "bg"})
"""Kin of Serbian that are never written in Latin letters; its others always are."""


@cache
def telling() -> dict[str, tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]]:
    """Language -> (close languages, the words that only the language has, those that only the close one has)."""
    words = {
        (one, other): late(rf"(?<![\w\u0900-\u097f])(?:{own})(?![\w\u0900-\u097f])") for one, other, own in rows("telling_words")
    }
    pairs: dict[str, list[tuple[str, re.Pattern[str], re.Pattern[str]]]] = {}
    for (one, other), own in words.items():
        pairs.setdefault(one, []).append((other, own, words[other, one]))
    return {one: tuple(near_one) for one, near_one in pairs.items()}


def closer_language(text: str, code: str, *, said: Sequence[str] = (), home: str | None = None) -> str:
    """`code`, or the close language whose telling words and sequences of letters outweigh what the detectors `said`."""
    best, least, own = code, 0.0, None
    text = text[:READ]
    letters = BARE if code in ACCENTED and text.isascii() else LETTERS
    words = {near_one: (len(mine.findall(text)), len(other.findall(text))) for near_one, mine, other in telling().get(code, ())}
    for near_one in (*words, *sorted(kin(code) - words.keys())):
        mine, theirs = words.get(near_one, (0, 0))
        if mine == 0 and code in RARE:
            return near_one
        if code == "sr" and (near_one in CYRILLIC) != (_CYRILLIC.search(text) is not None):
            continue
        weight = WORDS * max(-MOST_WORDS, min(MOST_WORDS, mine - theirs)) + HOME * ((home == code) - (home == near_one))
        heard = DETECTOR * (said.count(code) - said.count(near_one))
        if abs(weight + heard) < SETTLED:
            own = numbers(text) if own is None else own
            heard += letters * leaning(own, code, near_one)
        if {code, near_one} <= SPOKEN:
            heard = max(heard, -LEAST) if mine > theirs else min(heard, LEAST) if theirs > mine else heard
        weight += heard
        if weight < least:
            best, least = near_one, weight
    return best


_CYRILLIC = re.compile("[\u0400-\u04ff]")
RARE = frozenset({"gl", "af"})
"""Languages so much rarer in news than their first close language that a text must have a word of theirs."""


def of_two(text: str, one: str, other: str) -> str | None:
    """Which of two close languages the text's telling words are of; None where they are even or we have none."""
    for near_one, own, others in telling().get(one, ()):
        if near_one == other:
            mine, theirs = len(own.findall(text)), len(others.findall(text))
            return one if mine > theirs else other if theirs > mine else None
    return None


_YORUBA = late("[ẹọẸỌ][\u0300\u0301]|[eoEO]\u0323[\u0300\u0301]|[ṣṢ]")
"""Vowels with a dot and a tone, and the s with a dot: no other language of news writes several. The first detector knows Yoruba only without its tones."""


def is_yoruba(head: str, hint: str | None) -> bool:
    """Whether the letters of a text that the detectors are unsure of are Yoruba's: three of them say so, one where the feed does too."""
    return len(_YORUBA.findall(head)) >= (1 if hint == "yo" else 3)
