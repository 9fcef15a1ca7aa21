"""One idea a name, the field's word where there is one: names that once stood for several ideas stay away."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("pipeline", "connectors", "schemas", "newsbeam", "tests", "benchmarks", "docs")
FORMER = {
    "told": "what is it: tellings, rows, a report, a printed text, a time?",
    "toldtext": "CleanTexts",
    "toldtime": "StoryTimes",
    "run_facts": "run_report",
    "shelf": "partition files",
    "stragglers": "slow_hosts",
    "local_day": "dead",
    "month_pattern": "dead",
    "weekday_pattern": "dead",
}


def names_in(path):
    """Every name that a module gives or uses, with its line; a test's is a sentence."""
    text = path.read_text("utf-8")
    if not any(word in text.lower() for word in FORMER):
        return
    for node in ast.walk(ast.parse(text)):
        for field in ("id", "attr", "arg", "name", "asname"):
            if isinstance(name := getattr(node, field, None), str) and not name.startswith("test_"):
                yield getattr(node, "lineno", 0), name


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_name_stands_for_several_ideas_again(folder):
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name} ({FORMER[word]})"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.is_relative_to((ROOT / folder).resolve()) and path.name != Path(__file__).name
        for line, name in names_in(path)
        for word in {name.lower(), *name.lower().split("_")} & FORMER.keys()
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("folder", ["pipeline", "connectors", "schemas", "newsbeam"])
def test_a_module_fits_in_a_head(folder):
    lengths = {path.relative_to(ROOT): len(path.read_bytes().splitlines()) for path in (ROOT / folder).rglob("*.py")}
    assert not {str(path): lines for path, lines in lengths.items() if lines > 260}  # "about 250", and room for one who is at it
