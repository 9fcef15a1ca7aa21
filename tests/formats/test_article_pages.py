"""What pages say of themselves, one way at a time: authors, times, headlines, keywords, walls."""

import json
import time
from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from newsbeam.connectors.formats import parse
from newsbeam.connectors.formats.page_ld import graph_of
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

pytestmark = pytest.mark.slow  # trafilatura takes over a second to import
NOW = datetime(2026, 12, 1, tzinfo=UTC)
TEXT = "".join(
    f"<p>{words}</p>"
    for words in (
        "The harbour board said on Tuesday that the old quay would be closed for nine months while divers replace its piles.",
        "Skippers were told to use the northern basin, where the board has rented a floating pier until the work is done.",
        "The last repair of the quay, forty years ago, took twice as long as planned and cost three times what was put aside.",
        "A second tender, for the lights along the mole, is to follow in the spring, when the council has voted on the budget.",
    )
)


def row(head="", article=TEXT, heading="<h1>Quay closes</h1>", uri="https://www.harbourpost.example/2026/quay.html"):
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{heading}<article>{article}</article></body></html>"
    document = Document(feed_id="p", uri=uri, fetched_at=NOW, payload=page.encode())
    (item,) = parse(document, "article_html")
    feed = Feed(id="p", provider="", url=uri)
    return normalise(item, ItemContext(feed=feed, fetched_at=NOW, as_of=NOW, landing_ref="-"))


def data(**body):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "Quay closes", **body})}</script>'


def meta(name, content):
    return f'<meta name="{name}" content="{content}">'


PERSON = {"@type": "Person"}
HOUSE = {"@type": "Organization", "name": "Harbour Post"}


@pytest.mark.parametrize(
    ("head", "article", "authors"),
    [
        (data(author={**PERSON, "name": "Ida Kern"}), "", ("Ida Kern",)),
        (data(author=[{**PERSON, "givenName": "Ida", "familyName": "Kern"}, "Tom Ruf"]), "", ("Ida Kern", "Tom Ruf")),
        (data(author={**PERSON, "name": "박서연 기자"}), "", ("박서연",)),
        (data(author={**PERSON, "name": "李晨"}), "", ("李晨",)),
        (data(author="Kari Dahl og Ola Rud"), "", ("Kari Dahl", "Ola Rud")),
        (data(creator=["Ida Kern", "Tom Ruf"]), "", ("Ida Kern", "Tom Ruf")),
        (data(author={**PERSON, "name": "Ida Kern"}, creator="Desk"), "", ("Ida Kern",)),
        (data(author={**PERSON, "name": "ida kern"}), "", ("Ida Kern",)),
        (data(author={**PERSON, "name": "Ida Kern, Senior Correspondent"}), "", ("Ida Kern",)),
        (data(author={"@type": "Organization", "name": "Ida Kern"}), "", ("Ida Kern",)),
        (data(author=HOUSE, publisher=HOUSE) + meta("author", "Ida Kern"), "", ("Ida Kern",)),
        (data(author=HOUSE, publisher=HOUSE), "", ()),
        (data(author="https://www.harbourpost.example/staff/kern") + meta("sailthru.author", "Ida Kern"), "", ("Ida Kern",)),
        (meta("article:author", "Ida Kern"), "", ("Ida Kern",)),
        (meta("article:author", "https://social.example/kern") + meta("parsely-author", "Ida Kern"), "", ("Ida Kern",)),
        (meta("author", "Ida Kern") + meta("author", "Tom Ruf"), "", ("Ida Kern", "Tom Ruf")),
        ("", '<p>By <a rel="author" href="/kern">Ida Kern</a></p>', ("Ida Kern",)),
        ("", '<span itemprop="author"><span itemprop="name">Ida Kern</span></span>', ("Ida Kern",)),
        (meta("author", "Harbour Post Online"), '<div class="story-byline">By Ida Kern</div>', ("Ida Kern",)),
        (meta("article:author", "https://www.harbourpost.example/staff/ida-kern"), "", ("Ida Kern",)),
        (
            meta("article:author", "https://www.harbourpost.example/staff/ida-kern,https://www.harbourpost.example/staff/tom-ruf"),
            '<a href="/staff/ida-kern">Ida Kern</a>',
            ("Ida Kern", "Tom Ruf"),
        ),
        (meta("article:author", "https://www.facebook.com/ida-kern"), "", ()),
        (meta("copyright", "(c) Quay Press 2026") + meta("author", "Quay Press") + meta("author", "Ida Kern"), "", ("Ida Kern",)),
        (meta("writer", "Ida Kern"), "", ("Ida Kern",)),
        ("", '<div class="x1"><div>By <span>Ida Kern</span></div><div>Staff, 4 March</div></div>', ("Ida Kern",)),
        ("", '<p><a href="/staff/kern">Ida Kern</a></p>', ("Ida Kern",)),
        ("", "<p>By <b>noon</b> the tide had turned.</p>", ()),
        (meta("twitter:misc:Written by", "Ida Kern"), "", ("Ida Kern",)),
        ("", "<ul><li><span>von</span> <span>Ida Kern</span></li></ul>", ("Ida Kern",)),
        ("", "<p>Von: <span><a>Ida KERN</a>, </span> <span><a>Tom RUF</a></span></p>", ("Ida KERN", "Tom RUF")),
        ("", "<p>Von: <span>Ida Kern</span></p><p><b>Quay News Desk</b></p>", ("Ida Kern",)),
        ("", "<li><strong>Autorin/Autor</strong> Ida Kern</li>", ("Ida Kern",)),
        ("", "<div><span>Ida Kern &nbsp;|</span> <span>04.03.2026</span></div>", ("Ida Kern",)),
        (meta("description", "Ida Kern THE harbour board said"), "<p><strong>Ida Kern</strong></p>", ("Ida Kern",)),
        ("", "<p><strong>The Quay Board</strong></p>", ()),
        ("", '<p style="text-align:right;"><strong>Ida Kern</strong></p>', ("Ida Kern",)),
        (data(author={**PERSON, "name": "Harbour Times"}), '<p>By <span class="x">Ida Kern</span></p>', ("Ida Kern",)),
        (data(author={**PERSON, "name": "Harbour P"}, publisher=HOUSE), "", ()),
        ("", '<span class="teaser__byline">Ida Kern</span>', ()),
        (data(author={**PERSON, "name": "Ida Kern, QRT HAVEN"}), "", ("Ida Kern",)),
        (data(author={**PERSON, "name": "Ida Kern (with Tom Ruf and Ann Lee)"}), "", ("Ida Kern", "Tom Ruf", "Ann Lee")),
        (data(author={**PERSON, "name": "Ida Kern Games Editor"}), "", ("Ida Kern",)),
        (meta("author", "Ida Kern (http://kern.example/ida/)"), "", ("Ida Kern",)),
        ("", '<p class="byline">Written by Ida Kern<br>Edited by Tom Ruf</p>', ("Ida Kern",)),
        ("", "<p>A mole <i>built</i> by <a href='/x'>Tom Ruf</a>, of stone.</p>", ()),
        ("", "".join(f'<p class="author">{name} Roe</p>' for name in ("Ida", "Tom", "Ann", "Lee", "Kim")), ("Ida Roe",)),
        (data(author={**PERSON, "name": "Ida Marie KERN"}), "", ("Ida Marie KERN",)),
    ],
)
def test_authors(head, article, authors):
    assert (row(head, article + TEXT).authors or ()) == authors


@pytest.mark.parametrize(
    ("head", "article", "day"),
    [
        (data(datePublished="2026-03-04T05:06:00Z", dateModified="2026-03-09"), "", "2026-03-04"),
        (data(dateModified="2026-03-09") + meta("article:published:time", "2026-03-04"), "", "2026-03-04"),
        (meta("publishdate", "2026-03-04"), "", "2026-03-04"),
        (data(datePublished="0001-01-01T00:00:00Z") + meta("pubdate", "2026-03-04"), "", "2026-03-04"),
        (meta("date", "2026-03-04T05:06:00+01:00"), "", "2026-03-04"),
        ("", '<meta itemprop="datePublished" content="2026-03-04">', "2026-03-04"),
        ("", '<time class="updated" datetime="2026-03-09">x</time><time datetime="2026-03-04T05:06">x</time>', "2026-03-04"),
        (data(dateModified="2026-03-09") + meta("article:modified_time", "2026-03-09"), "", None),
        (
            f"<script type='application/ld+json'>//<![CDATA[\n{data(datePublished='2026-03-04')[35:-9]}\n//]]></script>",
            "",
            "2026-03-04",
        ),
        (data(datePublished="2026-03-04", image="x" * 600_000), "", "2026-03-04"),
        ("", '<div class="story-date">4 March 2026</div>', "2026-03-04"),
        ("", '<span class="smart-date" data-origindate="2026-03-04 14:27:02 +0800"></span>', "2026-03-04"),
        ("", '<p class="date">2026年03月04日 12時00分</p>', "2026-03-04"),
        ("", '<div class="timestamp">Updated March 9, 2026</div>', None),
        ("", '<div class="date-of-birth-form">Choose a day</div>', None),
    ],
)
def test_first_created_is_when_it_was_published(head, article, day):
    found = row(head, article + TEXT).first_created
    assert (found.date().isoformat() if found else None) == day


@pytest.mark.parametrize("piece", [" ", "\n", ";", "/", "//", "/* ", "<!--", "]]>", "; ", '{"', "[", ",]"])
def test_hostile_data_cost_little(piece):
    """Behind a word, where nothing is JSON any more, and behind a stop, where a wrapping may still begin."""
    page = LexborHTMLParser(
        "".join(f"<script type='application/ld+json'>{one}{piece * (200_000 // len(piece))}x</script>" for one in "x;")
    )
    begun = time.process_time()
    assert graph_of(page).article == {}
    assert time.process_time() - begun < 3, piece


@pytest.mark.parametrize("piece", ["a", "aA", "a.", "1", "a-", "Jane Roe ", "- "])
def test_hostile_names_cost_little(piece):
    begun = time.process_time()
    row(data(author={"@type": "Person", "name": piece * (200_000 // len(piece))}))
    assert time.process_time() - begun < 3, piece


def test_the_address_has_the_day_of_a_page_that_has_none():
    assert row(uri="https://www.harbourpost.example/2026/03/04/quay").first_created == datetime(2026, 3, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "heading"),
    [
        ("<title>Quay closes | Harbour Post</title>" + meta("og:site_name", "Harbour Post"), ""),
        (meta("og:title", "Quay closes - Town - Harbour Post") + meta("og:site_name", "Harbour Post"), "<h1>Quay closes</h1>"),
        ("<title>Quay closes :: harbourpost</title>", '<h1 class="logo">Harbour Post</h1><h1>Quay closes</h1>'),
        (meta("application-name", "Harbour Post"), "<h1>Harbour Post</h1><h1>Quay closes</h1>"),
        ("<title>Quay closes-港口日报</title>", ""),
        ("<title>Quay closes</title>", '<h1 class="hidden">Town and sea</h1>'),
        (meta("og:title", "Opinion | Quay closes"), "<h1>Quay closes</h1>"),
        (meta("og:title", "Quay closes (Published 2016)"), ""),
        (meta("og:title", "Quay"), "<h1>Why the quay closes</h1>"),
    ],
)
def test_headline_without_the_site(head, heading):
    assert row(head, heading=heading).headline in ("Quay closes", "Why the quay closes")


@pytest.mark.parametrize(
    ("head", "heading", "headline"),
    [
        ("<title>New quay opens at the lake</title>", "<h1>Travel Health Center</h1>", "New quay opens at the lake"),
        ("<title>Lake - Wiki</title>" + data(headline="body of water"), "<h1>Lake</h1>", "Lake"),
        (
            "<title>How the lake was saved</title>" + data(headline="A light thaw") + meta("og:title", "A light thaw"),
            "",
            "A light thaw",
        ),
    ],
)
def test_a_heading_that_the_title_does_not_know_is_no_headline(head, heading, headline):
    assert row(head, heading=heading).headline == headline


def test_keywords_of_all_tags():
    head = meta("keywords", "quay, piles") + meta("news_keywords", "divers; quay") + meta("article:section", "Town")
    head += '<meta property="article:tag" content="timber"><meta property="article:tag" content="Food &amp;amp; Drink">'
    assert set(row(head).keywords or ()) == {"quay", "piles", "divers", "timber", "Town", "Food & Drink"}


def test_a_paid_page_says_so():
    assert "page_walled" in (row(data(isAccessibleForFree="False")).quality_flags or ())
    assert "page_walled" not in (row(data(isAccessibleForFree=True)).quality_flags or ())


def test_a_repeated_headline_and_a_byline_leave_the_body():
    found = row("", "<h2>Quay: closes</h2><p>By Ida Kern</p>" + TEXT, heading="<h1>Quay closes</h1>")
    assert found.body_text.startswith("The harbour board")
    assert found.body_text.count("\n\n") == 3
    assert found.byline == "By Ida Kern"


@pytest.mark.parametrize("article", ["<p><b>Ida Kern</b></p>" + TEXT, TEXT + "<p><b>Ida Kern</b></p>"], ids=["above", "below"])
def test_a_writer_alone_on_a_line_is_no_text(article):
    found = row(meta("author", "Ida Kern"), article)
    assert found.authors == ("Ida Kern",)
    assert "Kern" not in found.body_text


def test_data_give_the_text_only_where_the_page_has_none():
    body = "The quay &amp; the mole. " * 40
    assert row(data(articleBody=body)).body_text.startswith("The harbour board")
    assert row(data(articleBody=body), "<p>Read it in the app.</p>").body_text.startswith("The quay & the mole.")
