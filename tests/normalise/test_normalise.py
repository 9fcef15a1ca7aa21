"""Items and the stories that they give: golden folders, then what holds for every item."""

import json
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.text.ids import decide_id_basis, entry_key, item_hash
from newsbeam.schemas.codes import Flag, Reason
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError, PlaceClaim, SubjectClaim

CASES = sorted((Path(__file__).parent / "cases").iterdir())
FETCHED = datetime(2024, 5, 6, 12, tzinfo=UTC)


def feed_of(**fields):
    return Feed(**({"id": "f", "provider": "paper"} | ({} if "url" in fields else {"path": "x"}) | fields))


def item_of(**fields):
    return Item(**({"entry": 0, "format": "rss_atom"} | {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}))


def context_of(feed=None, **fields):
    known = fields.pop("known", None)
    entry = LiveEntry(item_hash=b"", **known) if known else None
    fields = {"landing_ref": "a.warc.gz#0#record-1", "fetched_at": FETCHED, "as_of": FETCHED} | fields
    return ItemContext(feed=feed or feed_of(), known=entry, **fields)


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_golden_case(case):
    given_ = json.loads((case / "item.json").read_text(encoding="utf-8"))
    story = asdict(normalise(item_of(**given_["item"]), context_of(feed_of(**given_["feed"]), **given_["context"])))
    wanted = json.loads((case / "story.json").read_text(encoding="utf-8"))
    assert {name: plain(story[name]) for name in wanted} == wanted


def plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def test_a_structured_dateline_fills_what_the_text_leaves_open():
    claim = PlaceClaim(role="dateline", name="Springfield", country="USA")
    story = normalise(item_of(guid="a", headline="H", body="B", places=[claim]), context_of())
    assert (story.dateline_place, story.dateline_country, story.dateline_text) == ("Springfield", "US", None)
    story = normalise(item_of(guid="a", headline="H", body="LAHORE, Oct 20 (APP): Rain.", places=[claim]), context_of())
    assert (story.dateline_place, story.dateline_country) == ("Lahore", "PK")


def test_an_item_that_tells_nothing_is_refused():
    with pytest.raises(ParseError) as caught:
        normalise(item_of(guid="a", headline=" \u200b ", summary="<p> </p>"), context_of())
    assert caught.value.reason == Reason.EMPTY_ITEM


def test_a_text_cut_for_length_says_so():
    story = normalise(item_of(guid="a", headline="h" * 3000, body="b" * 1_200_000), context_of())
    assert {Flag.HEADLINE_CUT, Flag.TEXT_CUT} <= set(story.quality_flags)
    assert len(story.headline) == 1000


def test_dates_trackers_and_boilerplate_make_no_revision():
    first = item_of(
        guid="a", headline="H", summary="<p>LONDON, Oct 20 (Reuters) - It rained.</p>", first_created_raw="2020-10-20T10:00:00Z"
    )
    again = replace(
        first,
        summary="<p>LONDON, Oct 21 (Reuters) - It rained.</p><p>The post H appeared first on Paper.</p>",
        first_created_raw="2020-10-21T10:00:00Z",
        url="https://paper.example/a?utm_source=x",
    )
    one, two = normalise(first, context_of()), normalise(again, context_of(landing_ref="a.warc.gz#9#record-2"))
    assert one.content_hash == two.content_hash
    assert one.story_id == two.story_id


def test_a_page_makes_no_revision():
    item = item_of(guid="a", headline="H", summary="The short text.")
    paged = replace(item, page_body="The long text, much longer than the short one.")
    assert normalise(item, context_of()).content_hash == normalise(paged, context_of()).content_hash


def test_a_marker_is_never_part_of_a_duplicate():
    item = item_of(guid="a", headline="H", body="B", slugline="X-Y/")
    assert (
        normalise(item, context_of()).content_hash
        != normalise(replace(item, slugline="X-Y/ (CORRECTED)"), context_of()).content_hash
    )


def test_tellings_are_named_by_version_or_by_their_record():
    item = item_of(guid="a", headline="H", body="B")
    one, two = (normalise(item, context_of(landing_ref=f"a#0#{r}")).telling_id for r in "ab")
    assert one != two
    item = replace(item, version="2", version_created_raw="2024-05-06T00:00:00Z")
    one, two = (normalise(item, context_of(landing_ref=f"a#0#{r}")).telling_id for r in "ab")
    assert one == two


def test_versions_order_as_numbers_and_before_times():
    item = item_of(guid="a", headline="H", body="B")
    nine, ten = (
        normalise(replace(item, version=v, version_created_raw=t), context_of()).revision_order
        for v, t in (("9", "2024-05-06T10:00:00Z"), ("10", "2024-05-06T09:00:00Z"))
    )
    assert nine < ten


def test_no_feed_claims_another_providers_ids():
    item = item_of(guid="https://other.example/1", headline="H", body="B")
    ids = {normalise(item, context_of(feed_of(provider=p))).story_id for p in ("one", "two")}
    assert len(ids) == 2
    local = item_of(guid="17", headline="H", body="B")
    ids = {normalise(local, context_of(feed_of(id=i))).story_id for i in ("f1", "f2")}
    assert len(ids) == 2
    ids = {normalise(local, context_of(feed_of(id=i, guid_scope="provider"))).story_id for i in ("f1", "f2")}
    assert len(ids) == 1


def listing(**columns):
    return [
        item_of(headline=f"A headline number {n}", url=f"https://p.example/{n}", **{k: v(n) for k, v in columns.items()})
        for n in range(8)
    ]


@pytest.mark.parametrize(
    ("items", "basis"),
    [
        (listing(guid=lambda n: f"id-{n}"), "guid"),
        (listing(guid=lambda _: "constant"), "canonical_url"),
        (listing(guid=lambda n: f"https://p.example/?t=A%20headline%20number%20{n}"), "canonical_url"),
        (listing(), "canonical_url"),
        ([item_of(headline=f"Headline {n}", url="https://p.example/") for n in range(8)], "headline_day"),
        ([item_of(body=f"Text {n}", day_raw="2020-10-20") for n in range(3)], "text"),
        (listing(guid=lambda n: f"urn:{n}", guid_is_agency=lambda _: True), "agency"),
    ],
)
def test_the_basis_is_what_tells_articles_apart(items, basis):
    assert decide_id_basis(items, feed_of()) == basis


def test_item_hash_sees_every_field_but_the_place_in_the_document():
    item = item_of(guid="a", headline="H", body="B")
    assert item_hash(item) == item_hash(replace(item, entry=7, flags=("malformed_feed",), feed_title="T"))
    changed = [replace(item, headline="H "), replace(item, summary=""), replace(item, keywords=("k",)), replace(item, version="1")]
    assert len({item_hash(i) for i in [item, *changed]}) == 5
    assert len(item_hash(item)) == 16


def test_entries_that_share_a_guid_do_not_share_a_key():
    assert entry_key(item_of(guid="x", headline="One")) != entry_key(item_of(guid="x", headline="Two"))


TEXTS = st.text(max_size=120) | st.sampled_from(
    ["<p>KARACHI (APP) - Rain.</p>", "By A B\n\nLONDON: It rained today.", "&amp;lt;b&gt;"]
)


@given(headline=TEXTS, summary=TEXTS, body=TEXTS, byline=TEXTS, credit=TEXTS, raw=TEXTS, url=TEXTS, markup=st.booleans())
def test_whatever_an_item_says_its_story_is_a_row(headline, summary, body, byline, credit, raw, url, markup):
    item = item_of(
        guid="g",
        headline=headline,
        summary=summary,
        body=body,
        byline=byline,
        credit=credit,
        first_created_raw=raw,
        url=url,
        markup=markup,
    )
    try:
        story = normalise(item, context_of())
    except ParseError:
        return
    for text in [v for v in asdict(story).values() if isinstance(v, str)]:
        assert text, "nothing is an empty string"
        text.encode("utf-8")
        assert not any(c < " " and c != "\n" for c in text)
    words = (story.text or "").split()
    assert story.text == (story.body_text or story.summary)
    assert (story.word_count is None) == (story.text is None)
    assert (story.word_count or 0) - len(words) in (0, sum("\u3040" <= c <= "\u9fff" for word in words for c in word))
    assert story == normalise(item, context_of())


@given(body=TEXTS)
def test_normalising_what_was_normalised_changes_nothing(body):
    try:
        once = normalise(item_of(guid="g", headline="A headline", body=body, markup=False), context_of())
    except ParseError:
        return
    if once.body_text and not once.dateline_text and not once.byline:
        again = normalise(item_of(guid="g", headline="A headline", body=once.body_text, markup=False), context_of())
        assert (again.dateline_text or "") + (again.body_text or "") == once.body_text or again.byline or again.ed_note


HOSTILE = [
    "A",
    "a ",
    "(",
    "<p>",
    "<a ",
    "&#1;",
    "By A",
    "By AB ",
    "A, ",
    "1 Oct ",
    "\u202e",
    "Ã©",
    "ظ",
    "新",
    "(Reporting by ",
    "...",
    "\n\n",
    "\n",
    "a",
    "1",
    "-",
    " ",
    "/",
    ":",
    "A. ",
    "1/",
    "By Aa, ",
    "http://a",
    "; editing by ",
    "source: ",
    "Jan ",
    "月1日",
    "记者",
    "中 ",
    "A | ",
    " - ",
    "é",
    "\u3000",
]


@pytest.mark.slow
def test_hostile_items_cost_what_their_length_costs():
    for piece in HOSTILE:
        text = piece * (100_000 // len(piece)) + "!"
        for field in (
            "headline",
            "summary",
            "body",
            "byline",
            "credit",
            "url",
            "guid",
            "slugline",
            "ed_note",
            "dateline",
            "first_created_raw",
            "version",
            "info_source",
            "original_url",
            "feed_title",
            "provider",
            "page_body",
            "authors",
            "keywords",
            "subjects",
            "places",
        ):
            item = item_of(**({"headline": "H", "guid": "g"} | {field: sent_as(field, text)}))
            begun = time.process_time()
            normalise(item, context_of())
            assert time.process_time() - begun < 2, (field, piece)


def sent_as(field, text):
    """The value of a field that holds `text`."""
    if field == "subjects":
        return [SubjectClaim(role="category", name=text)]
    if field == "places":
        return [PlaceClaim(role="dateline", name=text)]
    return [text] if field in ("authors", "keywords") else text
