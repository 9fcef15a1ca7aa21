"""Every bad input gets one clear line and the right exit code (issue 2, must-show 6)."""

import os
import resource
import subprocess
import sys

import pytest

from newsbeam.pipeline.cli import main

ENTRY = (
    "<item><guid>g{n}</guid><title>Story {n} of the day</title><link>https://x.example/{n}</link>"
    "<pubDate>Sun, 03 May 2026 10:00:00 GMT</pubDate><description>LAGOS - Text {n} about ferries.</description></item>"
)
CLOCK = ("--as-of", "2026-05-04T12:00:00Z")


def ingest(folder, name, *words):
    return main(["ingest", "--out", str(folder / "out"), *CLOCK, *words, str(folder / name)])


def one_line(captured) -> str:
    (line,) = captured.err.strip().splitlines()
    return line


def test_help_answers_at_once():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = subprocess.run([sys.executable, "-m", "newsbeam", "--help"], capture_output=True, text=True, check=True)
    assert "ingest" in printed.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.0  # 0.06 s of CPU; with Beam it would be 2


def test_help_imports_nothing_heavy():
    heavy = {"apache_beam", "pyarrow", "httpx2", "duckdb", "rich"}
    code = f"import sys; from newsbeam.pipeline.cli import parser; parser(); print({heavy!r} & sys.modules.keys())"
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=False).stdout == "set()\n"


def test_an_unknown_key_is_named_with_its_line_and_the_likely_word(tmp_path, capsys):
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[feed]]\nid = "a"\nurl = "https://a.example/f"\nprovider = "A"\nhome_contry = "PK"\n')
    assert main(["ingest", "--feeds", str(feeds), "--out", str(tmp_path / "out")]) == 2
    assert one_line(capsys.readouterr()).endswith("feeds.toml:5: home_contry: unknown key; did you mean 'home_country'?")


def test_a_missing_list_and_a_missing_file(tmp_path, capsys):
    assert main(["ingest", "--feeds", str(tmp_path / "none.toml"), "--out", str(tmp_path / "out")]) == 2
    assert "no such file" in one_line(capsys.readouterr())
    assert ingest(tmp_path, "none.xml") == 2
    assert "no such file or folder" in one_line(capsys.readouterr())
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_a_file(tmp_path, capsys):
    (tmp_path / "feed.xml").write_text("<rss/>")
    (tmp_path / "out").write_text("mine")
    assert ingest(tmp_path, "feed.xml") == 3
    assert str(tmp_path / "out") in one_line(capsys.readouterr())
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="another user is needed to be refused, and only root can become one")
def test_a_folder_without_the_right_to_write(tmp_path):
    (tmp_path / "feed.xml").write_text("<rss/>")
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    code = (
        "import os, sys; from newsbeam.pipeline.cli import main; import newsbeam.pipeline.runs.ingest, newsbeam.pipeline.report.terminal;"
        "import newsbeam.pipeline.commands.ingest, newsbeam.pipeline.commands.open_output; os.setuid(65534);"
        f"sys.exit(main(['ingest', '--out', {str(locked / 'out')!r}, {str(tmp_path / 'feed.xml')!r}]))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert printed.returncode == 3, printed.stderr
    assert "give this user the right to it" in printed.stderr


@pytest.mark.slow
def test_documents_that_are_no_feeds_are_dead_letters_with_a_reason(tmp_path, capsys):
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "page.xml").write_text("<!doctype html><html><body><p>no feed</p></body></html>")
    (tmp_path / "drop" / "empty.xml").write_text("")
    (tmp_path / "drop" / "noise.bin").write_bytes(bytes(range(256)) * 20_000)
    assert ingest(tmp_path, "drop") == 1
    printed = capsys.readouterr().out
    assert "3 entries = 0 new" in printed
    assert main(["deadletters", "list", "--out", str(tmp_path / "out")]) == 0
    letters = capsys.readouterr().out
    for reason in ("html_not_feed", "empty_document", "not_a_feed"):
        assert f"parse/{reason}" in letters


@pytest.mark.slow
def test_one_torn_entry_among_fifty_costs_itself_alone(tmp_path, capsys):
    entries = [ENTRY.format(n=n) for n in range(50)]
    entries[20] = "<item><guid>g20</guid><title>Torn <b>story</title><link>https://x.example/20"
    (tmp_path / "feed.xml").write_text(f'<rss version="2.0"><channel><title>t</title>{"".join(entries)}</channel></rss>')
    assert ingest(tmp_path, "feed.xml") == 0
    assert "50 entries = 49 new + 0 revisions + 0 duplicates + 0 held + 1 dead letters" in capsys.readouterr().out


@pytest.mark.slow
def test_a_second_run_on_a_busy_output_leaves_at_once(tmp_path, capsys):
    from newsbeam.pipeline.dataset.output import Output

    (tmp_path / "feed.xml").write_text(f'<rss version="2.0"><channel><title>t</title>{ENTRY.format(n=1)}</channel></rss>')
    out = Output(tmp_path / "out")
    out.prepare()
    with out.lock():
        assert ingest(tmp_path, "feed.xml") == 75
    assert "another run is writing here" in one_line(capsys.readouterr())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ingst"], "newsbeam: ingst: no such command; did you mean ingest?"),
        (["zzz"], "newsbeam: zzz: no such command; `newsbeam --help` says what there is"),
        (["feeds", "lst"], "newsbeam feeds: lst: no such command; did you mean list?"),
        (["ingest", "--feds", "x"], "newsbeam ingest: unrecognized arguments: --feds; did you mean --feeds?"),
        (["feeds", "list", "--fedes=x"], "newsbeam feeds list: unrecognized arguments: --fedes=x; did you mean --feeds?"),
        (["show", "more"], "newsbeam show: unrecognized arguments: more; `newsbeam show --help` says what there is"),
        (["ingest", "--due", "nwo"], "newsbeam ingest: --due nwo: no such choice; did you mean now?"),
        (["ingest", "--due", "zzz"], "newsbeam ingest: argument --due: invalid choice: 'zzz' (choose from"),
    ],
)
def test_a_word_that_is_not_there_is_answered_with_the_one_that_was_meant(words, said, capsys):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert one_line(capsys.readouterr()).startswith(said)


@pytest.mark.parametrize("words", [["show", "--out", "{empty}"], ["ingest", "--runner", "drect", "--out", "{empty}"]])
def test_an_empty_folder_and_an_unknown_engine_are_answered_before_anything_large_is_imported(words, tmp_path):
    words = [word.format(empty=tmp_path) for word in words]
    code = (
        "import sys; from newsbeam.pipeline.cli import main; code = main(sys.argv[1:]); "
        "sys.exit(10 * sum(one in sys.modules for one in ('duckdb', 'pyarrow', 'apache_beam')) + code)"
    )
    ran = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    assert ran.returncode == 2, ran.stderr
    assert len(ran.stderr.splitlines()) == 1
