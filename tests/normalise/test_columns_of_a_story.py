"""What `normalise` makes of each field, and which of several sources of a value wins."""

from datetime import UTC, datetime

import pytest

from newsbeam.pipeline.stages.normalise import GUID_LIMIT, NORMALISER_VERSION, ItemContext, normalise
from newsbeam.schemas.codes import Flag
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, MediaClaim, ParseError, PlaceClaim, SubjectClaim
from newsbeam.schemas.story import Media

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
FEED = Feed(id="kestrel.main", provider="Kestrel Wire", url="https://kestrel.example/feed")


def story_of(feed=FEED, **said):
    item = Item(**({"entry": 0, "format": "rss_atom", "guid": "g"} | said))
    return normalise(item, ItemContext(feed=feed, fetched_at=AT, as_of=AT, landing_ref="f#0#r"))


def test_what_is_sent_lands_in_its_own_column():
    media = MediaClaim(url="https://x.example/1.jpg", media_type="image/jpeg", caption="A <b>b</b> c", credit="Ann  Lee")
    story = story_of(
        headline="Rain falls",
        slugline="RAIN  slug",
        summary="It rained.",
        body="It rained in the north of the country.",
        rights="(c)  Kestrel",
        usage_terms="no  archive",
        genre="Feature  story",
        urgency=" 3 ",
        ed_note="Eds:  adds quote",
        media=(media,),
        first_created_raw=" 2026-03-10T09:00:00Z ",
        version_created_raw="2026-03-10T10:00:00Z",
        entry=4,
    )
    assert story.normaliser_version == NORMALISER_VERSION
    assert (story.provider, story.feed_id, story.format, story.entry) == ("Kestrel Wire", "kestrel.main", "rss_atom", 4)
    assert (story.headline, story.headline_raw, story.slugline) == ("Rain falls", "Rain falls", "RAIN slug")
    assert (story.summary, story.body_text, story.text) == (
        "It rained.",
        "It rained in the north of the country.",
        "It rained in the north of the country.",
    )
    assert (story.rights, story.usage_terms, story.genre, story.urgency) == ("(c) Kestrel", "no archive", "Feature story", 3)
    assert story.media == (Media(url="https://x.example/1.jpg", media_type="image/jpeg", caption="A b c", credit="Ann Lee"),)
    assert story.ed_note == "Eds: adds quote"
    assert (story.first_created_raw, story.first_created) == ("2026-03-10T09:00:00Z", datetime(2026, 3, 10, 9, tzinfo=UTC))
    assert (story.first_created_precision, story.first_created_zone_basis) == ("second", "explicit")
    assert (story.version_created, story.fetched_at, story.landing_ref) == (datetime(2026, 3, 10, 10, tzinfo=UTC), AT, "f#0#r")
    assert (story.date, story.date_basis) == ("2026-03-10", "first_created")


def test_what_is_not_sent_is_null():
    story = story_of(headline="Rain falls")
    for name in ("media", "keywords", "summary", "body_text", "text", "word_count", "byline", "authors", "ed_note", "genre", "url"):
        assert getattr(story, name) is None, name
    assert (story.credit, story.origin_agency, story.distributor, story.page_text, story.urgency) == (None,) * 5
    assert (story.first_created, story.first_created_precision, story.first_created_zone_basis) == (None, None, None)
    assert (story.dateline_text, story.dateline_place, story.dateline_country) == (None, None, None)
    assert story_of(summary="Rain.").quality_flags[-1] == Flag.HEADLINE_MISSING
    assert story_of(headline="Rain", summary="Falls.").text == "Falls."


def test_a_headline_that_is_nothing_but_its_marker_keeps_it():
    assert story_of(headline="UPDATE 2-Rain falls").headline == "Rain falls"
    assert story_of(headline="UPDATE 2-").headline == story_of(headline="UPDATE 2-").headline_raw


@pytest.mark.parametrize("sent", ["", "0", "10", "x", "A"])
def test_what_is_no_urgency(sent):
    assert story_of(headline="H", urgency=sent).urgency is None


def test_nothing_told_is_refused_unless_it_is_a_kill():
    with pytest.raises(ParseError, match=r"kestrel\.main: entry 7: no headline, summary or text") as refused:
        story_of(entry=7)
    assert refused.value.entry == 7
    killed = story_of(pub_status="canceled")
    assert (killed.pub_status, killed.revision_kind) == ("canceled", "kill")
    for said in ({"headline": "H"}, {"summary": "S"}, {"body": "B"}):
        assert story_of(**said).revision_kind == "original"


def test_a_guid_is_cut_behind_two_thousand_characters():
    whole, cut = story_of(headline="H", guid="g" * GUID_LIMIT), story_of(headline="H", guid="g" * (GUID_LIMIT + 1))
    assert (len(whole.guid), Flag.GUID_CUT in whole.quality_flags) == (2000, False)
    assert (len(cut.guid), Flag.GUID_CUT in cut.quality_flags) == (2000, True)
    assert story_of(headline="H", guid=None).guid is None


def test_addresses():
    story = story_of(headline="H", url=" https://Kestrel.example/a?utm_source=x ", canonical_url=None)
    assert (story.url, story.canonical_url) == ("https://Kestrel.example/a?utm_source=x", "https://kestrel.example/a")
    counter = story_of(headline="H", url="https://feeds.example/~r/1", original_url="https://kestrel.example/real?fbclid=1")
    assert counter.canonical_url == "https://kestrel.example/real"
    relative = story_of(headline="H", url="/a/1")
    assert (relative.canonical_url, Flag.BAD_URL in relative.quality_flags) == ("https://kestrel.example/a/1", False)
    bare = story_of(feed=Feed(id="f", provider="p", path="x"), headline="H", url="/a/1")
    assert (bare.canonical_url, Flag.BAD_URL in bare.quality_flags) == (None, True)
    assert Flag.BAD_URL not in story_of(headline="H").quality_flags


def test_flags_each_once():
    story = story_of(headline="H", flags=("encoding_repaired", "encoding_repaired", "malformed_feed"))
    assert [one for one in story.quality_flags if one in ("encoding_repaired", "malformed_feed")] == [
        "encoding_repaired",
        "malformed_feed",
    ]


def test_keywords_are_the_providers_own_words_each_once():
    subjects = (
        SubjectClaim(name="ferries", role="keyword"),
        SubjectClaim(name="Harbour", role="category"),
        SubjectClaim(name="not this", role="subject"),
        SubjectClaim(code="1", role="keyword"),
    )
    story = story_of(headline="H", keywords=("tides ", "ferries", "", "tides"), subjects=subjects)
    assert story.keywords == ("tides", "ferries", "Harbour")
    assert story_of(headline="H", keywords=("", " ")).keywords is None


def test_a_section_is_that_of_a_category_or_of_the_address():
    sports = story_of(
        headline="H", subjects=(SubjectClaim(name="Sports", role="category"), SubjectClaim(name="Business", role="subject"))
    )
    assert sports.section == story_of(headline="H", subjects=(SubjectClaim(name="Sports", role="category"),)).section
    assert sports.section is not None
    assert story_of(headline="H", subjects=(SubjectClaim(name="Sports", role="subject"),)).section is None
    assert story_of(headline="H", url="https://kestrel.example/sports/1").section == story_of(headline="H", url="/sports/1").section


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One", 1),
        ("Two words", 2),
        ("One line\nand another", 4),
        ("One\n\nTwo three", 3),
        ("x" * 13, 1),
        ("雨が降った" * 4, 1 + 20),
        ("雨 a a a a a a a a", 9),
    ],
)
def test_words_are_counted(text, words):
    assert story_of(headline="H", body=text).word_count == words


def test_scripts_without_spaces_count_their_characters_where_spaces_are_rare():
    from newsbeam.pipeline.stages.plain_fields import word_count

    assert word_count("雨" * 12) == 1, "twelve characters a word is not yet too few spaces"
    assert word_count("雨" * 13) == 1 + 13
    assert word_count(" a b ") == 2


def test_a_dateline_of_its_own_field_fills_what_the_text_leaves_open():
    text = "Rain fell in the north on Tuesday, officials said."
    lahore = PlaceClaim(role="dateline", name="Lahore")
    assert story_of(headline="H", body=text, places=(lahore,)).dateline_place == "Lahore"
    assert story_of(headline="H", body=text, places=(lahore,)).dateline_country == "PK"
    named = PlaceClaim(role="dateline", name="Lahore", country="IND")
    assert story_of(headline="H", body=text, places=(named,)).dateline_country == "IN"
    only_country = story_of(headline="H", body=text, places=(PlaceClaim(role="dateline", country="PAK"),))
    assert (only_country.dateline_place, only_country.dateline_country) == (None, "PK")
    event = story_of(headline="H", body=text, places=(PlaceClaim(role="event", name="Lahore", country="PAK"),))
    assert (event.dateline_place, event.dateline_country) == (None, None)
    empty = story_of(headline="H", body=text, places=(PlaceClaim(role="dateline"), lahore))
    assert empty.dateline_place == "Lahore"
    printed = story_of(
        headline="H", body=f"KARACHI, Oct 20 (APP): {text}", places=(PlaceClaim(role="dateline", name="Lahore", country="IND"),)
    )
    assert (printed.dateline_place, printed.dateline_country) == ("Karachi", "PK")


def test_further_places_of_a_dateline_are_claims():
    story = story_of(headline="H", body="LONDON/PARIS, Oct 20 (Reuters) - Rain fell in both capitals on Tuesday.", places=())
    assert [(one.role, one.name.casefold()) for one in story.claims.places] == [("further", "paris")]


def test_what_the_taggers_are_told():
    feed = Feed(id="f", provider="p", path="x", home_country="KE", language="sw", local=True)
    subjects, places = (SubjectClaim(name="s"),), (PlaceClaim(role="event", name="Nakuru"),)
    claims = story_of(feed=feed, headline="H", subjects=subjects, places=places, language="en", feed_language="fr").claims
    assert (claims.places, claims.subjects, claims.home_country, claims.local) == (places, subjects, "KE", True)
    assert (claims.feed_language, claims.declared_language) == ("sw", "en")
    other = story_of(headline="H", feed_language="fr").claims
    assert (other.feed_language, other.local, other.declared_language) == ("fr", False, None)


def test_a_credit_of_its_field_of_the_dateline_and_of_nobody():
    reuters = story_of(headline="H", body="LONDON, Oct 20 (Reuters) - Rain fell.")
    assert (reuters.credit, reuters.origin_agency) == ("Reuters", "Reuters")
    field = story_of(headline="H", body="LONDON, Oct 20 (Reuters) - Rain fell.", credit="AFP")
    assert field.credit == "AFP"
    source = story_of(headline="H", body="Rain fell.", info_source="Reuters")
    assert source.origin_agency == "Reuters"
    coded = story_of(headline="H", body="Rain fell.", info_source="XYZ", format="iptc7901")
    assert coded.origin_agency is None
    known = story_of(headline="H", body="Rain fell.", info_source="Reuters", format="iptc7901")
    assert known.origin_agency == "Reuters"
    signed = story_of(headline="H", body="Rain fell.", byline="Ann Lee, Reuters")
    assert signed.origin_agency == "Reuters"


def test_an_agency_and_a_place_where_a_writers_name_should_be():
    story = story_of(headline="H", body="Rain fell in the capital.", byline="AFP, MANILA")
    assert (story.dateline_place, story.dateline_country) == ("Manila", "PH")
    author = story_of(headline="H", body="Rain fell in the capital.", authors=("Ann Lee", "AFP, MANILA"))
    assert author.dateline_place == "Manila"
    assert story_of(headline="H", body="Rain fell.", byline="Lee, Ann").dateline_place is None
    assert story_of(headline="H", body="Rain fell.", byline="AFP/AP, Cairo").dateline_place == "Cairo"
    assert story_of(headline="H", body="Rain fell.", byline="The Harbour Times, MANILA").dateline_place == "Manila"


BARE = Feed(id="files", provider="file", path="in")


def test_a_bare_files_provider_and_home_are_its_credits():
    app = story_of(feed=BARE, headline="H", body="LAHORE, Oct 20 (APP): Rain fell in the city on Tuesday.")
    assert app.claims.home_country == "PK"
    assert app.provider not in ("", "file")
    nobody = story_of(feed=BARE, headline="H", body="Rain fell in the city on Tuesday.")
    assert (nobody.provider, nobody.claims.home_country) == ("file", None)
    assert story_of(feed=Feed(id="files", provider="", path="in"), headline="H", body="Rain.").provider == "file"
    strange = story_of(feed=BARE, headline="H", body="QXVILLE, Oct 20 (APP): Rain fell in the city on Tuesday.")
    assert strange.claims.home_country is None, "a dateline whose place nobody knows says nothing"
    own = story_of(feed=Feed(id="files", provider="file", path="in", home_country="NG"), headline="H", body="Rain fell (Reuters).")
    assert own.claims.home_country == "NG"
    assert story_of(headline="H", body="LAHORE, Oct 20 (APP): Rain fell in the city.").claims.home_country is None


def test_an_archived_text_without_a_credit_names_its_source_in_its_sentences():
    body = "Rain fell in the north, Reuters reported. It went on falling until the evening."
    archived = story_of(headline="H", body=body, day_raw="2020-10-20")
    assert (archived.credit, archived.origin_agency, archived.distributor) == (None, "Reuters", None)
    assert story_of(headline="H", body=body).origin_agency is None, "a feed's text quotes whom it likes"
    nobody = story_of(headline="H", body="Rain fell in the north on Tuesday.", day_raw="2020-10-20")
    assert (nobody.credit, nobody.origin_agency) == (None, None)
    assert story_of(headline="Reuters reported", summary=None, day_raw="2020-10-20").origin_agency is None
    roles = story_of(headline="H", body="The lake is open again.\n(Reporting by Ann Roe in Lima; Editing by Bo Ek)")
    assert (roles.credit, roles.origin_agency, roles.distributor) == (None, "Reuters", None), "whose form its line of roles has"
