"""Replay gives what the batches gave, in their order; the real stages, the network off."""

import shutil
from datetime import UTC, datetime, timedelta

import pyarrow.dataset as ds
import pytest
from feeds_written import rss

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.replay import ReplayOptions, replay
from newsbeam.pipeline.stages.tag import active
from newsbeam.schemas.errors import OutputError

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LISTINGS = [
    [(n, 1) for n in range(8)],
    [(n, 2 if n == 5 else 1) for n in range(4, 14)],
    [(n, 1) for n in range(4, 14)],  # the fifth returns to its first wording: a revision too
]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ingested(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ingested")
    for number, listing in enumerate(LISTINGS):
        now = NOON + timedelta(minutes=15 * number)
        paths = (rss(folder / "one.xml", listing, NOON), rss(folder / "two.xml", listing[:3], NOON, feed="two"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("newsbeam.pipeline.runs.ingest.write_report", lambda out, report: None)  # the report is another room's
            ingest(IngestOptions(out=folder / "out", as_of=now, paths=paths, provider="example", fixed_clock=True))
    return Output(folder / "out")


def rows(out):
    table = ds.dataset(out.stories, partitioning="hive").to_table()
    return sorted(table.drop_columns(["newsbeam_version"]).to_pylist(), key=lambda row: (row["story_id"], row["revision"]))


def options(source, out, **more):
    return ReplayOptions(source=source.root, out=out, version="0.1.0", feeds={}, limits=FetchLimits(), **more)


def test_replay_gives_the_same_rows(ingested, tmp_path):
    before = rows(ingested)
    assert max(row["revision"] for row in before) == 3
    replayed = replay(options(ingested, tmp_path / "new"))
    assert (replayed.rows, replayed.skipped) == (len(before), 0)
    assert rows(Output(tmp_path / "new")) == before
    again = replay(options(ingested, tmp_path / "new"))
    assert (again.batches, again.rows) == (0, 0)
    assert rows(ingested) == before


def test_a_replay_goes_on_where_it_was_interrupted(ingested, tmp_path):
    def stop_at(stage, done, of):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replay(options(ingested, tmp_path / "new", progress=stop_at))
    assert 0 < len(rows(Output(tmp_path / "new"))) < len(rows(ingested))
    replay(options(ingested, tmp_path / "new"))
    assert rows(Output(tmp_path / "new")) == rows(ingested)


def test_after_a_change_of_a_tagger_its_columns_alone_differ(ingested, tmp_path, monkeypatch):
    changed = {**active(), next(iter(active())): lambda story, found: {"language": "xx", "language_basis": "none"}}
    monkeypatch.setattr("newsbeam.pipeline.stages.tag.active", lambda: changed)
    replay(options(ingested, tmp_path / "new"))
    ids = [(r["story_id"], r["telling_id"], r["revision"], r["supersedes"], r["cluster_id"]) for r in rows(ingested)]
    assert [
        (r["story_id"], r["telling_id"], r["revision"], r["supersedes"], r["cluster_id"]) for r in rows(Output(tmp_path / "new"))
    ] == ids
    assert {r["language"] for r in rows(Output(tmp_path / "new"))} == {"xx"}


def test_only_some_feeds(ingested, tmp_path):
    (two,) = {row["feed_id"] for row in rows(ingested) if row["guid"].startswith("two")}
    replay(options(ingested, tmp_path / "new", only_feeds=frozenset({two})))
    assert {row["feed_id"] for row in rows(Output(tmp_path / "new"))} == {two}


def test_a_replay_onto_itself_is_refused(ingested):
    with pytest.raises(OutputError, match="name another --out"):
        replay(options(ingested, ingested.root))
    with pytest.raises(OutputError, match="no landing there"):
        replay(options(Output(ingested.root / "none"), ingested.root))


def test_a_replay_says_which_records_the_landing_has_lost(ingested, tmp_path, capsys):
    from newsbeam.connectors.landing.landing import landing_files, scan

    out = Output(tmp_path / "copy")
    shutil.copytree(ingested.root, out.root)
    file, _ = landing_files(out.landing)[1]
    (first, _), (second, facts) = list(scan(out.landing, file))[:2]
    damaged = bytearray((out.landing / file).read_bytes())
    damaged[second.offset] ^= 0xFF
    (out.landing / file).write_bytes(damaged)
    assert first.offset < second.offset < facts["end"]
    assert main(["replay", "--from", str(out.root), "--out", str(tmp_path / "new")]) == 1
    assert "1 records left out\nlost: 1 records" in capsys.readouterr().out
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 3
    assert str(second) in capsys.readouterr().out
