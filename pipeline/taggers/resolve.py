"""Which country each name in a text means: unambiguous names first, then the others in the light of them.

DESIGN.md section 8: pass one counts names that can mean one country only; pass two settles the rest by the region printed
after them, the countries that the text already speaks of, the provider's home, and size.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.gazetteer.table import places
from pipeline.taggers.candidates import HOME, LOCAL_HOME, choose, dominant, namesake, printed
from pipeline.taggers.edges import locative, no_place
from pipeline.taggers.kinds import ABBREVIATION, ALTERNATE, CITY, COUNTRY, DEMONYM, STOP
from pipeline.taggers.mentions import Hit, patterns, scan

WEIGHT = (1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 1.0, 0.0, 0.6, 0.5)
"""By `Kind`: a country's, a capital's or a state's name 1, a city's less, a people's and an institution's less still."""
UNSURE = 0.5
"""Of the weight of a name that only size could settle."""
BIG = 150_000
"""Inhabitants from which a city's bare name is believed without "in", "at" or a state after it."""


TOLD = 2
"""A country that a dateline or a field names counts as so many names in the text: Georgia is the state in copy from Atlanta."""


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


def resolve(text: str, home: str | None = None, *, local: bool = False, told: Iterable[str] = ()) -> list[Mention]:
    """The mentions of `text` in order. `home`: the provider's country (alpha-2); `local`: its outlet reports on home;
    `told`: countries that the story's fields or its dateline have named already.
    """
    table, world = patterns(), places()
    kinds, mixed, codes, homes = table.kind, table.mixed, table.code, table.place
    population = world.population
    doubt = table.doubt
    support = {world.codes.index(code): TOLD for code in told if code in world.codes}
    votes: dict[int, int] = {}  # by names that lean to one country: no such name may vote for itself
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
        bold = kind < CITY or kind == ABBREVIATION or (not doubt[pattern] and population[homes[pattern]] >= BIG)
        if bold and (not mixed[pattern] or dominant(pattern)):
            support[codes[pattern]] = support.get(codes[pattern], 0) + 1
            if mixed[pattern]:
                votes[pattern] = votes.get(pattern, 0) + 1
        kept.append((hit, following, bold))
    prior = {world.codes.index(home): LOCAL_HOME if local else HOME} if home in world.codes else {}
    found: list[Mention] = []
    for hit, following, bold in kept:
        own = votes.get(hit[0], 0)
        if own:
            without = {**support, codes[hit[0]]: support[codes[hit[0]]] - own}
            mention = settle(text, hit, following, bold, {c: n for c, n in without.items() if n}, prior)
        else:
            mention = settle(text, hit, following, bold, support, prior)
        if mention is not None:
            found.append(mention)
    return found


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
    named = printed(table, following[0]) if following is not None and text[end : end + 2] in (", ", " (") else ()
    if kind == COUNTRY and named:
        named = namesake(text[start:end], named)
    if named:
        for candidate, own in table.candidates(pattern):
            if int(world.code_of[candidate]) in named:
                return Mention(start, end, text[start:end], world.codes[int(world.code_of[candidate])], own, candidate, WEIGHT[own])
        return Mention(start, end, text[start:end], world.codes[named[0]], CITY, -1, WEIGHT[CITY])
    sure = True
    if table.mixed[pattern]:
        place, kind, code, sure = choose(table, pattern, support, prior)
    backed = code in support or code in prior
    small = not bold or (kind in (CITY, ALTERNATE) and world.population[place] < BIG)
    if not vouched(text, hit, kind, small=bool(small), backed=backed):
        return None
    return Mention(start, end, text[start:end], world.codes[code], kind, place, WEIGHT[kind] if sure else WEIGHT[kind] * UNSURE)


def vouched(text: str, hit: Hit, kind: int, *, small: bool, backed: bool) -> bool:
    """Whether a name that could be anything is a place here: its country is spoken of, or an "in" stands before it.

    A small town needs one of the two, a town that is called like a word both; of the many odd spellings that GeoNames
    lists, one in plain letters stands only in company.
    """
    pattern, start, end = hit
    if small:
        if patterns().doubt[pattern]:
            return backed and locative(text, start)
        return backed or locative(text, start)
    if kind == ALTERNATE and text[start:end].isascii():
        return backed or locative(text, start)
    return True
