"""The questions that every reader asks, for three engines: `stories_current`, `clusters`, `changes`.

A published row never changes, so "the current telling" is a question (docs/design/publishing.md); these files are its one answer,
held together by a test that runs all of them over the same rows.
"""

import os
from importlib import resources
from pathlib import Path
from typing import Any

ENGINES = {"duckdb": "duckdb.sql", "polars": "polars_views.py", "spark": "spark.sql"}
README_FILE, VIEWS_FILE = "README.md", "views.sql"


def definitions(engine: str, stories: str) -> str:
    """The definitions for `engine`, over the table at `stories` (a path or an object-store prefix, without a last slash).

    Raises KeyError on an engine that `ENGINES` does not name, ValueError on a path that cannot stand in a quoted text.
    """
    if any(c in stories for c in "'\"\\\n\r"):
        raise ValueError(f"{stories!r}: quotes, backslashes and line ends cannot stand in a view; move the output or link to it")
    root, slash, _ = stories.rpartition("/")
    text = _text(ENGINES[engine]).replace("{stories}", stories).replace("{batches}", f"{root}{slash}batches")
    return text.replace('{"{schema}": pl.Null}', _polars_schema()) if engine == "polars" else text


def write_reader_files(out: Path) -> tuple[Path, ...]:
    """Write `views.sql` and `README.md` into the output, for whoever finds it without us; the files that changed.

    The paths in them are relative, so that the output can be moved or mounted elsewhere.
    """
    changed = []
    for name, text in ((VIEWS_FILE, definitions("duckdb", "stories")), (README_FILE, _text("output.md"))):
        path = out / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        aside = out / f".{name}.tmp"
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)  # noqa: PTH105 (a rename over a file that readers may have open)
        changed.append(path)
    return tuple(changed)


def _polars_schema() -> str:
    """`STORY_SCHEMA` in Polars' words: without it, Polars takes the first file's columns for all, and the oldest lacks some."""
    from newsbeam.schemas.arrow import STORY_SCHEMA

    return "".join(["{\n", *(f'    "{field.name}": {_polars_type(field.type)},\n' for field in STORY_SCHEMA), "}"])


def _polars_type(kind: Any) -> str:
    import pyarrow.types as is_a

    if is_a.is_list(kind):
        return f"pl.List({_polars_type(kind.value_type)})"
    if is_a.is_struct(kind):
        return "pl.Struct({" + ", ".join(f'"{f.name}": {_polars_type(f.type)}' for f in kind) + "})"
    if is_a.is_timestamp(kind):
        return 'pl.Datetime("us", "UTC")'
    return {"string": "pl.String", "int32": "pl.Int32", "int64": "pl.Int64", "double": "pl.Float64", "date32[day]": "pl.Date"}[
        str(kind)
    ]


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
