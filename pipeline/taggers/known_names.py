"""Organisations known by name, in the languages that print them: which of the spellings that a pass over the text finds are one."""

# ruff: noqa: SIM905  word lists read best as words

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple

from newsbeam.pipeline.gazetteer.script import UNCASED
from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.automata import Hit, leftmost
from newsbeam.pipeline.taggers.name_cues import BRANDS, cues
from newsbeam.pipeline.taggers.name_spellings import spellings
from newsbeam.pipeline.taggers.name_title_words import CASELESS
from newsbeam.pipeline.taggers.particles import PREFIXES

AGENCIES = frozenset(
    {
        *(
            "Reuters",
            "Associated Press",
            "Agence France-Presse",
            "Xinhua",
            "Lusa",
            "ANSA",
            "EFE",
            "Deutsche Presse-Agentur",
            "TASS",
        ),
        *("RIA Novosti", "Interfax", "Ukrinform", "UNIAN", "Anadolu Agency", "Associated Press of Pakistan", "UrduPoint", "Kyodo"),
        *(
            "Press Trust of India",
            "Emirates News Agency",
            "Saudi Press Agency",
            "Yonhap",
            "Tanjug",
            "Ghana News Agency",
            "RBC-Ukraine",
        ),
    }
)
"""Houses whose names stand in credits and datelines."""
CAPITALS, WORD, PAPER, NOUN = 1, 2, 3, 4
WORDS = frozenset(
    "Ciudadanos Generali Shell Oracle Kone Vox Intel Junts Paramount Isis Nato Lego Adani Chelsea Tottenham Disney Eni Talibanes".split()
)
"""Names that are words of some language too: at the head of a sentence they say nothing."""
PAPERS = frozenset(
    "Die Zeit|Die Welt|Der Spiegel|Le Monde|El Mundo|El País|La Repubblica|La Stampa|O Globo|De Standaard|El Universal|La Vanguardia".split(
        "|"
    )
)
"""Papers whose names are an article and a noun, as which they head many a sentence: "Die Zeit drängt"."""
DOUBTED = dict.fromkeys(WORDS, WORD) | dict.fromkeys(PAPERS, PAPER) | {"Bild": NOUN}
"""What is wrong with a spelling; NOUN: it is any picture's in German but in quotation marks or before a hyphen."""
QUOTES = frozenset("\"'„“”»«‚‘’›‹")
_SHARES = late(r"\b(?:follow|find|join|share|subscribe|like|tweet|pin|e-?mail|print|via|síguenos|suivez|folgen)\b", re.IGNORECASE)
_REACH = 300
"""Characters before and after a name that its line is looked at."""
_SENTENCE = 8
"""Words of a line from which it is a sentence."""
_WORDLESS = frozenset("es it fr pt ca ro gl".split())
"""Languages in which "UN" in capitals is "a"."""


class Spelled(NamedTuple):
    """What of a text is spelled as something known; edges are not looked at."""

    bodies: list[Hit]
    """The longest known body's spelling that begins at each place, none overlapping another."""
    titles: list[tuple[int, int]]
    """(start, end) of the language's titles, and of persons' names, where it is printed without capitals."""
    persons: list[tuple[int, int]]


NOTHING = Spelled([], [], [])


def spelled(hits: Iterable[Hit], language: str | None = None) -> Spelled:
    """The known bodies among the spellings that a pass has found, and where the language has no capitals its titles and known persons."""
    known = _known()
    bodies: list[Hit] = []
    titles: list[tuple[int, int]] = []
    persons: list[tuple[int, int]] = []
    caseless = language in CASELESS
    for hit in hits:
        start, end, number = hit
        if number < known.persons_from:
            bodies.append(hit)
        elif not caseless:
            continue
        elif number < known.titles_from:
            persons.append((start, end))
        elif language in known.languages[number - known.titles_from]:
            titles.append((start, end))
    return Spelled(leftmost(bodies), titles, persons)


def meant(text: str, hits: list[Hit], spoken_of: Collection[str | None], language: str | None) -> list[tuple[int, int, str]]:
    """(start, end, canonical name) of the organisations that these spellings of a text are, as words of their own.

    Capitals that mean something else abroad ("PTA", "SBP") count only where their country is in `spoken_of`.
    """
    known = _known()
    found = []
    size = len(text)
    for start, end, pattern in hits:
        if text[start] < UNCASED:
            if (start and text[start - 1].isalnum()) or (end < size and text[end].isalnum()):
                continue
            if (name := known.plain[pattern]) is not None:
                found.append((start, end, name))
                continue
        elif not stands_apart(text, start, end):
            continue
        meaning = next((name for name, home in known.meanings[pattern] if home is None or home in spoken_of), None)
        if meaning is not None and not _doubted(text, start, end, meaning, known.doubtful[pattern], language):
            found.append((start, end, meaning))
    return found


def _doubted(text: str, start: int, end: int, name: str, doubt: int, language: str | None) -> bool:
    """Whether a spelling is no name where it stands: shouted, the head of a sentence, a credit, a share block."""
    if doubt == CAPITALS and (shouted(text, start, end) or (end - start == 2 and language in _WORDLESS)):
        return True
    if doubt == WORD and text[max(0, start - 2) : start].rstrip(" ")[-1:] in ("", ".", "\n", "!", "?", '"', "“", "«", ":"):
        return True
    if doubt == PAPER and text[max(0, start - 2) : start].rstrip(" ")[-1:] in ("", ".", "\n", "!", "?", ":"):
        return text[end + 1 : end + 24].partition(" ")[0] not in cues().said
    if doubt == NOUN and language == "de":
        return text[start - 1 : start] not in QUOTES and text[end : end + 1] != "-"
    if name in AGENCIES and _credited(text, start, end):
        return True
    return name in BRANDS and not in_sentence(text, start, end)


def _credited(text: str, start: int, end: int) -> bool:
    """Whether an agency's name is a credit ("(Reuters)", "Photo/AFP", "Sputnik - 3rd May"), and not what the story tells of."""
    if text[start - 1 : start] in "(/|[:—–-" or text[end : end + 1] in ("/", ")", "]", "|"):
        return True
    before = text[max(0, start - 60) : start].rpartition("\n")[2]
    after = text[end : end + 40]
    return before.rfind("(") > before.rfind(")") and ")" in after and "(" not in after[: after.find(")")]


def stands_apart(text: str, start: int, end: int) -> bool:
    """Whether a name stands by itself: at word's edges, or in a script that has none, or behind what its script puts in front."""
    before, after = text[start - 1 : start], text[end : end + 1]
    first = text[start]
    if "\u10a0" <= first <= "\u10ff" or "\u0900" <= first <= "\u0dff":
        return not before.isalnum()  # Georgian and India's scripts hang endings on a name
    if "\u3040" <= first <= "\u9fff" or "\u0e00" <= first < "\u0e80":
        return True
    if after.isalnum() and not ("\uac00" <= after <= "\ud7a3"):
        return False
    if not before.isalnum():
        return True
    if not "\u0590" <= first < "\u0700":
        return False
    begin = start
    while begin and text[begin - 1].isalpha():
        begin -= 1
    return text[begin:start] in PREFIXES


def shouted(text: str, start: int, end: int) -> bool:
    """Whether the words on both sides are in capitals too: a line in capitals, in which "WHO" asks and "US" is we."""
    before = text[max(0, start - 16) : start].rsplit("\n", maxsplit=1)[-1].split()
    after = text[end : end + 16].split("\n", maxsplit=1)[0].split()
    near = [word for word in (*before[-1:], *after[:1]) if len(word) > 1 and word.isalpha()]
    return bool(near) and all(map(str.isupper, near))


def in_sentence(text: str, start: int, end: int) -> bool:
    """Whether a brand's name stands in a sentence, and not where a page asks to be shared."""
    begin = text.rfind("\n", max(0, start - _REACH), start) + 1 or max(0, start - _REACH)
    stop = text.find("\n", end, end + _REACH)
    line = text[begin : stop if stop >= 0 else end + _REACH]
    if len(line.split()) < _SENTENCE or _SHARES.search(text[max(begin, start - 40) : start]):
        return False
    return sum(brand in line for brand in BRANDS) < 3 or len(line.split()) > 3 * _SENTENCE


class _Known(NamedTuple):
    """What is known of each spelling: bodies', then persons', then titles."""

    persons_from: int
    titles_from: int
    languages: list[frozenset[str]]
    """Of each title, those in which it is one."""
    meanings: list[list[tuple[str, str | None]]]
    """What a body's spelling may mean: a name, and the country where it does."""
    doubtful: list[int]
    """Why it may be doubted."""
    plain: list[str | None]
    """The name of one that means one thing wherever it stands."""


@releasable
@cache
def _known() -> _Known:
    bodies, persons, titles = spellings()
    doubtful = [CAPITALS if one.isupper() and one.isascii() else DOUBTED.get(one, 0) for one in bodies]
    plain = [
        known[0][0]
        if len(known) == 1 and known[0][1] is None and not doubt and known[0][0] not in BRANDS and known[0][0] not in AGENCIES
        else None
        for known, doubt in zip(bodies.values(), doubtful, strict=True)
    ]
    return _Known(
        persons_from=len(bodies),
        titles_from=len(bodies) + len(persons),
        languages=list(titles.values()),
        meanings=list(bodies.values()),
        doubtful=doubtful,
        plain=plain,
    )
