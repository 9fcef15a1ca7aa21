"""Newspapers and desks, which no person is: by the words that their names have in many languages, and the organisations that we know."""

from functools import cache
from pathlib import Path

from newsbeam.pipeline.process.late_pattern import late

_FILE = Path(__file__).with_name("house_words.tsv")
_KNOWN = Path(__file__).parents[1] / "taggers" / "tables"
"""Where the taggers' tables of organisations lie: read as files, for no code of theirs is needed."""
_TABLES = ("organisations.tsv", "organisations_abroad.tsv")
_WORD = late(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_LEAST = 4
"""Letters of an organisation's name that is told from a person's."""


def is_house(name: str) -> bool:
    """Whether a name is a paper's, a desk's or an organisation's.

    >>> is_house("Svenska Dagbladet"), is_house("Haber Merkezi"), is_house("Коммерсантъ"), is_house("Marta Lind")
    (True, True, True, False)
    """
    low = name.casefold().replace("i̇", "i")
    if low in _organisations():
        return True
    words = _WORD.findall(low)
    known, longer = _words()
    if not known.isdisjoint(words) or any("-" in word and not known.isdisjoint(word.split("-")) for word in words):
        return True
    return len(words) > 1 and any(f" {one} " in f" {' '.join(words)} " for one in longer)


@cache
def _words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Single words, and those that are more than one."""
    rows = (row for row in _FILE.read_text(encoding="utf-8").splitlines() if not row.startswith("#"))
    found = {word for row in rows for word in row.split("\t")[1].casefold().split("|")}
    return frozenset(word for word in found if " " not in word), tuple(sorted(word for word in found if " " in word))


@cache
def _organisations() -> frozenset[str]:
    found: set[str] = set()
    for table in _TABLES:
        for row in (_KNOWN / table).read_text(encoding="utf-8").splitlines():
            if row and not row.startswith("#"):
                name, *more = row.split("\t")
                found.update(one.casefold() for one in (name, *(more[0].split("|") if more else ())) if len(one) >= _LEAST)
    return frozenset(found)
