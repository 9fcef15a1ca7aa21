"""A story is what we say: an item normalised. Field order is the column order of `STORY_SCHEMA` after the keys."""

from datetime import datetime
from typing import NamedTuple

from newsbeam.schemas.item import PlaceClaim, SubjectClaim
from newsbeam.schemas.quick import copier, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryEvidence:
    """One country a story may belong to: who says so, how sure, and the very words."""

    code: str
    role: str
    basis: str
    score: float
    evidence: str
    """The surface that speaks for it, with its offset in headline + "\\n" + body_text: `Karachi@0`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place named in a story. `offset` counts characters in the headline, a line end, and body_text; -1: from a field or the dateline."""

    name: str
    country: str
    geonames_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    offset: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An IPTC Media Topic: `qcode` is `medtop:` and eight digits."""

    qcode: str
    name: str
    score: float
    basis: str
    """`provider` (a code that the provider sent), `category` (its category by our table), `url` (section), `model`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person or organisation named in a story: a known body under one name in every language, others under the fullest name printed."""

    name: str
    type: str
    """`person` or `organisation`."""
    forms: tuple[str, ...] = ()
    """How else the story prints it, in order of first mention."""
    offsets: tuple[int, ...] = ()
    """Its mentions, first to last: characters in the headline, a line end, and body_text; empty: from a field alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, video or audio linked from a story."""

    url: str
    media_type: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What the item and its feed claim, verbatim: read by taggers, shown by no column."""

    places: tuple[PlaceClaim, ...] = ()
    subjects: tuple[SubjectClaim, ...] = ()
    home_country: str | None = None
    local: bool = False
    feed_language: str | None = None
    """The operator's word, else the feed's own."""
    declared_language: str | None = None


class Standing(NamedTuple):
    """How a telling stands to the others of its collection (`newsbeam.DeduplicateStories`); the command's committer decides anew."""

    revision: int = 1
    supersedes: str | None = None
    """The `telling_id` before it."""
    cluster_id: str | None = None
    relation: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One telling, ready for a row. `None` is "not sent" or "not computed"; `()` is "none found"; nothing is `""`.

    Revision numbers, `supersedes`, `cluster_*`, `published_at`, `batch_id` and the final partition belong to the
    committer (`pipeline/publish`), which alone sees what is already published.

    >>> import newsbeam
    >>> from datetime import UTC, datetime
    >>> story = newsbeam.Story(
    ...     story_id="0" * 32, telling_id="1" * 32, content_hash="2" * 32, normaliser_version=1, id_basis="guid",
    ...     revision_kind="original", revision_order="|", provider="Lagoon Daily", feed_id="lagoon", format="mine",
    ...     headline="Ferry sails", fetched_at=datetime(2026, 5, 3, tzinfo=UTC), date="2026-05-03",
    ... )
    >>> story.country, story.organisations
    ('ZZ', None)
    """

    # identity
    story_id: str
    telling_id: str
    content_hash: str
    normaliser_version: int
    id_basis: str
    revision_kind: str
    """What the provider's markers say; `original` where they say nothing: the committer turns a later one into `update`."""
    revision_order: str
    """Sorts tellings: provider's version, version_created, fetched_at, telling_id (docs/design/keys.md#ids)."""
    pub_status: str = "usable"
    join_basis: str | None = None
    """Which joining rule of docs/design/wire-copy.md#tellings gave the story_id where the provider's own id did not."""
    # origin
    provider: str
    feed_id: str
    format: str
    guid: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    credit: str | None = None
    origin_agency: str | None = None
    distributor: str | None = None
    rights: str | None = None
    usage_terms: str | None = None
    # text
    headline: str | None = None
    """Without the desk's markers (`UPDATE 1-`), which `headline_raw` keeps."""
    slugline: str | None = None
    summary: str | None = None
    body_text: str | None = None
    byline: str | None = None
    authors: tuple[str, ...] | None = None
    dateline_text: str | None = None
    language: str | None = None
    language_basis: str | None = None
    word_count: int | None = None
    genre: str | None = None
    urgency: int | None = None
    keywords: tuple[str, ...] | None = None
    ed_note: str | None = None
    # time
    first_created: datetime | None = None
    first_created_raw: str | None = None
    first_created_precision: str | None = None
    first_created_zone_basis: str | None = None
    version_created: datetime | None = None
    embargoed: datetime | None = None
    fetched_at: datetime
    date: str
    """The partition's date, `YYYY-MM-DD` (docs/design/dates-and-places.md#the-date); only ever a path."""
    date_basis: str = "first_created"
    # place
    country: str = "ZZ"
    """The partition's country; only ever a path."""
    story_country: str = "ZZ"
    country_basis: str = "none"
    country_confidence: float | None = None
    dateline_place: str | None = None
    dateline_country: str | None = None
    countries: tuple[CountryEvidence, ...] | None = None
    places: tuple[Place, ...] | None = None
    # meaning
    subjects: tuple[Subject, ...] | None = None
    organisations: tuple[str, ...] | None = None
    persons: tuple[str, ...] | None = None
    media: tuple[Media, ...] | None = None
    # honesty
    quality_flags: tuple[str, ...] = ()
    taggers: tuple[str, ...] = ()
    landing_ref: str | None = None
    entry: int = 0
    # since schema version 2
    headline_raw: str | None = None
    text: str | None = None
    """The body, else the summary."""
    language_base: str | None = None
    section: str | None = None
    country_alpha3: str | None = None
    region_m49: str | None = None
    region: str | None = None
    focus_countries: tuple[str, ...] | None = None
    page_text: str | None = None
    entities: tuple[Entity, ...] | None = None
    # what taggers may read and no column shows
    claims: Claims = Claims()
    known_partition: tuple[str, str] | None = None
    """(date, country) of the story's first published telling, where history or the cursor knows it."""
    standing: Standing | None = None


with_columns = copier(Story)
"""A copy of a story with these columns set: `dataclasses.replace` at a fifth of its cost, which a stage pays for every story. Raises KeyError
for what is no column."""
