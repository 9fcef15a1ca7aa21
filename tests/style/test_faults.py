"""docs/design/faults.md names tests: each of them is there."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "design" / "faults.md"


def test_each_test_that_the_page_names_is_there():
    named = re.findall(r"`([a-z/_]+\.py)::(test_\w+)`", PAGE.read_text())
    assert len(named) > 40
    there = {
        file: {node.name for node in ast.walk(ast.parse((TESTS / file).read_text())) if isinstance(node, ast.FunctionDef)}
        for file in {file for file, _ in named}
    }
    for file, name in named:
        assert name in there[file], (file, name)
