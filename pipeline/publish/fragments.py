"""The staged rows of a batch, read back: verified, duplicates of the batch dropped, partitions as the batch decided them."""

import io
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.ledger import FragmentRef, Joined
from pipeline.output import OutputError
from pipeline.publish.commit import Commit
from schemas.arrow import FRAGMENT_SCHEMA


class StagedRow(NamedTuple):
    """The keys of one staged row; the payload stays in the table."""

    at: int
    """Its row in the table."""
    story_id: str
    telling_id: str
    revision_order: str
    revision_kind: str
    first_created: int | None
    """Microseconds since 1970."""
    fetched_at: int
    landing_ref: str
    entry: int
    date: str
    country: str


_KEYS = [name for name in StagedRow._fields if name != "at"]


def read_fragments(folder: Path, commit: Commit) -> tuple[pa.Table, list[StagedRow]]:
    """(all staged rows of a batch, the keys of those that count).

    Raises OutputError where a fragment is not the one that was committed.
    """
    tables = [_read(folder, fragment) for fragment in commit.fragments]
    table = pa.concat_tables(tables).combine_chunks() if tables else FRAGMENT_SCHEMA.empty_table()
    columns = []
    for name in _KEYS:
        column = table.column(name)
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        columns.append(column.to_pylist())
    verdicts = {(v.landing_ref, v.entry, v.story_id, v.telling_id): v for v in commit.verdicts}
    rows = []
    for at, values in enumerate(zip(*columns, strict=True)):
        row = StagedRow(at, *values)
        verdict = verdicts.get((row.landing_ref, row.entry, row.story_id, row.telling_id))
        if verdict is None:
            rows.append(row)
        elif not verdict.drop:
            rows.append(row._replace(date=verdict.date, country=verdict.country))
    return _joined(table, rows, commit.joins) if commit.joins else (table, rows)


def _joined(table: pa.Table, rows: list[StagedRow], joins: tuple[Joined, ...]) -> tuple[pa.Table, list[StagedRow]]:
    """The same with joined rows under the story that they belong to, and the rule that says so."""
    found = {(one.landing_ref, one.entry, one.was): one for one in joins}
    columns = {name: table.column(name).to_pylist() for name in ("story_id", "join_basis", "revision_order")}
    for n, row in enumerate(rows):
        one = found.get((row.landing_ref, row.entry, row.story_id))
        if one is not None:
            rows[n] = row._replace(story_id=one.story_id, date=one.date, country=one.country, revision_order=one.revision_order)
            for name, value in zip(columns, (one.story_id, one.basis, one.revision_order), strict=True):
                columns[name][row.at] = value
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pa.array(values, pa.string()))
    return table, rows


def told_once(rows: list[StagedRow]) -> list[StagedRow]:
    """Rows with each key (`story_id`, `telling_id`) once: the first fetched stays.

    The batch's verdicts have done this; a batch whose verdicts lack one must still not publish a key twice.
    """
    first: dict[tuple[str, str], StagedRow] = {}
    for row in rows:
        key = (row.story_id, row.telling_id)
        other = first.get(key)
        if other is None or _arrival(row) < _arrival(other):
            first[key] = row
    return list(first.values())


def _arrival(row: StagedRow) -> tuple[int, str, int, int]:
    return (row.fetched_at, row.landing_ref or "", row.entry, row.at)


def _read(folder: Path, fragment: FragmentRef) -> pa.Table:
    path = folder / fragment.file
    written = path.read_bytes()
    if sha256(written).hexdigest() != fragment.sha256:
        raise OutputError(f"{path}: not the fragment that was committed; remove {folder.name} to do the batch again")
    table = pq.read_table(io.BytesIO(written))
    if table.num_rows != fragment.rows or not table.schema.equals(FRAGMENT_SCHEMA):
        raise OutputError(f"{path}: rows or columns are not those that were committed; remove {folder.name} to do the batch again")
    return table
