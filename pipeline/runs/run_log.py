"""What happened in a run, as it is gathered; `pipeline/runs/report_of.py` makes the report of it."""

from dataclasses import dataclass, field
from importlib import metadata

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.pipeline.publish.finish import Recovery
from newsbeam.pipeline.runs.batch import Done
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.poll import Polled
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

VERSION = metadata.version("newsbeam")
_NOTHING_LEFT = Recovery((), ())


@dataclass(slots=True)
class Run:
    """What happened, as far as the report tells it."""

    run_id: str
    options: IngestOptions
    config_hash: str
    feeds: dict[str, Feed]
    limits: FetchLimits
    polled: Polled = field(default_factory=Polled)
    batches: list[Done] = field(default_factory=list)
    recovery: Recovery = _NOTHING_LEFT
    sealed: tuple[str, ...] = ()
    version: str = VERSION
    idle: dict[str, Cursor] = field(default_factory=dict)
    """Cursors of the feeds that were not due."""
    seconds: float = 0.0
