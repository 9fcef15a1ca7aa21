"""Joining: tellings whose provider gave them another id, brought home to the story that they tell again (docs/design/wire-copy.md#tellings).

The driver does this between the stages and the commit point, because it alone sees the whole batch and the dataset at
once; and only for tellings that say that they tell again (UPDATE 1-, CORRECTED-, KILL …), so a batch without any costs one
look at one column. What it finds stands in COMMIT, so nothing is decided twice.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import pyarrow as pa

from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.publish.joinable import COLUMNS, Joinable, by_keys, join_by_id, published, sought
from newsbeam.pipeline.publish.staged_file import StagedFile
from newsbeam.pipeline.publish.twins import bring_together
from newsbeam.pipeline.stages.ledger import Clustered, Joined, Killed, Ledger
from newsbeam.pipeline.text.joins import join
from newsbeam.schemas.codes import EntryOutcome, RevisionKind
from newsbeam.schemas.story import Story

_STAGED = [*COLUMNS, "landing_ref", "entry", "date", "country"]


def join_stories(out: Output, staging: Path, ledger: Ledger, feeds: Mapping[str, str]) -> list[Joined]:
    """All rows of the batch that belong to another story than their id says; the ledger and the sketches speak of them by its id.

    `feeds` is landing_ref -> feed_id.
    """
    names = {(one.landing_ref, one.entry, one.was): one for one in ledger.joined}
    leaders = bring_together(ledger, ledger.joined) if names else {}
    joins = find_joins(staging, ledger, out.stories, History.load(out.stories, out.storage), out.storage)
    homes = {one.was: one.story_id for one in joins}
    if joins:
        apply_joins(ledger, joins, feeds)
    if not names and not joins:
        return []
    stories = {**homes, **{one.was: homes.get(one.story_id, one.story_id) for one in ledger.joined}}
    leaders = {**homes, **{was: homes.get(leader, leader) for was, leader in leaders.items()}}
    from newsbeam.pipeline.near.files import rename_sketches

    for sketches in ledger.sketch_files:
        rename_sketches(staging / sketches.file, stories, leaders)
    again = {(one.landing_ref, one.entry, one.was): one for one in joins}
    found = []
    for one in ledger.joined:
        joined = again.pop((one.landing_ref, one.entry, one.story_id), None)
        found.append(joined._replace(was=one.was) if joined else one)
    return [*found, *again.values()]


def find_joins(staging: Path, ledger: Ledger, stories: Path, history: History, storage: Storage = LOCAL) -> list[Joined]:
    """The staged rows that join another story by what they say. A story that history knows by its own id stays with itself."""
    fragments = ledger.fragments
    kinds = (_columns(staging / f.file, ["revision_kind"]) for f in fragments if f.retells)
    if not ledger.retold and all(kind == RevisionKind.ORIGINAL for table in kinds for kind in table.column(0).to_pylist()):
        return []
    staged = pa.concat_tables(_columns(staging / f.file, _STAGED) for f in fragments).to_pylist()
    names = {(one.landing_ref, one.entry, one.was): one.story_id for one in ledger.joined}
    for row in staged if names else ():
        row["story_id"] = names.get((row["landing_ref"], row["entry"], row["story_id"]), row["story_id"])
    staged.sort(key=lambda row: (Joinable.of(row).created, row["story_id"], row["telling_id"]))
    tellings = [Joinable.of(row) for row in staged]
    own = by_keys(tellings)
    named = {(one.landing_ref, one.entry): one.before for one in ledger.retold}
    before = {row["story_id"]: ids for row in staged if (ids := named.get((row["landing_ref"], row["entry"])))}
    again = [
        one
        for one in tellings
        if (one.revision_kind != RevisionKind.ORIGINAL or one.story_id in before) and not history.tellings(one.story_id)
    ]
    wanted = {one: sought(one, before.get(one.story_id, ())) for one in again}
    there = published(stories, again, set().union(*wanted.values()), storage) if again else {}
    homes: dict[str, Home] = {}
    bases: dict[str, str] = {}
    for one in again:
        if one.story_id in homes:
            continue
        others = [
            other for key in wanted[one] for found in (own, there) for other in found.get(key, ()) if other.story_id != one.story_id
        ]
        joined = join_by_id(before.get(one.story_id, ()), others)
        if joined is None:
            at_home = (_at_home(other, homes) for other in others)
            others = [other for other in at_home if other.story_id != one.story_id]
            joined = join(cast("Story", one), cast("list[Story]", others))
        if joined is None:
            continue
        same_story = [other for other in others if other.story_id == joined.story_id]
        first = min(same_story, key=lambda other: (other.created, other.story_id))
        version = max(other.revision_order.partition("|")[0] for other in same_story)
        home = _end(homes, Home(first.story_id, first.date, first.country, version))
        if home.story_id != one.story_id:  # or two name each other
            homes[one.story_id] = home
            bases[one.story_id] = joined.basis
    ends = {was: _end(homes, home) for was, home in homes.items()}
    return [
        Joined(
            row["landing_ref"],
            row["entry"],
            row["story_id"],
            end.story_id,
            bases[row["story_id"]],
            end.date,
            end.country,
            "|".join((end.version, row["revision_order"].partition("|")[2])),
        )
        for row in staged
        if (end := ends.get(row["story_id"])) is not None
    ]


class Home(NamedTuple):
    """The story that a telling joins, where it lies, and its provider's newest version."""

    story_id: str
    date: str
    country: str
    version: str


def _end(homes: Mapping[str, Home], home: Home) -> Home:
    """Where what joins a story lies that may itself join another."""
    while (further := homes.get(home.story_id)) is not None:
        home = further
    return home


def _at_home(one: Joinable, homes: Mapping[str, Home]) -> Joinable:
    """A telling of the batch under the story that it has joined: it is no second story beside it."""
    home = homes.get(one.story_id)
    if home is None:
        return one
    home = _end(homes, home)
    return one._replace(story_id=home.story_id, date=home.date, country=home.country)


def _columns(path: Path, names: Sequence[str]) -> pa.Table:
    with StagedFile(path) as file:
        return file.columns(names)


def apply_joins(ledger: Ledger, joins: Sequence[Joined], feeds: Mapping[str, str]) -> None:
    """Let the batch's ledger speak of the joined stories by their new names.

    A story that joins another was counted as new and is a revision.
    """
    homes = {one.was: one for one in joins}
    rows = {(live.story_id, live.feed_id) for live in ledger.live}
    for was in homes:
        # Two feeds may have carried it, and one of them was counted as new.
        carried = {feeds[one.landing_ref] for one in joins if one.was == was and (was, feeds[one.landing_ref]) in rows}
        feed, cause = next((f, c) for (f, c, o), n in ledger.outcomes.items() if f in carried and o == EntryOutcome.NEW and n)
        ledger.outcomes[feed, cause, EntryOutcome.NEW.value] -= 1
        ledger.outcomes[feed, cause, EntryOutcome.REVISION.value] += 1
    judged = {(c.story_id, c.telling_id) for c in ledger.clusters}
    for live in ledger.live:  # what leads itself has no verdict, and is to lead no more
        if live.story_id in homes and (live.story_id, live.telling_id) not in judged:
            ledger.clusters.append(Clustered(live.story_id, live.telling_id, live.story_id, None, None))
    for n, live in enumerate(ledger.live):
        if live.story_id in homes:
            home = homes[live.story_id]
            ledger.live[n] = live._replace(story_id=home.story_id, date=home.date, country=home.country)
    clusters = {c.story_id: c.cluster_id for c in ledger.clusters}
    for n, verdict in enumerate(ledger.clusters):
        story_id = homes[verdict.story_id].story_id if verdict.story_id in homes else verdict.story_id
        leader = verdict.cluster_id
        if verdict.story_id in homes:  # a revision keeps its story's cluster, whatever it says now
            leader = clusters.get(story_id, story_id)
        if leader in homes:  # a leader that has joined a story leads under its name
            leader = homes[leader].story_id
        ledger.clusters[n] = verdict._replace(story_id=story_id, cluster_id=leader)
    ledger.killed += [Killed(homes[k.story_id].story_id) for k in ledger.killed if k.story_id in homes]
