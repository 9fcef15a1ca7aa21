"""Files that came back or were swapped: rows twice, or in another partition's folder, are found, and put right without losing one."""

import shutil
from collections import Counter
from datetime import timedelta

import duckdb
import pytest
import rooms
from batches_made import NOON, digits, put, story

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.commands.doctor_table import check_table
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.finished import read_finished, restore_finished
from newsbeam.pipeline.publish.purge import purge
from newsbeam.pipeline.publish.seal import seal_partition
from newsbeam.pipeline.publish.strays import strays_of
from newsbeam.pipeline.runs import mended_files
from newsbeam.pipeline.runs.put_right import put_right

DAY = NOON.date().isoformat()
ALL = "story_id, telling_id, revision, headline, batch_id, partition_country, country"


def table(out):
    files = f"read_parquet('{out.stories}/*/*/*.parquet', hive_partitioning=true)"
    return duckdb.sql(f"SELECT {ALL} FROM {files} ORDER BY ALL").fetchall()


def folder(out, country):
    return out.stories / f"date={DAY}" / f"country={country}"


def only(out, country):
    (path,) = folder(out, country).glob("*.parquet")
    return path


def findings(out, *, deep=False):
    return [(verdict, detail) for verdict, what, detail in check_table(out, deep=deep) if what == "rows"]


def bad(out, *, deep=False):
    return [detail for verdict, detail in findings(out, deep=deep) if verdict == "BAD"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A table of two batches in three countries, of which two were sealed since a backup was made: (its folder, its rows, the backup)."""
    tmp_path = tmp_path_factory.mktemp("made")
    out = Output(tmp_path / "out")
    out.prepare()
    state = open_state(out.database)
    put(out, state, "b0001", *(story(f"s{n}", country=("PK", "NA", "PE")[n % 3]) for n in range(30)))
    shutil.copytree(out.stories, tmp_path / "backup")
    put(out, state, "b0002", *(story(f"t{n}", country=("PK", "NA")[n % 2]) for n in range(6)), at=NOON + timedelta(hours=1))
    for country in ("PK", "NA"):
        assert seal_partition(out, DAY, country)
    assert only(out, "PK").name == "stories-00001.parquet"
    assert {verdict for verdict, _ in findings(out, deep=True)} == {"ok"}
    state.close()
    return out.root, table(out), tmp_path / "backup"


@pytest.fixture
def out(tmp_path, request):
    """A copy of that table for who wants it sealed, else an empty one."""
    made = Output(tmp_path / "out")
    if "sealed" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("made")[0], made.root, symlinks=True)
    made.prepare()
    return made


@pytest.fixture
def sealed(out, made):
    """Of the copy: (its rows, the backup)."""
    _, before, backup = made
    return before, backup


def lay_over(out, backup):
    shutil.copytree(backup, out.stories, dirs_exist_ok=True)


@pytest.mark.parametrize("deep", [False, True])
def test_a_backup_laid_over_a_sealed_table_is_told_and_taken_away(out, sealed, deep):
    before, backup = sealed
    lay_over(out, backup)
    assert len(table(out)) == len(before) + 20
    found = bad(out, deep=deep)
    assert len(found) == 2
    for line, country in zip(found, ("NA", "PK"), strict=True):
        first = folder(out, country) / "stories-00000.parquet"
        assert line.startswith(f"{first}: 10 rows stand twice, here and in stories-00001.parquet")
        assert f"`newsbeam repair --out {out.root}`" in line
    done = put_right(out, NOON)
    assert table(out) == before
    assert {rows for rows, _ in done.taken.values()} == {10}
    kept = [where for _, where in done.taken.values()]
    assert duckdb.sql(f"SELECT count(*) FROM read_parquet({kept})").fetchall() == [(20,)]
    rooms.check(out)
    assert not bad(out, deep=True)
    assert put_right(out, NOON).taken == {}


def test_a_partition_under_anothers_folder_is_told_and_goes_where_it_is_missing(out, sealed):
    """Copied over a third partition: what it doubles goes; moved there: nothing is lost, with no landing at all."""
    before, _ = sealed
    lost = [row for row in before if row[-1] == "PE"]
    shutil.copy(only(out, "PK"), only(out, "PE"))
    found = bad(out)
    assert found[0].startswith(f"{only(out, 'PE')}: 13 rows belong to date={DAY}/country=PK; `newsbeam repair")
    assert found[1].startswith("batch b0001: 10 rows are gone")  # the doubled ones do not hide it
    put_right(out, NOON)
    assert table(out) == [row for row in before if row not in lost]
    assert [line for line in bad(out, deep=True) if "gone" not in line] == []


def test_partitions_that_changed_their_places_change_back(out, sealed):
    before, _ = sealed
    one, other = only(out, "PK"), only(out, "NA")
    aside = one.with_suffix(".aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    found = bad(out)  # as many rows of each batch as ever
    assert [line.partition(": ")[2][:30] for line in found] == [
        f"13 rows belong to date={DAY}"[:30],
        f"13 rows belong to date={DAY}"[:30],
    ]
    done = put_right(out, NOON)
    assert table(out) == before
    assert done.moved == {(DAY, "NA"): 13, (DAY, "PK"): 13}
    rooms.check(out)
    assert not bad(out, deep=True)


def test_a_batch_that_lacks_as_many_rows_as_it_has_twice_is_seen_by_deep(out, state):
    put(out, state, "b0001", *(story(f"s{n}", country=("PK", "NA")[n % 2]) for n in range(8)))
    shutil.copy(only(out, "PK"), only(out, "PK").with_name("stories-00001.parquet"))
    only(out, "NA").unlink()
    assert not bad(out)
    twice, gone = bad(out, deep=True)
    assert "4 rows stand twice" in twice
    assert gone.startswith("batch b0001: 4 rows are gone")


def test_what_was_purged_stays_purged(out, state, sealed):
    """A backup of before brings the text back; what goes is the text, whichever file it is in."""
    _, backup = sealed
    assert purge(out, state, digits("story", "s0"), anyway=True) is not None
    before = table(out)
    lay_over(out, backup)
    for path in backup.rglob("*.parquet"):
        shutil.copy(path, out.stories / path.relative_to(backup).with_name("stories-00002.parquet"))
    done = put_right(out, NOON)
    assert table(out) == before
    assert None in {kept for _, kept in done.taken.values()}
    kept = [where for _, where in done.taken.values() if where]
    texts = f"SELECT headline FROM read_parquet({kept}) WHERE story_id = '{digits('story', 's0')}'"
    assert [one for (one,) in duckdb.sql(texts).fetchall() if one is not None] == []


def test_what_another_batch_has_told_again_goes_and_the_first_stays(out, state, sealed):
    before, backup = sealed
    path = only(out, "PE")
    path.unlink()
    shutil.rmtree(out.state / "keys", ignore_errors=True)
    put(out, state, "b0003", *(story(f"s{n}", country="PE") for n in range(2, 30, 3)), at=NOON + timedelta(hours=2))
    shutil.copy(backup / path.relative_to(out.stories), path.with_name("stories-00007.parquet"))
    put_right(out, NOON)
    assert table(out) == before


class Killed(BaseException):
    pass


@pytest.mark.slow
def test_killed_anywhere_it_loses_nothing_and_is_simply_done_again(out, state, sealed, monkeypatch, tmp_path):
    before, backup = sealed
    one, other = only(out, "PE"), only(out, "PK")
    lay_over(out, backup)
    shutil.copy(other, one)  # PE: nothing but PK's rows
    (folder(out, "PK") / other.name).rename(folder(out, "NA") / "stories-00008.parquet")  # PK: what the backup has
    there = {row[:2] for row in table(out)}
    wanted = [row for row in before if row[-1] != "PE"]
    assert there == {row[:2] for row in wanted}
    shutil.copytree(out.root, tmp_path / "harmed", symlinks=True)
    steps = ("sync_path", "replace_durably", "sync_folder", "begin", "extend")
    passed = 0
    for last in range(1, 100):
        shutil.rmtree(out.root)
        shutil.copytree(tmp_path / "harmed", out.root, symlinks=True)
        left = [last]

        def step(name, left=left):
            real = getattr(mended_files, name)

            def through(*words):
                left[0] -= 1
                if left[0] == 0:
                    raise Killed
                return real(*words)

            return through

        with monkeypatch.context() as harm:
            for name in steps:
                harm.setattr(mended_files, name, step(name))
            try:
                put_right(out, NOON)
            except Killed:
                assert {row[:2] for row in table(out)} == there, last
                passed += 1
            else:
                break
        put_right(out, NOON + timedelta(minutes=1))
        assert table(out) == wanted, last
        assert not [line for line in bad(out, deep=True) if "gone" not in line]
    assert passed > 8
    assert table(out) == wanted


def test_lines_of_batches_made_from_a_doubled_table_count_each_row_once(out, sealed):
    before, backup = sealed
    lay_over(out, backup)
    restore_finished(out, anew=True)
    lines = {line.batch_id: line.rows for _, line in read_finished(out) if line is not None}
    assert lines == Counter(row[4] for row in before)


def test_many_rows_are_counted_as_few_are(out, state, monkeypatch):
    put(out, state, "b0001", *(story(f"s{n}", country=("PK", "NA")[n % 2]) for n in range(40)))
    shutil.copy(only(out, "PK"), only(out, "NA").with_name("stories-00001.parquet"))
    few = bad(out, deep=True)
    monkeypatch.setattr("newsbeam.pipeline.publish.strays.MANY", 0)
    assert bad(out, deep=True) == few
    assert len(strays_of(out).doubled) == 20
