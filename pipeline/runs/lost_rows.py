"""What repair can say of rows that a table lacks: whose landing is there, which number a row had, and the end of the alarm."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from newsbeam.connectors.landing.landed import damaged_records, lost_files
from newsbeam.connectors.landing.landing import landing_files
from newsbeam.connectors.state import batches, records
from newsbeam.connectors.state.database import transaction
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import read_whole
from newsbeam.pipeline.dataset.waiting import Home, home_of
from newsbeam.pipeline.publish.finished import note_rows, published_rows, read_finished
from newsbeam.pipeline.publish.journal import read_journal
from newsbeam.schemas.document import LandingRef

Short = dict[str, int]
"""batch_id -> rows that the table lacks of it."""
_COLUMNS = ("story_id", "telling_id", "revision", "revision_order", "published_at")
_CLUSTER = ("cluster_id", "cluster_relation", "cluster_similarity")


def short_batches(out: Output) -> Short:
    """The batches of which the table holds fewer rows than their own record says. Raises DamagedFile."""
    held: Counter[str] = Counter()
    for (batch_id, _), rows in published_rows(out).items():
        held[batch_id] += rows
    noted = {line.batch_id: line.rows for _, line in read_finished(out) if line is not None}
    return {batch_id: rows - held[batch_id] for batch_id, rows in sorted(noted.items()) if rows > held[batch_id]}


def landed_of(out: Output, conn: sqlite3.Connection, short: Short) -> dict[str, tuple[int, int]]:
    """Short batch -> (its landed records that are there, all of them), as the journal names them."""
    there = dict(landing_files(out.landing))
    found = {}
    for line in read_journal(out):
        if line.batch_id in short:
            released = {LandingRef.from_text(ref).record_id for ref, _ in line.state.released}
            named = {*line.state.done, *line.state.dead, *released}
            known = records.landed_by_id(conn, sorted(named))
            held = sum(one.ref.offset < there.get(one.ref.file, 0) for one in known)
            found[line.batch_id] = (held, len(named))
    return found


def as_they_were(out: Output, missing: Mapping[Home, list[pa.Table]]) -> dict[Home, list[pa.Table]]:
    """The missing rows as they were, where a replay of part of the landing could not know the tellings before them.

    A story lies in one partition, numbers go on in the order of publication, and a telling supersedes what was current then.
    """
    wanted = {one for tables in missing.values() for table in tables for one in table.column("story_id").to_pylist()}
    present: dict[str, list[tuple[dict[str, Any], Home]]] = defaultdict(list)
    for path in sorted(out.stories.glob("date=*/country=*/*.parquet")):
        for row in read_whole(path).select([*_COLUMNS, *_CLUSTER]).to_pylist():
            if row["story_id"] in wanted:
                present[row["story_id"]].append((row, home_of(path)))
    if not present:
        return dict(missing)
    mended: dict[Home, list[pa.Table]] = defaultdict(list)
    for home, tables in missing.items():
        for table in tables:
            rows = sorted(table.to_pylist(), key=lambda row: (row["published_at"], row["revision"]))
            homes: dict[Home, list[dict[str, Any]]] = defaultdict(list)
            for row in rows:
                known = present.get(row["story_id"])
                homes[known[0][1] if known else home].append(_numbered(row, [one for one, _ in known]) if known else row)
                if known:
                    known.append((row, known[0][1]))
            for place, own in homes.items():
                mended[place].append(pa.Table.from_pylist([_placed(row, place) for row in own], schema=table.schema))
    return mended


def _numbered(row: dict[str, Any], known: list[dict[str, Any]]) -> dict[str, Any]:
    """A row with the number, the predecessor and the cluster that it had beside the tellings that are there."""
    earlier = [one for one in known if one["published_at"] <= row["published_at"]]
    taken = {one["revision"] for one in known}
    if row["revision"] in taken or (earlier and row["revision"] < max(one["revision"] for one in earlier)):
        number = max((one["revision"] for one in earlier), default=0) + 1
        while number in taken:
            number += 1
        row["revision"] = number
        if number > 1 and row["revision_kind"] == "original":
            row["revision_kind"] = "update"
    last = max(earlier, key=lambda one: (one["revision_order"], one["telling_id"]), default=None)
    if last is not None:
        newer = (row["revision_order"], row["telling_id"]) > (last["revision_order"], last["telling_id"])
        row["supersedes"] = last["telling_id"] if newer else None
    lead = last or min(known, key=lambda one: one["revision"])
    if lead["cluster_id"] is not None and row["cluster_id"] != lead["cluster_id"]:
        row |= {name: lead[name] for name in _CLUSTER}
    return row


def _placed(row: dict[str, Any], home: Home) -> dict[str, Any]:
    return row | {"partition_date": date.fromisoformat(home[0]), "partition_country": home[1]}


def note_again(out: Output, conn: sqlite3.Connection, again: Short) -> Short:
    """Write down what the batches have: without rows that another one has published again, with rows that came back. What of `again` that were."""
    noted = {line.batch_id: line.rows for _, line in read_finished(out) if line is not None}
    held: Counter[str] = Counter()
    for (batch_id, _), rows in published_rows(out).items():
        held[batch_id] += rows
    less = {batch_id: min(rows, noted[batch_id] - held[batch_id]) for batch_id, rows in sorted(again.items())}
    kept = {batch_id: max(held[batch_id], rows - less.get(batch_id, 0)) for batch_id, rows in noted.items()}
    changed = {batch_id: rows for batch_id, rows in kept.items() if rows != noted[batch_id]}
    if changed:
        with transaction(conn):
            batches.note_rows(conn, changed)
        note_rows(out, changed)
    return {batch_id: rows for batch_id, rows in less.items() if rows > 0}


def accept_loss(out: Output, conn: sqlite3.Connection, gone: Short) -> tuple[int, int]:
    """Write down that what is gone is gone: the batches have the rows that they have, the landing the records. (rows, records)

    What waits or is held stays an alarm: a run has still to tell what became of it.
    """
    held: Counter[str] = Counter()
    for (batch_id, _), rows in published_rows(out).items():
        held[batch_id] += rows
    kept = {batch_id: held[batch_id] for batch_id in gone}
    lost = [(file, dict(landing_files(out.landing)).get(file, 0)) for file, _, _ in lost_files(conn, out.landing)]
    damaged = [LandingRef.from_text(ref).record_id for ref, _ in damaged_records(conn, out.landing)]
    with transaction(conn):
        batches.note_rows(conn, kept)
        forgotten = records.forget_lost(conn, lost, damaged)
    note_rows(out, kept)
    return sum(gone.values()), forgotten
