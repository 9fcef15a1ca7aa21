"""A publisher passes a report on: the agency that a dateline, an author, a byline or a signature names is the origin."""

import json
from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats import parse
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

SEEN = datetime(2031, 5, 3, tzinfo=UTC)
LEAD = "A flood closed the old bridge on Friday, and lorries wait on both banks, the mayor of the town said."
MORE = "It opens again on Monday, and until then there is a ferry that takes forty lorries a day."


def _story(payload: str, media_type: str, format_name: str):
    document = Document(feed_id="f", uri="https://a.example/one", fetched_at=SEEN, payload=payload.encode(), media_type=media_type)
    context = ItemContext(feed=Feed(id="f", provider="file", path="x"), fetched_at=SEEN, as_of=SEEN, landing_ref="-")
    return normalise(next(iter(parse(document, format_name))), context)


def _page(dateline: str, *, author: object = None, site: str | None = None, end: str = ""):
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Bridge closed by the flood", "author": author}
    if site is None:
        data["publisher"] = {"@type": "Organization", "name": "Lake Gazette"}
    meta = f"<meta property='og:site_name' content='{site}'>" if site else ""
    return _story(
        f"<html><head><title>Bridge closed by the flood</title>{meta}<script type='application/ld+json'>{json.dumps(data)}</script></head>"
        f"<body><article><p>{dateline}{LEAD}</p><p>{MORE}{end}</p></article></body></html>",
        "text/html",
        "article_html",
    )


def _entry(description: str, field: str = ""):
    return _story(
        f"<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>T</title><link>https://a.example/</link><item>"
        f"<title>Bridge closed</title><link>https://a.example/one</link>{field}<description>{description}</description></item></channel></rss>",
        "application/rss+xml",
        "rss_atom",
    )


@pytest.mark.parametrize(
    ("story", "origin"),
    [
        (lambda: _page("LIMA, Peru (AP) — "), "Associated Press"),
        (lambda: _page("LIMA, May 2 (Reuters) - ", site="Lake Gazette"), "Reuters"),
        (lambda: _page("", author={"@type": "Organization", "name": "AFP"}), "Agence France-Presse"),
        (lambda: _page("", author={"@type": "Organization", "name": "Lake Gazette avec AFP"}), "Agence France-Presse"),
        (lambda: _page("", end=" (dpa)"), "dpa"),
        (
            lambda: _entry(f"LIMA, Peru (AP) - {LEAD}", "<source url='https://b.example/rss'>Lake Gazette</source>"),
            "Associated Press",
        ),
        (lambda: _entry(f"LIMA, Peru (AP) - {LEAD}", "<dc:source>Lake Gazette</dc:source>"), "Associated Press"),
        # Nobody but the publisher: it reports itself.
        (lambda: _page("LIMA, Peru — "), "Lake Gazette"),
        (lambda: _page("LIMA (Staff Reporter) - "), "Lake Gazette"),
        (lambda: _entry(LEAD, "<dc:source>Lake Gazette</dc:source>"), "Lake Gazette"),
        (lambda: _entry(LEAD, "<source url='https://b.example/rss'>Reuters</source>"), "Reuters"),
    ],
)
def test_the_origin_is_the_agency_before_the_publisher(story, origin):
    assert story().origin_agency == origin


def test_the_publisher_stays_the_credit_and_names_no_provider():
    story = _page("LIMA, Peru (AP) — ")
    assert (story.credit, story.distributor, story.provider) == ("Lake Gazette", None, "file")
