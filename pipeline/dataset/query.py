"""An output's rows through DuckDB: the connection behind the commands that read."""

from pathlib import Path
from typing import Any

from newsbeam.schemas.errors import UsageError


def open_dataset(out: Path) -> Any:
    """A DuckDB connection with `stories`, `stories_current`, `clusters` and `changes`. Raises UsageError where no row is."""
    from newsbeam.pipeline.dataset.output import Output

    stories = Output(out).stories
    if next(stories.glob("date=*/country=*/*.parquet"), None) is None:
        raise UsageError(f"{out}: no stories there yet; `newsbeam ingest --out {out}` brings some, --out names another output")
    import duckdb

    from newsbeam.pipeline.dataset.views import definitions

    conn = duckdb.connect()
    conn.execute("SET TimeZone = 'UTC'")
    try:
        conn.execute(definitions("duckdb", str(stories)))
    except ValueError as error:
        raise UsageError(str(error)) from None
    return conn
