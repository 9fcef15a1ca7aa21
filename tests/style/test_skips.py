"""Where nothing may be skipped, a skip is a failure that says what was missing; what is expected to fail is none."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASES = """
import pytest

@pytest.fixture
def tool():
    pytest.skip("no such tool")

def test_with_a_tool(tool):
    pass

@pytest.mark.skipif(True, reason="no such machine")
def test_elsewhere():
    pass

@pytest.mark.xfail
def test_known():
    assert False

def test_well():
    pass
"""


def test_none_may_be_where_make_has_just_made_the_tool():
    rules = re.findall(r"^([a-z-]+):[^\n=]*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    lines = {rule: [line for line in lines.splitlines() if "-m pytest" in line] for rule, lines in rules}
    for rule in ("recipes", "test-engines", "test-flink"):
        assert lines[rule], rule
        assert all(line.startswith("\tNEWSBEAM_NO_SKIPS=1 ") for line in lines[rule]), lines[rule]


@pytest.mark.slow
def test_a_skip_is_a_failure_where_none_may_be(tmp_path):
    (tmp_path / "test_cases.py").write_text(CASES)
    asked = [sys.executable, "-m", "pytest", "-rs", "-p", "tests.conftest", "-c", os.devnull, "--rootdir", tmp_path, tmp_path]

    def run(**more: str) -> subprocess.CompletedProcess[str]:
        usual = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NEWSBEAM_NO"))}
        return subprocess.run(
            asked, capture_output=True, text=True, check=False, cwd=ROOT, env={**usual, "PYTHONPATH": str(ROOT), **more}
        )

    usual = run()
    assert (usual.returncode, "1 passed, 2 skipped, 1 xfailed" in usual.stdout) == (0, True), usual.stdout
    strict = run(NEWSBEAM_NO_SKIPS="1")
    assert strict.returncode == 1, strict.stdout
    assert "no such tool" in strict.stdout
    assert "no such machine" in strict.stdout
    assert "1 passed, 1 xfailed, 2 errors" in strict.stdout
