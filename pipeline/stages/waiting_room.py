"""Entries whose partition cannot be read (`pipeline/dataset/waiting.py`): held, and due at once, so that every run tries again."""

from typing import Any

from newsbeam.pipeline.stages.ledger import Held, Outcome
from newsbeam.pipeline.stages.normalise_items import Telling
from newsbeam.pipeline.stages.stage import for_ledger
from newsbeam.schemas.codes import EntryOutcome


def hold(telling: Telling) -> list[Any]:
    """The ledger's records of an entry that waits."""
    task, story = telling.arrival.task, telling.story
    until = task.fetched_at.isoformat()
    held = Held(task.feed.id, str(task.ref), telling.arrival.item.entry, story.story_id, story.telling_id, until)
    return [for_ledger(held), for_ledger(Outcome(task.feed.id, task.cause, EntryOutcome.HELD.value, 1))]
