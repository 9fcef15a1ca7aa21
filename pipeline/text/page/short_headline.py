"""A headline of a few words, where no line above the text has what makes one: the line at the top, if nothing says that it is a name.

Scripts without capitals print a name and a headline alike, and a headline of two words has a place's name in a case that the
text lacks. A page has its headline far oftener than a writer's name alone above it.
"""

from collections.abc import Sequence

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.text.credit import is_nobody
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.words import WORD, words_of
from newsbeam.pipeline.text.person_words import NO_PERSON
from newsbeam.pipeline.text.persons import is_large, is_person

_TITLES, _LAST = 3, 3
"""Titles among which it stands, at most, and lines from the top."""
_WEIGHT, _WIDE_WEIGHT, _HEAVIER = 6, 12, 1.5
"""What it weighs at least; where a character is half a word; how much heavier a second title is than the kicker above it."""
_WORDS, _LONGEST = 6, 60
"""Words that it has at most, and what it weighs: a longer line is told by the words that it shares with the text."""
_WIDE, _SHARED = "\u3040", 4
"""Scripts from here on have no capitals (but Georgian, Cherokee: the same holds); letters of a word that the text has too."""
_LEAST, _BRIEF, _LINE, _PARTED, _AKIN = 2, 4, 24, 140, 0.4
"""Of a headline below the text: lines with it, its words, what it weighs, and the share of its long words that the text has."""
_TEXT = 1_500
_UNSTOPPED, _PARAGRAPH, _LONGER, _ABOVE = ("\u0e01", "\u0eff"), 60, 2.0, 6
"""Thai and Lao, which print neither stops nor, mostly, spaces; what a paragraph of them weighs at least, how much more than the lines above it, and how many these are."""


def short_one(titles: Sequence[tuple[int, str]], text: str) -> int | None:
    """Index in `titles` ((line number, line), from the top) of a headline of a few words; None where none of them is one for certain."""
    if not 0 < len(titles) <= _TITLES or titles[0][0] >= _LAST:
        return None
    of_desk = [index for index, (_, title) in enumerate(titles) if _is_nobodys(title)]
    left = [index for index in range(len(titles)) if index not in of_desk]
    if not left:
        return None
    first = left[0]
    if len(left) > 1 and _weighs(titles[left[1]][1], _HEAVIER * shapes.weight(titles[first][1])):
        first = left[1]
    title = titles[first][1]
    if not _weighs(title, _WIDE_WEIGHT if title[0] >= _WIDE else _WEIGHT) or (" " not in title and is_place(title)):
        return None
    if len(title.split()) > _WORDS or shapes.weight(title) > _LONGEST or shapes.ends(title):
        return None
    signed = title.count(" ") > 1 and any(is_person(line) and is_large(line) for _, line in titles[first + 1 :])
    return first if title[0] >= UNCASED or signed or _shares(title, text[:_TEXT]) else None


def below_title(lines: Sequence[Line]) -> int | None:
    """Number of the first line of a text without stops, as Thai is printed, below a shorter line or some; None where no such text is."""
    if not _UNSTOPPED[0] <= lines[0].text[0] <= _UNSTOPPED[1]:
        return None
    most = 0.0
    for number, line in enumerate(lines[:_ABOVE]):
        weight = shapes.weight(line.text)
        if number and weight >= max(_PARAGRAPH, _LONGER * most):
            return number
        most = max(most, weight)
    return None


def below_text(body: Sequence[Line]) -> bool:
    """Whether a text's last line is its headline, as some archives print it there: no stop, some words, and enough of them the text's."""
    if len(body) < _LEAST:
        return False
    last, above = body[-1].text, body[-2].text
    if shapes.ends(last) or len(last.split()) < _BRIEF or not _LINE <= shapes.weight(last) <= _PARTED or not shapes.is_prose(above):
        return False
    words = _long_words(last)
    return len(words & _long_words("\n".join(line.text for line in body[:-1])[:_TEXT])) >= max(2, _AKIN * len(words))


def _long_words(text: str) -> set[str]:
    """The long words of a line; in scripts of short words those of three letters too."""
    if text[0] < UNCASED:
        return words_of(text)
    return {word for word in WORD.findall(text) if len(word) > 2}


def _weighs(title: str, least: float) -> bool:
    return shapes.weight(title) >= least


def _is_nobodys(title: str) -> bool:
    """Whether a line is a desk's or a house's."""
    return is_nobody(title) or NO_PERSON.search(title) is not None


def _shares(title: str, text: str) -> bool:
    """Whether a title in capitals and small letters has a word of the text, which a writer's name has not."""
    words = {word for word in WORD.findall(title.casefold()) if len(word) >= _SHARED}
    return bool(words & set(WORD.findall(text.casefold())))
