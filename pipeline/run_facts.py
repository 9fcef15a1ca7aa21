"""What happened in a run, as it is gathered; `pipeline/figures.py` makes the report of it."""

from dataclasses import dataclass, field
from importlib import metadata

from connectors.http.limits import FetchLimits
from pipeline.batch import Done
from pipeline.options import IngestOptions
from pipeline.poll import Polled
from pipeline.publish.finish import Recovery
from schemas.cursor import Cursor
from schemas.feed import Feed

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
