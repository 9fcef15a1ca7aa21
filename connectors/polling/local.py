"""`path` feeds: local files as documents. A file is known by (path, size, sha256), so a touched or copied one is not new."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.archive_names import ARCHIVES
from newsbeam.connectors.landing.body_sum import sha256_of
from newsbeam.connectors.polling.schedule import Due
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

FEED_TYPES = {
    ".xml": "application/xml",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".json": "application/json",
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
"""A claim about the media type from the name, as a server would make it."""
_SKIPPED_SUFFIXES = (".part", ".tmp", ".swp", "~")
"""Names under which others are still writing."""


class Refused(NamedTuple):
    """A file that cannot be a document."""

    path: Path
    reason: Reason
    message: str


def files_of(path: Path) -> list[Path]:
    """The files of a `path` feed, in order of name: itself, or everything in the folder and below, hidden names left out.

    Symbolic links below the folder are not followed: whoever may drop files there must not read others through us.
    """
    if not path.is_dir():
        return [path]
    found = []
    for one in sorted(path.rglob("*")):
        inside = one.relative_to(path).parts
        if one.is_symlink() or not one.is_file() or any(part.startswith((".", "_")) for part in inside):
            continue
        if not one.name.endswith(_SKIPPED_SUFFIXES):
            found.append(one)
    return found


def new_documents(feed: Feed, cursor: Cursor, now: datetime, limits: FetchLimits) -> Iterator[Document | Refused]:
    """The files that the cursor does not know yet, as documents; a file younger than `settle_s` is left for later."""
    assert feed.path is not None, "a feed with a path"  # noqa: S101 (the caller's contract, not input)
    for path in files_of(Path(feed.path)):
        try:
            seen = path.stat()
            if feed.settle_s and now - datetime.fromtimestamp(seen.st_mtime, now.tzinfo) < timedelta(seconds=feed.settle_s):
                continue
            if seen.st_size > limits.max_file_bytes:
                yield Refused(
                    path,
                    Reason.TOO_LARGE,
                    f"{path}: {seen.st_size} bytes, at most {limits.max_file_bytes} are read; max_file_bytes allows more",
                )
                continue
            if path.name.endswith(ARCHIVES):
                yield Refused(path, Reason.UNKNOWN_FORMAT, f"{path}: an archive; `newsbeam backfill {path}` reads it")
                continue
            payload = path.read_bytes()
        except OSError as error:
            yield Refused(path, Reason.DISK, f"{path}: {error.strerror or error}")
            continue
        place = path.resolve()
        known = cursor.files.get(str(place))
        if known is not None and known[0] == len(payload) and known == mark_of(payload):
            continue
        yield Document(
            feed_id=feed.id,
            uri=place.as_uri(),
            fetched_at=now,
            payload=payload,
            media_type=FEED_TYPES.get(path.suffix.lower()),
        )


def mark_of(payload: bytes) -> tuple[int, str]:
    """(size, sha256): what a file is known by."""
    return len(payload), sha256_of(payload).hex()


def forgotten(cursor: Cursor) -> Cursor:
    """The cursor without the files that are gone. For a poll that took some: an empty folder may be one that is not mounted."""
    return replace(cursor, files={name: mark for name, mark in cursor.files.items() if os.path.lexists(name)})


def taken(cursor: Cursor, marks: Mapping[str, tuple[int, str]], *, feed: Feed | None, now: datetime) -> Cursor:
    """The cursor once files were taken: name -> mark."""
    files = {**cursor.files, **marks}
    return rest(replace(cursor, files=files, last_ok_at=now, fails=0.0, reason=None), feed, now)


def rest(cursor: Cursor, feed: Feed | None, now: datetime) -> Cursor:
    """The cursor until the path is looked at again: always due, unless the operator gave an interval (nobody is asked)."""
    due = Due(now + timedelta(seconds=feed.interval_s), "operator") if feed and feed.interval_s else Due(now, "file")
    return replace(
        cursor, next_due=due.at, next_due_reason=due.reason, last_polled_at=now, first_polled_at=cursor.first_polled_at or now
    )
