"""Regions in brackets behind a dateline's place: `Kumasi, (Ash), `, `Recife (PE)`, `Cape Coast (Central Region)`, `Halle (Saale)`."""

import re

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.agencies import agency
from newsbeam.pipeline.text.dateline_place import is_place
from newsbeam.pipeline.text.dateline_source import Source, source_at
from newsbeam.pipeline.text.dateline_words import GAP, Parts, skip
from newsbeam.pipeline.text.places import lookup

_LETTERS = re.compile(r"\((?P<region>[A-Z][A-Za-z]{1,3}|[A-Z]/[A-Z])\)(?=,\s[A-Z][a-z]{2,8}\.?\s\d)")
_STATE = re.compile(r"\(([A-Z]{2})\)")
_PROVINCE = late(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2} (?:Region|State|Province|County|District|Prefecture|Governorate)")


def letters(parts: Parts, text: str, at: int, _gap: str) -> int | None:
    """A region's letters in brackets, where a day follows: `Kumasi, (Ash), May 12`."""
    found = _LETTERS.match(text, at) if parts.places and parts.region is None else None
    if found is None or agency(found["region"]) is not None:
        return None
    parts.region, parts.region_bracketed = found["region"], True
    return found.end()


def brazilian(parts: Parts, text: str, at: int, _gap: str) -> int | None:
    """Brazil's state in brackets, whose letters are a country's at times: `Recife (PE)`."""
    found = _STATE.match(text, at) if parts.places and parts.region is None else None
    if found is None or (own := lookup(parts.places[0])) is None or own.country != "BR":
        return None
    parts.region, parts.region_bracketed = found[1], True
    return found.end()


def is_province(parts: Parts, found: Source) -> bool:
    """`Accra (Greater Accra)`, `Cape Coast (Central Region)`, `Halle (Saale)`; behind a house, any place: `(ANSA) - MONOPOLI (BARI), 6 LUG -`."""
    if parts.places[0] in found.printed:
        return not found.newsy
    if _PROVINCE.fullmatch(found.printed) or (found.printed.istitle() and is_place(f"{parts.places[0]} ({found.printed})")):
        return True
    return bool(parts.prefix_end) and bool(found.printed) and is_place(found.printed)


def before_agency(text: str, found: Source) -> bool:
    """Whether a place in brackets stands before the agency's own: `ERCİŞ (Van), (DHA) - `."""
    begun = skip(GAP, text, found.end)
    if text[begun : begun + 1] != "(" or not is_place(found.printed):
        return False
    behind = source_at(text, begun)
    return behind is not None and behind.known
