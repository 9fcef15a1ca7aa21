"""Running IngestDocuments over one batch's tasks on the engine that was asked for."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from connectors.durable import make_folder
from pipeline.engines.lean import import_beam
from pipeline.engines.named import LOCAL, named_engine
from pipeline.ledger import Ledger, read_ledger
from pipeline.memory import give_back
from pipeline.output import Output
from pipeline.task_file import TASK_FILE, load_task, write_tasks
from schemas.document import DocumentTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Which runner, and what goes to it."""

    runner: str = LOCAL
    beam_args: tuple[str, ...] = ()
    spread: bool = False
    """Several workers: the tasks are dealt out among them."""


def engine_of(name: str | None, beam_args: Sequence[str] = ()) -> Engine:
    """The engine of `--runner NAME -- BEAM_ARGS`. Raises EngineError (exit 2)."""
    named = named_engine(name, beam_args)
    return Engine(runner=named.runner, beam_args=named.beam_args, spread=named.spread)


def run_stages(out: Output, batch_id: str, tasks: Sequence[DocumentTask], as_of: datetime, engine: Engine) -> Ledger:
    """Stages 3 to 9 over one batch: fragments into its staging folder, and its ledger back.

    Raises whatever the runner raises; the staging folder is then worth nothing. Begins with an empty staging folder, so a
    batch done again finds nothing of its first try.
    """
    if engine.runner == LOCAL:
        import_beam()
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions

    from pipeline.ingest import IngestDocuments
    from pipeline.stages.gather import LEDGER_FILE

    staging = out.batch(batch_id)
    shutil.rmtree(staging, ignore_errors=True)
    make_folder(staging)
    task_file = staging / TASK_FILE
    spans = write_tasks(task_file, tasks)
    options = PipelineOptions(list(engine.beam_args))
    pipeline = beam.Pipeline(runner=engine.runner, options=options)
    _ = (
        pipeline
        | "TakeTasks" >> beam.Create(spans, reshuffle=engine.spread)
        | "LoadTasks" >> beam.Map(load_task, str(task_file))
        | "Ingest"
        >> IngestDocuments(
            landing=str(out.landing), stories=str(out.stories), sketches=str(out.sketches), staging=str(staging), as_of=as_of
        )
    )
    pipeline.run().wait_until_finish()
    for passing in (task_file, *staging.glob("sketched-*.bin")):
        passing.unlink()
    give_back()
    ledger = Path(staging) / LEDGER_FILE
    return read_ledger(ledger)
