"""What grows with the square of a document is not done: bounds that hold by count, whatever the machine."""

import gzip
from datetime import UTC, datetime

import pytest

from newsbeam.connectors.formats import rss_atom
from newsbeam.connectors.formats.archive_members import members
from newsbeam.connectors.formats.page_meta import folded, without_site
from newsbeam.connectors.formats.parser_child import ParserChild, the_child
from newsbeam.schemas.document import Document
from newsbeam.schemas.item import Item, ParseError

RUN_TOGETHER = "<{0}item><title>Harbour {1}</b></title><guid>{1}</guid></{0}item>"


def document(payload: bytes) -> Document:
    return Document(feed_id="harbour", uri="u", fetched_at=datetime(2026, 11, 30, tzinfo=UTC), payload=payload)


def test_of_many_gzip_members_each_is_read_once():
    empty, first, last = (
        gzip.compress(b"", mtime=0),
        gzip.compress(b"The ferry ", mtime=0),
        gzip.compress(b"sails." * 2000, mtime=0),
    )
    (found,) = members(document(empty * 50_000 + first + empty * 3 + last))
    assert found.payload == b"The ferry " + b"sails." * 2000


@pytest.mark.parametrize("cut", [1, 9, 12, 30])
def test_a_gzip_member_that_ends_early_is_named(cut):
    whole = gzip.compress(b"The ferry sails at noon, and comes back at night.", mtime=0)
    with pytest.raises(ParseError, match="cannot be read"):
        list(members(document(whole + whole[:-cut])))


@pytest.fixture
def given(monkeypatch):
    """The texts that feedparser is given."""
    texts: list[str] = []
    child = the_child()

    class Listening(ParserChild):
        def read(self, text, base, uri):
            texts.append(text)
            return child.read(text, base, uri)

    monkeypatch.setattr(rss_atom, "the_child", Listening)
    return texts


def feed(head: str, entries: list[str]) -> bytes:
    return f'<rss version="2.0" xmlns:r="http://purl.org/rss/1.0/"><channel><title>Harbour</title>{head}{"".join(entries)}</channel></rss>'.encode()


def test_entries_that_run_into_each_other_are_read_alone_without_the_whole_head(given):
    """A head of a feed's own fields is read once, not before each entry."""
    head = "<image/>" * 5_000
    entries = [RUN_TOGETHER.format("q:" if number == 30 else "r:", number) for number in range(60)]  # nobody declared q:
    found = list(rss_atom.parse(document(feed(head, entries))))
    assert [one.guid for one in found if isinstance(one, Item)] == [str(number) for number in range(60) if number != 30]
    assert len(given) == 61, "once together, then one by one"
    assert sum(map(len, given)) < 4 * len(head) + 61 * 400


def test_they_are_refused_by_name_where_they_are_too_many(given, monkeypatch):
    monkeypatch.setattr(rss_atom, "_ALONE", 3_000)
    entries = [RUN_TOGETHER.format("q:", number) for number in range(60)]
    found = list(rss_atom.parse(document(feed("", entries))))
    assert len(found) == 60
    assert {str(one.reason) for one in found} == {"parse_error"}
    assert "one by one" not in str(found[0])
    assert "one by one" in str(found[-1])
    assert sum(map(len, given)) < 3_000 + 2 * sum(map(len, entries))


def test_a_title_of_a_hundred_thousand_joints_is_no_headline_with_a_site():
    assert without_site("Ferry sails | Harbour Daily", ["Harbour Daily"], []) == "Ferry sails"
    endless = "| " * 50_000
    assert without_site(endless, ["Harbour Daily"], []) == endless
    assert folded(endless) == ""
