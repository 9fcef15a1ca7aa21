"""Lists of others become feeds.toml: several at once, without clashing ids, folders as tags, and nobody's provider is a feed burner."""

import tomllib

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
