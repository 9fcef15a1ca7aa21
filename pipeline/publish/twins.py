"""What a batch tells of one story under several of its names, brought together: its site moved, or two feeds write it differently.

Deciding has met in one place by what the names have in common (`pipeline/stages/resolve_stories.py`); copies were looked for by each name.
"""

from collections.abc import Sequence

from newsbeam.pipeline.stages.ledger import Clustered, Joined, Ledger


def bring_together(ledger: Ledger, twins: Sequence[Joined]) -> dict[str, str]:
    """Give all tellings of each story one cluster, that of the name that stays; its other names lead nobody. The leader in place of each."""
    homes = {one.was: one.story_id for one in twins}
    stories = set(homes.values())
    own = {one.story_id: one.cluster_id for one in ledger.clusters if one.story_id in stories}

    def leader(story_id: str) -> str:
        met: set[str] = set()
        while (story_id := homes.get(story_id, story_id)) not in met:
            met.add(story_id)
            story_id = own.get(story_id, story_id)
        return story_id

    clusters = []
    for one in ledger.clusters:
        story_id, cluster_id = homes.get(one.story_id, one.story_id), leader(one.cluster_id)
        if story_id not in stories:
            clusters.append(one._replace(cluster_id=cluster_id))
            continue
        same = cluster_id == leader(story_id) != story_id
        relation, similarity = (one.relation, one.similarity) if same else (None, None)
        clusters.append(Clustered(story_id, one.telling_id, leader(story_id), relation, similarity))
    judged = {(one.story_id, one.telling_id) for one in clusters}
    follow = {one: leader(one) for one in stories if leader(one) != one}
    tellings = {(one.story_id, one.telling_id) for one in ledger.live if one.story_id in follow}
    # What led itself has no verdict, and follows its story now.
    clusters += [Clustered(*one, follow[one[0]], None, None) for one in tellings - judged]
    ledger.clusters = sorted(clusters, key=lambda one: one[:2])
    return {was: leader(was) for was in homes}
