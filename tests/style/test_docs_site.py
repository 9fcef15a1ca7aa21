"""The documentation's site has every command with its words, every key of the feed list, and every public name, from the code itself."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import newsbeam
from newsbeam.connectors.catalog.keys import json_schema
from newsbeam.pipeline.cli import parser
from newsbeam.pipeline.commands.completion import grammar

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    subprocess.run([sys.executable, str(ROOT / ".ci" / "docs.py"), str(folder)], check=True, stderr=subprocess.DEVNULL)
    return folder


def test_every_command_and_word_has_its_line(sources):
    text = (sources / "reference" / "commands.md").read_text()
    sections = dict(re.findall(r"^#+ newsbeam ([\w ]+)\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL))
    for path, one, _ in grammar(parser()):
        if path:
            words = {option for action in one.words for option in action.option_strings} - {"-h", "--help"}
            assert not {word for word in words if f"`{word}" not in sections[" ".join(path)]}, path


def test_every_key_of_the_list_has_its_line_and_says_what_it_means(sources):
    text = (sources / "reference" / "feed-list.md").read_text()
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    schema = json_schema()["properties"]
    tables = {f"[{name}]": schema[name]["properties"] for name in ("fetch", "alerts", "retention")}
    for section, keys in {"[[feed]]": schema["feed"]["items"]["properties"], **tables}.items():
        for key in keys:
            (line,) = [one for one in sections[section].splitlines() if one.startswith(f"| `{key}` |")]
            assert section == "[fetch]" or len(line.split("|")[3].strip()) > 10, key


def test_every_public_name_and_page_is_there(sources):
    text = (sources / "reference" / "python.md").read_text()
    assert {*re.findall(r"^## (\w+)$", text, re.MULTILINE)} == {*newsbeam.__all__} - {"__version__"}
    listed = set(re.findall(r"[\w/.-]+\.md", (ROOT / ".ci" / "mkdocs.yml").read_text()))
    assert {path.relative_to(sources).as_posix() for path in sources.rglob("*.md")} == listed


@pytest.mark.skipif(not (ROOT / ".cache" / "docs" / ".set-up").exists(), reason="`make docs` makes the environment; .ci/run does")
@pytest.mark.parametrize("broken", ["nowhere.md", "CHANGELOG.md#no-such-heading"])
def test_a_link_that_leads_nowhere_fails(sources, broken, tmp_path):
    """By the very words of the Makefile: with --quiet MkDocs counts no warning, and strict lets everything through."""
    (line,) = re.findall(r"^\t@NO_MKDOCS_2_WARNING=1 (\S*mkdocs build .*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    folder = tmp_path / "sources"
    shutil.copytree(sources, folder)
    config = tmp_path / "mkdocs.yml"
    text = (ROOT / ".ci" / "mkdocs.yml").read_text().replace("../.cache/docs-source", str(folder))
    text = text.replace("[docs_examples.py]", f"[{ROOT}/.ci/docs_examples.py]").replace("paths: [..]", f"paths: [{ROOT}]")
    config.write_text(text.replace("../.cache/docs-site", str(tmp_path / "site")))
    words = [str(config) if word == ".ci/mkdocs.yml" else word for word in shlex.split(line)]
    build = {"cwd": ROOT, "env": {**os.environ, "NO_MKDOCS_2_WARNING": "1"}, "capture_output": True, "text": True}
    sound = subprocess.run(words, check=False, **build)
    assert sound.returncode == 0, sound.stderr
    with (folder / "README.md").open("a") as page:
        page.write(f"\n[gone]({broken})\n")
    torn = subprocess.run(words, check=False, **build)
    assert torn.returncode != 0
    assert broken.partition("#")[2] in torn.stderr
