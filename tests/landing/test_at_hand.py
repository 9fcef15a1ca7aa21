"""What a process has just landed, and what it reads of it: the same document, from memory or from the landing."""

from datetime import UTC, datetime, timedelta, timezone
from mmap import PAGESIZE

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.connectors.landing import at_hand
from newsbeam.connectors.landing.landing import read_document
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.schemas.document import Document

NOON = datetime(2026, 3, 10, 12, 0, 0, 45, tzinfo=timezone(timedelta(hours=5, minutes=45)))
sent = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
headers = st.lists(st.tuples(st.text("ABCdef-", min_size=1, max_size=12), sent | sent.map(str.strip)), max_size=4).map(tuple)
documents = st.builds(
    Document,
    feed_id=st.just("ferry.main"),
    uri=st.text(max_size=20).map(lambda name: f"https://ferry.example/{name}"),
    fetched_at=st.builds(
        lambda passed, zone: (NOON + timedelta(microseconds=passed)).astimezone(zone),
        st.integers(-(10**15), 10**15),
        st.sampled_from([UTC, NOON.tzinfo]),
    ),
    payload=st.binary(max_size=300),
    media_type=st.none() | st.sampled_from(["application/rss+xml", "text/html"]),
    charset=st.none() | st.just("utf-8"),
    http_status=st.none() | st.integers(100, 599),
    headers=headers,
    member=st.none() | st.text(max_size=10),
)


@pytest.fixture(autouse=True)
def nothing_at_hand():
    at_hand.let_go()
    yield
    at_hand.let_go()


def landed(root, *found):
    with LandingWriter(root, "b1") as writer:
        refs = [writer.write(one, {}) for one in found]
    for one, ref in zip(found, refs, strict=True):
        at_hand.keep(root, one, ref)
    return refs


@given(documents)
@settings(max_examples=200, deadline=None)
def test_it_is_what_the_landing_gives(tmp_path_factory, document):
    root = tmp_path_factory.mktemp("landing")
    (ref,) = landed(root, document)
    held = at_hand.take(root, ref)
    assert held is None or held == read_document(root, ref)
    assert held is not None or not document.payload or document.http_status is not None


def body(payload, **fields):
    return Document(feed_id="ferry.main", uri="https://ferry.example/feed", fetched_at=NOON, payload=payload, **fields)


def test_each_is_given_once(tmp_path):
    first, same = landed(tmp_path, body(b"<rss/>", http_status=200), body(b"<rss/>", http_status=200))
    assert at_hand.take(tmp_path, first) == read_document(tmp_path, first)
    assert at_hand.take(tmp_path, first) is None
    assert at_hand.take(tmp_path / "other", same) is None
    at_hand.let_go()
    assert at_hand.take(tmp_path, same) is None


def test_no_more_is_kept_than_there_is_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr(at_hand, "MOST", 3 * PAGESIZE)
    refs = landed(tmp_path, body(b"1" * (PAGESIZE + 1)), body(b"2" * (PAGESIZE + 1)), body(b"3"), body(b"4"))
    assert [at_hand.take(tmp_path, ref) is not None for ref in refs] == [True, False, True, False]
    assert at_hand.take(tmp_path, *landed(tmp_path, body(b"5" * 3 * PAGESIZE))) is not None  # there is room again
