"""What happened in a run, as it is gathered; `pipeline/runs/report_of.py` makes the report of it."""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from importlib import metadata
from typing import TYPE_CHECKING

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.state import batches
from newsbeam.pipeline.publish.finish import Recovery
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.runs.poll import Polled
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

if TYPE_CHECKING:
    from newsbeam.pipeline.runs.batch import Done

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
    batches: "list[Done]" = field(default_factory=list)
    recovery: Recovery = _NOTHING_LEFT
    sealed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    """A line for each partition that waits because a file of it is damaged."""
    version: str = VERSION
    idle: dict[str, Cursor] = field(default_factory=dict)
    """Cursors of the feeds that were not due."""
    seconds: float = 0.0


def next_batch_id(conn: sqlite3.Connection, as_of: datetime) -> str:
    """Names a run, and each of its batches in their order: the run's time, and how many batches that time has had before.

    So ids are short, and sort as the batches were begun; of a batch that was halved, `…-0003a` and `…-0003b` stand in its place.
    """
    stamp = as_of.strftime("%Y%m%dT%H%M%SZ")
    return f"{stamp}-{batches.count_named(conn, stamp):04}"
