"""Feeds that nobody wrote down: of a file or folder that is simply given."""

import re
from hashlib import sha256
from pathlib import PurePath

from newsbeam.schemas.feed import Feed

BARE_PROVIDER = "file"
"""Means: the credit's distributor, where the text names one (docs/design/keys.md#guids)."""


def bare_feed(path: PurePath, provider: str | None = None) -> Feed:
    """The feed of one whole path: named for the file, told apart by where it lies."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40] or "file"
    digest = sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return Feed(id=f"{name}-{digest}", provider=provider or BARE_PROVIDER, path=str(path))
