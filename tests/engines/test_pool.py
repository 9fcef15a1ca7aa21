"""Worker processes that outlive their batch: what the loop publishes, with batches in their hands ahead, and a worker killed."""

import os
import signal

import pytest
from desk import NOON, document_of, feed_of, item, publish, published
from test_equal import same
from test_stream import crossing, play  # noqa: F401 (a fixture)

from newsbeam.pipeline.runners import pool
from newsbeam.pipeline.runners.named import Engine, engine_of
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions

pytestmark = [pytest.mark.slow]


@pytest.fixture
def two():
    return engine_of("processes", ("--direct_num_workers=2",))


def workers() -> set[int]:
    return set(pool._pools[2]._processes)


def test_batches_one_after_the_other_in_the_same_workers(landing, reference, two, tmp_path):
    out, done = publish(landing, tmp_path / "out", two)
    same(published(out, done), reference)
    assert len(done[0].ledger.fragments) > 1, "one worker did it all: nothing was dealt out, so nothing was shown"
    before = workers()
    publish(landing, tmp_path / "again", two)
    assert workers() == before, "workers were begun anew"


def test_batches_ahead_that_tell_the_same_stories_come_out_as_in_a_sequence(crossing, two, tmp_path):  # noqa: F811
    reference = published(*publish(crossing, tmp_path / "loop", Engine()))
    desk = pool.PoolDesk(2)
    handed_out: list[str] = []
    hand_out = desk._hand_out
    desk._hand_out = lambda *given: (handed_out.append(given[1]), hand_out(*given))[1]
    made = published(*play(crossing, tmp_path / "out", two, ahead=True, by=desk))
    same(made, reference)
    assert handed_out == ["batch-0000", "batch-0001", "batch-0002", "batch-0002"], (
        "the one apart holds, the crossing one is done again"
    )


def test_a_worker_killed_costs_another_try(first, first_reference, two, tmp_path):
    publish(first, tmp_path / "warm", two)
    os.kill(next(iter(workers())), signal.SIGKILL)
    out, done = publish(first, tmp_path / "out", two)
    assert len(done) == len(first.rounds), "a worker's death cost more than another try"
    same(published(out, done), first_reference)


def test_a_run_of_many_batches_publishes_what_the_loop_does(tmp_path):
    """Batches are in the workers' hands while those before them are published; feeds overlap, so some are done again."""
    (tmp_path / "in").mkdir()
    feeds = ""
    for number in range(12):
        begin = number * 8
        feed = feed_of(number)
        (tmp_path / "in" / f"{feed.id}.xml").write_bytes(document_of([item(feed, n) for n in range(begin, begin + 10)]))
        feeds += f'[[feed]]\nid = "{feed.id}"\nprovider = "{feed.provider}"\npath = "{tmp_path}/in/{feed.id}.xml"\nguid_scope = "provider"\n'
    (tmp_path / "feeds.toml").write_text(feeds)

    def made(runner: str) -> dict[str, bytes]:
        out = tmp_path / runner
        report = ingest(
            IngestOptions(
                out=out,
                feeds=tmp_path / "feeds.toml",
                as_of=NOON,
                fixed_clock=True,
                runner=runner,
                beam_args=("--direct_num_workers=2",) if runner == "processes" else (),
                batch_entries=20,
            )
        )
        assert report.conservation.ok
        assert report.totals.duplicates + report.totals.revisions + report.totals.new == 120
        return {str(path.relative_to(out)): path.read_bytes() for path in sorted((out / "stories").rglob("*.parquet"))}

    assert made("processes") == made("inline")
