"""Clusters: which stories carry the text of an earlier one. Every story gets a `cluster_id`: its leader's `story_id`.

Order decides, not arrival: inside a batch stories lead by (`first_created`, `story_id`), and whatever is published leads
what is not, because a published `cluster_id` never changes (docs/design/keys.md#near-duplicates). A story joins the leader
that holds most of its text. What only resembles a near copy of a leader comes in through that copy, and brings nobody itself:
chains end there. A revision is no copy: it keeps its story's cluster, whatever it says now.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from newsbeam.pipeline.near.files import BRINGS
from newsbeam.pipeline.near.meetings import Candidates, Meetings, Met
from newsbeam.pipeline.near.recent import RecentSketches
from newsbeam.pipeline.near.rows import Rows
from newsbeam.pipeline.near.sketch import Sketch
from newsbeam.pipeline.near.staged import table_of
from newsbeam.pipeline.near.verify import WEAK, WHOLE, compare
from newsbeam.schemas.codes import ClusterRelation

AS_LONG = 0.1
"""What a text of the same length is worth beside containment: an original that a desk has edited (0.97) is a better home than a
digest that holds all of it (1.0, a third of the length)."""


DIGEST = 0.5
"""What every story is worth to a text that holds it beside others, unless it is but a line of it."""
OPENING = 0.4
"""Of a story's length, what a leader must be for the story to be its own and no digest."""
ENOUGH_SHINGLES = 24
"""Shingles that a text must have to come in by a member: less may be what desks add to everything."""


class ClusterVerdict(NamedTuple):
    """The cluster of one telling. A leader's own tellings have no relation and no similarity."""

    story_id: str
    telling_id: str
    cluster_id: str
    relation: str | None
    """A `ClusterRelation`: how the telling's text stands to its leader's; None where it is no copy of it (any more)."""
    similarity: float | None
    """Of the shorter text's shingles, the share that the longer holds: 0.5 to 1."""
    brings: bool = False
    """Whether what resembles this telling, and not the leader, comes into the cluster through it: it is nearly the leader's text."""


def cluster(new: Sequence[Sketch], recent: RecentSketches, published: Mapping[str, str] | None = None) -> list[ClusterVerdict]:
    """One verdict per sketch of `new`, in its order; the same verdicts whatever that order is.

    `published`: story_id -> `cluster_id` of stories that the dataset has, also where no sketch of them is near in time.
    """
    rows = Rows([table_of(new, [None] * len(new))], window=recent.window)
    verdicts = [ClusterVerdict(one.story_id, one.telling_id, one.story_id, None, None) for one in new]
    for rank, verdict in assign(rows, Candidates(rows, recent), published or {}).items():
        verdicts[int(rows.place[rank])] = verdict
    return verdicts


def assign(rows: Rows, meetings: Meetings, published: Mapping[str, str]) -> dict[int, ClusterVerdict]:
    """Rank -> verdict, of the stories that are published or have met another; every other leads itself. In one place, for order decides."""
    batch = _Batch(rows, meetings, {**meetings.cluster_of, **published})
    verdicts: dict[int, ClusterVerdict] = {}
    for own in batch.touched():
        story_id = rows.story_ids[own[0]]
        cluster_id, relations = batch.assign(own)
        for row in own:
            kind, similarity = relations.get(row, (None, None))
            verdicts[row] = ClusterVerdict(story_id, rows.telling_ids[row], cluster_id, kind, similarity, row in batch.brought_by)
    return verdicts


_Relation = tuple[ClusterRelation, float]


class _Join(NamedTuple):
    """A cluster that a telling may join."""

    cluster_id: str
    relation: _Relation
    direct: bool
    """To the leader itself, not through a member."""
    length: float
    """Of the shorter text, as a share of the longer's."""


class _Batch:
    """The rows of one batch, whom they have met, and who follows whom so far."""

    def __init__(self, rows: Rows, meetings: Meetings, known: Mapping[str, str]) -> None:
        self.rows, self.meetings, self.known = rows, meetings, known
        self.followers = {story for story, leader in known.items() if story != leader}
        """Stories that lead nobody. Whatever precedes a row and is none of them leads."""
        self.brought_by: dict[int, str] = {}
        """Rows that bring others into a cluster that they do not lead, and its id."""

    def touched(self) -> Iterator[Sequence[int]]:
        """The rows of each story that is known or has met another, in order."""
        story_ids = self.rows.story_ids
        ranks = set(self.meetings.ranks())
        if self.known:
            ranks.update(rank for rank, story_id in enumerate(story_ids) if story_id in self.known)
        done = -1
        for rank in sorted(ranks):
            if rank <= done:
                continue
            first, last = rank, rank
            while first and story_ids[first - 1] == story_ids[rank]:
                first -= 1
            while last + 1 < len(story_ids) and story_ids[last + 1] == story_ids[rank]:
                last += 1
            done = last
            yield range(first, last + 1)

    def assign(self, own: Sequence[int]) -> tuple[str, Mapping[int, _Relation]]:
        """The cluster of the story with these rows, and how each row stands to it."""
        story_id = self.rows.story_ids[own[0]]
        published = self.known.get(story_id)
        relations: dict[int, _Relation] = {}
        leader = published
        if published != story_id:
            for row in own:
                if (join := self._best(row, story_id, leader)) is not None:
                    leader = join.cluster_id
                    relations[row] = join.relation
                    if join.direct and _brings(*join.relation, join.length):
                        self.brought_by[row] = leader
        if leader is not None and leader != story_id:
            self.followers.add(story_id)
        return leader or story_id, relations

    def _best(self, row: int, story_id: str, leader: str | None) -> _Join | None:
        """The cluster whose text holds most of the row's and is nearest to its length, of several the first; only `leader`'s,
        where one is given.
        """
        best: _Join | None = None
        highest = (0.0, False)
        created, mine = int(self.rows.created[row]), max(int(self.rows.sizes[row]), 1)
        for other in self.meetings.of(row):
            cluster_id = self._cluster_of(other)
            if cluster_id is None or abs(created - other.created) > self.rows.window:
                continue
            if other.story_id == story_id or leader not in (None, cluster_id):
                continue
            found = other.found or compare(self.rows.facts(row), other.facts or self.rows.facts(other.at))
            direct = cluster_id == other.story_id
            if found is None or not (direct or _resembles(mine, *found)):
                continue
            small, large = sorted((mine, max(other.size, 1)))
            length = small / large
            # How much of this text the other holds, and how nearly it is as long. Of several that a digest holds, the first.
            held = found[1] * small / mine
            fit = (DIGEST if found[0] is ClusterRelation.CONTAINS and held >= DIGEST / 2 else held + AS_LONG * length, direct)
            if fit > highest:
                best, highest = _Join(cluster_id, found, direct, length), fit
            if found[0] is ClusterRelation.SAME and direct:
                break
        return best

    def _cluster_of(self, other: Met) -> str | None:
        """The cluster into which a telling brings others: it leads it, or is nearly its leader's text; None where neither."""
        if other.cluster_id is not None:
            return other.cluster_id
        return self.brought_by.get(other.at) if other.story_id in self.followers else other.story_id


def _brings(relation: ClusterRelation, similarity: float, length: float) -> bool:
    """Whether a direct member brings others in: a near copy, or the whole story of which the leader was the beginning."""
    if relation is ClusterRelation.NEAR:
        return similarity >= BRINGS
    return relation is ClusterRelation.CONTAINS and similarity >= WHOLE and length >= OPENING


def _resembles(size: int, relation: ClusterRelation, similarity: float) -> bool:
    """Whether a text that is no copy of a leader comes in by a member: as a whole, for parts may be what that member's desk adds."""
    return relation in (ClusterRelation.SAME, ClusterRelation.NEAR) and similarity >= WEAK and size >= ENOUGH_SHINGLES
