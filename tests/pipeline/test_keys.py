"""Two articles are never one story, whatever their feed calls them."""

from datetime import timedelta

import pytest
from newsroom import NOON, RSS, rows, run

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


def told(desk):
    return rows(desk / "out", "headline, story_id, id_basis", "headline")


LIVE = [entry(f"Flash {n}", link=f"https://lagoon.example/day#p{n}", guid=f"https://lagoon.example/day#p{n}") for n in range(5)]
NOTES = [entry(f"Release {n}", link="https://lagoon.example/", guid=f"https://lagoon.example/#v{n}") for n in range(5)]
NOTICES = [
    entry(f"Notice {n}", link=f"https://lagoon.example/n?smid={n}", guid=f"https://lagoon.example/n?smid={n}") for n in range(5)
]
COUNTED = [entry(f"Minute {n}", link="https://lagoon.example/day", guid=f"https://lagoon.example/day#{n}") for n in range(5)]
LINKED = [entry(f"Flash {n}", link=f"https://lagoon.example/day#p{n}") for n in range(5)]


@pytest.mark.slow
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
    found = told(desk)
    assert len(found) == len({one[1] for one in found}) == 5


@pytest.mark.slow
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
