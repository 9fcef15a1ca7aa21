"""The questions that every reader asks, for three engines: `stories_current`, `clusters`, `changes`.

A published row never changes, so "the current telling" is a question (docs/design/publishing.md); these files are its one answer,
held together by a test that runs all of them over the same rows.
"""

import os
import re
from importlib import resources
from pathlib import Path

from newsbeam.pipeline.dataset.croissant import CROISSANT_FILE, croissant
from newsbeam.pipeline.dataset.place import why_unreadable
from newsbeam.pipeline.dataset.reading import LISTS, Room
from newsbeam.schemas.errors import OutputError

ENGINES = {"duckdb": "duckdb.sql", "polars": "polars_views.py", "spark": "spark.sql"}
README_FILE, VIEWS_FILE = "README.md", "views.sql"


_ASKS_BATCHES = re.compile(r"MACRO (?:batches|changes)\(")


def definitions(engine: str, stories: str, *, found: Path | None = None) -> str:
    """The definitions for `engine`, over the table at `stories` (a path or an object-store prefix, without a last slash).

    `found`: the folder of that table, where `stories` is a relative path. Days are read from the reading room where there is one
    (Polars looks each time). Raises KeyError on an engine that `ENGINES` does not name, ValueError on a path that cannot stand in
    a quoted text, or that readers take for a pattern.
    """
    if (why := why_unreadable(stories)) is not None:
        raise ValueError(f"{stories!r}: {why}; move the output or link to it")
    root, slash, _ = stories.rpartition("/")
    room = None if "://" in stories else Room.of(found or Path(stories))
    shown = room if room is not None and room.is_shown else None
    text = _text(ENGINES[engine])
    for part in ("stories", "current") if engine != "polars" else ():
        text = text.replace(f"{{{part}_view}}", _text(f"{engine}_{'room_' if shown else ''}{part}.sql"))
    for name, words in _words(engine, shown.oldest_version if shown else 0).items():
        text = text.replace(name, words)
    for name, place in (
        ("stories", stories),
        ("reading", f"{root}{slash}reading"),
        ("batches", f"{root}{slash}batches"),
        ("lists", LISTS),
    ):
        text = text.replace(f"{{{name}}}", place)
    return text


def duckdb_views(stories: Path) -> str:
    """DuckDB's definitions over a table on disk; where no list of finished batches is, without those that ask it for changes.

    Raises OutputError on a path that no view can name.
    """
    try:
        text = definitions("duckdb", str(stories))
    except ValueError as error:
        raise OutputError(str(error)) from error
    if next(stories.parent.glob("batches/*.csv"), None) is not None:
        return text
    return ";\n".join(one for one in text.split(";\n") if not _ASKS_BATCHES.search(one))


def write_reader_files(out: Path) -> tuple[Path, ...]:
    """Write `views.sql`, `README.md` and `croissant.json` into the output, for whoever finds it without us; the files that changed.

    The paths in them are relative, so that the output can be moved or mounted elsewhere.
    """
    changed = []
    views = definitions("duckdb", "stories", found=out / "stories")
    for name, text in ((VIEWS_FILE, views), (README_FILE, _text("output.md")), (CROISSANT_FILE, croissant())):
        path = out / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        aside = out / f".{name}.tmp"
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)  # noqa: PTH105 (a rename over a file that readers may have open)
        changed.append(path)
    return tuple(changed)


def _words(engine: str, oldest: int) -> dict[str, str]:
    """What the schemas say in the engine's words. `oldest`: the oldest schema version of which there may be a file."""
    from newsbeam.pipeline.dataset.views import types
    from newsbeam.schemas.arrow import CURRENT_SCHEMA, DAY_SCHEMA, SCHEMA_VERSION, STORY_SCHEMA

    if engine == "polars":
        return {'{"{schema}": pl.Null}': types.polars_schema(STORY_SCHEMA), '["{slim}"]': repr(CURRENT_SCHEMA.names)}
    day_columns = [_TEXT if name == "text" else name for name in STORY_SCHEMA.names]
    columns = {
        "{columns}": ", ".join(STORY_SCHEMA.names),
        "{day_columns}": ", ".join(day_columns),
        "{slim}": ", ".join(CURRENT_SCHEMA.names),
    }
    schemas = {"story": STORY_SCHEMA, "day": DAY_SCHEMA, "current": CURRENT_SCHEMA}
    if engine == "spark":
        return columns | {f"{{{name}_schema}}": types.spark_columns(schema) for name, schema in schemas.items()}
    if oldest >= SCHEMA_VERSION:  # the schema takes DuckDB longer than a small query: only where files lack columns
        return columns | {"{older}": "", **{f"{{{name}_schema}}": "" for name in schemas}}
    named = {f"{{{name}_schema}}": f", schema = {types.duckdb_schema(schema)}" for name, schema in schemas.items()}
    return columns | {"{older}": " Where a file of an older\n-- schema lacks columns, they are null.", **named}


_TEXT = "CASE text_is WHEN 'body_text' THEN body_text WHEN 'summary' THEN summary ELSE text_apart END AS text"
"""A day's file holds a text once."""


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
