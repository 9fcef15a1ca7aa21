"""Discovery: what a page names is looked at, politely, and told with what it turned out to be."""

import asyncio
from datetime import UTC, datetime

from hostile.bodies import ATOM, PAGE, rss
from server import Answer, Server

from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.discover import discover

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
INDEX = b"<sitemapindex><sitemap><loc>https://n.example/1.xml</loc></sitemap></sitemapindex>"
HOME = (
    b'<html><head><link href="/feed.xml" type="application/rss+xml" rel="alternate" title="All"><link rel=stylesheet href=x.css>'
    b"<link rel='alternate' type='application/atom+xml' href='/dead.atom'></head><body><a href='/rss/world.xml#top'>World</a>"
    b"<a href='/feed.xml'>again</a><a href='/about'>About</a><a href='http://other.example/rss'>elsewhere</a>"
    b"<a href='/private/rss'>no</a><a href='javascript:rss()'>x</a></body></html>"
)


def run(routes, path="/"):
    async def talk():
        async with Server(routes) as server:
            limits = FetchLimits(allow_hosts=frozenset([server.place]), host_delay_s=0.0, host_delay_factor=0.0)
            found = await discover(server.base + path, limits, clock=FixedClock(NOW))
            return [(one.url[len(server.base) :], one.named_by, one.format, one.entries, one.message) for one in found], [
                q.path for q in server.journal
            ]

    return asyncio.run(talk())


def test_what_a_page_names_is_looked_at_once_each():
    robots = b"User-agent: *\nDisallow: /private\nSitemap: %s/news-sitemap.xml"
    routes = {
        "/robots.txt": lambda request: Answer(body=robots.replace(b"%s", b"http://" + request.header("Host").encode())),
        "/": Answer(body=HOME),
        "/feed.xml": Answer(body=rss(4)),
        "/rss/world.xml": Answer(body=ATOM),
        "/news-sitemap.xml": Answer(body=INDEX),
    }
    found, asked = run(routes)
    assert found == [
        ("/feed.xml", "alternate", "rss_atom", 4, ""),
        ("/rss/world.xml", "link", "rss_atom", 1, ""),
        ("/news-sitemap.xml", "robots", "news_sitemap", 0, ""),
        ("/dead.atom", "alternate", None, 0, "HTTP 404"),
        ("/private/rss", "link", None, 0, "robots.txt forbids it"),
    ]
    assert asked == ["/robots.txt", "/", "/feed.xml", "/dead.atom", "/rss/world.xml", "/news-sitemap.xml"]


def test_addresses_are_read_as_a_page_writes_them():
    home = (
        b'<html><head><base href="/en/"><link rel=alternate type="application/rss+xml" href="http://[bad/feed"><title>x</title>'
        b'<link rel="alternate" type="application/rss+xml" href="feed?a=1&amp;b=2"></head>'
        b"<body><a href='//[worse/rss'>x</a><a href='rss/world.xml'>y</a></body></html>"
    )
    routes = {"/": Answer(body=home), "/en/feed?a=1&b=2": Answer(body=rss(2)), "/en/rss/world.xml": Answer(body=ATOM)}
    found, asked = run(routes)
    assert [one[:3] for one in found] == [("/en/feed?a=1&b=2", "alternate", "rss_atom"), ("/en/rss/world.xml", "link", "rss_atom")]
    assert asked == ["/robots.txt", "/", "/en/feed?a=1&b=2", "/en/rss/world.xml"]


def test_redirects_and_pauses_are_as_robots_txt_says():
    robots = b"User-agent: *\nCrawl-delay: 0.2\nDisallow: /private"
    routes = {
        "/robots.txt": Answer(body=robots),
        "/": Answer(302, [("Location", "/private/rss")]),
        "/private/rss": Answer(body=rss(2)),
    }
    found, asked = run(routes)
    assert asked == ["/robots.txt", "/"]
    assert "robots.txt forbids" in found[0][4]
    slow = {"/robots.txt": Answer(body=robots.replace(b"0.2", b"999")), "/": Answer(body=HOME)}
    assert run(slow) == ([("/", "itself", None, 0, "robots.txt asks for 999 s between two requests")], ["/robots.txt"])


def test_a_feed_is_its_own_answer_and_nothing_is_called_that():
    assert run({"/f": Answer(body=rss(2))}, "/f")[0] == [("/f", "itself", "rss_atom", 2, "")]
    assert run({"/": Answer(body=b"<html><p>nothing</p></html>")})[0] == []
    assert run({"/": Answer(500)})[0] == [("/", "itself", None, 0, "HTTP 500")]
    assert run({"/": Answer(body=PAGE), "/feed.xml": Answer(body=PAGE)})[0][0][2:4] == (None, 0)
    assert run({"/robots.txt": Answer(body=b"User-agent: *\nDisallow: /"), "/": Answer(body=HOME)})[1] == ["/robots.txt"]
