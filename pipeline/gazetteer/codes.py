"""Codes and names of countries, for structured fields (docs/design/wire-copy.md#places-of-the-standards): alpha-2, alpha-3, numeric, withdrawn codes, names."""

from collections.abc import Iterator

import pycountry

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.rows import Kind
from newsbeam.pipeline.gazetteer.seeds import parts, seed
from newsbeam.pipeline.gazetteer.states import country_rows

NATIONS = frozenset({"GB", "PS"})
"""Countries whose parts are sent as countries (England, Scotland, West Bank)."""


def code_rows() -> Iterator[tuple[str, str]]:
    """(folded code or name, alpha-2), each key once."""
    found: dict[str, str] = {}
    for code, alpha3, _, _ in seed("countries", 4):
        found[fold(code)] = code
        found[fold(alpha3)] = code
    for country in pycountry.countries:
        found[country.numeric] = country.alpha_2
        for name in (country.name, getattr(country, "official_name", None), getattr(country, "common_name", None)):
            if name:
                found.setdefault(fold(name), country.alpha_2)
    for key, code in withdrawn_and_named():
        found.setdefault(key, code)
    yield from found.items()


def withdrawn_and_named() -> Iterator[tuple[str, str]]:
    """Codes of countries that are no more, and every name that we know of those that are."""
    for old, today, _ in seed("historic_codes", 3):
        yield fold(old), today
    for code, _, names in seed("regions", 3):
        if code in NATIONS:
            yield from ((fold(name), code) for name in parts(names))
    for place, own in country_rows():
        yield from ((fold(surface), place.country) for surface, kind, _ in own if kind is Kind.COUNTRY)
