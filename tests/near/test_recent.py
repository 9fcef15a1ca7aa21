"""The last days' sketches on disk: what a later batch learns from them, and that losing them loses nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.near import RecentSketches, Sketch, cluster, fold_sketches, more_sketches, rebuild_sketches, write_sketches
from newsbeam.pipeline.near import files as sketch_files
from newsbeam.pipeline.near.portions import all_rows
from newsbeam.pipeline.near.sketch import sketch_of
from newsbeam.pipeline.runs.upkeep import renew_sketches
from newsbeam.schemas.arrow import STORY_SCHEMA

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = [f"word{n}" for n in range(400)]


def text(number: int) -> str:
    """Texts of one number are alike, of two never."""
    return " ".join(f"{word}x{number}" for word in WORDS[:60])


def telling(story_id: str, number: int, *, hours: float = 0, words: int = 60) -> Sketch:
    words_of = " ".join(text(number).split()[:words])
    return sketch_of(story_id=story_id, telling_id="t", first_created=NOON + timedelta(hours=hours), order="", text=words_of)


def publish(root: Path, name: str, sketches: list[Sketch], as_of: datetime = NOON) -> dict[str, str]:
    clusters = {v.story_id: v.cluster_id for v in cluster(sketches, RecentSketches.load(root, as_of))}
    write_sketches(root / f"{name}.arrow", sketches, clusters)
    return clusters


def test_a_later_batch_joins_the_leader_of_an_earlier_one(tmp_path: Path) -> None:
    publish(tmp_path, "b1", [telling("a", 1), telling("b", 2), telling("c", 1, hours=1)])
    assert publish(tmp_path, "b2", [telling("d", 1, hours=2, words=30), telling("e", 3)]) == {"d": "a", "e": "e"}
    # `d` is but half of `a`: what only resembles `d` must not come into the cluster through it.
    assert [one.path.name for one in RecentSketches.load(tmp_path, NOON).files] == ["b1.arrow", "b2.arrow"]


def test_a_published_leader_wins_over_an_earlier_story(tmp_path: Path) -> None:
    publish(tmp_path, "b1", [telling("late", 1, hours=5)])
    assert publish(tmp_path, "b2", [telling("early", 1)]) == {"early": "late"}


def test_a_batch_done_again_says_the_same(tmp_path: Path) -> None:
    batch = [telling("a", 1), telling("b", 1, hours=1), telling("c", 2)]
    first = publish(tmp_path, "b1", batch)
    assert publish(tmp_path, "b1", batch) == first


def test_the_same_short_text_of_two_days_is_found_by_equality(tmp_path: Path) -> None:
    short = {"telling_id": "t", "order": "", "text": "Ferry runs aground near Gozo, nobody hurt"}
    publish(tmp_path, "b1", [sketch_of(story_id="a", first_created=NOON, **short)])
    later = sketch_of(story_id="b", first_created=NOON + timedelta(hours=20), **short)
    assert publish(tmp_path, "b2", [later]) == {"b": "a"}


def test_a_back_fill_finds_the_copies_of_its_own_days(tmp_path: Path) -> None:
    long_ago = -24 * 4000.0
    publish(tmp_path, "b1", [telling("a", 1, hours=long_ago)])
    assert publish(tmp_path, "b2", [telling("b", 1, hours=long_ago + 5), telling("c", 1)]) == {"b": "a", "c": "c"}


def test_a_replay_does_not_see_what_was_published_later(tmp_path: Path) -> None:
    publish(tmp_path, "b1", [telling("a", 1)])
    assert RecentSketches.load(tmp_path, NOON - timedelta(days=7)).files == ()


def test_folding_keeps_every_telling_once_and_drops_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        publish(tmp_path, f"b{number}", [telling(f"s{number}", number, hours=-20 * number)])
    write_sketches(tmp_path / "again.arrow", [telling("s0", 0)], {})
    fold_sketches(tmp_path, NOON, at_least=2)
    rows = [row for path in sorted(tmp_path.glob("*.arrow")) for row in all_rows(path)["story_id"].to_pylist()]
    assert sorted(rows) == [f"s{number}" for number in range(6)]
    assert all(path.name.startswith("day-") for path in tmp_path.glob("*"))
    assert publish(tmp_path, "later", [telling("x", 2, hours=-30)]) == {"x": "s2"}
    old = sorted(path.name for path in tmp_path.glob("day-*"))
    monkeypatch.setattr(sketch_files, "OLD_FILES", 2)
    fold_sketches(tmp_path, NOON + timedelta(days=30), at_least=2)
    assert sorted(path.name for path in tmp_path.glob("*")) == [old[-1], "later.arrow"]


def test_a_damaged_or_older_file_is_left_out_and_said_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, "b1", [telling("a", 1)])
    (tmp_path / "torn.arrow").write_bytes((tmp_path / "b1.arrow").read_bytes()[:-9])
    monkeypatch.setattr(sketch_files, "SKETCH_VERSION", 99)
    assert RecentSketches.load(tmp_path, NOON).files == ()
    assert "torn.arrow: not readable" in caplog.text
    assert "b1.arrow: sketches of another version" in caplog.text


def test_they_come_back_from_the_published_rows(tmp_path: Path) -> None:
    stories, root = tmp_path / "stories", tmp_path / "sketches"
    tellings = [("a", "a", 1, 0), ("b", "a", 1, 1), ("c", "c", 2, 2)]
    publish(root, "b1", [telling(story, number, hours=hours) for story, _, number, hours in tellings])
    partition = stories / "date=2026-03-02" / "country=ZZ"
    partition.mkdir(parents=True)
    pq.write_table(_rows(tellings), partition / "stories-00000.parquet")
    written = all_rows(root / "b1.arrow").drop_columns(["order"])
    assert rebuild_sketches(root, stories, NOON) == 3
    assert [path.name for path in root.glob("*.arrow")] == ["day-2026-03-02.made-000.arrow"]
    assert all_rows(root / "day-2026-03-02.made-000.arrow").drop_columns(["order"]).equals(written)


def test_older_days_are_made_after_batches_and_nothing_twice(tmp_path: Path) -> None:
    stories, root = tmp_path / "stories", tmp_path / "sketches"
    for day in range(1, 4):
        partition = stories / f"date=2026-03-0{day}" / "country=ZZ"
        partition.mkdir(parents=True)
        rows = _rows([(f"s{day}", f"s{day}", day, 24 * (day - 2)), (f"late{day}", f"late{day}", 9, 24 * (day - 2))])
        at = pa.array([NOON - timedelta(hours=1), NOON], STORY_SCHEMA.field("published_at").type)
        rows = rows.set_column(rows.schema.get_field_index("published_at"), rows.schema.field("published_at"), at)
        pq.write_table(rows, partition / "stories-00000.parquet")
    assert rebuild_sketches(root, stories, NOON, at_once=1) == 1, "what is published from now on leaves its own"
    assert [path.name for path in root.glob("*.arrow")] == ["day-2026-03-03.made-000.arrow"]
    assert publish(root, "b1", [telling("x", 3, hours=25)]) == {"x": "s3"}
    (root / "day-2026-03-02.made-000.arrow").write_bytes(b"of a run that died")
    assert [more_sketches(root, stories) for _ in range(4)] == [1, 1, 0, 0]
    assert publish(root, "b2", [telling("y", 1, hours=2), telling("z", 9, hours=2)]) == {"y": "s1", "z": "z"}
    assert not [path.name for path in root.iterdir() if path.suffix != ".arrow"]


def _rows(tellings: list[tuple[str, str, int, int]]) -> pa.Table:
    given: dict[str, list[Any]] = {
        "story_id": [story for story, _, _, _ in tellings],
        "telling_id": ["t"] * len(tellings),
        "cluster_id": [leader for _, leader, _, _ in tellings],
        "body_text": [text(number) for _, _, number, _ in tellings],
        "first_created": [NOON + timedelta(hours=hours) for _, _, _, hours in tellings],
        "fetched_at": [NOON] * len(tellings),
        "revision_order": [""] * len(tellings),
    }
    columns = [pa.array(given[f.name], f.type) if f.name in given else pa.nulls(len(tellings), f.type) for f in STORY_SCHEMA]
    return pa.Table.from_arrays(columns, schema=pa.schema([f.with_nullable(True) for f in STORY_SCHEMA]))


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.integers(0, 12))
def test_where_a_batch_ends_changes_nothing(tmp_path_factory: pytest.TempPathFactory, numbers: list[int], cut: int) -> None:
    inputs = [telling(f"s{n:02}", number, hours=n) for n, number in enumerate(numbers)]
    root = tmp_path_factory.mktemp("sketches")
    whole = {v.story_id: v.cluster_id for v in cluster(inputs, RecentSketches())}
    parts = {}
    for name, part in (("b1", inputs[:cut]), ("b2", inputs[cut:])):
        if part:
            parts.update(publish(root, name, part))
    assert parts == whole


def test_those_of_another_version_are_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = Output(tmp_path)
    partition = out.stories / "date=2026-03-02" / "country=ZZ"
    partition.mkdir(parents=True)
    pq.write_table(_rows([("a", "a", 1, 0)]), partition / "stories-00000.parquet")
    renew_sketches(out, NOON)
    assert not out.sketches.exists(), "what is lost another makes, without looking into files"
    with monkeypatch.context() as before:
        before.setattr(sketch_files, "SKETCH_VERSION", 99)
        publish(out.sketches, "b1", [telling("a", 1)])
    (out.sketches / "torn.arrow").write_bytes(b"torn")
    renew_sketches(out, NOON)
    made = [path.name for path in out.sketches.iterdir()]
    assert made == ["day-2026-03-02.made-000.arrow"]
    assert publish(out.sketches, "b2", [telling("b", 1, hours=1)]) == {"b": "a"}
    renew_sketches(out, NOON)
    assert sorted(path.name for path in out.sketches.iterdir()) == ["b2.arrow", *made], "of this version they stay"


def test_one_that_does_not_read_is_made_anew_with_the_others(tmp_path: Path) -> None:
    out = Output(tmp_path)
    partition = out.stories / "date=2026-03-02" / "country=ZZ"
    partition.mkdir(parents=True)
    pq.write_table(_rows([("a", "a", 1, 0), ("c", "c", 2, 0)]), partition / "stories-00000.parquet")
    publish(out.sketches, "b1", [telling("a", 1)])
    publish(out.sketches, "b2", [telling("c", 2)])
    (out.sketches / "b1.arrow").write_bytes(b"")
    renew_sketches(out, NOON)
    assert publish(out.sketches, "b3", [telling("b", 1, hours=1), telling("d", 2, hours=1)]) == {"b": "a", "d": "c"}
