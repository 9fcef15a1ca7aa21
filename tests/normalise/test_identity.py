"""The four names of a telling, each part of each: what is in it, in which order, and what is left out."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.text.identity import revision_order, telling_id
from newsbeam.pipeline.text.markers import Marker
from newsbeam.pipeline.text.other_names import other_names
from newsbeam.schemas.codes import PubStatus, RevisionKind
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
SITE = "https://kestrel.example"


def digest(*fields):
    return sha256("\x1f".join(fields).encode()).hexdigest()[:32]


def item(**said):
    return Item(entry=0, format="rss_atom", **said)


def story_of(basis=None, feed=None, ref="f.warc.gz#0#record-1", known=None, **said):
    feed = feed or Feed(id="kestrel.main", provider="Kestrel Wire", url=f"{SITE}/feed")
    return normalise(item(**said), ItemContext(feed=feed, fetched_at=AT, as_of=AT, landing_ref=ref, id_basis=basis, known=known))


FIRST = "2026-03-09T10:00:00Z"


def test_an_agencys_id_outranks_every_basis():
    for basis in (None, "guid", "canonical_url", "text", "link_title"):
        story = story_of(basis, guid=" K1 ", guid_is_agency=True, headline="Rain", url=f"{SITE}/1")
        assert (story.story_id, story.id_basis) == (digest("kestrel wire", "agency", "K1"), "agency")


@pytest.mark.parametrize(("basis", "named"), [(None, "guid"), ("guid", "guid"), ("agency", "guid"), ("guid_exact", "guid_exact")])
def test_a_guid_names_where_the_basis_says_so(basis, named):
    story = story_of(basis, guid=f" {SITE}/a?utm_source=x ", headline="Rain", url=f"{SITE}/1")
    wanted = f"{SITE}/a?utm_source=x" if basis == "guid_exact" else f"{SITE}/a"
    assert (story.story_id, story.id_basis) == (digest("kestrel wire", "guid", wanted), named)
    own = story_of(basis, guid="4711", headline="Rain", url=f"{SITE}/1")
    assert own.story_id == digest("feed:kestrel.main", "guid", "4711")


@pytest.mark.parametrize("basis", ["canonical_url", "url_id"])
def test_a_link_names_where_the_basis_says_so_and_where_there_is_no_guid(basis):
    wanted = (digest("kestrel wire", "canonical_url", f"{SITE}/1"), "canonical_url")
    for story in (story_of(basis, guid="g", headline="Rain", url=f"{SITE}/1"), story_of("guid", headline="Rain", url=f"{SITE}/1")):
        assert (story.story_id, story.id_basis) == wanted
    exact = story_of("url_exact", headline="Rain", url=f" {SITE}/1#p2 ")
    assert (exact.story_id, exact.id_basis) == (digest("kestrel wire", "canonical_url", f"{SITE}/1#p2"), "url_exact")
    dawn = Feed(id="d", provider="dawn", url="https://www.dawn.com/feed")
    numbered = story_of(basis, feed=dawn, headline="Rain", url="https://www.dawn.com/news/1786543/rain-falls")
    assert (numbered.story_id, numbered.id_basis) == (digest("dawn", "url_id", "1786543"), "url_id")


@pytest.mark.parametrize("basis", ["guid", "canonical_url"])
def test_a_story_that_landed_when_a_tracker_was_not_known_is_found_by_its_name(basis):
    was = f"{SITE}/a?src=rss"
    sent = {"guid": f"{was}&utm_source=x"} if basis == "guid" else {}
    entry = item(headline="Rain", url=f"{was}&utm_source=x", **sent)
    feed = Feed(id="kestrel.main", provider="Kestrel Wire", url=f"{SITE}/feed")
    story = normalise(entry, ItemContext(feed=feed, fetched_at=AT, as_of=AT, landing_ref="f#0#r", id_basis=basis))
    assert story.story_id == digest("kestrel wire", basis, f"{SITE}/a")
    assert digest("kestrel wire", basis, was) in other_names(story, entry, feed).to_prove


def test_link_and_title_together():
    story = story_of("link_title", guid="turns", headline="UPDATE 2-Rain FALLS", url=f"{SITE}/1")
    assert (story.story_id, story.id_basis) == (digest("kestrel wire", "link_title", f"{SITE}/1", "rain falls"), "link_title")
    bare = story_of("link_title", guid="turns", summary="Rain falls.", url=f"{SITE}/1")
    assert bare.id_basis == "canonical_url"


@pytest.mark.parametrize("basis", [None, "guid", "canonical_url", "headline_day", "link_title"])
def test_a_headline_and_its_day(basis):
    story = story_of(basis, headline="UPDATE 2-Rain FALLS", first_created_raw=FIRST)
    assert (story.story_id, story.id_basis) == (digest("kestrel wire", "headline_day", "rain falls", "2026-03-09"), "headline_day")


def test_where_the_feed_goes_by_its_headlines_or_texts_a_link_names_nothing():
    assert story_of("headline_day", headline="Rain", url=f"{SITE}/1").id_basis == "headline_day"
    assert story_of("text", summary="Rain.", url=f"{SITE}/1").id_basis == "text"


def test_a_text_is_named_by_its_day_and_its_first_two_hundred_characters():
    body = "Rain  FELL. " * 40
    story = story_of("text", body=body, first_created_raw=FIRST)
    text = " ".join(body.casefold().split())
    assert (story.story_id, story.id_basis) == (digest("kestrel wire", "text", "2026-03-09", text[:200]), "text")
    archived = story_of("text", body="KARACHI, Oct 20: Rain fell.", day_raw="2020-10-20", headline="Rain")
    assert archived.id_basis == "text"
    other_day = story_of("text", body="KARACHI, Oct 20: Rain fell.", day_raw="2020-10-21", headline="Rain")
    assert archived.story_id != other_day.story_id
    summary = story_of("text", summary="Rain fell.", first_created_raw=FIRST)
    assert summary.story_id == digest("kestrel wire", "text", "2026-03-09", "rain fell.")
    titled = story_of("text", headline="Rain falls", day_raw="2020-10-20")
    assert titled.story_id == digest("kestrel wire", "text", "2020-10-20", "rain falls")


def test_the_printed_day_names_an_archived_text_even_where_it_is_filed_under_another():
    early = story_of("text", body="Rain fell.", day_raw="1885-10-20")
    assert early.date != "1885-10-20"
    assert early.story_id == digest("kestrel wire", "text", "1885-10-20", "rain fell.")


def test_an_entry_that_the_cursor_knows_keeps_its_name():
    known = LiveEntry(item_hash=b"", story_id="k" * 32, telling_id="t", content_hash="c", date="2026-01-01", country="KE")
    story = story_of("guid", known=known, guid="g", headline="Rain")
    assert (story.story_id, story.known_partition) == ("k" * 32, ("2026-01-01", "KE"))
    assert story_of("guid", guid="g", headline="Rain").known_partition is None


def test_a_content_hash_has_headline_summary_body_and_place():
    story = story_of("guid", guid="g", headline="Rain", summary="It rained.", body="It rained in the north.")
    assert story.content_hash == digest("Rain", "It rained.", "It rained in the north.", "")
    placed = story_of("guid", guid="g", headline="Rain", body="LAHORE, Oct 20 (APP): It rained.")
    assert placed.content_hash == digest("Rain", "", placed.body_text, "Lahore")
    slug = story_of("guid", guid="g", headline="Rain", slugline="RAIN (CORRECTED)")
    plain = story_of("guid", guid="g", headline="Rain")
    assert plain.content_hash == digest("Rain", "", "", "")
    assert (slug.revision_kind, slug.content_hash) == ("correction", digest("Rain", "", "", "", "correction "))
    numbered = story_of("guid", guid="g", headline="UPDATE 3-Rain")
    assert numbered.content_hash == digest("UPDATE 3-Rain", "", "", "", "update 3")


def test_a_telling_is_its_text_status_and_version_or_its_record():
    ref = "a#0#b#urn:uuid:1"
    assert telling_id("c", PubStatus.USABLE, item(), ref) == digest("c", "usable", "urn:uuid:1")
    assert telling_id("c", PubStatus.CANCELED, item(version="2"), ref) == digest("c", "canceled", "2", "")
    assert telling_id("c", PubStatus.USABLE, item(version_created_raw=FIRST), ref) == digest("c", "usable", "", FIRST)
    assert telling_id("c", PubStatus.USABLE, item(version="2", version_created_raw=FIRST), ref) == digest("c", "usable", "2", FIRST)


@pytest.mark.parametrize(
    ("said", "marker", "wanted"),
    [
        ({}, None, "|2026-03-10T12:00:00.000000+00:00|000000|2026-03-10T12:00:00.000000+00:00|t"),
        ({"version": " 9 "}, None, "000000000009|2026-03-10T12:00:00.000000+00:00|000000|2026-03-10T12:00:00.000000+00:00|t"),
        (
            {"version": "1.10b"},
            None,
            "000000000001.000000000010b|2026-03-10T12:00:00.000000+00:00|000000|2026-03-10T12:00:00.000000+00:00|t",
        ),
        ({}, Marker(RevisionKind.UPDATE, 3), "|2026-03-10T12:00:00.000000+00:00|000003|2026-03-10T12:00:00.000000+00:00|t"),
        ({}, Marker(RevisionKind.UPDATE, None), "|2026-03-10T12:00:00.000000+00:00|000000|2026-03-10T12:00:00.000000+00:00|t"),
        ({}, Marker(RevisionKind.CORRECTION, 3), "|2026-03-10T12:00:00.000000+00:00|000000|2026-03-10T12:00:00.000000+00:00|t"),
        ({"version": "v" * 70}, None, f"{'v' * 60}|2026-03-10T12:00:00.000000+00:00|000000|2026-03-10T12:00:00.000000+00:00|t"),
    ],
)
def test_the_order_of_tellings_spelled_out(said, marker, wanted):
    class Times:
        version = None

    assert revision_order(item(**said), marker, Times(), AT, "t") == wanted


def test_a_version_that_is_dated_stands_at_its_time_in_utc():
    class Times:
        version = datetime.fromisoformat("2026-03-10T15:30:00.5+05:00")

    order = revision_order(item(), None, Times(), AT, "t")
    assert order == "|2026-03-10T10:30:00.500000+00:00|000000|2026-03-10T12:00:00.000000+00:00|t"
