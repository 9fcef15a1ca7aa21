"""The commit point: one small file in the batch's staging folder, synced. Before it nothing happened; after it everything will.

COMMIT holds all that publishing needs beside the fragments: verdicts, clusters and the state to come. So a batch is rolled
forward without deciding anything twice (docs/design/publishing.md#the-order-of-a-run).
"""

import json
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder, sync_path
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.first_format import from_json
from newsbeam.pipeline.stages.ledger import Clustered, FragmentRef, Held, Joined, Letter, Verdict
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import LiveEntry
from newsbeam.schemas.errors import OutputError
from newsbeam.schemas.quick import dataclass

COMMIT_VERSION = 2
"""Of version 2 on, msgspec writes and reads COMMIT: bytes are base64, named tuples lists. Version 1 is read still."""
COMMIT_FILE = "COMMIT"
HOMES_FILE = "homes.json"
"""In the staging folder: every partition that the batch belongs in, grown now or by the run that died, and its row groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """What one batch does to the state, applied in one transaction after its rows are published."""

    done: tuple[str, ...] = ()
    """Record ids of landed documents that the batch settled."""
    dead: tuple[str, ...] = ()
    """Record ids of landed documents given up as dead letters."""
    cursors: tuple[Cursor, ...] = ()
    live: Mapping[str, Mapping[str, LiveEntry]] = field(default_factory=dict)
    """feed_id -> entry key -> what the cursor is to remember: replaces all that the feed's cursor held."""
    bases: Mapping[str, str] = field(default_factory=dict)
    """feed_id -> what its story ids are made from, of feeds that settled on it with this batch."""
    holds: tuple[Held, ...] = ()
    released: tuple[tuple[str, int], ...] = ()
    """(landing_ref, entry) of holds that this batch published or found cancelled."""
    killed: tuple[str, ...] = ()
    """story_ids whose held entries are held no longer (docs/design/publishing.md#what-is-kept)."""
    letters: tuple[Letter, ...] = ()
    resolved: tuple[tuple[str, str, str, str], ...] = ()
    """(feed_id, entry_hash, stage, reason) of dead letters that a retry got through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A batch, decided. Everything that `publish` and `finish` do is a function of this and of what is published."""

    batch_id: str
    published_at: datetime
    """Later than that of every batch before it: readers go by it."""
    newsbeam_version: str
    fragments: tuple[FragmentRef, ...]
    verdicts: tuple[Verdict, ...] = ()
    clusters: tuple[Clustered, ...] = ()
    joins: tuple[Joined, ...] = ()
    """Rows that belong to another story than their own id says; clusters and state speak of them by the new one."""
    sketches: tuple[str, ...] = ()
    """Staged files that `finish` moves to `_state/sketches/`: derived, so they may be lost."""
    state: StateChange = StateChange()
    as_of: datetime | None = None
    """The run's clock, where it is not `published_at`: that may be of a run that took the lock first, though it began later."""

    @property
    def clock(self) -> datetime:
        """What history and sealing are held against."""
        return self.as_of or self.published_at


_COMMIT = msgspec.json.Decoder(Commit)


def rows_of(commit: Commit) -> int:
    """Rows that the batch staged and did not drop."""
    return sum(f.rows for f in commit.fragments) - sum(v.drop for v in commit.verdicts)


def write_commit(out: Output, commit: Commit) -> None:
    """Commit the batch: its fragments are synced, then COMMIT appears whole and synced.

    Raises OSError where the disk refuses: the batch is then not committed.
    """
    folder = out.batch(commit.batch_id)
    make_folder(folder)
    for fragment in commit.fragments:
        sync_path(folder / fragment.file)
    out.storage.push(out.landing)
    out.storage.push(folder)
    failpoint("before_commit_write")
    body = msgspec.json.encode(commit)
    head = json.dumps({"commit_version": COMMIT_VERSION, "sha256": sha256(body).hexdigest()})
    aside = folder / f"{COMMIT_FILE}.tmp"
    with aside.open("wb") as file:
        file.write(f"{head}\n".encode())
        file.flush()
        failpoint("mid_commit_write")
        file.write(body + b"\n")
        sync_file(file)
    failpoint("after_commit_write")
    replace_durably(aside, folder / COMMIT_FILE)
    sync_folder(folder)
    out.storage.push(folder)
    failpoint("after_commit")


def read_commit(folder: Path) -> Commit:
    """The COMMIT of a staging folder. Raises OutputError where it is damaged or of a newer newsbeam."""
    path = folder / COMMIT_FILE
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        facts = json.loads(head)
        version = int(facts["commit_version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{path}: unreadable ({error}); restore it, or remove {folder.name} to do the batch again") from error
    if version > COMMIT_VERSION:
        raise OutputError(f"{path}: of a newer newsbeam (commit version {version}); run that one")
    if sha256(body.rstrip(b"\n")).hexdigest() != facts.get("sha256"):
        raise OutputError(f"{path}: damaged; restore it, or remove {folder.name} to do the batch again")
    commit: Commit = _COMMIT.decode(body) if version > 1 else from_json(Commit, json.loads(body))
    return commit
