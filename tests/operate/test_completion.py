"""Completion in a real bash, and a manual page that man reads."""

import re
import shutil
import subprocess

import pytest

from newsbeam.pipeline.cli import main


def printed(capsys, shell: str) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("newsbeam inge", ["ingest"]),
        ("newsbeam feeds pa", ["pause"]),
        ("newsbeam feeds pause --unt", ["--until"]),
        ("newsbeam ingest --metrics", ["--metrics-file"]),
        ("newsbeam completion z", ["zsh"]),
    ],
)
def test_bash_completes(line, expected, capsys, tmp_path):
    script = tmp_path / "c.bash"
    script.write_text(printed(capsys, "bash"))
    words = line.split()
    ask = f"source {script}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _newsbeam; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.split() == expected


def test_zsh_and_fish_name_every_command(capsys):
    assert printed(capsys, "zsh").startswith("autoload")
    fish = printed(capsys, "fish")
    assert "complete -c newsbeam -n '__fish_use_subcommand' -a ingest" in fish
    assert "complete -c newsbeam -n '__fish_seen_subcommand_from feeds; and __fish_seen_subcommand_from pause' -l until -r" in fish


def test_the_manual_page(capsys, tmp_path):
    page = printed(capsys, "man")
    assert page.startswith(".TH NEWSBEAM 1")
    assert ".SH FEEDS PAUSE" in page
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-Tutf8", "-ww"], input=page, capture_output=True, text=True, check=True)
        assert not done.stderr
        assert "EXIT STATUS" in re.sub(".\x08", "", done.stdout)  # a terminal's bold is a letter struck twice
