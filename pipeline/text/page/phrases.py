"""Lines that belong to pages and feeds, never to stories, in many languages: `phrases.tsv` as a look-up."""

import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("phrases.tsv")
_TRIM = " \t:：·•*-–—»›>|#▶►■●◆▼→←↓↑«‹."
LIMIT = 400
"""Characters of such a line; a longer one is text, whatever it begins with."""
_BUTTONS = 120
_SHORT = 30
"""Characters that may follow a beginning of one or two words in a sentence: "Tags on cattle were ..." is text, as is "Posted on a wall
by ...", but not "Posted on March 4 ..."."""
_OWNER = 24
_KEY = 2
_FIRST, _SEEN = 4, 16
"""Letters by which nearly every line is told from all known ones, and characters among which they are looked for."""
_STOPS = (".", "!", "?", "।", "۔", "。", "؟", '."', ".”")


class Phrase(StrEnum):
    """What a known line is."""

    TAIL = "tail"
    """Nothing below it belongs to the story."""
    LINE = "line"
    """Not of the story, wherever it stands."""
    SHARE = "share"
    """A button: single words, which stand in blocks."""
    LABEL = "label"
    """What stands above a headline."""


def phrase(line: str) -> Phrase | None:
    """What a known line is; None for all others.

    >>> phrase("Related Topics"), phrase("Lees ook: Nieuwe lichten"), phrase("The harbour opened.")
    (<Phrase.TAIL: 'tail'>, <Phrase.LINE: 'line'>, None)
    """
    if _is_beginning(line[:_FIRST]) is False and len(line) >= _FIRST:
        return None  # nearly every line
    return _phrase(line) if len(line) <= LIMIT and may_be_known(line) else None


def may_be_known(line: str) -> bool:
    """Whether a line begins as one of the known ones does."""
    if (known := _is_beginning(line[:_FIRST])) is not None and len(line) >= _FIRST:
        return known  # nearly every line
    head = " ".join(line[:_SEEN].casefold().split())
    bare = head.lstrip(_TRIM)
    if len(bare) < _FIRST <= len(line):
        return True
    return head[:_FIRST] in _beginnings() or _begins(bare)


@lru_cache(maxsize=4096)
def _is_beginning(letters: str) -> bool | None:
    """Whether a known line begins so; None where marks or spaces at an end leave it open, so that more of a line has to be seen."""
    low = letters.casefold()
    return _begins(low) if low and low[0] not in _TRIM and " ".join(low.split()) == low else None


def _begins(low: str) -> bool:
    known = _beginnings()
    return low[:1] in known or low[:2] in known or low[:3] in known or low[:_FIRST] in known


@lru_cache(maxsize=4096)
def _phrase(line: str) -> Phrase | None:
    whole, begins = _table()
    folded = " ".join(line.casefold().split())
    bare = folded.strip(_TRIM)
    if (found := whole.get(bare) or whole.get(folded)) is not None:
        return found
    if len(folded) <= _BUTTONS and _is_row_of_buttons(folded, whole):
        return Phrase.SHARE
    for text in (folded, bare) if bare != folded else (folded,):
        for beginning, inflected, kind in begins.get(text[:_KEY], ()):
            if text.startswith(beginning) and (inflected or _ends(beginning, text[len(beginning) : len(beginning) + 1])):
                words = beginning.rstrip()
                short = words.count(" ") < 2 and words[-1].isalpha() and words[0] < "\u3040"
                short = short and not (words != beginning and any(map(str.isdigit, text[: len(beginning) + _SHORT])))
                if not (short and len(text) > len(beginning) + _SHORT and folded.endswith(_STOPS)):
                    return Phrase.LINE if _is_pictures(folded) else kind
    return None


def _is_pictures(folded: str) -> bool:
    """Whether a line with the sign of rights names a picture's owner, not the page's: `© Police`."""
    return folded[0] == "©" and len(folded) <= _OWNER and not any(map(str.isdigit, folded)) and "right" not in folded


def _is_row_of_buttons(folded: str, whole: dict[str, Phrase]) -> bool:
    """`Facebook Twitter WhatsApp`, `Share | Tweet | Email`: buttons only."""
    if (first := folded.partition(" ")[0].strip(_TRIM)) and whole.get(first) is not Phrase.SHARE:
        return False  # nearly always
    words = 0
    for one in folded.split():
        if word := one.strip(_TRIM):
            if whole.get(word) is not Phrase.SHARE:
                return False
            words += 1
    return words > 1


def _ends(beginning: str, after: str) -> bool:
    """Whether a word ends where the beginning does; scripts without spaces have no such place."""
    return not after.isalpha() or not beginning[-1].isalpha() or after >= "\u3040"


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of all known lines; the shorter ones whole."""
    whole, begins = _table()
    return frozenset(one[:_FIRST] for one in (*whole, *(row[0] for rows in begins.values() for row in rows)))


def _spellings(words: str) -> list[str]:
    """The beginnings of a row, those of Greek and Latin letters without accents too: capitals are printed so."""
    found = words.casefold().split("|")
    return found + [plain for one in found if (plain := without_accents(one)) != one]


def without_accents(text: str) -> str:
    """Greek and Latin letters without their marks; others as they are."""
    if text.isascii() or text[-1] >= "\u0400" or not all(one < "\u0400" or not one.isalpha() for one in text):
        return text
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


@cache
def _table() -> tuple[dict[str, Phrase], dict[str, list[tuple[str, bool, Phrase]]]]:
    whole: dict[str, Phrase] = {}
    begins: dict[str, list[tuple[str, bool, Phrase]]] = {}
    for row in _FILE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        kind, _, words = row.split("\t")
        for one in _spellings(words):
            beginning = one.rstrip("*~")
            if beginning == one:
                whole.setdefault(one.strip(_TRIM) or one, Phrase(kind))
            elif "*" not in beginning:
                begins.setdefault(beginning[:_KEY], []).append((beginning, one.endswith("~"), Phrase(kind)))
                whole.setdefault(beginning.strip(_TRIM) or beginning, Phrase(kind))
    for found in begins.values():
        found.sort(key=lambda row: -len(row[0]))
    return whole, begins
