"""`STORY_SCHEMA`: the columns of a published row, and the only place that knows both Stories and Arrow.

Types never change and columns are only ever appended (docs/design/publishing.md#columns): a type change breaks Polars, pyarrow and
Spark, an appended column does not. The partition keys `date` and `country` exist only in the path: in the file as well
they break pandas and pyarrow.
"""

from collections.abc import Sequence
from dataclasses import fields
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from newsbeam.schemas.story import CountryEvidence, Entity, Media, Place, Story, Subject

SCHEMA_VERSION = 2
"""Raised with every appended column. A file of a newer version is never extended (docs/design/publishing.md#what-is-kept)."""

TIME = pa.timestamp("us", tz="UTC")
TEXT = pa.string()
TEXTS = pa.list_(pa.string())
COUNTRIES = pa.list_(
    pa.struct(
        [("code", pa.string()), ("role", pa.string()), ("basis", pa.string()), ("score", pa.float64()), ("evidence", pa.string())]
    )
)
PLACES = pa.list_(
    pa.struct(
        [
            ("name", pa.string()),
            ("country", pa.string()),
            ("geonames_id", pa.int64()),
            ("lat", pa.float64()),
            ("lon", pa.float64()),
            ("offset", pa.int32()),
        ]
    )
)
SUBJECTS = pa.list_(pa.struct([("qcode", pa.string()), ("name", pa.string()), ("score", pa.float64()), ("basis", pa.string())]))
MEDIA = pa.list_(pa.struct([("url", pa.string()), ("media_type", pa.string()), ("caption", pa.string()), ("credit", pa.string())]))
ENTITIES = pa.list_(pa.struct([("name", pa.string()), ("type", pa.string()), ("forms", TEXTS), ("offsets", pa.list_(pa.int32()))]))

STORY_SCHEMA = pa.schema(
    [
        # identity
        pa.field("story_id", pa.string(), nullable=False),
        pa.field("telling_id", pa.string(), nullable=False),
        pa.field("revision", pa.int32(), nullable=False),
        pa.field("revision_kind", pa.string(), nullable=False),
        pa.field("revision_order", pa.string(), nullable=False),
        pa.field("pub_status", pa.string(), nullable=False),
        pa.field("supersedes", pa.string()),
        pa.field("id_basis", pa.string(), nullable=False),
        pa.field("join_basis", pa.string()),
        pa.field("content_hash", pa.string(), nullable=False),
        pa.field("normaliser_version", pa.int32(), nullable=False),
        pa.field("cluster_id", pa.string()),
        pa.field("cluster_relation", pa.string()),
        pa.field("cluster_similarity", pa.float64()),
        # origin
        pa.field("provider", pa.string(), nullable=False),
        pa.field("feed_id", pa.string(), nullable=False),
        pa.field("format", pa.string(), nullable=False),
        pa.field("guid", pa.string()),
        pa.field("url", pa.string()),
        pa.field("canonical_url", pa.string()),
        pa.field("credit", pa.string()),
        pa.field("origin_agency", pa.string()),
        pa.field("distributor", pa.string()),
        pa.field("rights", pa.string()),
        pa.field("usage_terms", pa.string()),
        # text
        pa.field("headline", pa.string()),
        pa.field("slugline", pa.string()),
        pa.field("summary", pa.string()),
        pa.field("body_text", pa.string()),
        pa.field("byline", pa.string()),
        pa.field("authors", TEXTS),
        pa.field("dateline_text", pa.string()),
        pa.field("language", pa.string()),
        pa.field("language_basis", pa.string()),
        pa.field("word_count", pa.int32()),
        pa.field("genre", pa.string()),
        pa.field("urgency", pa.int32()),
        pa.field("keywords", TEXTS),
        pa.field("ed_note", pa.string()),
        # time
        pa.field("first_created", TIME),
        pa.field("first_created_raw", pa.string()),
        pa.field("first_created_precision", pa.string()),
        pa.field("first_created_zone_basis", pa.string()),
        pa.field("version_created", TIME),
        pa.field("embargoed", TIME),
        pa.field("fetched_at", TIME, nullable=False),
        pa.field("date_basis", pa.string(), nullable=False),
        # place
        pa.field("story_country", pa.string(), nullable=False),
        pa.field("country_basis", pa.string(), nullable=False),
        pa.field("country_confidence", pa.float64()),
        pa.field("dateline_place", pa.string()),
        pa.field("dateline_country", pa.string()),
        pa.field("countries", COUNTRIES),
        pa.field("places", PLACES),
        # meaning
        pa.field("subjects", SUBJECTS),
        pa.field("organisations", TEXTS),
        pa.field("persons", TEXTS),
        pa.field("media", MEDIA),
        # honesty
        pa.field("quality_flags", TEXTS, nullable=False),
        pa.field("taggers", TEXTS, nullable=False),
        pa.field("landing_ref", pa.string()),
        pa.field("entry", pa.int32(), nullable=False),
        pa.field("published_at", TIME, nullable=False),
        pa.field("batch_id", pa.string(), nullable=False),
        pa.field("newsbeam_version", pa.string(), nullable=False),
        # since schema version 2
        pa.field("headline_raw", pa.string()),
        pa.field("text", pa.string()),
        pa.field("language_base", pa.string()),
        pa.field("section", pa.string()),
        pa.field("country_alpha3", pa.string()),
        pa.field("region_m49", pa.string()),
        pa.field("region", pa.string()),
        pa.field("focus_countries", TEXTS),
        pa.field("partition_date", pa.date32()),
        pa.field("partition_country", pa.string()),
        pa.field("page_text", pa.string()),
        pa.field("entities", ENTITIES),
    ],
    metadata={b"newsbeam.schema_version": str(SCHEMA_VERSION).encode()},
)

DAY_SCHEMA = pa.schema(
    [
        *(field for field in STORY_SCHEMA if field.name != "text"),
        pa.field("text_is", pa.string()),
        pa.field("text_apart", pa.string()),
        pa.field("country", pa.string(), nullable=False),
    ],
    metadata=STORY_SCHEMA.metadata,
)
"""A file of a day for the shipped views: all countries, so `country` is a column. `text` is kept once: `text_is` names the column
that holds it (`body_text` or `summary`), and `text_apart` has it where neither does."""

_SLIM = (
    "story_id telling_id revision revision_kind pub_status cluster_id provider feed_id origin_agency canonical_url headline language"
    " language_base word_count genre urgency section first_created version_created fetched_at published_at story_country"
    " country_basis country_confidence country_alpha3 region_m49 region focus_countries subjects quality_flags batch_id country"
)
CURRENT_SCHEMA = pa.schema([DAY_SCHEMA.field(name) for name in _SLIM.split()], metadata=STORY_SCHEMA.metadata)
"""The table `current`: the last telling of each story, without its texts."""

COMMITTER_COLUMNS = frozenset(
    {
        "revision",
        "supersedes",
        "cluster_id",
        "cluster_relation",
        "cluster_similarity",
        "published_at",
        "batch_id",
        "newsbeam_version",
        "partition_date",
        "partition_country",
    }
)
"""Columns that only the committer can fill (docs/design/keys.md#ids): a staged fragment lacks them."""

FRAGMENT_SCHEMA = pa.schema(
    [f for f in STORY_SCHEMA if f.name not in COMMITTER_COLUMNS]
    + [pa.field("date", pa.string(), nullable=False), pa.field("country", pa.string(), nullable=False)],
    metadata=STORY_SCHEMA.metadata,
)
"""A staged fragment: what the workers know of a row, and the partition that they would give it."""


def is_older(schema: pa.Schema, than: pa.Schema) -> bool:
    """Whether `schema` is `than`, or an older version of it: it has nothing else, and lacks only what may be null."""
    if schema.equals(than):
        return True
    return all(f.name in than.names and f.type == than.field(f.name).type for f in schema) and all(
        f.nullable or f.name in schema.names for f in than
    )


def brought_up(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows of an older schema version in the columns of `schema`: what they lack is null."""
    if table.schema.names == schema.names:
        # (A cast would import Arrow's kernels; the types are the same, if not what may be null.)
        return pa.Table.from_arrays(table.columns, schema=schema) if table.schema != schema else table
    columns = [table.column(f.name) if f.name in table.schema.names else pa.nulls(table.num_rows, f.type) for f in schema]
    return pa.Table.from_arrays(columns, schema=schema)


_NESTED: dict[str, Any] = {}
"""Column -> the values of one of its members, in the order of the fields."""
for _column, _noun in (
    ("countries", CountryEvidence),
    ("places", Place),
    ("subjects", Subject),
    ("media", Media),
    ("entities", Entity),
):
    _NESTED[_column] = attrgetter(*(f.name for f in fields(_noun)))


def fragment_of(stories: Sequence[Story]) -> pa.Table:
    """Stories as a table of `FRAGMENT_SCHEMA`, in the order given; `text` only where it is another than the body or, without one, the summary.

    Raises pa.ArrowInvalid (or UnicodeEncodeError) where a value cannot be a row: which is found by halving (`pipeline/stages/write_stories.py`).
    """
    # A story's values together: column by column each story would be fetched from memory anew, seventy times.
    names = FRAGMENT_SCHEMA.names
    values = dict(zip(names, list(zip(*map(_VALUES, stories), strict=True)) or [()] * len(names), strict=True))
    texts = zip(values["text"], values["body_text"], values["summary"], strict=True)
    values["text"] = tuple([None if text == (summary if body is None else body) else text for text, body, summary in texts])
    table = pa.Table.from_arrays([_column_of(values[field.name], field) for field in FRAGMENT_SCHEMA], schema=FRAGMENT_SCHEMA)
    table.validate(full=True)  # pyarrow stores invalid UTF-8 silently and the reader then fails (docs/design/guarding.md#arrow)
    return table


_VALUES = attrgetter(*FRAGMENT_SCHEMA.names)


def _column_of(values: Sequence[Any], field: pa.Field) -> pa.Array:
    if field.name not in _NESTED:
        return pa.array(values, type=field.type)
    # Member by member: Arrow takes four times as long over a dictionary a value.
    members_of = _NESTED[field.name]
    filled = [one or () for one in values]
    ends: list[int | None] = list(accumulate(map(len, filled), initial=0))
    if None in values:
        for at, one in enumerate(values):
            if one is None:
                ends[at] = None  # Arrow's word for a list that is not there; a mask would import its kernels (8 MB)
    members = list(zip(*map(members_of, chain.from_iterable(filled)), strict=True))
    struct = field.type.value_type
    if not members:
        return pa.array([one and [] for one in values], type=field.type)
    columns = [pa.array(column, member.type) for column, member in zip(members, struct, strict=True)]
    inner = pa.StructArray.from_arrays(columns, fields=list(struct))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), inner, type=field.type)
