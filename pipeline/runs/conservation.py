"""The conservation law: every entry seen ends exactly once (docs/design/publishing.md#the-sums)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from newsbeam.pipeline.publish.plan import Plan
from newsbeam.pipeline.stages.ledger import Ledger
from newsbeam.schemas.codes import EntryOutcome
from newsbeam.schemas.document import DocumentTask
from newsbeam.schemas.errors import ConservationError


@dataclass(frozen=True, slots=True)
class Sums:
    """Both sides of the law for one feed or a whole batch; `ok` where they agree."""

    entries: int
    ended: dict[str, int]

    @property
    def ok(self) -> bool:
        """Entries seen (fetched, released and retried alike) = entries ended."""
        return self.entries == sum(self.ended.values())


def sums_of(ledger: Ledger) -> dict[str, Sums]:
    """The sums of each feed that the batch saw."""
    entries: Counter[str] = Counter()
    for seen in ledger.seen:
        entries[seen.feed_id] += seen.entries
    ended: dict[str, Counter[str]] = {}
    for (feed_id, _, outcome), count in ledger.outcomes.items():
        ended.setdefault(feed_id, Counter())[outcome] += count
    feeds = entries.keys() | ended.keys()
    return {f: Sums(entries[f], {o.value: ended.get(f, Counter())[o.value] for o in EntryOutcome}) for f in sorted(feeds)}


def check(ledger: Ledger, tasks: Iterable[DocumentTask]) -> None:
    """Raise ConservationError unless every document was seen once, every feed's sums agree, and the fragments hold the rows promised."""
    asked = Counter((task.feed.id, str(task.ref), task.cause) for task in tasks)
    seen = Counter((one.feed_id, one.landing_ref, one.cause) for one in ledger.seen)
    # A document that vanished with all of its entries is in no sum.
    wrong = [
        f"feed {feed}: {ref} was given {asked[feed, ref, cause]} times and seen {seen[feed, ref, cause]} times"
        for feed, ref, cause in sorted(asked | seen)
        if asked[feed, ref, cause] != seen[feed, ref, cause]
    ]
    wrong += [
        f"feed {feed}: {sums.entries} entries seen, {sum(sums.ended.values())} ended ({_ends(sums)})"
        for feed, sums in sums_of(ledger).items()
        if not sums.ok
    ]
    promised = ledger.ended(EntryOutcome.NEW) + ledger.ended(EntryOutcome.REVISION)
    if promised != ledger.rows():
        wrong.append(f"{promised} new tellings and revisions promised, {ledger.rows()} rows staged")
    if ledger.ended(EntryOutcome.DEAD_LETTER) != len(ledger.letters):
        wrong.append(f"{ledger.ended(EntryOutcome.DEAD_LETTER)} entries refused, {len(ledger.letters)} dead letters")
    if wrong:
        raise ConservationError("the sums do not add up, nothing was published: " + "; ".join(wrong))


def check_plan(ledger: Ledger, planned: Plan, tasks: Iterable[DocumentTask]) -> None:
    """Hold the rows that the committer would add against the outcomes, before anything is published.

    A row whose key another batch has published, or that joining made the second of its key, adds nothing: it was counted
    as a revision (or, where nothing was known of its story, as new) and is a duplicate. Raises ConservationError.
    """
    arrivals = {str(task.ref): (task.feed.id, task.cause) for task in tasks}
    for row in planned.passed:
        feed, cause = arrivals[row.landing_ref]
        was = next((o for o in (EntryOutcome.REVISION, EntryOutcome.NEW) if ledger.outcomes[feed, cause, o.value] > 0), None)
        if was is None:
            raise ConservationError(f"feed {feed}: {row.story_id} was neither new nor a revision, and is published")
        ledger.outcomes[feed, cause, was.value] -= 1
        ledger.outcomes[feed, cause, EntryOutcome.DUPLICATE.value] += 1
    promised = ledger.ended(EntryOutcome.NEW) + ledger.ended(EntryOutcome.REVISION)
    if promised != planned.rows:
        raise ConservationError(
            f"the sums do not add up, nothing was published: {promised} new tellings and revisions promised, {planned.rows} rows planned"
        )


def _ends(sums: Sums) -> str:
    return ", ".join(f"{name} {count}" for name, count in sums.ended.items() if count)
