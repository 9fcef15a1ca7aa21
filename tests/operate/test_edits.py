"""The list changed by commands: what its owner wrote stays, ids of stories stay, and a list that would be none is not written."""

from pathlib import Path

import duckdb
import pytest

from newsbeam.connectors.catalog.edit import append_feed, remove_feed
from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.pipeline.cli import main
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

pytestmark = pytest.mark.slow

LIST = """# our list
contact = "mailto:desk@example.org"

[[feed]]
id = "quay"  # the first
path = "quay.xml"

# what the desk said of the next one
[[feed]]
id = "lake"
url = "https://lake.example/rss"
[feed.headers]
X-Desk = "a"

[fetch]
max_items = 5
"""
ITEM = "<item><guid isPermaLink='false'>{n}</guid><title>Quay {n}</title><link>https://x.example/{n}</link><description>Words.</description></item>"


@pytest.fixture
def path(tmp_path) -> Path:
    (tmp_path / "feeds.toml").write_text(LIST.replace("[fetch]\nmax_items = 5\n", ""))
    return tmp_path / "feeds.toml"


def test_an_entry_is_appended_and_taken_out_again(path):
    before = path.read_text()
    append_feed(path, Feed(id="new", provider="new.example", url="https://new.example/f", title='A "b"', tags=("x",)))
    assert [feed.id for feed in load_catalog(path).feeds] == ["quay", "lake", "new"]
    assert path.read_text().startswith(before.rstrip())
    remove_feed(path, "new")
    assert path.read_text().rstrip() == before.rstrip()


def test_an_entry_goes_with_its_own_tables_and_no_other(path):
    path.write_text(LIST.replace("max_items", "max_redirects") if "max_redirects" in LIST else LIST.split("[fetch]", maxsplit=1)[0])
    remove_feed(path, "lake")
    assert "[feed.headers]" not in path.read_text()
    assert "# the first" in path.read_text()


def test_what_would_be_no_list_is_not_written(path):
    before = path.read_text()
    with pytest.raises(ConfigError, match="is taken"):
        append_feed(path, Feed(id="quay", provider="x", url="https://other.example/"))
    assert path.read_text() == before
    assert not list(path.parent.glob(".*.new"))


def test_a_renamed_feed_keeps_its_cursor_and_the_names_of_its_stories(path, capsys):
    head = "<rss version='2.0'><channel><title>t</title><link>https://x.example/</link><description>d</description>"
    (path.parent / "quay.xml").write_text(head + ITEM.format(n=1) + "</channel></rss>")
    remove_feed(path, "lake")
    out = path.parent / "out"
    words = ["--feeds", str(path), "--out", str(out)]
    assert main(["ingest", *words, "--due", "all", "--as-of", "2026-03-12T12:00:00Z"]) == 0
    assert main(["feeds", "rename", "quay", "wharf", *words]) == 0
    (feed,) = load_catalog(path).feeds
    assert (feed.id, feed.was, feed.provider) == ("wharf", "quay", "quay")
    assert "# the first" in path.read_text()
    (path.parent / "quay.xml").write_text(head + ITEM.format(n=1) + ITEM.format(n=2) + "</channel></rss>")
    assert main(["ingest", *words, "--due", "all", "--as-of", "2026-03-12T13:00:00Z"]) == 0
    rows = duckdb.sql(f"SELECT guid, feed_id, revision FROM read_parquet('{out}/stories/**/*.parquet') ORDER BY guid").fetchall()
    assert rows == [("1", "quay", 1), ("2", "wharf", 1)], "the first story is known under its old name"
    capsys.readouterr()
    assert main(["feeds", "rename", "quay", "wharf", *words]) == 0, "done again, after a kill perhaps, it is harmless"
    assert main(["feeds", "rename", "wharf", "No Id", *words]) == 2
    assert main(["feeds", "remove", "warf", "--feeds", str(path)]) == 2
    assert "did you mean wharf?" in capsys.readouterr().err
