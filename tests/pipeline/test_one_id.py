"""One entry, one id: whatever document of its feed, batch of its run or half of a batch it comes in."""

from datetime import timedelta

import duckdb
import pytest
from newsroom import BODIES, NOON, RSS, fall_over, rows, run

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs import tasks as work
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.replay import ReplayOptions, replay
from newsbeam.schemas.document import Document

pytestmark = pytest.mark.slow

HOST = "kestrel.example"
ITEM = "<item>{guid}<title>{title}</title>{link}<description>{text}</description></item>"


def drop(folder, name, *numbers, guid=None, linked=True):
    items = [
        ITEM.format(
            guid=f"<guid isPermaLink='false'>{guid}</guid>" if guid else "",
            title=f"Story number {n} of the folder",
            link=f"<link>https://{HOST}/{n}.html</link>" if linked else "",
            text=BODIES[n],
        )
        for n in numbers
    ]
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.xml").write_text(RSS.format(title=name, host=HOST, items="".join(items)))


def ids(out):
    return duckdb.sql(f"SELECT headline, count(DISTINCT story_id), any_value(id_basis) FROM read_parquet('{out}/stories/**/*.parquet') GROUP BY 1 ORDER BY 1").fetchall()  # fmt: skip


def ingested(tmp_path, **more):
    paths = (tmp_path / "folder",)
    return ingest(IngestOptions(out=tmp_path / "out", paths=paths, provider="Kestrel Wire", as_of=NOON, fixed_clock=True, **more))


ONCE = [(f"Story number {n} of the folder", 1, "canonical_url") for n in (0, 1, 2)]


@pytest.fixture
def folder(tmp_path):
    """Alone, the first document says that guids name its one entry; the second says that they name nothing."""
    drop(tmp_path / "folder", "a", 0, guid="constant")
    drop(tmp_path / "folder", "b", 0, 1, 2, guid="constant")
    return tmp_path / "folder"


def test_the_documents_of_a_new_feed_agree_on_their_ids(tmp_path, folder):
    report = ingested(tmp_path)
    assert ids(tmp_path / "out") == ONCE
    assert (report.totals.new, report.totals.duplicates) == (3, 1)


def test_the_batches_of_a_run_agree_on_their_ids(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(work, "BATCH_ENTRIES", 1)
    report = ingested(tmp_path)
    assert len(report.batches) == 2
    assert ids(tmp_path / "out") == ONCE


def test_the_halves_of_a_batch_agree_on_their_ids(tmp_path, folder, monkeypatch):
    fall_over(monkeypatch, b"poison")
    (folder / "c.xml").write_text("poison")
    assert ingested(tmp_path).totals.dead_letters == 1
    assert ids(tmp_path / "out") == ONCE


def test_a_replay_in_other_portions_agrees_on_their_ids(tmp_path, folder, monkeypatch):
    monkeypatch.setattr(work, "BATCH_ENTRIES", 1)
    ingested(tmp_path)
    replay(ReplayOptions(source=tmp_path / "out", out=tmp_path / "new", version="0", feeds={}, limits=FetchLimits()))
    assert rows(tmp_path / "new", "story_id, telling_id") == rows(tmp_path / "out", "story_id, telling_id")


def test_an_undated_entry_of_two_landed_polls_is_one_story(tmp_path):
    """Without guid, address or date its id holds the day, and only the cursor knows it on the next."""
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "kestrel"\npath = "none"\nprovider = "Kestrel Wire"\n')
    out = Output(tmp_path / "out")
    out.prepare()
    with LandingWriter(out.landing, "two-polls") as landing:
        for day, numbers in ((0, (0,)), (1, (0, 1))):
            drop(tmp_path / "folder", "a", *numbers, linked=False)
            payload = (tmp_path / "folder" / "a.xml").read_bytes()
            at = NOON + timedelta(days=day)
            landing.write(Document(feed_id="kestrel", uri=f"https://{HOST}/feed", fetched_at=at, payload=payload), {})
    report = run(tmp_path, at=NOON + timedelta(days=2))
    assert (report.totals.new, report.totals.duplicates) == (2, 1)
