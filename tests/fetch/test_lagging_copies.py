"""A server behind which one copy lags: the old telling that comes back with its old date is no news, and nothing has been lost."""

import pytest
from served import Desk, entry, rss

pytestmark = pytest.mark.slow


def ferry(count, hour):
    return (
        entry(1, title=f"Ferry finds {count} crates")
        .replace("0" + "1:00:00", f"{hour:02}:00:00")
        .replace("1 hundred", f"{count} hundred")
    )


def test_a_copy_that_lags_adds_no_row_at_each_poll_and_never_becomes_current(tmp_path):
    with Desk(tmp_path) as desk:
        polls = [desk.poll(rss(ferry(*one))) for one in ((2, 3), (5, 4), (2, 3), (5, 4), (2, 3))]
        assert [(one.new, one.revisions, one.duplicates) for one in polls] == [(1, 0, 0), (0, 1, 0)] + [(0, 0, 1)] * 3
        assert [one.gap_suspected for one in polls] == [False] * 5, "the same story under another headline"
        assert desk.rows("headline", "ORDER BY revision_order DESC LIMIT 1") == [("Ferry finds 5 crates",)]


def test_a_text_that_its_desk_takes_back_is_a_revision(tmp_path):
    """The date stays, or moves on: the last word is the first one again."""
    with Desk(tmp_path) as desk:
        polls = [desk.poll(rss(ferry(*one))) for one in ((2, 3), (5, 3), (2, 3), (5, 4), (2, 5))]
        assert [(one.new, one.revisions) for one in polls] == [(1, 0)] + [(0, 1)] * 4
        assert desk.rows("headline", "ORDER BY revision_order DESC LIMIT 1") == [("Ferry finds 2 crates",)]


def test_an_old_copy_does_not_bring_a_killed_story_back(tmp_path):
    with Desk(tmp_path) as desk:
        desk.poll(rss(ferry(2, 3)))
        assert desk.poll(rss(ferry(2, 5).replace("<title>", "<title>KILL: "))).revisions == 1
        assert desk.poll(rss(ferry(2, 3))).duplicates == 1
        assert desk.rows("pub_status", "ORDER BY revision_order DESC LIMIT 1") == [("canceled",)]


def in_full(number):
    body = f"<content:encoded><![CDATA[<p>Ferry {number} left early.</p><p>Its captain said that it would be back by noon.</p>]]></content:encoded>"
    return (
        entry(number)
        .replace("</item>", f"{body}</item>")
        .replace("<item>", '<item xmlns:content="http://purl.org/rss/1.0/modules/content/">')
    )


def test_a_teaser_of_a_story_that_is_there_in_full_is_no_update(tmp_path):
    """A house's second feed, or its first one once it sends teasers only; the other way round the text is news."""
    with Desk(tmp_path) as desk:
        assert desk.poll(rss(in_full(1), entry(2))).new == 2
        report = desk.poll(rss(entry(1), in_full(2)))
        assert (report.revisions, report.duplicates) == (1, 1)
        assert desk.poll(rss(entry(1).replace("morning", "evening"))).revisions == 1
        assert sorted(desk.rows("guid, revision, body_text IS NULL")) == [
            ("wire-1", 1, False),
            ("wire-1", 2, True),
            ("wire-2", 1, True),
            ("wire-2", 2, False),
        ]


SHIPS = (
    ("Owls breed in the park", "A pair of eagle owls was seen near the chapel, where dogs must be kept on a lead."),
    ("Bank loses its licence", "Auditors found loans to a shipping firm that were never repaid, the regulator wrote."),
)


def under_one_guid(n, hour, *, link=None, headline=None):
    return (
        f"<item><title>{headline or SHIPS[n][0]}</title><link>https://wire.example/{link or f'story/{n}'}</link><guid isPermaLink='false'>slot-1</guid>"
        f"<pubDate>Sun, 03 May 2026 0{hour}:00:00 GMT</pubDate><description>{SHIPS[n][1]}</description></item>"
    )


def test_a_guid_that_is_given_to_another_article_does_not_end_the_first(tmp_path):
    """Guids that are places in a list: nothing is as it was, so its address names the second."""
    with Desk(tmp_path) as desk:
        desk.poll(rss(under_one_guid(0, 1)))
        assert desk.poll(rss(under_one_guid(1, 3))).new == 1
        assert desk.poll(rss(under_one_guid(1, 3, headline="Bank has lost its licence"))).revisions == 1
        assert desk.poll(rss(under_one_guid(0, 1))).duplicates == 1
        assert sorted(desk.rows("headline, revision, id_basis")) == [
            ("Bank has lost its licence", 2, "canonical_url"),
            ("Bank loses its licence", 1, "canonical_url"),
            ("Owls breed in the park", 1, "guid"),
        ]


def test_an_article_that_moves_on_under_its_guid_stays_one(tmp_path):
    """Another headline and the address that is made of it, with its text or its day as it was."""
    with Desk(tmp_path) as desk:
        desk.poll(rss(under_one_guid(0, 1)))
        assert desk.poll(rss(under_one_guid(0, 3, link="story/9", headline="Rare guests near the chapel"))).revisions == 1
        assert desk.poll(rss(under_one_guid(1, 3, link="story/9"))).revisions == 1
        assert len(set(desk.rows("story_id"))) == 1


@pytest.mark.parametrize(
    ("link", "stories"),
    [
        ("world/wild-owls-beside-the-chapel-c3056b11", 2),
        ("world/eagle-owls-breed-near-park-chapel-c3056b11", 1),
        ("2026/05/03/eagle-owls-breed-near-park-chapel", 1),
        ("eagle-owls-breed-near-park-chapel", 2),
        ("c3056b11", 2),
    ],
    ids=["two long words", "words and a number", "words and a day", "words alone", "no words"],
)
def test_an_address_that_was_made_for_an_article_stays_its_own(tmp_path, link, stories):
    """A desk that rewrites a running story gives it another day, headline and text; its address keeps the words of the first headline."""
    with Desk(tmp_path) as desk:
        desk.poll(rss(under_one_guid(0, 1, link=link, headline="Eagle owls breed near park chapel")))
        desk.poll(rss(under_one_guid(1, 3, link=link)))
        desk.poll(rss(under_one_guid(0, 5, link=link, headline="Walkers asked to leash dogs").replace("A pair", "Rangers")))
        found = desk.rows("story_id, id_basis")
        assert len({story_id for story_id, _ in found}) == stories
        assert {basis for _, basis in found} == ({"guid"} if stories == 1 else {"guid", "headline_day"})


def test_a_notice_under_the_guid_of_what_it_kills_kills_it(tmp_path):
    """Nothing in it is as it was: headline, day, link and text."""
    notice = under_one_guid(1, 4, headline="KILL: Sent by mistake").replace("Auditors found loans", "Please disregard a story")
    with Desk(tmp_path) as desk:
        desk.poll(rss(under_one_guid(0, 1)))
        assert desk.poll(rss(notice)).revisions == 1
        assert sorted(desk.rows("revision, pub_status")) == [(1, "usable"), (2, "canceled")]
        assert len(set(desk.rows("story_id"))) == 1


def test_one_entry_a_poll_at_one_address_is_a_story_each_unless_it_is_told_anew(tmp_path):
    """A page of the day's main news, one of each day's numbers."""
    with Desk(tmp_path) as desk:
        days = [under_one_guid(0, 1, link="today"), under_one_guid(1, 3, link="today")]
        assert [desk.poll(rss(one)).new for one in days] == [1, 1]
        assert desk.poll(rss(days[1].replace("Auditors", "Its auditors"))).revisions == 1
        found = sorted(desk.rows("headline, revision, story_id"))
        assert [row[:2] for row in found] == [
            ("Bank loses its licence", 1),
            ("Bank loses its licence", 2),
            ("Owls breed in the park", 1),
        ]
        assert found[0][2] == found[1][2] != found[2][2]
        numbers = [days[1].replace("slot-1", "n").replace("today", "draw").replace("never", f"{n} times") for n in (3, 4)]
        assert [desk.poll(rss(one.replace("03:00", f"0{n}:00"))).revisions for n, one in enumerate(numbers, 4)] == [0, 1]
