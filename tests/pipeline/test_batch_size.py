"""How much goes into a batch: as the engine has it, or as the operator says."""

from datetime import UTC, datetime

import pytest

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.runners.named import CLUSTER_BATCH, engine_of
from newsbeam.pipeline.runs.tasks import BATCH_BYTES, BATCH_ENTRIES, SizedTask, batches_of, bounds_of
from newsbeam.schemas.document import DocumentTask, LandingRef
from newsbeam.schemas.feed import Feed


def sized(count: int, entries: int, size: int) -> list[SizedTask]:
    at = datetime(2026, 5, 3, tzinfo=UTC)
    refs = [LandingRef(file="date=2026-05-03/x.warc.gz", offset=n, record_id=str(n)) for n in range(count)]
    return [SizedTask(DocumentTask(ref=ref, feed=Feed(id="f", provider="p"), fetched_at=at), size, entries) for ref in refs]


def test_a_cluster_has_larger_batches_than_a_machine():
    assert engine_of("portable", ["--job_endpoint=x:1"]).batch_entries == CLUSTER_BATCH
    assert {engine_of(name).batch_entries for name in ("inline", "direct", "processes")} == {None}
    assert [len(one) for one in batches_of(sized(1_300, 100, 10), None)] == [BATCH_ENTRIES // 100] * 10 + [100]
    assert [len(one) for one in batches_of(sized(1_300, 100, 10), CLUSTER_BATCH)] == [1_000, 300]


@pytest.mark.slow  # imports Beam
def test_a_runner_that_we_have_no_name_for_is_a_cluster():
    assert engine_of("DataflowRunner").batch_entries == CLUSTER_BATCH


def test_bytes_grow_with_the_entries():
    assert bounds_of(None) == (BATCH_ENTRIES, BATCH_BYTES)
    assert bounds_of(2 * BATCH_ENTRIES) == (2 * BATCH_ENTRIES, 2 * BATCH_BYTES)
    assert [len(one) for one in batches_of(sized(9, 1, BATCH_BYTES // 4), 2 * BATCH_ENTRIES)] == [8, 1]


@pytest.mark.parametrize("wrong", ["0", "-1", "many"])
def test_no_number_of_entries(wrong, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["ingest", f"--batch-entries={wrong}"])
    assert caught.value.code == 2
    assert wrong in capsys.readouterr().err
