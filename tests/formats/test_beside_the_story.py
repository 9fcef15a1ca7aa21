"""What stands in an entry and is another thing's: a picture's title and link, other relations; and texts under portals' own names."""

import json
from base64 import b64encode
from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats import parse
from newsbeam.connectors.formats.rss_atom import parse_tolerantly
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item

LINK = "https://quay.example/n/1"
RSS = '<rss version="2.0" {spaces}><channel><title>Quay</title><link>https://quay.example/</link>{over}<item>{before}<title>Ferry sails</title><link>{link}</link>{after}</item></channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry><id>urn:q:1</id><title>Ferry sails</title>{}</entry></feed>'
PICTURE = "<image><url>https://quay.example/a.jpg</url><title>A mark</title><link>https://quay.example/mark</link></image>"
SPACES = 'xmlns:yandex="http://news.yandex.ru" xmlns:rambler="http://news.rambler.ru" xmlns:turbo="http://turbo.yandex.ru" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'


def rss(before="", after="", over=""):
    return RSS.format(spaces=SPACES, before=before, after=after, over=over, link=LINK)


def document(payload, uri="https://quay.example/f"):
    return Document(feed_id="quay", uri=uri, fetched_at=datetime(2026, 11, 30, tzinfo=UTC), payload=payload.encode())


def both(payload):
    for reader in (parse, parse_tolerantly):
        (item,) = reader(document(payload))
        assert isinstance(item, Item)
        yield item


@pytest.mark.parametrize("over", ["", PICTURE])
def test_a_picture_of_an_entry_has_its_own_title_and_link(over):
    for payload in (rss(PICTURE, over=over), rss(after=PICTURE, over=over)):
        for item in both(payload):
            assert (item.headline, item.url) == ("Ferry sails", LINK)


@pytest.mark.parametrize(
    "links",
    [
        f'<link rel="alternate" href="{LINK}"/><link rel="enclosure" type="image/jpeg">https://quay.example/a.jpg</link>',
        f'<link rel="http://www.iana.org/assignments/relation/alternate" href="{LINK}"/>',
        f'<link rel="related">https://quay.example/other</link><link href="{LINK}"/>',
    ],
)
def test_a_link_of_another_relation_is_not_the_storys(links):
    for item in both(ATOM.format(links)):
        assert item.url == LINK
        assert [one.url for one in item.media] == (["https://quay.example/a.jpg"] if "enclosure" in links else [])


@pytest.mark.parametrize("name", ["yandex:full-text", "rambler:fulltext", "turbo:content", "full-text", "fulltext"])
def test_the_whole_text_under_a_portals_name(name):
    payload = rss(after=f"<description>In short.</description><{name}>All of it, and more.</{name}>")
    for item in both(payload):
        assert (item.summary, item.body) == ("In short.", "All of it, and more.")


def test_a_date_that_only_prism_says():
    (item,) = parse(document(rss(after="<prism:publicationDate>2026-11-30</prism:publicationDate>")))
    assert item.first_created_raw == "2026-11-30"


@pytest.mark.parametrize("author", ["Ida Kern", ["Ida Kern"], {"name": "Ida Kern"}, [None, "Ida Kern"]])
def test_an_author_of_a_json_feed_in_whatever_form(author):
    for key in ("author", "authors"):
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Quay",
            "items": [{"id": "1", "title": "Ferry sails", key: author}],
        }
        (item,) = parse(document(json.dumps(feed)))
        assert item.authors == ("Ida Kern",)


SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{space}>{urls}</urlset>"""
NEWS = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
URL = "<url><loc>https://quay.example/n?a=1{amp}b={n}</loc><news:news><news:title>Ferry {n} sails</news:title></news:news></url>"


@pytest.mark.parametrize(("space", "amp"), [(NEWS, "&amp;"), (NEWS, "&"), ("", "&amp;"), ("", "&")])
def test_a_sitemap_with_bare_ampersands_or_a_prefix_that_nobody_declared(space, amp):
    urls = "".join(URL.format(n=n, amp=amp) for n in range(3))
    found = list(parse(document(SITEMAP.format(space=space, urls=urls))))
    assert [one.url for one in found] == [f"https://quay.example/n?a=1&b={n}" for n in range(3)]


def test_a_sitemap_that_breaks_off_keeps_what_is_whole():
    whole = SITEMAP.format(space=NEWS, urls="".join(URL.format(n=n, amp="&amp;") for n in range(3)))
    found = list(parse(document(whole[:-60])))
    assert [isinstance(one, Item) for one in found] == [True, True, False]


def test_a_newsml_text_in_base64():
    text = b64encode("The ferry sails at noon, says Åse.".encode()).decode()
    payload = f"""<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Ferry sails</HeadLine></NewsLines><ContentItem><MediaType FormalName="Text"/>
    <Encoding Notation="base64"><DataContent>{text}</DataContent></Encoding></ContentItem></NewsComponent></NewsItem></NewsML>"""
    (item,) = parse(document(payload))
    assert item.body == "The ferry sails at noon, says Åse."
    (item,) = parse(document(payload.replace("Text", "Photo")))
    assert item.body is None


NITF = "<nitf><head><docdata{status}><doc-id id-string='q:1'/>{dates}</docdata></head><body>{body}</body></nitf>"
TEXT = "<body.head><hedline><hl1>Ferry sails</hl1></hedline></body.head><body.content><p>At noon.</p></body.content>"


def test_a_nitf_that_is_taken_back_needs_no_text_and_a_release_is_a_date():
    (gone,) = parse(document(NITF.format(status=' management-status="canceled"', dates="", body="<body.content/>")))
    assert (gone.pub_status, gone.guid) == ("canceled", "q:1")
    (item,) = parse(document(NITF.format(status="", dates='<date.release norm="20261130T100000Z"/>', body=TEXT)))
    assert item.first_created_raw == "20261130T100000Z"


def test_a_heading_is_the_headline_of_an_item_that_has_no_other():
    payload = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:q:1" version="1"><itemMeta/><contentMeta>{}</contentMeta><contentSet>
    <inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Ferry sails</h1><p>At noon.</p></body></html></inlineXML></contentSet></newsItem>"""
    (item,) = parse(document(payload.format("")))
    assert item.headline == "Ferry sails"
    (item,) = parse(document(payload.format("<headline>Ferry sails again</headline>")))
    assert item.headline == "Ferry sails again"


def test_markup_that_was_escaped_twice_is_markup():
    twice = "&amp;lt;p&amp;gt;It sails at noon.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Fares stay.&amp;lt;/p&amp;gt;"
    payload = rss(
        after=f'<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/">{twice}</c:encoded><description>{twice}</description>'
    )
    for item in both(payload):
        assert item.body == item.summary == "<p>It sails at noon.</p><p>Fares stay.</p>"
    of_html = "&lt;p&gt;Close it by &amp;lt;/p&amp;gt; here.&lt;/p&gt;"
    (item,) = parse(document(rss(after=f"<description>{of_html}</description>")))
    assert item.summary == "<p>Close it by &lt;/p&gt; here.</p>"


def test_a_translation_is_not_the_storys_address():
    links = f'<link hreflang="en" href="{LINK}"/><link hreflang="de" href="https://quay.example/de/1"/>'
    for item in both(ATOM.format(links)):
        assert item.url == LINK


def test_an_address_that_a_machine_broke():
    for item in both(rss().replace(LINK, "https://quay.example/n\n      /1")):
        assert item.url == LINK


def test_a_picture_in_base64_is_no_text():
    picture = b64encode(b"\x89PNG" * 40).decode()
    for item in both(ATOM.format(f'<content type="image/png">{picture}</content><summary>At noon.</summary>')):
        assert (item.summary, item.body) == ("At noon.", None)


FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Ferry [sails]", "tags": "lake, ferry",}, ], }'
)


def test_a_json_feed_with_commas_behind_its_last_and_tags_in_one_text():
    for payload in (FEED, FEED.replace(",}", "}").replace(", ]", "]").replace("], }", "]}") + "\r\n\0"):
        (item,) = parse(document(payload))
        assert (item.headline, [one.name for one in item.subjects]) == ("Ferry [sails]", ["lake", "ferry"])
        assert ("malformed_feed" in item.flags) == (payload == FEED)


@pytest.mark.parametrize(
    "stranger",
    [
        "<related><one><title>Other</title><link>https://other.example/</link></one></related>",
        '<q:more xmlns:q="urn:q"><title>Other</title><link>https://other.example/</link></q:more>',
    ],
)
def test_what_a_stranger_encloses_is_another_storys(stranger):
    for payload in (rss(stranger), rss(after=stranger)):
        (item,) = parse(document(payload))
        assert (item.headline, item.url) == ("Ferry sails", LINK)


@pytest.mark.parametrize("link", ["http://https://quay.example/n/1", "https:/quay.example/n/1", "http:https://quay.example/n/1"])
def test_an_address_with_a_slip_at_its_beginning(link):
    for item in both(rss().replace(LINK, link)):
        assert item.url == LINK


@pytest.mark.parametrize("link", ["https://quay.example/http://x", "https://http.quay.example/1"])
def test_an_address_that_holds_another_stays(link):
    for item in both(rss().replace(LINK, link)):
        assert item.url == link


def test_a_nitf_text_that_is_escaped_markup():
    body = "<body.content><![CDATA[<p>At noon.</p><p>Fares stay.</p>]]></body.content>"
    (item,) = parse(document(NITF.format(status="", dates="", body=body)))
    assert item.body == "<p>At noon.</p><p>Fares stay.</p>"


def test_json_ld_of_a_page_that_has_no_article_or_two_values_in_one_script():
    page = '<html><head><script type="application/ld+json">%s</script></head><body><article><p>%s</p></article></body></html>'
    text = "The ferry is back on the lake, its captain said. " * 9
    person = {"@id": "#ida", "@type": "Person", "name": "Ida Kern"}
    web = {"@graph": [{"@type": "WebPage", "author": {"@id": "#ida"}}, person]}
    article = {"@type": "NewsArticle", "headline": "Ferry sails", "author": person}
    for script in (json.dumps(web), json.dumps({"@type": "WebSite"}) + "\n" + json.dumps(article)):
        (item,) = parse(document(page % (script, text)), "article_html")
        assert item.authors == ("Ida Kern",)
