"""What code and pages cite is there: design pages by their headings, modules by their paths."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = re.compile(r"(?<![\w/])(docs/[\w/-]+\.md)(?:#([\w-]+))?")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([\w-]+))?\)")
MODULE = re.compile(
    r"(?<![\w/.-])((?:pipeline|connectors|schemas|tests|benchmarks)/[\w/]+\.(?:py|tsv|toml|json|sql|java|xml))(?![\w*<])"
)
READ = (".py", ".md", ".toml", ".tsv", ".java")


@cache
def texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.splitlines()
    if not listed:
        pytest.skip("no git here: an unpacked archive has no list of its files")
    return [ROOT / name for name in listed if name.endswith(READ) and not name.startswith("newsbeam/") and (ROOT / name).is_file()]


@cache
def headings(page: Path) -> set[str]:
    """The anchors of a page, as renderers make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def missing(target: Path, anchor: str | None) -> bool:
    return not target.exists() or (anchor is not None and target.suffix == ".md" and anchor not in headings(target))


def test_pages_that_are_cited_have_the_heading():
    dead = []
    for path in texts():
        for page, anchor in PAGE.findall(path.read_text(encoding="utf-8")):
            if missing(ROOT / page, anchor or None):
                dead.append(f"{path.relative_to(ROOT)}: {page}#{anchor}")
    assert not dead


def test_pages_are_cited_by_headings_and_not_by_numbers():
    numbered = re.compile(r"\(sections? \d")
    assert [str(path) for path in texts() if path.suffix == ".py" and numbered.search(path.read_text(encoding="utf-8"))] == []


def test_links_of_pages_lead_somewhere():
    dead = []
    for path in texts():
        if path.suffix != ".md" or path.name == "output.md":  # a template: its links are of the output's folder
            continue
        for target, anchor in LINK.findall(path.read_text(encoding="utf-8")):
            if missing((path.parent / target).resolve() if target else path, anchor or None):
                dead.append(f"{path.relative_to(ROOT)}: {target}#{anchor}")
    assert not dead


def test_modules_that_are_named_exist():
    dead = []
    for path in texts():
        if path.name == "CHANGELOG.md":
            continue
        named = MODULE.findall(path.read_text(encoding="utf-8"))
        dead.extend(
            f"{path.relative_to(ROOT)}: {module}"
            for module in named
            if not any((ROOT / folder / module).exists() for folder in ("", "tests"))
        )
    assert not dead


def test_a_heading_that_is_not_there_is_noticed():
    assert missing(ROOT / "docs/design/keys.md", "no-such-heading")
    assert not missing(ROOT / "docs/design/keys.md", "two-hashes")
    assert missing(ROOT / "docs" / "design" / "nowhere.md", None)


NAMED_TEST = re.compile(r"(tests/[\w/]+\.py)((?: `test_\w+`,?)+)")


def test_tests_that_a_page_names_are_there():
    page = (ROOT / "docs" / "design" / "keys-and-reading.md").read_text(encoding="utf-8")
    named = [(path, name) for path, names in NAMED_TEST.findall(page) for name in re.findall(r"`(test_\w+)`", names)]
    assert len(named) > 25
    assert [one for one in named if f"def {one[1]}(" not in (ROOT / one[0]).read_text(encoding="utf-8")] == []


def test_the_changelog_counts_the_table_of_agencies_right():
    rows = [one for one in (ROOT / "pipeline/text/agencies.tsv").read_text("utf-8").splitlines() if not one.startswith("#")]
    assert re.findall(r"`agencies\.tsv`: (\d+) organisations", (ROOT / "CHANGELOG.md").read_text("utf-8")) == [str(len(rows))]
