"""What came of an exchange: the reply, and the requests that it took, for the run's journal."""

from datetime import datetime
from typing import NamedTuple

from newsbeam.connectors.http.headers import Headers
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.quick import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request of the run's journal. The URL is redacted."""

    feed_id: str
    url: str
    host: str
    started_at: datetime
    started: float
    """On the monotonic clock, like `ended`."""
    ended: float
    conditional: bool
    status: int | None
    reason: str | None = None
    names: tuple[str, ...] = ()
    """The header fields that were sent, in lower case; their values may be secrets."""
    validators: tuple[str | None, str | None] = (None, None)
    """(If-None-Match, If-Modified-Since) as sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """How an exchange ended. `reason` None: 200, 226 or 304 as asked."""

    status: int | None = None
    reason: Reason | None = None
    message: str = ""
    headers: Headers = ()
    body: bytes = b""
    wire_bytes: int = 0
    url: str = ""
    """Where it ended; with its secrets."""
    permanent_url: str | None = None
    hops: tuple[tuple[int, str], ...] = ()
    """(status, redacted target) of each redirect followed."""
    sent: tuple[Sent, ...] = ()


class UnderWay(NamedTuple):
    """A request that has not ended."""

    waited_s: float
    arrived_bytes: int
    """Of the answer's body."""
    sent: tuple[Sent, ...]
    """It, and those before it in its exchange, for the journal: if it is given up, this is what was asked."""
