"""Counties, departments and provinces of every country beside the regions of our own list: `seeds/subdivisions.tsv` (CLDR), and
`seeds/lands.tsv`, what home news calls them beside that (ours).

Each is its country's region where no place has its name: Lincolnshire, Anambra, Pirkanmaa. In a text it speaks in the country's own
languages and in English.
"""

import re
from collections.abc import Iterable, Iterator

from newsbeam.pipeline.gazetteer.ordinary import people, tongues
from newsbeam.pipeline.gazetteer.rows import Kind, Own, PlaceRow
from newsbeam.pipeline.gazetteer.seeds import parts, seed

BRIEF = 4
"""Letters of a name that is a word in too many languages: it speaks in its country's own, behind an "in" or in company (Gers, Eure)."""
COUNCILS = frozenset({"GB", "IE"})
"""Countries in whose county councils a county speaks that people are called like: Kerry, Clare."""
CASES = tuple(
    (re.compile(pattern), tuple(forms.split("|")))
    for pattern, forms in (
        (r"(.+[сц]к)ая область$", r"\1ой области|\1ую область"),
        (r"(.+ск)ий край$", r"\1ого края|\1ому краю|\1ом крае"),
        (r"(.+[сцз]ьк)а область$", r"\1ої області|\1ій області|\1у область|\1ою областю"),
        (r"(.+[сц]к)ая вобласць$", r"\1ай вобласці|\1ую вобласць"),
        (r"województwo (.+k)ie$", r"województwa \1iego|województwie \1im|województwem \1im"),
        (r"(.+[sc]k)ý kraj$", r"\1ého kraje|\1ém kraji|\1ého kraja|\1om kraji"),
        (r"(.+[sc]k)a županija$", r"\1e županije|\1oj županiji|\1u županiju"),
        (r"Okres (.+)$", r"okresu \1"),
        (r"(.+) megye$", r"\1 megyében|\1 megyei|\1 megyébe|\1 megyéből|\1 megyét"),
        (r"(.+n) maakunta$", r"\1"),
        (r"(.+[щч]ин)а$", r"\1и|\1і|\1у|\1ою"),
    )
)
"""Names of a noun with its adjective, by their endings: Russian, Ukrainian, Belarusian, Polish, Czech and Slovak, Croatian."""


OF_TOWNS = (
    (re.compile("(.+[сцз]ьк)а область"), ("ий", "а", "е", "і", "ого", "ому", "ої", "ій", "у", "их", "им", "ими")),
    (re.compile("(.+[сц]к)ая область"), ("ий", "ая", "ое", "ие", "ого", "ому", "ой", "ом", "ую", "их", "им", "ими")),
)
"""A region's own word in Ukrainian and Russian, in small letters (people bear it with a capital), and its endings: "харківські рятувальники"."""


def declined(name: str) -> list[str]:
    """The other cases of such a name.

    >>> declined("Белгородская область")[:3], declined("województwo mazowieckie")[0], declined("Lancashire")
    (['Белгородской области', 'Белгородскую область', 'белгородский'], 'województwa mazowieckiego', [])
    """
    found = [match.expand(form) for pattern, forms in CASES if (match := pattern.match(name)) for form in forms]
    for pattern, endings in OF_TOWNS:
        if match := pattern.fullmatch(name):
            found += [match[1].lower() + ending for ending in endings]
    return found


def subdivision_rows(taken: Iterable[str]) -> Iterator[tuple[PlaceRow, list[Own], frozenset[str]]]:
    """(region, its names, the languages that these are names in); `taken` are the names that places have already."""
    known = {name.casefold() for name in taken}
    for country, names in (*seed("lands", 2), *seed("subdivisions", 2)):
        spelled = [f"{name} County Council" if country in COUNCILS and somebody(name) else name for name in parts(names)]
        free = [name for name in spelled if name.casefold() not in known and not somebody(name)]
        known.update(name.casefold() for name in free)
        if free:
            row = PlaceRow(name=free[0], country=country, kind=Kind.REGION)
            free += [form for name in free for form in declined(name)]
            own = tongues().get(country, frozenset())
            brief = len(free[0]) <= BRIEF and free[0] < "\u0250"
            yield row, [(name, Kind.CITY if brief else Kind.REGION, True) for name in free], own if brief else own | {"en"}


def somebody(name: str) -> bool:
    """Whether people are called so: Clare, Kerry."""
    return any(name in named for named in people().values())
