"""A feed with a new guid at every request: once it has shown this twice, link and title decide."""

import pytest
from served import Desk, entry, rss

from newsbeam.pipeline.text.entry_keys import link_keys, listed
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
