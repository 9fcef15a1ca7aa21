"""Names of places and peoples in a text: what the automata find, then the checks that tell a name from a piece of a word.

They find the longest name at each position, case as printed (so "woman" holds no Oman); what a script
does at a word's edge is settled here: Han, kana and Thai have no edges, Arabic and Hebrew put "and", "in" and "the" in
front, Hangul and Devanagari put endings behind.
"""

from array import array
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xxhash

from newsbeam.pipeline.gazetteer.script import BOUND, FREE, KATAKANA, LED, STRICT, SUFFIXED
from newsbeam.pipeline.gazetteer.seeds import SISTERS, seed
from newsbeam.pipeline.gazetteer.table import Ints, ints, places, read
from newsbeam.pipeline.process.kept import keep_parts, kept_parts
from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.automata import Hit, edition, find
from newsbeam.pipeline.taggers.kind_codes import ABBREVIATION, CITY, COUNTRY, CUE, DEMONYM, STOP
from newsbeam.pipeline.taggers.particles import PREFIXES

BIG = 150_000
"""Inhabitants from which a city's bare name is believed without "in", "at" or a state after it."""

AMHARIC = frozenset("ን ና ም ው".split())  # noqa: SIM905
"""What may stand behind a name within its word in Amharic: its object's case, "and", "too", "the"."""


LEADS = ("กรุง", "นคร", "เมือง", "ใน", "ที่", "จาก", "ณ", "สู่", "ถึง", "ของ", "จังหวัด", "อำเภอ", "จ.", "อ.")
"""Before a short Thai name, where nothing parts the words: "capital", "city", "in", "at", "from", "to", "of", "province", "district"."""


EATEN = 128
"""More than any of the ways in which a name may stand in a word."""


class Patterns(NamedTuple):
    """Per name of `surfaces.arrow` what its best candidate is."""

    kind: bytes
    """As the others that are bytes: a small number per pattern, an eighth of a list's memory."""
    code: bytes
    """Index into `Places.codes`."""
    place: "array[int]"
    gate: bytes
    """How a name may stand in its word (`STRICT` and its like), and `EATEN` beside that for a phrase that only looks like a name."""
    mixed: bytes
    """Whether the candidates lie in more than one country."""
    offsets: Ints
    places: Ints
    kinds: Ints
    bold: bytes
    """Whether it is believed by itself: a country's, a state's or a capital's, or a `BIG` city's."""
    asks: bytes
    """Whether the story's language has a say."""
    only: "array[int]"
    """Index into `spoken`."""
    ordinary: "array[int]"
    """Index into `words`."""
    spoken: tuple[frozenset[str], ...]
    """The languages in which a name is one; none where it is in any."""
    words: tuple[frozenset[str], ...]
    """The languages in which a name is a common word, or a person's, as well; `*` for all."""

    def candidates(self, pattern: int) -> list[tuple[int, int]]:
        """(place, kind) of every candidate, best first."""
        a, b = self.offsets[pattern], self.offsets[pattern + 1]
        return list(zip(self.places[a:b].tolist(), self.kinds[a:b].tolist(), strict=True))


@releasable
@cache
def patterns() -> Patterns:
    """Once per process: from the user's cache, or made anew of `surfaces.arrow` and `places.arrow` (30 ms)."""
    name = f"patterns-{edition()}-{xxhash.xxh3_64_hexdigest(Path(__file__).read_bytes())}"
    parts = kept_parts(name)
    if parts is None:
        parts = _made()
        keep_parts(name, parts)
    kind, code, place, gate, mixed, offsets, members, kinds, bold, asks, only, ordinary, spoken, words = parts
    return Patterns(
        kind=kind,
        code=code,
        place=array("i", place),
        gate=gate,
        mixed=mixed,
        offsets=np.frombuffer(offsets, np.int32),
        places=np.frombuffer(members, np.int32),
        kinds=np.frombuffer(kinds, np.uint8),
        bold=bold,
        asks=asks,
        only=array("H", only),
        ordinary=array("H", ordinary),
        spoken=_listed(spoken),
        words=_listed(words),
    )


def _made() -> list[bytes]:
    table = read("surfaces", "places", "kinds", "edge", "only", "ordinary").combine_chunks()
    listed = table["places"].chunk(0)
    offsets, members = ints(listed.offsets), ints(listed.values)
    kinds = ints(table["kinds"].chunk(0).values)
    world = places()
    codes = world.code_of[members]
    first = offsets[:-1]
    low, high = np.minimum.reduceat(codes, first), np.maximum.reduceat(codes, first)
    kind, only, ordinary = kinds[first], table["only"].chunk(0), table["ordinary"].chunk(0)
    spoken, words = ("\n".join(column.dictionary.to_pylist()).encode() for column in (only, ordinary))
    speaks, means = ints(only.indices), ints(ordinary.indices)
    asks = np.array([bool(one) for one in _listed(spoken)])[speaks] | np.array([bool(one) for one in _listed(words)])[means]
    bold = (kind < CITY) | (kind == ABBREVIATION) | (world.population[members[first]] >= BIG)
    return [
        small(kind),
        small(codes[first]),
        members[first].astype(np.int32).tobytes(),
        small(ints(table["edge"].chunk(0)) | np.where(kind == STOP, EATEN, 0)),
        small(low != high),
        offsets.astype(np.int32).tobytes(),
        members.astype(np.int32).tobytes(),
        small(kinds),
        small(bold),
        small(asks),
        speaks.astype(np.uint16).tobytes(),
        means.astype(np.uint16).tobytes(),
        spoken,
        words,
    ]


def _listed(lines: bytes) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in lines.decode().split("\n"))


SILENT, DOUBTED, NAMED, WORD, SMALL, BOLD = range(6)
"""What a name is worth by itself: nothing; its country's company and an "in" together; for a country's that is a person's or a word too,
what `lands.py` asks for; company or an "in"; itself."""


def standing(pattern: int, language: str | None) -> int:
    """What a name that asks for the story's language is worth in it."""
    table = patterns()
    kind, words, own = table.kind[pattern], table.words[table.ordinary[pattern]], table.spoken[table.only[pattern]]
    if language in words:
        if kind == COUNTRY and (not own or language in own):
            return NAMED if f"={language}" in words else WORD
        return SILENT if kind == CUE else DOUBTED
    if "*" in words:
        return DOUBTED
    if own and language and language not in own:
        if kind >= DEMONYM:
            return SILENT
        return SMALL if kind == CITY else DOUBTED
    if language is not None and (own == {language} or (language in SISTERS and own == SISTERS)):
        return BOLD  # a form that one language has alone says by its case that it is a place
    return BOLD if table.bold[pattern] else SMALL


def small(values: npt.NDArray[Any]) -> bytes:
    """Numbers below 256 as bytes. Raises ValueError for others."""
    if values.size and not 0 <= int(values.min()) <= int(values.max()) < 256:
        raise ValueError(f"gazetteer: a column holds {values.min()} to {values.max()}, which no byte does; keep it as an array")
    return values.astype(np.uint8).tobytes()


def scan(text: str, found: list[Hit] | None = None) -> list[Hit]:
    """Every name in `text` that stands as a word of its own, in order; the phrases that look like one have eaten theirs.
    `found`: what a pass over the text has seen already.
    """
    gate = patterns().gate
    size = len(text)
    hits: list[Hit] = []
    for hit in find(text) if found is None else found:
        start, end, pattern = hit
        how = gate[pattern]
        if how == STRICT:
            if (start and text[start - 1].isalnum()) or (end < size and text[end].isalnum()):
                continue
        elif how >= EATEN or (how != FREE and not inside_word(text, start, end, how)):
            continue
        hits.append(hit)
    return hits


def inside_word(text: str, start: int, end: int, kind: int) -> bool:
    """Whether a name may stand where it does, in a script whose words grow at one end."""
    if kind == KATAKANA:
        # Loan words run on without a space: "タイトル" (title) holds no Thailand, "アルバム" (album) no Aruba.
        return not any("\u30a0" <= char < "\u3100" for char in (text[start - 1 : start], text[end : end + 1]) if char)
    if kind in (SUFFIXED, BOUND):
        if start and (text[start - 1].isalnum() or "\u0900" <= text[start - 1] < "\u0e00"):
            return False
        return kind == SUFFIXED or ending(text, end)
    if kind == LED:
        return not (start and "\u0e00" <= text[start - 1] < "\u0e80") or text.endswith(LEADS, 0, start)
    if end < len(text) and text[end].isalpha() and not (text[end] in AMHARIC and not text[end + 1 : end + 2].isalpha()):
        return False
    begin = start
    while begin and text[begin - 1].isalpha():
        begin -= 1
    return begin == start or text[begin:start] in PREFIXES


def ending(text: str, end: int) -> bool:
    """Whether the word ends at `end`, or goes on with one of its script's endings and then ends."""
    stop = end
    size = len(text)
    while stop < size and (text[stop].isalnum() or "\u0900" <= text[stop] < "\u0e00" or text[stop] == "\u200c"):
        stop += 1
    return stop == end or text[end:stop] in endings()


@cache
def endings() -> frozenset[str]:
    """Of all scripts: none is another's."""
    return frozenset(one for row in seed("endings", 2) for one in row[1].split())
