"""Whole runs over files, to Parquet read back by DuckDB: the promises that an analyst relies on."""

import errno
import sqlite3
from datetime import timedelta

import duckdb
import pytest
from newsroom import BODIES, FEEDS, ITEM, NOON, before_parsing, fall_over, files, item, rows, run, write

from newsbeam.pipeline.runners.outage import StageFailed
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.schemas.errors import OutputError

pytestmark = pytest.mark.slow


def test_the_same_input_twice_adds_no_row_and_touches_no_file(desk):
    first = run(desk)
    before = files(desk / "out" / "stories")
    second = run(desk, at=NOON + timedelta(hours=1))
    assert (first.totals.new, second.totals.new) == (4, 0)
    assert files(desk / "out" / "stories") == before


def test_the_order_of_feeds_changes_nothing(desk):
    run(desk)
    blocks = FEEDS.split("\n\n")
    (desk / "feeds.toml").write_text("\n\n".join(reversed(blocks)))
    run(desk, "other")
    assert rows(desk / "out") == rows(desk / "other")


def test_a_feed_that_grows_and_corrects(desk):
    run(desk)
    corrected = BODIES[1].replace("third day", "fourth day")
    grown = [item("kestrel.example", 1, BODIES[0]), item("kestrel.example", 2, corrected), item("kestrel.example", 3, BODIES[2])]
    grown += [item("kestrel.example", n, f"MOMBASA - Notice {n}: the market hall will open at {n} o'clock.") for n in (4, 5)]
    write(desk, "kestrel", *grown)
    report = run(desk, at=NOON + timedelta(hours=1))
    assert {k: getattr(report.totals, k) for k in ("entries", "new", "revisions", "duplicates")} == {
        "entries": 5,
        "new": 2,
        "revisions": 1,
        "duplicates": 2,
    }
    tellings = rows(desk / "out", "revision, revision_kind, supersedes IS NOT NULL, date, country", "story_id, revision")
    assert len(tellings) == 7
    homes = rows(desk / "out", "count(DISTINCT (date, country)), max(revision)", "1")
    assert max(revision for revision, *_ in tellings) == 2
    assert homes
    twice = duckdb.sql(
        f"SELECT count(DISTINCT country), count(DISTINCT date) FROM read_parquet('{desk}/out/stories/**/*.parquet', hive_partitioning=true)"
        " GROUP BY story_id HAVING count(*) = 2"
    ).fetchall()
    assert twice == [(1, 1)]


def test_an_undated_item_does_not_return_the_next_day(desk):
    write(desk, "lagoon", item("lagoon.example", 1, "LAGOS - Ferry tickets will cost less, the port authority said.", date=None))
    run(desk)
    write(desk, "lagoon", *(item("lagoon.example", n, f"LAGOS - Ferry tickets, part {n}.", date=None) for n in (2,)),
          item("lagoon.example", 1, "LAGOS - Ferry tickets will cost less, the port authority said.", date=None))  # fmt: skip
    report = run(desk, at=NOON + timedelta(days=1))
    assert (report.totals.new, report.totals.duplicates) == (1, 1)


def test_what_was_landed_before_a_crash_is_processed_after_it(desk, monkeypatch):
    from newsbeam.pipeline.runs import batch as module

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "run_stages", dies)
        with pytest.raises(KeyboardInterrupt):
            run(desk)
    write(desk, "kestrel", item("kestrel.example", 9, "NAIROBI - The feed has rolled over in the meantime."))
    report = run(desk, at=NOON + timedelta(hours=1))
    assert report.totals.new == 5
    assert report.conservation.ok


def test_a_document_that_ends_every_batch_is_alone_in_its_dead_letter(desk, monkeypatch):
    fall_over(monkeypatch, b"lagoon")
    report = run(desk)
    assert report.exit_code == 1
    assert (report.totals.new, report.totals.dead_letters) == (3, 1)
    (letter,) = duckdb.sql(f"SELECT reason, feed_id FROM read_parquet('{desk}/out/dead_letters/**/*.parquet')").fetchall()
    assert letter == ("bug", "lagoon")


def test_each_document_that_falls_to_a_bug_has_a_letter_that_leads_back_to_it(desk, monkeypatch):
    with monkeypatch.context() as broken:
        fall_over(broken, b"poison")
        for hour in range(3):
            write(desk, "lagoon", item("lagoon.example", hour + 1, f"LAGOS - A ferry of poison number {hour}."))
            run(desk, at=NOON + timedelta(hours=hour))
    letters = duckdb.sql(f"SELECT landing_ref FROM read_parquet('{desk}/out/dead_letters/**/*.parquet')").fetchall()
    assert len(set(letters)) == 3
    assert run(desk, at=NOON + timedelta(hours=4), retry=True, only=frozenset()).totals.new == 3


def test_a_dry_run_says_what_it_would_do_and_does_nothing(desk):
    report = run(desk, dry_run=True)
    assert report.totals.new == 4
    assert not list((desk / "out" / "stories").rglob("*"))
    assert not list((desk / "out" / "landing").rglob("*"))
    assert run(desk).totals.new == 4


def test_a_letter_that_gets_through_on_a_retry_is_resolved(desk, monkeypatch):
    from newsbeam.pipeline.stages import normalise_items as module
    from newsbeam.schemas.codes import Reason
    from newsbeam.schemas.item import ParseError

    real = module.normalise

    def refuses(item, context):
        if item.guid == "kestrel.example-2":
            raise ParseError(Reason.SCHEMA, "a rule that was too strict")
        return real(item, context)

    with monkeypatch.context() as patch:
        patch.setattr(module, "normalise", refuses)
        first = run(desk)
    assert (first.totals.new, first.totals.dead_letters) == (3, 1)
    again = run(desk, at=NOON + timedelta(hours=1), retry=True, only=frozenset())
    assert (again.conservation.retried, again.totals.new, again.conservation.ok) == (1, 1, True)
    with sqlite3.connect(desk / "out" / "_state" / "newsbeam.db") as db:
        assert db.execute("SELECT status FROM dead_letters").fetchall() == [("resolved",)]
    assert run(desk, at=NOON + timedelta(hours=2), retry=True, only=frozenset()).totals.entries == 0
    assert len(rows(desk / "out")) == 4


@pytest.mark.parametrize("runner", ["inline", "direct"])
def test_a_document_whose_parser_breaks_off_costs_itself_and_a_full_disk_ends_the_run(desk, monkeypatch, runner):
    """Both are an OSError; the system's number tells them apart, whatever carries the stages."""
    error = BrokenPipeError(errno.EPIPE, "the child is gone")

    def breaks(document):
        if document.feed_id == "kestrel":
            raise error

    before_parsing(monkeypatch, breaks)
    report = run(desk, runner=runner)
    assert (report.totals.new, report.totals.dead_letters, report.conservation.ok) == (1, 1, True)
    error = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(OutputError, match="the disk refused"):
        run(desk, "other", runner=runner)
    assert not files(desk / "other" / "stories")


def test_bare_files_leave_what_waits_for_a_list_to_the_list(desk, monkeypatch):
    from newsbeam.pipeline.runs import batch as module

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "run_stages", dies)
        with pytest.raises(KeyboardInterrupt):
            run(desk)
    (desk / "note.txt").write_text(
        " date 2026-05-03 A note of its own\n\nNAIROBI (Kestrel Wire) - The hall opens at nine, the county said.\n"
    )
    options = IngestOptions(out=desk / "out", paths=(desk / "note.txt",), as_of=NOON, fixed_clock=True, due_all=True)
    assert ingest(options).totals.entries == 1
    assert run(desk, at=NOON + timedelta(hours=1)).totals.new == 4
    assert len(rows(desk / "out", "DISTINCT provider", "1")) == 3


def test_a_retry_without_the_list_gives_the_same_story(desk, monkeypatch):
    from newsbeam.pipeline.stages import normalise_items as module
    from newsbeam.schemas.codes import Reason
    from newsbeam.schemas.item import ParseError

    def refuses(item, context):
        raise ParseError(Reason.SCHEMA, "a rule that was too strict")

    with monkeypatch.context() as patch:
        patch.setattr(module, "normalise", refuses)
        assert run(desk).totals.dead_letters == 4
    options = IngestOptions(out=desk / "out", as_of=NOON + timedelta(hours=1), fixed_clock=True, retry=True, only=frozenset())
    assert ingest(options).totals.new == 4
    run(desk, "other")
    assert rows(desk / "out", "story_id") == rows(desk / "other", "story_id")


def test_one_update_in_two_feeds_joins_its_story_once(desk):
    base = ITEM.format(guid="g-1", title="Bridge falls at the harbour", host="k.example/s", date="", text="NAIROBI - Nine people were hurt when the bridge fell.")  # fmt: skip
    update = base.replace("g-1", "g-2", 1).replace("Bridge falls", "UPDATE 1-Bridge falls", 1).replace("Nine", "Nineteen")
    (desk / "feeds.toml").write_text(
        FEEDS.replace("Lagoon Daily", "Kestrel Wire").replace("[[feed]]", '[[feed]]\nguid_scope = "provider"')
    )
    for name in ("kestrel", "lagoon"):
        write(desk, name, base)
    run(desk)
    for name in ("kestrel", "lagoon"):
        write(desk, name, base, update)
    report = run(desk, at=NOON + timedelta(hours=1))
    assert (report.totals.new, report.totals.revisions, report.conservation.ok) == (0, 1, True)
    assert rows(desk / "out", "revision, join_basis IS NOT NULL") == [(1, False), (2, True)]


def test_a_report_whose_rows_are_not_those_that_were_counted_exits_with_4(desk, monkeypatch):
    from newsbeam.pipeline.runs import batch as module

    real = module.publish
    monkeypatch.setattr(module, "publish", lambda *given: real(*given)[1:])
    report = run(desk)
    assert (report.conservation.ok, report.exit_code) == (False, 4)


def _desks(desk, marked, sound=0):
    """`marked` feeds that hold the word, and sound ones after them."""
    names = [*(f"marked{n}" for n in range(marked)), *(f"sound{n}" for n in range(sound))]
    for name in names:
        write(desk, name, item(f"{name}.example", 1, f"LAGOS - A ferry of {'poison' if name in names[:marked] else 'grain'}."))
    tables = (f'[[feed]]\nid = "{one}"\npath = "{one}.xml"\nprovider = "{one}"\nhome_country = "NG"\n' for one in names)
    (desk / "feeds.toml").write_text("\n".join(tables))


@pytest.mark.parametrize("entries", [12_000, 1])
def test_however_many_documents_fall_one_after_another_the_others_get_through(desk, monkeypatch, entries):
    """In one batch with them, or in batches that come after theirs."""
    fall_over(monkeypatch, b"poison")
    _desks(desk, 7, 1)
    report = run(desk, batch_entries=entries)
    assert (report.totals.new, report.totals.dead_letters, report.exit_code) == (1, 7, 1)
    assert report.conservation.ok
    assert run(desk, at=NOON + timedelta(hours=1)).totals.dead_letters == 0
    monkeypatch.undo()
    assert run(desk, at=NOON + timedelta(hours=2), retry=True, only=frozenset()).totals.new == 7


def test_where_every_document_falls_the_run_ends_and_none_is_given_up(desk, monkeypatch):
    with monkeypatch.context() as broken:
        fall_over(broken, b"poison")
        _desks(desk, 7)
        with pytest.raises(StageFailed, match="a bug of ours"):
            run(desk)
    assert not list((desk / "out" / "dead_letters").rglob("*.parquet"))
    report = run(desk, at=NOON + timedelta(hours=1))
    assert (report.totals.new, report.totals.dead_letters) == (7, 0)
