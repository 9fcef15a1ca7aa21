"""What `doctor` finds of the table and the landing, held against what the batches and the state have written down of them."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from newsbeam.pipeline.dataset.output import Output
from newsbeam.schemas.errors import DamagedFile, OutputError

if TYPE_CHECKING:
    from newsbeam.pipeline.publish.finished import Finished
    from newsbeam.pipeline.publish.strays import Census

OK, WARN, BAD = "ok", "warn", "BAD"
Finding = tuple[str, str, str]
"""(verdict, what was looked at, detail)."""


def check_table(out: Output, *, deep: bool) -> Iterator[Finding]:
    """Each file's footer (`deep`: each page, against its checksum), the rows of each batch against its own record, and where each row lies."""
    from newsbeam.pipeline.dataset.published_file import footer, verify
    from newsbeam.pipeline.dataset.waiting import home_of, waiting, waiting_lines
    from newsbeam.pipeline.publish.finished import read_finished
    from newsbeam.pipeline.publish.strays import Census
    from newsbeam.schemas.arrow import SCHEMA_VERSION

    rows = files = 0
    damaged: list[OutputError] = []
    lines = [line for _, line in read_finished(out)]  # before the rows: a run may be at work
    census, waits = Census(keys=deep), waiting(out.stories)
    for path in sorted(out.stories.glob("date=*/country=*/*.parquet")):
        try:
            found = footer(path)
            if deep:
                verify(path)
            if home_of(path) not in waits:
                census.add(found)
        except OutputError as error:
            yield BAD, "stories", _said(out, error)
            damaged.append(error)
            continue
        if found.version > SCHEMA_VERSION:
            yield (
                BAD,
                "stories",
                f"{path}: schema version {found.version}, this newsbeam knows {SCHEMA_VERSION}; run the newer newsbeam",
            )
        rows, files = rows + found.metadata.num_rows, files + 1
    yield OK if not damaged else BAD, "stories", f"{rows} rows in {files} files" + (", each page read" if deep else "")
    for line in waiting_lines(out.stories):
        yield BAD, "waits", line
    yield from _rows(out, lines, census, damaged, deep=deep)


def _said(out: Output, error: OutputError) -> str:
    line = " ".join(str(error).split())[:400]
    return line.replace("`newsbeam repair`", f"`newsbeam repair --out {out.root}`") if isinstance(error, DamagedFile) else line


def _rows(
    out: Output, lines: "Sequence[Finished | None]", census: "Census", damaged: Sequence[OutputError], *, deep: bool
) -> Iterator[Finding]:
    from newsbeam.pipeline.commands.doctor_rows import check_rows

    if None in lines:
        yield WARN, "batches", f"{out.batches}: {lines.count(None)} damaged lines; the next run makes them anew"
    noted = {line.batch_id: line.rows for line in lines if line is not None}
    error = next(iter(damaged), None)
    if error is None:
        try:
            yield from check_rows(out, census, noted, deep=deep)
        except OutputError as met:
            error = met
    if error is not None:
        yield (
            BAD,
            "rows",
            f"{census.counts.total()} in sound files, {sum(noted.values())} written down by the batches; {_said(out, error)}",
        )


def check_landing(out: Output, *, deep: bool) -> Iterator[Finding]:
    """The landing's files against what the state knows of them; `deep`: each record read, its digest verified."""
    from newsbeam.connectors.landing.landed import damaged_records, lost_files
    from newsbeam.connectors.state import records
    from newsbeam.connectors.state.database import open_to_read

    if not out.database.exists():
        return
    with closing(open_to_read(out.database)) as conn:
        known = sum(records.counts(conn).values())
        lost = lost_files(conn, out.landing)
        for file, count, why in lost:
            yield BAD, "landing", f"{out.landing / file}: {why}; {count} records cannot be replayed: restore it from a backup"
        damaged = list(damaged_records(conn, out.landing)) if deep else []
    for ref, why in damaged:
        yield BAD, "landing", f"{out.landing / ref}: {why}; it cannot be replayed: restore the file from a backup"
    if not lost and not damaged:
        size = sum(path.stat().st_size for path in _files(out.landing))
        yield OK, "landing", f"{known} records, {size / 1e6:.1f} MB" + (", each read" if deep else "")


def _files(landing: Path) -> Iterator[Path]:
    return landing.glob("date=*/*.warc.gz")
