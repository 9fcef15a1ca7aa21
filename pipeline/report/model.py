"""What a run tells: `runs/<batch_id>.json` as dataclasses. `schemas/report.schema.json` is the same, for other tools.

The report answers "why did feed F give nothing?" (docs/design/publishing.md#the-sums): a feed that was asked has its line, one that has none
was not; how many, and why, is counted. A run with nothing due is then a few hundred bytes, whatever the list's length.
"""

import json
from collections.abc import Mapping
from dataclasses import field, fields
from datetime import UTC, datetime
from typing import Any

import msgspec

from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How the entries of a run, or of one feed, ended."""

    entries: int = 0
    new: int = 0
    revisions: int = 0
    duplicates: int = 0
    held: int = 0
    dead_letters: int = 0
    item_limit: int = 0

    @property
    def ended(self) -> int:
        """Entries that ended, one way or another."""
        return self.new + self.revisions + self.duplicates + self.held + self.dead_letters + self.item_limit

    def __str__(self) -> str:
        return (
            f"{self.entries} entries = {self.new} new + {self.revisions} revisions + {self.duplicates} duplicates + {self.held} held"
            f" + {self.dead_letters} dead letters + {self.item_limit} over the limit"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conservation:
    """Both sides of the law: `entries + released + retried = ended`, and the rows that were added (docs/design/publishing.md#the-sums)."""

    ok: bool = True
    entries: int = 0
    """Entries of the documents fetched."""
    released: int = 0
    """Entries whose embargo passed."""
    retried: int = 0
    """Dead letters sent through again."""
    ended: int = 0
    rows_added: int = 0
    """Rows that `stories/` grew by: new + revisions, but for rows that were published already (a batch done twice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionReport:
    """What one partition gained. `file` is relative to the output root."""

    date: str
    country: str
    rows_added: int
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageReport:
    """One stage's figures, summed over its workers."""

    taken: int
    given: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReport:
    """How often one feed's entries were refused for one reason, and the first refusal's line."""

    feed_id: str
    stage: str
    reason: str
    count: int
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleReport:
    """One rule of politeness (K1-K14, docs/design/fetching.md#politeness) in one run, judged from its own journal; `kept` None: no occasion."""

    rule: str
    text: str
    kept: bool | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReport:
    """One feed in one run. `url` is redacted before it gets here; `reason` is a `Reason`, `message` one line for people."""

    feed_id: str
    url: str
    outcome: str
    provider: str | None = None
    reason: str | None = None
    message: str | None = None
    http_status: int | None = None
    requests: int = 0
    wire_bytes: int = 0
    body_bytes: int = 0
    entries: int = 0
    new: int = 0
    revisions: int = 0
    duplicates: int = 0
    held: int = 0
    dead_letters: int = 0
    item_limit: int = 0
    flags: tuple[str, ...] = ()
    gap_suspected: bool = False
    next_poll_at: datetime | None = None
    next_poll_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One reason to wake somebody (`AlertKind`) that is up; `feed_id` is empty where it is the run's."""

    kind: str
    feed_id: str
    since: datetime
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One run. Times are UTC; a run that cut its work into several batches names them all and is named for the first."""

    batch_id: str
    started_at: datetime
    finished_at: datetime
    as_of: datetime
    exit_code: int
    newsbeam_version: str
    config_hash: str
    totals: Totals
    conservation: Conservation
    partitions: tuple[PartitionReport, ...] = ()
    stages: Mapping[str, StageReport] = field(default_factory=dict)
    feeds: tuple[FeedReport, ...] = ()
    """Those that were asked, or of which something landed was still owed."""
    not_asked: Mapping[str, int] = field(default_factory=dict)
    """How many others the list has, by why: `idle` (not due), `paused`, `gone`, `disabled`, `new`."""
    dead_letters: tuple[LetterReport, ...] = ()
    batches: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()
    """Batches of an earlier run that this one rolled forward."""
    sealed: tuple[str, ...] = ()
    """Partitions whose files were rewritten large."""
    dry_run: bool = False
    politeness: tuple[RuleReport, ...] = ()
    """The politeness report of a run that sent requests."""
    alerts: tuple[Alert, ...] = ()
    """What is up after this run, whether it came up now or before."""
    waiting: tuple[str, ...] = ()
    """A line for each partition that waits because a file of it is damaged (`newsbeam repair`)."""
    peak_memory_bytes: int | None = None
    """The most memory that the run's process has had since it began; None: the system does not say."""

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values, keys in the order of the fields."""
        return _plain(self)  # type: ignore[no-any-return]  # a dataclass gives a dict

    def dumps(self) -> str:
        """The text of `runs/<batch_id>.json`. ASCII: a terminal or a log that reads it cannot be steered by it."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=True) + "\n"

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "RunReport":
        """The inverse of `to_json`; unknown keys, of a newer newsbeam, are passed over. Raises msgspec.ValidationError."""
        stages = {
            name: {"taken": one["in"], "given": one["out"], "seconds": one["seconds"]}
            for name, one in found.get("stages", {}).items()
        }
        return msgspec.convert({**found, "stages": stages}, cls)


_WRITTEN = {"taken": "in", "given": "out"}
"""`in` is a word of Python's, so the field is named otherwise."""


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {_WRITTEN.get(f.name, f.name): _plain(getattr(value, f.name)) for f in fields(value)}
    return value
