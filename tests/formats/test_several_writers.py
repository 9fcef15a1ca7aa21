"""A text of two writers, in every format's way to name both; who photographed or edited is named beside them."""

import json
from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats import parse
from newsbeam.connectors.formats.rss_atom import parse_tolerantly
from newsbeam.pipeline.text.byline import understand
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item

BOTH = ("Ida Kern", "Olle Moor")
RSS = '<rss version="2.0"><channel><title>Quay</title><link>https://quay.example/</link><item><title>Ferry sails</title>{}</item></channel></rss>'
TERMS = '<c:creator xmlns:c="http://purl.org/dc/terms/">{}</c:creator>'
G2 = (
    '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:q:1" version="1" xml:lang="en"><itemMeta/><contentMeta>{}'
    "<headline>Ferry sails</headline></contentMeta></newsItem>"
)


def document(payload):
    return Document(
        feed_id="quay", uri="https://quay.example/f", fetched_at=datetime(2026, 11, 30, tzinfo=UTC), payload=payload.encode()
    )


def writers_of(items):
    (item,) = items
    assert isinstance(item, Item)
    return understand(item.byline, item.authors)


@pytest.mark.parametrize(
    "fields",
    [
        "<author>ida@quay.example (Ida Kern)</author><author>olle@quay.example (Olle Moor)</author>",
        "<author>Ida Kern</author><author>Olle Moor</author><author>Ida Kern</author>",
        TERMS.format("Ida Kern") + "<author>Olle Moor, QXN</author>" + TERMS.format("Olle Moor"),
    ],
)
def test_two_authors_of_an_entry(fields):
    for reader in (parse, parse_tolerantly):
        assert writers_of(reader(document(RSS.format(fields)))).authors == BOTH


@pytest.mark.parametrize(
    "name",
    [
        "Ida Kern\nOlle Moor",
        "<ul><li>Ida Kern</li><li>Olle Moor</li></ul>",
        "&lt;p&gt;Ida Kern&lt;/p&gt;&lt;p&gt;Olle Moor&lt;/p&gt;",
    ],
)
def test_a_name_of_two_lines_is_two(name):
    assert understand(None, [name]).authors == BOTH


def test_a_name_that_a_page_breaks_is_one():
    assert understand(None, ["Ida Maria\n      Kern"]).authors == ("Ida Maria Kern",)


def test_two_bylines_of_one_language():
    assert writers_of(parse(document(G2.format("<by>Ida Kern</by><by>Olle Moor</by>")))).authors == BOTH
    both = '<by xml:lang="en">By Ida Kern</by><by xml:lang="fr">Par Ida Kern</by>'
    assert writers_of(parse(document(G2.format(both)))) == ("By Ida Kern", BOTH[:1])


def test_lines_of_the_items_own_language_come_first():
    lines = '<by xml:lang="fr">Par Olle Moor</by><by>By Ida Kern</by><headline xml:lang="fr">Le bac part</headline>'
    (item,) = parse(document(G2.format(lines)))
    assert (item.headline, item.byline) == ("Ferry sails", "By Ida Kern")


@pytest.mark.parametrize(
    "contributors",
    [
        [{"name": "Ida Kern", "role": "writer"}, {"name": "Olle Moor"}, {"name": "Cleo Vey", "role": "photographer"}],
        [{"name": "Ida Kern", "roles": ["writer"]}, {"name": "Olle Moor"}, {"name": "Cleo Vey", "roles": [{"name": "editor"}]}],
    ],
)
def test_contributors_of_the_later_ninjs(contributors):
    news = {"uri": "urn:q:1", "standard": {"name": "ninjs", "version": "3.0"}, "headlines": [{"value": "Ferry sails"}]}
    assert writers_of(parse(document(json.dumps(news | {"contributors": contributors})))).authors == BOTH


def test_agencies_in_a_writers_place_are_nobody():
    for house in ("Agencias", "Agências", "Agenzie"):
        assert understand(None, [house]).authors == ()
    assert understand(None, ["Ann Lee, Bob Ray & Di Moor"]).authors == ("Ann Lee", "Bob Ray", "Di Moor")
