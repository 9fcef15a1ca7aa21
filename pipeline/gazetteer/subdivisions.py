"""Counties, departments and provinces of every country beside the regions of our own list: `seeds/subdivisions.tsv` (CLDR).

Each is its country's region where no place has its name: Lincolnshire, Anambra, Pirkanmaa. In a text it speaks in the country's own
languages and in English.
"""

from collections.abc import Iterable, Iterator

from newsbeam.pipeline.gazetteer.ordinary import people, tongues
from newsbeam.pipeline.gazetteer.rows import Kind, Own, PlaceRow
from newsbeam.pipeline.gazetteer.seeds import parts, seed


def subdivision_rows(taken: Iterable[str]) -> Iterator[tuple[PlaceRow, list[Own], frozenset[str]]]:
    """(region, its names, the languages that these are names in); `taken` are the names that places have already."""
    known = {name.casefold() for name in taken}
    for country, names in seed("subdivisions", 2):
        free = [name for name in parts(names) if name.casefold() not in known and not somebody(name)]
        known.update(name.casefold() for name in free)
        if free:
            row = PlaceRow(name=free[0], country=country, kind=Kind.REGION)
            yield row, [(name, Kind.REGION, True) for name in free], tongues().get(country, frozenset()) | {"en"}


def somebody(name: str) -> bool:
    """Whether people are called so: Clare, Kerry."""
    return any(name in named for named in people().values())
