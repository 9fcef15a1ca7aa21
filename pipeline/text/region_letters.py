"""Abbreviated regions that no list has: letters of a name in the country where the town lies (`Acayucan, Ver.`, `Pachuca, Hgo.`)."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.seeds import parts, seed
from newsbeam.pipeline.text.months import month_of, weekday_of
from newsbeam.pipeline.text.places import lookup

_SHORT = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]{2,5}\.?")


@lru_cache(maxsize=2048)
def shortens_region(short: str, town: str) -> bool:
    """Whether `short` is the beginning of a region's name of the town's own country, or of its letters in their order.

    >>> shortens_region("Ver.", "Acayucan"), shortens_region("Hgo.", "Pachuca"), shortens_region("Mar.", "Acayucan")
    (True, True, False)
    >>> shortens_region("Ver.", "Nairobi"), shortens_region("Ver.", "Nobody's Town")
    (False, False)
    """
    if _SHORT.fullmatch(short) is None or month_of(short) is not None or weekday_of(short) is not None:
        return False
    found = lookup(town)
    if found is None or found.geonames_id is None:
        return False
    letters = fold(short.rstrip("."))
    return any(name[:1] == letters[:1] and _in_order(letters, name) for name in _regions().get(found.country or "", ()))


def _in_order(letters: str, name: str) -> bool:
    left = iter(name)
    return all(letter in left for letter in letters)


@cache
def _regions() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for country, names in seed("subdivisions", 2):
        found[country] += map(fold, parts(names))
    return found
