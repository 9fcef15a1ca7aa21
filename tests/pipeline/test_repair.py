"""Damaged and deleted files are noticed, and their rows come back from the landing as they were."""

import json
import shutil
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from newsroom import NOON, item, rows, run, write

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset.output import Output

pytestmark = pytest.mark.slow

ALL = "story_id, telling_id, revision, supersedes, revision_kind, cluster_id, headline, text, batch_id, published_at, landing_ref, entry, date, country"


@pytest.fixture
def published(desk):
    """An output of two runs, a revision among its rows, and those rows."""
    run(desk)
    write(
        desk,
        "lagoon",
        item("lagoon.example", 1, "LAGOS - Ferry tickets will cost less from Tuesday, the port authority said after all."),
        item("lagoon.example", 2, "LAGOS - A second ferry begins to sail in June, the port authority said."),
    )
    run(desk, at=NOON + timedelta(hours=1))
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
