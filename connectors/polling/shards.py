"""Sharded fetching: which of `n` pollers asks which feeds. All feeds of one domain go to one poller, so its queues keep every pause."""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from newsbeam.connectors.http.hosts import host_of, registrable
from newsbeam.schemas.feed import Feed

MOST = 1_000


class Shard(NamedTuple):
    """Poller `number` of `of`, counted from 1."""

    number: int
    of: int

    @property
    def name(self) -> str:
        """As its files are called."""
        return f"{self.number}-of-{self.of}"

    def takes(self, feed: Feed) -> bool:
        """Whether the feed is this poller's. A feed that has moved stays where the list's own address puts it."""
        key = registrable(host_of(feed.url)) if feed.url else feed.id
        return int.from_bytes(sha256(key.encode()).digest()[:8], "big") % self.of == self.number - 1

    def feeds_of(self, feeds: Iterable[Feed]) -> list[Feed]:
        """Its feeds, in their order."""
        return [feed for feed in feeds if self.takes(feed)]


def shards_of(text: str) -> list[Shard]:
    """The shards that `K/N`, or `any/N`, names. Raises ValueError with what is wrong.

    >>> shards_of("2/4")
    [Shard(number=2, of=4)]
    >>> len(shards_of("any/3"))
    3
    """
    which, _, count = text.partition("/")
    if not (count.isascii() and count.isdigit() and 0 < int(count[:9]) <= MOST):
        raise ValueError(f"{text!r} is no shard; write it like 2/4 (the second of four), or any/4")
    of = int(count)
    if which == "any":
        return [Shard(number, of) for number in range(1, of + 1)]
    if not (which.isascii() and which.isdigit() and 0 < int(which[:9]) <= of):
        raise ValueError(f"{text!r}: there is no shard {which or '(none)'} of {of}; they are 1 to {of}, or any")
    return [Shard(int(which), of)]
