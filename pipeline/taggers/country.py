"""`story_country` and everything that speaks for a country, by the order of docs/design/dates-and-places.md#the-country.

Where the story was reported from, as it says itself; failing that, what it is about; failing that, where its provider
is at home. Every candidate stays in `countries` with its role and its words, so another rule is one expression away.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from newsbeam.pipeline.gazetteer.fold import fold
from newsbeam.pipeline.taggers.automata import Seen, seen_in
from newsbeam.pipeline.taggers.disambiguate import Mention, disambiguate
from newsbeam.pipeline.taggers.focus import Focus, focus_of
from newsbeam.pipeline.taggers.sureness import calibrated
from newsbeam.pipeline.text.places import country_code, historic_names, lookup
from newsbeam.schemas.codes import UNKNOWN_COUNTRY, CountryBasis, CountryRole, Flag
from newsbeam.schemas.item import PlaceClaim
from newsbeam.schemas.quick import maker
from newsbeam.schemas.story import CountryEvidence, Story

VERSION = "country/2"

HOME_PRIOR = 2.0
"""What a local outlet's home weighs in the focus: two names in the text (docs/design/dates-and-places.md#the-focus)."""

STRUCTURED_DATELINE, DATELINE, EVENT, SUBJECT, LOCATED, PROVIDER = 0.99, 0.97, 0.95, 0.9, 0.6, 0.4
"""Confidence of each basis; the text's is how often an answer of its sureness was right (`tables/confidence.tsv`)."""

ALWAYS_CAPITALS = frozenset({"UK", "USA", "UAE", "DRC"})
"""Not "US": in a headline in capitals it is as often the pronoun."""
_WORD = re.compile(r"[^\W\d_]+")

FOCUS_ROLE, MENTIONED_ROLE, LOCATED_ROLE, EVENT_ROLE = (
    CountryRole.FOCUS.value,
    CountryRole.MENTIONED.value,
    CountryRole.LOCATED.value,
    CountryRole.EVENT.value,
)
DATELINE_BASIS, EVENT_BASIS, TEXT_BASIS, LOCATED_BASIS, PROVIDER_BASIS, NO_BASIS = (
    CountryBasis.DATELINE.value,
    CountryBasis.EVENT.value,
    CountryBasis.TEXT.value,
    CountryBasis.LOCATED.value,
    CountryBasis.PROVIDER.value,
    CountryBasis.NONE.value,
)
"""Read once: an enum's value takes longer to read than a mention to weigh."""
EVERYBODY = frozenset("TV IO CO AI ME FM TO CC WS LY LA NU IM SH GG AM ST VC SC BZ PW TK".split())  # noqa: SIM905
"""Countries whose top-level domain is sold to the whole world."""
ROLES = {
    "dateline": CountryRole.DATELINE,
    "event": CountryRole.EVENT,
    "subject": CountryRole.EVENT,
    "located": CountryRole.LOCATED,
    "further": CountryRole.MENTIONED,
}
"""`further`: a dateline's second and later places, which decide nothing."""


OF_THE_WORLD = frozenset({"ar", "en", "es", "fr", None})
"""Languages of the agencies that tell of all countries to all: what such a story says in passing is more often what it is about. With their home
given, 22 of 2,800 English ones would lose their country."""


def text_of(story: Story) -> str:
    """The text that offsets count in: headline, a line feed, and the column `text`, which is the body, or the summary where there is
    none (docs/design/dates-and-places.md#the-focus).
    """
    return f"{story.headline or ''}\n{story.body_text or story.summary or ''}"


def lowered(headline: str) -> str:
    """A headline in capitals as if it had been printed in Title Case, of the same length; what is always in capitals stays."""
    titled = _WORD.sub(lambda word: word[0] if word[0] in ALWAYS_CAPITALS else word[0].title(), headline)
    return titled if len(titled) == len(headline) else headline


def tag_country(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`story_country`, `country_basis`, `country_confidence`, `countries`, `dateline_country`; and for later taggers the mentions, and what
    else the pass over the text has seen.
    """
    whole = text_of(story)
    text = as_read(story, whole)
    return columns_of(story, found, whole, text, seen_in(text))


def tag_countries(stories: Sequence[Story], found: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """`tag_country` of each. The pass that finds names goes over all texts first, for its tables are larger than a processor's cache."""
    wholes = list(map(text_of, stories))
    texts = list(map(as_read, stories, wholes))
    return list(map(columns_of, stories, found, wholes, texts, list(map(seen_in, texts))))


def as_read(story: Story, text: str) -> str:
    """A story's text, its headline in Title Case where it is printed in capitals."""
    headline = story.headline or ""
    return lowered(headline) + text[len(headline) :] if headline.isupper() else text


def columns_of(
    story: Story, found: Mapping[str, Any], whole: str, text: str, seen: Seen, mentions: list[Mention] | None = None
) -> dict[str, Any]:
    """The columns of a story whose text is `whole`, read as `text`, of which a pass has `seen` the names; of these `mentions` alone, if given."""
    claims = story.claims
    home = country_code(claims.home_country)
    near = home or domain_home(story.provider)
    structured, bad = claimed(claims.places, near) if claims.places else ([], False)
    dateline = dateline_of(story, near)
    named = {one.code for one in structured if one.role != LOCATED_ROLE} if structured else set()
    if dateline:
        named.add(dateline.code)
    language = found.get("language", story.language)
    spoken_in = language.partition("-")[0] if language else None
    if mentions is None:
        mentions = disambiguate(text, near, local=claims.local, claimed=named, language=spoken_in, hits=seen.places)
    prior = {home: HOME_PRIOR} if home and claims.local else None
    focus = focus_of(mentions, len(story.headline or ""), prior, None if spoken_in in OF_THE_WORLD else home, len(whole))
    tied = focus.tied
    evidence = [*structured, dateline] if dateline else structured.copy()
    evidence += spoken(focus, tied)
    if home:
        evidence.append(evidence_of(home, "provider", "provider", PROVIDER, story.provider))
    code, basis, confidence = verdict(structured, dateline, focus, home)
    columns: dict[str, Any] = {
        "story_country": code,
        "country_basis": basis,
        "country_confidence": confidence,
        "countries": tuple(evidence),
        "focus_countries": tied or tuple(dict.fromkeys([one.code for one in structured if one.role == EVENT_ROLE])),
        "_mentions": mentions,
        "_text": whole,
    }
    if text is whole:
        columns["_known"] = seen.known
    if story.dateline_place and not story.dateline_country and dateline:
        columns["dateline_country"] = dateline.code
    if story.dateline_place or claims.places:
        flags = [Flag.BAD_COUNTRY.value] if bad else []
        if any(historic(said) for said in (story.dateline_place, *(c.country for c in claims.places)) if said):
            flags.append(Flag.HISTORIC_PLACE.value)
        if flags:
            columns["quality_flags"] = (*found.get("quality_flags", story.quality_flags), *flags)
    return columns


@lru_cache(maxsize=4096)
def historic(said: str) -> bool:
    """Whether a place or a code is one that is no more."""
    return fold(said) in historic_names()


def verdict(
    structured: list[CountryEvidence], dateline: CountryEvidence | None, focus: Focus, home: str | None
) -> tuple[str, str, float | None]:
    """The one country, what gave it and how sure that is (docs/design/dates-and-places.md#the-country)."""
    for sent in structured:
        if sent.basis == "dateline":
            return sent.code, DATELINE_BASIS, STRUCTURED_DATELINE
    if dateline and dateline.code != UNKNOWN_COUNTRY:
        return dateline.code, DATELINE_BASIS, dateline.score
    if structured:
        events = [one for one in structured if one.basis == "event"]
        sure = [e for e in events if e.score == EVENT]
        if sure or len({e.code for e in events}) == 1:
            first = (sure or events)[0]
            return first.code, EVENT_BASIS, first.score
    # Of countries that tie the first named is given, with little confidence; a home that is none of them does not win.
    if focus.scores and (focus.clear or focus.said):
        return focus.scores[0][0], TEXT_BASIS, calibrated(focus.sureness)
    for sent in structured:
        if sent.basis == "located":
            return sent.code, LOCATED_BASIS, LOCATED
    if home:
        return home, PROVIDER_BASIS, PROVIDER
    return UNKNOWN_COUNTRY, NO_BASIS, None


@lru_cache(maxsize=4096)
def domain_home(provider: str) -> str | None:
    """The country whose top-level domain a provider's has: what decides between namesakes where the feed's list names no home.

    >>> domain_home("abc.es"), domain_home("example.co.uk"), domain_home("example.tv"), domain_home("desk")
    ('ES', 'GB', None, None)
    """
    head, _, last = provider.rpartition(".")
    code = country_code(last) if head and len(last) == 2 else None
    return None if code in EVERYBODY else code


def dateline_of(story: Story, home: str | None) -> CountryEvidence | None:
    """The printed dateline's country: what the normaliser found, else the gazetteer's answer to its place."""
    if not story.dateline_place:
        return None
    code = story.dateline_country
    if not code:
        place = lookup(story.dateline_place, home_country=home)
        code = place.country if place else None
    if not code:
        return None
    return CountryEvidence(code=code, role="dateline", basis="dateline", score=DATELINE, evidence=story.dateline_place)


def claimed(places: tuple[PlaceClaim, ...], home: str | None) -> tuple[list[CountryEvidence], bool]:
    """Evidence from structured fields, and whether one of them held a country that is none."""
    evidence: list[CountryEvidence] = []
    bad = False
    for claim in places:
        role = ROLES.get(claim.role)
        code = country_code(claim.country)
        if claim.country and not code:
            bad = True
        if code is None and claim.name and not claim.country:
            code = country_code(claim.name)
            if code is None and (place := lookup(claim.name, home_country=home)):
                code = place.country
        if role is None or code is None:
            continue
        score = {"dateline": STRUCTURED_DATELINE, "event": EVENT, "subject": SUBJECT}.get(claim.role, LOCATED)
        said = claim.name or claim.country or ""
        evidence.append(CountryEvidence(code=code, role=role.value, basis=role.value, score=score, evidence=said))
    return list(dict.fromkeys(evidence)), bad


def spoken(focus: Focus, tied: tuple[str, ...]) -> list[CountryEvidence]:
    """Evidence from the text: the focus, if it is clear, then every country mentioned, by weight."""
    scores = focus.scores
    if not scores:
        return []
    total = sum([score for _, score, _ in scores])
    about = tied or ((scores[0][0],) if focus.clear else ())
    return [
        evidence_of(
            code,
            FOCUS_ROLE if code in about else MENTIONED_ROLE,
            "text",
            round(score / total, 3),
            f"{mention[2]}@{mention[0]}",
        )
        for code, score, mention in scores
    ]


evidence_of = maker(CountryEvidence)
"""Evidence by (code, role, basis, score, evidence)."""
