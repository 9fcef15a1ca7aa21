"""What a run is asked to do. The clock enters here and nowhere below."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from newsbeam.connectors.catalog.feed_list import Catalog
from newsbeam.pipeline.dataset.output import Output
from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """One `newsbeam ingest`. Exactly one of `feeds` and `paths` says what to read; neither: only what an earlier run left."""

    out: Path | Output
    as_of: datetime
    """The run's clock, UTC: embargoes, future dates and `published_at` are held against it."""
    feeds: Path | None = None
    catalog: Catalog | None = None
    """What `feeds` says, where the caller has read it."""
    paths: tuple[Path, ...] = ()
    due_all: bool = False
    only: frozenset[str] | None = None
    """Poll no other feeds than these."""
    fetch: bool = True
    """False: ask nobody; what others landed (`newsbeam poll`) is worked off."""
    provider: str | None = None
    """Of bare files (`paths`)."""
    wait: bool = False
    fail_on: frozenset[str] = frozenset()
    """Alerts (`AlertKind`) that make the run exit with 1 where they are up."""
    dry_run: bool = False
    retry: bool = False
    """Send the open dead letters through again."""
    retry_reason: str | None = None
    runner: str | None = None
    beam_args: tuple[str, ...] = ()
    batch_entries: int | None = None
    """Entries that a batch may hold; None: as the engine has it."""
    one_shot: bool = False
    """The process ends with the run: what only the stages need is let go of before the last batch is published."""
    fixed_clock: bool = False
    """`--as-of` was given: polls happen at `as_of`, not now."""
    stop: threading.Event | None = None
    """Once set, no further feed is asked; what was landed is worked off."""
    progress: Callable[[str, int, int], None] | None = None
    """Called with (stage, done, of) on long work."""
