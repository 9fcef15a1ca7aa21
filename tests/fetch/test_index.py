"""Sitemap indexes as feeds: nothing that an index lists is lost, and nothing is asked for in vain."""

from dataclasses import replace
from datetime import timedelta

import pytest
from server import Answer, Server
from test_poll import NOW, on

from newsbeam.connectors.polling.crawl import cursor_after
from newsbeam.connectors.polling.index import MAX_REMEMBERED, MAX_SITEMAPS, is_index, waiting
from newsbeam.connectors.polling.schedule import observe
from newsbeam.schemas.cursor import Cursor, Sitemap

HOUR = timedelta(hours=2)


def sitemap(name="one"):
    entry = f"<url><loc>https://n.example/{name}</loc><news><title>{name}</title></news></url>"
    return f"<urlset>{entry}</urlset>".encode()


def index(server, *rows):
    listed = "".join(
        f"<sitemap><loc>{server.base}/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>" for name, day in rows
    )
    return Answer(headers=[("ETag", '"i"')], body=f"<sitemapindex>{listed}</sitemapindex>".encode())


def known(request):
    """An answer of a server that knows conditional requests."""
    return Answer(304) if request.header("If-None-Match") else None


def paths(server):
    found = [request.path for request in server.journal]
    server.journal.clear()
    return found


def outcomes(results):
    results = results if isinstance(results, list) else [results]
    return [(one.outcome.value, one.url.rsplit("/", 1)[1]) for one in results]


def test_a_sitemap_that_failed_comes_with_the_next_poll_though_the_index_stays_the_same():
    async def talk(server, bench):
        listed = index(server, ("a.xml", "2026-11-24"), ("b.xml", "2026-11-23"))
        server.routes |= {
            "/i": lambda request: known(request) or listed,
            "/a.xml": [Answer(404), Answer(body=b"<html><p>back soon</p></html>"), Answer(body=sitemap("a"))],
            "/b.xml": Answer(body=sitemap("b")),
        }
        feed = bench.feed("/i")
        first = await bench.poll(feed, after=HOUR)
        assert (outcomes(first), first.flags) == ([("ok", "b.xml")], ("sitemaps_failed",))
        assert first.message == f"1 of 2 sitemaps failed and will be asked again, the first {server.base}/a.xml: HTTP 404"
        assert (first.requests, len(first.sent)) == (3, 3)
        second = await bench.poll(feed, after=HOUR)
        assert (outcomes(second), second.requests) == ([("not_modified", "i")], 2)
        assert "an HTML page" in second.message
        third = await bench.poll(feed, after=HOUR)
        assert outcomes(third) == [("ok", "a.xml")]
        fourth = await bench.poll(feed, after=HOUR)
        assert (outcomes(fourth), fourth.flags) == ([("not_modified", "i")], ())
        assert paths(server) == ["/i", "/a.xml", "/b.xml", "/i", "/a.xml", "/i", "/a.xml", "/i"]
        assert bench.cursors["i"].etag == '"i"', "asked unconditionally once (K1)"

    on({}, talk)


def test_sitemaps_beyond_the_limit_of_a_poll_come_with_the_next_ones():
    async def talk(server, bench):
        rows = [(f"{n:02}.xml", f"2026-11-{n:02}") for n in range(1, MAX_SITEMAPS + 4)]
        listed = index(server, *rows)
        server.routes |= {"/i": lambda request: known(request) or listed, "*": lambda request: Answer(body=sitemap(request.path))}
        feed = bench.feed("/i")
        came = [[url for _, url in outcomes(await bench.poll(feed, after=HOUR))] for _ in range(3)]
        assert came[0] == [name for name, _ in rows[:2:-1]], "the newest first"
        assert came[1:] == [[name for name, _ in rows[2::-1]], ["i"]]

    on({}, talk)


def test_what_has_no_lastmod_is_looked_at_every_time_with_its_own_validators():
    async def talk(server, bench):
        listed = index(server, *((f"{n}.xml", None) for n in range(MAX_SITEMAPS + 2)))
        server.routes |= {
            "/i": lambda request: known(request) or listed,
            "*": lambda request: known(request) or Answer(headers=[("ETag", '"c"')], body=sitemap(request.path)),
            "/3.xml": [Answer(headers=[("ETag", f'"{n}"')], body=sitemap(f"3-{n}")) for n in range(2)],
        }
        feed = bench.feed("/i")
        assert len(await bench.poll(feed, after=HOUR)) == MAX_SITEMAPS
        await bench.poll(feed, after=HOUR)
        assert {d.uri for d, _ in bench.landed} >= {f"{server.base}/{n}.xml" for n in (10, 11)}, "those left longest come first"
        assert [q.header("If-None-Match") for q in server.requests("/3.xml")] == [None, '"0"']
        assert {d.payload for d, _ in bench.landed} >= {sitemap("3-0"), sitemap("3-1")}
        before = len(bench.landed)
        await bench.poll(feed, after=HOUR)
        assert len(bench.landed) == before
        unconditional = [q.path for q in server.journal if not q.header("If-None-Match")]
        assert len(unconditional) == len(set(unconditional)), "each once in its life (K1)"

    on({}, talk)


def test_the_newest_of_thousands_are_found_wherever_they_stand():
    async def talk(server, bench):
        days = [(NOW - timedelta(days=n)).date().isoformat() for n in range(2500, -1, -1)]
        server.routes |= {
            "/i": index(server, *((f"{day}.xml", day) for day in days)),
            "*": lambda request: Answer(body=sitemap(request.path)),
        }
        came = await bench.poll(bench.feed("/i"))
        assert outcomes(came)[0] == ("ok", f"{NOW.date().isoformat()}.xml")
        assert len(bench.cursors["i"].sitemaps) == MAX_REMEMBERED

    on({}, talk)


def test_a_retry_after_of_a_sitemap_holds_the_feed_and_spares_the_host():
    async def talk(server, bench):
        listed = index(server, *((f"{n}.xml", f"2026-11-0{n}") for n in (1, 2, 3)))
        server.routes |= {
            "/i": lambda request: known(request) or listed,
            "/3.xml": Answer(body=sitemap("3")),
            "/2.xml": [Answer(429, [("Retry-After", "14400")]), Answer(body=sitemap("2"))],
            "/1.xml": Answer(body=sitemap("1")),
        }
        feed = bench.feed("/i")
        first = await bench.poll(feed, after=HOUR)
        assert outcomes(first) == [("ok", "3.xml")]
        assert first.next_poll_at >= NOW + timedelta(hours=4)
        read = observe(first.cursor, 5, 0, feed=feed, limits=bench.limits)
        assert (read.next_due, read.next_due_reason) == (NOW + timedelta(hours=4), "retry_after"), "its news change nothing in that"
        assert paths(server) == ["/i", "/3.xml", "/2.xml"]
        held = await bench.poll(feed, after=HOUR + timedelta(minutes=1))
        assert (held.outcome, held.message, paths(server)) == ("skipped", "retry_after", [])
        assert outcomes(await bench.poll(feed)) == [("ok", "2.xml"), ("ok", "1.xml")]

    on({}, talk)


def test_an_index_of_which_nothing_ever_came_is_a_failure_and_not_gone():
    async def talk(server, bench):
        listed = index(server, ("a.xml", "2026-11-24"))
        server.routes |= {
            "/i": lambda request: known(request) or listed,
            "/a.xml": [Answer(410), Answer(410), Answer(body=sitemap())],
        }
        feed = bench.feed("/i")
        results = [await bench.poll(feed) for _ in range(3)]
        assert [(r.outcome.value, r.reason, r.cursor.fails) for r in results] == [
            ("soft", "http_4xx", 0.5),
            ("soft", "http_4xx", 1.0),
            ("ok", None, 0.0),
        ]

    on({}, talk)


def test_addresses_of_an_index_that_are_none_cost_nothing_else():
    async def talk(server, bench):
        bad = "<sitemap><loc>http://[bad/news.xml</loc></sitemap><sitemap><loc>http://a b/</loc></sitemap>"
        body = index(server, ("a.xml", None)).body.replace(b"<sitemapindex>", b"<sitemapindex>" + bad.encode())
        server.routes |= {"/i": Answer(body=body), "/a.xml": Answer(body=sitemap())}
        assert outcomes(await bench.poll(bench.feed("/i"))) == [("ok", "a.xml")]

    on({}, talk)


def test_a_feeds_own_headers_go_to_sitemaps_of_its_origin_only():
    async def talk(server, bench):
        async with Server({"*": Answer(body=sitemap("far"))}) as other:
            bench.limits = replace(bench.limits, allow_hosts=frozenset([server.place, other.place]))
            far = f"<sitemap><loc>{other.base}/far.xml</loc></sitemap>".encode()
            body = index(server, ("a.xml", None)).body.replace(b"<sitemapindex>", b"<sitemapindex>" + far)
            server.routes |= {"/i": Answer(body=body), "/a.xml": Answer(body=sitemap())}
            await bench.poll(bench.feed("/i", headers={"X-Desk": "7"}))
            assert {q.path: q.header("X-Desk") for q in (*server.journal, *other.journal)} == {
                "/i": "7",
                "/a.xml": "7",
                "/far.xml": None,
            }

    on({}, talk)


def test_another_sitemap_of_an_index_is_no_gap():
    cursor = Cursor(feed_id="f", sitemaps={"https://n.example/1": Sitemap()}, last_polled_at=NOW, entries=40)
    read = observe(cursor, 30, 0)
    assert (read.gap_suspected, read.gaps, read.interval_s, read.brings_news) == (False, 0, None, True)
    assert observe(replace(cursor, sitemaps={}), 30, 0).gap_suspected


def test_the_cursor_made_again_after_a_crash_keeps_what_the_index_said():
    async def talk(server, bench):
        listed = index(server, ("a.xml", "2026-11-24"), ("b.xml", None))
        server.routes |= {"/i": lambda request: known(request) or listed, "*": lambda request: Answer(body=sitemap(request.path))}
        feed = bench.feed("/i")
        await bench.poll(feed)
        before, count = bench.cursors["i"], len(bench.landed)
        server.routes["/b.xml"] = Answer(headers=[("ETag", '"b2"')], body=sitemap("new"))
        await bench.poll(feed)
        (document, _), *more = bench.landed[count:]
        assert not more
        again = cursor_after(before, document, document.fetched_at, bench.limits, feed)
        assert (again.etag, again.body_sha256, again.sitemaps) == ('"i"', before.body_sha256, before.sitemaps)

    on({}, talk)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<?xml version='1.0'?><!-- <rss> --><sitemapindex>", True),
        (b"<sm:sitemapindex xmlns:sm='x'>", True),
        (b"<rss><channel><item><description><![CDATA[<sitemapindex>", False),
        (b"<urlset>", False),
        (b"sitemapindex", False),
    ],
)
def test_an_index_is_known_by_its_root(body, expected):
    assert is_index(body) is expected


def test_sitemaps_that_keep_failing_do_not_stand_before_the_others():
    sitemaps = {f"bad-{n}": Sitemap(listed=f"2026-11-{n + 10}", fails=3) for n in range(MAX_SITEMAPS)}
    sitemaps |= {"good": Sitemap(listed="2026-01-01"), "done": Sitemap(listed="2026-01-02", taken="2026-01-02")}
    assert waiting(sitemaps)[:2] == ["good", "bad-9"]
    sitemaps |= {f"daily-{n}": Sitemap(asked=f"2026-11-{n:02}") for n in range(9)}
    assert waiting(sitemaps)[:6] == ["daily-0", "daily-1", "daily-2", "daily-3", "daily-4", "good"]
