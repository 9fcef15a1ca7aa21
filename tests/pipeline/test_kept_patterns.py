"""Compiled patterns, kept: what comes from the cache finds what a pattern compiled here finds, and no fault of the cache is one of the run."""

import re
import subprocess
import sys

import pytest

from newsbeam.pipeline.process.kept import path_of
from newsbeam.pipeline.process.kept_patterns import patterns_kept

PATTERNS = [
    (r"(?P<day>\d{1,2})\.\s*(?P<month>[A-Zäöü]\w+)", re.IGNORECASE),
    (r"^(?:straße|STRASSE|[^\W\d_]+(?=\s))|\b(\w+) \1\b", re.IGNORECASE | re.MULTILINE),
    (r"(?i:[α-ω]+)|(?>a+)b|x{2,5}?", 0),
    (rb"<\?xml[^>]*encoding=[\"']([A-Za-z0-9._-]+)", re.IGNORECASE),
    (r"(?x) a  b  # no more", 0),
    ("", 0),
]
TEXT = "12. März, straße straße; ΑΒΓ aab xxxx ab <?xml version='1.0' encoding=\"utf-8\"?> STRASSE\nword word"


def answers():
    re.purge()
    made = [re.compile(pattern, flags) for pattern, flags in PATTERNS]
    texts = [TEXT if isinstance(pattern, str) else TEXT.encode() for pattern, _ in PATTERNS]
    return [
        (
            one.pattern,
            one.flags,
            one.groups,
            dict(one.groupindex),
            [(m.span(), m.groups(), m.lastgroup) for m in one.finditer(text)],
        )
        for one, text in zip(made, texts, strict=True)
    ]


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield tmp_path / "newsbeam"
    re.purge()


def test_a_kept_pattern_finds_what_a_compiled_one_finds(cache, monkeypatch):
    plain = answers()
    with patterns_kept():
        assert answers() == plain
    [file] = cache.iterdir()
    before = file.read_bytes()
    monkeypatch.setattr("re._parser.parse", None)  # nothing may be compiled any more
    with patterns_kept():
        assert answers() == plain
    assert file.read_bytes() == before


@pytest.mark.parametrize("torn", [b"", b"\0" * 40, "half"], ids=["empty", "zeros", "half"])
def test_a_torn_file_is_made_anew(cache, torn):
    plain = answers()
    with patterns_kept():
        answers()
    [file] = cache.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if torn == "half" else torn)
    with patterns_kept():
        assert answers() == plain
    assert file.read_bytes() == whole


def test_a_wrong_pattern_and_a_commands_own_error_are_raised_as_ever(cache):
    def command():
        with patterns_kept():
            with pytest.raises(re.error, match="unterminated"):
                re.compile("(")
            re.compile("no more than this")
            raise AttributeError("a bug")

    re.purge()
    with pytest.raises(AttributeError, match="a bug"):
        command()
    re.compile("(?:compiled as ever)")
    assert len(list(cache.iterdir())) == 1


def test_without_a_home_each_process_compiles_its_own(monkeypatch, tmp_path):
    plain = answers()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with patterns_kept():
        assert answers() == plain
    assert path_of("patterns").parent == tmp_path / "file" / "newsbeam"


@pytest.mark.slow
def test_a_command_keeps_them_and_the_next_one_reads_them(cache, tmp_path):
    words = [sys.executable, "-m", "newsbeam", "ingest", "--out", str(tmp_path / "out"), "--due", "none", "--feeds"]
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "a"\nurl = "https://a.example/feed"\n')
    for _ in range(2):
        done = subprocess.run([*words, str(tmp_path / "feeds.toml")], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        [file] = cache.glob("patterns-*")
        after = file.read_bytes()
    assert file.read_bytes() == after
