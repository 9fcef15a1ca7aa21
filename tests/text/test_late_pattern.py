"""A pattern that is compiled when it is first asked answers as one that was compiled at once."""

import ast
import re
from pathlib import Path

import pytest

from newsbeam.pipeline.process.late_pattern import late


def test_it_answers_as_one_compiled_at_once():
    pattern = late(r"(?P<word>b[a-c]+)", re.IGNORECASE)
    at_once = re.compile(r"(?P<word>b[a-c]+)", re.IGNORECASE)
    text = "x Bab bcc"
    assert [found.span() for found in pattern.finditer(text)] == [found.span() for found in at_once.finditer(text)]
    assert pattern.sub("-", text) == at_once.sub("-", text)
    assert (pattern.pattern, pattern.flags, pattern.groups, dict(pattern.groupindex)) == (
        at_once.pattern,
        at_once.flags,
        at_once.groups,
        dict(at_once.groupindex),
    )
    assert pattern.search is pattern.search  # the pattern's own method, kept


def test_a_bad_one_is_an_error_when_it_is_asked():
    pattern = late("(")
    with pytest.raises(re.error):
        pattern.search("x")
    with pytest.raises(AttributeError):
        _ = pattern.nothing


def test_once_asked_the_pattern_itself_stands_in_its_module():
    module = {"late": late}
    exec("PATTERN = late('a+')\nOTHER = late('a+')\ndef ask(text): return PATTERN.findall(text)", module)
    assert type(module["PATTERN"]) is not re.Pattern
    assert module["ask"]("aa b a") == ["aa", "a"]
    assert type(module["PATTERN"]) is re.Pattern
    assert type(module["OTHER"]) is not re.Pattern
    assert module["ask"]("aa b a") == ["aa", "a"]


MODULES = sorted(path for room in ("pipeline", "connectors") for path in (Path(__file__).parents[2] / room).rglob("*.py"))


def test_no_module_asks_whether_something_is_a_late_pattern():
    """The pattern that takes its place is another object."""
    for path in MODULES:
        text = path.read_text("utf-8")
        if "late(" not in text:
            continue
        tree = ast.parse(text)
        made = [one for one in tree.body if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call)]
        names = {
            one.targets[0].id for one in made if ast.unparse(one.value.func) == "late" and isinstance(one.targets[0], ast.Name)
        }
        compared = [side for one in ast.walk(tree) if isinstance(one, ast.Compare) for side in (one.left, *one.comparators)]
        assert not names & {side.id for side in compared if isinstance(side, ast.Name)}, path
