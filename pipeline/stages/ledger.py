"""The ledger of a batch: the small facts that its stages report and its driver acts on. No Beam here.

Payloads never shuffle; what does travel is one of these tuples. The figures of the conservation law are among them,
because they are facts of the batch, and Beam's metrics are only estimates where a bundle is retried (docs/design/publishing.md#the-sums).
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from newsbeam.schemas.codes import EntryOutcome


class StageFigure(NamedTuple):
    """What one bundle of one stage did."""

    stage: str
    taken: int
    given: int
    seconds: float


class Outcome(NamedTuple):
    """How so many entries of one feed ended (`EntryOutcome`); `cause` is the side of the conservation law they came in by."""

    feed_id: str
    cause: str
    outcome: str
    entries: int


class Seen(NamedTuple):
    """One document, parsed: how many entries it held, and which its feed lists now."""

    feed_id: str
    cause: str
    landing_ref: str
    entries: int
    known: int
    """Entries whose verbatim fields the cursor already had."""
    id_basis: str | None
    keys: tuple[str, ...]
    reason: str | None
    """The document was refused whole: why (a `Reason`)."""
    others: tuple[str, ...] = ()
    """The keys by what is left when guids or links are new each time, where none of `keys` is known though the feed has listed others."""
    marks: tuple[str, ...] = ()
    """For each key, in hex: the entry's `raw_hash`, its `item_hash` and its `name_hash`; empty where they say too little, or the
    cursor has them. None at all: of every key."""
    others_basis: str | None = None
    """What `others` name entries by (an `IdBasis`)."""


class Letter(NamedTuple):
    """A dead letter's fields (`newsbeam.schemas.dead_letter.DeadLetter`); `raw` is base64 text."""

    feed_id: str
    stage: str
    reason: str
    error: str
    entry_hash: str
    landing_ref: str | None
    entry: int | None
    raw: str
    seen_at: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two refusals the same letter."""
        return (self.feed_id, self.entry_hash, self.stage, self.reason)


class Held(NamedTuple):
    """An entry under embargo: where it lies in the landing and until when (ISO 8601)."""

    feed_id: str
    landing_ref: str
    entry: int
    story_id: str
    telling_id: str
    until: str


class Live(NamedTuple):
    """What the feed's cursor is to remember of an entry (`newsbeam.schemas.document.LiveEntry`); `item_hash` is hex."""

    feed_id: str
    entry_key: str
    item_hash: str
    story_id: str
    telling_id: str
    content_hash: str
    date: str
    country: str
    landing_ref: str
    entry: int
    """With `landing_ref`, where it was told: of two tellings of an entry the one fetched last is remembered."""


class FragmentRef(NamedTuple):
    """One staged fragment: its name below the batch's staging folder, rows, and digest."""

    file: str
    rows: int
    digest: str
    """XXH3-128, for damage and nothing else; of a newsbeam before 0.2 SHA-256, which is twice as long and took five times the time."""
    retells: bool = True
    """Whether it may hold a telling that says that it tells a story again."""


class Verdict(NamedTuple):
    """What the batch decided of one telling: dropped (the batch has it twice) or kept, and in which partition."""

    story_id: str
    telling_id: str
    drop: bool
    date: str
    country: str
    landing_ref: str
    entry: int
    """With `landing_ref`, which row is meant: two rows of one batch may have the same key."""


class Killed(NamedTuple):
    """A kill was told of this story: what is held of it is held no longer (docs/design/publishing.md#what-is-kept)."""

    story_id: str


class Retold(NamedTuple):
    """A telling under a new id that names the items which it tells again, none of them published under that id."""

    landing_ref: str
    entry: int
    story_id: str
    before: tuple[str, ...]
    """The provider's ids, nearest first."""


class Clustered(NamedTuple):
    """One cluster verdict (`newsbeam.pipeline.near.ClusterVerdict`). A new story without one leads a cluster of its own."""

    story_id: str
    telling_id: str
    cluster_id: str
    relation: str | None
    similarity: float | None


class Joined(NamedTuple):
    """One staged row that belongs to another story than its id says."""

    landing_ref: str
    entry: int
    was: str
    """The story_id that its own id gave it."""
    story_id: str
    basis: str | None
    """The rule that fired: `previous_id`, `story_number`, `canonical_url`, `slug` or `headline`; None: its name is the story's, as its site writes it now."""
    date: str
    country: str
    """The partition of the story that it joins."""
    revision_order: str
    """Its own; where a rule fired but for the version: two ids count versions each for itself, so the story's newest is taken."""


class SketchFile(NamedTuple):
    """The staged file that holds the batch's sketches, for the days to come."""

    file: str


LISTS: dict[type[Any], str] = {
    Seen: "seen",
    Letter: "letters",
    Held: "held",
    Live: "live",
    FragmentRef: "fragments",
    Verdict: "verdicts",
    Killed: "killed",
    Joined: "joined",
    Retold: "retold",
    Clustered: "clusters",
    SketchFile: "sketch_files",
}
"""The kinds that are not added up, and the ledger's list of each."""
RECORDS: dict[str, type[Any]] = {kind.__name__: kind for kind in (StageFigure, Outcome, *LISTS)}


@dataclass
class Ledger:
    """All records of one batch, by kind."""

    stages: dict[str, tuple[int, int, float]] = field(default_factory=dict)
    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """(feed_id, cause, outcome) -> entries."""
    seen: list[Seen] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    live: list[Live] = field(default_factory=list)
    fragments: list[FragmentRef] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    killed: list[Killed] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    retold: list[Retold] = field(default_factory=list)
    clusters: list[Clustered] = field(default_factory=list)
    sketch_files: list[SketchFile] = field(default_factory=list)

    def entries(self, cause: str | None = None) -> int:
        """Entries seen: those of documents, a refused document counting as one (docs/design/publishing.md#the-sums)."""
        return sum(s.entries for s in self.seen if cause in (None, s.cause))

    def ended(self, outcome: EntryOutcome) -> int:
        """Entries that ended so."""
        return sum(n for (_, _, ended), n in self.outcomes.items() if ended == outcome)

    def settled(self) -> "Ledger":
        """What the run's report still asks of a batch that is done: a run is many batches, and an entry's records are a kilobyte."""
        seen = [one._replace(keys=(), others=(), marks=()) for one in self.seen]
        return Ledger(stages=self.stages, outcomes=self.outcomes, seen=seen, letters=self.letters, fragments=self.fragments)

    def rows(self) -> int:
        """Rows that the batch will add, were none of them published yet."""
        return sum(f.rows for f in self.fragments) - sum(v.drop for v in self.verdicts)

    def lists(self) -> dict[type[Any], list[Any]]:
        """Its records that are not added up, by kind."""
        return {kind: getattr(self, name) for kind, name in LISTS.items()}

    def take(self, other: "Ledger") -> None:
        """Add all that another one has."""
        self.outcomes.update(other.outcomes)
        for stage, figure in other.stages.items():
            self.worked(StageFigure(stage, *figure))
        for kind, mine in self.lists().items():
            mine.extend(other.lists()[kind])

    def worked(self, figure: StageFigure) -> None:
        """Add one stage's figure."""
        taken, given, seconds = self.stages.get(figure.stage, (0, 0, 0.0))
        self.stages[figure.stage] = (taken + figure.taken, given + figure.given, seconds + figure.seconds)

    def in_order(self) -> "Ledger":
        """Itself, sorted: the same batch gives the same lists, whoever did which part of it."""
        for kind, records in self.lists().items():
            records.sort(key=_ORDER.get(kind))
        return self


_ORDER: dict[type[Any], Callable[[Any], Any]] = {Seen: repr, Letter: repr, Clustered: lambda one: one[:2]}
"""By what records are sorted, where one field may be null."""
