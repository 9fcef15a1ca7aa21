"""Which country each name in a text means: unambiguous names first, then the others in the light of them.

DESIGN.md section 8: pass one counts names that can mean one country only; pass two settles the rest by the region printed
after them, the countries that the text already speaks of, the provider's home, and size.
"""

from functools import cache
from math import log10
from typing import NamedTuple

from pipeline.gazetteer.rows import Kind
from pipeline.gazetteer.seeds import seed
from pipeline.gazetteer.table import places
from pipeline.taggers.edges import DROPPED_BEFORE, LOCATIVES, NOUNS, STREETS, TITLES
from pipeline.taggers.mentions import Hit, Patterns, patterns, scan

# Plain numbers: reading a member of an IntEnum costs more than the comparison.
COUNTRY, CAPITAL, HISTORIC, REGION, CITY, ALTERNATE, ABBREVIATION, STOP, DEMONYM, CUE = map(
    int,
    (
        Kind.COUNTRY,
        Kind.CAPITAL,
        Kind.HISTORIC,
        Kind.REGION,
        Kind.CITY,
        Kind.ALTERNATE,
        Kind.ABBREVIATION,
        Kind.STOP,
        Kind.DEMONYM,
        Kind.CUE,
    ),
)
PRINTED_AFTER = frozenset((COUNTRY, REGION, ABBREVIATION))

WEIGHT = (1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 1.0, 0.0, 0.6, 0.5)
"""By `Kind`: a country's, a capital's or a state's name 1, a city's less, a people's and an institution's less still."""
UNSURE = 0.5
"""Of the weight of a name that only size could settle."""
BIG = 150_000
"""Inhabitants from which a city's bare name is believed without "in", "at" or a state after it."""
SUPPORT = (0.0, 0.7, 1.2, 1.5, 1.7, 1.9, 2.0)
"""What so many unambiguous names of its country are worth to a candidate, in powers of ten of inhabitants: Birmingham is
in Alabama once the text has named Alabama, but one "Canada" does not move London to Ontario."""
HOME, LOCAL_HOME = 0.8, 2.0
"""The same for the provider's country, and for a local outlet's: Hyderabad is in Pakistan in an APP item."""


class Mention(NamedTuple):
    """A name in the text that is evidence of a country."""

    start: int
    end: int
    surface: str
    code: str
    kind: int
    place: int
    """Index in the gazetteer; -1 for a people or an institution, and for a town that it lacks."""
    weight: float


@cache
def given_names() -> frozenset[str]:
    """First names that are places too, or stand before surnames that are."""
    return frozenset(name for row in seed("given_names", 1) for name in row[0].split())


@cache
def doubtful() -> frozenset[int]:
    """Patterns of towns that are common words, months or surnames: believed only in company."""
    words = {word for row in seed("doubtful", 1) for word in row[0].split()}
    table = patterns()
    return frozenset(p for word in words for p in table.of(word) if table.kind[p] in (CITY, ALTERNATE))


def resolve(text: str, home: str | None = None, *, local: bool = False) -> list[Mention]:
    """The mentions of `text` in order. `home`: the provider's country (alpha-2); `local`: its outlet reports on home."""
    table, world = patterns(), places()
    kinds, mixed, codes, homes = table.kind, table.mixed, table.code, table.place
    population = world.population
    doubt = doubtful()
    support: dict[int, int] = {}
    kept: list[tuple[Hit, Hit | None, bool]] = []
    hits = [h for h in scan(text) if kinds[h[0]] != STOP]
    last = len(hits) - 1
    for at, hit in enumerate(hits):
        pattern, start, end = hit
        kind = kinds[pattern]
        following = hits[at + 1] if at < last and hits[at + 1][1] - end == 2 else None
        if kind >= DEMONYM:
            support[codes[pattern]] = support.get(codes[pattern], 0) + 1
            kept.append((hit, None, True))
            continue
        if kind == ABBREVIATION and text[max(0, start - 2) : start] != ", " and text[start:end].count(".") < 2:
            continue
        if no_place(text, start, end, kind):
            continue
        bold = kind < CITY or kind == ABBREVIATION or (pattern not in doubt and population[homes[pattern]] >= BIG)
        if bold and not mixed[pattern]:
            support[codes[pattern]] = support.get(codes[pattern], 0) + 1
        kept.append((hit, following, bold))
    prior = {world.codes.index(home): LOCAL_HOME if local else HOME} if home in world.codes else {}
    found: list[Mention] = []
    for hit, following, bold in kept:
        mention = settle(text, hit, following, bold, support, prior)
        if mention is not None:
            found.append(mention)
    return found


def no_place(text: str, start: int, end: int, kind: int) -> bool:
    """Whether the name is part of another: of a person's ("Denzel Washington"), a street's, another town's ("St. Paris")."""
    before = text[start - 24 if start > 24 else 0 : start]
    name = text[start:end]
    if before[-1:] == " ":
        if second_name(before[:-1].rpartition(" ")[2].lstrip("(\"'“‘\n"), name, kind):
            return True
    elif before[-1:] == "-" and kind >= CITY and before[-2:-1].islower():
        return True
    if text[end : end + 1] != " ":
        return False
    after = text[end + 1 : end + 20].partition(" ")[0].strip(".,;:'’\"”)\n")
    if after in STREETS and kind != COUNTRY:
        return True
    if name in given_names() or (name.isupper() and name.title() in given_names()):
        return after[:1].isupper() and after not in NOUNS and (name.isupper() or not after.isupper())
    return False


def second_name(word: str, name: str, kind: int) -> bool:
    """Whether the word before makes the name the second part of a person's or a town's: "Jack London", "J. Washington"."""
    names = given_names()
    if word in names and (kind != COUNTRY or name in names or word not in LOCATIVES):
        return True
    if kind == COUNTRY:
        return False
    if word in TITLES or (word in DROPPED_BEFORE and kind not in (REGION, ABBREVIATION)):
        return True
    if word == "BY" or (word == "By" and name.title() in names):
        return True
    # An initial, but not the "S." of "U.S. Washington".
    return len(word) == 2 and word[1] == "." and word[0].isupper()


def settle(
    text: str, hit: Hit, following: Hit | None, bold: bool, support: dict[int, int], prior: dict[int, float]
) -> Mention | None:
    """One hit as a mention, or None where nothing vouches for it."""
    table, world = patterns(), places()
    pattern, start, end = hit
    kind, code, place = table.kind[pattern], table.code[pattern], table.place[pattern]
    if kind >= DEMONYM:
        if table.mixed[pattern]:
            place, kind, code, _ = choose(table, pattern, support, prior)
        return Mention(start, end, text[start:end], world.codes[code], kind, -1, WEIGHT[kind])
    if (
        following is not None
        and kind != COUNTRY
        and text[end : end + 2] in (", ", " (")
        and (named := printed(table, following[0]))
    ):
        for candidate, own in table.candidates(pattern):
            if int(world.code_of[candidate]) in named:
                return Mention(start, end, text[start:end], world.codes[int(world.code_of[candidate])], own, candidate, WEIGHT[own])
        return Mention(start, end, text[start:end], world.codes[named[0]], CITY, -1, WEIGHT[CITY])
    sure = True
    if table.mixed[pattern]:
        place, kind, code, sure = choose(table, pattern, support, prior)
    if not bold or (kind in (CITY, ALTERNATE) and world.population[place] < BIG):
        # A small town, or a town called like a word: it takes its country's company, or at least an "in" before it.
        backed = code in support or code in prior
        if not (locative(text, start) and (backed or pattern not in doubtful())) and not (backed and pattern not in doubtful()):
            return None
    surface = text[start:end]
    if kind == ALTERNATE and surface.isascii() and code not in support and code not in prior and not locative(text, start):
        return None  # GeoNames lists many odd spellings: in plain letters, one stands only in company
    weight = WEIGHT[kind] if sure else WEIGHT[kind] * UNSURE
    return Mention(start, end, surface, world.codes[code], kind, place, weight)


def choose(table: Patterns, pattern: int, support: dict[int, int], prior: dict[int, float]) -> tuple[int, int, int, bool]:
    """(place, kind, country, sure) of the likeliest candidate of a name that several countries have."""
    world = places()
    best, second = (-1.0, 0, 0, 0), -1.0
    for candidate, kind in table.candidates(pattern):
        code = int(world.code_of[candidate])
        score = (
            log10(int(world.population[candidate]) + 1000) if kind not in (REGION, ALTERNATE) else 6.0 if kind == REGION else 3.0
        )
        score += SUPPORT[min(support.get(code, 0), 6)] + prior.get(code, 0.0) + (0.5 if kind in (CAPITAL, HISTORIC) else 0.0)
        if score > best[0]:
            if best[2] != code:
                second = best[0]
            best = (score, candidate, code, kind)
        elif code != best[2] and score > second:
            second = score
    _, place, code, kind = best
    return place, kind, code, code in support or code in prior or best[0] - second > 1.0


def printed(table: Patterns, pattern: int) -> tuple[int, ...]:
    """The countries of a region or country printed after a town ("Rome, Ga."), or ()."""
    return tuple(int(places().code_of[p]) for p, kind in table.candidates(pattern) if kind in PRINTED_AFTER)


def locative(text: str, start: int) -> bool:
    """Whether a word before the name speaks of places: "in", "near", "from"."""
    return text[start - 12 if start > 12 else 0 : start].rstrip().rpartition(" ")[2].lower() in LOCATIVES
