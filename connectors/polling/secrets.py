"""A feed's secrets: what its address, credentials and header fields refer to in the environment (docs/design/fetching.md)."""

import base64
import os
from collections.abc import Mapping

from newsbeam.connectors.http.redact import references
from newsbeam.schemas.feed import Feed


def secrets_of(feed: Feed, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Every secret value that a request for this feed carries, as sent and as written; longest first."""
    found = os.environ if environ is None else environ
    values = set()
    for text in (feed.url or "", feed.auth or "", *feed.headers.values()):
        for name in references(text):
            if value := found.get(name):
                values |= {value, *value.split(" ")[1:], *value.split(":")[1:]}
                values.add(base64.b64encode(value.encode()).decode())
    return tuple(sorted((v for v in values if len(v) > 3), key=lambda v: (-len(v), v)))
