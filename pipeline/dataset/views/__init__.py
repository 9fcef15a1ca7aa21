"""The questions that every reader asks, for three engines: `stories_current`, `clusters`, `changes`.

A published row never changes, so "the current telling" is a question (docs/design/publishing.md); these files are its one answer,
held together by a test that runs all of them over the same rows.
"""

import os
from importlib import resources
from pathlib import Path

from newsbeam.pipeline.dataset.croissant import CROISSANT_FILE, croissant
from newsbeam.pipeline.dataset.reading import Room

ENGINES = {"duckdb": "duckdb.sql", "polars": "polars_views.py", "spark": "spark.sql"}
README_FILE, VIEWS_FILE = "README.md", "views.sql"


def definitions(engine: str, stories: str, *, room: bool | None = None) -> str:
    """The definitions for `engine`, over the table at `stories` (a path or an object-store prefix, without a last slash).

    `room`: whether settled days are read from the reading room beside it; None: where there is one (Polars looks each time).
    Raises KeyError on an engine that `ENGINES` does not name, ValueError on a path that cannot stand in a quoted text.
    """
    if any(c in stories for c in "'\"\\\n\r"):
        raise ValueError(f"{stories!r}: quotes, backslashes and line ends cannot stand in a view; move the output or link to it")
    root, slash, _ = stories.rpartition("/")
    if room is None:
        room = "://" not in stories and Room.of(Path(stories)).exists
    text = _text(ENGINES[engine])
    for part in ("stories", "current") if engine != "polars" else ():
        text = text.replace(f"{{{part}_view}}", _text(f"{engine}_{'room_' if room else ''}{part}.sql"))
    for name, words in _words(engine).items():
        text = text.replace(name, words)
    for name, place in (("stories", stories), ("reading", f"{root}{slash}reading"), ("batches", f"{root}{slash}batches")):
        text = text.replace(f"{{{name}}}", place)
    return text


def write_reader_files(out: Path) -> tuple[Path, ...]:
    """Write `views.sql`, `README.md` and `croissant.json` into the output, for whoever finds it without us; the files that changed.

    The paths in them are relative, so that the output can be moved or mounted elsewhere.
    """
    changed = []
    views = definitions("duckdb", "stories", room=Room.of(out / "stories").exists)
    for name, text in ((VIEWS_FILE, views), (README_FILE, _text("output.md")), (CROISSANT_FILE, croissant())):
        path = out / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        aside = out / f".{name}.tmp"
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)  # noqa: PTH105 (a rename over a file that readers may have open)
        changed.append(path)
    return tuple(changed)


def _words(engine: str) -> dict[str, str]:
    """What the schemas say in the engine's words."""
    from newsbeam.pipeline.dataset.views import types
    from newsbeam.schemas.arrow import CURRENT_SCHEMA, DAY_SCHEMA, STORY_SCHEMA

    if engine == "polars":
        return {'{"{schema}": pl.Null}': types.polars_schema(STORY_SCHEMA), '["{slim}"]': repr(CURRENT_SCHEMA.names)}
    columns = {"{columns}": ", ".join(STORY_SCHEMA.names), "{slim}": ", ".join(CURRENT_SCHEMA.names)}
    if engine == "duckdb":
        schemas = (("story", STORY_SCHEMA), ("day", DAY_SCHEMA), ("current", CURRENT_SCHEMA))
        return columns | {f"{{{name}_schema}}": types.duckdb_schema(schema) for name, schema in schemas}
    spark_schemas = {"{story_columns}": types.spark_columns(STORY_SCHEMA), "{current_columns}": types.spark_columns(CURRENT_SCHEMA)}
    return columns | spark_schemas


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
