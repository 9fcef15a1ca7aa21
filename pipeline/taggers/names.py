"""Organisations and persons: a short list of known names, and the patterns by which wire copy introduces the others.

Patterns are those of English and of the many languages that print a name in capitals: "Pakistan Telecommunication
Authority (PTA)", "Ministry of Finance", "Acme Holdings Ltd", "Prime Minister Imran Khan". A name without such a sign
is not guessed: `organisations` and `persons` say what the text shows, not everyone in it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import ahocorasick_rs

from newsbeam.pipeline.taggers.context_rules import given_names
from newsbeam.pipeline.taggers.country import text_of
from newsbeam.pipeline.taggers.name_cues import ABBREVIATIONS, FRONTS, HEADS, NOT_NAMES, OFFICES, TITLES
from newsbeam.pipeline.taggers.tables import rows
from newsbeam.schemas.story import Story

VERSION = "names/1"
LIMIT = 40
"""Names kept of each kind, in order of first mention."""

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ"
_WORD = rf"[{_UP}](?:(?:\.[A-Z])+\.|[\w&'’-]{{0,3}}\.(?= [{_UP}])|[\w&'’-]*)"
"""A capitalised word; a short one may end with a stop, which `cut` takes for an abbreviation's only where it is one."""
_SMALL = "of the|for the|of|for|the|and|on|&|de|du|del|des|der|und|bin|ibn|al|van|von|da|dos|di"
_RUN = re.compile(rf"{_WORD}(?: (?:(?:{_SMALL}) )?{_WORD})*")
"""A run of capitalised words, with the small words that names hold between them."""
_JOINED = re.compile(r" (?:and|on|for|the|&) ")
"""What joins names rather than stands within one: "Shehbaz Sharif on Tuesday", "Biden and Trump"."""
_ENDED = ("'s", "’s", ".")
"""What may follow the last word of an organisation's name within its run."""
_STOP = re.compile(r"\. ")
_SHORT = re.compile(rf" \(([{_UP}][{_UP}a-z&.-]{{0,8}}[{_UP}])\)")


def tag_names(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`organisations` and `persons`, each once, in order of first mention."""
    text = text_of(story)
    spelled: dict[str, int] = {}
    spoken_of = {one.code for one in found.get("countries", ())} | {found.get("story_country")}
    for start, name in known_organisations(text, spoken_of):
        spelled.setdefault(name, start)
    persons: dict[str, int] = {}
    # A headline in capitals or in Title Case has no runs that are names.
    begin = len(story.headline or "") if titled(story.headline) else 0
    say_nothing = _signs().isdisjoint
    for start, run, short in runs(text, begin):
        # Most runs hold no word that could make them a name of either kind: one look at a set saves taking them apart.
        if short is None and say_nothing(run.split(" ")) and not run.endswith(_ENDED):
            continue
        if (named := organisation(run, short)) is not None:
            spelled.setdefault(named, start)
        else:
            for at, named in people(run):
                if named not in spelled:
                    persons.setdefault(named, start + at)
    for claim in story.claims.subjects:
        if claim.name and claim.role in ("organisation", "person"):
            (spelled if claim.role == "organisation" else persons).setdefault(claim.name, -1)
    return {"organisations": _first(spelled), "persons": _first(persons)}


def titled(headline: str | None) -> bool:
    """Whether most words of a headline begin with a capital."""
    words = [w[0] for w in (headline or "").split() if len(w) > 3 and w[0].isalpha()]
    return sum(map(str.isupper, words)) > 0.7 * len(words)


def runs(text: str, begin: int = 0) -> Iterator[tuple[int, str, str | None]]:
    """(offset, run of capitalised words, the abbreviation in brackets after it), from `begin` on."""
    for match in _RUN.finditer(text, begin):
        run = match[0]
        if " " not in run:
            continue
        start, end = match.span()
        if ". " in run:
            yield from ((start + at, part, None) for at, part in cut(run))
            continue
        short = _SHORT.match(text, end) if text.startswith(" (", end) else None
        yield start, run, short[1] if short else None


def cut(run: str) -> Iterator[tuple[int, str]]:
    """(offset, part) of a run that a sentence's end divides: "Rome. The Ministry", but not "Mr. Khan"."""
    start = 0
    for stop in _STOP.finditer(run):
        word = run[: stop.start()].rpartition(" ")[2]
        if word not in ABBREVIATIONS and len(word) > 1 and "." not in word:
            yield start, run[start : stop.start()]
            start = stop.end()
    yield start, run[start:]


@lru_cache(maxsize=4096)
def organisation(run: str, short: str | None) -> str | None:
    """The organisation that a run names, or None.

    >>> organisation("The Pakistan Telecommunication Authority", "PTA"), organisation("Imran Khan", None)
    ('Pakistan Telecommunication Authority', None)
    """
    words = run.split()
    while words and words[0] in NOT_NAMES:
        words = words[1:]
    if len(words) < 2:
        return None
    last = words[-1].removesuffix("'s").removesuffix("’s").rstrip(".")
    if short is not None and stands_for(words, short):
        return " ".join(words)
    if last in HEADS and words[-2] not in ("and", "of", "the", "Soviet"):
        return " ".join([*words[:-1], last])
    if words[0] in FRONTS and words[1] in ("of", "for"):
        return " ".join(words)
    return None


@cache
def _signs() -> frozenset[str]:
    return HEADS | FRONTS | TITLES | given_names()


def stands_for(words: list[str], short: str) -> bool:
    """Whether the letters of an abbreviation begin the words of a name, in order; small words may be passed over."""
    letters = [c for c in short if c.isupper()]
    initials = "".join(w[0] for w in words if w[0].isupper())
    at = 0
    for letter in letters:
        at = initials.find(letter, at) + 1
        if not at:
            return False
    return len(letters) >= 3 and len(initials) <= len(letters) + 2


@lru_cache(maxsize=4096)
def people(run: str) -> tuple[tuple[int, str], ...]:
    """(offset, person) of the persons that a run names; remembered, for news names the same ones over and over."""
    return tuple((run.index(part), named) for part in _JOINED.split(run) if (named := person(part)) is not None)


def person(run: str) -> str | None:
    """The person that a run names: a title before it, or a first name that we know at its head.

    >>> person("Prime Minister Imran Khan"), person("New York")
    ('Imran Khan', None)
    """
    words = run.split()
    office = False
    for at in range(len(words) - 1, -1, -1):
        if words[at] in TITLES:
            words, office = words[at + 1 :], True
            break
    if office and words[:1] in (["of"], ["for"]):
        words = words[2:]
    while words and (words[0] in NOT_NAMES or words[0] in OFFICES):
        words = words[1:]
    if not words or len(words) > 4 or "of" in words:
        return None
    words[-1] = words[-1].removesuffix("'s").removesuffix("’s")
    if len(words) == 1:
        return None
    return " ".join(words) if office or words[0] in given_names() else None


def known_organisations(text: str, spoken_of: Collection[str | None] = ()) -> list[tuple[int, str]]:
    """(offset, canonical name) of the organisations of our list that stand in the text as words of their own.

    Capitals that mean something else abroad ("PTA", "SBP") count only where their country is in `spoken_of`.
    """
    automaton, names, homes = _known()
    size = len(text)
    return [
        (start, names[pattern])
        for pattern, start, end in automaton.find_matches_as_indexes(text)
        if not ((start and text[start - 1].isalnum()) or (end < size and text[end].isalnum()))
        and (homes[pattern] is None or homes[pattern] in spoken_of)
    ]


@cache
def _known() -> tuple[Any, list[str], list[str | None]]:
    surfaces: list[str] = []
    names: list[str] = []
    homes: list[str | None] = []
    for name, others, *home in rows("organisations"):
        for surface in filter(None, (name, *others.split("|"))):
            surfaces.append(surface)
            names.append(name)
            homes.append(home[0] if home and surface.replace("-", "").isupper() else None)
    longest = ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST
    return ahocorasick_rs.AhoCorasick(surfaces, matchkind=longest, store_patterns=False), names, homes


def _first(spelled: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(spelled, key=lambda name: (spelled[name], name)))[:LIMIT]
