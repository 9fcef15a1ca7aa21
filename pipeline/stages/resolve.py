"""Which tellings are news: duplicate, revision or new story. Pure; the transforms are in `pipeline/stages/resolve_stories.py`.

Duplicate, revision and cluster are three notions, never merged (docs/design/keys.md#three-notions).
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Telling(Protocol):
    """What deciding needs of a telling; a Story and a published row's key columns both have it."""

    @property
    def telling_id(self) -> str: ...
    @property
    def content_hash(self) -> str: ...
    @property
    def pub_status(self) -> str: ...
    @property
    def revision_order(self) -> str: ...


def is_duplicate(telling: Telling, published: Sequence[Telling]) -> bool:
    """Whether `telling` says nothing that `published` (tellings of the same story) has not said.

    It was told before word for word (same telling), or it repeats the text and status of the telling that is current:
    a changed date, tracking parameters or boilerplate are no revision. A text that returns to an earlier wording *is*
    one. Equal hashes are equal texts whatever version of the normaliser made them; different ones of different versions say
    nothing, and are a revision once (docs/design/keys.md#two-hashes).
    """
    if not published:
        return False
    if any(telling.telling_id == one.telling_id for one in published):
        return True
    current = max(published, key=lambda one: one.revision_order)
    return telling.content_hash == current.content_hash and telling.pub_status == current.pub_status


class Current(NamedTuple):
    """The keys of the telling that history has as a story's current one."""

    telling_id: str
    content_hash: str
    pub_status: str
    revision_order: str
    cluster_id: str | None


class Candidate(NamedTuple):
    """A telling of this batch that history does not have, as it travels between workers: keys, no payload."""

    story_id: str
    telling_id: str
    content_hash: str
    pub_status: str
    revision_order: str
    first_created: str
    """ISO 8601 UTC; orders the batch's tellings of one story."""
    date: str
    country: str
    published: bool
    """Whether history holds another telling of the story."""
    current: Current | None
    """The last of those: what this one repeats, unless another telling of the batch comes between."""
    feed_id: str
    cause: str
    entry_key: str
    item_hash: str
    landing_ref: str
    entry: int
    teases: str = ""
    """Names its headline and summary, where it has no body."""
    teasers: tuple[str, ...] = ()
    """The same of what would tease it, where it has one."""


class Decision(NamedTuple):
    """What the batch makes of one candidate."""

    candidate: Candidate
    outcome: str
    """`new`, `revision` or `duplicate`."""
    date: str
    country: str
    story_id: str
    """Of the first telling: what another name of the story told is of the same one."""


def decide(candidates: Sequence[Candidate]) -> list[Decision]:
    """Settle one story's candidates among themselves and against what history has as current, whatever order they arrived in.

    A headline and a summary say nothing beside the same with a body: a house lists its stories in full in one feed and as teasers in
    another. The first telling (by `first_created`, then `revision_order`) fixes the partition and the name, unless history has fixed them; of
    two candidates with the same telling or the same text and status, the first stays. A text that was published and
    returns after another one of the batch is a revision, as it would be were they in two batches.
    """
    if len(candidates) == 1 and candidates[0].current is None:  # as most are: there is nothing that it could repeat
        one = candidates[0]
        return [Decision(one, "revision" if one.published else "new", one.date, one.country, one.story_id)]
    home = min(candidates, key=lambda c: (not c.published, c.first_created, c.revision_order, c.telling_id, c.landing_ref, c.entry))
    known = [c.current for c in candidates if c.current is not None]
    kept: list[Telling] = [max(known, key=lambda one: one.revision_order)] if known else []
    decisions: list[Decision] = []
    in_full = {(teaser, one.pub_status) for one in candidates for teaser in one.teasers}
    fresh = not any(c.published for c in candidates)
    for one in sorted(candidates, key=lambda c: (c.revision_order, c.telling_id, c.landing_ref, c.entry)):
        before = [other for other in kept if other.revision_order <= one.revision_order]
        if (one.teases, one.pub_status) in in_full or is_duplicate(one, kept) or is_duplicate(one, before):
            outcome = "duplicate"
        else:
            outcome = "new" if fresh and not kept else "revision"
            kept.append(one)
        decisions.append(Decision(one, outcome, home.date, home.country, home.story_id))
    return decisions


def by_story(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """The candidates of each story, of such as have names that a site may write one for the other.

    They are one story, unless a document lists two of the names beside each other with different texts.
    """
    if len({one.story_id for one in candidates}) == 1:
        return [list(candidates)]
    listed: dict[tuple[str, str], set[str]] = {}
    for one in candidates:
        listed.setdefault((one.landing_ref, one.content_hash), set()).add(one.story_id)
    named: dict[str, list[set[str]]] = {}
    for (landing_ref, _), names in listed.items():
        named.setdefault(landing_ref, []).append(names)
    if all(len(texts) == 1 or len(set().union(*texts)) == 1 for texts in named.values()):
        return [list(candidates)]
    apart: dict[str, list[Candidate]] = {}
    for one in candidates:
        apart.setdefault(one.story_id, []).append(one)
    return list(apart.values())
