"""The feed list: what is read, what is refused, and that every refusal names the line."""

import json
import os
from pathlib import Path

import pytest

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.connectors.catalog.keys import json_schema
from newsbeam.connectors.catalog.opml import feeds_from_opml, feeds_to_opml, feeds_to_toml
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

GOOD = """\
contact = "mailto:desk@example.org"

[defaults]
language = "en"
interval = "15m"

[[feed]]
id = "dawn-world"
url = "https://dawn.example/feeds/world"
provider = "Dawn"
home_country = "PK"
timezone = "Asia/Karachi"
headers = { "X-Api-Key" = "${DAWN_KEY}" }
auth = "${DAWN_AUTH}"

[[feed]]
id = "drop-folder"
path = "incoming"
interval = 90
settle_s = 5

[fetch]
host_delay_s = 2
allow_hosts = ["127.0.0.1:8080"]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_list_is_read_with_defaults_applied(tmp_path):
    catalog = load_catalog(write(tmp_path, GOOD))
    world, drop = catalog.feeds
    assert (world.id, world.provider, world.interval_s, world.language) == ("dawn-world", "Dawn", 900, "en")
    assert world.auth == "${DAWN_AUTH}"
    assert "DAWN" not in repr(world)
    assert (drop.path, drop.interval_s, drop.settle_s, drop.provider) == (str(tmp_path / "incoming"), 90, 5, "drop-folder")
    assert catalog.contact == "mailto:desk@example.org"
    assert catalog.fetch.host_delay_s == 2
    assert catalog.fetch.allow_hosts == {"127.0.0.1:8080"}
    assert (
        catalog.config_hash
        == load_catalog(write(tmp_path, GOOD)).config_hash
        != load_catalog(write(tmp_path, GOOD + "#")).config_hash
    )


BAD = [
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\nintervall = 5\n', 4, "intervall", "did you mean 'interval'?"),
    (
        '[[feed]]\nid = "a"\nurl = "https://x.example/"\n\n[[feed]]\nid = "b"\nurl = "https://y.example/"\nhome_contry = "PK"\n',
        8,
        "home_contry",
        "home_country",
    ),
    ("[fetch]\nhost_delay = 5\n", 2, "host_delay", "host_delay_s"),
    ('contcat = "x"\n', 1, "contcat", "did you mean 'contact'?"),
    ('[default]\nlanguage = "en"\n', 1, "default", "did you mean 'defaults'?"),
    ('[defaults]\nid = "x"\n', 2, "id", "unknown key"),
    ('[[feed]]\nid = "A B"\nurl = "https://x.example/"\n', 2, "id", "does not look right"),
    ('[[feed]]\nurl = "https://x.example/"\n', 1, "id", "is missing"),
    ('[[feed]]\nid = "a"\n', 1, "url", "neither url nor path"),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\npath = "p"\n', 3, "url", "both url and path"),
    ('[[feed]]\nid = "a"\nurl = "ftp://x.example/"\n', 3, "url", "no http or https"),
    ('[[feed]]\nid = "a"\nurl = "https://u:p@x.example/"\n', 3, "url", "auth ="),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\nauth = "hunter2"\n', 4, "auth", "${ENV}"),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\nheaders = { Cookie = "s=1" }\n', 4, "headers", "is a secret"),
    (
        '[[feed]]\nid = "a"\nurl = "https://x.example/"\nheaders = { "If-None-Match" = "1" }\n',
        4,
        "headers",
        "belongs to the fetch engine",
    ),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\nhome_country = "UK"\n', 4, "home_country", "ISO 3166-1"),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\ntimezone = "Mars/Base"\n', 4, "timezone", "IANA"),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\nformat = "rss_atm"\n', 4, "format", "did you mean 'rss_atom'?"),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\ninterval = "soon"\n', 4, "interval", "15m"),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\nfull_text = "yes"\n', 4, "full_text", "no boolean"),
    ('[[feed]]\nid = "a"\nurl = "https://x.example/"\n[[feed]]\nid = "a"\nurl = "https://y.example/"\n', 5, "id", "is taken"),
    (
        '[[feed]]\nid = "a"\nurl = "https://x.example/"\n[[feed]]\nid = "b"\nwas = "a"\nurl = "https://y.example/"\n',
        6,
        "was",
        "names the stories of feed 'a' too",
    ),
    (
        '[[feed]]\nid = "a"\nwas = "c"\nurl = "https://x.example/"\n[[feed]]\nid = "b"\nwas = "c"\nurl = "https://y.example/"\n',
        7,
        "was",
        "names the stories of feed 'a' too",
    ),
    (
        '[[feed]]\nid = "a"\nurl = "https://x.example/"\n[[feed]]\nid = "b"\nurl = "https://x.example/"\n',
        6,
        "url",
        "is feed 'a' already",
    ),
    ('x = """\n[[feed]]\n"""\n', 1, "x", "unknown key"),
    ("[fetch]\ntotal_timeout_s = -1\n", 2, "total_timeout_s", "is under 0"),
    ('[fetch]\nallow_hosts = ["localhost"]\n', 2, "allow_hosts", "does not look right"),
    ("feed = 3\n", 1, "feed", "[[feed]]"),
    ("fetch = 3\n", 1, "fetch", "[fetch]"),
    ('contact = "a\\nb"\n', 1, "contact", "plain ASCII"),
    ('[fetch]\nproxy = "localhost:3128"\n', 2, "proxy", "no http or https address"),
    ('[fetch]\nproxy = "socks5://127.0.0.1:1080"\n', 2, "proxy", "no http or https address"),
    ('[fetch]\nproxy = "http://proxy.example:x"\n', 2, "proxy", "is no URL"),
]


@pytest.mark.parametrize(("text", "line", "key", "hint"), BAD, ids=lambda v: v if isinstance(v, str) and len(v) < 30 else None)
def test_a_bad_list_is_refused_with_line_key_and_way_out(tmp_path, text, line, key, hint):
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as error:
        load_catalog(path)
    message = str(error.value)
    assert message.startswith(f"{path}:{line}: {key}: ")
    assert hint in message
    assert "\n" not in message


def test_torn_toml_and_missing_files_name_the_place(tmp_path):
    with pytest.raises(ConfigError, match=r"feeds.toml:2: not TOML"):
        load_catalog(write(tmp_path, "[fetch]\nhost_delay_s = \n"))
    with pytest.raises(ConfigError, match="no such file"):
        load_catalog(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b'contact = "\xe9"')
    with pytest.raises(ConfigError, match="not UTF-8 at byte"):
        load_catalog(tmp_path / "latin.toml")


def test_the_json_schema_is_the_code(tmp_path):
    shown = json.loads((Path(__file__).parents[2] / "schemas" / "feeds.schema.json").read_text())
    assert shown == json_schema(), "run: python -c 'from newsbeam.connectors.catalog.keys import json_schema' and write it anew"


def test_opml_and_toml_carry_the_same_feeds_there_and_back(tmp_path):
    feeds = (
        Feed(id="a", provider="Agence <A> & B", url="https://a.example/f?x=1&y=2", home_country="NO", local=True, interval_s=900),
        Feed(
            id="b",
            provider='"B"',
            url="http://b.example/",
            format="json_feed",
            timezone="Asia/Karachi",
            language="ur",
            full_text=True,
        ),
        Feed(id="c", provider="C", url="https://c.example/ü", guid_scope="provider", ignore_max_age=True, settle_s=3),
    )
    assert feeds_from_opml(feeds_to_opml(feeds).encode()) == feeds
    assert load_catalog(write(tmp_path, feeds_to_toml(feeds))).feeds == feeds
    (tmp_path / "x.opml").write_text(feeds_to_opml(feeds))
    assert load_catalog(tmp_path / "x.opml").feeds == feeds


def test_opml_of_the_wild_is_read_and_reads_back(tmp_path):
    text = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY e SYSTEM "file:///etc/passwd">]>
    <OPML version="1.1"><body><outline text="Group"><outline text="One &e;" xmlurl=" https://one.example/rss "/>
    <outline text="One" xmlUrl="https://two.example/rss"/><outline text="One" xmlUrl="https://two.example/rss"/>
    <outline text="\xd8\xa7\xd8\xb1\xd8\xaf\xd9\x88" xmlUrl="https://urdu.example/feed"/><outline text="note"/>
    <outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="worse" xmlUrl="http://[bad"/></outline></body></OPML>"""
    feeds = feeds_from_opml(text)
    assert [feed.url for feed in feeds] == ["https://one.example/rss", "https://two.example/rss", "https://urdu.example/feed"]
    assert [feed.id for feed in feeds] == ["one", "one-2", "urdu.example-feed"]
    assert load_catalog(write(tmp_path, feeds_to_toml(feeds))).feeds == feeds
    with pytest.raises(ConfigError, match="not OPML"):
        feeds_from_opml(b"<html/>")


@pytest.mark.corpus
def test_the_country_lists_import_without_an_error(tmp_path):
    corpus = os.environ.get("NEWSBEAM_CORPUS")
    if not corpus:
        pytest.skip("NEWSBEAM_CORPUS names no corpus")
    lists = sorted(Path(corpus).glob("lists/*/countries/with*_category/*.opml"))
    assert len(lists) >= 25
    for one in lists:
        feeds = feeds_from_opml(one.read_bytes(), one.name)
        assert feeds, one.name
        assert load_catalog(write(tmp_path, feeds_to_toml(feeds))).feeds == feeds, one.name
