"""The sources of the documentation's site (`make docs`): the pages of the repository, and the reference made from the code itself.

usage: python .ci/docs.py FOLDER
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import newsbeam
from newsbeam.connectors.catalog.keys import FEED_KEYS, json_schema
from newsbeam.pipeline.cli import parser
from newsbeam.pipeline.commands import PURPOSES
from newsbeam.pipeline.commands.completion import HELP, grammar
from newsbeam.pipeline.commands.parsers import Parser

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "CHANGELOG.md", ".github/*.md", "docs/*.md", "docs/design/*.md", "docs/recipes/*.md", "docs/samples/*.md")
MORE = ("schemas/README.md", "benchmarks/README.md", "pipeline/gazetteer/CREDITS.md")
LINK = re.compile(r"\[([^\[\]]*)\]\((?!https?:|mailto:|#)([^)#\s]+)((?:#[\w-]+)?)\)")


def main(target: Path) -> None:
    """Write them all."""
    shutil.rmtree(target, ignore_errors=True)
    for path in sorted(path for pattern in (*PAGES, *MORE) for path in ROOT.glob(pattern)):
        text = LINK.sub(lambda found, path=path: _link(found, path, target), path.read_text(encoding="utf-8"))
        _write(target / _place(path), text)
    _write(target / "reference" / "commands.md", commands())
    _write(target / "reference" / "feed-list.md", feed_list())
    _write(target / "reference" / "python.md", python())


def _place(path: Path) -> str:
    """Where a file of the repository lies in the sources: folders that begin with a dot are left out by MkDocs."""
    return path.relative_to(ROOT).as_posix().replace(".github/", "project/")


def _link(found: re.Match[str], page: Path, target: Path) -> str:
    """A link of a page as the site has it; a file that is no page is taken along."""
    path = (page.parent / found[2]).resolve()
    if path.is_dir() and (path / "README.md").exists():
        path /= "README.md"
    if path.is_dir():
        return found[1]  # a folder of the repository has no page
    place = _place(path)
    if path.suffix != ".md":
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / place)
    return f"[{found[1]}]({os.path.relpath(place, Path(_place(page)).parent)}{found[3]})"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def commands() -> str:
    """Every command with its usage and its words, by purpose."""
    top = parser()
    found = {path: (one, text) for path, one, text in grammar(top) if path}
    lines = ["# Commands", "", "Made from the program's own grammar. `newsbeam COMMAND --help` says the same.", ""]
    lines += [*_words(top), ""]
    for purpose, names in PURPOSES.items():
        lines += [f"## To {purpose}", ""]
        for path, (one, text) in found.items():
            if path[0] in names:
                lines += [f"{'#' * (2 + len(path))} newsbeam {' '.join(path)}", "", f"{_cell(text)}.", ""]
                lines += ["```text", one.format_usage().removeprefix("usage: ").rstrip(), "```", "", *_words(one), ""]
    lines += ["## Exit codes", "", "See [For operators](../docs/operators.md#a-run).", ""]
    return "\n".join(lines)


def _words(one: Parser) -> Iterator[str]:
    """A parser's words as a table."""
    rows = []
    for action in one.words:
        if action.dest == HELP:
            continue
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        value = "" if action.nargs == 0 or not action.option_strings else f" {action.metavar or action.dest.upper()}"
        choices = f" One of {', '.join(f'`{one}`' for one in action.choices)}." if action.choices else ""
        rows.append(
            f"| `{name}{value}` | {_cell((action.help or '') % {'prog': 'newsbeam', 'default': action.default})}{choices} |"
        )
    if rows:
        yield from ("| word | means |", "|---|---|", *rows)


def feed_list() -> str:
    """Every key of feeds.toml."""
    schema = json_schema()["properties"]
    lines = [
        "# feeds.toml",
        "",
        "Made from the tables that the list is checked by; a key that is not here is refused. The same as JSON Schema:",
        "",
    ]
    lines[-1] += " `schemas/feeds.schema.json`."
    sections = (
        ("At the top", "", {"contact": schema["contact"]}),
        ("[[feed]]", "One feed. Exactly one of `url` and `path` is given.", schema["feed"]["items"]["properties"]),
        (
            "[defaults]",
            f"For every feed that does not say otherwise: {', '.join(f'`{k}`' for k, v in FEED_KEYS.items() if v.default_too)}.",
            {},
        ),
        ("[fetch]", "What a poll may cost us and the servers.", schema["fetch"]["properties"]),
        ("[alerts]", schema["alerts"]["description"], schema["alerts"]["properties"]),
        ("[retention]", schema["retention"]["description"], schema["retention"]["properties"]),
    )
    for title, text, keys in sections:
        lines += ["", f"## {title}", "", text, ""]
        if keys:
            lines += ["| key | holds | means |", "|---|---|---|"]
            lines += [
                f"| `{name}` | {_cell(_kind(key))} | {_cell(key.get('description', ''))}{_default(key)} |"
                for name, key in keys.items()
            ]
    return "\n".join(lines) + "\n"


def _kind(key: Mapping[str, Any]) -> str:
    if "enum" in key:
        return " or ".join(f"`{one}`" for one in key["enum"])
    if "oneOf" in key:
        return " or ".join(_kind(one) for one in key["oneOf"])
    inner = key.get("items") or key.get("additionalProperties")
    return f"{key['type']} of {_kind(inner)}s" if isinstance(inner, Mapping) else str(key["type"])


def _default(key: Mapping[str, Any]) -> str:
    return f" Default: `{json.dumps(key['default'])}`." if "default" in key else ""


def python() -> str:
    """What `import newsbeam` gives, from the docstrings."""
    lines = [
        "# The Python interface",
        "",
        "Made from the docstrings; the examples run in the tests. [How they go together](../docs/python.md).",
        "",
    ]
    for name in newsbeam.__all__:
        home = getattr(getattr(newsbeam, name), "__module__", None)
        if name not in ("__version__", "STORY_SCHEMA") and home is not None:
            lines += [f"## {name}", "", f"::: {home}.{name}", ""]
    lines += ["## STORY_SCHEMA", "", "The columns of a row as an Arrow schema: [the dictionary](../schemas/README.md).", ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """A text in a table's cell."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    os.environ["COLUMNS"] = "88"
    main(Path(sys.argv[1]))
