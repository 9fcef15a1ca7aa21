"""Which tellings are news: duplicate, revision or new story. Pure; the transforms are in `pipeline/stages/resolve.py`.

Duplicate, revision and cluster are three notions, never merged (DESIGN.md section 4).
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Told(Protocol):
    """What deciding needs of a telling; a Story and a published row's key columns both have it."""

    @property
    def telling_id(self) -> str: ...  # noqa: D102 (see `schemas.story.Story`)
    @property
    def content_hash(self) -> str: ...  # noqa: D102
    @property
    def normaliser_version(self) -> int: ...  # noqa: D102
    @property
    def pub_status(self) -> str: ...  # noqa: D102
    @property
    def revision_order(self) -> str: ...  # noqa: D102


def is_duplicate(telling: Told, published: Sequence[Told]) -> bool:
    """Whether `telling` says nothing that `published` (tellings of the same story) has not said.

    It was told before word for word (same telling), or it repeats the text and status of the telling that is current:
    a changed date, tracking parameters or boilerplate are no revision. A text that returns to an earlier wording *is*
    one. Hashes of different normaliser versions say nothing about each other (DESIGN.md section 14.4).
    """
    if not published:
        return False
    if any(telling.telling_id == one.telling_id for one in published):
        return True
    current = max(published, key=lambda one: one.revision_order)
    return (
        telling.content_hash == current.content_hash
        and telling.normaliser_version == current.normaliser_version
        and telling.pub_status == current.pub_status
    )


class Candidate(NamedTuple):
    """A telling of this batch that history does not know, as it travels between workers: keys, no payload."""

    story_id: str
    telling_id: str
    content_hash: str
    normaliser_version: int
    pub_status: str
    revision_order: str
    first_created: str
    """ISO 8601 UTC; orders the batch's tellings of one story."""
    date: str
    country: str
    published: bool
    """Whether history holds another telling of the story."""
    feed_id: str
    cause: str
    entry_key: str
    item_hash: str
    landing_ref: str
    entry: int


class Decision(NamedTuple):
    """What the batch makes of one candidate."""

    candidate: Candidate
    outcome: str
    """`new`, `revision` or `duplicate`."""
    date: str
    country: str


def decide(candidates: Sequence[Candidate]) -> list[Decision]:
    """Settle one story's candidates among themselves, whatever order they arrived in.

    The first telling (by `first_created`, then `revision_order`) fixes the partition, unless history has fixed it; of
    two candidates with the same telling or the same text and status, the first stays.
    """
    order = sorted(candidates, key=lambda c: (c.first_created, c.revision_order, c.telling_id, c.landing_ref, c.entry))
    home = next((c for c in order if c.published), order[0])
    decisions: list[Decision] = []
    kept: list[Candidate] = []
    for one in order:
        if is_duplicate(one, kept):
            outcome = "duplicate"
        else:
            outcome = "revision" if kept or one.published else "new"
            kept.append(one)
        decisions.append(Decision(one, outcome, home.date, home.country))
    return decisions
