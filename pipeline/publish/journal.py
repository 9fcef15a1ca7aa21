"""The journal: what each batch settled, beside the database, so that a lost database can be made anew without asking twice.

One line per batch in `_state/journal/<day>.jsonl`: when it was published, the landed records that it settled, in order, the
holds that it made and ended. Replay goes by it too. Cursors and live entries are not in it: the next poll tells them.
"""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from newsbeam.connectors.disk.durable import make_folder, sync_file, sync_folder
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.commit import Commit, StateChange
from newsbeam.pipeline.publish.first_format import from_json

_KEPT = tuple(f.name for f in fields(StateChange) if f.name not in ("cursors", "live", "letters"))


def journal(out: Output, commit: Commit) -> None:
    """Append the batch's line, synced. A batch that is finished twice has two equal lines, which say the same as one."""
    folder = out.state / "journal"
    make_folder(folder)
    path = folder / f"{commit.published_at:%Y-%m-%d}.jsonl"
    is_new = not path.exists()
    state = {name: getattr(commit.state, name) for name in _KEPT}
    with path.open("ab") as file:
        # A line that a power loss cut off must not swallow the next: each begins on its own.
        times = {"published_at": commit.published_at.isoformat(), "as_of": commit.clock.isoformat()}
        line = {"batch_id": commit.batch_id, **times, "state": state}
        file.write(b"\n" + msgspec.json.encode(line) + b"\n")
        sync_file(file)
    if is_new:
        sync_folder(folder)


class Settled(NamedTuple):
    """One line of the journal."""

    batch_id: str
    published_at: datetime
    state: StateChange
    as_of: datetime


def read_journal(out: Output) -> Iterator[Settled]:
    """What each batch settled, in the order in which they were published; a torn line is passed over, a second one too."""
    seen = set()
    for path in sorted((out.state / "journal").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if found["batch_id"] not in seen:
                seen.add(found["batch_id"])
                at, as_of = (datetime.fromisoformat(found.get(name, found["published_at"])) for name in ("published_at", "as_of"))
                yield Settled(found["batch_id"], at, _state(found["state"]), as_of)


def _state(found: Any) -> StateChange:
    try:
        return msgspec.convert(found, StateChange)
    except msgspec.ValidationError:  # of newsbeam 0.1, which wrote named tuples as objects
        state: StateChange = from_json(StateChange, found)
        return state
