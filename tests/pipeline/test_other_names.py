"""One story under several of its names at once: before a row of it is published, nothing but the names says so."""

from datetime import timedelta

import pytest
from newsroom import BODIES, NOON, RSS, item, rows, run, write

from newsbeam.connectors.state.cursors import save_cursor
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.stages import resolve_stories
from newsbeam.pipeline.stages.resolve_stories import settle
from newsbeam.schemas.cursor import Cursor

pytestmark = pytest.mark.slow

HELD = "EMBARGOED UNTIL 1500 GMT, Sunday 3 May 2026. "
ENTRY = (
    "<item><title>{title}</title><link>{start}lagoon.example/{n}</link>{guid}<pubDate>Sun, 03 May 2026 0{n}:00:00 GMT</pubDate>"
    "<description>{text}</description></item>"
)
KILL = "<item><title>KILL: {title}</title><link>{start}lagoon.example/{n}</link>{guid}<description>Please kill this item.</description></item>"
TAKEN_BACK = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>t</title><id>urn:t</id>'
    '<updated>2026-05-03T13:00:00Z</updated><at:deleted-entry ref="{ref}" when="2026-05-03T13:00:00Z"/></feed>'
)
SECOND = '[[feed]]\nid = "mirror"\npath = "mirror.xml"\nprovider = "Lagoon Daily"\nhome_country = "NG"\nlanguage = "en"\n'


def listing(desk, start, texts, *, feed="lagoon", guids=True, form=ENTRY, end=""):
    form = form.replace("/{n}<", f"/{{n}}{end}<")
    named = f"<guid isPermaLink='false'>{{start}}lagoon.example/{{n}}{end}</guid>" if guids else ""
    items = [
        form.format(n=n, start=start, title=f"Story number {n}", guid=named.format(n=n, start=start), text=text)
        for n, text in enumerate(texts, 1)
    ]
    (desk / f"{feed}.xml").write_text(RSS.format(title="Lagoon", host="lagoon.example", items="".join(items)))


def stories(desk):
    return rows(desk / "out", "headline, story_id, revision, cluster_id, text", "headline, revision")


@pytest.mark.parametrize("guids", [True, False], ids=["guids", "links"])
@pytest.mark.parametrize("moved", ["https://", "http://www.", "https://www."])
def test_a_site_that_moves_while_a_text_is_held_tells_one_story(desk, moved, guids):
    only = frozenset({"lagoon"})
    listing(desk, "http://", [HELD + BODIES[0]], guids=guids)
    assert run(desk, only=only).totals.held == 1
    listing(desk, moved, [f"{HELD}{BODIES[0]} It adds a word."], guids=guids)
    assert run(desk, only=only, at=NOON + timedelta(hours=1)).totals.held == 1
    report = run(desk, only=frozenset(), at=NOON + timedelta(hours=4))
    assert (report.totals.new, report.totals.revisions, report.exit_code) == (1, 1, 0)
    assert [row[2] for row in stories(desk)] == [1, 2]
    listing(desk, "http://", [BODIES[0]], guids=guids)
    assert run(desk, only=only, at=NOON + timedelta(hours=5)).totals.new == 0


@pytest.mark.parametrize("guids", [True, False], ids=["guids", "links"])
def test_two_feeds_of_a_house_that_write_its_addresses_differently(desk, guids):
    with (desk / "feeds.toml").open("a") as feeds:
        feeds.write(SECOND)
    write(
        desk, "kestrel", *(item("kestrel.example", n, text) for n, text in enumerate(BODIES, 1))
    )  # the same texts, of another house
    listing(desk, "http://", BODIES, guids=guids)
    listing(desk, "https://www.", [BODIES[0], BODIES[1] + " It was late.", BODIES[2]], feed="mirror", guids=guids)
    report = run(desk)
    assert (report.totals.new, report.totals.revisions, report.totals.duplicates) == (6, 1, 2)
    listed = [row for row in stories(desk) if row[0].startswith("Story number") and "kestrel" not in row[0]]
    assert len({row[1] for row in listed}) == 3
    assert {row[3] for row in listed} <= {row[1] for row in stories(desk)}, "a cluster has a leader that is no story"
    clusters = {}
    for row in listed:
        clusters.setdefault(row[1], set()).add(row[3])
    assert {len(one) for one in clusters.values()} == {1}
    assert run(desk, at=NOON + timedelta(hours=1)).totals.new == 0
    listing(desk, "http://", [BODIES[0] + " More.", BODIES[1] + " It was early.", BODIES[2]], feed="mirror", guids=guids)
    report = run(desk, at=NOON + timedelta(hours=2))
    assert (report.totals.new, report.totals.revisions) == (0, 2)


def test_history_is_asked_once_for_a_story_that_another_feed_tells_anew(desk, monkeypatch):
    listing(desk, "https://", BODIES[:1])
    only = frozenset({"lagoon", "mirror"})
    with (desk / "feeds.toml").open("a") as file:
        file.write(SECOND)
    run(desk, only=frozenset({"lagoon"}))
    listing(desk, "https://", [f"{BODIES[0]} It adds a word."], feed="mirror")
    asked = []

    class Watched(History):
        def tellings(self, story_id):
            asked.append(story_id)
            return super().tellings(story_id)

    monkeypatch.setattr(resolve_stories, "History", Watched)
    assert run(desk, only=only, at=NOON + timedelta(hours=1)).totals.revisions == 1
    assert asked == [row[1] for row in stories(desk)[:1]]


@pytest.mark.parametrize("guids", [True, False], ids=["guids", "links"])
@pytest.mark.parametrize("held", ["", HELD], ids=["published", "held"])
def test_a_site_that_ends_its_addresses_in_a_slash_goes_on_with_its_stories(desk, held, guids):
    only = frozenset({"lagoon"})
    listing(desk, "http://", [held + text for text in BODIES], guids=guids)
    run(desk, only=only)
    listing(desk, "https://", [f"{held}{text} It adds a word." for text in BODIES], guids=guids, end="/")
    run(desk, only=only, at=NOON + timedelta(hours=1))
    run(desk, only=frozenset(), at=NOON + timedelta(hours=4))
    assert sorted(row[2] for row in stories(desk)) == [1, 1, 1, 2, 2, 2]
    assert len({row[1] for row in stories(desk)}) == 3


@pytest.mark.parametrize("kill", ["kill", "tombstone"])
def test_what_is_held_is_killed_under_another_name(desk, kill):
    only = frozenset({"lagoon"})
    listing(desk, "http://", [HELD + BODIES[0]])
    assert run(desk, only=only).totals.held == 1
    if kill == "kill":
        listing(desk, "https://www.", [BODIES[0]], form=KILL)
    else:
        (desk / "lagoon.xml").write_text(TAKEN_BACK.format(ref="https://www.lagoon.example/1"))
    assert run(desk, only=only, at=NOON + timedelta(hours=1)).exit_code == 0
    report = run(desk, only=frozenset(), at=NOON + timedelta(hours=4))
    assert (report.totals.new, report.conservation.released) == (0, 0)


def test_a_feed_whose_guids_turn_moves_with_its_site(desk):
    only = frozenset({"lagoon"})
    run(desk, only=frozenset())
    out = Output(desk / "out")
    conn = open_state(out.database)
    save_cursor(conn, Cursor(feed_id="lagoon", id_basis="link_title"))
    conn.close()
    for hour, start in enumerate(("http://", "https://www.")):
        listing(desk, start, BODIES)
        assert run(desk, only=only, at=NOON + timedelta(hours=hour)).totals.new == (3, 0)[hour]
    assert {row[0] for row in rows(out.root, "id_basis")} == {"link_title"}


def test_two_names_that_one_document_lists_with_other_texts_are_two():
    def key(story_id, ref, content):
        return (
            "family", story_id, f"t-{content}", content, "usable", f"|{content}", "2026-05-03T09:00:00+00:00", "2026-05-03", "NG",
            False, None, "lagoon", "fetched", "k", "00", ref, 0,
        )  # fmt: skip

    def ids(*keys):
        return {one[4] for one in settle(keys) if one[0] == "Live"}

    assert len(ids(key("a", "one", "x"), key("b", "two", "y"))) == 1
    assert len(ids(key("a", "one", "x"), key("b", "one", "x"))) == 1
    assert len(ids(key("a", "one", "x"), key("b", "one", "y"), key("b", "two", "y"))) == 2


@pytest.mark.parametrize("first", [True, False], ids=["guids go", "guids come"])
def test_a_feed_that_stops_or_begins_to_send_its_addresses_as_guids(desk, first):
    only = frozenset({"lagoon"})
    listing(desk, "https://", BODIES[:3], guids=first)
    assert run(desk, only=only).totals.new == 3
    listing(desk, "https://", [*BODIES[:2], f"{BODIES[2]} It adds a word."], guids=not first)
    report = run(desk, only=only, at=NOON + timedelta(hours=1))
    assert (report.totals.new, report.totals.revisions, report.totals.duplicates) == (0, 1, 2)
