"""`--runner NAME`: what a short name stands for in Beam's terms."""

import json
import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from newsbeam.pipeline.runners.prism import prism_args
from newsbeam.schemas.errors import EngineError
from newsbeam.schemas.quick import dataclass

DIRECT = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"
"""Beam's direct runner, named in full: by the name `DirectRunner` Beam may decide to download Prism."""
INLINE = "inline"
"""No engine: a loop over the stages (`pipeline/runners/inline.py`)."""
PROCESSES = "processes"
"""No engine either: worker processes of our own (`pipeline/runners/pool.py`)."""
FLINK = "newsbeam.pipeline.runners.flink.runner.FlinkRunner"
PRISM = "newsbeam.pipeline.runners.prism_runner.OnePrismPerBatch"
VARIABLE = "NEWSBEAM_RUNNER"
"""The environment's word for the engine where the command line has none."""
CLUSTER_BATCH = 100_000
"""Entries that a batch may hold where a cluster has it: what is done once a batch weighs little then, and every worker has something."""
_PATIENCE_S = 20
"""How long a job server may take to answer; Beam would wait a minute, and a batch asks twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What carries the stages, in Beam's terms."""

    runner: str = INLINE
    """A runner's name or dotted path, as `beam.Pipeline(runner=...)` takes it; or `INLINE`, or `PROCESSES`."""
    beam_args: tuple[str, ...] = ()
    spread: bool = False
    """Several workers: the tasks are to be dealt out (`Create(..., reshuffle=True)`), or all stages fuse into the first one's hands."""
    workers: int = 1
    """Of `PROCESSES`: how many."""
    batch_entries: int | None = None
    """Entries that a batch may hold; None: what one process has memory for (`pipeline/runs/tasks.py`)."""


def engine_of(name: str | None, beam_args: Sequence[str] = ()) -> Engine:
    """The engine of `--runner NAME -- BEAM_ARGS`. Raises EngineError (exit 2).

    >>> engine_of("inline"), engine_of("direct").runner == DIRECT
    (Engine(runner='inline', beam_args=(), spread=False, workers=1, batch_entries=None), True)
    >>> engine_of("DataflowRunner", ["--region=europe-west1"])
    Engine(runner='DataflowRunner', beam_args=('--region=europe-west1',), spread=True, workers=1, batch_entries=100000)
    """
    name = name or _default(beam_args)
    make = ENGINES.get(ALIASES.get(name, name))
    if make is not None:
        return make(tuple(beam_args))
    _known_to_beam(name)
    return Engine(runner=name, beam_args=tuple(beam_args), spread=True, batch_entries=CLUSTER_BATCH)


def _default(beam_args: Sequence[str]) -> str:
    named = os.environ.get(VARIABLE) or "direct"
    return "direct" if named == INLINE and beam_args else named  # whoever has something to say to Beam wants Beam


def _known_to_beam(name: str) -> None:
    """Raise EngineError unless Beam has a runner that is called so, or the path leads to one."""
    if "." in name:
        try:
            pkgutil.resolve_name(name)
        except (ImportError, AttributeError, ValueError) as error:
            raise EngineError(f"--runner {name}: cannot be imported: {error}") from error
        return
    if not name.endswith("Runner") and (ours := get_close_matches(name.lower(), ENGINES, 1)):
        raise EngineError(f"--runner {name}: no such engine; did you mean {ours[0]}?")  # no name of Beam's: it need not be asked
    from apache_beam.options.pipeline_options import StandardOptions

    beams = StandardOptions.KNOWN_RUNNER_NAMES
    if name in beams:
        return
    meant = {one.lower().removesuffix("runner"): one for one in beams if one not in ALIASES} | {one: one for one in ENGINES}
    near = [meant[one] for one in get_close_matches(name.lower().removesuffix("runner"), meant)]
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(ENGINES)}, and Beam's own ({', '.join(beams)})"
    raise EngineError(f"--runner {name}: no such engine; {hint}")


def _direct(given: tuple[str, ...]) -> Engine:
    return Engine(runner=DIRECT, beam_args=given)


def _inline(given: tuple[str, ...]) -> Engine:
    if given:
        raise EngineError(f"--runner inline: takes no options of Beam's, and has {' '.join(given)}; name another: --runner direct")
    return Engine(runner=INLINE)


def _processes(given: tuple[str, ...]) -> Engine:
    """A worker process a core, or as many as `--direct_num_workers` says. With other words for Beam its direct runner has them: the same
    job, cut, pickled and sent as a cluster would have it, and workers begun anew for each batch.
    """
    workers_asked = [one.partition("=")[2] for one in given if one.startswith("--direct_num_workers=")]
    if len(workers_asked) == len(given) and all(one.isascii() and one.isdigit() and int(one) for one in workers_asked):
        return Engine(runner=PROCESSES, spread=True, workers=int(workers_asked[-1]) if workers_asked else os.cpu_count() or 1)
    workers = () if workers_asked else (f"--direct_num_workers={os.cpu_count() or 1}",)
    return Engine(runner=DIRECT, beam_args=("--direct_running_mode=multi_processing", *workers, *given), spread=True)


def _prism(given: tuple[str, ...]) -> Engine:
    try:
        added = () if _has(given, "prism_location") else prism_args()
    except FileNotFoundError as error:
        raise EngineError(str(error)) from error
    return Engine(runner=PRISM, beam_args=(*added, *given), spread=True)


def _portable(given: tuple[str, ...]) -> Engine:
    """A job server that somebody else runs: Flink's, or Prism's."""
    if not _has(given, "job_endpoint"):
        raise EngineError("--runner portable: no job server is named; say where it listens: -- --job_endpoint=HOST:PORT")
    patience = () if _has(given, "job_server_timeout") else (f"--job_server_timeout={_PATIENCE_S}",)
    return Engine(runner="PortableRunner", beam_args=(*patience, *given), spread=True, batch_entries=CLUSTER_BATCH)


def _flink(given: tuple[str, ...]) -> Engine:
    """Flink, without a job server: workers are processes of this Python beside each TaskManager, unless another environment is named."""
    from newsbeam.pipeline.runners.flink.home import java, ready_home
    from newsbeam.pipeline.runners.worker import launcher

    if not _has(given, "flink_master"):
        raise EngineError("--runner flink: no master is named; say where it listens: -- --flink_master=HOST:8081")
    java()
    home = ready_home()
    added: tuple[str, ...] = () if _has(given, "parallelism") else ("--parallelism=1",)
    if not _has(given, "environment_type"):
        command = json.dumps({"command": str(launcher(home / "worker.sh"))})
        added += ("--environment_type=PROCESS", f"--environment_config={command}")
    return Engine(runner=FLINK, beam_args=(*added, *given), spread=True, batch_entries=CLUSTER_BATCH)


ENGINES: Mapping[str, Callable[[tuple[str, ...]], Engine]] = {
    "direct": _direct,
    "inline": _inline,
    "processes": _processes,
    "prism": _prism,
    "portable": _portable,
    "flink": _flink,
}
ALIASES: Mapping[str, str] = {"local": "direct", "DirectRunner": "direct", "FnApiRunner": "direct"}
"""Other words for the same: an earlier one of ours, and Beam's."""


def _has(beam_args: Sequence[str], name: str) -> bool:
    return any(one == f"--{name}" or one.startswith(f"--{name}=") for one in beam_args)
