"""The news agencies and wires of `agencies.tsv`, by their names as printed."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from newsbeam.pipeline.providers import folded

_FILE = Path(__file__).with_name("agencies.tsv")
ACRONYM = 4
"""Letters of a name that may be one."""
_WORD = re.compile(r"[^\W_]+")
_LETTERS = 4
"""Letters by which most words are told from an agency's name."""


_WORDS = frozenset(
    [
        "online",
        "trend",
        "beta",
        "focus",
        "report",
        "dire",
        "nova",
        "turan",
        "sabah",
        "mehr",
        "fars",
        "saba",
        "mina",
        "petra",
        "andina",
        "antara",
        "fana",
        "novum",
    ]
)
"""Agencies that are called as persons or things are: in a byline they are those."""


class Kind(StrEnum):
    """What an organisation does with news."""

    AGENCY = "agency"
    """Reports."""
    RELEASES = "press-release wire"
    """Hands on what companies and ministries say."""
    DISTRIBUTOR = "distributor"
    """Hands on what others report."""


class Agency(NamedTuple):
    """A news agency or wire."""

    name: str
    """Its usual one."""
    home: str | None
    """The country that it reports for; None: the world."""
    country: str | None = None
    """Where it sits."""
    languages: tuple[str, ...] = ()
    kind: Kind = Kind.AGENCY


@lru_cache(maxsize=4096)
def agency(name: str, country: str | None = None) -> Agency | None:
    """The agency that is printed so; `dpa/lno` is a service of dpa. None for what the table lacks.

    Some acronyms are two agencies'; `country` is where the text was written. `Ana` and `Map` are words, not agencies.

    >>> agency("APP").name, agency("dpa/lno").home, agency("Daily Bugle")
    ('Associated Press of Pakistan', 'DE', None)
    >>> agency("APS").home, agency("APS", "SN").home, agency("Ana")
    ('DZ', 'SN', None)
    """
    found = _table().get(folded(name)) or (_table().get(folded(re.split(r"[/-]", name)[0])) if "/" in name else None)
    if found is None or (name.istitle() and len(name) <= ACRONYM and name not in _printed() and name.isascii()):
        return None
    return next((one for one in found if country and one.home == country), found[0])


def may_begin(text: str) -> bool:
    """Whether an agency's name may begin a text, by its first letters: a look that spares most texts all other questions.

    >>> may_begin("Reuters TV"), may_begin("Harbour news"), may_begin("(A. P.)")
    (True, False, True)
    """
    word = _WORD.search(text)
    return word is None or folded(word[0][:_LETTERS])[:_LETTERS] in _beginnings()


def may_name(text: str) -> bool:
    """Whether an agency's name may begin at any of its words, by the letters from there on.

    >>> may_name("Jane Roe for Reuters"), may_name("Mei Tan, 31658"), may_name("Roe/A. P.")
    (True, False, True)
    """
    words = list(map(folded, _WORD.findall(text)))
    begins, short = _beginnings(), _short()
    for at, word in enumerate(words):
        letters = word if len(word) >= _LETTERS else "".join(words[at : at + _LETTERS])
        if letters[:_LETTERS] in begins:
            return True
        if len(word) < _LETTERS and any("".join(words[at : at + count]) in short for count in range(1, _LETTERS)):
            return True
    return False


@cache
def organisations() -> tuple[tuple[Agency, tuple[str, ...]], ...]:
    """Every organisation with its names as printed."""
    rows = []
    for row in _FILE.read_text(encoding="utf-8").splitlines():
        if row.startswith("#"):
            continue
        name, home, languages, kind, printed, _ = row.split("\t")
        seat = home.rstrip("*") or None
        known = Agency(name, None if home.endswith("*") else seat, seat, tuple(languages.split(",")), Kind(kind))
        rows.append((known, (name, *filter(None, printed.split("|")))))
    return tuple(rows)


@cache
def _table() -> dict[str, list[Agency]]:
    table: dict[str, list[Agency]] = {}
    for known, names in organisations():
        for name in dict.fromkeys(map(folded, names)):
            table.setdefault(name, []).append(known)
    return table


def is_printed(name: str) -> bool:
    """Whether an agency prints its name so, letter by letter: "afp", not "ana"."""
    return name in _printed()


def is_word(name: str) -> bool:
    """Whether an agency's name is a word or a person's first, and says nothing in small letters."""
    return folded(name) in _WORDS


@cache
def _beginnings() -> frozenset[str]:
    """The first letters of all names, however few of them the first word has: `A. F. P.` begins with one."""
    return frozenset(name[:count] for name in _table() for count in range(1, _LETTERS + 1))


@cache
def _short() -> frozenset[str]:
    """Names of fewer letters than are looked at."""
    return frozenset(name for name in _table() if len(name) < _LETTERS)


@cache
def _printed() -> frozenset[str]:
    return frozenset(name for _, names in organisations() for name in names)
