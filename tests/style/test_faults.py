"""docs/design/faults.md names tests: each of them is there."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "design" / "faults.md"


def test_each_test_that_the_page_names_is_there():
    named = re.findall(r"`([a-z/_]+\.py)::(test_\w+)`", PAGE.read_text())
    assert len(named) > 40
    for file, name in named:
        tree = ast.parse((TESTS / file).read_text())
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, (file, name)
