"""Lists of others become feeds.toml: several at once, without clashing ids, folders as tags, and nobody's provider is a feed burner."""

import tomllib

import pytest

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.pipeline.cli import main

OPML = """<opml version="2.0"><body><outline text="Africa"><outline text="East">
<outline type="rss" text="Quay News" xmlUrl="https://feeds.feedburner.com/quay" htmlUrl="https://www.quay.example/"/>
<outline type="rss" text="Lake" xmlUrl="https://feeds.feedburner.com/lake"/>
<outline type="rss" text="Ridge" xmlUrl="https://feeds.feedburner.com/ridge" category="/hills,up"/>
</outline></outline><outline type="rss" text="Quay News" xmlUrl="https://other.example/rss"/></body></opml>"""
TABLE = "name\turl\tcountry\ttags\nQuay News\thttps://third.example/feed\tke\tport; sea\nAgain\thttps://other.example/rss\t\t\nNo feed\tmailto:x\t\t\n"


def imported(tmp_path, capsys, **lists: str) -> list[dict]:
    paths = []
    for name, text in lists.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(text)
    assert main(["feeds", "import", *map(str, paths)]) == 0
    return tomllib.loads(capsys.readouterr().out)["feed"]


def test_two_lists_at_once(tmp_path, capsys):
    feeds = imported(tmp_path, capsys, opml=OPML, table=TABLE)
    assert [one["id"] for one in feeds] == ["quay-news", "lake", "ridge", "quay-news-2", "quay-news-3"]
    assert [one["provider"] for one in feeds] == ["quay.example", "lake", "ridge", "other.example", "third.example"]
    assert feeds[0]["tags"] == ["Africa", "East"]
    assert feeds[2]["tags"] == ["Africa", "East", "hills", "up"]
    assert feeds[4] == {
        "id": "quay-news-3",
        "url": "https://third.example/feed",
        "provider": "third.example",
        "home_country": "KE",
        "title": "Quay News",
        "tags": ["port", "sea"],
    }


def test_what_was_imported_is_a_list(tmp_path, capsys):
    (tmp_path / "l.opml").write_text(OPML)
    main(["feeds", "import", str(tmp_path / "l.opml")])
    (tmp_path / "feeds.toml").write_text(capsys.readouterr().out)
    assert len(load_catalog(tmp_path / "feeds.toml").feeds) == 4


def test_a_column_of_addresses_without_a_head_is_enough(tmp_path, capsys):
    feeds = imported(tmp_path, capsys, plain="https://a.example/rss\nhttps://b.example/rss\n")
    assert [one["url"] for one in feeds] == ["https://a.example/rss", "https://b.example/rss"]


def test_what_is_no_list_is_refused(tmp_path, capsys):
    (tmp_path / "note.txt").write_text("no address here\n")
    assert main(["feeds", "import", str(tmp_path / "note.txt")]) == 2
    assert "neither OPML nor a table with addresses" in capsys.readouterr().err
    assert main(["feeds", "import", str(tmp_path / "nowhere.opml")]) == 2


MIXED = """<opml version="2.0"><body><outline text="A note"/>
<outline type="rss" text="Quay" xmlUrl="feed://quay.example/rss"/>
<outline type="rss" text="Lock" xmlUrl="feed:https://lock.example/rss"/>
<outline type="rss" text="Secret" xmlUrl="https://u:p@secret.example/rss"/>
<outline type="rss" text="File" xmlUrl="file:///srv/x.xml"/>
<outline type="rss" text="Old" xmlUrl="ftp://old.example/rss"/>
<outline type="rss" text="Mine" xmlUrl="https://mine.example/${HOME}"/>
<outline type="rss" text="Turned" xmlUrl="https://turned.example/a\u202eb"/>
<outline type="rss" text="Wide" xmlUrl="https://wide.example/a b.xml"/>
<outline type="rss" text="Nowhere" xmlUrl=""/>
<outline xmlns:n="urn:newsbeam:opml" n:timezone="Mars/Base" n:guid_scope="all" type="rss" text="Odd" xmlUrl="https://odd.example/rss"/>
</body></opml>"""
ROWS = "name,url,language\nGood,https://good.example/rss,en-GB\nBad,not a url,en\nWords,https://words.example/rss,English (US)\n"


def test_what_is_left_out_is_said_with_its_line_and_what_is_written_is_read(tmp_path, capsys):
    (tmp_path / "mixed.opml").write_text(MIXED)
    (tmp_path / "rows.csv").write_text(ROWS)
    assert main(["feeds", "import", str(tmp_path / "mixed.opml"), str(tmp_path / "rows.csv")]) == 0
    printed = capsys.readouterr()
    (tmp_path / "feeds.toml").write_text(printed.out)
    feeds = load_catalog(tmp_path / "feeds.toml").feeds
    assert [one.url for one in feeds] == [
        "http://quay.example/rss",
        "https://lock.example/rss",
        "https://odd.example/rss",
        "https://good.example/rss",
        "https://words.example/rss",
    ]
    said = printed.err.splitlines()
    named = [line.removeprefix(f"newsbeam: {tmp_path}/").split(": ")[0] for line in said]
    assert named == [*(f"mixed.opml:{line}" for line in range(4, 11)), "rows.csv:3", "rows.csv:4"]
    assert "'Secret' has a user or password" in said[0]
    assert "English (US)" in said[-1]
    assert printed.err.replace("\n", "").isprintable()


def test_who_serves_the_feeds_of_many_houses_is_no_provider(tmp_path, capsys):
    served = (
        "feeds2.feedburner.com/abc", "feedproxy.google.com/letemps", "rsshub.app/bbc/world", "fetchrss.com/rss/1.xml", "rss.app/feeds/a.xml",
        "feeds.feedblitz.com/abc", "rss.politepol.com/feed/23", "medium.com/feed/@joe", "www.youtube.com/feeds/videos.xml?channel_id=a",
    )  # fmt: skip
    own = {"feeds.npr.example/1": "npr.example", "rss.example/x": "rss.example", "www.abc.gov.pk/rss": "abc.gov.pk"}
    table = "".join(f"https://{one}\n" for one in (*served, *own))
    feeds = imported(tmp_path, capsys, table=f"url\n{table}")
    assert all(one["provider"] == one["id"] for one in feeds[: len(served)])
    assert [one["provider"] for one in feeds[len(served) :]] == list(own.values())


ADDRESSES = [
    "https://u:hunter2@h.example/rss",
    "ftp://u:hunter2@h.example/rss",
    "u:hunter2@h.example/rss",
    "https://u:hunter2/x@h.example/",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("title", ["", "title='{0}'", "text='{0}'", "title='Harbour'"])
def test_no_password_of_a_list_is_printed(tmp_path, capsys, address, title):
    title = title.format(address)
    (tmp_path / "o.opml").write_text(
        f"<opml version='2.0'><body><outline type='rss' {title} xmlUrl='{address}'/>"
        "<outline text='Quay' type='rss' xmlUrl='https://q.example/rss'/></body></opml>"
    )
    (tmp_path / "t.csv").write_text(f"url,title\n{address},{address if title else ''}\nhttps://r.example/rss,R\n")
    (tmp_path / "feeds.toml").write_text(f'[[feed]]\nid = "a"\nurl = "{address}"\n')
    for command in (
        ["feeds", "import", str(tmp_path / "o.opml"), str(tmp_path / "t.csv")],
        ["feeds", "check", "--feeds", str(tmp_path / "feeds.toml")],
        ["ingest", "--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out")],
    ):
        main(command)
        out, err = capsys.readouterr()
        assert "hunter2" not in out + err
        assert "left out" in err or "url" in err
        if "title='Harbour'" in title and command[1] == "import":
            assert "'Harbour'" in err


def test_a_row_is_named_by_its_line_though_a_cell_before_it_has_several(tmp_path, capsys):
    (tmp_path / "t.csv").write_text('url,title\nhttps://q.example/rss,"Quay\nand\nharbour"\n\nmailto:x,Post\n')
    assert main(["feeds", "import", str(tmp_path / "t.csv")]) == 0
    assert "t.csv:6: 'Post'" in capsys.readouterr().err
