"""Names of places and peoples in a text: what the automata find, then the checks that tell a name from a piece of a word.

They find the longest name at each position, case as printed (so "woman" holds no Oman); what a script
does at a word's edge is settled here: Han, kana and Thai have no edges, Arabic and Hebrew put "and", "in" and "the" in
front, Hangul and Devanagari put endings behind.
"""

from array import array
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from newsbeam.pipeline.gazetteer.script import FREE, KATAKANA, STRICT, SUFFIXED
from newsbeam.pipeline.gazetteer.table import Ints, ints, places, read
from newsbeam.pipeline.taggers.automata import Hit, find
from newsbeam.pipeline.taggers.kind_codes import ABBREVIATION, CITY, STOP

BIG = 150_000
"""Inhabitants from which a city's bare name is believed without "in", "at" or a state after it."""

ARABIC_PREFIXES = frozenset("و ب ل ف ك ال وال بال لل فال كال ولل وب ول ه ו ב ל מ ש כ ה וב ול ומ מה".split())  # noqa: SIM905
"""What may stand before a name within its word, in Arabic and Hebrew."""


class Patterns(NamedTuple):
    """Per name of `surfaces.arrow` what its best candidate is."""

    kind: bytes
    """As the others that are bytes: a small number per pattern, an eighth of a list's memory."""
    code: bytes
    """Index into `Places.codes`."""
    place: "array[int]"
    edge: bytes
    mixed: bytes
    """Whether the candidates lie in more than one country."""
    offsets: Ints
    places: Ints
    kinds: Ints
    doubt: bytes
    """Whether the name is a common word, a month or a surname as well: believed only in company."""
    bold: bytes
    """Whether it is believed by itself: a country's, a state's or a capital's, or a `BIG` city's that nothing makes doubtful."""

    def candidates(self, pattern: int) -> list[tuple[int, int]]:
        """(place, kind) of every candidate, best first."""
        a, b = self.offsets[pattern], self.offsets[pattern + 1]
        return list(zip(self.places[a:b].tolist(), self.kinds[a:b].tolist(), strict=True))


@cache
def patterns() -> Patterns:
    """Built once per process from `surfaces.arrow` (some 20 ms)."""
    table = read("surfaces").combine_chunks()
    listed = table["places"].chunk(0)
    offsets, members = ints(listed.offsets), ints(listed.values)
    kinds = ints(table["kinds"].chunk(0).values)
    world = places()
    codes = world.code_of[members]
    first = offsets[:-1]
    low, high = np.minimum.reduceat(codes, first), np.maximum.reduceat(codes, first)
    kind, doubt = kinds[first], np.array(table["doubt"].to_pylist(), dtype=np.bool_)
    bold = (kind < CITY) | (kind == ABBREVIATION) | (~doubt & (world.population[members[first]] >= BIG))
    return Patterns(
        kind=small(kind),
        code=small(codes[first]),
        place=array("i", members[first].astype(np.intc).tobytes()),
        edge=small(ints(table["edge"].chunk(0))),
        mixed=small(low != high),
        offsets=offsets,
        places=members,
        kinds=kinds,
        doubt=small(doubt),
        bold=small(bold),
    )


def small(values: npt.NDArray[Any]) -> bytes:
    """Numbers below 256 as bytes. Raises ValueError for others."""
    if values.size and not 0 <= int(values.min()) <= int(values.max()) < 256:
        raise ValueError(f"gazetteer: a column holds {values.min()} to {values.max()}, which no byte does; keep it as an array")
    return values.astype(np.uint8).tobytes()


def scan(text: str) -> list[Hit]:
    """Every name in `text` that stands as a word of its own, in order; the phrases that look like one have eaten theirs."""
    table = patterns()
    edge, kinds = table.edge, table.kind
    size = len(text)
    hits: list[Hit] = []
    for hit in find(text):
        pattern, start, end = hit
        how = edge[pattern]
        if how == STRICT:
            if (start and text[start - 1].isalnum()) or (end < size and text[end].isalnum()):
                continue
        elif how != FREE and not inside_word(text, start, end, how):
            continue
        if kinds[pattern] != STOP:
            hits.append(hit)
    return hits


def inside_word(text: str, start: int, end: int, kind: int) -> bool:
    """Whether a name may stand where it does, in a script whose words grow at one end."""
    if kind == KATAKANA:
        # Loan words run on without a space: "タイトル" (title) holds no Thailand, "アルバム" (album) no Aruba.
        return not any("\u30a0" <= char < "\u3100" for char in (text[start - 1 : start], text[end : end + 1]) if char)
    if kind == SUFFIXED:
        return not (start and (text[start - 1].isalnum() or "\u0900" <= text[start - 1] < "\u0e00"))
    if end < len(text) and text[end].isalpha():
        return False
    begin = start
    while begin and text[begin - 1].isalpha():
        begin -= 1
    return begin == start or text[begin:start] in ARABIC_PREFIXES
