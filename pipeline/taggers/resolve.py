"""Which country each name in a text means: unambiguous names first, then the others in the light of them.

DESIGN.md section 8: pass one counts names that can mean one country only; pass two settles the rest by the region printed
after them, the countries that the text already speaks of, the provider's home where it is a local outlet, and size last.
"""

from functools import cache
from typing import NamedTuple

from pipeline.gazetteer.rows import Kind
from pipeline.gazetteer.seeds import seed
from pipeline.gazetteer.table import places
from pipeline.taggers.mentions import Hit, patterns, scan


class Mention(NamedTuple):
    """A name in the text that is evidence of a country."""

    start: int
    end: int
    surface: str
    code: str
    kind: int
    place: int
    """Index in the gazetteer; -1 for a people, an institution, a region without a place of its own."""
    weight: float


WEIGHT = {
    Kind.COUNTRY: 1.0,
    Kind.CAPITAL: 1.0,
    Kind.STANDALONE: 1.0,
    Kind.HISTORIC: 1.0,
    Kind.REGION: 1.0,
    Kind.CITY: 0.8,
    Kind.ALTERNATE: 0.6,
    Kind.ABBREVIATION: 1.0,
    Kind.DEMONYM: 0.7,
}
UNSURE = 0.5
"""Of the weight of a name that only size could settle."""

BIG = 150_000
"""Inhabitants from which a city's bare name is believed without "in", "at" or a state after it."""

TITLES = frozenset(
    [
        "Mr",
        "Mr.",
        "Mrs",
        "Mrs.",
        "Ms",
        "Ms.",
        "Miss",
        "Dr",
        "Dr.",
        "Sen",
        "Sen.",
        "Rep",
        "Rep.",
        "Gov",
        "Gov.",
        "Judge",
        "Justice",
        "Sir",
        "Lord",
        "Lady",
        "Dame",
        "Capt",
        "Capt.",
        "Sgt",
        "Sgt.",
        "Lt",
        "Lt.",
        "Col",
        "Col.",
        "Maj",
        "Maj.",
        "Gen",
        "Gen.",
        "Coach",
        "Prof",
        "Prof.",
        "Rev",
        "Rev.",
        "Officer",
        "Detective",
        "Sheriff",
        "Deputy",
        "Pastor",
        "Bishop",
        "Senator",
        "Congressman",
        "Representative",
        "Professor",
        "Doctor",
    ]
)
LOCATIVES = frozenset(
    [
        "in",
        "at",
        "near",
        "from",
        "of",
        "to",
        "outside",
        "around",
        "through",
        "between",
        "across",
        "into",
        "toward",
        "towards",
        "via",
        "leaving",
        "visiting",
        "downtown",
        "central",
        "northern",
        "southern",
        "eastern",
        "western",
        "north",
        "south",
        "east",
        "west",
        "greater",
        "and",
        "for",
    ]
)
NOUNS = frozenset(
    [
        "City",
        "County",
        "Police",
        "Airport",
        "University",
        "River",
        "Street",
        "School",
        "College",
        "Hospital",
        "Council",
        "Court",
        "District",
        "State",
        "Province",
        "Government",
        "Parliament",
        "Stock",
        "Exchange",
        "Metro",
        "Central",
        "International",
        "National",
        "Chamber",
        "Fire",
        "Department",
        "Public",
        "High",
        "Village",
        "Town",
        "Township",
        "Bay",
        "Lake",
        "Island",
        "Islands",
        "Prime",
        "President",
        "Foreign",
        "Defence",
        "Defense",
        "Finance",
        "Interior",
        "Supreme",
        "Federal",
        "Embassy",
        "Bank",
        "Army",
        "Navy",
        "Air",
        "Airlines",
        "Airways",
        "Times",
        "Post",
    ]
)


@cache
def given_names() -> frozenset[str]:
    """First names that are places too, or stand before surnames that are."""
    return frozenset(name for row in seed("given_names", 1) for name in row[0].split())


def resolve(text: str, home: str | None = None) -> list[Mention]:
    """The mentions of `text` in order. `home`: alpha-2 of a local outlet's country, which settles doubtful names."""
    hits = [h for h in scan(text) if patterns().kind[h[0]] != Kind.STOP]
    support: dict[int, float] = {}
    kept: list[tuple[Hit, int]] = []
    table = patterns()
    for at, hit in enumerate(hits):
        pattern, start, end = hit
        kind = table.kind[pattern]
        if kind == Kind.ABBREVIATION and text[max(0, start - 2) : start] != ", " and text[start:end].isalpha():
            continue
        if kind != Kind.DEMONYM and is_person(text, start, end, kind):
            continue
        kept.append((hit, at))
        if not table.mixed[pattern] and (
            kind < Kind.CITY or kind in (Kind.ABBREVIATION, Kind.DEMONYM) or big(table.place[pattern])
        ):
            support[table.code[pattern]] = support.get(table.code[pattern], 0.0) + 1.0
    codes = places().codes
    if home in codes:
        support[codes.index(home)] = support.get(codes.index(home), 0.0) + 1.5
    found = []
    for hit, at in kept:
        mention = settle(text, hit, hits[at + 1] if at + 1 < len(hits) else None, support)
        if mention is not None:
            found.append(mention)
    return found


def big(place: int) -> bool:
    """Whether a city's bare name is believed."""
    return bool(places().population[place] >= BIG)


def is_person(text: str, start: int, end: int, kind: int) -> bool:
    """Whether the name is part of a person's: "Denzel Washington", "Austin Powers", "Judge Paris"."""
    before = text[max(0, start - 24) : start]
    name = text[start:end]
    if before.endswith(" "):
        word = before.rstrip().rpartition(" ")[2].lstrip("(\"'“‘\n")
        if word in given_names() or (word in TITLES and kind > Kind.COUNTRY):
            return True
        if len(word) == 2 and word[1] == "." and word[0].isupper() and kind >= Kind.CAPITAL and word != "U.":
            return True
    if name in given_names() and text[end : end + 1] == " ":
        after = text[end + 1 : end + 24].partition(" ")[0].strip(".,;:'’\"”")
        return after[:1].isupper() and after not in NOUNS and not after.isupper()
    return False


def settle(text: str, hit: Hit, following: Hit | None, support: dict[int, float]) -> Mention | None:
    """One hit as a mention, or None where nothing vouches for it."""
    table, world = patterns(), places()
    pattern, start, end = hit
    kind, code, place = table.kind[pattern], table.code[pattern], table.place[pattern]
    weight = WEIGHT[Kind(kind)]
    surface = text[start:end]
    town = kind >= Kind.CAPITAL and kind != Kind.DEMONYM
    within = region_after(text, end, following) if town else None
    if within is not None:
        for candidate, own in table.candidates(pattern):
            if world.code_of[candidate] == within:
                return Mention(start, end, surface, world.codes[within], own, candidate, weight)
        return Mention(start, end, surface, world.codes[within], Kind.CITY, -1, weight)
    if table.mixed[pattern]:
        best, chosen = 0.0, -1
        for candidate, own in table.candidates(pattern):
            backing = support.get(int(world.code_of[candidate]), 0.0)
            if backing > best:
                best, chosen, kind = backing, candidate, own
        if chosen >= 0:
            place, code = chosen, int(world.code_of[chosen])
        else:
            weight *= UNSURE
            kind = table.kind[pattern]
    if kind in (Kind.CITY, Kind.ALTERNATE) and not big(place) and code not in support and not locative(text, start):
        return None
    if kind == Kind.ALTERNATE and " " not in surface and code not in support and surface.isascii():
        weight *= UNSURE
    return Mention(start, end, surface, world.codes[code], kind, -1 if kind == Kind.DEMONYM else place, weight)


def region_after(text: str, end: int, following: Hit | None) -> int | None:
    """The country (index) of a region printed right after: "Paris, Texas", "Rome, Ga.", "Moscow (Idaho)"."""
    if following is None or following[1] - end != 2 or text[end : end + 2] not in (", ", " ("):
        return None
    table = patterns()
    pattern = following[0]
    kinds = {k for _, k in table.candidates(pattern)}
    if kinds & {Kind.REGION, Kind.ABBREVIATION, Kind.COUNTRY}:
        return table.code[pattern]
    return None


def locative(text: str, start: int) -> bool:
    """Whether a word before the name speaks of places: "in", "near", "from"."""
    return text[max(0, start - 12) : start].rstrip().rpartition(" ")[2].lower() in LOCATIVES
