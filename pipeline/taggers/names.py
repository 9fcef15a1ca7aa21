"""Organisations and persons of a story: `organisations`, `persons`, and both with their offsets in `entities`.

In scripts with capitals a name is a run of capitalised words; the run says what it names (`name_reader.py`), or what stands around it
does (`name_context.py`). In other scripts only known bodies and what titles introduce are looked for (`name_titles.py`), so
an empty list would say too much: there a row has names or null.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.taggers.automata import Hit, seen_in
from newsbeam.pipeline.taggers.country import text_of
from newsbeam.pipeline.taggers.disambiguate import Mention
from newsbeam.pipeline.taggers.kind_codes import DEMONYM
from newsbeam.pipeline.taggers.known_names import NOTHING, Spelled, meant, spelled
from newsbeam.pipeline.taggers.language_tags import primary
from newsbeam.pipeline.taggers.name_arabic import ministries
from newsbeam.pipeline.taggers.name_around import PERSONAL
from newsbeam.pipeline.taggers.name_capitals import Capitals, capitals_of
from newsbeam.pipeline.taggers.name_context import gather
from newsbeam.pipeline.taggers.name_mentions import Gathered, Span
from newsbeam.pipeline.taggers.name_runs import UP
from newsbeam.pipeline.taggers.name_title_words import CASELESS
from newsbeam.pipeline.taggers.name_titles import titled_persons
from newsbeam.pipeline.taggers.persons_apart import persons_apart, share_a_word
from newsbeam.schemas.quick import maker
from newsbeam.schemas.story import Entity, Story

VERSION = "names/2"
LIMIT = 40
"""Names kept of each kind, in order of first mention."""
READ = 6_000
"""Characters that are read: what a longer text names first names it, and what looks around a name looks at all that is read."""
OFFSETS = 20
"""Mentions of a name whose offsets are kept."""
ORGANISATION, PERSON = "organisation", "person"

_CAPITALS = late(f"[{UP}]")


def tag_names(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`organisations`, `persons` and `entities`; and anew the country and the places, where names that they were read from are a person's."""
    return tag_all_names([story], [found])[0]


def tag_all_names(stories: Sequence[Story], found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """`tag_names` of each. The capital letters of all texts that have them are found first."""
    texts = [(columns.get("_text") or text_of(story))[:READ] for story, columns in zip(stories, found, strict=True)]
    languages = [primary(columns.get("language")) for columns in found]
    cased = [(text, language in PERSONAL) for text, language in zip(texts, languages, strict=True) if language not in CASELESS]
    capitals = iter(capitals_of([text for text, _ in cased], [personal for _, personal in cased]))
    return [
        _tagged(story, columns, text, language, None if language in CASELESS else next(capitals))
        for story, columns, text, language in zip(stories, found, texts, languages, strict=True)
    ]


def _tagged(
    story: Story, found: Mapping[str, Any], text: str, language: str | None, capitals: Capitals | None
) -> Mapping[str, Any]:
    columns = _names(story, found, text, language, capitals)
    persons, mentions = columns["persons"], found.get("_mentions")
    if persons and mentions and share_a_word(persons, mentions):
        with suppress(Exception):  # the first answers stand then
            columns.update(persons_apart(story, {**found, **columns}))
    return columns


def _names(story: Story, found: Mapping[str, Any], text: str, language: str | None, capitals: Capitals | None) -> dict[str, Any]:
    """Each name once, in order of first mention; `capitals`: where the text's stand, in a script that has them."""
    hits = found.get("_known")
    if hits is None:
        hits = seen_in(text).known
    elif hits and hits[-1][1] > READ:
        hits = [hit for hit in hits if hit[1] <= READ]
    seen = spelled(hits, language) if hits else NOTHING
    bodies = _bodies(text, story, found, seen.bodies, language) if seen.bodies else []
    if capitals is not None:
        gathered = gather(text, story.headline or "", bodies, found.get("_mentions", ()), language, capitals)
    else:
        gathered = _without_capitals(text, bodies, seen, found.get("_mentions", ()), language or "")
    for claim in story.claims.subjects:
        if claim.name and claim.role in (ORGANISATION, PERSON):
            (gathered.organisations if claim.role == ORGANISATION else gathered.persons).setdefault(claim.name, [])
    organisations, persons = _first(gathered.organisations), _first(gathered.persons)
    if not (organisations or persons) and (capitals is None or not _CAPITALS.search(text)):
        return {"organisations": None, "persons": None, "entities": None}
    entities = [_entity(name, PERSON, gathered.persons[name]) for name in persons]
    entities += [_entity(name, ORGANISATION, gathered.organisations[name]) for name in organisations]
    own = organisations if language in (None, "en") else [_printed(name, gathered.organisations[name]) for name in organisations]
    return {
        "organisations": tuple(dict.fromkeys(own)) if organisations or capitals is not None else None,
        "persons": persons if persons or capitals is not None else None,
        "entities": tuple(entities),
    }


def _bodies(text: str, story: Story, found: Mapping[str, Any], hits: list[Hit], language: str | None) -> list[Span]:
    """The known bodies that the story tells of: not the houses that it is from."""
    spoken_of = (found.get("story_country"), *[one.code for one in found.get("countries", ())])
    houses = (story.origin_agency, story.distributor, story.provider)
    return [body for body in meant(text, hits, spoken_of, language) if body[2] not in houses]


def _without_capitals(text: str, bodies: list[Span], seen: Spelled, mentions: Sequence[Mention], language: str) -> Gathered:
    """The names of a text in a script without capitals."""
    gathered = Gathered({}, {})
    titled = titled_persons(text, language, seen)
    if language == "ar":
        bodies = ministries(text, bodies)
    for start, end, name in bodies:
        gathered.organisations.setdefault(name, []).append((start, text[start:end]))
    for start, name in _behind_office(titled, bodies, mentions):
        gathered.persons.setdefault(name, []).append((start, name))
    return gathered


def _behind_office(titled: list[tuple[int, str]], bodies: list[Span], mentions: Sequence[Mention]) -> Iterator[tuple[int, str]]:
    """Persons without the place or the body that their office is for: "گورنر سندھ کامران خان" is کامران خان."""
    ends = {start: end for start, end, _ in bodies} | {one[0]: one[1] for one in mentions if one[4] < DEMONYM} if titled else {}
    for start, name in titled:
        cut = ends.get(start, start) - start + 1
        yield (start + cut, name[cut:]) if name[cut - 1 : cut] == " " and " " in name[cut:] else (start, name)


_made = maker(Entity)


def _entity(name: str, kind: str, said: list[tuple[int, str]]) -> Entity:
    if len(said) == 1:
        at, form = said[0]
        return _made(name, kind, (form,) if form != name else (), (at,))
    said.sort()
    forms = dict.fromkeys([form for _, form in said if form != name])
    return _made(name, kind, tuple(forms), tuple([at for at, _ in said[:OFFSETS]]))


def _printed(name: str, said: list[tuple[int, str]]) -> str:
    """The fullest form that the text prints."""
    return max((form for _, form in said), key=len, default=name)


def _first(spelled: Mapping[str, list[tuple[int, str]]]) -> tuple[str, ...]:
    if len(spelled) < 2:
        return tuple(spelled)
    first = [(said[0] if len(said) == 1 else min(said, default=_NOWHERE), name) for name, said in spelled.items()]
    first.sort()
    return tuple([name for _, name in first[:LIMIT]])


_NOWHERE = (-1, "")
