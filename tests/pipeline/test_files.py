"""Files and folders: which of two tellings is the later, what a rehearsal leaves, and what a retry still knows."""

from collections import defaultdict
from contextlib import closing

import pytest
from newsroom import NOON, item, rows, run, write

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.schemas.errors import OutputError

TELLINGS = ("DAKAR - The ferry sails at six, the harbour master said.", "DAKAR - The ferry sails at nine, the harbour master said.")


@pytest.mark.slow
@pytest.mark.parametrize("bare", [True, False], ids=["bare files", "a folder"])
def test_of_two_files_the_later_one_tells_last_whatever_they_say(tmp_path, bare):
    drop = tmp_path / "drop"
    drop.mkdir()
    for number in range(6):
        for place, text in zip("ab", TELLINGS if number % 2 else TELLINGS[::-1], strict=True):
            write(drop, f"{number}-{place}", item("ferry.example", number, text, date=None))
    if bare:
        paths = tuple(sorted(drop.iterdir()))
        ingest(IngestOptions(out=tmp_path / "out", as_of=NOON, fixed_clock=True, due_all=True, paths=paths, provider="Ferry"))
    else:
        (tmp_path / "feeds.toml").write_text(f'[[feed]]\nid = "drop"\npath = "{drop}"\nprovider = "Ferry"\n')
        run(tmp_path)
    columns = defaultdict(list)
    for guid, summary in rows(tmp_path / "out", "guid, summary", "guid, fetched_at, telling_id"):
        columns[guid].append(summary)
    assert [(len(found), "nine" in found[-1]) for found in columns.values()] == [(2, n % 2 == 1) for n in range(6)]


@pytest.mark.slow
def test_a_dry_run_makes_nothing_and_changes_nothing(desk):
    def everything():
        """Every file but the derived index of keys, which any reader of the table may make anew."""
        found = (path for path in (desk / "out").rglob("*") if path.is_file() and path.parent.name != "keys")
        return {path: path.stat().st_mtime_ns for path in found}

    report = run(desk, dry_run=True)
    assert (report.totals.new, report.conservation.ok, (desk / "out").exists()) == (4, True, False)
    run(desk)
    write(desk, "kestrel", item("kestrel.example", 9, "NAIROBI - A tenth night was added, the roads board said on Monday."))
    before = everything()
    assert run(desk, dry_run=True).totals.new == 1
    assert everything() == before


def test_a_dry_run_says_where_the_real_one_could_not_write(desk):
    (desk / "out").write_text("a file")
    with pytest.raises(OutputError, match="is a file"):
        run(desk, dry_run=True)


@pytest.mark.slow
def test_a_retry_far_from_the_list_tells_the_same_of_place_and_time(desk, monkeypatch, capsys):
    from newsbeam.pipeline.cli import main
    from newsbeam.pipeline.stages import normalise_items as module
    from newsbeam.schemas.codes import Reason
    from newsbeam.schemas.item import ParseError

    def refuses(item, context):
        raise ParseError(Reason.SCHEMA, "a rule that was too strict")

    late = item("kestrel.example", 1, "The library will lend tools from Monday.", date="Sun, 03 May 2026 00:30:00")
    write(desk, "kestrel", late)
    with monkeypatch.context() as patch:
        patch.setattr(module, "normalise", refuses)
        assert run(desk).totals.dead_letters == 2
    run(desk, "other")
    (desk / "elsewhere").mkdir()
    monkeypatch.chdir(desk / "elsewhere")
    assert main(["deadletters", "retry", "--out", str(desk / "out"), "--as-of", "2026-05-03T13:00:00Z"]) == 0
    columns = "story_id, provider, language, first_created, date, country"
    assert rows(desk / "out", columns) == rows(desk / "other", columns)
    assert {row[-2:] for row in rows(desk / "out", "date::VARCHAR, country")} == {("2026-05-02", "KE"), ("2026-05-03", "NG")}
    (desk / "elsewhere" / "feeds.toml").write_text("[[feed]]\n")
    assert main(["deadletters", "retry", "--out", str(desk / "out")]) == 2, "a list that lies there is read"


@pytest.mark.slow
def test_what_a_dead_run_landed_of_a_folder_is_remembered_once(tmp_path):
    import tracemalloc

    from newsbeam.connectors.landing.landed import adopt
    from newsbeam.connectors.landing.landing_writer import LandingWriter
    from newsbeam.connectors.state.database import open_state
    from newsbeam.connectors.state.records import pending
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.runs.run_log import Run
    from newsbeam.pipeline.runs.work import Worker
    from newsbeam.schemas.document import Document

    out = Output(tmp_path / "out")
    out.prepare()
    with LandingWriter(out.landing, "dead") as landing:
        for n in range(2000):
            landing.write(Document(feed_id="drop", uri=f"file:///drop/{n}.xml", fetched_at=NOON, payload=b"%d" % n), {})
    with closing(open_state(out.database)) as conn:
        adopt(conn, out.landing)
        run = Run("r", IngestOptions(out=out.root, as_of=NOON), "", {}, FetchLimits())
        landed = pending(conn)
        tracemalloc.start()
        try:
            cursors = Worker(out, conn, run, Engine())._cursors_of(landed)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert {len(cursor.files) for cursor in cursors.values()} == {len(cursors)} == {2000}
    assert peak < 20 << 20, peak
