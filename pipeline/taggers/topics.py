"""What a story is about, as IPTC Media Topics: the provider's code, its category, the URL's section, then our own lexicon.

A provider's word beats ours. `basis` and `score` say which it was: `provider` (a Media Topic or subject code as sent),
`category` (its category by our table), `url` (a section of the address), `model` (the lexicon, which may abstain).
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from newsbeam.pipeline.taggers.language_tags import primary
from newsbeam.pipeline.taggers.lexicon import guess
from newsbeam.pipeline.taggers.tables import rows
from newsbeam.schemas.item import SubjectClaim
from newsbeam.schemas.story import Story, Subject

VERSION = "topics/3"
SCORE = {"provider": 1.0, "category": 0.9, "url": 0.8}
"""How far each basis is believed; the model gives its own."""

MODEL_AT_MOST = 0.75
"""The lexicon never outranks a provider's word."""

ALSO, WITHIN = 0.95, 0.9
"""Of a topic's score, what a second topic and its second level have: they stand behind it."""

_MEDTOP = re.compile(r"(?:medtop:|mediatopic/)(\d{8})$")
_SUBJECT_CODE = re.compile(r"(?:subj:|subjectcode/)?(\d{2})\d{6}$")
_SECTION_IN_SLUG = re.compile(r"(?:[a-z]{2}-)?([a-z]+(?:-[a-z]+)?)-\d{5,}$")
_PLAIN_URL = re.compile(r"https?://[\w.-]+(/[\w./~,+=-]*)?(?:[?#]|\Z)", re.ASCII)
_SECTION_ENDS = re.compile(r"\.\w+$|\d{5,}|^\d+$")


def tag_topics(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`subjects`: each Media Topic once, with the strongest basis that gave it, best first."""
    best: dict[str, Subject] = {}
    for code, name, basis in said(story):
        if code not in best:
            best[code] = subject(code, name, SCORE[basis], basis)
    guessed = guess(story.headline or "", story.body_text or story.summary or "", primary(found.get("language")))
    if guessed is not None and guessed.clear:
        score = min(guessed.score, MODEL_AT_MOST)
        best.setdefault(guessed.code, subject(guessed.code, None, score, "model"))
        for other, share in ((guessed.also, ALSO), (guessed.within, WITHIN)):
            if other and other not in best:
                best[other] = subject(other, None, round(score * share, 3), "model")
    ranked = sorted(best.values(), key=lambda s: (-s.score, s.qcode)) if len(best) > 1 else best.values()
    return {"subjects": tuple(ranked)}


@lru_cache(maxsize=4096)
def subject(code: str, name: str | None, score: float, basis: str) -> Subject:
    """The column's value, under our label where we have one: the same object wherever it is the same."""
    return Subject(
        qcode=f"medtop:{code}", name=labels().get(code) or second_labels().get(code) or name or code, score=score, basis=basis
    )


def said(story: Story) -> Iterator[tuple[str, str | None, str]]:
    """(Media Topic code, name as sent, basis) for everything that the provider says, strongest basis first."""
    claims = story.claims.subjects
    for claim in claims:
        if code := coded(claim):
            yield code, claim.name, "provider"
    names = [c.name for c in claims if c.name and c.role in ("subject", "category")] + list(story.keywords or ())
    for name in names:
        if code := category(name):
            yield code, None, "category"
    for code in sections(story.canonical_url or story.url or ""):
        yield code, None, "url"


def coded(claim: SubjectClaim) -> str | None:
    """The Media Topic of a code as sent: of any level, or a Subject Code, the older scheme, whose first level is the same."""
    if not claim.code:
        return None
    text, scheme = claim.code, (claim.scheme or "").lower()
    if "mediatopic" in scheme or text.startswith("medtop:") or _MEDTOP.search(text):
        match = re.search(r"(\d{8})$", text)
        return match[1] if match and (match[1] in labels() or match[1].startswith("20")) else None
    if "subjectcode" in scheme or text.startswith("subj:"):
        old = _SUBJECT_CODE.search(text)
        top = old[1] + "000000" if old else ""
        return top if top in labels() else None
    # A provider's own code around IPTC's ("TT:02000000:LAG"): of the first level, whose numbers both schemes share.
    return next((part for part in text.split(":") if part in labels()), None) if ":" in text else None


@lru_cache(maxsize=4096)
def category(name: str) -> str | None:
    """The Media Topic of a category's name: the whole name, then its parts from the last ("News / Sport / Cricket").

    >>> category("Sports"), category("News > Business"), category("Top Stories")
    ('15000000', '04000000', None)
    """
    table = categories()
    if code := table.get(fold_category(name)):
        return code
    for part in reversed(re.split(r"[/>|,;&:]| - ", name)):
        if code := table.get(fold_category(part)):
            return code
    return None


def sections(url: str) -> Iterator[str]:
    """Media Topics of the sections in a URL's path, most specific last in the path first; the article's own slug is no section."""
    *ahead, slug = [part for part in path_of(url).split("/") if part] or [""]
    for part in reversed(ahead):
        if code := section(part):
            yield code
            return
    # "/sport/football-12345", "/news/business-62671012": the section stands before the article's number.
    match = _SECTION_IN_SLUG.match(slug)
    if match and (code := categories().get(match[1])):
        yield code


def path_of(url: str) -> str:
    """A URL's path, unquoted. Most are plain enough to be cut with one expression, in a tenth of what the whole grammar takes."""
    plain = _PLAIN_URL.match(url)
    if plain:
        return plain[1] or ""
    with suppress(ValueError):  # "http://[1:2/": no host that can be read
        return unquote(urlsplit(url).path)
    return ""


@lru_cache(maxsize=4096)
def section(part: str) -> str | None:
    """The Media Topic of one part of a path: a feed's addresses repeat a few."""
    if len(part) > 30 or _SECTION_ENDS.search(part):
        return None
    return categories().get(fold_category(part))


def fold_category(text: str) -> str:
    """A category's name as the table spells it: lower case, words joined by hyphens."""
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split())


@cache
def labels() -> dict[str, str]:
    """First-level Media Topic -> English label."""
    return {row[0]: row[1] for row in rows("media_topics")}


@cache
def second_labels() -> dict[str, str]:
    """Second-level Media Topic -> English label."""
    return {row[0]: row[2] for row in rows("subtopics")}


@cache
def categories() -> dict[str, str]:
    """Folded category or section -> Media Topic code."""
    table: dict[str, str] = {}
    for code, names in rows("categories"):
        for name in names.split("|"):
            if table.setdefault(fold_category(name), code) != code:
                raise ValueError(f"tables/categories.tsv: {name!r} stands under {table[fold_category(name)]} and {code}; keep one")
    return table
