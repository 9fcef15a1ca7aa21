"""The rows that a plan adds to its partitions: what the workers staged, with the columns that only the committer knows."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from typing import Any

import pyarrow as pa

from newsbeam.pipeline.process.arrow_kernels import first_of
from newsbeam.pipeline.process.threads import MANY, writers
from newsbeam.pipeline.publish.commit import Commit
from newsbeam.pipeline.publish.fragments import Payloads
from newsbeam.pipeline.publish.plan import Addition, Held, Kept, Plan
from newsbeam.pipeline.stages.ledger import Clustered
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.codes import RevisionKind

TOGETHER = 512
"""Rows whose payload is read at a time: partitions are many and small, and a look into every fragment has its price."""

AHEAD = 1
"""Portions that are made while one is written, where several threads do it."""


Portion = tuple[list[Addition], pa.Table]
"""Additions that follow each other, and the rows of all of them."""


def portions_of(planned: Plan, payload: Payloads, commit: Commit) -> Iterator[Portion]:
    """The additions that have rows, with their rows, of STORY_SCHEMA: TOGETHER at a time are read, and few such portions are in memory."""
    clusters = {(one.story_id, one.telling_id): one for one in commit.clusters}

    def made(together: list[Addition]) -> pa.Table:
        kept = [k for one in together for k in one.kept]
        homes = [(date.fromisoformat(one.date), one.country) for one in together for _ in one.kept]
        return _rows(payload.take([k.row for k in kept]), kept, homes, commit, clusters)

    ahead: deque[tuple[list[Addition], Future[pa.Table]]] = deque()
    hands, most = writers(planned.fresh), AHEAD if planned.fresh >= MANY else 0
    for together in _portions(planned.additions):
        ahead.append((together, hands.submit(made, together)))
        if len(ahead) > most:
            yield _made(*ahead.popleft())
    for one in ahead:
        yield _made(*one)


def _made(together: list[Addition], table: Future[pa.Table]) -> Portion:
    return together, table.result()


def parted(portions: Iterable[Portion]) -> Iterator[tuple[Addition, pa.Table]]:
    """Each addition with its own rows."""
    for together, rows in portions:
        at = 0
        for one in together:
            yield one, rows.slice(at, len(one.kept))
            at += len(one.kept)


def _portions(additions: Sequence[Addition]) -> Iterator[list[Addition]]:
    portion: list[Addition] = []
    rows = 0
    for one in additions:
        if portion and rows + len(one.kept) > TOGETHER:
            yield portion
            portion, rows = [], 0
        if one.kept:
            portion.append(one)
            rows += len(one.kept)
    if portion:
        yield portion


def _rows(
    staged: pa.Table,
    kept: Sequence[Kept],
    homes: Sequence[tuple[date, str]],
    commit: Commit,
    clusters: Mapping[tuple[str, str], Clustered],
) -> pa.Table:
    """Published rows: what the workers staged, and the columns that only the committer knows."""
    cluster = [_cluster(k.row.story_id, clusters.get((k.row.story_id, k.row.telling_id)), k.before) for k in kept]
    later, original = RevisionKind.UPDATE.value, RevisionKind.ORIGINAL.value
    kinds = [later if k.revision > 1 and k.row.revision_kind == original else k.row.revision_kind for k in kept]
    count = len(kept)
    ours: dict[str, list[Any]] = {
        "revision": [k.revision for k in kept],
        "supersedes": [k.supersedes for k in kept],
        "revision_kind": kinds,
        "cluster_id": [one[0] for one in cluster],
        "cluster_relation": [one[1] for one in cluster],
        "cluster_similarity": [one[2] for one in cluster],
        "published_at": [commit.published_at] * count,
        "batch_id": [commit.batch_id] * count,
        "newsbeam_version": [commit.newsbeam_version] * count,
        "partition_date": [day for day, _ in homes],
        "partition_country": [country for _, country in homes],
    }
    for name in ("story_id", "revision_order", "join_basis"):  # as joining has them
        ours[name] = [getattr(k.row, name) for k in kept]
    columns = {f.name: pa.array(ours[f.name], f.type) if f.name in ours else staged.column(f.name) for f in STORY_SCHEMA}
    columns["text"] = first_of([columns[name] for name in ("text", "body_text", "summary")])
    return pa.Table.from_arrays(list(columns.values()), schema=STORY_SCHEMA)


def _cluster(story_id: str, verdict: Clustered | None, before: Held | None) -> tuple[str, str | None, float | None]:
    """(id, relation, similarity) of a telling. A published `cluster_id` never changes, whatever the batch made of the text."""
    if before is None or before.cluster_id is None:
        return (verdict.cluster_id, verdict.relation, verdict.similarity) if verdict else (story_id, None, None)
    if verdict is None:  # it repeats the published text, so it stands to the leader as that does
        return (before.cluster_id, before.cluster_relation, before.cluster_similarity)
    same = verdict.cluster_id == before.cluster_id
    return (before.cluster_id, verdict.relation if same else None, verdict.similarity if same else None)
