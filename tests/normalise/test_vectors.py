"""Ids that hold for ever, written down: what a hash is made of, in which order and how much of it is kept, renames every story.

These are the ids of newsbeam 0.1, but for the names that it cut too short (a fragment, the exact ones). A line here is never changed:
a new way to name a story is a new line, and the old ids stay known (`pipeline/text/other_names.py`).
"""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.text import ids
from newsbeam.pipeline.text.ids import entry_key, item_hash
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, MediaClaim, PlaceClaim, SubjectClaim

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
CREATED = "2026-03-10T09:00:00Z"


def item(**said):
    return Item(entry=0, format="rss_atom", **said)


SITE = "https://kestrel.example"
ITEMS = {
    "agency": (
        item(
            guid="urn:newsml:kestrel.example:20260310:K1",
            guid_is_agency=True,
            headline="Rain",
            version="2",
            version_created_raw=CREATED,
        ),
        "Kestrel Wire",
    ),
    "guid that is an address": (
        item(
            guid=f"{SITE}/a/1?utm_source=rss&id=7",
            url=f"{SITE}/a/1",
            headline="Rain falls",
            summary="In the north.",
            first_created_raw=CREATED,
        ),
        "Kestrel Wire",
    ),
    "guid with a fragment": (item(guid=f"{SITE}/day#p1", headline="Rain falls", first_created_raw=CREATED), "Kestrel Wire"),
    "guid of its feed alone": (item(guid="4711", headline="Rain falls", first_created_raw=CREATED), "Kestrel Wire"),
    "guid_exact": (item(guid=f"{SITE}/a?at_id=0&smid=3", headline="Rain falls", first_created_raw=CREATED), "Kestrel Wire"),
    "url_id": (item(url="https://www.dawn.com/news/1786543/rain-falls", headline="Rain falls", first_created_raw=CREATED), "dawn"),
    "canonical_url": (
        item(url="https://Kestrel.example:443/a/1?fbclid=x#top", headline="Rain falls", first_created_raw=CREATED),
        "Kestrel Wire",
    ),
    "url_exact": (item(url=f"{SITE}/day#p1", headline="Rain falls", first_created_raw=CREATED), "Kestrel Wire"),
    "headline_day": (item(headline="UPDATE 2-Rain falls", summary="In the north.", first_created_raw=CREATED), "Kestrel Wire"),
    "text": (item(body="KARACHI, Oct 20: Rain fell.", day_raw="2020-10-20"), "Kestrel Wire"),
}
FROZEN = {
    # (id_basis, story_id, telling_id, content_hash, item_hash, entry_key)
    "agency": (
        "agency",
        "35d95a4c0530ad9a0fcb02d5e6784a82",
        "32e8e9b1f085cc8d32cea7282f5969fa",
        "3ed3fa998737478ddcf3d2820cbce4b5",
        "6b4c9bf4ef92cabf5123e7eca51efb79",
        "07f3a7a5ab777ff822d5f59f72825387",
    ),
    "guid that is an address": (
        "guid",
        "fa8dc37e0ad4f1111056b443b91107e8",
        "d6196e72646be01c9e4a5292228c5cc2",
        "aa65f385872ede4be1bb5ef7b161ce29",
        "0e2806b61442125b49add03aecbfdb28",
        "b10226de0c6215048dfbb2da62767884",
    ),
    "guid with a fragment": (
        "guid",
        "64289423c312cc4d58a3ddc239dd5cc1",
        "4e4c3c56ad5c61329bdd00259fcbc8ef",
        "982a07e6f91bf9eabf641fc129962c5a",
        "15e63983b2770e7b5b921f947d83038e",
        "4a233536b16a594446a9bf9547650fd6",
    ),
    "guid of its feed alone": (
        "guid",
        "10eb442278f78184dd15ed5b7a1de3d5",
        "4e4c3c56ad5c61329bdd00259fcbc8ef",
        "982a07e6f91bf9eabf641fc129962c5a",
        "bf165993e8e6b3a631a8efe73eeede80",
        "41fb2b8ea5c26d7f52532945acb7fc0d",
    ),
    "guid_exact": (
        "guid_exact",
        "d42bc5d258d67d9fbe2e85d7acf1825f",
        "4e4c3c56ad5c61329bdd00259fcbc8ef",
        "982a07e6f91bf9eabf641fc129962c5a",
        "44d8ec28d97345e252ec9924e2a976b1",
        "4a8cf18174b4635df189b643d8731e9d",
    ),
    "url_id": (
        "url_id",
        "15216c612ebada138c5f52a9edd73c90",
        "4e4c3c56ad5c61329bdd00259fcbc8ef",
        "982a07e6f91bf9eabf641fc129962c5a",
        "668a872e34e9882f0424de58f7d1b880",
        "5905b84e7d5c7680b633d93157e8730f",
    ),
    "canonical_url": (
        "canonical_url",
        "9456e5b44c1c2533af2de0de4fcde6a8",
        "4e4c3c56ad5c61329bdd00259fcbc8ef",
        "982a07e6f91bf9eabf641fc129962c5a",
        "54812899d0eba561cd0fbecfaf2a4ac0",
        "ac0ea005d5181f753ff6053b085301b0",
    ),
    "url_exact": (
        "url_exact",
        "24d8ad0aa63569bc6e313281ce009a2f",
        "4e4c3c56ad5c61329bdd00259fcbc8ef",
        "982a07e6f91bf9eabf641fc129962c5a",
        "5bcadf3891c51462cde8b3051b363feb",
        "40be164997c8737f306d372ceaeef579",
    ),
    "headline_day": (
        "headline_day",
        "403172182c8ded03a36fa73cf2cd81c8",
        "4fc84283e8abe5a55874ea2614e74257",
        "b022981f3f99e1ec17b5e23c4da27440",
        "c5d95a3775521f13f35b1d34cf8a3a93",
        "772677e9bfd1c9f4f51cd2c93b6b13b2",
    ),
    "text": (
        "text",
        "9dba22df58e9fdb94dd88c9c87ca6d49",
        "2c1ff1e1f5084151f1c0abc3438331e6",
        "0f150de3c88a3ba614a5aa72da54553f",
        "d962eefece08670a0818bcb5ca53ffaf",
        "4f42d51e90c833751c434557cd375fb0",
    ),
}


@pytest.mark.parametrize("name", ITEMS)
def test_the_ids_of_a_literal_item_are_these(name):
    said, provider = ITEMS[name]
    basis = name if name in {"agency", "guid_exact", "url_id", "canonical_url", "url_exact", "headline_day", "text"} else "guid"
    feed = Feed(id="kestrel.main", provider=provider, url=f"{SITE}/feed")
    context = ItemContext(
        feed=feed, fetched_at=AT, as_of=AT, landing_ref="date=2026-03-10/a-00000.warc.gz#0#urn:uuid:1", id_basis=basis
    )
    story = normalise(said, context)
    hashes = (story.story_id, story.telling_id, story.content_hash, item_hash(said).hex(), entry_key(said))
    assert (story.id_basis, *hashes) == FROZEN[name]


def test_a_provider_is_one_house_however_it_is_written():
    said, _ = ITEMS["canonical_url"]
    feeds = [Feed(id="kestrel.main", provider=name, url=f"{SITE}/feed") for name in ("Kestrel Wire", "KESTREL WIRE")]
    contexts = [ItemContext(feed=one, fetched_at=AT, as_of=AT, landing_ref="a#0#b", id_basis="canonical_url") for one in feeds]
    assert {normalise(said, one).story_id for one in contexts} == {FROZEN["canonical_url"][1]}


def test_fields_do_not_run_into_each_other():
    assert ids.name("a", "bc") != ids.name("ab", "c") != ids.name("abc")
    assert ids.name("a", "b") == "f04cdced9736a69da6103f08a4daaf8c"


NOT_SENT = {
    "entry",
    "format",
    "markup",
    "headline_markup",
    "guid_is_agency",
    "feed_title",
    "feed_language",
    "flags",
} | {
    "origin",
    "page_body",
}
"""What no entry says of itself: its place, how it was read, what another document or the feed adds."""
OTHER = {
    "alt_ids": (("scheme", "1"),),
    "subjects": (SubjectClaim(name="Rain"),),
    "places": (PlaceClaim(role="event", name="Nakuru"),),
    "media": (MediaClaim(url="https://kestrel.example/1.jpg"),),
}


@pytest.mark.parametrize("field", [f.name for f in fields(Item) if f.name not in NOT_SENT])
def test_whatever_field_changes_the_entry_is_another(field):
    plain = item(guid="g", headline="H", summary="S")
    was = getattr(plain, field)
    others = [OTHER[field]] if field in OTHER else [("one",), ("one", "two")] if isinstance(was, tuple) else ["", "one", "two"]
    assert len({item_hash(plain), *(item_hash(replace(plain, **{field: one})) for one in others)}) == 1 + len(others)
    for other in (f.name for f in fields(Item) if f.name not in NOT_SENT and f.name > field):
        if isinstance(was, str | None) and isinstance(getattr(plain, other), str | None):  # nor does one field pass for another
            assert item_hash(replace(plain, **{field: "x", other: None})) != item_hash(replace(plain, **{field: None, other: "x"}))


@pytest.mark.parametrize(
    ("more", "was"),
    [
        ({}, "2bc9bcca002171bc2d40b0d8849e1bf6"),
        ({"original_url": "https://lagoon.example/a"}, "5933845488ea94c4dcbfe1ee8829ed73"),
        ({"provider": "Lagoon"}, "cfae616b44216904d461c8b3e192dda8"),
        ({"original_url": "https://lagoon.example/a", "provider": "Lagoon"}, "95868d9fd76a9d56675e5bfc3bfe0c49"),
    ],
)
def test_an_entry_that_a_cursor_has_from_an_earlier_version_is_known(more, was):
    said = Item(entry=0, format="rss_atom", headline="Ferry sails", keywords=("sea",), **more)
    assert item_hash(said).hex() == was
