"""`newsbeam purge`: the text of a killed story is gone from every row, and does not come back."""

import sqlite3
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from newsroom import NOON, item, rows, run, write

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.runs.replay import ReplayOptions, replay

pytestmark = pytest.mark.slow

SECRET = "LAGOS - The witness, a quarry foreman named Obafemi, will be heard on Monday, the court said in its list."
TEXTS = "headline, summary, body_text, byline, authors, keywords, ed_note, dateline_text, credit, persons, organisations, countries, places, media"  # fmt: skip


def write_story(desk, text, *more, title="The court's list for Monday"):
    write(desk, "lagoon", item("lagoon.example", 7, text, title=title), *more)


@pytest.fixture
def killed(desk, monkeypatch):
    """A story told, corrected and killed; one refused entry of it lies among the dead letters."""
    from newsbeam.pipeline.stages import normalise_items as module
    from newsbeam.schemas.codes import Reason
    from newsbeam.schemas.item import ParseError

    def refuses(item, context):
        raise ParseError(Reason.SCHEMA, "a rule that was too strict")

    write_story(desk, SECRET)
    with monkeypatch.context() as patch:
        patch.setattr(module, "normalise", refuses)
        run(desk, only=frozenset({"lagoon"}))
    write_story(desk, SECRET + " It is his first hearing.")
    run(desk, at=NOON + timedelta(hours=1))
    write_story(desk, "LAGOS - This item is withdrawn. Please delete it.", title="KILL: The court's list for Monday")
    run(desk, at=NOON + timedelta(hours=2))
    story_id: str = rows(desk / "out", "story_id, guid", "guid DESC")[0][0]
    return story_id


def of(desk, story_id, columns, out="out"):
    return [row[1:] for row in rows(desk / out, f"story_id, {columns}", "story_id, revision") if row[0] == story_id]


def letters(desk):
    with sqlite3.connect(desk / "out" / "_state" / "newsbeam.db") as conn:
        return conn.execute("SELECT raw, error, status FROM dead_letters").fetchall()


def test_a_killed_story_says_nothing_any_more(desk, killed, capsys):
    others = [row for row in rows(desk / "out", "*") if killed not in row]
    keys = of(desk, killed, "telling_id, revision, revision_order, content_hash, published_at, date, country")
    assert SECRET.encode()[20:50] in letters(desk)[0][0]
    assert main(["purge", "--out", str(desk / "out"), killed]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"purged: the text of {len(keys)} tellings, 1 dead letters")
    assert said.count("still as received, until its file expires: ") == len(keys)
    assert of(desk, killed, TEXTS) == [(None,) * TEXTS.count(",") + (None,)] * len(keys)
    assert [flags[-1] for (flags,) in of(desk, killed, "quality_flags")] == ["purged"] * len(keys)
    assert of(desk, killed, "telling_id, revision, revision_order, content_hash, published_at, date, country") == keys
    assert [row for row in rows(desk / "out", "*") if killed not in row] == others
    assert letters(desk) == [(b"", "purged", "resolved")]
    for path in [*(desk / "out" / "stories").rglob("*.parquet"), *(desk / "out" / "dead_letters").rglob("*.parquet")]:
        assert b"Obafemi" not in path.read_bytes()
    # Once more does nothing more.
    assert main(["purge", "--out", str(desk / "out"), killed]) == 0
    assert of(desk, killed, "quality_flags")[0][0].count("purged") == 1
    assert not list((desk / "out" / "_staging").iterdir())


def test_its_text_does_not_come_back(desk, killed, capsys):
    before = len(rows(desk / "out"))
    assert main(["purge", "--out", str(desk / "out"), killed]) == 0
    # The feed lists the old text again, and an update of it under another number.
    write_story(desk, SECRET, item("lagoon.example", 8, SECRET + " More follows.", title="UPDATE 1-The court's list for Monday"))
    report = run(desk, at=NOON + timedelta(hours=3))
    assert (report.totals.new, report.totals.revisions, report.conservation.ok) == (0, 0, True)
    assert len(rows(desk / "out")) == before
    replay(ReplayOptions(source=desk / "out", out=desk / "new", version="0", feeds={}, limits=FetchLimits()))
    assert of(desk, killed, "headline", "new") == []
    ours = "story_id, telling_id, headline"
    assert rows(desk / "new", ours) == [row for row in rows(desk / "out", ours) if row[0] != killed]


def test_what_is_no_kill_is_asked_for_twice(desk, capsys):
    run(desk)
    story_id = rows(desk / "out", "story_id")[0][0]
    assert main(["purge", "--out", str(desk / "out"), story_id]) == 2
    assert "its last telling is usable, no kill; say --anyway" in capsys.readouterr().err
    assert None not in [row[0] for row in of(desk, story_id, "headline")]
    assert main(["purge", "--out", str(desk / "out"), story_id, "--anyway"]) == 0
    assert of(desk, story_id, "headline") == [(None,)]
    assert main(["purge", "--out", str(desk / "out"), "0" * 32]) == 2
    assert main(["purge", "--out", str(desk / "out"), "x"]) == 2


def content(root):
    """What purging could change: every file but the locks, the probe and SQLite's own notes."""
    kept = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {path: path.read_bytes() for path in kept if path.suffix in (".parquet", ".csv", ".json") or path.name == "purged"}


def flip(path, group, column):
    """A bit of a row group's column."""
    about = pq.read_metadata(path).row_group(group)
    found = next(one for one in map(about.column, range(about.num_columns)) if one.path_in_schema == column)
    damaged = bytearray(path.read_bytes())
    damaged[found.data_page_offset + found.total_compressed_size - 2] ^= 1
    path.write_bytes(damaged)


def test_another_storys_damage_is_not_made_sound(desk, capsys, monkeypatch):
    """The story lies in two files, and a page of its neighbour's headline in the second is damaged: first repair, then purge."""
    monkeypatch.setattr("newsbeam.pipeline.publish.files.FULL_BYTES", 1)
    out = desk / "out"
    write_story(desk, SECRET)
    run(desk)
    write_story(desk, SECRET + " It is his first hearing.")
    run(desk, at=NOON + timedelta(hours=1))
    write_story(desk, "LAGOS - Withdrawn.", item("lagoon.example", 9, "LAGOS - The market opens late."), title="KILL: The list")
    run(desk, at=NOON + timedelta(hours=2))
    story_id = rows(out, "story_id, revision", "revision DESC")[0][0]
    before = rows(out, "story_id, telling_id, headline, text, quality_flags, date, country")
    paths = sorted(out.glob("stories/date=*/country=NG/*.parquet"))
    last = paths[-1]
    assert {story_id} < set(pq.read_table(last, partitioning=None)["story_id"].to_pylist())
    sound = last.read_bytes()
    flip(last, 0, "headline")
    damaged = content(out)
    assert main(["purge", "--out", str(out), story_id]) == 3
    assert f"{last}: damaged" in (said := capsys.readouterr().err)
    assert "`newsbeam repair`" in said
    assert content(out) == damaged
    assert main(["doctor", "--deep", "--out", str(out)]) == 3
    # A backup of the file is as good as a repair.
    last.write_bytes(sound)
    assert main(["purge", "--out", str(out), story_id]) == 0
    assert main(["doctor", "--deep", "--out", str(out)]) == 0
    assert of(desk, story_id, "headline") == [(None,)] * 3
    others = [row for row in before if row[0] != story_id]
    assert [
        row for row in rows(out, "story_id, telling_id, headline, text, quality_flags, date, country") if row[0] != story_id
    ] == others


def test_what_waits_for_repair_is_repaired_first(desk, killed, capsys):
    """Nobody looks into a partition that waits: the story may be told there, and its text come back with the repair."""
    out = desk / "out"
    path = next(out.glob("stories/date=*/country=NG/*.parquet"))
    flip(path, 0, "story_id")
    write_story(desk, SECRET, item("lagoon.example", 9, "LAGOS - The market opens late."))
    assert run(desk, at=NOON + timedelta(hours=3)).exit_code == 1
    assert main(["purge", "--out", str(out), killed]) == 3
    assert f"{path}: damaged" in capsys.readouterr().err
    assert main(["repair", "--out", str(out)]) == 0
    assert main(["purge", "--out", str(out), killed]) == 0
    assert {row[0] for row in of(desk, killed, "headline")} == {None}
    assert main(["doctor", "--deep", "--out", str(out)]) == 0


def test_damaged_letters_are_moved_away_first(desk, killed, capsys):
    out = desk / "out"
    path = next(out.glob("dead_letters/date=*/*.parquet"))
    flip(path, 0, "raw")
    damaged = content(out)
    assert main(["purge", "--out", str(out), killed]) == 3
    assert f"{path}: damaged; move it away" in capsys.readouterr().err
    assert content(out) == damaged
    path.rename(desk / "letters.parquet")
    assert main(["purge", "--out", str(out), killed]) == 0
    assert letters(desk) == [(b"", "purged", "resolved")]


def test_what_repair_put_aside_goes_too(desk, killed, capsys):
    """Two damaged files: one of the story's partition, whose rows can be read but for one page, and one of another's."""
    out = desk / "out"
    home = next(out.glob("stories/date=*/country=NG/*.parquet"))
    other = next(path for path in sorted(out.glob("stories/date=*/country=*/*.parquet")) if path != home)
    flip(home, 0, "headline")
    flip(other, 0, "story_id")
    assert main(["repair", "--out", str(out)]) == 0
    first, second = sorted((out / "_state" / "damaged").glob("*.parquet"), key=lambda path: "-NG-" not in path.name)
    assert b"Obafemi" in first.read_bytes()
    capsys.readouterr()
    assert main(["purge", "--out", str(out), killed]) == 0
    assert f"removed: {first}: repair had put it aside" in capsys.readouterr().out
    assert (first.exists(), second.exists()) == (False, True)
    assert not [path for path in out.rglob("*.parquet") if b"Obafemi" in path.read_bytes()]
    assert main(["purge", "--out", str(out), killed]) == 0
    assert "removed: " not in capsys.readouterr().out


@pytest.mark.parametrize("harm", [lambda path: flip(path, 0, "story_id"), lambda path: path.write_bytes(path.read_bytes()[:-9])])
def test_a_file_put_aside_that_cannot_be_read_goes_with_its_partition(desk, killed, harm):
    out = desk / "out"
    path = next(out.glob("stories/date=*/country=NG/*.parquet"))
    harm(path)
    assert main(["repair", "--out", str(out)]) == 0
    (kept,) = (out / "_state" / "damaged").iterdir()
    assert main(["purge", "--out", str(out), killed]) == 0
    assert not kept.exists()
    assert {row[0] for row in of(desk, killed, "headline")} == {None}


def test_a_story_of_which_only_what_was_put_aside_tells(desk, killed, capsys):
    """Its rows are damaged, and no landing gives them back."""
    out = desk / "out"
    path = next(out.glob("stories/date=*/country=NG/*.parquet"))
    for number in range(pq.read_metadata(path).num_row_groups):
        flip(path, number, "headline")
    for file in out.glob("landing/date=*/*.warc.gz"):
        file.unlink()
    assert main(["repair", "--accept-loss", "--out", str(out)]) == 0
    assert killed not in {row[0] for row in rows(out, "story_id")}
    assert main(["purge", "--out", str(out), killed]) == 2
    assert "which repair put aside; say --anyway" in capsys.readouterr().err
    assert main(["purge", "--anyway", "--out", str(out), killed]) == 0
    assert list((out / "_state" / "damaged").iterdir()) == []
    assert killed in (out / "_state" / "purged").read_text()
    assert main(["purge", "--anyway", "--out", str(out), killed]) == 2


def test_states_put_aside_are_named(desk, killed, capsys):
    out = desk / "out"
    assert main(["doctor", "--rebuild-state", "--out", str(out)]) == 0
    capsys.readouterr()
    assert main(["purge", "--out", str(out), killed]) == 0
    (old,) = (out / "_state").glob("newsbeam.db.*Z")
    assert f"still with its dead letters as they were: {old}, " in capsys.readouterr().out
