"""A dead letter: an entry that a stage refused, with the way back to its bytes."""

from datetime import datetime

from newsbeam.schemas.quick import dataclass

RAW_LIMIT = 64 * 1024
"""Bytes of the entry kept in the letter; the landing has the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """What a stage refused, and why.

    >>> import newsbeam
    >>> from datetime import UTC, datetime
    >>> newsbeam.DeadLetter(
    ...     feed_id="lagoon", stage="parse", reason="not_a_feed", error="...", entry_hash="0" * 32, seen_at=datetime(2026, 5, 3, tzinfo=UTC)
    ... ).entry is None
    True

    Keyed (`feed_id`, `entry_hash`, `stage`, `reason`): the same refusal seen again raises `times` (docs/design/publishing.md#what-is-kept).
    """

    feed_id: str
    stage: str
    reason: str
    error: str
    """One line for people: the place, the thing, the way out."""
    entry_hash: str
    """32 hex digits of the entry's bytes (the document's, where no entry could be told apart; of a `bug`, its landed record's name)."""
    landing_ref: str | None = None
    entry: int | None = None
    raw: bytes = b""
    seen_at: datetime
