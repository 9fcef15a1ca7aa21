"""The command line's own words: its help by purpose, its answers to wrong words, and tables that fit a terminal."""

from pathlib import Path

import pytest

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.commands import COMMANDS, PURPOSES
from newsbeam.pipeline.report.grid import columns, fitted, grid
from newsbeam.schemas.errors import ConfigError


def test_each_command_is_for_one_purpose() -> None:
    assert sorted(name for names in PURPOSES.values() for name in names) == sorted(COMMANDS)


def test_help_fits_a_terminal_and_names_each_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    for name in (*COMMANDS, *(f"{purpose}:" for purpose in PURPOSES)):
        assert f"  {name} " in shown or f"\n{name}\n" in shown, name


@pytest.mark.parametrize(
    "words",
    [
        ["nonesuch"],
        ["show", "--since", "2026-99-99"],
        ["show", "--limit", "99999999999999999999999"],
        ["show", "--limit", "-5"],
        ["watch", "--metrics-port", "99999999"],
        ["prune", "--runs", "-5d"],
        ["feeds", "pause", "wire", "--until", "yesterday"],
    ],
)
def test_a_wrong_word_is_answered_in_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("newsbeam")
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[fetch]\nhost_delay_s = nan", "ten years"),
        ("[fetch]\nmax_interval_s = 99999999999999999", "ten years"),
        ('[[feed]]\nid = "a"\nurl = "https://a.example/"\ninterval = "999999999999d"', "ten years"),
        (f'[[feed]]\nid = "a"\nx = {"[" * 3000}', "nested"),
    ],
)
def test_a_feed_list_beyond_reason_is_refused(written: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(written)
    with pytest.raises(ConfigError, match=said):
        load_catalog(path)


def test_a_table_fits_eighty_columns() -> None:
    names = ["date", "country", "provider", "language", "dateline_place", "headline", "story_id"]
    row = ("2026-03-10", "PK", "industimes.example", "en", "Karachi", "Karachi port clears grain ships " * 3, "6" * 32)
    for width in (80, 100, 132):
        kept, rows = fitted(names, [row], width, ["headline"], ["language", "dateline_place"], {"story_id": 12})
        assert {"date", "headline", "story_id"} <= set(kept)
        assert max(map(columns, grid(kept, rows, fold=["headline"], width=width))) <= width
