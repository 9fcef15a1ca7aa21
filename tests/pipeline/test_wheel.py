"""The wheel, in an environment of its own, beside somebody else's folders of the names that ours have in the checkout."""

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from newsroom import BODIES, item, write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SOURCES = ("newsbeam", "pipeline", "connectors", "schemas", "pyproject.toml", "README.md", "LICENSE")
README = (ROOT / "README.md").read_text(encoding="utf-8")
THEIRS = """
import newsbeam, pipeline, schemas, connectors
assert pipeline.WHOSE == schemas.WHOSE == connectors.WHOSE == "theirs"
assert ROOT not in newsbeam.__file__, newsbeam.__file__
from newsbeam.pipeline.providers import by_alias
assert by_alias()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(source),
    ]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("newsbeam-*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory) -> Path:
    """The interpreter of a fresh environment that holds the wheel; what it needs it sees in ours, where newsbeam cannot be imported."""
    env = tmp_path_factory.mktemp("env")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(env)], check=True)
    python = env / "bin" / "python"
    (site,) = env.glob("lib/python*/site-packages")
    # A path that a .pth names is put on the path, but its own .pth files (our editable install) are not read.
    (site / "needed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--force-reinstall",
        "--no-compile",  # what is imported compiles itself
    ]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    return python


@pytest.fixture
def their_desk(tmp_path) -> Path:
    for name in ("pipeline", "schemas", "connectors"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text('WHOSE = "theirs"\n')
    return tmp_path


def ran(python: Path, desk: Path, *words: str) -> str:
    done = subprocess.run(
        [str(python), *words],
        cwd=desk,
        env={"PYTHONPATH": str(desk), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_installs_one_name_with_its_data(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    assert {name.split("/")[0] for name in names} == {"newsbeam", f"newsbeam-{wheel.name.split('-')[1]}.dist-info"}
    for needed in (
        "py.typed",
        "pipeline/providers/dawn.toml",
        "pipeline/gazetteer/surfaces.arrow",
        "pipeline/dataset/views/duckdb.sql",
        "schemas/feeds.schema.json",
    ):
        assert f"newsbeam/{needed}" in names, needed


def test_it_works_beside_folders_of_the_same_names(python, their_desk):
    assert re.fullmatch(r"newsbeam \d+\.\d+\.\d+\n", ran(python, their_desk, "-m", "newsbeam", "--version"))
    assert ran(python, their_desk, str(python.with_name("newsbeam")), "--version").startswith("newsbeam ")
    ran(python, their_desk, "-c", THEIRS.replace("ROOT", repr(str(ROOT))))


def test_the_ten_lines_run_from_the_wheel(python, their_desk):
    (their_desk / "wire").mkdir()
    write(their_desk / "wire", "kestrel", *(item("k.example", n + 1, text) for n, text in enumerate(BODIES)))
    (code,) = [one for one in re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL) if "MatchFiles" in one]
    (their_desk / "mine.py").write_text(code)
    assert "KE" in ran(python, their_desk, "mine.py")
    assert list((their_desk / "wire-table" / "stories").rglob("date=*/country=KE/*.parquet"))
