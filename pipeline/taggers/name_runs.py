"""Runs of capitalised words: what of a text may be a name, in Latin, Greek, Cyrillic and Armenian letters."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from newsbeam.pipeline.taggers.name_cues import ABBREVIATIONS, SMALL

UP = (
    "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĢĦĪĮİĶĹĻĽŁŃŅŇŊŌŐŒŔŘŚŜŞŠŢŤŪŮŰŲŴŶŸŹŻŽƏƠƯȘȚẀẂẄẞΆΈ-ΏΑ-ΫЀ-ЯҐҒҖҚҢҮҰҲӘӨԱ-Ֆ"
    + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))  # Vietnamese: capitals and small letters in turn
)
"""Capital letters, as a regular expression's class."""
_WORD = rf"[{UP}](?:(?:\.[{UP}]){{1,20}}\.|[\w&'’-]{{0,3}}\.(?= [{UP}])|[\w&'’/-]{{0,80}}+)"
"""A capitalised word; a short one may end with a stop, which `cut` takes for an abbreviation's only where it is one. Bounded: a
text of one word of sixty thousand capitals must not be walked through from each of them."""
_MORE = rf"(?: (?:(?:[^\W\d_{UP}]{{1,4}}|&) (?:[^\W\d_{UP}]{{1,3}} )?)?(?:[dlDL]['’])?{_WORD})"
_DIVIDED = re.compile(r" (?:The(?: |$)|[^\W\d_A-Z](?!['’]))")
"""What may divide a run: a small word (not "l'Intérieur"), or a "The" within."""
_STOP = re.compile(r"\. ")
SHORT = re.compile(rf" ?\(([{UP}][{UP}a-z&.-]{{0,10}}[{UP}])[);,]")
"""The abbreviation in brackets after a name."""


LONGEST = 24
"""Words of a run behind its first: a longer one is a table, or Title Case; it is read in pieces."""
SEVERAL = re.compile(f"{_WORD}{_MORE}{{1,{LONGEST}}}")
"""A run of capitalised words; a small word or two may stand between ("Ministry of Finance")."""
ANY = re.compile(f"{_WORD}{_MORE}{{0,{LONGEST}}}")
"""The same, or one such word."""


def one_part(run: str) -> bool:
    """Whether nothing divides a run."""
    return _DIVIDED.search(run) is None and ". " not in run


def parts(run: str) -> Iterator[tuple[int, str]]:
    """(offset, part) of a run, cut where a sentence ends and at small words that no name holds.

    >>> list(parts("Rome. The Bank of Italy will Fail"))
    [(0, 'Rome'), (6, 'The Bank of Italy'), (29, 'Fail')]
    """
    if ". " in run:
        for at, part in cut(run):
            yield from ((at + inner, piece) for inner, piece in joined(part))
    else:
        yield from joined(run)


def joined(run: str) -> Iterator[tuple[int, str]]:
    """(offset, part) of a run that a small word divides which no name holds, or a "The" within: "Rome will Paris"."""
    if _DIVIDED.search(run) is None:
        yield 0, run
        return
    words = run.split(" ")
    offsets = list(accumulate((len(word) + 1 for word in words), initial=0))
    start = at = 0
    while at < len(words):
        step = 1
        if _small(words[at]) and at + 1 < len(words) and _small(words[at + 1]):
            step = 2
        held = not _small(words[at]) or " ".join(words[at : at + step]) in SMALL
        if not held or (words[at] == "The" and at):
            if at > start:
                yield offsets[start], " ".join(words[start:at])
            start = at + step
        at += step
    if start < len(words):
        yield offsets[start], " ".join(words[start:])


@lru_cache(maxsize=16_384)
def _small(word: str) -> bool:
    return word[:1].islower() and word[1:2] not in ("'", "’")


def cut(run: str) -> Iterator[tuple[int, str]]:
    """(offset, part) of a run that a sentence's end divides: "Rome. The Ministry", but not "Mr. Khan"."""
    start = 0
    for stop in _STOP.finditer(run):
        word = run[: stop.start()].rpartition(" ")[2]
        if word not in ABBREVIATIONS and len(word) > 1 and "." not in word:
            yield start, run[start : stop.start()]
            start = stop.end()
    yield start, run[start:]
