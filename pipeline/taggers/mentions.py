"""Names of places and peoples in a text: one automaton pass, then the checks that tell a name from a piece of a word.

`ahocorasick_rs` finds the longest pattern at each position, case as printed (so "woman" holds no Oman); what a script
does at a word's edge is settled here: Han, kana and Thai have no edges, Arabic and Hebrew put "and", "in" and "the" in
front, Hangul and Devanagari put endings behind.
"""

from functools import cache
from typing import Any, NamedTuple

import ahocorasick_rs
import numpy as np

from pipeline.gazetteer.script import FREE, KATAKANA, STRICT, SUFFIXED
from pipeline.gazetteer.table import Ints, ints, places, read

Hit = tuple[int, int, int]
"""(pattern, start, end): offsets count characters."""

ARABIC_PREFIXES = frozenset("و ب ل ف ك ال وال بال لل فال كال ولل وب ول ه ו ב ל מ ש כ ה וב ול ומ מה".split())  # noqa: SIM905
"""What may stand before a name within its word, in Arabic and Hebrew."""


class Patterns(NamedTuple):
    """The automaton and, per pattern, what its best candidate is."""

    automaton: Any
    kind: list[int]
    code: list[int]
    """Index into `Places.codes`."""
    place: list[int]
    edge: list[int]
    mixed: list[bool]
    """Whether the candidates lie in more than one country."""
    offsets: Ints
    places: Ints
    kinds: Ints
    doubt: list[bool]
    """Whether the name is a common word, a month or a surname as well: believed only in company."""

    def candidates(self, pattern: int) -> list[tuple[int, int]]:
        """(place, kind) of every candidate, best first."""
        a, b = self.offsets[pattern], self.offsets[pattern + 1]
        return list(zip(self.places[a:b].tolist(), self.kinds[a:b].tolist(), strict=True))


@cache
def patterns() -> Patterns:
    """Built once per process from `surfaces.arrow` (about 0.2 s)."""
    table = read("surfaces").combine_chunks()
    listed = table["places"].chunk(0)
    offsets, members = ints(listed.offsets), ints(listed.values)
    kinds = ints(table["kinds"].chunk(0).values)
    surfaces = table["surface"].to_pylist()
    codes = places().code_of[members]
    first = offsets[:-1]
    low, high = np.minimum.reduceat(codes, first), np.maximum.reduceat(codes, first)
    return Patterns(
        automaton=ahocorasick_rs.AhoCorasick(surfaces, matchkind=ahocorasick_rs.MATCHKIND_LEFTMOST_LONGEST, store_patterns=False),
        kind=kinds[first].tolist(),
        code=codes[first].tolist(),
        place=members[first].tolist(),
        edge=ints(table["edge"].chunk(0)).tolist(),
        mixed=(low != high).tolist(),
        offsets=offsets,
        places=members,
        kinds=kinds,
        doubt=table["doubt"].to_pylist(),
    )


def scan(text: str) -> list[Hit]:
    """Every name in `text` that stands as a word of its own, in order."""
    table = patterns()
    edge = table.edge
    size = len(text)
    hits: list[Hit] = []
    for pattern, start, end in table.automaton.find_matches_as_indexes(text):
        kind = edge[pattern]
        if kind == STRICT:
            if (start and text[start - 1].isalnum()) or (end < size and text[end].isalnum()):
                continue
        elif kind != FREE and not inside_word(text, start, end, kind):
            continue
        hits.append((pattern, start, end))
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
