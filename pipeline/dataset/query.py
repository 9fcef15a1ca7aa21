"""An output's rows through DuckDB: the connection behind the commands that read, and what is said where it cannot read them."""

import sys
from pathlib import Path
from typing import Any

from newsbeam.schemas.errors import UsageError

_OURS = (
    "BinderException",
    "CatalogException",
    "InternalException",
    "NotImplementedException",
    "ParserException",
    "SyntaxException",
)
"""DuckDB's errors that a query of ours is to blame for."""


def open_dataset(out: Path) -> Any:
    """A DuckDB connection with `stories`, `stories_current`, `clusters` and, where batches are listed, `changes`.

    Raises UsageError where no row is, OutputError on a path that no view can name.
    """
    from newsbeam.pipeline.dataset.output import Output

    stories = Output(out).stories
    if next(stories.glob("date=*/country=*/*.parquet"), None) is None:
        raise UsageError(f"{out}: no stories there yet; `newsbeam ingest --out {out}` brings some, --out names another output")
    import duckdb

    from newsbeam.pipeline.dataset.views import duckdb_views

    conn = duckdb.connect()
    conn.execute("SET TimeZone = 'UTC'")
    conn.execute(duckdb_views(stories))
    return conn


def unreadable(out: Path | str, error: Exception) -> str | None:
    """What to say of an error of DuckDB's that a file of the output is to blame for; None for any other."""
    duckdb = sys.modules.get("duckdb")
    if duckdb is None or not isinstance(error, duckdb.Error) or type(error).__name__ in _OURS:
        return None
    said = (str(error).splitlines() or [type(error).__name__])[0]
    if "ermission denied" in said:
        return f"{out}: {said}; give this user the right to read it"
    return f"{out}: {said}; `newsbeam doctor --out {out}` names what is damaged, `newsbeam repair --out {out}` brings rows back"
