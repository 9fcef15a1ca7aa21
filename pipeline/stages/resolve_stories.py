"""ResolveStories and `settle`: what is news against history, and among the batch's own tellings."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from newsbeam.pipeline.dataset.history import History, KnownTelling
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.pipeline.stages.ledger import Joined, Killed, Live, Outcome, Retold, Verdict
from newsbeam.pipeline.stages.normalise_items import Telling
from newsbeam.pipeline.stages.resolve import Candidate, Current, by_story, decide, is_duplicate
from newsbeam.pipeline.stages.same_story import adds_nothing, basis_of_another
from newsbeam.pipeline.stages.stage import Stage, for_ledger
from newsbeam.pipeline.stages.waiting_room import hold
from newsbeam.pipeline.text import ids
from newsbeam.pipeline.text.ids import is_withdrawal
from newsbeam.pipeline.text.markers import strip_markers
from newsbeam.pipeline.text.other_names import OtherNames, ids_before, other_names, story_before
from newsbeam.schemas.codes import EntryOutcome, IdBasis, PubStatus
from newsbeam.schemas.errors import PartitionWaits
from newsbeam.schemas.story import Story, with_columns


class ResolveStage(Stage):
    """Telling -> the tellings that history does not have word for word. Each worker reads the key columns once; nothing is shuffled."""

    label = "ResolveStories"

    def __init__(self, stories: str, storage: Storage = LOCAL) -> None:
        super().__init__()
        self.stories, self.storage = stories, storage
        self.history: History | None = None
        self.asked: set[str] | None = None
        """The stories that history was asked for, where somebody wants to know: of ten thousand new entries ninety thousand names."""

    def setup(self) -> None:
        self.history = History.load(Path(self.stories), self.storage)

    def work(self, element: Telling) -> list[Any]:
        if self.history is None:
            raise RuntimeError("ResolveStage was not set up: whatever runs it calls setup() before the first bundle")
        try:
            return self._resolved(element, self.history)
        except PartitionWaits:
            return hold(element)

    def _resolved(self, element: Telling, history: History) -> list[Any]:
        story, arrival = element.story, element.arrival
        published = self._tellings(story.story_id, history)
        others = OtherNames()
        if not published and arrival.known is None:
            others = other_names(story, arrival.item, arrival.task.feed)
            known = self._published(others, story, history)
            if known is not None:
                story = with_columns(story, {"story_id": known})
                published = history.tellings(known)
        elif published and arrival.known is None:
            own = self._by_itself(story, published, history)
            if own.story_id != story.story_id:
                story, published = own, self._tellings(own.story_id, history)
        before: tuple[str, ...] = ()
        if not published and arrival.known is None:
            before = ids_before(story, arrival.item)
            if (earlier := next((one for one in before if self._tellings(story_before(story, one), history)), None)) is not None:
                published = history.tellings(story_before(story, earlier))
                story = _joining(story, story_before(story, earlier), max(one.revision_order for one in published))
        killed = _held_under(element) if story.pub_status == PubStatus.CANCELED else []
        if not published and is_withdrawal(arrival.item):
            # There is nothing to take back, unless it is held.
            nothing = Outcome(arrival.task.feed.id, arrival.task.cause, EntryOutcome.DUPLICATE.value, 1)
            return [for_ledger(nothing), *killed]
        if not published:
            family = min(story.story_id, *others.sure) if others.sure else None
            said = [for_ledger(Retold(str(arrival.task.ref), arrival.item.entry, story.story_id, before))] if before else []
            return [Telling(story=story, arrival=arrival, family=family), *killed, *said]
        home = (published[0].date, published[0].country)
        latest = max(published, key=lambda one: one.revision_order)
        if any(story.telling_id == one.telling_id for one in published) or adds_nothing(story, published, latest, history):
            live = Live(
                arrival.task.feed.id,
                arrival.key,
                arrival.item_hash.hex(),
                story.story_id,
                story.telling_id,
                story.content_hash,
                *home,
                str(arrival.task.ref),
                arrival.item.entry,
            )
            duplicate = Outcome(arrival.task.feed.id, arrival.task.cause, EntryOutcome.DUPLICATE.value, 1)
            return [for_ledger(live), for_ledger(duplicate), *killed]
        # What repeats the current text goes on: only SettleBatch sees whether the batch holds another text before it.
        current = Current(*(getattr(latest, name) for name in Current._fields))
        repeats = is_duplicate(story, [current])
        return [
            Telling(story=with_columns(story, {"known_partition": home}), arrival=arrival, current=current, repeats=repeats),
            *killed,
        ]

    def _by_itself(self, story: Story, published: Sequence[KnownTelling], history: History) -> Story:
        """The story, under a name of its own where it was given another article's."""
        latest = max(published, key=lambda one: one.revision_order)
        same = any(one.content_hash == story.content_hash for one in published)
        basis = None if same else basis_of_another(story, published, latest, history)
        if basis is None:
            return story
        bare = strip_markers(story.headline_raw or "")[0].casefold()
        named = (story.canonical_url or "",) if basis is IdBasis.CANONICAL_URL else (bare, story.date)
        own = ids.name(story.provider.casefold(), basis, *named)
        return with_columns(story, {"story_id": own, "id_basis": basis.value})

    def _tellings(self, story_id: str, history: History) -> tuple[KnownTelling, ...]:
        if self.asked is not None:
            self.asked.add(story_id)
        return history.tellings(story_id)

    def _published(self, others: OtherNames, story: Story, history: History) -> str | None:
        """The id under which a story is published that has another by its own name now."""
        for other in others.sure:
            if self._tellings(other, history):
                return other
        for other in others.to_prove:
            if not self._tellings(other, history):
                continue
            guid = story.guid
            addresses = history.addresses(other)
            if any((guid and guid == one) or (not (guid and one) and link == story.url) for one, link in addresses):
                return other
        return None


def _joining(story: Story, story_id: str, newest: str) -> Story:
    """A telling of another id as one of the story: two ids count versions each for itself, so the story's newest is taken."""
    order = "|".join((newest.partition("|")[0], story.revision_order.partition("|")[2]))
    return with_columns(story, {"story_id": story_id, "revision_order": order, "join_basis": "previous_id"})


def _held_under(element: Telling) -> list[Any]:
    """A kill ends what is held of its story under its own name, and any that its site may have written for it."""
    story, arrival = element.story, element.arrival
    others = other_names(story, arrival.item, arrival.task.feed).sure
    before = [story_before(story, one) for one in ids_before(story, arrival.item)]
    names = (story.story_id, *others, *before)
    return [for_ledger(Killed(one)) for one in names]


def settle(keys: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """SettleBatch for what may be one story: the keys of its rows (`candidate_of`) -> ledger records: verdicts, outcomes, what cursors
    remember, and which rows are told under another name of the story.
    """
    return [(type(one).__name__, *one) for story in by_story([_candidate(one) for one in keys]) for one in _settled(story)]


def _settled(candidates: list[Candidate]) -> list[Any]:
    records: list[Any] = []
    for candidate, outcome, date, country, story_id in decide(candidates):
        telling_id = candidate.telling_id
        drop = outcome == EntryOutcome.DUPLICATE
        records += [
            Outcome(candidate.feed_id, candidate.cause, outcome, 1),
            Live(
                candidate.feed_id,
                candidate.entry_key,
                candidate.item_hash,
                story_id,
                telling_id,
                candidate.content_hash,
                date,
                country,
                candidate.landing_ref,
                candidate.entry,
            ),
        ]
        if drop or (date, country) != (candidate.date, candidate.country):
            records.append(Verdict(candidate.story_id, telling_id, drop, date, country, candidate.landing_ref, candidate.entry))
        if candidate.story_id != story_id:
            where, order = (candidate.landing_ref, candidate.entry), candidate.revision_order
            records.append(Joined(*where, candidate.story_id, story_id, None, date, country, order))
        if candidate.pub_status == PubStatus.CANCELED:
            records.append(Killed(story_id))
    return records


def _candidate(keys: tuple[Any, ...]) -> Candidate:
    candidate = Candidate(*keys[1:])
    return candidate._replace(current=Current(*candidate.current)) if candidate.current else candidate
