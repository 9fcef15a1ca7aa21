"""News sitemaps: Google's form, indexes, gzip, and what is refused entry by entry."""

import gzip
from datetime import UTC, datetime

import pytest
from hostile import bodies

from newsbeam.connectors import formats
from newsbeam.connectors.formats.news_sitemap import children, parse
from newsbeam.connectors.formats.prescan import MAX_ENTRIES
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://n.example/1 </loc><lastmod>2026-11-24</lastmod><news:news><news:publication><news:name>Coast Daily</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-11-24T09:00:00Z</news:publication_date>
<news:title><![CDATA[Harbour & fish]]></news:title><news:keywords>a, b</news:keywords><news:genres>Blog, Opinion</news:genres></news:news>
<image:image><image:loc>https://i.example/1.jpg</image:loc><image:caption>Boats</image:caption></image:image></url>
<url><loc>https://n.example/about</loc></url>
<url><news:news><news:title>No address</news:title></news:news></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://n.example/s1.xml.gz</loc>
<lastmod>2026-11-24</lastmod></sitemap><sitemap><loc>https://n.example/s2.xml</loc></sitemap><sitemap/></sitemapindex>"""


def document(payload: bytes) -> Document:
    return Document(feed_id="f", uri="https://n.example/news.xml", fetched_at=datetime(2026, 11, 24, tzinfo=UTC), payload=payload)


@pytest.mark.parametrize("payload", [NEWS, gzip.compress(NEWS, mtime=0)])
def test_a_news_sitemap_gives_items_and_refuses_the_rest_one_by_one(payload):
    first, second, third = parse(document(payload))
    assert isinstance(first, Item)
    assert (first.url, first.headline, first.credit, first.language, first.first_created_raw) == (
        "https://n.example/1",
        "Harbour & fish",
        "Coast Daily",
        "en",
        "2026-11-24T09:00:00Z",
    )
    assert (first.keywords, first.genre, first.media[0].caption, first.version_created_raw) == (
        ("a", "b"),
        "Blog, Opinion",
        "Boats",
        None,
    )
    assert [(e.reason, e.entry) for e in (second, third)] == [("empty_item", 1), ("empty_item", 2)]
    assert b"about" in second.raw


def test_an_index_names_its_sitemaps_and_holds_no_news():
    assert children(document(INDEX)) == (("https://n.example/s1.xml.gz", "2026-11-24"), ("https://n.example/s2.xml", None))
    assert children(document(NEWS)) == ()
    with pytest.raises(ParseError, match="index"):
        list(parse(document(INDEX)))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"<urlset><url><loc>https://n.example/1</loc></url></urlset>", "no_entries"),
        (b"<rss/>", "not_a_feed"),
        (b"<urlset><url>", "parse_error"),
        (b'<!DOCTYPE urlset [<!ENTITY e "x">]><urlset/>', "dtd_forbidden"),
        (gzip.compress(NEWS, mtime=0)[:60], "truncated"),
    ],
)
def test_what_is_no_news_sitemap_is_refused_with_a_reason(payload, reason):
    with pytest.raises(ParseError) as error:
        list(parse(document(payload)))
    assert error.value.reason == reason


def test_a_bomb_is_refused():
    with pytest.raises(ParseError) as error:
        list(parse(document(bodies.gz_bomb(60))))
    assert error.value.reason == "too_large"


def test_as_many_entries_as_a_document_may_hold_are_read_and_the_rest_counted():
    entry = b"<url><loc>https://n.example/%d</loc><news><title>t</title></news></url>"
    found = list(formats.parse(document(b"<urlset>" + b"".join(entry % n for n in range(MAX_ENTRIES + 10)) + b"</urlset>")))
    assert sum(isinstance(one, Item) for one in found) == MAX_ENTRIES
    assert {one.reason for one in found[MAX_ENTRIES:]} == {"item_limit"}


def test_an_index_as_a_feed_brings_its_changed_sitemaps_as_documents():
    from datetime import timedelta

    from server import Answer
    from test_poll import on

    def index(*rows):
        listed = "".join(
            f"<sitemap><loc>{{base}}/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>" for name, day in rows
        )
        return f"<sitemapindex>{listed}<sitemap><loc>http://elsewhere.example/news.xml</loc></sitemap></sitemapindex>"

    async def talk(server, bench):
        pages = [
            index(("news-1.xml.gz", "2026-11-23"), ("news-2.xml", "2026-11-24"), ("all.xml", "2026-11-24")),
            index(("news-1.xml.gz", "2026-11-23"), ("news-2.xml", "2026-11-25")),
            index(("news-3.xml", None)),
        ]
        answers = [
            Answer(headers=[("ETag", f'"{n}"')], body=page.replace("{base}", server.base).encode()) for n, page in enumerate(pages)
        ]
        server.routes["/index.xml"] = [answers[0], answers[1], answers[2], answers[2]]
        feed = bench.feed("/index.xml")
        first = await bench.poll(feed, after=timedelta(hours=25))
        assert [(r.outcome.value, r.url.rsplit("/", 1)[1], r.requests) for r in first] == [
            ("ok", "news-2.xml", 2),
            ("ok", "news-1.xml.gz", 1),
        ]
        assert [next(iter(parse(d))).headline for d, _ in bench.landed] == ["Harbour & fish"] * 2
        second = await bench.poll(feed, after=timedelta(hours=25))
        assert (second.outcome, second.url.rsplit("/", 1)[1]) == ("ok", "news-2.xml")
        third = await bench.poll(feed, after=timedelta(hours=25))
        assert third.outcome == "ok"
        assert (await bench.poll(feed)).outcome == "unchanged"
        assert len(server.requests("/news-3.xml")) == 2, "what has no lastmod must be looked at"
        assert {q.path for q in server.journal} == {"/index.xml", "/news-1.xml.gz", "/news-2.xml", "/news-3.xml"}

    changed = [Answer(headers=[("ETag", f'"child{n}"')], body=NEWS + b"<!-- %d -->" % n) for n in range(2)]
    on({"/news-2.xml": changed, "/news-3.xml": Answer(body=NEWS), "/news-1.xml.gz": Answer(body=gzip.compress(NEWS))}, talk)
