"""Words that cannot be meant get one line that names the thing and the way out, and exit 2."""

import pytest

from newsbeam.connectors.polling.discover import _BASE, _LINK
from newsbeam.connectors.polling.sniff import alternates
from newsbeam.pipeline.cli import main

FEED = '[[feed]]\nid = "a"\npath = "a.xml"\n'
REMOTE = '[[feed]]\nid = "f{n}"\nurl = "https://{n}.example/f"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no feed; write one under [[feed]]"),
        (FEED + '[fetch]\nca_file = "no.pem"\n', "no.pem: no such file; name a bundle of certificates"),
        (FEED + 'home_country = "UK"\n', "did you mean GB?"),
        (REMOTE.format(n=1) + 'language = "jp"\n', "did you mean 'ja'?"),
        (FEED, "feed a: path: "),
        ('contact = "foo"\n' + REMOTE.format(n=1), "contact: 'foo' reaches nobody"),
        ('[[feed]]\nid = "a"\nurl = "https://x.example/f?k=$NEWS_KEY"\n', "write ${NEWS_KEY}"),
        ('[fetch]\ntotal_timeout_s = 9\n[defaults]\ninterval = "30s"\n' + REMOTE.format(n=1), "feeds.toml:4: interval: is under"),
        ('[fetch]\nproxy = "corp:3128"\n' + FEED, 'write proxy = "http://corp:3128"'),
        (
            '[[feed]]\nid = "a"\nurl = "https://x.example/f?k=${NEWSBEAM_UNSET_KEY}"\n',
            "environment variable NEWSBEAM_UNSET_KEY is not set",
        ),
        ("".join(REMOTE.format(n=n) for n in range(12)), "12 remote hosts and no contact: set `contact"),
    ],
)
def test_feeds_check_refuses_what_ingest_refuses_or_stumbles_over(text, said, tmp_path, capsys):
    (tmp_path / "feeds.toml").write_text(text)
    assert main(["feeds", "check", "--feeds", str(tmp_path / "feeds.toml")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("code", ["kr", "ko", "ur", "br"])
def test_a_language_s_code_that_a_country_has_too_is_no_error(code, tmp_path, capsys):
    (tmp_path / "feeds.toml").write_text(f'{REMOTE.format(n=1)}language = "{code}"\n')
    assert main(["feeds", "check", "--feeds", str(tmp_path / "feeds.toml")]) == 0, capsys.readouterr().err


def test_an_empty_list_is_no_run(tmp_path, capsys):
    (tmp_path / "feeds.toml").write_text('contact = "mailto:a@example.org"\n')
    assert main(["ingest", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out")]) == 2
    assert "names no feed" in capsys.readouterr().err


@pytest.fixture(scope="module")
def quay(tmp_path_factory):
    """An output with a story of one feed, which is only read."""
    folder = tmp_path_factory.mktemp("quay")
    (folder / "a.xml").write_text(
        "<rss version='2.0'><channel><title>t</title><item><guid isPermaLink='false'>1</guid><title>Quay</title></item></channel></rss>"
    )
    (folder / "feeds.toml").write_text('[[feed]]\nid = "quay"\npath = "a.xml"\nprovider = "quay.example"\nlanguage = "ur"\n')
    out = ["--out", str(folder / "out")]
    assert main(["ingest", "--feeds", str(folder / "feeds.toml"), *out, "--runner", "inline"]) == 0
    return out


@pytest.mark.parametrize(
    ("word", "hint"), [("Pakistan", "did you mean PK?"), ("UK", "did you mean GB?"), ("XQ", "as PK, or ZZ for unknown")]
)
def test_a_country_that_is_none(word, hint, quay, capsys):
    assert main(["show", *quay, "--country", word]) == 2
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "option", "word", "meant"),
    [
        (["show"], "--provider", "qauy.example", "quay.example"),
        (["stats"], "--feed", "quya", "quay"),
        (["deadletters", "list"], "--feed", "quya", "quay"),
        (["show"], "--language", "urdu", "ur"),
    ],
)
def test_a_filter_that_is_near_what_there_is(command, option, word, meant, quay, capsys):
    assert main([*command, option, word, *quay]) == 2
    assert f"did you mean {meant}?" in capsys.readouterr().err
    capsys.readouterr()
    assert main([*command, option, "nothing-like-it", *quay]) == 0, "it may come yet"
    assert f"{option} nothing-like-it: no " in capsys.readouterr().err
    assert main([*command, option, meant, *quay]) == 0
    assert capsys.readouterr().err == ""


def test_a_reason_that_is_none(tmp_path, capsys):
    assert main(["deadletters", "list", "--out", str(tmp_path), "--reason", "parse_eror"]) == 2
    assert "did you mean parse_error" in capsys.readouterr().err


def test_links_without_quotes_are_links():
    page = b"<base href=/a/><a class=x href=/feed.xml>f</a><a href='/b'>b</a><a href=\"/c\">c</a>"
    assert _BASE.search(page)[1] == b"/a/"
    assert _LINK.findall(page) == [b"/feed.xml", b"/b", b"/c"]


def test_a_feed_that_is_announced_without_quotes_is_found():
    assert alternates(b"<link rel=alternate type=application/rss+xml href=/feed.xml>") == ["/feed.xml"]
    assert alternates(b"<link rel='alternate' type=\"application/atom+xml\" href='/a b.xml'>") == ["/a b.xml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["feeds", "show", "quya-7"], "no feed 'quya-7'; did you mean quay-7"),
        (["feeds", "check", "quya-7"], "no feed 'quya-7'; did you mean quay-7"),
        (["feeds", "pause", "zzz"], "shows the 40 that it has"),
        (["feeds", "check", "{tmp}/feeds.toml"], "feeds.toml` names it as the list"),
        (["explain", "{tmp}/feeds.toml", "--feed", "quya-7"], "no feed 'quya-7'; did you mean quay-7"),
    ],
)
def test_an_unknown_feed_names_those_near_it_and_not_all(words, said, tmp_path, capsys):
    (tmp_path / "feeds.toml").write_text("".join(f'[[feed]]\nid = "quay-{n}"\npath = "{n}.xml"\n' for n in range(40)))
    given = [one.format(tmp=tmp_path) for one in words]
    out = ["--out", str(tmp_path / "out")]
    assert main([*given, "--feeds", str(tmp_path / "feeds.toml"), *out]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert len(line) < len(str(tmp_path)) * 3 + 160


@pytest.mark.parametrize(
    ("paths", "said"), [(0, ""), (2, "a path: drop-0, drop-1\n"), (5, "a path: drop-0, drop-1, drop-2 and 2 more\n")]
)
def test_an_export_says_whom_it_leaves_out(paths, said, tmp_path, capsys):
    drops = "".join(f'[[feed]]\nid = "drop-{n}"\npath = "{n}.xml"\n' for n in range(paths))
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "quay"\nurl = "https://quay.example/rss"\n' + drops)
    assert main(["feeds", "export", "--feeds", str(tmp_path / "feeds.toml")]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("<outline") == 1
    assert shown.err.endswith(said)
    assert bool(shown.err) == bool(said)


@pytest.mark.slow
@pytest.mark.parametrize("action", ["discover", "add"])
def test_a_private_address_is_called_that(action, tmp_path, capsys):
    (tmp_path / "feeds.toml").write_text(FEED)
    assert main(["feeds", action, "http://127.0.0.1:9/feed", "--feeds", str(tmp_path / "feeds.toml")]) in (1, 2)
    shown = capsys.readouterr()
    if action == "discover":
        assert "127.0.0.1:9 is not a public address; allow_hosts lists exceptions" in shown.out
        assert "robots.txt" not in shown.out
    else:
        assert "names no feed that could be read" in shown.err


def test_a_path_with_a_colon_is_a_path_and_a_store_in_capitals_is_a_store(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.xml").write_text(
        "<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>Quay</title></item></channel></rss>"
    )
    for command in (["ingest", "a.xml", "--runner", "inline"], ["show"], ["stats"], ["doctor"]):
        assert main([*command, "--out", "new:beam/out"]) == 0, command
    for command in (["watch"], ["poll", "--shard", "1/1", "--once"], ["replay", "--from", "new:beam/out"]):
        assert main([*command, "--out", "S3://bucket/prefix"]) == 2
        assert "works on a folder" in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.xml", "new:beam"]
