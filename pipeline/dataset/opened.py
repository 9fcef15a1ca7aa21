"""`open_dataset`: the table for whoever reads it from Python, in the library of their choice."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from newsbeam.pipeline.dataset.place import readable
from newsbeam.pipeline.dataset.views import definitions, duckdb_views
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.errors import NewsbeamError, OutputError, UsageError

if TYPE_CHECKING:
    import duckdb
    import polars as pl
    import pyarrow.dataset as ds

Tellings = Literal["current", "all"]
"""The last telling of each story that was not killed or withheld; or every telling, as published."""

_BOTH: tuple[Tellings, Tellings] = ("all", "current")


class MissingLibrary(NewsbeamError):  # noqa: N818 (it says what is missing)
    """A library that the caller asked for and that is not installed."""


def open_dataset(path: str | Path) -> "Dataset":
    """The table at `path`: an output root (`newsbeam ingest --out`, `IngestDocuments`) or a folder with `date=.../country=.../`.

    Raises OutputError where there is none. Nothing is read before a query asks.

    >>> import apache_beam as beam, newsbeam, tempfile
    >>> rss = b"<rss><channel><title>t</title><item><title>Ferry late</title><description>LAGOS - It waits.</description></item></channel></rss>"
    >>> folder = tempfile.mkdtemp()
    >>> with beam.Pipeline() as pipeline:
    ...     _ = pipeline | beam.Create([rss]) | newsbeam.IngestDocuments(folder)
    >>> newsbeam.open_dataset(folder).duckdb().project("headline, country, typeof(date)").fetchall()
    [('Ferry late', 'NG', 'DATE')]
    """
    root = Path(path).absolute()
    stories = root / "stories" if (root / "stories").is_dir() else root
    if stories is root and next(root.glob("date=*"), None) is None:
        raise OutputError(f"{path}: no stories/ in it; name the folder that newsbeam was given as --out")
    return Dataset(stories)


class Dataset:
    """A table of stories on disk. Columns are those of `STORY_SCHEMA`, then `date` (a date) and `country` (a text: Namibia is NA)."""

    def __init__(self, stories: Path) -> None:
        self.stories = stories

    def __repr__(self) -> str:
        return f"Dataset({str(self.stories)!r})"

    def duckdb(
        self, tellings: Tellings = "current", connection: "duckdb.DuckDBPyConnection | None" = None
    ) -> "duckdb.DuckDBPyRelation":
        """The table as a DuckDB relation; in a connection of the dataset's own, or in yours, which then has newsbeam's views too."""
        connection = connection or _connection(self.stories.resolve())
        connection.execute(duckdb_views(readable(self.stories)))
        return connection.table(_either(tellings, "stories_current", "stories"))

    def polars(self, tellings: Tellings = "current") -> "pl.LazyFrame":
        """The table as a Polars LazyFrame. Raises MissingLibrary where Polars is not installed."""
        try:
            import polars  # noqa: F401, ICN001  only to see whether it is there
        except ImportError as missing:
            raise MissingLibrary(f"{self!r}.polars(): {missing}; install polars, or ask for .duckdb() or .arrow()") from missing
        views: dict[str, Any] = {"__name__": "newsbeam_views"}
        exec(self._polars_views(), views)  # noqa: S102  our own file, as `newsbeam views` prints it
        frame: pl.LazyFrame = views[_either(tellings, "stories_current", "stories")]()
        return frame

    def arrow(self, tellings: Tellings = "current") -> "ds.Dataset":
        """The table as a pyarrow.dataset.Dataset. For `current` the key columns are read once, to tell which tellings are not."""
        import duckdb
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.dataset as ds

        keys = pa.schema([("date", pa.date32()), ("country", pa.string())])
        schema = pa.schema([*STORY_SCHEMA, *keys])
        table = ds.dataset(str(self.stories), format="parquet", schema=schema, partitioning=ds.partitioning(keys, flavor="hive"))
        if _either(tellings, False, True):
            return table
        with duckdb.connect() as connection:
            # By batch too: where another writer told a story twice, one of its rows is the current one.
            key_of = "story_id || '/' || telling_id || '/' || batch_id"
            every, current = (self.duckdb(which, connection).project(key_of).distinct() for which in _BOTH)
            past = [key for (key,) in every.except_(current).fetchall()]
        key = pc.binary_join_element_wise(pc.field("story_id"), pc.field("telling_id"), pc.field("batch_id"), "/")
        return table.filter(~pc.is_in(key, pa.array(past, pa.string()))) if past else table

    def _polars_views(self) -> str:
        try:
            return definitions("polars", str(readable(self.stories)))
        except ValueError as error:
            raise OutputError(str(error)) from error


@cache
def _connection(_stories: Path) -> "duckdb.DuckDBPyConnection":
    """One for each table, kept: before DuckDB 2 a relation does not keep its connection alive."""
    import duckdb

    return duckdb.connect()


_Named = TypeVar("_Named")


def _either(tellings: str, current: _Named, every: _Named) -> _Named:
    if tellings not in ("current", "all"):
        raise UsageError(f"tellings={tellings!r}: there are 'current' and 'all'")
    return current if tellings == "current" else every
