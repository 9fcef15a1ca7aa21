"""ReadDocuments: landed records to Documents."""

from pathlib import Path
from typing import Any

from newsbeam.connectors.landing.at_hand import take
from newsbeam.connectors.landing.landing import read_document
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.stages.ledger import Outcome, Seen
from newsbeam.pipeline.stages.letters import letter
from newsbeam.pipeline.stages.stage import Stage, for_ledger
from newsbeam.schemas.codes import EntryOutcome
from newsbeam.schemas.codes import Stage as StageName
from newsbeam.schemas.document import Document, DocumentTask
from newsbeam.schemas.item import ParseError


class ReadStage(Stage):
    """DocumentTask -> (DocumentTask, Document). A record that fails its digest costs itself alone (docs/design/publishing.md#the-sums)."""

    label = "ReadDocuments"

    def __init__(self, landing: str, storage: Storage = LOCAL) -> None:
        super().__init__()
        self.landing, self.storage = landing, storage

    def work(self, element: DocumentTask) -> list[Any]:
        root = Path(self.landing)
        try:
            document: Document = take(root, element.ref) or read_document(
                root, element.ref, lambda file: self.storage.ranges(f"landing/{file}")
            )
        except ParseError as error:
            return refused(element, error, StageName.READ)
        return [(element, document)]


def refused(task: DocumentTask, error: ParseError, stage: StageName, payload: bytes = b"") -> list[Any]:
    """A whole document refused: it counts as one entry, and ends as one dead letter (docs/design/publishing.md#the-sums)."""
    return [
        for_ledger(letter(task, stage, error, payload)),
        for_ledger(Outcome(task.feed.id, task.cause, EntryOutcome.DEAD_LETTER.value, 1)),
        for_ledger(Seen(task.feed.id, task.cause, str(task.ref), 1, 0, None, (), str(error.reason))),
    ]
