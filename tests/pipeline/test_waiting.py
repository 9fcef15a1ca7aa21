"""A damaged file costs its partition: what comes for it waits, the rest is published, and nothing is doubled."""

from datetime import timedelta

import pytest
from newsroom import BODIES, FEEDS, NOON, item, rows, run, write

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import verify
from newsbeam.pipeline.dataset.waiting import waiting
from newsbeam.schemas.errors import DamagedFile

pytestmark = pytest.mark.slow

LAGOS = "LAGOS - Ferry number {n} will cost less from Monday, the port authority said."
NAIROBI = "NAIROBI - Bus number {n} will cost less from Monday, the roads board said."


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "feeds.toml").write_text(FEEDS)
    write(tmp_path, "kestrel", *(item("kestrel.example", n + 1, text) for n, text in enumerate(BODIES)))
    write(tmp_path, "lagoon", item("lagoon.example", 1, LAGOS.format(n=1)), item("lagoon.example", 2, NAIROBI.format(n=2)))
    return tmp_path


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def flipped(path):
    """A bit of the first data page: of `story_id`, which every run reads."""
    content = bytearray(path.read_bytes())
    content[60] ^= 4
    path.write_bytes(content)
    with pytest.raises(DamagedFile):
        verify(path)


@pytest.mark.parametrize("harm", [cut, flipped])
def test_a_damaged_file_costs_its_partition_and_not_the_run(desk, harm):
    run(desk)
    out = Output(desk / "out")
    (path,) = out.stories.glob("date=*/country=NG/*.parquet")
    whole = path.read_bytes()
    before = {row[0] for row in rows(out.root, "story_id")}
    harm(path)
    write(
        desk,
        "lagoon",
        item("lagoon.example", 1, LAGOS.format(n=1) + " It said so twice."),
        item("lagoon.example", 3, LAGOS.format(n=3)),
        item("lagoon.example", 4, NAIROBI.format(n=4)),
    )
    for hour in (1, 2):
        report = run(desk, at=NOON + timedelta(hours=hour))
        assert report.exit_code == 1
        assert f"newsbeam repair --out {out.root}" in report.waiting[0]
        assert list(waiting(out.stories)) == [("2026-05-03", "NG")]
        assert report.totals.held == 2
    assert report.totals.new == 0
    harmed = path.read_bytes()
    path.write_bytes(whole)  # from a backup
    result = run(desk, at=NOON + timedelta(hours=3))
    assert (result.exit_code, result.totals.new, result.totals.revisions, result.waiting) == (0, 1, 1, ())
    assert harmed != whole
    found = [row[0] for row in rows(out.root, "telling_id")]
    assert len(found) == len(set(found)) == 8
    assert before < {row[0] for row in rows(out.root, "story_id")}
