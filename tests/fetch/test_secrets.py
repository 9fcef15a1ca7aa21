"""Secrets come from the environment, go to the server that they are for, and appear nowhere else (docs/design/guarding.md#secrets)."""

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from served import Desk, entry, rss
from server import Answer
from test_poll import RSS, on

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.connectors.catalog.opml import feeds_to_opml
from newsbeam.connectors.http.redact import MissingSecretError, hide, redact_url, resolve
from newsbeam.connectors.polling.secrets import secrets_of, without_echoes
from newsbeam.connectors.state.cursors import TABLES, load_cursors, save_cursor
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

PLANTED = "s3cr3t-Tok/en+7"
QUOTED = "s3cr3t-Tok%2Fen%2B7"


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.setenv("WIRE_KEY", PLANTED)
    monkeypatch.setenv("WIRE_LOGIN", f"desk:{PLANTED}")
    monkeypatch.setenv("WIRE_BEARER", f"Bearer {PLANTED}")


def everything(server, bench, results) -> str:
    """All that a poll leaves behind, as one text."""
    conn = sqlite3.connect(":memory:")
    conn.executescript(TABLES)
    for result in results:
        save_cursor(conn, result.cursor)
    assert load_cursors(conn)
    return "\n".join([*map(repr, results), *map(repr, bench.landed), *conn.iterdump()])


def clean(text: str) -> None:
    for form in (PLANTED, QUOTED, "ZGVzazpz"):  # the last begins base64 of desk:s
        assert form not in text


PLACES = {
    "query": {"url": "/f?api_key=${WIRE_KEY}"},
    "query-odd-name": {"url": "/f?k=${WIRE_KEY}"},
    "path": {"url": "/${WIRE_KEY}/f"},
    "header": {"headers": {"X-Api-Key": "${WIRE_KEY}"}},
    "header-within": {"headers": {"X-Auth-Token": "Token ${WIRE_KEY}"}},
    "basic": {"auth": "${WIRE_LOGIN}"},
    "bearer": {"auth": "${WIRE_BEARER}"},
    "token": {"auth": "${WIRE_KEY}"},
}
ECHO = [("X-Echo", PLANTED), ("Set-Cookie", f"s={PLANTED}"), ("ETag", '"1"')]
ANSWERS = {
    "answer": Answer(headers=ECHO, body=RSS),
    "401": Answer(401, ECHO, PLANTED.encode()),
    "moved": Answer(301, [("Location", f"/new?token={PLANTED}")]),
    "moved-quoted": Answer(301, [("Location", f"/new?x={QUOTED}")]),
    "moved-badly": Answer(302, [("Location", f"http://[{PLANTED}")]),
    "garbage": Answer(raw=PLANTED.encode() * 9),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("answer", ANSWERS)
def test_a_secret_reaches_its_server_and_nothing_that_we_keep(place, answer):
    async def talk(server, bench):
        fields = {**PLACES[place]}
        fields["url"] = server.base + fields.get("url", "/f")
        feed = Feed(id="wire", provider="p", **fields)
        results = [await bench.poll(feed, after=timedelta(hours=13)) for _ in range(4)]
        sent = "\n".join(f"{q.path} {q.headers}" for q in server.journal)
        assert PLANTED in sent or QUOTED in sent or "ZGVzazpz" in sent
        clean(everything(server, bench, results))
        clean(repr(feed) + feeds_to_opml([feed]))

    on(
        {
            "*": ANSWERS[answer],
            "/new": Answer(body=RSS),
            f"/new?token={PLANTED}": Answer(body=RSS),
            f"/new?x={QUOTED}": Answer(body=RSS),
        },
        talk,
    )


def test_credentials_stay_with_the_origin_that_they_are_for():
    async def talk(server, bench):
        other = server.base.replace("127.0.0.1", "localhost")
        bench.limits = bench.limits.__class__(
            **{**{f: getattr(bench.limits, f) for f in bench.limits.__slots__}, "allow_hosts": frozenset([server.place, other[7:]])}
        )
        server.routes["/f"] = Answer(302, [("Location", f"{other}/g")])
        feed = bench.feed("/f", auth="${WIRE_KEY}", headers={"X-Api-Key": "${WIRE_KEY}"})
        assert (await bench.poll(feed)).outcome == "ok"
        first, second = server.journal
        assert first.header("Authorization") == f"Bearer {PLANTED}"
        assert second.header("Authorization") is second.header("X-Api-Key") is None

    on({"/g": Answer(body=RSS)}, talk)


SENT_ALONG = {"key": {"auth": "${WIRE_KEY}"}, "header": {"headers": {"X-Api-Key": "${WIRE_KEY}"}}}


def two_places(server, bench):
    """The same server under a second origin, which may be asked too."""
    other = server.base.replace("127.0.0.1", "localhost")
    bench.limits = replace(bench.limits, allow_hosts=frozenset([server.place, other[7:]]))
    return other


@pytest.mark.parametrize("fields", SENT_ALONG.values(), ids=SENT_ALONG)
def test_a_feed_that_moves_to_another_origin_for_good_never_takes_its_secrets_along(fields):
    """Whoever takes a domain over would have them after the third redirect; an address that an earlier version adopted is not asked."""

    async def talk(server, bench):
        other = two_places(server, bench)
        server.routes["/f"] = Answer(308, [("Location", f"{other}/g")])
        feed = bench.feed("/f", **fields)
        results = [await bench.poll(feed) for _ in range(5)]
        assert {(one.reason, *one.flags) for one in results} == {(None, "moved")}
        bench.cursors["f"] = replace(bench.cursors["f"], url=f"{other}/g")
        assert (await bench.poll(feed)).reason is None
        assert [q.path for q in server.journal] == ["/f", "/g"] * 6
        for request in server.journal:
            assert (PLANTED in repr(request.headers)) == (request.path == "/f")
        server.routes["/f"] = Answer(308, [("Location", "/g")])
        for _ in range(4):
            await bench.poll(feed)
        assert bench.cursors["f"].url == f"{server.base}/g", "its own origin may keep them"

    on({"/g": Answer(body=RSS)}, talk)


def test_an_index_that_leads_elsewhere_names_pages_that_get_no_secret():
    async def talk(server, bench):
        other = two_places(server, bench)
        server.routes["/i"] = Answer(302, [("Location", f"{other}/j")])
        server.routes["/j"] = Answer(body=f"<sitemapindex><sitemap><loc>{other}/a.xml</loc></sitemap></sitemapindex>".encode())
        await bench.poll(bench.feed("/i", auth="${WIRE_KEY}"))
        assert [(q.path, PLANTED in repr(q.headers)) for q in server.journal] == [("/i", True), ("/j", False), ("/a.xml", False)]

    on({"/a.xml": Answer(body=RSS)}, talk)


@pytest.mark.slow
def test_a_key_that_the_provider_repeats_in_links_and_ids_is_in_no_row_or_letter(tmp_path, monkeypatch):
    entries = [
        entry(1, link=f"https://wire.example/a/1?page=2&amp;apikey={QUOTED}", guid=f"urn:wire:1?k={PLANTED}"),
        entry(2, link=f"https://wire.example/{QUOTED}/a/2.html", guid=PLANTED),
        entry(3, link="https://wire.example/a/3", guid="wire-3"),
        entry(4, link=f"https://wire.example/a/4?apikey={QUOTED}").replace("</title>", ""),
    ]
    with Desk(tmp_path, path="/f?apikey=${WIRE_KEY}") as desk:
        assert (desk.poll(rss(*entries)).new, desk.poll(rss(*entries)).new) == (3, 0)
        assert sorted(desk.rows("url, guid")) == [
            ("https://wire.example/***/a/2.html", "***"),
            ("https://wire.example/a/1?page=2&apikey=***", "urn:wire:1?k=***"),
            ("https://wire.example/a/3", "wire-3"),
        ]
        ids = set(desk.rows("story_id"))
        other = "an0ther-Tok/en+8"
        monkeypatch.setenv("WIRE_KEY", other)
        turned = [one.replace(PLANTED, other).replace(QUOTED, "an0ther-Tok%2Fen%2B8") for one in entries]
        assert desk.poll(rss(*turned)).new == 0, "a new key renames nothing"
        assert set(desk.rows("story_id")) == ids
    kept = [path for path in (tmp_path / "out").rglob("*") if path.is_file() and "landing" not in path.parts]
    for path in kept:
        text = path.read_bytes().decode("latin-1")
        assert not any(form in text for form in (PLANTED, QUOTED, other)), path


@pytest.mark.slow
def test_a_key_in_an_answer_that_is_no_feed_is_in_no_message_and_no_letter(tmp_path):
    """Also where the excerpt of the answer ends within it."""
    with Desk(tmp_path, path="/f?apikey=${WIRE_KEY}") as desk:
        for answer in (
            f"error bad key {PLANTED} of the desk",
            f"no {QUOTED} here",
            f"the key that was sent is {PLANTED}",
            f"can't take this key: {PLANTED}",
        ):
            line = desk.poll(Answer(headers=[("Content-Type", "text/plain")], body=answer.encode()))
            assert line.reason == "not_a_feed"
    kept = [path for path in (tmp_path / "out").rglob("*") if path.is_file() and "landing" not in path.parts]
    for path in kept:
        text = path.read_bytes().decode("latin-1")
        assert not any(form in text for form in (PLANTED, QUOTED, PLANTED[:8])), path


def test_only_a_whole_part_of_an_address_is_an_echo():
    def shown(url):
        ((text_shown,),) = [[one.url for one in without_echoes([Item(entry=0, format="f", url=url)], ("guest",))]]
        return text_shown

    assert (
        shown("https://n.example/guest/guest-column?guest=guest&x=guests#guest")
        == "https://n.example/***/guest-column?***=***&x=guests#***"
    )
    assert shown("https://guest.example/a") == "https://guest.example/a"
    assert shown("https://n.example/GUEST?k=%67uest") == "https://n.example/***?k=%67uest"


def test_a_missing_variable_is_a_configuration_fault_that_names_it(monkeypatch):
    monkeypatch.delenv("WIRE_KEY")

    async def talk(server, bench):
        result = await bench.poll(bench.feed("/f", auth="${WIRE_KEY}"))
        assert (result.outcome, result.reason, result.requests) == ("hard", "bad_config", 0)
        assert "WIRE_KEY" in result.message

    on({}, talk)
    with pytest.raises(MissingSecretError):
        resolve("${NO_SUCH}", {})


def test_the_list_takes_no_secret_in_the_clear(tmp_path):
    for line in ('auth = "hunter2hunter2"', 'headers = { Authorization = "Basic hunter2hunter2" }', 'url2 = "x"'):
        (tmp_path / "f.toml").write_text(f'[[feed]]\nid = "a"\nurl = "https://x.example/"\n{line}\n')
        with pytest.raises(ConfigError) as error:
            load_catalog(tmp_path / "f.toml")
        assert "hunter2" not in json.dumps(str(error.value))


def test_urls_are_shown_without_what_looks_like_a_secret():
    assert (
        redact_url("https://u:p@w.example/f?API-Key=1&sig=2&a=3&signature=4&page=5#x")
        == "https://***@w.example/f?API-Key=***&sig=***&a=3&signature=***&page=5"
    )
    assert redact_url("http://[bad") == "***"
    assert hide(f"x {PLANTED} {QUOTED}", secrets_of(Feed(id="a", provider="p", auth="${WIRE_KEY}"))) == "x *** ***"
