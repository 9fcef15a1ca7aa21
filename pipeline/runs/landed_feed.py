"""What of a feed's entry in the list goes with each landed record, and the feed again from it.

A record is owed whatever becomes of the list: without these facts a story that is retried, or processed after its feed was
taken out, would be told in another zone and lie in another country.
"""

from collections.abc import Mapping
from typing import Any

from newsbeam.connectors.state.records import Landed
from newsbeam.schemas.feed import Feed

FACTS = ("provider", "format", "home_country", "local", "timezone", "language", "guid_scope", "was")
"""The fields that decide ids, times and places. Addresses, headers and secrets stay in the list."""
_FRESH = Feed(id="x", provider="")


def facts_of(feed: Feed) -> dict[str, str]:
    """The facts as a record carries them; those at their defaults are left out."""
    return {name: str(getattr(feed, name)) for name in FACTS if getattr(feed, name) != getattr(_FRESH, name)}


def feed_of(landed: Landed) -> Feed:
    """The feed of a record whose list is not at hand, or no longer names it."""
    noted: Mapping[str, str] = landed.extra
    fields: dict[str, Any] = {name: noted[name] for name in FACTS if name in noted}
    if "local" in fields:
        fields["local"] = fields["local"] == "True"
    return Feed(**{"id": landed.feed_id, "provider": landed.feed_id, "url": landed.uri, **fields})
