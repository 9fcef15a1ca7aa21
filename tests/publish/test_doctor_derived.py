"""What doctor says of `reading/` and of the index of all stories, as they are and as they are harmed."""

import shutil

import pytest
from batches_made import NOON, stage, story

from newsbeam.pipeline.commands.doctor_derived import check_index, check_reading
from newsbeam.pipeline.dataset.day_list import bytes_of
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.story_index import index_of
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.publish.settle import settle_due


def put(out, state, number, *stories):
    commit = stage(out, f"b{number:04}", stories, published_at=NOON)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, state, commit)


@pytest.fixture
def room(out, state):
    put(out, state, 1, *(story(f"s{n}", country=("PK", "NA")[n % 2]) for n in range(100)))
    put(out, state, 2, story("late"))
    return Room.of(out.stories)


def verdicts(out, *, deep=False):
    return [verdict for verdict, _, _ in check_reading(out, deep=deep)]


def test_sound_days_are_counted_in_files_and_open(out, state, room):
    (found,) = check_reading(out, deep=True)
    assert found == ("ok", "reading", "1 days in files, 0 read from stories/, each page read")
    (found,) = check_index(out, deep=True)
    assert found == ("ok", "index", "101 keys of stories, each byte read")


@pytest.mark.parametrize("removed", ["", "days/date=2026-03-10"])
def test_rows_that_are_not_shown_are_found_and_removing_the_folder_mends_it(out, state, room, removed):
    room.path_of(room.lists()[-1]).write_bytes(bytes_of(one for one in room.read() if "late-" not in one.file))
    (found,) = check_reading(out, deep=False)
    assert found[0] == "BAD"
    assert "2026-03-10: 100 rows are shown, stories/ has 101" in found[2]
    assert f"remove {room.root / 'days/date=2026-03-10'}" in found[2]
    assert "repair" not in found[2]
    shutil.rmtree(room.root / removed)
    assert verdicts(out) == (["BAD"] if removed else ["warn"])
    settle_due(out, "2026-03-10")
    assert verdicts(out, deep=True) == ["ok"]


def test_the_last_copy_of_rows_that_are_gone_is_not_removed_before_repair(out, state, room):
    shutil.rmtree(out.stories / "date=2026-03-10" / "country=NA")
    (found,) = check_reading(out, deep=False)
    assert f"101 rows are shown, stories/ has 51; `newsbeam repair --out {out.root}`, and if this stands then, remove" in found[2]


def test_a_listed_file_that_is_gone_and_a_flipped_bit_are_found(out, state, room):
    late, whole = sorted((one.file for one in room.read() if one.part == "days"), key=lambda file: "late" not in file)
    path = room.root / "days" / whole
    raw = path.read_bytes()
    path.write_bytes(raw[:50] + bytes([raw[50] ^ 1]) + raw[51:])
    assert verdicts(out) == ["ok"]
    assert verdicts(out, deep=True) == ["BAD"]
    (room.root / "days" / late).unlink()
    assert any("is gone or torn" in detail for _, _, detail in check_reading(out, deep=False))


def test_an_index_that_is_gone_or_not_as_it_was_written_is_found(out, state, room, monkeypatch):
    monkeypatch.setattr("newsbeam.pipeline.dataset.story_index.StoryIndex.is_whole", lambda _: False)
    assert [verdict for verdict, _, _ in check_index(out, deep=True)] == ["BAD"]
    assert [verdict for verdict, _, _ in check_index(out, deep=False)] == ["ok"]
    shutil.rmtree(index_of(out.stories))
    assert [verdict for verdict, _, _ in check_index(out, deep=True)] == ["warn"]
