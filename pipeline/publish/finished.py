"""The batches that are finished, for whoever reads the table bit by bit: one line each in `batches/<day>.csv`.

A batch's partitions appear within a second or so, and a reader who saw half of it and asks for what came after it would never
see the rest. So a batch is served once its line stands here, which is written when all its rows are in their places. Rows of
a batch have one `published_at`, later than that of every batch before it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, read_columns
from newsbeam.pipeline.dataset.remotes import remote_of

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Finished(NamedTuple):
    """One line."""

    batch_id: str
    published_at: datetime
    finished_at: datetime
    """By the machine's clock. A query that began later sees all of the batch, whatever it reads first."""
    rows: int


HEADER = ",".join(Finished._fields)


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
    remote = remote_of(out.root)
    if remote is not None:
        remote.want("stories/")
    counts: Counter[tuple[str, datetime]] = Counter()
    for path in out.stories.rglob("*.parquet"):
        for table in read_columns((footer(path),), ["batch_id", "published_at"]):
            counts.update(zip(*(table.column(name).to_pylist() for name in ("batch_id", "published_at")), strict=True))
    for path in known:
        path.unlink()
    found = [Finished(batch_id, at, LONG_AGO, rows) for (batch_id, at), rows in counts.items() if not out.batch(batch_id).exists()]
    _add(out, sorted(found, key=lambda one: one.published_at))


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
        aside = path.with_name(f".{path.name}.tmp")  # Spark reads every file of a folder that does not begin so
        text += "".join(f"{one.batch_id},{_stamp(one.published_at)},{_stamp(one.finished_at)},{one.rows}\n" for one in fresh)
        with aside.open("wb") as file:
            file.write(text.encode("ascii"))
            sync_file(file)
        replace_durably(aside, path)
        sync_folder(out.batches)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
