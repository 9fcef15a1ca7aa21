"""Which country each name in a text means: unambiguous names first, then the others in the light of them.

docs/design/dates-and-places.md#the-focus: pass one counts names that can mean one country only; pass two settles the rest by the region printed
after them, the countries that the text already speaks of, the provider's home, and size.
"""

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

from newsbeam.pipeline.gazetteer.table import places
from newsbeam.pipeline.taggers.attackers import ATTACKERS, softened
from newsbeam.pipeline.taggers.automata import Hit
from newsbeam.pipeline.taggers.candidates import (
    HOME,
    LOCAL_HOME,
    State,
    at_home,
    choose,
    namesake,
    printed,
)
from newsbeam.pipeline.taggers.context_rules import no_place, tongue
from newsbeam.pipeline.taggers.honorifics import people_apart
from newsbeam.pipeline.taggers.kind_codes import ABBREVIATION, ALTERNATE, CITY, COUNTRY, DEMONYM
from newsbeam.pipeline.taggers.lands import a_land, words_apart
from newsbeam.pipeline.taggers.mentions import BIG, BOLD, DOUBTED, NAMED, SILENT, SMALL, WORD, patterns, scan
from newsbeam.pipeline.taggers.names_alone import Known, first_of, known
from newsbeam.pipeline.taggers.tongues import tongues_apart
from newsbeam.pipeline.taggers.vouching import FAR, bare, belongs, locative, official, printed_state

WEIGHT = (1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 1.0, 0.0, 0.6, 0.5)
"""By `Kind`: a country's, a capital's or a state's name 1, a city's less, a people's and an institution's less still."""
UNSURE = 0.5
"""Of the weight of a name that only size could settle."""
CLAIMED = 2
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


mention_of = partial(tuple.__new__, Mention)
"""A mention of a tuple of its fields, at a third of what the class takes: a text has ten."""

OFFICERS = tuple(
    f" {word}"
    for word in (
        "police", "court", "prosecut", "firefight", "rescue", "coast guard", "poliz", "policie", "policja", "polic", "polícia", "politi",
        "poliisi", "sąd", "soud", "súd", "prokurat", "hasič", "straż", "поліц", "полиц", "суд", "прокур", "рятувал", "спасател", "рендор",
        "rendőr", "bíróság", "Polizei", "Gericht", "Staatsanwalt", "Feuerwehr", "politie", "rechtbank", "polis", "domstol",
    )
)  # fmt: skip
"""Behind a people's word: a country's police and courts are at home ("Guatemalská polícia"), whatever country the case leads to."""

NO_STATES: frozenset[State] = frozenset()

NOWHERE: Hit = (1 << 60, 1 << 60, -1)
"""The name behind a text's last one."""

Kept = tuple[Hit, Hit | None, Known]
"""A hit that the whole text must settle, the name printed right after it, and what it is by itself."""


def disambiguate(
    text: str,
    home: str | None = None,
    *,
    local: bool = False,
    claimed: Collection[str] = (),
    language: str | None = None,
    hits: list[Hit] | None = None,
) -> list[Mention]:
    """The mentions of `text` in order. `home`: the provider's country (alpha-2); `local`: its outlet reports on home;
    `claimed`: countries that the story's fields or its dateline have named already; `language`: the text's primary language,
    which decides what is a name and what a word; `hits`: the places' names, where a pass over the text has seen them already.
    """
    index = places().index
    support = {index[code]: CLAIMED for code in claimed if code in index} if claimed else {}
    votes: dict[int, int] = {}  # by names that lean to one country: no such name may vote for itself
    named: set[State] = set()
    kept = sifted(text, scan(text, hits), support, votes, named, language)
    if not kept:
        return []
    states = frozenset(named) if named else NO_STATES
    prior = {index[home]: LOCAL_HOME if local else HOME} if home in index else {}
    context = Context(support, prior, prior or at_home(language), states)
    found: list[Mention] = []
    for one in kept:
        if isinstance(one, Mention):
            found.append(one)
            continue
        hit, following, name = one
        own_context = context
        if votes and (own := votes.get(hit[2], 0)):
            code = patterns().code[hit[2]]
            without = {**support, code: support[code] - own}
            own_context = context._replace(support={c: n for c, n in without.items() if n})
        if (mention := settle(text, hit, following, name, own_context)) is not None:
            found.append(mention)
    kinds = {one[4] for one in found}
    if COUNTRY in kinds:
        found = words_apart(text, found)
    if DEMONYM in kinds:
        found = tongues_apart(text, found, language)
    if COUNTRY in kinds:
        found = people_apart(text, found, language)
    return found if len(found) < 2 or kinds.isdisjoint(ATTACKERS) else softened(text, found)


def sifted(
    text: str, hits: list[Hit], support: dict[int, int], votes: dict[int, int], states: set[State], language: str | None
) -> list[Mention | Kept]:
    """The names that stay of these hits, in order: as mentions where nothing else in the text could settle them otherwise, which is most of
    them, else as hits. Counts into `support` what speaks for its country, into `votes` what only leans to it, into
    `states` the states and counties that are named.
    """
    kept: list[Mention | Kept] = []
    if not hits:
        return kept  # as in half of a feed's summaries
    own = first_of(language)
    for hit, behind in zip(hits, [*hits[1:], NOWHERE], strict=True):
        start, end, pattern = hit
        worth, kind, code, alpha2, place, open_, state, speaks, doubtful = name = known(own + pattern)
        if (
            worth == SILENT
            or (kind == ABBREVIATION and not printed_state(text, start, end))
            or (doubtful and stands_alone(text, hit, behind, language))
        ):
            continue
        if tongue(text, start, end) if kind >= DEMONYM else no_place(text, start, end, kind):
            continue
        if state:
            states.add(state)
        if kind >= DEMONYM:
            support[code] = support.get(code, 0) + 1
            weight = 1.0 if kind == DEMONYM and text.startswith(OFFICERS, end) else WEIGHT[kind]
            kept.append((hit, None, name) if open_ else mention_of((start, end, text[start:end], alpha2, kind, -1, weight)))
            continue
        bold = worth == BOLD
        if bold and speaks:
            support[code] = support.get(code, 0) + 1
            if open_:
                votes[pattern] = votes.get(pattern, 0) + 1
        gap = behind[0] - end
        following = behind if gap < FAR and belongs(text, end, gap, open_ and worth > WORD, language) else None
        if not bold or open_ or following is not None or kind == ALTERNATE:
            kept.append((hit, following, name))
        else:
            kept.append(mention_of((start, end, text[start:end], alpha2, kind, place, WEIGHT[kind])))
    return kept


def stands_alone(text: str, hit: Hit, behind: Hit, language: str | None) -> bool:
    """Whether nothing beside a town's name makes it one: no text vouches then for a town that is called like a word or a person."""
    start, end, _ = hit
    if not bare(text, start, end) and (locative(text, start, end) or official(text, start, end)):
        return False
    gap = behind[0] - end
    return gap >= FAR or not belongs(text, end, gap, False, language)


class Context(NamedTuple):
    """What the rest of the text and the provider say."""

    support: dict[int, int]
    """Country -> how many names speak for it."""
    prior: dict[int, float]
    """What the provider's home says for a country."""
    near: dict[int, float]
    """What that says for namesakes, or where there is no home the text's language."""
    states: frozenset[State]


def settle(text: str, hit: Hit, following: Hit | None, name: Known, context: Context) -> Mention | None:
    """One hit as a mention, or None where nothing vouches for it."""
    support, prior, near, states = context
    start, end, pattern = hit
    worth, kind, code, alpha2, place, open_, _, _, _ = name
    if kind >= DEMONYM:
        place, kind, code, _ = choose(pattern, support, prior, states)
        return Mention(start, end, text[start:end], places().codes[code], kind, -1, WEIGHT[kind])
    if following is not None and (named := regions(text, hit, kind, following)):
        world = places()
        for candidate, own in patterns().candidates(pattern):
            if int(world.code_of[candidate]) in named:
                return Mention(start, end, text[start:end], world.codes[int(world.code_of[candidate])], own, candidate, WEIGHT[own])
        return Mention(start, end, text[start:end], world.codes[named[0]], CITY, -1, WEIGHT[CITY])
    sure, small = True, worth < BOLD
    if open_:
        place, kind, code, sure = choose(pattern, support, near, states)
        alpha2 = places().codes[code]
        small = small or (kind in (CITY, ALTERNATE) and int(places().population[place]) < BIG)
    if (small or kind == ALTERNATE) and not vouched(
        text, hit, kind, worth if worth < BOLD or not small else SMALL, backed=code in support or code in prior
    ):
        return None
    return mention_of((start, end, text[start:end], alpha2, kind, place, WEIGHT[kind] if sure else WEIGHT[kind] * UNSURE))


def regions(text: str, hit: Hit, kind: int, following: Hit) -> tuple[int, ...]:
    """The countries of the region printed after a town; after a country's name only a state is one ("Lebanon, Pennsylvania"), in a
    country that has a town of that name: "China, Japan" are two.
    """
    named = printed(following[2])
    if kind != COUNTRY:
        return named
    return namesake(text[hit[0] : hit[1]], named) if named and patterns().kind[following[2]] != COUNTRY else ()


def vouched(text: str, hit: Hit, kind: int, worth: int, *, backed: bool) -> bool:
    """Whether a small town or an odd spelling is a place here: its country is spoken of, or an "in" stands before it.

    A small town needs one of the two, a town that is called like a word both, or an office beside it ("Ayuntamiento de Lorca"); of the
    many odd spellings that GeoNames lists, one in plain letters stands only in company.
    """
    start, end, _ = hit
    if worth in (NAMED, WORD):
        return backed or a_land(text, start, end, worth, locative)
    if worth == DOUBTED:
        if kind < CITY and not text[start].isupper():
            return backed
        return (backed and locative(text, start, end)) or official(text, start, end)
    if backed or (worth == BOLD and not text[start:end].isascii()):
        return True
    if text[start - 3 if start > 3 else 0 : start].lower().lstrip() == "i " and places().codes[patterns().code[hit[2]]] in NORTH:
        return True  # elsewhere "i" is "and" or "the"
    return locative(text, start, end) or official(text, start, end)


NORTH = frozenset({"SE", "NO", "DK"})
"""Countries in whose languages "i" is "in"."""
