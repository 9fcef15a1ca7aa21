"""A window of many texts: a phrase is found by the first that have it, and who tells a story first is found however many come between."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from newsbeam.pipeline.near import RecentSketches, Sketch, fold_sketches
from newsbeam.pipeline.near import files as sketch_files
from newsbeam.pipeline.near.candidates import Keys, index_of
from newsbeam.pipeline.near.cluster import ClusterVerdict, assign
from newsbeam.pipeline.near.kept_keys import HOLDERS, WindowKeys, kept
from newsbeam.pipeline.near.meetings import Candidates
from newsbeam.pipeline.near.portions import about, all_rows
from newsbeam.pipeline.near.rows import Rows, microseconds_of, numbers_in
from newsbeam.pipeline.near.sketch import SKETCH_VERSION, sketch_of
from newsbeam.pipeline.near.staged import table_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FORM = [f"form{n}" for n in range(45)]


def bulletin(number: int) -> str:
    """Bulletins of one form: two fifths of each is that of all others."""
    return " ".join([*FORM, *(f"own{number}x{word}" for word in range(70))])


def telling(story_id: str, text: str, hours: float) -> Sketch:
    return sketch_of(story_id=story_id, telling_id="t", first_created=NOON + timedelta(hours=hours), order="", text=text)


def publish(root: Path, name: str, new: list[Sketch]) -> list[ClusterVerdict]:
    """As a batch does: found by what is there, and then kept for the next."""
    rows = Rows([table_of(new, [None] * len(new))], window=sketch_files.WINDOW)
    meetings = Candidates(rows, RecentSketches.load(root, NOON))
    verdicts = [*assign(rows, meetings, {}).values()]
    tables, clusters = [part.table for part in rows.parts], {one.story_id: one.cluster_id for one in verdicts}
    brings = {(one.story_id, one.telling_id) for one in verdicts if one.brings}
    sketch_files.write_staged(root / f"{name}.arrow", tables, clusters, brings, meetings.window_keys)
    return verdicts


def kept_by(root: Path) -> dict[int, int]:
    """Key -> texts of the window that are found by it."""
    counts: dict[int, int] = {}
    for path in root.glob("*.arrow"):
        for key in numbers_in(all_rows(path)["keys"], np.uint32)[1].tolist():
            counts[key] = counts.get(key, 0) + 1
    return counts


def test_a_phrase_is_kept_by_so_many_texts_of_the_window(tmp_path):
    for batch in range(4):
        publish(
            tmp_path, f"b{batch}", [telling(f"s{batch}x{n}", bulletin(100 * batch + n), n / 10 - 24 * batch) for n in range(12)]
        )
    counts = kept_by(tmp_path)
    assert max(counts.values()) == HOLDERS, "48 texts share a form"
    assert sum(count == 1 for count in counts.values()) > 1_000, "their own words are all kept"


def test_the_first_teller_is_found_among_hundreds_of_one_form_days_later(tmp_path):
    originals = [bulletin(n) for n in range(90)]
    for day in range(3):
        some = range(30 * day, 30 * day + 30)
        publish(tmp_path, f"b{day}", [telling(f"s{n:03}", originals[n], -24 * (2 - day) + n / 60) for n in some])
    copies = [telling(f"c{n:03}", f"By our desk in Gozo and {text[: len(text) * 9 // 10]}", 3) for n, text in enumerate(originals)]
    assert {one.story_id: one.cluster_id for one in publish(tmp_path, "b9", copies)} == {f"c{n:03}": f"s{n:03}" for n in range(90)}


def test_what_leads_nobody_is_found_by_no_key(tmp_path):
    publish(tmp_path, "b1", [telling("a", bulletin(1), 0), telling("b", bulletin(1), 1)])
    assert [len(one) // 4 for one in all_rows(tmp_path / "b1.arrow")["keys"].to_pylist()] == [64, 0]


def test_older_batches_come_first_and_rows_in_order_of_precedence():
    shingles = np.array([5, 9, 5, 7, 5, 9], np.uint32)
    window = WindowKeys(np.array([5, 8], np.uint32), np.array([HOLDERS - 2, 1]))
    begins, keys = kept([(np.array([0, 2, 4, 6]), shingles)], np.array([2, 1, 0]), np.array([True, True, True]), window)
    assert [keys[a:b].tolist() for a, b in pairwise(begins.tolist())] == [[9], [5, 7], [5, 9]], "the first row is the last in order"


def test_what_several_parts_of_the_window_hold_is_added_up():
    one, other = (
        WindowKeys(np.array([1, 4], np.uint32), np.array([2, 3])),
        WindowKeys(np.array([4, 6], np.uint32), np.array([1, 1])),
    )
    together = WindowKeys.together([one, other, WindowKeys.nothing()])
    assert (together.keys.tolist(), together.counts.tolist()) == ([1, 4, 6], [2, 4, 1])
    assert together.of(np.array([0, 4, 9], np.uint32)).tolist() == [0, 4, 0]
    assert WindowKeys.nothing().of(np.array([4], np.uint32)).tolist() == [0]
    assert index_of(Keys(np.array([3], np.uint32), np.array([0]), np.array([1]))).keys.tolist() == [3]


@pytest.mark.parametrize(("piece", "portions"), [(1, 20), (3, 7), (4_096, 1)])
def test_however_the_window_is_read_the_clusters_are_the_same(tmp_path, monkeypatch, piece, portions):
    monkeypatch.setattr(sketch_files, "PIECE", piece)
    publish(tmp_path, "b1", [telling(f"s{n:02}", bulletin(n), n / 60) for n in range(20)])
    copies = publish(tmp_path, "b2", [telling(f"c{n:02}", f"{bulletin(n)} (more)", 3) for n in range(20)])
    assert [one.cluster_id for one in copies] == [f"s{n:02}" for n in range(20)]
    found = about(tmp_path / "b1.arrow")
    assert (found.rows, found.portions) == (20, portions)
    assert (found.first, found.last) == (microseconds_of(NOON), microseconds_of(NOON + timedelta(minutes=19)))


@pytest.mark.parametrize("lacks", ["nothing", "brings"])
def test_files_of_a_newsbeam_before_this_one_are_asked_too_until_a_fold_has_taken_them_in(tmp_path, lacks):
    publish(tmp_path, "b1", [telling(f"s{n:02}", bulletin(n), n / 60) for n in range(20)])
    rows = all_rows(tmp_path / "b1.arrow").drop_columns([lacks] if lacks == "brings" else [])
    before = rows.replace_schema_metadata({b"newsbeam.sketch_version": str(SKETCH_VERSION).encode()})
    pq.write_table(before, tmp_path / "b1.parquet", row_group_size=7)
    (tmp_path / "b1.arrow").unlink()
    copies = [telling(f"c{n:02}", f"{bulletin(n)} (more)", 3) for n in range(20)]
    assert [one.cluster_id for one in publish(tmp_path, "b2", copies)] == [f"s{n:02}" for n in range(20)]
    fold_sketches(tmp_path, NOON, at_least=2)
    assert [path.name for path in tmp_path.iterdir()] == ["day-2026-03-02.arrow"]
    again = [telling(f"d{n:02}", f"{bulletin(n)} (ends)", 4) for n in range(20)]
    assert [one.cluster_id for one in publish(tmp_path, "b3", again)] == [f"s{n:02}" for n in range(20)]


def test_folding_leaves_full_files_as_they_are_and_copies_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(sketch_files, "FULL", 10)
    for batch in range(5):
        count = 12 if batch == 2 else 4
        publish(tmp_path, f"b{batch}", [telling(f"s{batch}x{n}", bulletin(100 * batch + n), n / 10) for n in range(count)])
    fold_sketches(tmp_path, NOON, at_least=4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b2.arrow", "day-2026-03-02.arrow"]
    for batch in range(5, 9):
        publish(tmp_path, f"b{batch}", [telling(f"s{batch}x{n}", bulletin(100 * batch + n), n / 10) for n in range(4)])
    fold_sketches(tmp_path, NOON, at_least=4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b2.arrow", "day-2026-03-02-1.arrow", "day-2026-03-02.arrow"]
    copies = publish(tmp_path, "late", [telling(f"c{n}", f"{bulletin(100 * n + 3)} (more)", 3) for n in range(9)])
    assert [one.cluster_id for one in copies] == [f"s{n}x3" for n in range(9)]
