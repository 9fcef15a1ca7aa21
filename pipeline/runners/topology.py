"""The stages' order, once: `beam.py` and `inline.py` beside this file carry it, and name no stage themselves.

    DocumentTask -> Read -> Parse -> Normalise -> Resolve -> Tag -> Write -> Telling, written
                                                                              |-> keys, by story  -> settle
                                                                              `-> sketches, ranked -> find -> verify -> assign

Payloads never shuffle. A story runs from its landed record to its staged row in one worker's hands; what travels between
workers is keys, the names of files with sketches, and the names of the ledger's parts. So the committer, not the workers, has the
last word: it drops what the batch has twice, numbers revisions and fills the cluster columns.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.stages.cluster_stories import Copies, SketchStage
from newsbeam.pipeline.stages.normalise_items import NormaliseStage
from newsbeam.pipeline.stages.parse_documents import ParseStage
from newsbeam.pipeline.stages.read_documents import ReadStage
from newsbeam.pipeline.stages.resolve_stories import ResolveStage, settle
from newsbeam.pipeline.stages.stage import Stage
from newsbeam.pipeline.stages.tag_stories import TagStage
from newsbeam.pipeline.stages.write_stories import WriteStage, candidate_of
from newsbeam.schemas.quick import dataclass

Record = tuple[Any, ...]
"""A ledger record as it travels: its name, then its fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """What one batch goes through."""

    line: tuple[Stage, ...]
    """One after the other, from a task to the telling that was written."""
    keys_of: Callable[[Any], Record]
    """The small key of what was written; its first field is the story that it belongs to."""
    settle: Callable[[Iterable[Record]], list[Record]]
    """All keys of one story -> ledger records."""
    sketch: Stage
    """Of what was written, beside the keys: names of files with sketches."""
    copies: Copies
    """All those names -> ledger records."""
    staging: str
    """Where the ledger goes in the end."""
    storage: Storage = LOCAL
    """What workers that do not see the driver's folder have of it."""

    def listen(self) -> set[str]:
        """The stories that these very stages ask history for from now on: whoever works ahead of what is being published looks whether
        their answers still hold.
        """
        asked: set[str] = set()
        for stage in self.line:
            if isinstance(stage, ResolveStage):
                stage.asked = asked
        return asked


def topology_of(*, landing: str, stories: str, sketches: str, staging: str, as_of: datetime, storage: Storage = LOCAL) -> Topology:
    """The stages over these folders, which every worker sees under these names; `storage` has what is not there of the stories."""
    return Topology(
        line=(
            ReadStage(landing, storage),
            ParseStage(landing, storage),
            NormaliseStage(as_of),
            ResolveStage(stories, storage),
            TagStage(),
            WriteStage(staging, stories),
        ),
        keys_of=candidate_of,
        settle=settle,
        sketch=SketchStage(staging),
        copies=Copies(sketches, staging, as_of),
        staging=staging,
        storage=storage,
    )
