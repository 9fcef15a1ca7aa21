"""The tree and feedparser say the same of every feed: generated ones here, all recorded ones where NEWSBEAM_CORPUS is set."""

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.connectors.formats import detect, rss_atom
from newsbeam.connectors.formats.rss_atom import parse, parse_tolerantly
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

pytestmark = pytest.mark.slow

CORPUS = os.environ.get("NEWSBEAM_CORPUS")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn")), max_size=40)
FIELDS = [
    "title",
    "link",
    "guid",
    "description",
    "pubDate",
    "author",
    "category",
    "dc:creator",
    "dc:date",
    "dc:subject",
    "content:encoded",
    "media:title",
    "media:description",
    "media:keywords",
    "source",
    "comments",
    "dc:language",
    "georss:point",
    "itunes:summary",
    "updated",
    "feedburner:origLink",
]
SPACES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def document(payload: bytes) -> Document:
    return Document(feed_id="t", uri="https://feeds.example/f", fetched_at=datetime(2026, 1, 1, tzinfo=UTC), payload=payload)


def parsed(results):
    return [one if isinstance(one, Item) else (one.reason, one.entry) for one in results]


def outcome(parser, doc):
    try:
        return parsed(parser(doc))
    except ParseError as error:
        return error.reason


@st.composite
def rss(draw) -> bytes:
    entries = []
    for _ in range(draw(st.integers(0, 4))):
        fields = []
        for name in draw(st.lists(st.sampled_from(FIELDS), max_size=8)):
            text = draw(WORDS)
            body = f"<![CDATA[{text}]]>" if draw(st.booleans()) and "]]>" not in text else escape(text)
            extra = (
                f" isPermaLink={quoteattr(draw(st.sampled_from(['true', 'false', 'yes'])))}"
                if name == "guid" and draw(st.booleans())
                else ""
            )
            fields.append(f"<{name}{extra}>{body}</{name}>")
        if draw(st.booleans()):
            fields.append(f"<enclosure url={quoteattr('https://x.example/' + str(len(fields)))} type='Audio/MPEG'/>")
        entries.append(f"<item>{''.join(fields)}</item>")
    title = escape(draw(WORDS))
    return f'<?xml version="1.0"?><rss version="2.0"{SPACES}><channel><title>{title}</title>{"".join(entries)}</channel></rss>'.encode()


@st.composite
def atom(draw) -> bytes:
    entries = []
    kinds = st.sampled_from(["", ' type="text"', ' type="html"', ' type="xhtml"'])
    for _ in range(draw(st.integers(0, 3))):
        fields = [f"<id>{escape(draw(WORDS))}</id>"]
        fields += [
            f"<{name}{draw(kinds)}>{escape(draw(WORDS))}</{name}>"
            for name in draw(st.lists(st.sampled_from(["title", "summary", "content"]), max_size=3))
        ]
        fields += [
            f"<link rel={quoteattr(rel)} href={quoteattr(draw(st.sampled_from(['https://a.example/1', '/2', 'urn:x'])))}/>"
            for rel in draw(st.lists(st.sampled_from(["alternate", "self", "enclosure"]), max_size=3))
        ]
        fields += [f"<author><name>{escape(draw(WORDS))}</name></author>"] * draw(st.integers(0, 1))
        entries.append(f"<entry>{''.join(draw(st.permutations(fields)))}</entry>")
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{draw(st.sampled_from(["en", "pt_BR"]))}"><title>t</title>{"".join(entries)}</feed>'.encode()


@settings(max_examples=40, deadline=None)
@given(st.one_of(rss(), atom()))
def test_generated_feeds_read_alike(payload: bytes) -> None:
    assert outcome(parse, document(payload)) == outcome(parse_tolerantly, document(payload))


@settings(max_examples=700, deadline=None)
@given(st.one_of(rss(), atom()))
def test_many_generated_feeds_read_alike(payload: bytes) -> None:
    assert outcome(parse, document(payload)) == outcome(parse_tolerantly, document(payload))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS, reason="NEWSBEAM_CORPUS names no corpus")
@pytest.mark.parametrize("folder", ["feeds-recorded", "feeds-conformance"])
def test_recorded_feeds_read_alike(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    by_child = []
    real = rss_atom._by_feedparser
    monkeypatch.setattr(rss_atom, "_by_feedparser", lambda *args: by_child.append(1) or real(*args))
    differing, fast = [], 0
    for path in sorted(Path(CORPUS or "", folder).rglob("*")):
        if not path.is_file():
            continue
        payload = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        doc = document(payload)
        try:
            if detect(doc) != "rss_atom":
                continue
        except ParseError:
            continue
        before = len(by_child)
        found = outcome(parse, doc)
        if len(by_child) == before:
            fast += 1
            if found != outcome(parse_tolerantly, doc):
                differing.append(path.name)
    assert differing == []
    assert fast > 150
