"""NormaliseItems: what the provider said to what we say, and embargoes held back."""

from datetime import datetime
from typing import Any

from newsbeam.pipeline.stages.ledger import Held, Outcome
from newsbeam.pipeline.stages.letters import letter
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.parse_documents import Arrival
from newsbeam.pipeline.stages.resolve import Current
from newsbeam.pipeline.stages.stage import Stage, for_ledger
from newsbeam.schemas.codes import EntryOutcome
from newsbeam.schemas.codes import Stage as StageName
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.item import ParseError
from newsbeam.schemas.quick import copier, dataclass
from newsbeam.schemas.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A story beside the arrival that it came from."""

    story: Story
    arrival: Arrival
    current: Current | None = None
    """What history has as the story's current telling."""
    repeats: bool = False
    """It says what the current telling says: news only if the batch holds another telling between them."""
    family: str | None = None
    """Of a story that history does not know: what all names have in common that its site may write it under; None: its `story_id`."""


retold = copier(Telling)
"""A copy of a telling with these fields set."""


class NormaliseStage(Stage):
    """Arrival -> Telling. An item that makes no story is a dead letter; one under embargo is held."""

    label = "NormaliseItems"

    def __init__(self, as_of: datetime) -> None:
        super().__init__()
        self.as_of = as_of
        self._last: tuple[DocumentTask, ItemContext] | None = None
        """What was known around the last entry that no cursor knew."""

    def work(self, element: Arrival) -> list[Any]:
        task = element.task
        try:
            story = normalise(element.item, self._context(element))
        except ParseError as error:
            error.entry = element.item.entry
            error.raw = error.raw or repr(element.item).encode("utf-8", "backslashreplace")
            return [
                for_ledger(letter(task, StageName.NORMALISE, error)),
                for_ledger(Outcome(task.feed.id, task.cause, EntryOutcome.DEAD_LETTER.value, 1)),
            ]
        if story.embargoed is not None and story.embargoed > self.as_of:
            held = Held(
                task.feed.id, str(task.ref), element.item.entry, story.story_id, story.telling_id, story.embargoed.isoformat()
            )
            return [for_ledger(held), for_ledger(Outcome(task.feed.id, task.cause, EntryOutcome.HELD.value, 1))]
        return [Telling(story=story, arrival=element)]

    def _context(self, element: Arrival) -> ItemContext:
        """Most entries of a document have the same."""
        task, last = element.task, self._last
        if last is not None and last[0] is task and last[1].id_basis == element.id_basis and element.known is None:
            return last[1]
        context = ItemContext(
            feed=task.feed,
            fetched_at=task.fetched_at,
            as_of=self.as_of,
            landing_ref=str(task.ref),
            id_basis=element.id_basis,
            known=element.known,
        )
        self._last = (task, context) if element.known is None else None
        return context
