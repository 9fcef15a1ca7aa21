"""The house style's examples are true: they run."""

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / ".github" / "CONTRIBUTING.md"
BLOCKS = re.findall(r"^### (\d+\. .+?)$(.*?)(?=^### |\Z)", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_examples_run() -> None:
    """In one test: an example goes on from those above it."""
    namespace: dict[str, object] = {"__name__": "contributing"}
    for title, text in BLOCKS:
        for code in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
            exec(compile(code, f"{PAGE.name}: {title}", "exec"), namespace)
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder(recurse=False).find(namespace["busiest"], "busiest", globs=namespace, module=False):
        assert runner.run(test).failed == 0


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 15
    assert sum("```python" in text for _, text in BLOCKS) >= 11
