"""Two articles are never one story, whatever their feed calls them."""

from datetime import timedelta

import pytest
from newsroom import NOON, RSS, rows, run

pytestmark = pytest.mark.slow

ENTRY = "<item><title>{title}</title>{link}{guid}<pubDate>Sun, 03 May 2026 0{hour}:00:00 GMT</pubDate><description>{text}</description></item>"


def entry(title, *, link=None, guid=None, hour=1, text=None):
    return ENTRY.format(
        title=title,
        link=f"<link>{link}</link>" if link else "",
        guid=f"<guid isPermaLink='false'>{guid}</guid>" if guid else "",
        hour=hour,
        text=text or f"All about it: {title}.",
    )


def listing(desk, *entries):
    (desk / "lagoon.xml").write_text(RSS.format(title="Lagoon", host="lagoon.example", items="".join(entries)))


def tellings(desk):
    return rows(desk / "out", "headline, story_id, id_basis", "headline")


LIVE = [entry(f"Flash {n}", link=f"https://lagoon.example/day#p{n}", guid=f"https://lagoon.example/day#p{n}") for n in range(5)]
NOTES = [entry(f"Release {n}", link="https://lagoon.example/", guid=f"https://lagoon.example/#v{n}") for n in range(5)]
NOTICES = [
    entry(f"Notice {n}", link=f"https://lagoon.example/n?smid={n}", guid=f"https://lagoon.example/n?smid={n}") for n in range(5)
]
COUNTED = [entry(f"Minute {n}", link="https://lagoon.example/day", guid=f"https://lagoon.example/day#{n}") for n in range(5)]
LINKED = [entry(f"Flash {n}", link=f"https://lagoon.example/day#p{n}") for n in range(5)]


@pytest.mark.parametrize("entries", [LIVE, NOTES, NOTICES, COUNTED, LINKED], ids=["live", "notes", "notices", "counted", "linked"])
def test_what_is_left_out_of_an_address_may_be_all_that_tells_two_articles_apart(desk, entries):
    listing(desk, *entries[:2])
    run(desk, only=frozenset({"lagoon"}))
    listing(desk, *entries[1:3])
    run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=1))
    listing(desk, entries[3])  # alone, it shows nothing of what its feed does
    run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=2))
    listing(desk, *entries)
    report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=3))
    assert (report.totals.new, report.totals.revisions) == (1, 0)
    found = tellings(desk)
    assert len(found) == len({one[1] for one in found}) == 5


def test_a_changelog_without_guids_and_links_is_as_many_stories_as_it_has_entries(desk):
    """Its headline is the name of what has changed, several times a day; another thing's change may be told in the same words."""
    words = ("runs again on the second try", "is broken by the update", "runs again on the second try")
    log = [entry(title, text=f"It {said}.", hour=hour) for title in ("Pavlov", "PALADINS") for hour, said in enumerate(words[:2])]
    log += [entry("Paladins", text="It was added.", hour=5), entry("Midair", text=f"It {words[0]}.", hour=6)]
    listing(desk, *log)
    report = run(desk, only=frozenset({"lagoon"}))
    assert (report.totals.new, report.totals.revisions) == (6, 0)
    assert len({story_id for _, story_id, _ in tellings(desk)}) == 6
    listing(desk, entry("Pavlov", text="It has a new reference.", hour=8), *log)
    report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=1))
    assert (report.totals.new, report.totals.revisions) == (1, 0)


def test_a_tracker_that_changes_at_every_poll_names_nothing(desk):
    for poll in range(3):
        listing(
            desk,
            *(
                entry(
                    f"Story {n}",
                    link=f"https://lagoon.example/{n}?utm_source={poll}",
                    guid=f"https://lagoon.example/{n}?utm_source={poll}#xtor=RSS-{poll}",
                )
                for n in range(3)
            ),
        )
        report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=poll))
        assert (report.totals.new, report.totals.duplicates) == ((3, 0), (0, 3), (0, 3))[poll]


def site(start, mark="", texts=("one", "two", "three")):
    """A site's feed, its guids and links beginning with `start`."""
    return [
        entry(f"Story {n}", link=f"{start}lagoon.example/{n}{mark}", guid=f"{start}lagoon.example/{n}{mark}", text=f"All of {t}.")
        for n, t in enumerate(texts)
    ]


MOVES = ["https://", "http://www.", "https://www.", "http://"]


@pytest.mark.parametrize("guids", [True, False], ids=["guids", "links"])
def test_a_site_that_moves_tells_known_stories(desk, guids):
    only = frozenset({"lagoon"})

    def turn(start, *texts):
        entries = site(start, texts=texts)
        listing(desk, *(entries if guids else (one.partition("<guid")[0] + one.partition("</guid>")[2] for one in entries)))

    turn("http://", "one", "two", "three")
    run(desk, only=only)
    for n, start in enumerate(MOVES):
        turn(start, "one", "two", "three")
        report = run(desk, only=only, at=NOON + timedelta(hours=n + 1))
        assert (report.totals.new, report.totals.revisions, report.totals.duplicates) == (0, 0, 3)
    turn("https://www.", "one", "two, corrected", "three", "four")
    report = run(desk, only=only, at=NOON + timedelta(hours=9))
    assert (report.totals.new, report.totals.revisions, report.totals.duplicates) == (1, 1, 2)
    stories = rows(desk / "out", "count(*), count(DISTINCT story_id), count(DISTINCT (story_id, revision))", "1")
    assert stories == [(5, 4, 5)]


def test_a_guid_that_changes_its_scheme_alone_names_its_story_still(desk):
    for hour, scheme in enumerate(("http", "https")):
        listing(
            desk,
            *(entry(f"Note {n}", link=f"https://lagoon.example/?p={n}", guid=f"{scheme}://lagoon.example/?p={n}") for n in (1, 2)),
        )
        report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=hour))
        assert report.totals.new == (2, 0)[hour]


SPELLED = [
    ("Drupal's scheme", "https://lagoon.example/{n}", "{n} at http://lagoon.example", "{n} at https://lagoon.example"),
    ("Drupal's www", "https://lagoon.example/{n}", "{n} at https://lagoon.example", "{n} at https://www.lagoon.example"),
    ("small letters", "https://lagoon.example/%c3%a9/{n}", None, "https://lagoon.example/%C3%A9/{n}"),
    ("capitals", "https://lagoon.example/%C3%A9/{n}", None, "https://lagoon.example/%c3%a9/{n}"),
    ("a guid's letters", "https://lagoon.example/{n}", "https://lagoon.example/%d9/{n}", "https://lagoon.example/%D9/{n}"),
    ("a tilde", "https://lagoon.example/~a/{n}", None, "https://lagoon.example/%7Ea/{n}"),
    ("no tilde", "https://lagoon.example/%7ea/{n}", None, "https://lagoon.example/~a/{n}"),
    (
        "escaped twice",
        "https://lagoon.example/{n}",
        "https://lagoon.example/?t=a&amp;p={n}",
        "https://lagoon.example/?t=a&amp;#038;p={n}",
    ),
]


@pytest.mark.parametrize(("link", "was", "then"), [one[1:] for one in SPELLED], ids=[one[0] for one in SPELLED])
def test_a_name_that_is_spelled_otherwise_is_the_same(desk, link, was, then):
    def turn(link, guid):
        names = [(link.format(n=n), guid.format(n=n) if guid else None) for n in range(3)]
        listing(desk, *(entry(f"Note {n}", link=one, guid=name, text=f"All of {n}.") for n, (one, name) in enumerate(names)))

    turn(link, was)
    assert run(desk, only=frozenset({"lagoon"})).totals.new == 3
    turn(*((link, then) if was else (then, None)))
    report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=1))
    assert (report.totals.new, report.totals.revisions, report.totals.duplicates) == (0, 0, 3)


def test_two_articles_of_one_document_that_differ_by_scheme_are_two(desk):
    listing(desk, *site("http://"), *(one.replace("Story", "Other").replace("All", "Nothing") for one in site("https://")))
    assert run(desk, only=frozenset({"lagoon"})).totals.new == 6
    report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=1))
    assert (report.totals.new, report.totals.revisions) == (0, 0)


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Lagoon</title>'
    "<id>urn:lagoon</id><updated>2026-05-03T01:00:00Z</updated>{}</feed>"
)
ATOM_ENTRY = "<entry><id>{id}</id><title>Story {n}</title>{link}<updated>2026-05-03T0{n}:00:00Z</updated><summary>All of it: {n}.</summary></entry>"
TAKEN_BACK = '<at:deleted-entry ref="{id}" when="2026-05-03T09:00:00Z"><at:comment>Not so.</at:comment></at:deleted-entry>'


@pytest.mark.parametrize("name", ["urn:lagoon:{n}", "https://lagoon.example/{n}"])
def test_an_entry_that_atom_takes_back_is_withdrawn(desk, name):
    only = frozenset({"lagoon"})
    ids = [name.format(n=n) for n in range(4)]
    link = '<link href="https://lagoon.example/{n}"/>'
    atom_entries = [ATOM_ENTRY.format(id=one, n=n, link=link.format(n=n)) for n, one in enumerate(ids[:3])]
    (desk / "lagoon.xml").write_text(ATOM.format("".join(atom_entries)))
    assert run(desk, only=only).totals.new == 3
    unknown = ids[3]
    gone = "".join(TAKEN_BACK.format(id=one) for one in (ids[1], unknown))
    for hour in (10, 11):
        (desk / "lagoon.xml").write_text(ATOM.format(gone + atom_entries[0] + atom_entries[2] + " " * hour))
        report = run(desk, only=only, at=NOON + timedelta(hours=hour))
        assert report.totals.dead_letters == report.totals.new == 0
        assert (report.totals.revisions, report.conservation.ok) == (int(hour == 10), True)
    found = rows(desk / "out", "headline, revision, pub_status, revision_kind, ed_note", "story_id, revision")
    assert [one for one in found if one[1] == 2] == [(None, 2, "canceled", "kill", "Not so.")]
    assert len(found) == 4
    (desk / "lagoon.xml").write_text(ATOM.format(TAKEN_BACK.format(id=ids[0])))  # nothing but that
    assert run(desk, only=only, at=NOON + timedelta(hours=12)).totals.revisions == 1


@pytest.mark.parametrize("posts", [1, 3])
def test_a_post_that_says_that_it_is_an_update_joins_no_other_post_of_its_page(desk, posts):
    """Posts share their page's address, which is how an update under another id finds its story."""
    listing(desk, *LIVE[:posts])
    run(desk, only=frozenset({"lagoon"}))
    address = "https://lagoon.example/day#p9"
    listing(desk, *LIVE[:posts], entry("UPDATE 1-Ferry late", link=address, guid=address))
    assert run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=1)).totals.new == 1


def test_an_entry_that_atom_lists_in_two_tellings_is_one_story(desk):
    """RFC 4287, 4.1.1: entries of one id are one entry, told at other times."""
    link = '<link href="https://lagoon.example/{n}"/>'
    one, other = (ATOM_ENTRY.format(id=f"urn:lagoon:{n}", n=n, link=link.format(n=n)) for n in (1, 2))
    later = one.replace("Story 1", "Story 1, corrected").replace("T01", "T07")
    (desk / "lagoon.xml").write_text(ATOM.format(later + one + other))
    assert run(desk, only=frozenset({"lagoon"})).totals.new == 2
    found = rows(desk / "out", "headline, revision", "story_id, revision")
    assert sorted(headline for headline, _ in found) == ["Story 1", "Story 1, corrected", "Story 2"]


def test_two_notices_of_one_title_at_the_sites_front_page_are_two(desk):
    """A page of notices has no address for each, and calls the same thing the same again and again."""
    notices = [
        entry("Service is back", link="https://lagoon.example/", text=text).replace("<pubDate>Sun, 03", f"<pubDate>{day}")
        for day, text in (("Sat, 02", "Mail works again."), ("Sun, 03", "Storage works again."))
    ]
    listing(desk, *notices)
    for hour, new in ((0, 2), (1, 0)):
        assert run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=hour)).totals.new == new


NUMBERS = [
    entry("Quay letter", link=f"https://lagoon.example/letters#{n}", text=text).replace("03 May", f"{3 + n:02} May")
    for n, text in enumerate(("Of ferries and their timetables.", "Of ropes, knots and tar.", "Why the lighthouse went dark."))
]
PATCHES = [
    entry("Release 2.1", link="https://lagoon.example/log#2.1", guid="https://lagoon.example/log#2.1#2.1", text=text, hour=hour)
    for hour, text in enumerate(
        ("Fewer crashes of the timetable.", "The timetable has the fewer trains.", "The timetable is back.")
    )
]


@pytest.mark.parametrize(("entries", "stories"), [(NUMBERS, 3), (PATCHES, 1)], ids=["letters", "patches"])
def test_entries_that_share_their_names_are_told_once_however_often_they_are_listed(desk, entries, stories):
    """Letters of one title on one page, and patches of one version under one guid, were each a revision again at each poll."""
    other = entry("Harbour fair", link="https://lagoon.example/fair", guid="fair-1")
    listing(desk, *entries, other)
    run(desk, only=frozenset({"lagoon"}))
    first = tellings(desk)
    assert (len(first), len({one[1] for one in first})) == (4, stories + 1)
    for hour in (1, 2):  # something else of the feed is new each time
        listing(desk, entry(f"Weather {hour}", link=f"https://lagoon.example/w{hour}", guid=f"w-{hour}"), *entries, other)
        report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=hour))
        assert (report.totals.new, report.totals.revisions) == (1, 0)
    changed = [entries[0].replace("timetable", "time-table"), *entries[1:]]
    listing(desk, *changed, other)
    report = run(desk, only=frozenset({"lagoon"}), at=NOON + timedelta(hours=3))
    assert (report.totals.new, report.totals.revisions) == (0, 1)
