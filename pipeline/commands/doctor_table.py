"""What `doctor` finds of the table and the landing, held against what the batches and the state have written down of them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from newsbeam.pipeline.dataset.output import Output

OK, WARN, BAD = "ok", "warn", "BAD"
Finding = tuple[str, str, str]
"""(verdict, what was looked at, detail)."""


def check_table(out: Output, *, deep: bool) -> Iterator[Finding]:
    """Each file's footer (`deep`: each page, against its checksum), and the rows of each batch against its own record."""
    from newsbeam.pipeline.dataset.published_file import footer, verify
    from newsbeam.pipeline.dataset.waiting import waiting_lines
    from newsbeam.schemas.arrow import SCHEMA_VERSION
    from newsbeam.schemas.errors import DamagedFile, OutputError

    rows = files = damaged = 0
    for path in sorted(out.stories.glob("date=*/country=*/*.parquet")):
        try:
            found = footer(path)
            if deep:
                verify(path)
        except OutputError as error:
            said = " ".join(str(error).split())[:400]
            yield (
                BAD,
                "stories",
                said.replace("`newsbeam repair`", f"`newsbeam repair --out {out.root}`")
                if isinstance(error, DamagedFile)
                else said,
            )
            damaged += 1
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
    yield from _rows(out, rows, deep=deep)


def _rows(out: Output, rows: int, *, deep: bool) -> Iterator[Finding]:
    from newsbeam.pipeline.publish.finished import read_finished
    from newsbeam.pipeline.runs.lost_rows import short_batches
    from newsbeam.schemas.errors import OutputError

    lines = [line for _, line in read_finished(out)]
    if None in lines:
        yield WARN, "batches", f"{out.batches}: {lines.count(None)} damaged lines; the next run makes them anew"
    noted = sum(line.rows for line in lines if line is not None)
    if not lines or (noted == rows and not deep):
        yield OK, "rows", f"{rows}, as the batches have written down" if lines else f"{rows}; no batch has written down how many"
        return
    try:
        short = short_batches(out)
    except OutputError as error:
        yield BAD, "rows", f"{rows} in the files, {noted} written down by the batches; {error}"
        return
    for batch_id, lack in short.items():
        yield (
            BAD,
            "rows",
            f"batch {batch_id}: {lack} rows are gone; `newsbeam repair --out {out.root}` brings them back from the landing",
        )
    if not short:
        yield OK, "rows", f"{rows}, of {noted} written down by the batches"


def check_landing(out: Output, *, deep: bool) -> Iterator[Finding]:
    """The landing's files against what the state knows of them; `deep`: each record read, its digest verified."""
    from newsbeam.connectors.landing.landed import damaged_records, lost_files
    from newsbeam.connectors.state import records
    from newsbeam.connectors.state.database import open_state

    if not out.database.exists():
        return
    with closing(open_state(out.database)) as conn:
        known = sum(records.counts(conn).values())
        lost = lost_files(conn, out.landing)
        for file, count, why in lost:
            yield BAD, "landing", f"{out.landing / file}: {why}; {count} records cannot be replayed: restore it from a backup"
        damaged = list(damaged_records(conn, out.landing)) if deep else []
    for ref, why in damaged:
        yield BAD, "landing", f"{ref}: {why}; it cannot be replayed"
    if not lost and not damaged:
        size = sum(path.stat().st_size for path in _files(out.landing))
        yield OK, "landing", f"{known} records, {size / 1e6:.1f} MB" + (", each read" if deep else "")


def _files(landing: Path) -> Iterator[Path]:
    return landing.glob("date=*/*.warc.gz")
