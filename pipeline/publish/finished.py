"""The batches that are finished, for whoever reads the table bit by bit: one line each in `batches/<day>.csv`.

A batch's partitions appear within a second or so, and a reader who saw half of it and asks for what came after it would never
see the rest. So a batch is served once its line stands here, which is written when all its rows are in their places. Rows of
a batch have one `published_at`, later than that of every batch before it.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.connectors.state import batches
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.waiting import past_damage, sound_files


class Finished(NamedTuple):
    """One line."""

    batch_id: str
    published_at: datetime
    finished_at: datetime
    """By the machine's clock. A query that began later sees all of the batch, whatever it reads first."""
    rows: int


HEADER = ",".join(Finished._fields)
_OF_A_BATCH = ["batch_id", "published_at"]


def note_finished(out: Output, batch_id: str, published_at: datetime, rows: int) -> None:
    """Add a batch's line, synced. Noting it twice changes nothing the second time.

    The clock is the machine's own and not the run's: readers hold it against theirs.
    """
    _add(out, [Finished(batch_id, published_at, datetime.now(UTC), rows)])


def restore_finished(out: Output, *, anew: bool = False) -> None:
    """Make the lines from the rows where somebody lost them. A batch that is still staged gets its line when it is done."""
    known = sorted(out.batches.glob("*.csv"))
    if known and not anew:
        return
    counts = rows_once(out)
    for path in known:
        path.unlink()
    now = datetime.now(UTC)
    found = [
        Finished(batch_id, at, min(at, now), rows) for (batch_id, at), rows in counts.items() if not out.batch(batch_id).exists()
    ]
    _add(out, sorted(found, key=lambda one: one.published_at))


def published_rows(out: Output) -> Counter[tuple[str, datetime]]:
    """How many rows the table holds of each (batch_id, published_at); partitions that wait are left out. Raises DamagedFile."""
    from newsbeam.pipeline.dataset.published_file import footer, read_columns

    out.storage.want("stories/")
    counts: Counter[tuple[str, datetime]] = Counter()
    for path in sound_files(out.stories, "**/*.parquet", out.stories):
        for table in read_columns((footer(path),), [*_OF_A_BATCH]):
            found = table.group_by(_OF_A_BATCH, use_threads=False).aggregate([([], "count_all")])
            for batch_id, published_at, rows in zip(*(column.to_pylist() for column in found.columns), strict=True):
                counts[batch_id, published_at] += rows
    return counts


def rows_once(out: Output) -> Counter[tuple[str, datetime]]:
    """The same, of a table that may hold rows twice: each of them once. Raises DamagedFile."""
    counts = published_rows(out)
    if not counts:
        return counts
    from newsbeam.pipeline.publish.strays import strays_of

    counts.subtract((one.batch_id, one.published_at) for one in strays_of(out).doubled)
    return +counts


def read_finished(out: Output) -> Iterator[tuple[Path, Finished | None]]:
    """Every line, with its file; None for one that is damaged."""
    for path in sorted(out.batches.glob("*.csv")):
        head, *lines = path.read_bytes().decode("ascii", "replace").split("\n")
        if head != HEADER or lines[-1:] != [""]:
            yield path, None
        for line in lines[:-1]:
            yield path, _read(line, path.stem)


def mend_finished(out: Output, conn: sqlite3.Connection) -> tuple[str, ...]:
    """Make files with damaged lines anew, from what the state and the rows know; their names. The lines are derived."""
    damaged: set[Path] = set()
    sound: dict[Path, list[Finished]] = defaultdict(list)
    known = batches.done_batches(conn)
    by_time = {at: batch_id for batch_id, at in known.items()}
    for path, line in read_finished(out):
        noted = None if line is None else known.get(line.batch_id)
        at = None if line is None else line.published_at.isoformat()
        flipped = at is not None and (noted != at if noted is not None else at in by_time)
        if line is None or flipped:
            damaged.add(path)
        else:
            sound[path].append(line)
    if not damaged:
        return ()
    counts = past_damage(out.stories, lambda: rows_once(out))
    sums = batches.rows_known(conn)
    for path in damaged:
        lines = {one.batch_id: one for one in sound[path]}
        times = {batch_id: datetime.fromisoformat(at) for batch_id, at in known.items()} | dict(list(counts))
        for batch_id, published_at in times.items():
            if f"{published_at.astimezone(UTC):%Y-%m-%d}" == path.stem and not out.batch(batch_id).exists():
                rows = sums.get(batch_id, counts[batch_id, published_at])
                lines.setdefault(batch_id, Finished(batch_id, published_at, min(published_at, datetime.now(UTC)), rows))
        _write(path, f"{HEADER}\n", sorted(lines.values(), key=lambda one: one.published_at))
    return tuple(sorted(path.name for path in damaged))


def note_rows(out: Output, rows: Mapping[str, int]) -> None:
    """Let the lines of these batches say so many rows."""
    files: dict[Path, list[Finished]] = defaultdict(list)
    for path, line in read_finished(out):
        if line is not None:
            files[path].append(line)
    for path, lines in files.items():
        if any(one.batch_id in rows for one in lines):
            _write(path, f"{HEADER}\n", (one._replace(rows=rows.get(one.batch_id, one.rows)) for one in lines))


def _read(line: str, day: str) -> Finished | None:
    try:
        batch_id, published, finished, rows = line.split(",")
        found = Finished(batch_id, datetime.fromisoformat(published), datetime.fromisoformat(finished), int(rows))
    except ValueError:
        return None
    as_written = line == _line(found).rstrip("\n") and published.startswith(day)
    return found if as_written else None


def _add(out: Output, batches: Iterable[Finished]) -> None:
    days: dict[Path, list[Finished]] = {}
    for one in batches:
        days.setdefault(out.batches / f"{one.published_at.astimezone(UTC):%Y-%m-%d}.csv", []).append(one)
    for path, lines in days.items():
        make_folder(out.batches)
        text = path.read_text("ascii") if path.exists() else f"{HEADER}\n"
        fresh = [one for one in lines if f"\n{one.batch_id}," not in text]
        if not fresh:
            continue
        # A new generation with the old one as its beginning, as a partition's file: whoever has it open reads on.
        _write(path, text, fresh)


def _write(path: Path, before: str, lines: Iterable[Finished]) -> None:
    aside = path.with_name(f".{path.name}.tmp")  # Spark reads every file of a folder that does not begin so
    with aside.open("wb") as file:
        file.write((before + "".join(map(_line, lines))).encode("ascii"))
        sync_file(file)
    replace_durably(aside, path)
    sync_folder(path.parent)


def _line(one: Finished) -> str:
    return f"{one.batch_id},{_stamp(one.published_at)},{_stamp(one.finished_at)},{one.rows}\n"


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
