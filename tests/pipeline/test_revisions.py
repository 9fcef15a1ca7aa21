"""A play of revisions, one run after another, read back through DuckDB after each (issue 5, must-show 3)."""

import json
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from newsbeam.pipeline.dataset.views import definitions
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions

pytestmark = pytest.mark.slow

START = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
DAM = (
    "The spillway of the old dam above the town was opened at dawn after two days of rain, and families in the lower"
    " streets were taken to the school, the water board said. Four hundred people spent the night in its gymnasium."
)


class Desk:
    """A folder that a wire drops files into, and the output that is made of it."""

    def __init__(self, folder):
        self.folder, self.out, self.hour = folder / "wire", folder / "out", 0
        self.folder.mkdir()

    def drop(self, name, **fields):
        item = {"pubstatus": "usable", "language": "en", "type": "text", **fields}
        (self.folder / f"{name}.json").write_text(json.dumps(item))

    def run(self):
        self.hour += 1
        at = START + timedelta(hours=self.hour)
        options = IngestOptions(out=self.out, paths=(self.folder,), provider="Alder Wire", as_of=at, fixed_clock=True, due_all=True)
        return ingest(options)

    def ask(self, query):
        with duckdb.connect() as db:
            db.execute(definitions("duckdb", str(self.out / "stories")))
            return db.execute(query).fetchall()

    def history(self):
        return self.ask("SELECT headline, revision, revision_kind, pub_status FROM stories ORDER BY story_id, revision")

    def current(self):
        return [row[0] for row in self.ask("SELECT headline FROM stories_current ORDER BY first_created, story_id")]


def telling(version: int, headline: str, text: str = DAM, *, uri: str = "urn:alder:2026:417", **fields):
    made = (START + timedelta(minutes=10 * version)).isoformat()
    return {
        "uri": uri,
        "version": str(version),
        "versioncreated": made,
        "firstcreated": START.isoformat(),
        "headline": headline,
        "body_text": f"ALDERTON (Alder Wire) - {text}",
        **fields,
    }


def test_a_play_of_revisions(tmp_path):
    desk = Desk(tmp_path)

    desk.drop("417-1", **telling(1, "Dam opened after rain"))
    desk.run()
    assert desk.current() == ["Dam opened after rain"]

    # An update; then, late, a correction that was made before it: it is kept, and never becomes current.
    desk.drop("417-4", **telling(4, "Dam opened, four hundred sheltered", DAM + " Roads reopened at noon."))
    desk.run()
    desk.drop("417-3", **telling(3, "CORRECTED-Dam opened after rain", DAM.replace("Four hundred", "Three hundred")))
    desk.run()
    assert [row[1:3] for row in desk.history()] == [(1, "original"), (2, "update"), (3, "correction")]
    assert desk.current() == ["Dam opened, four hundred sheltered"]

    # The same text under a new date and a new file is no revision.
    again = telling(4, "Dam opened, four hundred sheltered", DAM + " Roads reopened at noon.")
    desk.drop("417-4-again", **(again | {"versioncreated": (START + timedelta(hours=9)).isoformat()}))
    assert (report := desk.run()).totals.duplicates == 1, report.totals
    assert len(desk.history()) == 3

    # Under embargo: seen, held, and published by the first run after its time, from the landing.
    later = (START + timedelta(hours=6, minutes=30)).isoformat()
    secret = telling(1, "Dam to be replaced by 2031", "The county will replace the dam.", uri="urn:alder:2026:500", embargoed=later)
    desk.drop("500-1", **secret)
    assert desk.run().totals.held == 1
    assert desk.current() == ["Dam opened, four hundred sheltered"]
    assert desk.run().totals.new == 0
    (desk.folder / "500-1.json").unlink()
    released = desk.run()
    assert (released.conservation.released, released.totals.new) == (1, 1)
    assert sorted(desk.current()) == ["Dam opened, four hundred sheltered", "Dam to be replaced by 2031"]

    # A kill is a row, never a deletion.
    desk.drop("417-5", **(telling(5, "KILL: Dam opened") | {"pubstatus": "canceled"}))
    desk.run()
    assert desk.current() == ["Dam to be replaced by 2031"]
    assert [row for row in desk.history() if row[2] == "kill"] == [("Dam opened", 4, "kill", "canceled")]

    homes = desk.ask("SELECT DISTINCT date, country FROM stories WHERE guid = 'urn:alder:2026:417'")
    assert len(homes) == 1


def test_a_text_that_returns_in_the_batch_that_changes_it_is_current(tmp_path):
    desk = Desk(tmp_path)
    desk.drop("1", **telling(1, "Dam opened"))
    desk.run()
    desk.drop("2", **telling(2, "Dam burst"))
    desk.drop("3", **telling(3, "Dam opened"))
    report = desk.run()
    assert (report.totals.revisions, report.totals.duplicates) == (2, 0)
    assert [row[:2] for row in desk.history()] == [("Dam opened", 1), ("Dam burst", 2), ("Dam opened", 3)]
    assert desk.current() == ["Dam opened"]
    desk.drop("4", **telling(4, "Dam opened"))
    assert desk.run().totals.duplicates == 1
    assert len(desk.history()) == 3
    assert desk.ask("SELECT count(*), count(cluster_id), count(language), count(DISTINCT cluster_id) FROM stories") == [
        (3, 3, 3, 1)
    ]


def test_a_revision_of_another_week_keeps_its_storys_cluster(tmp_path):
    desk = Desk(tmp_path)
    uris = ("urn:alder:2026:1", "urn:alder:2026:2")
    for uri in uris:
        desk.drop(uri[-1], **telling(1, "Dam opened after rain", uri=uri))
    desk.run()
    ((leader, _), (member, cluster)) = sorted(
        desk.ask("SELECT guid, cluster_id FROM stories"), key=lambda row: row not in desk.ask("SELECT guid, story_id FROM stories")
    )
    desk.hour = 24 * 12
    later = (START + timedelta(days=11)).isoformat()
    text = "Eleven days on the water board has asked the county for a new spillway, and for four pumps from the north depot."
    later_times = {"versioncreated": later, "firstcreated": later}
    desk.drop("revised", **(telling(2, "Board asks for a spillway", text, uri=member) | later_times))
    desk.run()
    assert desk.ask(f"SELECT revision, cluster_id FROM stories WHERE guid = '{member}' ORDER BY 1") == [(1, cluster), (2, cluster)]
    # And what carries its new text leads a cluster of its own: a member is nobody's leader.
    desk.drop("copy", **(telling(1, "Board wants a spillway", text, uri="urn:alder:2026:3") | later_times))
    desk.run()
    assert desk.ask("SELECT cluster_id = story_id FROM stories WHERE guid = 'urn:alder:2026:3'") == [(True,)]
    assert leader != member


def test_a_kill_cancels_what_is_held(tmp_path):
    desk = Desk(tmp_path)
    later = (START + timedelta(hours=5)).isoformat()
    desk.drop(
        "500-1", **telling(1, "Dam to be replaced", "The county will replace the dam.", uri="urn:alder:2026:500", embargoed=later)
    )
    assert desk.run().totals.held == 1
    desk.drop("500-2", **(telling(2, "KILL: Dam to be replaced", uri="urn:alder:2026:500") | {"pubstatus": "canceled"}))
    desk.run()
    desk.hour = 8
    assert desk.run().conservation.released == 0
    assert desk.current() == []
    assert [row[2] for row in desk.history()] == ["kill"]


def test_an_update_under_another_number_joins_its_story(tmp_path):
    desk = Desk(tmp_path)
    desk.drop("a", **telling(1, "Dam opened after two days of rain", uri="urn:alder:usn:A1"))
    desk.run()
    # One joins what is published, one what came in the same batch, and a third only looks alike.
    update = telling(3, "UPDATE 1-Dam opened after two days of rain", DAM + " Roads reopened.", uri="urn:alder:usn:B7")
    desk.drop("b", **(update | {"version": "1"}))
    desk.drop(
        "c",
        **telling(
            2,
            "Harbour wall fails at high tide",
            "The harbour wall failed at high tide and forty boats sank.",
            uri="urn:alder:usn:C1",
        ),
    )
    second = telling(
        4,
        "UPDATE 1-Harbour wall fails at high tide",
        "The harbour wall failed at high tide and fifty boats sank.",
        uri="urn:alder:usn:C9",
    )
    desk.drop("d", **(second | {"version": "1"}))
    desk.drop(
        "e", **telling(5, "UPDATE 1-Dam opened in the north", "Another dam, and nothing else in common.", uri="urn:alder:usn:D2")
    )
    report = desk.run()
    assert (report.totals.new, report.totals.revisions) == (2, 2)
    assert report.conservation.ok
    joined = desk.ask("SELECT guid, revision, join_basis, cluster_id = story_id FROM stories ORDER BY guid")
    assert joined == [
        ("urn:alder:usn:A1", 1, None, True),
        ("urn:alder:usn:B7", 2, "headline", True),
        ("urn:alder:usn:C1", 1, None, True),
        ("urn:alder:usn:C9", 2, "headline", True),
        ("urn:alder:usn:D2", 1, None, True),
    ]
    assert desk.ask("SELECT count(DISTINCT story_id) FROM stories") == [(3,)]
    assert desk.run().totals.entries == 0


def test_an_update_that_joined_its_story_is_a_duplicate_when_another_feed_brings_it(tmp_path):
    """Its key is published under the story that it joined; by its own id nothing is known of it."""
    desk = Desk(tmp_path)
    update = telling(3, "UPDATE 1-Dam opened after rain", DAM + " Roads reopened.", uri="urn:alder:usn:B7") | {"version": "1"}
    desk.drop("a", **telling(1, "Dam opened after rain", uri="urn:alder:usn:A1"))
    desk.run()
    desk.drop("b", **update)
    assert desk.run().totals.revisions == 1
    (tmp_path / "two").mkdir()
    other = Desk(tmp_path / "two")
    other.out, other.hour = desk.out, desk.hour
    other.drop("b", **update)
    report = other.run()
    assert (report.totals.revisions, report.totals.duplicates, report.conservation.rows_added) == (0, 1, 0)
    assert report.conservation.ok
    assert len(desk.history()) == 2
