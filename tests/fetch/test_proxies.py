"""A feed's own proxy: asked through it all the way, connections kept per proxy, credentials from the environment and seen nowhere."""

import asyncio
import base64
import sqlite3

import pytest
from server import Answer, Server
from test_poll import RSS, Bench

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.connectors.catalog.opml import feeds_to_opml
from newsbeam.connectors.http.proxy import proxy_address, proxy_fault
from newsbeam.connectors.http.redact import MissingSecretError
from newsbeam.connectors.state.cursors import TABLES, save_cursor
from newsbeam.pipeline.cli import main
from newsbeam.schemas.errors import ConfigError
from newsbeam.schemas.feed import Feed

PASSWORD = "gr@ss/Hopper:9"
SENT = "Basic " + base64.b64encode(f"desk:{PASSWORD}".encode()).decode()


def through_two(talk, **limits):
    async def run():
        async with (
            Server({"*": Answer(body=RSS)}) as home,
            Server({"*": Answer(body=RSS)}) as one,
            Server({"*": Answer(body=RSS)}) as two,
        ):
            return await talk(home, one, two, Bench(home, **limits))

    return asyncio.run(run())


def test_each_feed_goes_its_own_way_and_each_proxy_keeps_its_connections(monkeypatch):
    monkeypatch.setenv("PROXY_USER", "desk")
    monkeypatch.setenv("PROXY_PASSWORD", PASSWORD)

    async def talk(home, one, two, bench):
        via = f"http://${{PROXY_USER}}:${{PROXY_PASSWORD}}@{one.place}"
        feeds = [
            *(Feed(id=f"a{n}", provider="p", url=f"http://n{n}.example/a", proxy=via) for n in range(4)),
            *(Feed(id=f"b{n}", provider="p", url="http://m.example/b" + str(n), proxy=two.base) for n in range(3)),
            bench.feed("/near"),
        ]
        results = await bench.poll(*feeds)
        assert {result.outcome for result in results} == {"ok"}
        assert sorted(q.path for q in one.journal) == [f"http://n{n}.example/a" for n in range(4)]
        assert {q.header("Proxy-Authorization") for q in one.journal} == {SENT}
        assert sorted(q.path for q in two.journal) == [f"http://m.example/b{n}" for n in range(3)]
        assert {q.header("Proxy-Authorization") for q in two.journal} == {None}
        assert [q.path for q in home.journal] == ["/near"]
        assert {q.header("Proxy-Authorization") for q in home.journal} == {None}
        assert two.connections == 1, "three feeds of one host, one after the other, over one kept connection"
        conn = sqlite3.connect(":memory:")
        conn.executescript(TABLES)
        for result in results:
            save_cursor(conn, result.cursor)
        kept = "\n".join([*map(repr, results), *map(repr, bench.landed), *conn.iterdump(), *map(repr, feeds), feeds_to_opml(feeds)])
        for form in (PASSWORD, "gr%40ss", SENT.removeprefix("Basic ")):
            assert form not in kept

    through_two(talk)


def test_a_feeds_own_wins_over_the_lists_and_direct_needs_none():
    async def talk(home, one, two, bench):
        bench.limits = type(bench.limits)(proxy=one.base, allow_hosts=frozenset([home.place]), host_delay_s=0, host_delay_factor=0)
        await bench.poll(
            Feed(id="lists", provider="p", url="http://n.example/a"),
            Feed(id="own", provider="p", url="http://m.example/b", proxy=two.base),
            bench.feed("/near", proxy="direct"),
        )
        assert [[q.path for q in server.journal] for server in (one, two, home)] == [
            ["http://n.example/a"],
            ["http://m.example/b"],
            ["/near"],
        ]

    through_two(talk)


def test_robots_and_pages_and_redirects_go_the_same_way():
    from newsbeam.connectors.http.clock import FixedClock
    from newsbeam.connectors.polling.pages import follow

    async def talk(home, one, two, bench):
        one.routes["http://n.example/story"] = Answer(302, [("Location", "http://m.example/moved")])
        one.routes["http://m.example/moved"] = Answer(headers=[("Content-Type", "text/html")], body=b"<html><p>words</p></html>")
        one.routes["*"] = Answer(404)
        feed = Feed(id="a", provider="p", url="http://n.example/a", proxy=one.base)
        pages = await follow([(feed, "http://n.example/story")], bench.limits, clock=FixedClock(bench.now), land=lambda *_: "ref")
        assert pages.landed == {"http://n.example/story": "ref"}
        assert {q.path for q in one.journal} == {
            "http://n.example/robots.txt",
            "http://n.example/story",
            "http://m.example/robots.txt",
            "http://m.example/moved",
        }
        assert home.journal == []

    through_two(talk)


@pytest.mark.parametrize(
    ("proxy", "value", "reason", "said"),
    [
        ("http://${NB_UNSET}@127.0.0.1:9", None, "bad_config", "NB_UNSET is not set"),
        ("${NB_PROXY}", f"corp:{PASSWORD}", "bad_config", "the proxy is no"),
        ("http://127.0.0.1:9", None, "connect", "no connection"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_that_feeds_failure_alone(proxy, value, reason, said, monkeypatch):
    if value:
        monkeypatch.setenv("NB_PROXY", value)

    async def talk(home, one, two, bench):
        bad, good = await bench.poll(Feed(id="a", provider="p", url="http://n.example/a", proxy=proxy), bench.feed("/b"))
        assert (bad.reason, good.outcome) == (reason, "ok")
        assert said in bad.message
        assert PASSWORD not in repr(bad)

    through_two(talk)


def test_a_tunnel_that_is_refused_says_so_without_the_proxys_words(monkeypatch):
    async def talk(home, one, two, bench):
        one.routes["*"] = Answer(raw=b"HTTP/1.1 407 you sent gr@ss\r\nContent-Length: 0\r\n\r\n")
        result = await bench.poll(Feed(id="a", provider="p", url="https://n.example/a", proxy=one.base))
        assert (result.reason, result.message) == ("http_407", "the proxy made no tunnel 407")

    through_two(talk)


@pytest.mark.parametrize("where", ['[[feed]]\nid = "a"\nurl = "https://x.example/f"\nproxy = "{0}"\n', '[fetch]\nproxy = "{0}"\n'])
@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("corp:3128", 'is no http or https address; write proxy = "http://corp:3128"'),
        ("proxy.corp.example:8080/", 'write proxy = "http://proxy.corp.example:8080"'),
        ("socks5://127.0.0.1:1080", 'write proxy = "http://proxy.example:3128"'),
        (f"http://desk:{PASSWORD}@corp:3128", "//${PROXY_USER}:${PROXY_PASSWORD}@proxy.example:3128"),
        ("http://corp:port", "is no URL"),
        ("", "credentials as `${ENV}`"),
    ],
)
def test_what_is_no_proxy_is_refused_with_the_way_out(where, proxy, said, tmp_path):
    (tmp_path / "feeds.toml").write_text(where.format(proxy))
    with pytest.raises(ConfigError) as refused:
        load_catalog(tmp_path / "feeds.toml")
    assert said in str(refused.value)
    assert PASSWORD not in str(refused.value)


def test_feeds_check_looks_at_what_the_environment_gives(tmp_path, monkeypatch, capsys):
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "a"\nurl = "https://x.example/f"\nproxy = "${NB_PROXY}"\n')
    words = ["feeds", "check", "--feeds", str(tmp_path / "feeds.toml")]
    for value, code, said in (
        (None, 2, "NB_PROXY is not set"),
        (f"corp:{PASSWORD}", 2, "feed a: the proxy is no"),
        (f"http://desk:{PASSWORD.replace('@', '%40').replace('/', '%2F')}@corp:3128", 0, ""),
    ):
        monkeypatch.delenv("NB_PROXY", raising=False)
        if value:
            monkeypatch.setenv("NB_PROXY", value)
        assert main(words) == code
        printed = capsys.readouterr()
        assert said in printed.err
        assert "gr@ss" not in printed.err + printed.out


def test_a_value_is_filled_in_as_it_is():
    environ = {"U": "d@sk", "P": "a/b:c%d", "PLACE": "corp"}
    assert proxy_address("http://${U}:${P}@${PLACE}:3128", environ) == "http://d%40sk:a%2Fb%3Ac%25d@corp:3128"
    assert proxy_address("${W}", {"W": "https://u:p@corp"}) == "https://u:p@corp"
    with pytest.raises(MissingSecretError, match="variable P is not set"):
        proxy_address("http://u:${P}@corp", {})
    assert proxy_fault("http://user:${P}@corp:3128") is None
    assert proxy_fault("http://${TOKEN}@corp:3128") is None
    assert proxy_fault("http://token@corp:3128") is not None
