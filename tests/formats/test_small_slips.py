"""Small slips of those who send: what stands before a date, an instruction beside the status, a comma too many, a site without its host, HTML without its type."""

from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats import parse
from newsbeam.pipeline.text.markers import marker_of, status_of, strip_markers
from newsbeam.schemas.codes import PubStatus, RevisionKind
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item


def only(payload, name="auto", uri="https://feeds.harbour.example/f"):
    when = datetime(2026, 11, 30, tzinfo=UTC)
    (item,) = parse(Document(feed_id="quay", uri=uri, fetched_at=when, payload=payload.encode()), name)
    assert isinstance(item, Item)
    return item


TELETYPE = "qxn0412 3 i 61  qxn 204\n\nLake/ferry/\nFerry sails again =\n\nSzeged (qxn) - The ferry is back on the lake.\n\n\n{}\n"


@pytest.mark.parametrize("before", ["", "qxn ", "qxn ab cd ", "QXN "])
def test_a_house_and_initials_before_the_date_time_group(before):
    item = only(TELETYPE.format(f"{before}212101 GMT Nov 18"))
    assert (item.first_created_raw, item.guid) == ("2018-11-21T21:01Z", "iptc7901:qxn0412:2018-11-21")
    assert item.body == "Szeged (qxn) - The ferry is back on the lake."


NEWSML1 = """<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>quay.example</ProviderId><DateId>20261130</DateId>
<NewsItemId>7</NewsItemId><RevisionId>2</RevisionId></NewsIdentifier></Identification><NewsManagement><Status FormalName="Usable"/>{}</NewsManagement>
<NewsComponent><NewsLines><HeadLine>Ferry sails</HeadLine></NewsLines></NewsComponent></NewsItem></NewsML>"""


def test_an_instruction_to_delete_takes_the_item_back():
    gone = only(NEWSML1.format('<Instruction FormalName="Delete"/>'))
    assert status_of(gone.pub_status, None, gone.body) is PubStatus.CANCELED
    kept = only(NEWSML1.format('<Instruction FormalName="Update"/>'))
    assert status_of(kept.pub_status, None, kept.body) is PubStatus.USABLE


def test_json_ld_with_a_comma_behind_its_last():
    page = """<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry sails again, at last",
    "author": [{"@type": "Person", "name": "Ida Kern",}, ], }</script></head><body><article><p>%s</p></article></body></html>"""
    assert only(page % ("The ferry is back on the lake, its captain said. " * 9), "article_html").authors == ("Ida Kern",)


@pytest.mark.parametrize("site", ["/", "/news/"])
def test_a_site_without_its_host_is_the_feeds_own(site):
    feed = f"""<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Quay</title><link>{site}</link>
    <atom:link rel="self" href="https://quay.example/feed.xml"/><item><title>Ferry sails</title><link>/n/1</link></item></channel></rss>"""
    assert only(feed).url == "https://quay.example/n/1"


def test_a_lead_is_numbered_without_a_dash():
    headline, marker = strip_markers("2ND LEAD Ferry sails again")
    assert (headline, marker.kind, marker.number) == ("Ferry sails again", RevisionKind.UPDATE, 2)
    assert strip_markers("2ND LEAD FOUND IN SEARCH FOR FERRY")[1] is None
    assert marker_of("1ST LEAD Ferry sails", None, None, (), None).kind is RevisionKind.UPDATE


UNTYPED = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry><id>tag:quay.example,2026:1</id><title>Ferry sails</title>
<summary{0}>{1}</summary><content{0}><![CDATA[{2}]]></content></entry></feed>"""


@pytest.mark.parametrize("kind", ["", ' type="text"'], ids=["untyped", "text"])
def test_atom_text_that_is_html_and_does_not_say_so(kind):
    body = "\n<div class='lead'><p>The ferry is <b>back</b>.</p></div>\n<p>Tickets &amp; times: at the quay"
    item = only(UNTYPED.format(kind, "&lt;p&gt;Back on the lake&lt;/p&gt;", body))
    assert (item.summary, item.body, item.markup) == ("<p>Back on the lake</p>", body.strip(), True)


@pytest.mark.parametrize("word", ["<p> and <div> are tags", "a < b, b > c", "Write <p>so</p>", "<ferry>sails</ferry>"])
def test_atom_text_about_tags_stays_plain(word):
    item = only(UNTYPED.format("", "Of tags", word))
    assert (item.body, item.markup) == (word, False)
    mixed = only(UNTYPED.format("", "Of &lt;b&gt;tags", "<p>The ferry is back.</p>"))
    assert (mixed.summary, mixed.body, mixed.markup) == ("Of &lt;b>tags", "<p>The ferry is back.</p>", True)


NITF = """<nitf><head><docdata><doc-id id-string="quay-1"/></docdata></head><body><body.head><hedline><hl1>Ferry sails</hl1></hedline></body.head>
<body.content>{}</body.content></body></nitf>"""


def test_a_text_whose_tags_were_escaped_once_or_twice_too_often():
    text = "<p>The ferry is back.</p><p>It sails at noon &amp; six.</p>"
    once = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    twice = once.replace("&", "&amp;")
    assert only(NITF.format(text)).body == only(NITF.format(once)).body == only(NITF.format(twice)).body
    kept = "<p>Close it by &amp;lt;/p&amp;gt;</p>"
    assert "&amp;lt;/p&amp;gt;" in only(NITF.format(kept)).body
