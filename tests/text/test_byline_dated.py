"""Bylines with their time on lines of their own: no datelines, whatever town bears the surname."""

import html
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.connectors.formats import parse
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.text.byline_dated import dated_byline
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

BODY = "A flood closed the old bridge on Friday, and lorries wait on both banks, the mayor said."
SEEN = datetime(2031, 5, 3, tzinfo=UTC)


def _story(payload: str, media_type: str):
    format_ = "article_html" if media_type == "text/html" else "rss_atom"
    document = Document(feed_id="f", uri="https://a.example/one", fetched_at=SEEN, payload=payload.encode(), media_type=media_type)
    context = ItemContext(feed=Feed(id="f", provider="file", path="x"), fetched_at=SEEN, as_of=SEEN, landing_ref="-")
    return normalise(next(iter(parse(document, format_))), context)


def _feed(description: str):
    return _story(
        f"<rss version='2.0'><channel><title>T</title><link>https://a.example/</link><item><title>Bridge closed</title>"
        f"<link>https://a.example/one</link><description>{html.escape(description)}</description></item></channel></rss>",
        "application/rss+xml",
    )


def _page(body: str):
    return _story(
        f"<html><head><title>Bridge closed by the flood</title></head><body><article>{body}</article></body></html>", "text/html"
    )


@pytest.mark.parametrize(
    ("lead", "author", "byline"),
    [
        ("<p>By Ann Lincoln | May 2, 2031</p>", "Ann Lincoln", "By Ann Lincoln | May 2, 2031"),
        ("<p>By Ann Lincoln, 2 May 2031</p>", "Ann Lincoln", "By Ann Lincoln, 2 May 2031"),
        ("<p>By Ann Lincoln (May 2, 2031)</p>", "Ann Lincoln", "By Ann Lincoln (May 2, 2031)"),
        ("<p>By Ann Lincoln</p><p>Friday, May 2, 2031</p>", "Ann Lincoln", "By Ann Lincoln"),
        ("<p>2 May 2031</p><p>By Ann Lincoln</p>", "Ann Lincoln", "By Ann Lincoln"),
        ("<p>By Ann Mary Jones, May 2, 2031</p>", "Ann Mary Jones", "By Ann Mary Jones, May 2, 2031"),
        ("<p>Por Luis Mena | 2 de mayo de 2031</p>", "Luis Mena", "Por Luis Mena | 2 de mayo de 2031"),
        ("<p>Par Jeanne Lyon | Publié le 2 mai 2031 à 18h42</p>", "Jeanne Lyon", "Par Jeanne Lyon | Publié le 2 mai 2031 à 18h42"),
        ("<p>Von Karl Essen | 02.05.2031, 17:20 Uhr</p>", "Karl Essen", "Von Karl Essen | 02.05.2031, 17:20 Uhr"),
        ("<p>May 2, 2031 | By Ann Lincoln</p>", "Ann Lincoln", "May 2, 2031 | By Ann Lincoln"),
        ("<p>John Lincoln | May 2, 2031</p>", "John Lincoln", "John Lincoln | May 2, 2031"),
    ],
)
@pytest.mark.parametrize("door", [_feed, _page])
def test_a_name_and_its_day_are_no_dateline(door, lead, author, byline):
    story = door(f"{lead}<p>{BODY}</p><p>It opens again on Monday, and until then there is a ferry.</p>")
    text = story.body_text or story.summary
    assert (story.dateline_text, story.dateline_place) == (None, None)
    assert story.authors == (author,)
    assert story.byline == byline
    assert story.date == "2031-05-02"
    assert text.startswith(BODY)


@pytest.mark.parametrize(
    ("lead", "place"),
    [
        ("By Ann Roe Kathmandu, Oct 17 (PTI) ", "Kathmandu"),
        ("By Ann Roe\n\nKATHMANDU, Oct 17: ", "Kathmandu"),
        ("Kathmandu, May 2, 2031\n\n", "Kathmandu"),
        ("Addis Ababa, 2 May 2031\n\n", "Addis Ababa"),
    ],
)
def test_a_dateline_stays_one(lead, place):
    assert _feed((lead + BODY).replace("\n\n", "<br/><br/>")).dateline_place == place


@pytest.mark.parametrize(
    "text",
    [
        "Summer Concert, 2 May 2031\n\nDoors open at eight.",
        "Martin Luther King Day, January 15, 2031\n\nSchools are closed.",
        "By 2 May 2031\n\nthe bridge will be open.",
        "By noon on May 2, 2031\n\nthe bridge was open.",
        "By Ann Roe\n\nKathmandu, May 2, 2031\n\nThe bridge is open.",
        "Ann Roe, 34\n\nshe is called.",
        "By Ann Roe | May 2, 2031",
        "",
    ],
)
def test_what_is_no_byline_with_its_time_stays(text):
    assert dated_byline(text) is None


@given(st.text(alphabet="By AnnRoe|,.-–\n0123456789May:", max_size=60))
def test_the_text_below_is_what_is_left(text):
    found = dated_byline(text)
    if found is not None:
        assert 0 < found.end < len(text)
        assert found.name in found.printed
        assert text[found.end] != "\n"
