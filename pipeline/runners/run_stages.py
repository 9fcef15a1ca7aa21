"""Running the stages over one batch's tasks on the engine that was asked for."""

import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from newsbeam.connectors.disk.durable import make_folder
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.process.memory import give_back, release, tidy_up
from newsbeam.pipeline.process.temporary import temporary_files_in
from newsbeam.pipeline.process.with_parent import workers_end_with_us
from newsbeam.pipeline.runners.faults import disk_fault, expect_faults, forget_faults, reported_fault
from newsbeam.pipeline.runners.lean_import import import_beam
from newsbeam.pipeline.runners.named import DIRECT, INLINE, PROCESSES, Engine
from newsbeam.pipeline.runners.outage import StageFailed
from newsbeam.pipeline.runners.task_file import TASK_FILE, write_tasks
from newsbeam.pipeline.runners.topology import Topology, topology_of
from newsbeam.pipeline.stages.ledger import Ledger
from newsbeam.pipeline.stages.ledger_files import read_parts
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.errors import OutputError


def run_stages(
    out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime, engine: Engine, *, is_last: bool = False
) -> Ledger:
    """Stages 3 to 9 over one batch: fragments into its staging folder, and its ledger back; `is_last`: none is run here after them.

    Raises StageFailed and OutputError, and where several workers do the batch whatever their runner raises; the staging folder
    is then worth nothing. Begins with an empty staging folder, so a batch done again finds nothing of its first try.
    """
    if engine.runner == PROCESSES:
        from newsbeam.pipeline.runners.pool import PoolDesk

        return PoolDesk(engine.workers).run(out, batch_id, tasks, as_of)
    staging = out.batch(batch_id)
    shutil.rmtree(staging, ignore_errors=True)
    make_folder(staging)
    root, storage = out.storage.for_workers(out.root) if engine.spread else (out.root, out.storage)
    there = out if root == out.root else Output(root)  # a rehearsal has folders elsewhere
    topology = topology_of(
        landing=str(there.landing),
        stories=str(there.stories),
        sketches=str(there.sketches),
        staging=str(there.batch(batch_id)),
        as_of=as_of,
        storage=storage,
    )
    try:
        if engine.runner == INLINE:
            from newsbeam.pipeline.runners.inline import ingest_inline

            ledger = ingest_inline(tasks, topology, is_last=is_last)
        else:
            _run_on_beam(out, staging, tasks, engine, topology)
            ledger = read_parts(staging)
    except OutputError:
        raise
    except Exception as error:
        refused = disk_fault(error) or reported_fault(str(staging))
        if refused is not None:
            raise OutputError(f"{out.root}: the disk refused a batch: {refused}") from error
        if engine.spread:
            raise
        raise StageFailed(f"{type(error).__name__}: {error}") from error
    for passing in (*staging.glob("sketched-*"), *staging.glob("near*")):
        passing.unlink()
    _clear_away(engine, is_last=is_last)
    return ledger


def _clear_away(engine: Engine, *, is_last: bool) -> None:
    """What the stages left in this process."""
    if engine.runner == INLINE:
        give_back()  # stories are trees: there are no cycles to look for
    elif not engine.spread:
        tidy_up()
    if is_last:
        release()


def _run_on_beam(out: Output, staging: Path, tasks: Sequence[DocumentTask], engine: Engine, topology: Topology) -> None:
    if engine.runner == DIRECT:
        import_beam()
    import apache_beam as beam

    from newsbeam.pipeline.runners.beam import IngestBatch
    from newsbeam.pipeline.runners.beam_dofn import loading
    from newsbeam.pipeline.runners.beam_options import BatchOptions

    expect_faults(str(staging))
    spans = write_tasks(staging / TASK_FILE, tasks)
    if engine.spread:
        out.storage.hand_out(out.landing, staging)
    with temporary_files_in(staging / "temporary"):
        pipeline = beam.Pipeline(runner=engine.runner, options=BatchOptions(list(engine.beam_args)))
        _ = (
            pipeline
            | "TakeTasks" >> beam.Create(spans, reshuffle=engine.spread)
            | "LoadTasks" >> loading(topology)
            | "Ingest" >> IngestBatch(topology, engine.spread)
        )
        with workers_end_with_us() if engine.runner == DIRECT and engine.spread else nullcontext():
            pipeline.run().wait_until_finish()
    if engine.spread:
        out.storage.collect(staging)
    (staging / TASK_FILE).unlink()
    forget_faults(str(staging))
