"""Countries whose names are words as well: what makes one a country in a text.

The gazetteer says in which languages a name is a word ("Mısır" is maize) or a person's (`seeds/homonyms.tsv`), and a text itself may: what it
prints in small letters too is one of its words.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from newsbeam.pipeline.taggers.automata import find
from newsbeam.pipeline.taggers.kind_codes import COUNTRY
from newsbeam.pipeline.taggers.mentions import WORD

if TYPE_CHECKING:
    from newsbeam.pipeline.taggers.disambiguate import Mention

OPENS = frozenset(".!?:;…\n\r•·|»«\"“”„‘’'(")
"""What a sentence or a quotation begins behind."""
QUOTES = "«\"“”‘'("
OPENS_OR_DASH = OPENS.union("-–—")
"""The same with a space behind it, where a dash does too."""
LED = frozenset(
    "في وفي دولة بدولة لدولة جمهورية بجمهورية لجمهورية وجمهورية در کشور ملک देश".split()  # noqa: SIM905
)
"""Words before a name, in scripts without capitals: "in", "country", "republic"."""
FOLLOWED = (" में ", " میں ", " मा ", "에서 ", "의 수도")
"""Behind it, in such scripts: "in"."""


def begins(text: str, start: int) -> bool:
    """Whether a sentence, a line or a quotation begins at `start`: a capital says nothing there."""
    if start < 2:
        return True
    if start < 8 and not any(map(str.isalpha, text[:start])):
        return True  # "1. Mali ..."
    before = text[start - 1]
    return text[start - 2] in OPENS_OR_DASH if before == " " else before in OPENS


def a_land(text: str, start: int, end: int, worth: int, locative: Callable[[str, int, int], bool]) -> bool:
    """Whether a country's name that is a word stands for the country where nothing else in the text does: behind an "in", or with a capital
    inside a sentence if it is nobody's name.
    """
    first = text[start]
    if first.isupper():
        return (worth == WORD and not begins(text, start)) or locative(text, start, end)
    return worth == WORD and (led(text, start) or text.startswith(FOLLOWED, end))


def led(text: str, start: int) -> bool:
    """Whether one of those words stands before `start`: "مادر" (mother) is no "در", "प्रदेश" (province) no "देश"."""
    ahead = text[start - 12 if start > 12 else 0 : start]
    return ahead[-1:] == " " and (ahead[:-1].split() or ("",))[-1].lstrip(QUOTES) in LED


def words_apart(text: str, mentions: "list[Mention]") -> "list[Mention]":
    """The mentions without countries' names that begin sentences where the text prints the word in small letters too, and names the
    country in no other way: "Turkey prices rose ... a turkey farm".
    """
    opening = {surface for start, _, surface, _, kind, _, _ in mentions if kind == COUNTRY and begins(text, start)}
    if not opening:
        return mentions
    body = text.find("\n") + 1
    if text[body : body + 1].islower():
        return mentions  # a text without capitals tells nothing
    words = {surface for surface in opening if small_too(text, surface)}
    if not words:
        return mentions
    sure = {one.code for one in mentions if one.surface not in words or not begins(text, one.start)}
    return [one for one in mentions if one.surface not in words or one.code in sure]


def small_too(text: str, surface: str) -> bool:
    """Whether a capitalised word stands in small letters elsewhere in a text, and is no name so."""
    small = surface.lower()
    if small == surface or not surface[1:].islower() or len(surface) < MINIMUM:
        return False
    at = text.find(small)
    while at >= 0:
        end = at + len(small)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            return not any(hit[:2] == (0, len(small)) for hit in find(small))
        at = text.find(small, end)
    return False


MINIMUM = 4
"""Letters of a word that is asked for in small letters."""
