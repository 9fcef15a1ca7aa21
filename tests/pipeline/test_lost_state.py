"""A state that is lost, old or another output's is refused; made anew, it lets known bytes give no row."""

import shutil
from datetime import timedelta

import pytest
from newsroom import NOON, item, rows, run, write

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.near import files as sketch_files
from newsbeam.pipeline.runs.rebuild import rebuild_state
from newsbeam.schemas.errors import StateError

pytestmark = pytest.mark.slow

BARE = "<item><title>{title}</title><description>{text}</description></item>"


def bare(number):
    """An entry that is named by its headline and the day on which it was fetched."""
    return BARE.format(title=f"Notice number {number}", text=f"The ferry of pier {number} leaves an hour later.")


def lost(out):
    for path in out.state.glob("newsbeam.db*"):
        path.unlink()


def emptied(out):
    lost(out)
    (out.state / "newsbeam.db").touch()


def deleted(out):
    shutil.rmtree(out.state)


def deleted_with_the_list_of_batches(out):
    shutil.rmtree(out.state)
    shutil.rmtree(out.batches)


def of_another(out):
    lost(out)
    other = Output(out.root.parent / "other")
    run(other.root.parent, out="other")
    shutil.copy(other.database, out.database)


def of_yesterday(out):
    kept = out.state / "kept"
    shutil.copy(out.database, kept)
    write(out.root.parent, "lagoon", bare(1), bare(2), item("lagoon.example", 7, "LAGOS - Another ferry."))
    run(out.root.parent, at=NOON + timedelta(hours=1))
    lost(out)
    kept.rename(out.database)


@pytest.mark.parametrize("harm", [lost, emptied, deleted, deleted_with_the_list_of_batches, of_another, of_yesterday])
def test_a_lost_state_is_refused_and_made_anew_without_a_row(desk, harm, capsys):
    write(desk, "lagoon", bare(1), bare(2))
    run(desk)
    out = Output(desk / "out")
    harm(out)
    before = rows(out.root)
    arguments = ["ingest", "--feeds", str(desk / "feeds.toml"), "--out", str(out.root), "--due", "all"]
    assert main(arguments) == 3
    assert "doctor --rebuild-state" in capsys.readouterr().err
    assert main(["doctor", "--out", str(out.root)]) == (3 if out.database.exists() else 0)
    assert "--rebuild-state" in capsys.readouterr().out
    with pytest.raises(StateError):
        run(desk, dry_run=True)
    assert rows(out.root) == before
    out.prepare()
    with out.lock():
        rebuild_state(out, NOON + timedelta(days=1))
    report = run(desk, at=NOON + timedelta(days=2))
    assert (report.totals.new, report.totals.revisions, report.exit_code) == (0, 0, 0)
    assert rows(out.root) == before
    write(desk, "lagoon", bare(1), bare(2), bare(3))
    assert run(desk, at=NOON + timedelta(days=3)).totals.new == 1


def test_an_output_without_an_id_gets_one_with_the_first_run_of_this_version(desk):
    run(desk)
    out = Output(desk / "out")
    (out.batches / "output").unlink()
    report = run(desk, at=NOON + timedelta(hours=1))
    assert (report.exit_code, report.totals.new) == (0, 0)
    assert (out.batches / "output").exists()


def test_sketches_of_an_older_version_are_made_anew_before_the_batch_that_needs_them(desk, monkeypatch):
    out = Output(desk / "out")
    words = " ".join(f"On day {n} the ferry of pier {n} left an hour later for harbour {n * 7}." for n in range(12))
    write(desk, "kestrel", item("kestrel.example", 1, words, title="Ferries leave late"))
    write(desk, "lagoon")
    with monkeypatch.context() as before:
        before.setattr(sketch_files, "SKETCH_VERSION", 1)
        run(desk)
    assert sketch_files.are_to_be_made_anew(out.sketches)
    write(desk, "lagoon", item("lagoon.example", 2, words, title="Ferries leave late"))
    assert run(desk, at=NOON + timedelta(hours=1)).totals.new == 1
    ((clusters,),) = rows(out.root, "count(DISTINCT cluster_id)", "1")
    assert clusters == 1, "it is a copy of what an older newsbeam had sketched"
    assert {one.about.version for one in sketch_files.sketch_files(out.sketches)} == {str(sketch_files.SKETCH_VERSION)}
