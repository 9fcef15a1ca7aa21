"""Article pages: followed as robots.txt allows, landed by the item's address, read by type and not by position."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from server import Answer, Server

from newsbeam.connectors.formats.article_html import PageError, parse, with_page
from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.pages import follow
from newsbeam.connectors.polling.robots import Robots
from newsbeam.connectors.state.cursors import RobotsFile
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEED = Feed(id="f", provider="p", url="https://f.example/")
LISTED = Item(entry=0, format="rss_atom", headline="Harbour stays open", first_created_raw="Tue, 24 Nov 2026 03:00:00 GMT")
WORDS = "The council voted on Tuesday to keep the harbour open through the winter, and fishermen welcomed it. "


def page(body: str = WORDS * 12, head: str = "", extra: str = "") -> bytes:
    paragraphs = "".join(f"<p>{body}</p>" for _ in range(2)) if body else ""
    return f"<html lang=en><head><title>T</title>{head}</head><body><nav>Home News</nav><article><h1>Harbour</h1>{paragraphs}</article>{extra}</body></html>".encode()


def ld(*nodes: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes)


def document(payload: bytes, **fields: object) -> Document:
    return Document(
        **{"feed_id": "f", "uri": "https://f.example/a", "fetched_at": NOW, "payload": payload, "media_type": "text/html", **fields}
    )


def run(routes, wanted, robots=None, **limits):
    landed = []

    async def talk():
        async with Server(routes) as server:
            bounds = FetchLimits(
                **{"allow_hosts": frozenset([server.place]), "host_delay_s": 0.0, "host_delay_factor": 0.0, **limits}
            )

            def land(found, extra):
                landed.append((found, extra))
                return LandingRef(file="f", offset=len(landed), record_id="r")

            pairs = [(FEED, server.base + path) for path in wanted]
            pages = await follow(pairs, bounds, clock=FixedClock(NOW), land=land, robots=robots and robots(server.base))
            strip = len(server.base)
            return (
                {u[strip:]: r for u, r in pages.landed.items()},
                {u[strip:]: f.value for u, f in pages.refused.items()},
                landed,
                [q.path for q in server.journal],
                pages.robots,
            )

    return asyncio.run(talk())


def test_new_items_are_followed_once_each_and_landed_by_their_own_address():
    routes = {"/a": Answer(302, [("Location", "/b")]), "/b": Answer(headers=[("Content-Type", "text/html")], body=page())}
    landed, refused, documents, asked, robots = run(routes, ["/a", "/a"])
    assert (list(landed), refused, asked) == (["/a"], {}, ["/robots.txt", "/a", "/b"])
    found, extra = documents[0]
    assert found.uri.endswith("/a")
    assert (extra["role"], extra["final_url"][-2:]) == ("page", "/b")
    assert WORDS.strip() in with_page(LISTED, found).page_body
    assert robots[0].status == 404


def test_a_page_that_refuses_leaves_a_flag():
    html = [("Content-Type", "text/html")]
    routes = {
        "/robots.txt": Answer(body=b"User-agent: newsbeam\nDisallow: /private\n\nUser-agent: *\nDisallow: /"),
        "/ok": Answer(headers=html, body=page()),
        "/403": Answer(403),
        "/story": Answer(302, [("Location", "/account/login?to=x")]),
        "/account/login?to=x": Answer(headers=html, body=page("Sign in")),
        "/front": Answer(302, [("Location", "/")]),
        "/": Answer(headers=html, body=page()),
        "/pdf": Answer(headers=[("Content-Type", "application/pdf")], body=b"%PDF"),
        "/wall": Answer(headers=html, body=b"<html><title>Just a moment...</title></html>"),
        "/empty": Answer(headers=html),
        "/bomb": Answer(headers=[("Content-Length", "99999999")], body=b"x"),
        "/inside": Answer(302, [("Location", "http://127.0.0.1:1/")]),
    }
    wanted = ["/ok", "/private/x", "/403", "/story", "/front", "/pdf", "/wall", "/empty", "/bomb", "/inside"]
    landed, refused, _, asked, _ = run(routes, wanted)
    assert list(landed) == ["/ok"]
    assert "/private/x" not in asked
    assert refused == {"/private/x": "page_blocked_robots", "/story": "page_walled"} | dict.fromkeys(
        ["/403", "/front", "/pdf", "/wall", "/empty", "/bomb", "/inside"], "page_refused"
    )


def test_a_redirect_is_followed_only_where_robots_txt_allows():
    routes = {
        "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /private"),
        "/a": Answer(302, [("Location", "/private/a")]),
        "/private/a": Answer(headers=[("Content-Type", "text/html")], body=page()),
    }
    landed, refused, _, asked, _ = run(routes, ["/a"])
    assert (landed, refused, asked) == ({}, {"/a": "page_blocked_robots"}, ["/robots.txt", "/a"])
    assert run(routes, ["/a"], robots_pages="ignore")[3] == ["/a", "/private/a"]


@pytest.mark.slow
def test_a_host_in_trouble_is_left_alone():
    async def hang(writer):
        await asyncio.sleep(60)

    html = Answer(headers=[("Content-Type", "text/html")], body=page())
    wanted = [f"/{n}" for n in range(9)]
    landed, refused, _, asked, _ = run({"/robots.txt": Answer(404), "*": Answer(429, [("Retry-After", "60")])}, wanted)
    assert (landed, len(refused), asked[1:]) == ({}, 9, wanted[:3])
    busy = {"/robots.txt": Answer(404), "*": lambda request: hang, "/2": html, "/8": html}
    landed, refused, _, asked, _ = run(busy, wanted, read_timeout_s=0.5)
    assert (list(landed), len(refused), asked[1:]) == (["/2"], 8, wanted[:6]), "one answer, and the count begins anew"


def test_a_robots_txt_that_failed_is_asked_for_again_in_an_hour():
    known = lambda age: lambda base: {base: RobotsFile(base, NOW - age, 503, b"")}  # noqa: E731
    routes = {"/robots.txt": Answer(404), "/a": Answer(headers=[("Content-Type", "text/html")], body=page())}
    assert run(routes, ["/a"], known(timedelta(minutes=30)))[1] == {"/a": "page_blocked_robots"}
    assert run(routes, ["/a"], known(timedelta(minutes=61)))[3] == ["/robots.txt", "/a"]


def test_a_days_old_robots_txt_is_asked_for_again_and_its_new_rules_count():
    html = Answer(headers=[("Content-Type", "text/html")], body=page())
    old = lambda age: lambda base: {base: RobotsFile(base, NOW - age, 200, b"User-agent: *\nDisallow: /a")}  # noqa: E731
    routes = {"/robots.txt": Answer(body=b"User-agent: *\nDisallow: /b"), "/a": html, "/b": html}
    landed, refused, _, asked, _ = run(routes, ["/a", "/b"], old(timedelta(hours=23, minutes=59)))
    assert (list(landed), refused, asked) == (["/b"], {"/a": "page_blocked_robots"}, ["/b"])
    landed, refused, _, asked, fetched = run(routes, ["/a", "/b"], old(timedelta(hours=24)))
    assert (list(landed), refused, asked) == (["/a"], {"/b": "page_blocked_robots"}, ["/robots.txt", "/a"])
    assert [(one.fetched_at, one.status) for one in fetched] == [(NOW, 200)], "kept for the next runs"
    assert run(routes, ["/a"], old(timedelta(hours=-1)))[3] == ["/robots.txt", "/a"], "a file of tomorrow: the clock jumped"


def test_robots_files_are_asked_once_a_day_and_an_unreachable_one_forbids():
    good = lambda age: lambda base: {base: RobotsFile(base, NOW - age, 200, b"User-agent: *\nDisallow: /x")}  # noqa: E731
    routes = {"/robots.txt": Answer(503), "/a": Answer(headers=[("Content-Type", "text/html")], body=page())}
    assert run(routes, ["/a", "/x"], good(timedelta(hours=1)))[3] == ["/a"]
    assert run(routes, ["/a", "/x"], good(timedelta(days=2)))[3] == ["/robots.txt", "/a"]
    assert run(routes, ["/a"], good(timedelta(days=40)))[3] == ["/robots.txt"]
    assert run(routes, ["/a"])[1] == {"/a": "page_blocked_robots"}
    assert run({**routes, "/robots.txt": Answer(200, body=b"Crawl-delay: 9\nUser-agent: *\nCrawl-delay: 900")}, ["/a"])[1] == {
        "/a": "page_refused"
    }
    assert run(routes, ["/a"], robots_pages="ignore")[3] == ["/a"]
    assert len(run(routes, [f"/{n}" for n in range(9)], robots_pages="ignore", max_pages=3)[3]) == 3


def test_the_article_is_found_by_type_wherever_it_stands():
    news = {
        "@type": ["Thing", "NewsArticle"],
        "headline": "Harbour stays open",
        "datePublished": "2026-11-24T09:00:00+05:00",
        "author": [{"name": "A. Rao"}, {"name": "B"}],
        "dateline": "KARACHI",
        "publisher": {"name": "Coast"},
        "articleSection": "Ports",
        "keywords": "harbour, fish",
        "image": {"url": "https://i.example/1.jpg"},
    }
    other = {"@type": "NewsArticle", "headline": "Another story", "datePublished": "2001-01-01"}
    crumbs = {
        "@context": "x",
        "@graph": [
            {"@type": "BreadcrumbList"},
            {"@type": "Organization", "name": "N", "subjectOf": other},
            {"@type": "WebPage", "mainEntity": news},
        ],
    }
    (item,) = parse(document(page(head=ld({"@type": "WebSite"}, crumbs))))
    assert (item.headline, item.first_created_raw, item.authors, item.dateline) == (
        "Harbour stays open",
        "2026-11-24T09:00:00+05:00",
        ("A. Rao", "B"),
        "KARACHI",
    )
    assert (item.credit, item.keywords, item.media[0].url, item.language) == (
        "Coast",
        ("harbour", "fish"),
        "https://i.example/1.jpg",
        "en",
    )
    assert WORDS.strip() in item.body


def test_without_json_ld_the_meta_tags_speak_and_no_date_is_made_up():
    head = '<meta property="og:title" content="Harbour"><meta property="article:published_time" content="2026-11-24"><link rel=canonical href="https://f.example/c">'
    (item,) = parse(document(page(head=head)))
    assert (item.headline, item.first_created_raw, item.canonical_url) == ("Harbour", "2026-11-24", "https://f.example/c")
    (bare,) = parse(document(page()))
    assert (bare.headline, bare.first_created_raw, bare.version_created_raw) == ("Harbour", None, None)


@pytest.mark.parametrize(
    ("payload", "flag"),
    [
        (page("Log in", extra='<input type="password">'), "page_walled"),
        (page("Short teaser.", head=ld({"@type": "NewsArticle", "headline": "x", "isAccessibleForFree": False})), "page_walled"),
        (page("", extra="<p>We value your privacy. Accept all cookies?</p>"), "page_walled"),
        (page(""), "page_refused"),
        (b"<html><title>Just a moment...</title><body>" + WORDS.encode() * 20, "page_refused"),
        (b"\x00\xff" * 50, "page_refused"),
    ],
)
def test_walls_and_empty_pages_are_distinguished(payload, flag):
    with pytest.raises(PageError) as error:
        with_page(LISTED, document(payload))
    assert error.value.flag == flag


def test_broken_json_ld_and_odd_charsets_cost_nothing():
    torn = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": </script>'
        '<script type="application/ld+json">' + "[" * 9999 + "</script>"
    )
    assert WORDS.strip() in with_page(LISTED, document(page(head=torn))).page_body
    lines = "".join(f"<p>Совет проголосовал во вторник за открытие гавани номер {n}, рыбаки довольны.</p>" for n in range(6))
    russian = f"<html><head><meta charset=windows-1251><title>т</title></head><body><article>{lines}"
    assert "Совет проголосовал" in with_page(LISTED, document(russian.encode("cp1251"))).page_body


def test_a_page_says_what_its_feed_does_not_and_nothing_else():
    """Writers, language and keywords where the feed has none; headline, time and identity are the feed's."""
    said = {"@type": "NewsArticle", "headline": "Other words", "datePublished": "2026-11-24T05:00:00Z", "identifier": "page-7"}
    node = said | {"author": {"@id": "#w"}, "inLanguage": "de", "keywords": ["harbour", "winter"]}
    found = document(page(head=ld({"@graph": [node, {"@type": "Person", "@id": "#w", "name": "Lena Bauer"}]})))
    item = with_page(LISTED, found)
    assert (item.authors, item.byline, item.language, item.keywords) == (("Lena Bauer",), None, "de", ("harbour", "winter"))
    assert (item.headline, item.first_created_raw, item.version_created_raw, item.guid) == (
        LISTED.headline,
        LISTED.first_created_raw,
        None,
        None,
    )
    signed = replace(LISTED, byline="By Ana Petrova", language="bg", keywords=("port",))
    item = with_page(signed, found)
    assert (item.authors, item.byline, item.language, item.keywords) == ((), "By Ana Petrova", "bg", ("port",))


@pytest.mark.parametrize(
    "kind", ["NewsArticle", "schema:NewsArticle", "https://schema.org/NewsArticle", ["Thing", "schema:Article"]]
)
def test_a_type_is_known_under_any_vocabulary(kind):
    found = document(page(head=ld({"@type": kind, "headline": "H", "author": {"name": "Lena Bauer"}})))
    assert with_page(LISTED, found).authors == ("Lena Bauer",)


def test_robots_of_the_wild():
    robots = Robots(
        None,
        FetchLimits(),
        FixedClock(NOW),
        {},
        {"https://a.example": RobotsFile("https://a.example", NOW, 200, b"\xef\xbb\xbfUSER-AGENT: NewsBeam\ndisallow: /x*y$\n")},
    )
    assert not asyncio.run(robots.allows("https://a.example/x1y"))
    assert asyncio.run(robots.allows("https://a.example/x1y2"))
