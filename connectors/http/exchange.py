"""One exchange: a request, its redirects, its body unpacked; every end of it is a value with a reason code."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from newsbeam.connectors.http.address import Address, absolute, parse_url, place_of
from newsbeam.connectors.http.clock import Clock
from newsbeam.connectors.http.decode import BodyError, decode_body
from newsbeam.connectors.http.guard import BlockedError
from newsbeam.connectors.http.headers import header
from newsbeam.connectors.http.hosts import HostGate, HostKeys
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.raw_response import RawResponse, WireError
from newsbeam.connectors.http.redact import hide, redact_url
from newsbeam.connectors.http.reply import Reply, Sent, UnderWay
from newsbeam.connectors.http.verdict import verdict_of
from newsbeam.schemas.codes import Reason

if TYPE_CHECKING:
    from newsbeam.connectors.http.wire import Wire

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
_OFF_LOOP = 16 * 1024
"""Bodies larger than this are unpacked in a thread: two hundred times as much may come out, and no host waits for another's bytes."""


Permit = Callable[[str], Awaitable[bool]]
"""Whether an address may be asked for (`Robots.allows`)."""


@dataclass
class _Trip:
    """An exchange under way."""

    url: Address
    headers: dict[str, str]
    private: Mapping[str, str]
    """Headers of this origin only: Authorization, the feed's own."""
    last: bool = False
    secrets: tuple[str, ...] = ()
    permit: Permit | None = None
    proxy: str | None = None
    sent: list[Sent] = field(default_factory=list)
    hops: list[tuple[int, str]] = field(default_factory=list)
    permanent: str | None = None
    chain_permanent: bool = True
    asking: tuple[str, datetime, float, Mapping[str, str]] | None = None
    """The request under way: host, when it began (and on the monotonic clock), its headers. None: it waits for its turn."""

    def shown(self, url: str) -> str:
        """An address as it may be kept: without credentials."""
        return redact_url(hide(url, self.secrets))


class Exchange:
    """Requests with everything around them. One per poll; `wire` and `gate` are shared by its feeds."""

    def __init__(self, wire: "Wire", gate: HostGate, limits: FetchLimits, clock: Clock, keys: HostKeys | None = None) -> None:
        self._wire, self._gate, self._limits, self._clock = wire, gate, limits, clock
        self._keys = keys or HostKeys()
        self._under_way: dict[str, _Trip] = {}

    async def get(  # noqa: PLR0913 (one door: what a request needs, and what it may be given)
        self,
        feed_id: str,
        url: str,
        headers: Mapping[str, str],
        private: Mapping[str, str] | None = None,
        *,
        total_s: float | None = None,
        last: bool = False,
        secrets: tuple[str, ...] = (),
        permit: Permit | None = None,
        proxy: str | None = None,
    ) -> Reply:
        """GET with redirects, within the limits; never raises for what the other side does.

        `private` headers go to the first origin only. `last`: nothing else is asked of this host. `secrets` are hidden in
        everything that the reply says, its `url` aside. `permit` is asked before each redirect is followed. `proxy`, where
        the feed has one of its own, is gone through all the way.
        """
        try:
            start = parse_url(url)
        except ValueError as error:
            return Reply(reason=Reason.BAD_CONFIG, message=f"not a URL: {error}", url=url)
        trip = _Trip(start, dict(headers), private or {}, last, secrets, permit, proxy)
        reason, message, raw = None, "", None
        self._under_way[feed_id] = trip
        try:
            raw = await self._follow(feed_id, trip, total_s or self._limits.total_timeout_s)
            reason, message = verdict_of(raw, conditional=any(s.conditional for s in trip.sent))
        except TimeoutError:
            allowed = f"{total_s:g} s" if total_s else f"{self._limits.total_timeout_s:g} s; total_timeout_s allows more"
            reason, message = Reason.TIMEOUT, f"not done in {allowed}"
        except WireError as error:
            reason, message = error.reason, str(error)
        except BlockedError as error:
            reason, message = error.reason, str(error)
        finally:
            self._under_way.pop(feed_id, None)
        body = b""
        if raw is not None and reason is None and raw.status != 304:
            try:
                body = await self._unpack(raw)
            except BodyError as error:
                reason, message = error.reason, str(error)
        return Reply(
            status=raw.status if raw else None,
            reason=reason,
            message=hide(message, secrets),
            headers=raw.headers if raw else (),
            body=body,
            wire_bytes=len(raw.wire) if raw else 0,
            url=str(trip.url),
            permanent_url=trip.permanent,
            hops=tuple(trip.hops),
            sent=tuple(trip.sent),
        )

    def under_way(self, feed_id: str) -> UnderWay | None:
        """The feed's request that is under way; None: there is none."""
        trip = self._under_way.get(feed_id)
        if trip is None or trip.asking is None:
            return None
        sent = self._sent(feed_id, trip, None, Reason.TIMEOUT.value)
        return UnderWay(sent.ended - sent.started, len(self._wire.arrived.get(trip.url, b"")), (*trip.sent, sent))

    async def _follow(self, feed_id: str, trip: _Trip, total_s: float) -> RawResponse:
        left = total_s
        been = {str(trip.url)}
        for _ in range(self._limits.max_redirects + 1):
            self._admit(trip)
            host = self._keys[str(trip.url)]
            async with self._gate.turn(host):
                began = self._clock.monotonic()
                raw = await self._once(feed_id, trip, host, left)
                left -= self._clock.monotonic() - began
            if raw.status not in REDIRECTS:
                return raw
            if left <= 0:
                raise TimeoutError
            self._turn_to(trip, raw)
            if str(trip.url) in been:  # no cookie is kept: the answer will be the same
                raise WireError(Reason.TOO_MANY_REDIRECTS, f"a redirect back to {trip.shown(str(trip.url))}")
            been.add(str(trip.url))
            if trip.permit is not None:
                await self._ask_leave(trip, trip.permit)
        raise WireError(
            Reason.TOO_MANY_REDIRECTS, f"more than {self._limits.max_redirects} redirects, the last to {trip.shown(str(trip.url))}"
        )

    async def _once(self, feed_id: str, trip: _Trip, host: str, left: float) -> RawResponse:
        own = {name.lower() for name in trip.private}
        headers = {k: v for k, v in trip.headers.items() if k.lower() not in own} | dict(trip.private)
        raw, reason = None, None
        trip.asking = (host, self._clock.now(), self._clock.monotonic(), headers)
        try:
            async with asyncio.timeout(left):
                raw = await self._wire.get(trip.url, headers, last=trip.last or bool(trip.hops), proxy=trip.proxy)
        except (WireError, BlockedError) as error:
            reason = error.reason.value
            raise
        except TimeoutError:
            reason = Reason.TIMEOUT.value
            raise
        finally:
            trip.sent.append(self._sent(feed_id, trip, raw.status if raw else None, reason))
            trip.asking = None
        return raw

    def _sent(self, feed_id: str, trip: _Trip, status: int | None, reason: str | None) -> Sent:
        """The request under way as the journal has it, ending now."""
        assert trip.asking is not None, "a request under way"  # noqa: S101 (the callers' contract)
        host, started_at, started, headers = trip.asking
        etag, modified = headers.get("If-None-Match"), headers.get("If-Modified-Since")
        return Sent(
            feed_id=feed_id,
            url=trip.shown(str(trip.url)),
            host=host,
            started_at=started_at,
            started=started,
            ended=self._clock.monotonic(),
            conditional=etag is not None or modified is not None,
            status=status,
            reason=reason,
            names=tuple(name.lower() for name in headers),
            validators=(etag, modified),
        )

    def _admit(self, trip: _Trip) -> None:
        """The scheme of the next hop, before anything is resolved."""
        if trip.url.scheme not in ("http", "https"):
            raise BlockedError(Reason.BAD_SCHEME, f"scheme {trip.url.scheme!r} is not fetched")

    async def _ask_leave(self, trip: _Trip, permit: Permit) -> None:
        """Whether we may go where a redirect leads; its address is checked before anybody there is asked."""
        self._admit(trip)
        self._wire.admit(trip.url)
        if not await permit(str(trip.url)):
            raise BlockedError(Reason.ROBOTS, f"robots.txt forbids {trip.shown(str(trip.url))}, where a redirect leads")

    def _turn_to(self, trip: _Trip, raw: RawResponse) -> None:
        """Take the redirect: drop what belongs to the origin, refuse https -> http, note whether it is permanent."""
        location = header(raw.headers, "location")
        if not location or not location.strip():
            raise WireError(Reason.BAD_REDIRECT, f"{raw.status} without a Location")
        try:
            target = parse_url(absolute(str(trip.url), location.strip()))
        except ValueError as error:
            raise WireError(Reason.BAD_REDIRECT, f"{raw.status} to an unreadable Location: {str(error)[:100]}") from None
        if trip.url.scheme == "https" and target.scheme == "http":
            raise WireError(Reason.BAD_REDIRECT, "a redirect from https to http is not followed")
        allowed = self._limits.allow_hosts
        if place_of(target) in allowed and place_of(trip.url) not in allowed:
            raise BlockedError(
                Reason.SSRF_ADDRESS, f"a redirect from outside into allow_hosts ({place_of(target)}) is not followed"
            )
        if target[:3] != trip.url[:3]:
            trip.private = {}
        trip.chain_permanent = trip.chain_permanent and raw.status in PERMANENT
        if trip.chain_permanent:
            trip.permanent = str(target)
        trip.hops.append((raw.status, trip.shown(str(target))))
        trip.url = target

    async def _unpack(self, raw: RawResponse) -> bytes:
        encoding = ",".join(v for k, v in raw.headers if k.lower() == "content-encoding")
        limits = self._limits

        def work() -> bytes:
            return decode_body(raw.wire, encoding, max_body_bytes=limits.max_body_bytes, max_ratio=limits.max_ratio)

        packed = encoding or raw.wire[:2] == b"\x1f\x8b"
        return await asyncio.to_thread(work) if packed and len(raw.wire) > _OFF_LOOP else work()
