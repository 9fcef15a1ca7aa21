"""A cursor: how far a feed has been fetched, and when it is asked again. Changed only by pure functions."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from newsbeam.schemas.quick import dataclass


class FeedState(StrEnum):
    """What the engine does with a feed (docs/design/fetching.md#a-feeds-life). Queued and fetching live in memory only."""

    IDLE = "idle"
    DORMANT = "dormant"
    """Failed for long: one probe a week until it answers."""
    PAUSED = "paused"
    """The operator is needed (three hard errors, or a blocked address): no requests until its entry in the feed list changes, or it is
    resumed."""
    GONE = "gone"
    """410 twice, at least a day apart: no requests until the same."""


AT_REST = (FeedState.PAUSED, FeedState.GONE)
"""Given up: no run asks such a feed."""


class Sitemap(NamedTuple):
    """One sitemap of a feed that is a sitemap index: what the index says of it, and how far it was fetched."""

    listed: str | None = None
    """Its `lastmod` as the index has it now."""
    taken: str | None = None
    """The `lastmod` as of which it was taken; None: it waits (one without a `lastmod` is looked at every time)."""
    digest: str | None = None
    """sha256 of its last body."""
    etag: str | None = None
    last_modified: str | None = None
    asked: str | None = None
    """When it was last asked for, ISO 8601."""
    fails: int = 0
    """In a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """One feed's fetch state. Times are UTC and aware; validators are the server's bytes as latin-1 text, verbatim."""

    feed_id: str
    state: FeedState = FeedState.IDLE
    fingerprint: str | None = None
    """Hash of what the operator wrote about the fetch (address, headers, auth): another one frees a paused or gone feed."""
    # where
    url: str | None = None
    """The adopted address after permanent redirects; None: as the operator wrote it."""
    aliases: tuple[str, ...] = ()
    """Addresses that the feed had before."""
    redirect_url: str | None = None
    redirect_seen: int = 0
    redirect_first_at: datetime | None = None
    gone_at: datetime | None = None
    """The first 410 of a row of them."""
    # what the server said
    etag: str | None = None
    last_modified: str | None = None
    conditional_refused: int = 0
    """How often the server answered an error to validators and the body without them; from two on none are sent."""
    body_sha256: str | None = None
    http_status: int | None = None
    reason: str | None = None
    ttl_s: int | None = None
    """The longest of the feed's own hints (ttl, sy:updatePeriod), from its last body."""
    skip_hours: tuple[int, ...] = ()
    """Hours (UTC) in which the feed asks not to be polled."""
    skip_days: tuple[int, ...] = ()
    """Weekdays (Monday 0, UTC) likewise."""
    max_age_s: int | None = None
    """What was left of the response's freshness when it came."""
    # how it goes
    fails: float = 0.0
    """Weighted failures in a row (hard 1, soft 0.5, temporary DNS 0.25); 30 make a feed dormant."""
    hard_fails: int = 0
    first_polled_at: datetime | None = None
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    took_s: float | None = None
    """Seconds of the last exchange that ended well: a feed known to be slow is waited for."""
    silences: int = 0
    """Polls in a row that ran out of time, or were given up as silent (`connectors/polling/slow_hosts.py`)."""
    not_modified_since: datetime | None = None
    """The first of an unbroken row of 304s."""
    retry_at: datetime | None = None
    """A Retry-After in force: two feeds of one host that have one hold the host."""
    # rhythm
    interval_s: int | None = None
    """The interval by observation; None: the default."""
    quiet_polls: int = 0
    """On-time polls in a row that brought nothing new."""
    brings_news: bool = True
    """The last body held something new: a feed without validators is then polled hourly, else daily."""
    last_new_item_at: datetime | None = None
    rhythm_s: float | None = None
    """The feed's own rhythm: a running mean of the time between polls that brought news."""
    entries: int | None = None
    """How many entries the last document listed; None: none was read yet."""
    gaps: int = 0
    """How often no entry was shared with the last poll."""
    gap_suspected: bool = False
    """It was so at the last document: something may have come and gone between the polls."""
    hint_loses_news: bool = False
    """A gap that the publisher's own hints (max-age, ttl) forbid to close by asking sooner."""
    torn: bool = False
    """The last body broke off, or an entry of it was torn: its validators were not kept, and it is asked for as if it had brought news."""
    refusal: str | None = None
    """The last document was refused whole: why (a `Reason`). The same bytes again are the same failure, not success."""
    # when again
    next_due: datetime | None = None
    """None: at once, spread over the first interval by the feed's id."""
    next_due_reason: str = "first"
    # for the pipeline
    id_basis: str | None = None
    """The basis of story ids that this feed has settled on (an `IdBasis`)."""
    guid_turns: int = 0
    """Lists in a row that told known texts under guids or links that were all new (`pipeline/runs/turning_guids.py`)."""
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """For a `path`: name -> (size in bytes, sha256) of the files that were taken."""
    sitemaps: Mapping[str, Sitemap] = field(default_factory=dict)
    """For a sitemap index: address -> what it lists (`connectors/polling/index.py`)."""
