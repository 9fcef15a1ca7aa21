"""Whatever encoding a terminal or a pipe has, commands print: what it cannot say as a look-alike; data for programs is UTF-8."""

import os
import subprocess
import sys

import pytest

from newsbeam.pipeline.cli import main

pytestmark = pytest.mark.slow

FEEDS = '[[feed]]\nid = "sao"\nprovider = "Diário de São Tomé – اردو"\nurl = "https://sao.example/rss"\nhome_country = "ST"\n'
STORY = (
    '<rss version="2.0"><channel><title>São</title><item><guid>g1</guid><title>Çeşme – Łódź, “東京” کراچی… نیا</title>'
    "<link>https://sao.example/1</link><pubDate>Sun, 03 May 2026 10:00:00 GMT</pubDate>"
    "<description>SÃO TOMÉ (Lusa) – A ponte abriu às dez horas da manhã.</description></item></channel></rss>"
)
CODED = {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "posix": {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("printable")
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    (folder / "sao.xml").write_text(STORY, encoding="utf-8")
    words = ["--out", str(folder / "out"), "--provider", "Diário – اردو", "--as-of", "2026-05-04T12:00:00Z"]
    assert main(["ingest", *words, str(folder / "sao.xml")]) == 0
    return folder


def printed(desk, coded, *words, code=0):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON", "COLUMNS"))}
    done = subprocess.run(
        [sys.executable, "-m", "newsbeam", *words], capture_output=True, env=kept | CODED[coded], cwd=desk, check=False
    )
    assert done.returncode == code, done.stderr
    assert b"Unicode" not in done.stderr
    return done.stdout, done.stderr


TABLES = ("show", "stats", "explain sao.xml", "page front", "page coverage", "feeds list", "feeds show sao")


@pytest.mark.parametrize(
    ("coded", "words"),
    [*((coded, words) for coded in ("ascii", "posix") for words in TABLES), ("latin-1", "show"), ("cp1252", "page front")],
)
def test_every_table_prints(desk, coded, words):
    out, _ = printed(desk, coded, *words.split())
    if words == "show" and coded == "ascii":
        assert b'Cesme - Lodz, "????" ?????~ ???' in out
    if words == "show" and coded == "latin-1":
        assert 'Çesme - Lódz, "????"'.encode("latin-1") in out


@pytest.mark.parametrize("coded", ["ascii", "posix"])
def test_an_ingest_and_its_faults_print(desk, coded):
    out, _ = printed(desk, coded, "ingest", "--out", f"out-{coded}", "--as-of", "2026-05-04T12:00:00Z", "sao.xml")
    assert b"1 new" in out
    _, complaint = printed(desk, coded, "show", "--out", "São", code=2)
    assert complaint.startswith(b"newsbeam: ")


@pytest.mark.parametrize("coded", ["cp1252", "posix"])
def test_what_programs_read_is_utf8(desk, coded):
    csv, _ = printed(desk, coded, "show", "--format", "csv")
    assert "Çeşme – Łódź, “東京” کراچی… نیا" in csv.decode("utf-8")
    opml, _ = printed(desk, coded, "feeds", "export")
    (desk / "list.opml").write_bytes(opml)
    toml, _ = printed(desk, coded, "feeds", "import", "list.opml")
    assert "https://sao.example/rss" in toml.decode("utf-8")
    assert "Diário de São Tomé – اردو" in opml.decode("utf-8")


@pytest.mark.parametrize("coded", ["posix"])  # a stream's encoding has no part in it
def test_files_are_found_whatever_their_names(desk, coded):
    folder = desk / f"São-اردو-{coded}"
    folder.mkdir()
    (folder / "größe.xml").write_text(STORY, encoding="utf-8")
    out, _ = printed(folder, coded, "ingest", "--out", "out-ü", "--as-of", "2026-05-04T12:00:00Z", "größe.xml")
    assert b"1 new" in out
    assert (folder / "out-ü" / "stories").is_dir()
    out, _ = printed(folder, coded, "show", "--out", "out-ü", "--text", "ponte")
    assert b"1 of 1 stories" in out
    _, _ = printed(folder, coded, "doctor", "--out", "out-ü")


def test_a_file_name_that_is_no_text_is_told(desk):
    name = os.fsdecode(b"s\xe3o.xml")
    (desk / name).write_text(STORY, encoding="utf-8")
    for coded in ("ascii", "posix"):
        out, _ = printed(desk, coded, "explain", name)
        assert b"Cesme" in out
