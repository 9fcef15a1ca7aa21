"""The candidates of a name that several countries have: what each weighs, and which the text means."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import log10

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.gazetteer.table import keys, places, read
from newsbeam.pipeline.process.memory import releasable
from newsbeam.pipeline.taggers.kind_codes import ABBREVIATION, ALTERNATE, CAPITAL, CITY, COUNTRY, CUE, HISTORIC, REGION
from newsbeam.pipeline.taggers.mentions import patterns

PRINTED_AFTER = frozenset((COUNTRY, REGION, ABBREVIATION))
STATES = frozenset((REGION, ABBREVIATION, CUE))
SUPPORT = (0.0, 0.7, 1.3, 1.6, 1.8, 2.0, 2.1)
"""What so many unambiguous names of its country are worth to a candidate, in powers of ten of inhabitants: Birmingham is
in Alabama once the text has named Alabama, but one "Canada" does not move London to Ontario."""
HOME, LOCAL_HOME = 1.25, 2.6
"""The same for the provider's country, and for a local outlet's: Hyderabad is in Pakistan in an APP item."""


TONGUE = SUPPORT[1]
"""The same for a country where the text's language is at home: Lodi is in Italy in Italian."""
STATE = 1.6
"""What the name of its state or county is worth to a candidate: "Ontario" moves London, which is twenty times as large in England."""
BONUS = {CAPITAL: 0.3, HISTORIC: 0.5}
"""What being a capital, or an older name of our own list, adds to a candidate's weight."""
SEAT = 100_000
"""Inhabitants from which being a capital adds to a candidate's weight: Victoria is in Canada more often than in the Seychelles."""

State = tuple[int, str]
"""(country, first-level division as GeoNames codes it)."""


@releasable
@cache
def speakers() -> Mapping[str, Sequence[str]]:
    """Language -> the countries where it is official."""
    table = read("speakers")
    return dict(zip(table["language"].to_pylist(), table["countries"].to_pylist(), strict=True))


@cache
def at_home(language: str | None) -> dict[int, float]:
    """Country -> what the text's language says for it."""
    index = places().index
    return {index[code]: TONGUE for code in speakers().get(language or "", ()) if code in index}


def choose(
    pattern: int, support: dict[int, int], prior: dict[int, float], states: frozenset[State] = frozenset()
) -> tuple[int, int, int, bool]:
    """(place, kind, country, sure) of the likeliest candidate of a name that several countries have."""
    best, second = (-1.0, 0, 0, 0), -1.0
    for candidate, kind, code, weight in weighed(pattern):
        score = weight + SUPPORT[min(support.get(code, 0), 6)] + prior.get(code, 0.0)
        if states and kind >= CAPITAL and (code, division(candidate)) in states:
            score += STATE
        if score > best[0]:
            if best[2] != code:
                second = best[0]
            best = (score, candidate, code, kind)
        elif code != best[2] and score > second:
            second = score
    _, place, code, kind = best
    return place, kind, code, code in support or code in prior or best[0] - second > 1.0


@lru_cache(maxsize=8192)
def division(place: int) -> str:
    """The first-level division that a place lies in, or is; "" where it has none."""
    return str(places().admin1[place].as_py() or "")


@lru_cache(maxsize=8192)
def state_of(pattern: int) -> State | None:
    """The state that a region's or county's name means, where it means one only."""
    named = {(int(places().code_of[place]), division(place)) for place, kind in patterns().candidates(pattern) if kind in STATES}
    state = named.pop() if len(named) == 1 else None
    return state if state and state[1] else None


@lru_cache(maxsize=8192)
def weighed(pattern: int) -> tuple[tuple[int, int, int, float], ...]:
    """(place, kind, country, weight by itself) of every candidate of a name, best first."""
    world = places()
    return tuple(
        (candidate, kind, int(world.code_of[candidate]), size(kind, int(world.population[candidate])))
        for candidate, kind in patterns().candidates(pattern)
    )


def size(kind: int, population: int) -> float:
    """What a candidate weighs by itself, in powers of ten of inhabitants. Countries and states weigh nearly alike: Brazzaville's
    Congo is small, and Georgia is as often the state.
    """
    if kind == COUNTRY:
        return 5.9 + 0.1 * log10(population + 1000)
    if kind == REGION:
        return 6.0
    if kind == ALTERNATE:
        return 3.0
    return log10(population + 1000) + BONUS.get(kind, 0.0) * (population >= SEAT or kind == HISTORIC)


@lru_cache(maxsize=8192)
def dominant(pattern: int) -> bool:
    """Whether one candidate of a name outweighs those of all other countries tenfold: "Beirut" speaks for Lebanon at once."""
    best: dict[int, float] = {}
    for _, _, code, weight in weighed(pattern):
        best[code] = max(best.get(code, 0.0), weight)
    ranked = sorted(best.values(), reverse=True)
    return len(ranked) < 2 or (ranked[0] - ranked[1] > 1.0 and best[patterns().code[pattern]] == ranked[0])


def namesake(name: str, named: tuple[int, ...]) -> tuple[int, ...]:
    """The countries among `named` that have a town called like the country: "Lebanon, Pennsylvania", not "Mexico, Canada"."""
    world = places()
    towns = {int(world.code_of[p]) for p, kind in keys().find(fold(name).encode()) if kind in (CITY, CAPITAL)}
    return tuple(code for code in named if code in towns)


def printed(pattern: int) -> tuple[int, ...]:
    """The countries of a region or country printed after a town ("Rome, Ga."), or ()."""
    return tuple(code for _, kind, code, _ in weighed(pattern) if kind in PRINTED_AFTER)
