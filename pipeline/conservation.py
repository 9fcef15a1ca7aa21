"""The conservation law: every entry seen ends exactly once (DESIGN.md sections 7 and 14.8)."""

from collections import Counter
from dataclasses import dataclass

from pipeline.ledger import Ledger
from schemas.codes import EntryOutcome


class ConservationError(Exception):
    """A batch whose sums do not add up. It is not committed: exit code 4."""


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


def check(ledger: Ledger) -> None:
    """Raise ConservationError unless every feed's sums agree and the fragments hold the rows that the outcomes promise."""
    wrong = [
        f"feed {feed}: {sums.entries} entries seen, {sum(sums.ended.values())} ended ({_told(sums)})"
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


def _told(sums: Sums) -> str:
    return ", ".join(f"{name} {count}" for name, count in sums.ended.items() if count)
