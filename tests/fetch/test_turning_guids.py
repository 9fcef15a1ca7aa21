"""A feed with new guids or links at every request: once it has shown this twice, what stays decides."""

import re
from dataclasses import replace

import pytest
from served import Desk, entry, rss

from newsbeam.pipeline.text.entry_keys import link_keys, listed
from newsbeam.pipeline.text.ids import entry_key, item_hash
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.item import Item

STORIES = range(1, 7)


def turning(poll, *numbers, **more):
    return rss(*(entry(n, guid=f"urn:uuid:{poll:04}-{n:04}", **more) for n in numbers))


@pytest.mark.slow
def test_such_a_feed_grows_no_more_and_news_of_it_are_still_news(tmp_path):
    with Desk(tmp_path) as desk:
        polls = [desk.poll(turning(poll, *STORIES)) for poll in range(6)]
        assert [one.new for one in polls] == [6, 6, 6, 0, 0, 0]
        assert ["guids_turn" in one.flags for one in polls] == [False, True, True, True, True, True]
        assert [one.duplicates for one in polls[3:]] == [6, 6, 6]
        assert desk.poll(turning(7, 7, *STORIES)).new == 1
        assert desk.rows("id_basis", "WHERE headline LIKE '%number 7%'") == [("link_title",)]
        corrected = turning(8, 7, *STORIES).replace(b"Ferry 3 left the harbour", b"Ferry 3 did not leave the harbour")
        report = desk.poll(corrected)
        assert (report.new, report.revisions) == (0, 1)
        assert (desk.poll(turning(9, 7, *STORIES)).new, len(desk.rows("DISTINCT story_id"))) == (0, 6 * 3 + 1)


@pytest.mark.slow
def test_one_change_of_guids_is_a_move_of_the_site_and_a_rolling_list_is_news(tmp_path):
    with Desk(tmp_path) as desk:
        desk.poll(turning(1, *STORIES))
        moved = desk.poll(turning(2, *STORIES))
        assert (moved.new, moved.flags) == (6, ("guids_turn",))
        assert desk.poll(turning(2, 7, *STORIES)).flags == ()
        for start in (10, 20, 30):
            report = desk.poll(turning(2, *range(start, start + 6)))
            assert (report.new, report.flags) == (6, ())


def item(number, **fields):
    return Item(**{"entry": 0, "format": "f", "guid": f"g{number}", "url": "https://n.example/", "headline": "Notice", **fields})


def test_entries_that_share_link_and_title_are_distinguished_by_their_texts():
    twins = [item(1, summary="Line 3 is closed."), item(2, summary="Line 4 is closed."), item(3, headline="Other", summary="x")]
    assert len(set(link_keys(twins))) == 3
    turned = [item(n + 10, headline=one.headline, summary=one.summary) for n, one in enumerate(twins)]
    assert listed(turned, "link_title") == listed(twins, "link_title")
    assert listed(turned, "guid") != listed(twins, "guid")


def tokens(poll, *numbers, guid="", **more):
    """A list whose links carry a token of their own at each request; `guid`: what stands for the guid of an entry of it, if anything does."""
    entries = []
    for n in numbers:
        link = f"https://wire.example/news/{n}?visit={poll:04}x{n:04}"
        one = entry(n, guid=guid.format(link=link, n=n, poll=poll), link=link, **more)
        entries.append(one if guid else re.sub("<guid.*</guid>", "", one))
    return rss(*entries)


@pytest.mark.slow
@pytest.mark.parametrize(("guid", "lists"), [("", 3), ("{link}", 3), ("urn:uuid:{poll:04}-{n:04}", 5)])
def test_links_that_are_new_at_every_request_leave_headlines_and_days(guid, lists, tmp_path):
    with Desk(tmp_path) as desk:
        polls = [desk.poll(tokens(poll, *STORIES, guid=guid)) for poll in range(lists + 2)]
        assert [one.new for one in polls] == [6] * lists + [0, 0]
        assert ["guids_turn" in one.flags for one in polls] == [False] + [True] * (lists + 1)
        assert desk.poll(tokens(20, 7, *STORIES, guid=guid)).new == 1
        assert desk.rows("id_basis", "WHERE headline LIKE '%number 7%'") == [("headline_day",)]
        corrected = tokens(21, 7, *STORIES, guid=guid).replace(b"Ferry 3 left the harbour", b"Ferry 3 did not leave the harbour")
        report = desk.poll(corrected)
        assert (report.new, report.revisions) == (0, 1)
        report = desk.poll(tokens(22, 7, *STORIES, guid=guid))
        assert (report.new, "guids_turn" in report.flags) == (0, True)


@pytest.mark.slow
def test_a_site_that_moves_keeps_its_links_for_names(tmp_path):
    def moved(place):
        return rss(*(re.sub("<guid.*</guid>", "", entry(n, link=f"https://{place}.example/{n}")) for n in STORIES))

    with Desk(tmp_path) as desk:
        assert [desk.poll(moved(place)).new for place in ("old", "old", "new", "new")] == [6, 0, 6, 0]
        again = desk.poll(moved("new").replace(b"Ferry number 2 sails", b"Ferry number 2 never sails"))
        assert (again.new, again.revisions, again.flags) == (0, 1, ())


def test_entries_that_headlines_and_days_name_are_known_whatever_their_links_are():
    one, other = (item(n, url=f"https://n.example/?v={n}", summary="Line 3 is closed.") for n in (1, 2))
    assert listed([one], "headline_day") == listed([other], "headline_day")
    assert listed([one], "canonical_url") != listed([other], "canonical_url")
    assert listed([one], "headline_day") != listed([replace(other, summary="Line 4 is closed.")], "headline_day")


def test_what_an_older_version_remembers_of_such_an_entry_stays_its_name():
    one = item(1, summary="Line 3 is closed.")
    key, digest = entry_key(one), item_hash(one)
    live = {key: LiveEntry(digest, "s", "t", "c", "2026-05-03", "GB")}
    assert listed([one], "headline_day", live) == [(key, digest)]
