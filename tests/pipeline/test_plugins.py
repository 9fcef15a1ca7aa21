"""What other distributions add: a real one installed by pip, and broken ones, each told by its name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from newsroom import BODIES, RSS, item

from newsbeam.connectors import formats
from newsbeam.connectors import plugins as module
from newsbeam.pipeline import providers
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.runs.plugins import check_plugins
from newsbeam.pipeline.stages.tag import active, tag
from newsbeam.pipeline.taggers.installed import installed
from newsbeam.schemas.errors import PluginError

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-tagger.md").read_text(encoding="utf-8")
FORMAT = """
from newsbeam import Item
from newsbeam.connectors.formats import Format


def parse(document):
    for number, line in enumerate(document.payload.decode().splitlines()[1:]):
        guid, headline, body = line.split("\\t")
        yield Item(entry=number, format="acme_lines", guid=guid, headline=headline, body=body)


LINES = Format(parse, lambda head: head.text.startswith("ACME LINES"))
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def acme(folder: Path) -> Path:
    """The page's own distribution, and a format beside its tagger."""
    project, rules = blocks("toml")
    entry = '[project.entry-points."newsbeam.formats"]\nacme_lines = "acme_news.lines:LINES"\n\n'
    (folder / "acme_news" / "providers").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(project.replace("[tool.setuptools]", f"{entry}[tool.setuptools]", 1))
    (folder / "acme_news" / "__init__.py").touch()
    (folder / "acme_news" / "desk.py").write_text(blocks("python")[0])
    (folder / "acme_news" / "lines.py").write_text(FORMAT)
    (folder / "acme_news" / "providers" / "__init__.py").touch()
    (folder / "acme_news" / "providers" / "acme.toml").write_text(rules)
    return folder


@pytest.mark.slow
def test_a_distribution_that_pip_installs_brings_a_format_a_tagger_and_a_provider(tmp_path):
    site = tmp_path / "site"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-build-isolation",
        "--no-deps",
        "--target",
        str(site),
    ]
    subprocess.run([*pip, str(acme(tmp_path / "acme"))], check=True, capture_output=True)
    (tmp_path / "in.txt").write_text(f"ACME LINES\n1\tFerry late\tLAGOS (Acme Newswire) - {BODIES[1]}\n")
    words = ["--out", str(tmp_path / "out"), "--provider", "Acme Newswire", str(tmp_path / "in.txt")]
    variables = {**os.environ, "PYTHONPATH": str(site)}
    subprocess.run([sys.executable, "-m", "newsbeam", "ingest", *words], check=True, env=variables, capture_output=True)
    query = (
        "import newsbeam, sys\n"
        "rows = newsbeam.open_dataset(sys.argv[1]).duckdb().project('headline, format, keywords, taggers[-1], country').fetchall()\n"
        "assert rows == [('Ferry late', 'acme_lines', ['desk: harbour'], 'acme-desk/1.2', 'NG')], rows"
    )
    subprocess.run([sys.executable, "-c", query, str(tmp_path / "out")], check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, "-m", "newsbeam", "doctor", "--out", str(tmp_path / "out")],
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.search(r"^ok +taggers +acme-desk, of acme-news 1\.2$", done.stdout, re.MULTILINE), done.stdout
    rules = "from newsbeam.pipeline.providers import rules_for\nassert rules_for('acme').timezone == 'Africa/Lagos'"
    subprocess.run([sys.executable, "-c", rules], check=True, env=variables, capture_output=True)


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Put a distribution's metadata and one module on the path, as an installer would."""

    def forget():
        for cached in (
            module.plugins,
            module._every_point,
            formats.known,
            installed,
            active,
            providers.by_alias,
            providers.rules_for,
        ):
            cached.cache_clear()

    def put(name: str, group: str, entry: str, code: str = "", files: tuple[tuple[str, str], ...] = ()):
        folder = tmp_path / "site" / f"{name}-3.0.dist-info"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 3.0\n")
        (folder / "entry_points.txt").write_text(f"[{group}]\n{entry}\n")
        package = tmp_path / "site" / name.replace("-", "_")
        package.mkdir(exist_ok=True)
        (package / "__init__.py").write_text(code)
        for file, text in files:
            (package / file).write_text(text)
        monkeypatch.syspath_prepend(str(tmp_path / "site"))
        forget()

    forget()
    yield put
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize(
    ("group", "entry", "code", "files", "said"),
    [
        ("newsbeam.taggers", "x = bad_one:gone", "", (), r"\(bad_one:gone\) cannot be loaded: AttributeError: .*gone"),
        ("newsbeam.taggers", "x = bad_one:f", "import no_such_thing", (), "cannot be loaded: ModuleNotFoundError: No module named 'no_such_thing'"),
        ("newsbeam.taggers", "x = bad_one:f", "f = 3", (), "is int, not a function"),
        ("newsbeam.formats", "x = bad_one:f", "def f(document): ...", (), "is function, not a newsbeam.connectors.formats.Format"),
        ("newsbeam.providers", "x = bad_one:f", "f = 'a folder'", (), "is str, not a package with TOML files"),
        ("newsbeam.providers", "x = bad_one", "", (), "has no TOML file"),
        ("newsbeam.providers", "x = bad_one", "", (("a.toml", "nonsense = 1"),), "a file that cannot be used: a.toml: .*nonsense: no such key"),
        ("newsbeam.providers", "x = bad_one", "", (("a.toml", "tail = ['(']"),), "a file that cannot be used: a.toml: "),
        ("newsbeam.providers", "x = bad_one", "", (("a.toml", "name = "),), "a file that cannot be used: a.toml: "),
    ],
)  # fmt: skip
def test_a_broken_one_ends_the_run_in_a_line_that_names_it(install, tmp_path, capsys, group, entry, code, files, said):
    sys.modules.pop("bad_one", None)
    install("bad-one", group, entry, code, files)
    with pytest.raises(PluginError, match=rf"^bad-one 3\.0: its entry point {group}:x .*{said}.*; mend it, or uninstall it"):
        check_plugins()
    (tmp_path / "a.xml").write_text(RSS.format(title="t", host="h", items=item("h", 1, BODIES[0])))
    assert main(["ingest", "--out", str(tmp_path / "out"), str(tmp_path / "a.xml")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("newsbeam: bad-one 3.0: ")
    assert not (tmp_path / "out").exists(), "found before anything was touched"


def test_a_name_that_two_distributions_claim_is_nobodys(install):
    install("first-one", "newsbeam.taggers", "desk = first_one:f", "def f(story, found): return {}")
    install("second-one", "newsbeam.taggers", "desk = second_one:f", "def f(story, found): return {}")
    with pytest.raises(PluginError, match=r"second-one 3\.0: .*newsbeam\.taggers:desk is claimed by first-one 3\.0 too"):
        check_plugins()


def test_a_tagger_that_sets_what_is_not_its_own_costs_its_own_columns_alone(install):
    code = "def f(story, found):\n    return {'story_id': 'x', 'genre': 'y'}"
    install("greedy-one", "newsbeam.taggers", "greedy = greedy_one:f", code)
    story = story_of("x", "In Kenya.")
    tagged = tag(story)
    assert (tagged.story_id, tagged.genre, tagged.story_country) == (story.story_id, story.genre, "KE")
    assert "untagged" in tagged.quality_flags
    assert not any("greedy" in name for name in tagged.taggers)


def test_a_provider_of_a_distribution_goes_before_our_own(install):
    install("desk-one", "newsbeam.providers", "x = desk_one", "", (("dawn.toml", 'name = "Dawn"\ntimezone = "Asia/Tokyo"'),))
    assert providers.rules_for("Dawn").timezone == "Asia/Tokyo"
    assert providers.rules_for("UrduPoint").name == "UrduPoint"
