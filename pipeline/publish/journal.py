"""The journal: what each batch settled, beside the database, so that a lost database can be made anew without asking twice.

One line per batch in `_state/journal/<day>.jsonl`: the landed records it settled, holds it made and ended. Cursors and live
entries are not in it: the next poll tells them.
"""

import json
from collections.abc import Iterator

from connectors.durable import make_folder, sync_file, sync_folder
from pipeline.output import Output
from pipeline.publish.codec import from_json, to_json
from pipeline.publish.commit import Commit, StateChange


def journal(out: Output, commit: Commit) -> None:
    """Append the batch's line, synced. A batch that is finished twice has two equal lines, which say the same as one."""
    folder = out.state / "journal"
    make_folder(folder)
    path = folder / f"{commit.published_at:%Y-%m-%d}.jsonl"
    is_new = not path.exists()
    told = {name: value for name, value in to_json(commit.state).items() if name not in ("cursors", "live", "letters")}
    with path.open("ab") as file:
        # A line that a power loss cut off must not swallow the next: each begins on its own.
        file.write(b"\n" + json.dumps({"batch_id": commit.batch_id, "state": told}, separators=(",", ":")).encode() + b"\n")
        sync_file(file)
    if is_new:
        sync_folder(folder)


def read_journal(out: Output) -> Iterator[tuple[str, StateChange]]:
    """(batch_id, what it settled), in order; a torn line is passed over."""
    for path in sorted((out.state / "journal").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue
            yield told["batch_id"], from_json(StateChange, told["state"])
