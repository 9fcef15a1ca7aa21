"""What a feed's ids are made from, decided from its documents: each rule and each threshold, from both sides."""

from dataclasses import replace

import pytest

from newsbeam.pipeline.text import ids
from newsbeam.pipeline.text.entry_keys import link_keys, listed
from newsbeam.pipeline.text.ids import basis_of_each, decide_id_basis, guid_name, is_global, is_withdrawal
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

FEED = Feed(id="kestrel.main", provider="Kestrel Wire", url="https://kestrel.example/feed")
SITE = "https://kestrel.example"


def item(**said):
    return Item(entry=0, format="rss_atom", **said)


def decided(*items, provider="Kestrel Wire"):
    return decide_id_basis(items, Feed(id="f", provider=provider, url=f"{SITE}/feed"))


def story(n, **said):
    return item(**({"headline": f"Headline number {n}", "url": f"{SITE}/story/{n}"} | said))


def test_the_bases_in_their_order():
    assert decided() == "guid"
    assert decided(*(story(n, guid=f"G{n}", guid_is_agency=True) for n in range(3))) == "agency"
    assert decided(*(story(n, guid=f"G{n}") for n in range(3))) == "guid"
    assert decided(*(story(n) for n in range(3))) == "canonical_url"
    assert decided(*(item(headline=f"Headline number {n}") for n in range(3))) == "headline_day"
    assert decided(*(item(body=f"Text {n}") for n in range(3))) == "text"


@pytest.mark.parametrize(("agency", "basis"), [(2, "canonical_url"), (3, "agency")])
def test_more_than_half_must_be_an_agencys(agency, basis):
    items = [story(n, guid=f"G{n}", guid_is_agency=True) for n in range(agency)] + [story(9 - n) for n in range(4 - agency)]
    assert decided(*items) == ("guid" if agency == 2 and basis == "guid" else basis)


def test_an_agency_that_names_nothing_is_none():
    assert decided(*(story(n, guid_is_agency=True) for n in range(3))) == "canonical_url"


@pytest.mark.parametrize(("guids", "basis"), [(2, "canonical_url"), (3, "guid")])
def test_more_than_half_must_have_a_guid(guids, basis):
    assert decided(*(story(n, guid=f"G{n}" if n < guids else None) for n in range(4))) == basis


@pytest.mark.parametrize(("links", "basis"), [(2, "headline_day"), (3, "canonical_url")])
def test_more_than_half_must_have_a_link(links, basis):
    assert decided(*(story(n, url=f"{SITE}/{n}" if n < links else None) for n in range(4))) == basis


@pytest.mark.parametrize("space", ["+", "%20", " ", "\u00a0", "\n"])
def test_a_headline_is_held_however_its_spaces_are_written(space):
    assert decided(*(story(n, guid=f"x/{space.join(f'Headline number {n}'.split())}") for n in range(4))) == "canonical_url"


@pytest.mark.parametrize(("holding", "basis"), [(2, "guid"), (3, "canonical_url")])
def test_guids_that_hold_the_headline_would_change_with_it(holding, basis):
    items = [story(n, guid=f"x/Headline+number%20{n}" if n < holding else f"G{n}") for n in range(4)]
    assert decided(*items) == basis


@pytest.mark.parametrize(("title", "held"), [("a" * 12, True), ("a" * 11, False)])
def test_a_short_headline_is_in_a_guid_by_chance(title, held):
    assert ids._holds(f"x-{title.upper()}-y", title) == held
    assert not ids._holds("something else altogether", "another headline")
    assert ids._holds("a  headline\tof  words", "A headline of WORDS")


@pytest.mark.parametrize(("shared", "basis"), [(1, "guid"), (2, "canonical_url")])
def test_a_tenth_of_the_guids_may_stand_beside_two_articles(shared, basis):
    items = [story(n, guid=f"G{n}") for n in range(10)]
    items += [story(20 + n, guid=f"G{n}") for n in range(shared)]
    assert decided(*items) == basis


def test_a_constant_guid_names_nothing_unless_there_is_one_article():
    assert decided(*(story(n, guid="always") for n in range(3))) == "canonical_url"
    assert decided(story(1, guid="always"), story(1, guid="always")) == "guid"


def test_an_article_is_its_link_and_headline_for_a_guid_and_its_headline_alone_for_a_link():
    """One guid under two links is two articles; one link with two headlines too."""
    same = [item(guid="g", headline="The same headline", url=f"{SITE}/{n}") for n in range(3)]
    assert decided(*same) == "canonical_url"
    assert decided(*(item(headline=f"Headline number {n}", url=SITE + "/live") for n in range(3))) == "headline_day"
    assert decided(*(item(headline="One headline", url=f"{SITE}/{n}") for n in range(3))) == "canonical_url"
    untitled = [item(summary=f"{'word ' * 40}{n}", url=SITE + "/live") for n in range(3)]
    assert decided(*untitled) == "canonical_url", "alike in their first 200 characters"
    assert decided(*(item(summary=f"{'x' * 199}{n}", url=SITE + "/live") for n in range(3))) == "text"


def test_where_a_link_has_a_number_that_its_provider_gives():
    dawn = [item(headline=f"Headline {n}", url=f"https://www.dawn.com/news/17865{n}3/rain") for n in range(3)]
    assert decided(*dawn, provider="dawn") == "url_id"
    assert decided(*dawn) == "canonical_url"
    assert decided(*(story(n) for n in range(3)), provider="dawn") == "canonical_url", "no link of its has one"


def test_names_that_collapse_are_taken_exactly():
    pieces = [story(n, guid=f"{SITE}/a?at_id=0&utm_source={n}", url=f"{SITE}/day#p{n}") for n in range(3)]
    fragments = [item(headline=f"Headline number {n}", url=f"{SITE}/day#p{n}") for n in range(3)]
    assert decided(*fragments) == "url_exact"
    assert ids.urls_collapse(fragments)
    assert ids.guids_collapse(pieces)
    assert decided(*pieces) == "guid_exact"
    assert not ids.guids_collapse([story(n, guid=f"{SITE}/a?utm_source={n}", headline="One") for n in range(3)])
    assert not ids.guids_collapse([story(n, guid=f"{SITE}/a?utm_source=1") for n in range(3)]), "the raw names are one"
    agency = [story(n, guid=f"{SITE}/a?utm_source={n}", guid_is_agency=True) for n in range(3)]
    assert not ids.guids_collapse(agency)
    assert not ids.urls_collapse([item(headline=f"H {n}") for n in range(3)])
    long = [item(guid=f"{SITE}/a?utm_source={n}", body="x" * 200 + str(n)) for n in range(2)]
    assert not ids.guids_collapse(long), "alike in their first 200 characters"
    assert ids.guids_collapse([item(guid=f"{SITE}/a?utm_source={n}", body="x" * 199 + str(n)) for n in range(2)])


def test_letters_of_one_title_on_one_page_are_as_many_stories():
    days = [f"2026-05-0{n}T08:00:00Z" for n in range(1, 4)]
    letters = [
        item(headline="Quay letter", url=f"{SITE}/all#{n}", body=f"Of {n}", first_created_raw=day) for n, day in enumerate(days)
    ]
    assert decided(*letters) == "url_exact"
    for same in ({"body": "Of ropes"}, {"first_created_raw": days[0]}, {"url": f"{SITE}/all#1"}):
        assert not ids.urls_collapse([replace(one, **same) for one in letters]), same
    assert not ids.urls_collapse([replace(one, url=f"{SITE}/all{n or ''}#1") for n, one in enumerate(letters)]), "other pages"
    assert not ids.urls_collapse([replace(one, url=f"{SITE}/all?utm_source={n}") for n, one in enumerate(letters)]), "a tracker"


def test_the_bare_name_may_come_first_or_later():
    bare, tracked = story(1, guid=f"{SITE}/a"), story(2, guid=f"{SITE}/a?utm_source=2")
    assert ids.guids_collapse([bare, tracked])
    assert ids.guids_collapse([tracked, bare])
    assert not ids.guids_collapse([bare, story(1, guid=f"{SITE}/a?utm_source=2")])


def test_a_guids_name():
    assert guid_name(f" {SITE}/a?utm_source=rss&id=7 ") == f"{SITE}/a?id=7".removeprefix("x")
    assert guid_name(f" {SITE}/a?utm_source=rss ", exact=True) == f"{SITE}/a?utm_source=rss"
    assert guid_name(" 4711 ") == "4711"


@pytest.mark.parametrize("guid", ["http://x", "HTTPS://x", "urn:x", "Tag:x,2020:1"])
def test_a_global_guid(guid):
    assert is_global(guid)
    assert not is_global(f"x{guid}")
    assert ids.namespace(guid, "Kestrel", FEED) == "kestrel"


def test_a_guid_of_its_feed_alone():
    assert ids.namespace("4711", "Kestrel", FEED) == "feed:kestrel.main"
    assert ids.namespace(None, "Kestrel", FEED) == "kestrel"
    assert ids.namespace("4711", "Kestrel", Feed(id="new", was="old", provider="Kestrel", url="u")) == "feed:old"
    assert ids.namespace("4711", "Kestrel", Feed(id="new", guid_scope="provider", provider="Kestrel", url="u")) == "kestrel"


WITHDRAWN = item(guid="g1", pub_status="canceled")


def test_a_withdrawal_says_a_name_and_that_it_is_taken_back():
    assert is_withdrawal(WITHDRAWN)
    for said in ({"headline": "H"}, {"summary": "S"}, {"body": "B"}, {"url": "u"}, {"guid_is_agency": True}, {"pub_status": None}):
        assert not is_withdrawal(item(**({"guid": "g1", "pub_status": "canceled"} | said)))
    assert not is_withdrawal(item(pub_status="canceled"))


def test_withdrawals_count_for_nothing_and_are_named_by_their_guids():
    links = [story(n) for n in range(2)]
    assert decided(*links, *[WITHDRAWN] * 5) == "canonical_url"
    assert decided(*[WITHDRAWN] * 5) == "guid"
    assert basis_of_each([links[0], WITHDRAWN, links[1]], "canonical_url") == ["canonical_url", "guid", "canonical_url"]
    assert basis_of_each([links[0], WITHDRAWN], "guid_exact") == ["guid_exact", "guid_exact"]
    assert basis_of_each([links[0], WITHDRAWN], "text") == ["text", "guid"]


def test_a_settled_basis_becomes_exact_where_a_document_shows_the_need():
    guids = [story(n, guid=f"{SITE}/a?utm_source={n}") for n in range(2)]
    links = [item(headline=f"Headline number {n}", url=f"{SITE}/day#p{n}") for n in range(2)]
    plain = [story(n, guid=f"G{n}") for n in range(2)]
    assert [ids.settled_by("guid", one) for one in (guids, links, plain)] == ["guid_exact", "guid", "guid"]
    assert [ids.settled_by("canonical_url", one) for one in (guids, links, plain)] == [
        "canonical_url",
        "url_exact",
        "canonical_url",
    ]
    assert [ids.settled_by("headline_day", one) for one in (guids, links, plain)] == ["headline_day"] * 3


@pytest.mark.parametrize("exact", ["link_title", "guid_exact", "url_exact"])
def test_what_one_document_showed_stays(exact):
    assert ids.stronger(exact, "guid") == exact
    assert ids.stronger("guid", exact) == exact
    assert ids.stronger(exact, None) == exact
    assert ids.stronger("guid", None) == "guid"
    assert ids.stronger("guid", "canonical_url") == "canonical_url"
    assert ids.stronger(None, None) is None


@pytest.mark.parametrize("basis", ["guid", "guid_exact"])
def test_a_guid_of_two_articles_leaves_them_to_their_links(basis):
    shared = [story(1, guid=SITE), story(2, guid=SITE), story(3, guid="G3")]
    assert basis_of_each(shared, basis) == ["canonical_url", "canonical_url", basis]
    one_link = [story(1, guid=SITE), story(2, guid=SITE, url=f"{SITE}/story/1")]
    assert basis_of_each(one_link, basis) == [basis] * 2, "they must differ in link and text both"
    one_text = [story(1, guid=SITE), story(2, guid=SITE, headline="Headline number 1")]
    assert basis_of_each(one_text, basis) == [basis] * 2
    unlinked = [item(guid=SITE, headline="A"), item(guid=SITE, headline="B", url=f"{SITE}/2")]
    assert basis_of_each(unlinked, basis) == [basis, "canonical_url"], "who has no link keeps its guid"
    agency = [story(n, guid=SITE, guid_is_agency=True) for n in range(2)]
    assert basis_of_each(agency, basis) == [basis] * 2
    assert basis_of_each([story(n) for n in range(2)], basis) == [basis] * 2


def test_guids_that_are_one_but_for_what_is_left_out_are_shared_unless_they_count_exactly():
    tracked = [story(n, guid=f"{SITE}/a?utm_source={n}") for n in range(2)]
    assert basis_of_each(tracked, "guid") == ["canonical_url"] * 2
    assert basis_of_each(tracked, "guid_exact") == ["guid_exact"] * 2


DAY = "2026-03-10T09:00:00Z"


def test_a_headline_of_two_texts_on_a_day_leaves_them_to_their_texts():
    weather = [item(headline="Weather", body=f"{n} degrees", first_created_raw=DAY) for n in range(2)]
    assert basis_of_each(weather, "headline_day") == ["text", "text"]
    assert basis_of_each([weather[0], weather[0]], "headline_day") == ["headline_day"] * 2
    other_day = item(headline="Weather", body="1 degrees", first_created_raw="2026-03-11T09:00:00Z")
    assert basis_of_each([weather[0], other_day], "headline_day") == ["headline_day"] * 2
    undated = [item(headline="Weather", summary=f"{n} degrees") for n in range(2)]
    assert basis_of_each(undated, "headline_day") == ["text", "text"]
    versions = [item(headline="Weather", summary=f"{n} degrees", version_created_raw=f"2026-03-1{n}T09:00:00Z") for n in range(2)]
    assert basis_of_each(versions, "headline_day") == ["headline_day"] * 2
    untitled = [item(body=f"{n} degrees") for n in range(2)]
    assert basis_of_each(untitled, "headline_day") == ["headline_day"] * 2
    long = [item(headline="Weather", body="x" * 200 + str(n)) for n in range(2)]
    assert basis_of_each(long, "headline_day") == ["headline_day"] * 2, "alike in their first 200 characters"
    assert basis_of_each([item(headline="W", body="x" * 199 + str(n)) for n in range(2)], "headline_day") == ["text"] * 2
    assert basis_of_each(weather, "text") == ["text"] * 2


def test_the_keys_of_a_feed_that_turns_its_guids():
    one, turned = story(1, guid="a", body="B"), story(1, guid="b", body="B")
    assert listed([one], "link_title") == listed([turned], "link_title")
    assert listed([one], "guid") != listed([turned], "guid")
    assert listed([one], "guid") == [(ids.entry_key(one), ids.item_hash(one))]
    ((key, digest),) = listed([one], "link_title")
    assert (key, digest) == (link_keys([one])[0], ids.item_hash(story(1, body="B")))


def test_entries_of_one_link_and_headline_are_told_apart_by_their_texts():
    first, second = story(1, body="x" * 399 + "a"), story(1, body="x" * 399 + "b")
    assert len(set(link_keys([first, second, story(2)]))) == 3
    assert len(set(link_keys([story(1, body="x" * 400 + "a"), story(1, body="x" * 400 + "b")]))) == 1
    assert link_keys([first, story(2)])[1] == link_keys([first, second, story(2)])[2] == ids.entry_key(story(2))
    assert link_keys([first, story(2)])[0] == ids.entry_key(first), "alone it needs no text"
    summaries = [story(1, summary="s"), story(1, summary="t")]
    assert len(set(link_keys(summaries))) == 2


def test_an_entry_of_text_alone_is_its_day_and_the_beginning_of_its_text():
    key = ids.entry_key
    assert key(item(body="x" * 400 + "a")) == key(item(body="x" * 400 + "b"))
    assert key(item(body="x" * 399 + "a")) != key(item(body="x" * 399 + "b"))
    assert key(item(body="t", day_raw="2020-10-20")) != key(item(body="t", day_raw="2020-10-21"))
    assert key(item(summary="t")) == key(item(body="t")) != key(item(body="u"))
    assert key(item(headline="h", body="t")) == key(item(headline="h", body="u"))
    assert key(item(url="not an address")) != key(item(url="nor this one"))
    assert key(item(headline="\udcff")) != key(item(headline="\udcfe")), "a lone surrogate is hashed as it is"
    assert ids.item_hash(item(headline="\udcff")) != ids.item_hash(item(headline="\udcfe"))
    assert link_keys([story(1, headline="\udcff", body="a"), story(1, headline="\udcff", body="b")])
    assert ids.name("\udcff") != ids.name("\udcfe")


HOME = {"url": f"{SITE}/"}
EVENTS = (
    (
        "Tunnel opens below the harbour",
        "The tunnel opened to traffic nine years late, and at twice its price, the roads board said.",
    ),
    ("Teachers reject pay offer", "Their union will strike for two days before the holidays; ministers called it a pity."),
    ("Owls seen in the park", "A pair of eagle owls breeds near the ruined chapel, where dogs must be kept on a lead."),
)


def happening(n, hour=0, **said):
    headline, body = EVENTS[n % 3]
    return item(
        **({"headline": headline, "body": body, "first_created_raw": f"Sun, 03 May 2026 0{hour or n}:00:00 GMT"} | HOME | said)
    )


@pytest.mark.parametrize("guid", [None, f"{SITE}/", "news"], ids=["none", "the site's", "one for all"])
def test_entries_side_by_side_that_share_an_address_and_nothing_else_are_named_by_their_headlines(guid):
    """Also where the feed has settled on addresses or guids, for a first document of one entry shows no need."""
    several = [happening(n, guid=guid) for n in range(3)]
    basis = "guid" if guid else "canonical_url"
    assert basis_of_each(several, basis) == ["headline_day"] * 3
    assert ids.settled_by(basis, several) == "headline_day"
    few = [*several[:2], *(story(n, guid=f"G{n}" if guid else None) for n in range(9))]
    assert basis_of_each(few, basis) == ["headline_day"] * 2 + [basis] * 9
    assert ids.settled_by(basis, few) == basis


@pytest.mark.parametrize(
    "second",
    [
        happening(0, headline="Harbour tunnel opens at last"),
        happening(0, 5, body=f"{EVENTS[0][1]} Cars queued from five."),
        happening(0, 5, headline="Nine years late: the tunnel"),
        happening(0, body=EVENTS[1][1]),
    ],
    ids=["another headline", "a longer text", "headline and time", "another text alone"],
)
def test_an_article_that_is_listed_twice_is_one(second):
    assert basis_of_each([happening(0), second], "canonical_url") == ["canonical_url"] * 2


def test_one_title_on_other_days_with_other_texts_is_several():
    """A status page: every notice is `Incident: mail`, at one address."""
    notices = [happening(n, n + 1, headline="Incident: mail") for n in range(3)]
    assert basis_of_each(notices, "canonical_url") == ["text"] * 3
