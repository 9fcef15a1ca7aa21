"""How the row groups of every published file are written: what of them is compressed, and what their footers tell."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.pipeline.process.together import together

_UP: Literal["ascending"] = "ascending"
SORTED_BY = [("first_created", _UP), ("story_id", _UP), ("telling_id", _UP)]
"""The order of the rows of each row group, nulls last; of a file of several countries, within each of them."""
_LONG = frozenset(
    {
        "headline",
        "headline_raw",
        "page_text",
        "summary",
        "body_text",
        "text",
        "byline",
        "url",
        "canonical_url",
        "guid",
        "ed_note",
        "usage_terms",
        "rights",
    }
)
_SOUGHT = frozenset(
    {
        "country",
        "story_id",
        "telling_id",
        "cluster_id",
        "revision",
        "provider",
        "feed_id",
        "language",
        "story_country",
        "pub_status",
    }
    | {"first_created", "version_created", "fetched_at", "published_at", "batch_id"}
)
"""Columns that readers filter by: the smallest and largest value of each large row group is kept."""
_UNIQUE = _LONG | {"story_id", "telling_id", "supersedes", "content_hash", "cluster_id", "revision_order", "landing_ref"}
"""Columns whose values hardly repeat: a dictionary of them is built in vain."""
_SOUGHT_IN_SMALL = frozenset({"published_at", "first_created", "provider"})
"""Of a few rows, only these: each pair costs the footer as much as some columns' values."""
_WORTH = 64
"""Bytes of a column of a small group from which compressing it saves some."""
SMALL_GROUP = 256
"""Rows below which dictionaries cost more than they save: of 64 rows of recorded feeds a twentieth of the file, of 256 a fiftieth."""
OPEN_GROUP = 1_024
"""Rows of a batch from which on dictionaries and bounds are worth their time in a file that its sealing writes anew."""
GROUP_ROWS = 65_536


class How(NamedTuple):
    """How a row group is written."""

    few: bool
    """It has few rows: no dictionaries, and hardly any statistics."""
    codec: str
    level: int | None = None
    packed: frozenset[str] | None = None
    """The columns that are compressed; None: all of them."""
    page: int | None = None
    """Bytes of a page; None: Arrow's megabyte."""


_PAGE = 128 * 1024
"""Of what is written once more before long: a page of a megabyte passes through buffers that the system gives anew each time, which
takes a fifth as long again; it would save three bytes of a hundred."""
_AT_ONCE = 64
"""Rows of a column between two looks whether its page is full: of 1,024 texts it would be a megabyte again."""
_GROWING_FEW, _GROWING = How(few=True, codec="snappy", page=_PAGE), How(few=False, codec="snappy", page=_PAGE)
"""Of what a batch adds: zstd would take half as much again to write, and save a quarter of the bytes until its sealing does so."""
DAY = How(few=False, codec="zstd", level=3)
"""Of a day's files that are made again in some hours: a twentieth more bytes than `SETTLED` for half of the time."""
SETTLED = How(few=False, codec="zstd", level=6)
"""Of days that are over: a hundredth more bytes than `SEALED` for two thirds of the time."""
SEALED = How(few=False, codec="zstd", level=9)
"""Of files that are written once and for all."""


def growing(table: pa.Table) -> How:
    """For rows that a batch adds, to a partition or as a file of their day."""
    return _GROWING_FEW if table.num_rows < OPEN_GROUP else _GROWING


def of_a_day(table: pa.Table, *, over: bool) -> How:
    """For the rows of a day that is settled as it stands; `over`: and hardly again."""
    how = SETTLED if over else DAY
    return how._replace(few=True) if table.num_rows < OPEN_GROUP else how


def sealed(rows: int, few: pa.Table | None) -> How:
    """For the rows of a sealed file; `few` has them where they are fewer than `SMALL_GROUP`."""
    if few is None or rows >= SMALL_GROUP:
        return SEALED
    gaining = frozenset(name for name, column in zip(few.schema.names, few.columns, strict=True) if column.nbytes >= _WORTH)
    return SEALED._replace(few=True, packed=gaining)


@contextmanager
def writing(sink: Any, schema: pa.Schema, how: How) -> Iterator[Any]:
    """A ParquetWriter that does not complain a second time, from its destructor, after the disk refused. `sink`: a file that is open, or Arrow's."""
    with nullcontext(sink) if isinstance(sink, pa.NativeFile) else together(sink) as held:
        writer = pq.ParquetWriter(held, schema, **options(schema, how))
        try:
            yield writer
            if schema.metadata:
                writer.add_key_value_metadata(schema.metadata)
            writer.close()
        finally:
            writer.is_open = False


_OPTIONS: dict[How, list[tuple[pa.Schema, dict[str, Any]]]] = {}
_MOST = 1_024
"""Ways that are remembered."""


def options(schema: pa.Schema, how: How) -> dict[str, Any]:
    """What `how` means to pyarrow; remembered, for to hash a schema takes as long as to write three of its columns."""
    found = next((chosen for known, chosen in _OPTIONS.get(how, ()) if schema.equals(known)), None)
    if found is None:
        if len(_OPTIONS) >= _MOST:
            _OPTIONS.clear()
        found = _chosen(schema.remove_metadata(), how)
        _OPTIONS.setdefault(how, []).append((schema, found))
    return found


def _chosen(schema: pa.Schema, how: How) -> dict[str, Any]:
    """Such options.

    Arrow's own copy of the schema (7 KB) says nothing that Parquet's does not; a page index serves nobody in a group of one page
    a column.
    """
    columns = leaves(schema)
    codec: Any = how.codec
    level: Any = how.level
    if how.packed is not None:
        packed = [leaf for leaf in columns if leaf.partition(".")[0] in how.packed]
        codec, level = (dict.fromkeys(packed, how.codec), dict.fromkeys(packed, how.level)) if packed else ("none", None)
    chosen: dict[str, Any] = {
        "compression": codec,
        "compression_level": level,
        "use_dictionary": False if how.few else sorted(columns - _UNIQUE),
        "write_statistics": sorted(columns & (_SOUGHT_IN_SMALL if how.few else _SOUGHT)),
        "write_page_index": not how.few,
        "write_page_checksum": True,
        "store_schema": False,
    }
    if how.page is not None:
        chosen |= {"data_page_size": how.page, "write_batch_size": _AT_ONCE}
    if all(name in schema.names for name, _ in SORTED_BY):
        chosen["sorting_columns"] = pq.SortingColumn.from_ordering(schema, sorted_by(schema.names))
    return chosen


def sorted_by(names: Collection[str]) -> list[tuple[str, Literal["ascending"]]]:
    """What the rows of a file with these columns are sorted by, as far as it has it."""
    return [(name, way) for name, way in (("country", _UP), *SORTED_BY) if name in names]


def leaves(schema: pa.Schema) -> frozenset[str]:
    """The paths of a schema's leaf columns, as Parquet writes them."""
    return frozenset(path for field in schema for path in _below(field.name, field.type))


def _below(path: str, kind: Any) -> Iterator[str]:
    if pa.types.is_list(kind):
        yield from _below(f"{path}.list.element", kind.value_type)
    elif pa.types.is_struct(kind):
        for member in kind:
            yield from _below(f"{path}.{member.name}", member.type)
    else:
        yield path
