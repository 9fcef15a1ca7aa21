"""tag(): the seed release whole, the order of the country rule, and that no tagger can cost a story."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.stages.normalise_items import Telling
from newsbeam.pipeline.stages.stage import ForLedger
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.stages.tag_stories import TOGETHER, TagStage
from newsbeam.pipeline.taggers import TAGGERS
from newsbeam.pipeline.taggers.disambiguate import disambiguate
from newsbeam.schemas.item import PlaceClaim, SubjectClaim
from newsbeam.schemas.story import Claims, Story, with_columns

# Written in the shape of a platform's release to a Pakistani portal.
RELEASE = (
    "ClipShare's services were blocked last week by the Pakistan Telecommunication Authority (PTA), and users in Pakistan "
    "have moved to TikTok. The PTA has not answered. Minister Fawad Chaudhry welcomed talks with the Government of Pakistan."
)


def story(**columns):
    base = {
        "story_id": "s",
        "telling_id": "t",
        "content_hash": "c",
        "normaliser_version": 1,
        "id_basis": "guid",
        "revision_kind": "original",
        "revision_order": "1",
        "provider": "p",
        "feed_id": "f",
        "format": "rss",
        "fetched_at": datetime(2026, 1, 2, tzinfo=UTC),
        "date": "2026-01-02",
    }
    return Story(**(base | columns))


def test_a_release_is_tagged_whole():
    tagged = tag(story(headline="Statement", body_text=RELEASE, dateline_place="Karachi", dateline_country="PK"))
    assert (tagged.story_country, tagged.country_basis, tagged.country) == ("PK", "dateline", "PK")
    assert tagged.language == "en"
    assert {"TikTok", "Pakistan Telecommunication Authority"} <= set(tagged.organisations)
    assert "Fawad Chaudhry" in tagged.persons
    assert tagged.places[0].name == "Karachi"
    assert tagged.places[0].offset == -1
    assert tagged.taggers == tuple(TAGGERS)
    assert tagged.quality_flags == ()


def test_offsets_point_at_the_words():
    tagged = tag(story(headline="Floods in Sindh", body_text="Water reached Karachi and Hyderabad, officials in Pakistan said."))
    text = tagged.headline + "\n" + tagged.body_text
    assert {"Sindh", "Karachi", "Hyderabad"} <= {place.name for place in tagged.places}
    assert [one.code for one in tagged.countries] == ["PK"]
    for place in tagged.places:
        assert text[place.offset :].startswith(place.name)
    for one in tagged.countries:
        surface, _, offset = one.evidence.rpartition("@")
        assert text[int(offset) :].startswith(surface)


@pytest.mark.parametrize(
    ("claims", "dateline", "body", "country", "basis"),
    [
        ((PlaceClaim(role="dateline", country="SWE"),), "PARIS", "In Kenya.", "SE", "dateline"),
        ((), "PARIS", "The strike in Kenya hit Nairobi, Kenya said.", "FR", "dateline"),
        ((PlaceClaim(role="located", name="Bangalore", country="IND"),), "DAMASCUS", "Syria.", "SY", "dateline"),
        ((PlaceClaim(role="event", country="HND"),), None, "Kenya, Kenya, Kenya.", "HN", "event"),
        ((PlaceClaim(role="subject", country="SY"), PlaceClaim(role="subject", country="SYR")), None, "x", "SY", "event"),
        (
            (PlaceClaim(role="subject", country="SY"), PlaceClaim(role="subject", country="SA")),
            None,
            "Kenya said Kenya.",
            "KE",
            "text",
        ),
        ((PlaceClaim(role="located", country="IN"),), None, "Kenya said Nairobi was calm.", "KE", "text"),
        ((PlaceClaim(role="located", country="IN"),), None, "Nothing here.", "IN", "located"),
        ((), None, "Nothing here.", "PK", "provider"),
    ],
)
def test_order_of_the_country_rule(claims, dateline, body, country, basis):
    tagged = tag(story(body_text=body, dateline_place=dateline, claims=Claims(places=claims, home_country="PK")))
    assert (tagged.story_country, tagged.country_basis) == (country, basis)


@pytest.mark.parametrize(("place", "code"), [("Atlanta", "US"), ("Tbilisi", "GE")])
def test_a_dateline_settles_the_names_of_its_text(place, code):
    tagged = tag(story(body_text="Georgia lawmakers voted on Monday.", dateline_place=place))
    assert {one.code for one in tagged.countries} == {code}
    assert [p.country for p in tagged.places] == [code, code]


def test_no_evidence_is_zz():
    tagged = tag(story(headline="A quiet day", body_text="Nothing happened to anyone."))
    assert (tagged.story_country, tagged.country_basis, tagged.country_confidence, tagged.countries) == ("ZZ", "none", None, ())


def test_a_summary_is_read_where_there_is_no_body_and_offsets_count_in_it():
    tagged = tag(
        story(
            headline="Deal signed", summary="The Pakistan Telecommunication Authority (PTA) said in Karachi that users may return."
        )
    )
    assert (tagged.story_country, tagged.language) == ("PK", "en")
    assert "Pakistan Telecommunication Authority" in tagged.organisations
    text = f"{tagged.headline}\n{tagged.summary}"
    assert [text[place.offset :].split(maxsplit=1)[0] for place in tagged.places] == ["Pakistan", "Karachi"]


def test_a_headline_in_capitals_is_read():
    tagged = tag(story(headline="UK AND FRANCE SIGN TRADE PACT IN PARIS", body_text="x"))
    assert {one.code for one in tagged.countries} == {"GB", "FR"}


def test_a_published_partition_is_kept():
    tagged = tag(story(body_text="Kenya said Nairobi was calm.", known_partition=("2026-01-01", "UG")))
    assert (tagged.story_country, tagged.country) == ("KE", "UG")


def test_a_claimed_country_that_is_none_is_flagged():
    tagged = tag(story(body_text="x", claims=Claims(places=(PlaceClaim(role="event", country="Atlantis"),))))
    assert "bad_country" in tagged.quality_flags


@pytest.mark.parametrize(
    ("dateline", "code", "flagged"), [("Peking", None, True), ("Beijing", None, False), (None, "YU", True), (None, "UK", False)]
)
def test_places_that_are_no_more_are_flagged(dateline, code, flagged):
    places = (PlaceClaim(role="event", country=code),) if code else ()
    tagged = tag(story(body_text="x", dateline_place=dateline, claims=Claims(places=places)))
    assert ("historic_place" in tagged.quality_flags) is flagged


def test_a_tagger_that_raises_costs_only_its_columns(caplog):
    def broken(_story, _found):
        raise RuntimeError("bad text")

    tagged = tag(story(body_text="In Kenya."), {"broken/1": broken, **TAGGERS})
    assert "untagged" in tagged.quality_flags
    assert tagged.story_country == "KE"
    assert "broken/1" not in tagged.taggers
    (logged,) = caplog.records
    assert (logged.getMessage(), str(logged.exc_info[1])) == (
        f"broken/1: story {tagged.story_id} goes without its columns: it raised",
        "bad text",
    )


def test_provider_topics_come_first():
    subjects = (
        SubjectClaim(code="15000000", scheme="http://cv.iptc.org/newscodes/mediatopic/"),
        SubjectClaim(name="Business", role="category"),
    )
    tagged = tag(story(body_text="x", url="https://example.org/en/health/some-slug-1234567.html", claims=Claims(subjects=subjects)))
    assert [(s.qcode, s.basis) for s in tagged.subjects][:3] == [
        ("medtop:15000000", "provider"),
        ("medtop:04000000", "category"),
        ("medtop:07000000", "url"),
    ]
    assert tagged.subjects[0].name == "sport"


@pytest.mark.slow
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_is_tagged(body, headline):
    tagged = tag(story(headline=headline or None, body_text=body or None))
    assert "untagged" not in tagged.quality_flags
    text = (tagged.headline or "") + "\n" + (tagged.body_text or "")
    assert all(-1 <= place.offset < len(text) for place in tagged.places)
    assert tagged.country == tagged.story_country


PIECES = [
    "Paris",
    "Georgia",
    "Jordan",
    ", ",
    " in ",
    "Texas",
    "U.S.",
    " (",
    "باكستان",
    "中国",
    "Washington",
    "St. ",
    "Ga.",
    "\n",
    "BY ",
    "पाकिस्तानी",
    "İ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_mentions_are_their_words(text):
    spans = [(m.start, m.end) for m in disambiguate(text)]
    assert all(text[m.start : m.end] == m.surface for m in disambiguate(text))
    assert spans == sorted(spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_a_copy_with_columns_is_what_replace_gives():
    one = story(headline="Floods", quality_flags=("x",))
    columns = {"story_country": "PK", "places": (), "headline": None}
    assert with_columns(one, columns) == replace(one, **columns)
    assert with_columns(one, {}) == one
    with pytest.raises(KeyError):
        with_columns(one, {"no_column": 1})


def test_a_bundle_is_tagged_as_its_stories_are_one_by_one():
    stories = [story(headline=f"Talks in {place}", body_text=RELEASE) for place in ("Karachi", "Nairobi", "Lima")] * TOGETHER
    stage = TagStage()
    stage.begin()
    answers = [stage.process(Telling(story=one, arrival=None)) for one in stories]
    assert {len(answer) for answer in answers} == {0, TOGETHER}
    end = stage.end()
    given_on = [one.story for answer in (*answers, end) for one in answer if type(one) is not ForLedger]
    assert given_on == [tag(one) for one in stories]


def test_what_is_left_of_a_bundle_leaves_with_it():
    stage = TagStage()
    stage.begin()
    assert stage.process(Telling(story=story(body_text="In Kenya."), arrival=None)) == []
    last, figure = stage.end()
    assert last.story.country == "KE"
    assert figure[1:4] == ("TagStories", 1, 1)
    stage.begin()
    assert stage.end() == []
