"""Clusters: which stories carry the text of an earlier one. Every story gets a `cluster_id`: its leader's `story_id`.

Order decides, not arrival: inside a batch stories lead by (`first_created`, `story_id`), and whatever is published leads
what is not, because a published `cluster_id` never changes (docs/design/keys.md#near-duplicates). A story joins the leader
that holds most of its text. What only resembles a near copy of a leader comes in through that copy, and brings nobody itself:
chains end there. A revision is no copy: it keeps its story's cluster, whatever it says now.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from newsbeam.pipeline.near.candidates import keys_of, pairs_within
from newsbeam.pipeline.near.files import BRINGS
from newsbeam.pipeline.near.recent import Published, RecentSketches
from newsbeam.pipeline.near.sketch import Sketch
from newsbeam.pipeline.near.verify import WEAK, WHOLE, Facts, compare, facts_of
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
    places = _in_precedence(new)
    rows = [new[place] for place in places]
    batch = _Batch(rows, recent, published or {})
    verdicts: dict[int, ClusterVerdict] = {}
    for own in batch.stories.values():
        cluster_id, relations = batch.assign(own)
        for row in own:
            kind, similarity = relations.get(row, (None, None))
            brings = row in batch.brought_by
            verdicts[places[row]] = ClusterVerdict(rows[row].story_id, rows[row].telling_id, cluster_id, kind, similarity, brings)
    return [verdicts[place] for place in range(len(new))]


def _in_precedence(new: Sequence[Sketch]) -> list[int]:
    """Places in `new`: by story (earliest telling first, then `story_id`), then by the order of its tellings."""
    born: dict[str, tuple[object, str]] = {}
    for one in new:
        key = (one.first_created, one.story_id)
        born[one.story_id] = min(born.get(one.story_id, key), key)
    return sorted(range(len(new)), key=lambda at: (born[new[at].story_id], new[at].order, new[at].telling_id))


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
    """The rows of one batch in precedence, their candidates, and who leads so far."""

    def __init__(self, rows: Sequence[Sketch], recent: RecentSketches, published: Mapping[str, str]) -> None:
        self.rows = rows
        self.window = recent.window
        self.facts = [facts_of(one) for one in rows]
        self.stories: dict[str, list[int]] = defaultdict(list)
        for row, one in enumerate(rows):
            self.stories[one.story_id].append(row)
        self.spoken_by = _spoken_by(rows, self.window)
        speak = [row == first for row, first in enumerate(self.spoken_by)]
        keys = keys_of([one.shingles if own else one.shingles[:0] for one, own in zip(self.facts, speak, strict=True)])
        self.earlier: dict[int, list[int]] = defaultdict(list)
        pairs = pairs_within(keys)
        for later, earlier in zip(pairs.one.tolist(), pairs.other.tolist(), strict=True):
            self.earlier[later].append(earlier)
        self.known = recent.ask(rows, keys, speak)
        self.known.cluster_of.update(published)
        self.brought_by: dict[int, str] = {}
        """Rows that bring others into a cluster that they do not lead, and its id."""
        self.leaders: set[str] = {story for story, leader in self.known.cluster_of.items() if story == leader}

    def assign(self, own: Sequence[int]) -> tuple[str, Mapping[int, _Relation]]:
        """The cluster of the story with these rows, and how each row stands to it."""
        story_id = self.rows[own[0]].story_id
        published = self.known.cluster_of.get(story_id)
        relations: dict[int, _Relation] = {}
        leader = published
        if published != story_id:
            for row in own:
                if (join := self._best(row, story_id, leader)) is not None:
                    leader = join.cluster_id
                    relations[row] = join.relation
                    if join.direct and _brings(*join.relation, join.length):
                        self.brought_by[row] = leader
        if leader is None:
            self.leaders.add(story_id)
        return leader or story_id, relations

    def _best(self, row: int, story_id: str, leader: str | None) -> _Join | None:
        """The cluster whose text holds most of the row's and is nearest to its length, of several the first; only `leader`'s,
        where one is given.
        """
        best: _Join | None = None
        highest = (0.0, False)
        mine = self.facts[row]
        for other in self._tellings_near(row):
            if other.story_id == story_id or leader not in (None, other.cluster_id):
                continue
            found = compare(mine, other.facts)
            direct = other.cluster_id == other.story_id
            if found is None or not (direct or _resembles(mine, *found)):
                continue
            small, large = sorted((max(mine.shingles.size, 1), max(other.facts.shingles.size, 1)))
            length = small / large
            # How much of this text the other holds, and how nearly it is as long. Of several that a digest holds, the first.
            held = found[1] * small / max(mine.shingles.size, 1)
            fit = (DIGEST if found[0] is ClusterRelation.CONTAINS and held >= DIGEST / 2 else held + AS_LONG * length, direct)
            if fit > highest:
                best, highest = _Join(other.cluster_id, found, direct, length), fit
            if found[0] is ClusterRelation.SAME and direct:
                break
        return best

    def _tellings_near(self, row: int) -> Iterator[Published]:
        """Tellings whose text `row` may carry, near in time: the published first, then the batch's, in order; of leaders, and of
        members that bring others in.
        """
        created, first = self.rows[row].first_created, self.spoken_by[row]
        for one in self.known.candidates.get(first, ()):
            if abs(created - one.first_created) <= self.window:
                yield one
        for at in (*self.earlier.get(first, ()), *((first,) if first != row else ())):
            other = self.rows[at]
            cluster_id = other.story_id if other.story_id in self.leaders else self.brought_by.get(at)
            if cluster_id is not None and abs(created - other.first_created) <= self.window:
                yield Published(other.first_created, other.story_id, cluster_id, self.facts[at])


def _brings(relation: ClusterRelation, similarity: float, length: float) -> bool:
    """Whether a direct member brings others in: a near copy, or the whole story of which the leader was the beginning."""
    if relation is ClusterRelation.NEAR:
        return similarity >= BRINGS
    return relation is ClusterRelation.CONTAINS and similarity >= WHOLE and length >= OPENING


def _resembles(one: Facts, relation: ClusterRelation, similarity: float) -> bool:
    """Whether a text that is no copy of a leader comes in by a member: as a whole, for parts may be what that member's desk adds."""
    return relation in (ClusterRelation.SAME, ClusterRelation.NEAR) and similarity >= WEAK and one.shingles.size >= ENOUGH_SHINGLES


def _spoken_by(rows: Sequence[Sketch], window: timedelta) -> list[int]:
    """For each row the first within the window that has its very text, itself if none: that one is looked up for all.

    A text that a hundred feeds carry word for word is then compared once, not five thousand times.
    """
    first: dict[bytes, int] = {}
    speakers = []
    for row, one in enumerate(rows):
        speaker = first.get(one.exact, row)
        if not one.exact or abs(one.first_created - rows[speaker].first_created) > window:
            speaker = row
        if one.exact and speaker == row:
            first[one.exact] = row
        speakers.append(speaker)
    return speakers
