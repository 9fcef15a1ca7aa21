"""The house style's examples are true: they run."""

import doctest
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / ".github" / "CONTRIBUTING.md"
BLOCKS = re.findall(r"^### (\d+\. .+?)$(.*?)(?=^### |\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def namespace() -> dict[str, object]:
    return {"__name__": "contributing"}


@pytest.mark.parametrize(("title", "text"), BLOCKS, ids=[title for title, _ in BLOCKS])
def test_the_example_runs(title: str, text: str, namespace: dict[str, object]) -> None:
    for code in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        exec(compile(code, f"{PAGE.name}: {title}", "exec"), namespace)
    for name in ("busiest",):
        if name in namespace:
            runner = doctest.DocTestRunner()
            for test in doctest.DocTestFinder(recurse=False).find(namespace[name], name, globs=namespace, module=False):
                assert runner.run(test).failed == 0


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 15
    assert sum("```python" in text for _, text in BLOCKS) >= 11
