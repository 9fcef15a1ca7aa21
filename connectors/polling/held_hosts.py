"""Hosts that answered Retry-After at two or more of their feeds: none of their other feeds is asked before it is over."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from newsbeam.connectors.http.hosts import HostKeys, bare_place
from newsbeam.schemas.cursor import Cursor


class HeldHosts:
    """Which hosts are held, from the cursors of earlier polls and from this poll's answers."""

    def __init__(
        self, cursors: Mapping[str, Cursor], keys: HostKeys, addresses: Mapping[str, str], allowed: Collection[str], now: datetime
    ) -> None:
        # One busy route of a private server speaks for itself only (FreshRSS 7870).
        self._private = {bare_place(place) for place in allowed}
        self._retries: dict[str, list[datetime]] = defaultdict(list)
        held = held_hosts(cursors, keys, addresses, now)
        self._until = {host: until for host, until in held.items() if host not in self._private}

    def until(self, host: str) -> datetime | None:
        """When a host may be asked again; None: now."""
        return self._until.get(host)

    def note(self, host: str, retry_at: datetime) -> None:
        """One of its feeds got a Retry-After: the second one holds a public host."""
        self._retries[host].append(retry_at)
        if len(self._retries[host]) > 1 and host not in self._private:
            self._until[host] = max(self._retries[host])


def held_hosts(cursors: Mapping[str, Cursor], keys: HostKeys, addresses: Mapping[str, str], now: datetime) -> dict[str, datetime]:
    """Hosts with a Retry-After in force at two or more of their feeds, and until when."""
    asked: dict[str, list[datetime]] = defaultdict(list)
    for feed_id, cursor in cursors.items():
        if cursor.retry_at is not None and cursor.retry_at > now and feed_id in addresses:
            asked[keys[addresses[feed_id]]].append(cursor.retry_at)
    return {host: max(times) for host, times in asked.items() if len(times) > 1}
