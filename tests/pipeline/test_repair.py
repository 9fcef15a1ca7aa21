"""Damaged and deleted files are noticed, and their rows come back from the landing as they were."""

import json
import shutil
import subprocess
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from newsroom import NOON, item, rows, run, write

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.waiting import home_of
from newsbeam.pipeline.publish.seal import seal_partition

pytestmark = pytest.mark.slow

ALL = "story_id, telling_id, revision, supersedes, revision_kind, cluster_id, headline, text, batch_id, published_at, landing_ref, entry, date, country"


def run_again(desk):
    """The second run: a revision and a new story."""
    write(
        desk,
        "lagoon",
        item("lagoon.example", 1, "LAGOS - Ferry tickets will cost less from Tuesday, the port authority said after all."),
        item("lagoon.example", 2, "LAGOS - A second ferry begins to sail in June, the port authority said."),
    )
    run(desk, at=NOON + timedelta(hours=1))


@pytest.fixture
def published(desk):
    """An output of two runs, a revision among its rows, and those rows."""
    run(desk)
    run_again(desk)
    out = Output(desk / "out")
    return out, rows(out.root, ALL)


def file_of(out, country="NG"):
    (path,) = out.stories.glob(f"date=*/country={country}/*.parquet")
    return path


def flip_late(path):
    """A bit of a page that no run reads, and doctor did not."""
    group = pq.read_metadata(path).row_group(0)
    column = next(one for one in map(group.column, range(group.num_columns)) if one.path_in_schema == "headline")
    content = bytearray(path.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 2] ^= 1
    path.write_bytes(content)


def cut(path):
    path.write_bytes(path.read_bytes()[:-30])


def deleted(path):
    path.unlink()


def day_deleted(path):
    shutil.rmtree(path.parent.parent)


@pytest.mark.parametrize("harm", [flip_late, cut, deleted, day_deleted])
def test_what_is_damaged_or_gone_is_noticed_and_brought_back(published, harm, capsys):
    out, before = published
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 0
    harm(file_of(out))
    words = ["doctor", "--out", str(out.root), *(["--deep"] if harm is flip_late else [])]
    assert main(words) == 3
    assert "`newsbeam repair" in capsys.readouterr().out
    assert main(["repair", "--out", str(out.root)]) == 0
    assert rows(out.root, ALL) == before
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 0
    assert main(["repair", "--out", str(out.root)]) == 0
    assert "0 damaged files, 0 rows of them kept, 0 brought back, 0 gone" in capsys.readouterr().out
    report = run(out.root.parent, at=NOON + timedelta(hours=2))
    assert (report.exit_code, report.totals.new, report.totals.revisions) == (0, 0, 0)
    assert rows(out.root, ALL) == before


def test_what_the_landing_does_not_give_back_is_said(published, capsys):
    out, before = published
    deleted(file_of(out))
    for path in out.landing.rglob("*.warc.gz"):
        path.unlink()
    assert main(["doctor", "--json", "--out", str(out.root)]) == 3
    found = {(one["what"], one["verdict"]) for one in json.loads(capsys.readouterr().out)["checks"]}
    assert {("landing", "BAD"), ("rows", "BAD")} <= found
    assert main(["repair", "--out", str(out.root)]) == 3
    said = capsys.readouterr().out
    assert "rows of batch 20260503T130000Z-0000: 1 of its 1 landed records are no longer there" in said
    assert f"newsbeam repair --accept-loss --out {out.root}" in said
    assert "3 gone" in said
    kept = rows(out.root, ALL)
    assert len(kept) == len(before) - 3
    assert set(kept) < set(before)


def test_a_loss_that_is_accepted_alarms_no_more(published, capsys):
    out, before = published
    deleted(file_of(out))
    for path in out.landing.rglob("*.warc.gz"):
        path.unlink()
    assert main(["repair", "--out", str(out.root)]) == 3
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 3
    assert main(["repair", "--accept-loss", "--out", str(out.root)]) == 0
    assert "accepted: 3 rows and 3 landed records are written down as gone" in capsys.readouterr().out
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 0
    assert len(rows(out.root, ALL)) == len(before) - 3
    assert run(out.root.parent, at=NOON + timedelta(hours=2)).exit_code == 0
    assert main(["doctor", "--rebuild-state", "--out", str(out.root)]) == 0
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 0


def flip_group(path, number):
    group = pq.read_metadata(path).row_group(number)
    column = next(one for one in map(group.column, range(group.num_columns)) if one.path_in_schema == "headline")
    content = bytearray(path.read_bytes())
    content[column.data_page_offset + column.total_compressed_size - 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(("group", "of_run", "back"), [(1, 1, True), (0, 1, False), (0, 2, True)])
def test_only_batches_whose_landing_is_there_are_brought_back(published, capsys, group, of_run, back):
    """The landing of one of two runs was pruned, the rows of one are damaged: a revision comes back with its number and predecessor."""
    out, before = published
    flip_group(file_of(out), group)
    for path in out.landing.rglob("*.warc.gz"):
        if path.name.startswith("20260503T120000Z" if of_run == 1 else "20260503T130000Z"):
            path.unlink()
    assert main(["repair", "--out", str(out.root)]) == (0 if back else 3)
    said = capsys.readouterr().out
    assert (rows(out.root, ALL) == before) == back
    assert ("1 rows of batch 20260503T120000Z-0000: 2 of its 2 landed records are no longer there" in said) == (not back)
    if not back:
        assert set(rows(out.root, ALL)) < set(before)


def test_a_bit_flip_in_the_list_of_batches_is_mended_by_the_next_run(published):
    out, before = published
    (path,) = out.batches.glob("*.csv")
    whole = path.read_text()
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole.encode())
        damaged[at] ^= 0x90 if at % 2 else 0x08
        path.write_bytes(damaged)
        if at % 35 and at < len(whole) - 130:
            continue
        report = run(out.root.parent, at=NOON + timedelta(hours=2, minutes=at))
        assert report.exit_code == 0, at
        lines = [line.split(",") for line in path.read_text().splitlines()]
        assert [(one[0], one[1], one[3]) for one in lines] == [
            (one[0], one[1], one[3]) for one in (line.split(",") for line in whole.splitlines())
        ], at
    assert rows(out.root, ALL) == before


@pytest.fixture
def sealed(desk):
    """The output of two runs, sealed after the second, its rows, and what stories/ was after the first."""
    run(desk)
    out, backup = Output(desk / "out"), desk / "backup"
    shutil.copytree(out.stories, backup)
    run_again(desk)
    path = file_of(out)
    assert seal_partition(out, *home_of(path))
    assert file_of(out).name == "stories-00001.parquet"
    assert main(["doctor", "--out", str(out.root)]) == 0
    return out, rows(out.root, ALL), backup


def is_sound(out, before, capsys):
    capsys.readouterr()
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 0
    assert "warn  rows" not in capsys.readouterr().out
    assert main(["repair", "--out", str(out.root)]) == 0
    assert capsys.readouterr().out == "repaired: 0 damaged files, 0 rows of them kept, 0 brought back, 0 gone\n"
    assert rows(out.root, ALL) == before
    report = run(out.root.parent, at=NOON + timedelta(hours=5))
    assert (report.exit_code, report.totals.new, report.totals.revisions) == (0, 0, 0)
    assert rows(out.root, ALL) == before


@pytest.mark.parametrize("meanwhile", ["nothing", "a run", "state made anew", "both"])
def test_a_backup_laid_over_a_sealed_table_is_mended(sealed, capsys, meanwhile):
    out, before, backup = sealed
    shutil.copytree(backup, out.stories, dirs_exist_ok=True)
    assert len(rows(out.root, ALL)) > len(before)
    if meanwhile in ("a run", "both"):
        assert run(out.root.parent, at=NOON + timedelta(hours=2)).exit_code == 0
    if meanwhile in ("state made anew", "both"):
        assert main(["doctor", "--rebuild-state", "--out", str(out.root)]) == 0
        assert run(out.root.parent, at=NOON + timedelta(hours=3)).exit_code == 0
    assert main(["doctor", "--out", str(out.root)]) == main(["doctor", "--deep", "--out", str(out.root)]) == 3
    assert "stand twice, here and in stories-00001.parquet" in capsys.readouterr().out
    assert main(["repair", "--out", str(out.root)]) == 0
    is_sound(out, before, capsys)


def test_a_partition_is_restored_as_the_manual_says(sealed, capsys):
    """Its folder emptied, the backup's files copied into it, the rest from the landing."""
    out, before, backup = sealed
    folder = file_of(out).parent
    command = f"rm '{folder}'/*; cp -a '{backup / folder.relative_to(out.stories)}/.' '{folder}/'"
    subprocess.run(["flock", out.state / "lock", "sh", "-c", command], check=True)
    assert main(["repair", "--out", str(out.root)]) == 0
    is_sound(out, before, capsys)


@pytest.mark.parametrize("with_run", [False, True])
def test_a_partition_whose_file_is_anothers_gets_its_own_rows_back(sealed, capsys, with_run):
    out, before, _ = sealed
    shutil.copy(file_of(out), file_of(out, "KE"))
    if with_run:
        assert run(out.root.parent, at=NOON + timedelta(hours=2)).exit_code == 0
    assert main(["doctor", "--out", str(out.root)]) == 3
    assert "rows belong to date=2026-05-03/country=NG" in capsys.readouterr().out
    assert main(["repair", "--out", str(out.root)]) == 0
    assert "brought back: date=2026-05-03/country=KE" in capsys.readouterr().out
    is_sound(out, before, capsys)


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Lagoon</title><id>urn:lagoon</id><updated>2026-05-03T01:00:00Z</updated>{}</feed>'
ENTRY = (
    "<entry><id>urn:lagoon:{n}</id><title>Ferry {n} of the lagoon</title><updated>2026-05-03T0{n}:00:00Z</updated>"
    "<summary>LAGOS - Ferry number {n} sails from Monday, the port authority said.</summary></entry>"
)


def test_rows_that_were_gone_and_were_published_again_are_no_loss(desk, capsys):
    """A feed lists them again while they are not there: the batch that had them first is not without them for ever."""

    def lists(hour, *numbers):
        (desk / "lagoon.xml").write_text(ATOM.format("".join(ENTRY.format(n=n) for n in numbers)))
        return run(desk, at=NOON + timedelta(hours=hour)).totals.new

    assert lists(0, 1, 2) == 5
    out = Output(desk / "out")
    first = rows(out.root, ALL)
    file_of(out).unlink()
    assert [lists(1, 3), lists(2, 3, 1)] == [1, 1]  # what a feed lists no more, newsbeam does not know at sight
    before = rows(out.root, ALL)
    assert main(["repair", "--out", str(out.root)]) == 0
    said = capsys.readouterr().out
    assert "there: 1 rows of batch 20260503T120000Z-0000: a later batch has published them again, and that is written down" in said
    assert "1 brought back, 0 gone" in said
    after = rows(out.root, ALL)
    assert set(before) < set(after)
    assert {row[:2] for row in first} < {row[:2] for row in after}
    is_sound(out, after, capsys)


def test_doctor_names_a_landed_record_that_cannot_be_read_once_and_where_it_lies(published, capsys):
    out, _ = published
    file = min(out.landing.rglob("*.warc.gz"))
    file.write_bytes(b"")
    assert main(["doctor", "--deep", "--out", str(out.root)]) == 3
    lines = [line.split(maxsplit=2)[2] for line in capsys.readouterr().out.splitlines() if "cannot be read" in line]
    assert lines
    for line in lines:
        assert line.startswith(f"{file}#")
        assert line.count(file.name) == 1
        assert line.endswith("restore the file from a backup")


def test_a_state_made_anew_says_where_the_old_one_is(published, capsys):
    out, _ = published
    assert main(["doctor", "--rebuild-state", "--out", str(out.root)]) == 0
    said = capsys.readouterr().out.strip()
    kept = said.partition("; the old one is kept: ")[2].split(", ")
    assert all((out.root / one).is_file() for one in kept), said
    out.database.unlink()
    assert main(["doctor", "--rebuild-state", "--out", str(out.root)]) == 0
    assert "kept" not in capsys.readouterr().out
