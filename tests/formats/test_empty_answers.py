"""Answers with nothing new are feeds without entries; German and French months end a dispatch."""

from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats import parse
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import ParseError

EMPTY_MESSAGE = b'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet/></newsMessage>'
WIRE = "bdt0301 3 vm 150  dpa 1888\n\nVerkehr/\nLeuchtturm brennt wieder =\n\nKiel (dpa) - Der Leuchtturm brennt wieder.\n\nEr leuchtet.\n\n{}\n\n"


def document(payload: bytes) -> Document:
    return Document(feed_id="f", uri="https://feeds.example/f", fetched_at=datetime(2026, 1, 1, tzinfo=UTC), payload=payload)


@pytest.mark.parametrize("payload", [b"[]", b'{"items": []}', b'{"_items": [], "_meta": {"total": 0}}', EMPTY_MESSAGE])
def test_an_answer_with_nothing_in_it_is_a_feed_without_entries(payload):
    assert list(parse(document(payload), "auto")) == []


@pytest.mark.parametrize("payload", [b'{"error": "quota", "items": []}', b"{}"])
def test_an_answer_that_says_why_is_none(payload):
    with pytest.raises(ParseError):
        list(parse(document(payload), "auto"))


@pytest.mark.parametrize(
    ("trailer", "when"),
    [
        ("212101 GMT Mär 19", "2019-03-21T21:01Z"),
        ("212101 gmt nov 18", "2018-11-21T21:01Z"),
        ("212101 Juin 19", "2019-06-21T21:01Z"),
        ("212101 août 19", "2019-08-21T21:01Z"),
        ("212101 GMT Juil 19", "2019-07-21T21:01Z"),
    ],
)
def test_months_and_zones_of_a_trailer(trailer, when):
    (item,) = parse(document(WIRE.format(trailer).encode()), "auto")
    assert item.first_created_raw == when
    assert item.body.endswith("Er leuchtet.")
