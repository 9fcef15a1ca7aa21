"""What the documents print for a shell is run as printed, over the samples; and each command in a sentence is one that newsbeam knows."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from newsbeam.pipeline.cli import main, parser

REPO = Path(__file__).parents[2]
PAGES = [
    REPO / "README.md",
    *sorted((REPO / "docs").glob("*.md")),
    REPO / "docs/samples/README.md",
    REPO / "docs/recipes/README.md",
]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SENTENCE = re.compile(r"`((?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?newsbeam [^`]+)`")
ELSEWHERE = ("--flink_master", "s3://", "spark-sql", "duckdb -init", "--runner Dataflow")
"""What needs a cluster, a bucket or another program: tests/engines, tests/operate and docs/recipes run these; here their words are read."""
AT = "2026-03-12T12:00:00Z"


def blocks() -> list[tuple[str, str]]:
    found = [(path, text) for path in PAGES for text in BLOCK.findall(path.read_text(encoding="utf-8"))]
    return [(f"{path.relative_to(REPO)}-{number}", text) for number, (path, text) in enumerate(found)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A folder as its reader has it: a feed list, an output, a file."""
    root = tmp_path_factory.mktemp("desk")
    shutil.copytree(REPO / "docs" / "samples", root, dirs_exist_ok=True)
    words = ["--feeds", str(root / "feeds.toml"), "--out", str(root / "out"), "--due", "all", "--as-of", AT, "--runner", "inline"]
    assert main(["ingest", *words]) == 0
    shutil.copy(min(one for one in (root / "feeds").iterdir() if one.is_file()), root / "FILE")
    (retention,) = re.findall(
        r"^```toml\n(\[retention\]\n.*?)^```", (REPO / "docs/operators.md").read_text(), re.MULTILINE | re.DOTALL
    )
    with (root / "feeds.toml").open("a") as feeds:
        feeds.write(f"\n{retention}")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "newsbeam").symlink_to(Path(sys.executable).with_name("newsbeam"))
    shutil.copy(REPO / "Makefile", root / "Makefile")
    return root


def commands(block: str) -> list[str]:
    """Its commands, continued lines joined, remarks left out."""
    lines = (line.partition("  # ")[0].strip() for line in block.replace("\\\n", " ").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def known(command: str) -> None:
    """The grammar takes the words of a command that is not run here."""
    words = shlex.split(command.replace("…", "x"))
    words = words[next(n for n, word in enumerate(words) if word.endswith("newsbeam")) + 1 :]
    cut = next((n for n, word in enumerate(words) if word in ("--", ">", ">>", "|", "2>")), len(words))
    parser().parse_args(words[:cut])


@pytest.mark.slow
@pytest.mark.parametrize(("name", "block"), blocks(), ids=lambda one: one if "\n" not in one else "")
def test_a_block_runs_as_printed(name, block, desk, tmp_path):
    place = tmp_path / "desk"
    shutil.copytree(desk, place, symlinks=True)
    here = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "NEWSBEAM_RUNNER": "inline"}
    for command in commands(block):
        program = shlex.split(command.replace("…", "x"))[0]
        if program == "make":
            subprocess.run(["make", "-n", *shlex.split(command)[1:]], cwd=REPO, check=True, capture_output=True)
        elif program == "pip":
            extras = tomllib.loads((REPO / "pyproject.toml").read_text())["project"]["optional-dependencies"]
            assert set(re.findall(r"newsbeam\[([\w,]+)\]", command)) <= {"all", *extras}, command
        elif any(one in command for one in ELSEWHERE):
            if "newsbeam" in command:
                known(command)
        else:
            done = subprocess.run(
                ["bash", "-euc", command], cwd=place, env=here, capture_output=True, text=True, timeout=120, check=False
            )
            assert done.returncode == 0, (name, command, done.stderr[-600:])
            assert "Traceback" not in done.stderr


def sentences() -> list[tuple[str, str]]:
    pages = [*PAGES, *sorted((REPO / "docs" / "design").glob("*.md")), REPO / "schemas/README.md", REPO / "CHANGELOG.md"]
    return [(str(path.relative_to(REPO)), one) for path in pages for one in SENTENCE.findall(path.read_text(encoding="utf-8"))]


def test_each_command_in_a_sentence_is_one(capsys):
    """Its command and each of its options; what a sentence leaves out is not missed."""
    top = parser()
    commands_of = top.commands.parsers
    wrong = []
    for page, sentence in sentences():
        words = re.split(r"\s+", sentence.replace("\n", " ").split("newsbeam ", 1)[1].split(" -- ")[0])
        if words[0].startswith("-"):
            continue
        for name in words[0].split("|"):
            if not re.fullmatch("[a-z]+", name):
                continue  # COMMAND, …
            if name not in commands_of:
                wrong.append((page, sentence))
                continue
            helped = commands_of[name].format_help()
            inner = commands_of[name].commands
            actions = inner.parsers if inner else {}
            if actions and len(words) > 1 and re.fullmatch("[a-z|]+", words[1]):
                for action in words[1].split("|"):
                    if action not in actions:
                        wrong.append((page, sentence))
                    else:
                        helped += actions[action].format_help()
            wrong += [
                (page, sentence) for word in words if re.match("--[a-z]", word) and word.split("=")[0].rstrip(".,;:]") not in helped
            ]
    assert not wrong, "\n".join(map(str, wrong))
    assert len(sentences()) > 40
