"""`--runner NAME`: what a short name stands for in Beam's terms."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from newsbeam.pipeline.runners.prism import prism_args

INLINE = "inline"
"""No engine: a loop over the stages (`pipeline/runners/inline.py`)."""
LOCAL = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"
"""Named in full, because `DirectRunner` may decide to download Prism."""


_PATIENCE_S = 20
"""How long a job server may take to answer; Beam would wait a minute, and a batch asks twice."""
PRISM = "newsbeam.pipeline.runners.prism_runner.OnePrismPerBatch"


class EngineError(Exception):
    """An engine that cannot be used as asked for. The message names it and the way out: exit 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An engine in Beam's terms."""

    runner: str
    """A runner's name or dotted path, as `beam.Pipeline(runner=...)` takes it; or `INLINE`."""
    beam_args: tuple[str, ...]
    spread: bool
    """Several workers: the tasks are to be dealt out (`Create(..., reshuffle=True)`), or all stages fuse into the first one's hands."""


def named_engine(name: str | None, beam_args: Sequence[str] = ()) -> Named:
    """The engine of `--runner NAME -- BEAM_ARGS`; a name not in `ENGINES` goes to Beam as it is. Raises EngineError.

    >>> named_engine(None).runner, named_engine("local").runner == LOCAL
    ('inline', True)
    >>> named_engine("DataflowRunner", ["--region=europe-west1"])
    Named(runner='DataflowRunner', beam_args=('--region=europe-west1',), spread=True)
    """
    if name is None and beam_args:
        name = "local"  # whoever has something to say to Beam wants Beam
    make = ENGINES.get(name or INLINE)
    if make is None:
        return Named(runner=name or LOCAL, beam_args=tuple(beam_args), spread=True)
    return make(tuple(beam_args))


def _inline(given: tuple[str, ...]) -> Named:
    if given:
        raise EngineError(f"--runner inline: takes no options of Beam's, and has {' '.join(given)}; name another: --runner local")
    return Named(runner=INLINE, beam_args=(), spread=False)


def _local(given: tuple[str, ...]) -> Named:
    return Named(runner=LOCAL, beam_args=given, spread=False)


def _processes(given: tuple[str, ...]) -> Named:
    """Beam's local runner with one process a core: the same job, cut, pickled and sent as a cluster would have it."""
    workers = () if _has(given, "direct_num_workers") else (f"--direct_num_workers={os.cpu_count() or 1}",)
    return Named(runner=LOCAL, beam_args=("--direct_running_mode=multi_processing", *workers, *given), spread=True)


def _prism(given: tuple[str, ...]) -> Named:
    try:
        added = () if _has(given, "prism_location") else prism_args()
    except FileNotFoundError as error:
        raise EngineError(str(error)) from error
    return Named(runner=PRISM, beam_args=(*added, *given), spread=True)


def _portable(given: tuple[str, ...]) -> Named:
    """A job server that somebody else runs: Flink's, or Prism's."""
    if not _has(given, "job_endpoint"):
        raise EngineError("--runner portable: no job server is named; say where it listens: -- --job_endpoint=HOST:PORT")
    patience = () if _has(given, "job_server_timeout") else (f"--job_server_timeout={_PATIENCE_S}",)
    return Named(runner="PortableRunner", beam_args=(*patience, *given), spread=True)


ENGINES: Mapping[str, Callable[[tuple[str, ...]], Named]] = {
    "inline": _inline,
    "local": _local,
    "processes": _processes,
    "prism": _prism,
    "portable": _portable,
}


def _has(beam_args: Sequence[str], name: str) -> bool:
    return any(one == f"--{name}" or one.startswith(f"--{name}=") for one in beam_args)
