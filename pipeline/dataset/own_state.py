"""An output's own state: one that is lost, or another output's, is refused before it can tell known stories anew.

The output remembers which state is its own: a random id in `batches/output` and in the database. Outputs that have none yet, and
states that were restored from a backup, are held against the batches that readers are served.
"""

import re
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from newsbeam.connectors.disk.durable import make_folder, replace_durably, sync_file, sync_folder
from newsbeam.connectors.state import batches
from newsbeam.connectors.state.database import open_state, open_to_read, transaction
from newsbeam.pipeline.dataset.output import Output
from newsbeam.schemas.errors import StateError

_LINE = re.compile(r"(?P<batch_id>[\w.-]+),(?P<at>[^,]+Z),[^,]+Z,\d+")
_WAY_OUT = "`newsbeam doctor --rebuild-state` makes it anew from stories/ and landing/"


def open_own_state(out: Output, *, claim: bool = True) -> sqlite3.Connection:
    """Open an output's state, or make it where the output is new; `claim`: let both remember each other.

    Raises StateError where the output has rows and the state is missing, of an earlier day or of another output.
    """
    refuse_lost(out)
    conn = open_state(out.database) if claim else open_to_read(out.database)
    try:
        _refuse_foreign(out, conn)
        if claim:
            claim_state(out, conn)
    except BaseException:  # whatever ends it, the file is closed; it is raised on
        conn.close()
        raise
    return conn


def claim_state(out: Output, conn: sqlite3.Connection) -> None:
    """Let the output and its state remember each other. The caller knows that they belong together."""
    mine, ours = _id_of(out), batches.output_id(conn)
    one = mine or ours or uuid4().hex
    if mine is None:
        make_folder(out.batches)
        aside = _memory(out).with_name(".output.tmp")
        with aside.open("wb") as file:
            file.write(f"{one}\n".encode("ascii"))
            sync_file(file)
        replace_durably(aside, _memory(out))
        sync_folder(out.batches)
    if ours != one:
        with transaction(conn):
            batches.set_output_id(conn, one)


def refuse_lost(out: Output) -> None:
    """Raise StateError where the output has rows and no state. Nothing is made."""
    if not out.database.exists() and _has_rows(out):
        raise StateError(f"{out.database}: not there, and {out.root} has rows: {_WAY_OUT}")


def _refuse_foreign(out: Output, conn: sqlite3.Connection) -> None:
    mine, ours = _id_of(out), batches.output_id(conn)
    if mine and ours and mine != ours:
        raise StateError(f"{out.database}: belongs to another output than {out.root}; {_WAY_OUT}")
    last = _last_finished(out)
    if last is not None:
        batch_id, published_at = last
        known = batches.done_like(conn, batch_id, published_at)
        # Of an output that knows its state either will do: the line's other half is damaged, and made anew (`mend_finished`).
        if last not in known and not (known and mine and mine == ours):
            raise StateError(
                f"{out.database}: knows nothing of batch {batch_id}, which is published; it is another output's, or older: {_WAY_OUT}"
            )
        return
    # A first batch that was cut off while it was published has its COMMIT still.
    if not batches.any_done(conn) and _has_rows(out) and next(out.staging.glob("*/COMMIT"), None) is None:
        raise StateError(f"{out.database}: empty, and {out.root} has rows: {_WAY_OUT}")


def _has_rows(out: Output) -> bool:
    return _last_finished(out) is not None or next(out.stories.glob("date=*/country=*/*.parquet"), None) is not None


def _last_finished(out: Output) -> tuple[str, datetime] | None:
    """The batch that readers were served last."""
    for path in sorted(out.batches.glob("*.csv"), reverse=True):
        lines = path.read_text("ascii", "replace").splitlines()[1:]
        for line in reversed(lines):
            found = _LINE.fullmatch(line)
            if found is None or found["at"][:10] != path.stem:
                continue  # damaged: the line before it will do
            with suppress(ValueError):
                return found["batch_id"], datetime.fromisoformat(found["at"])
    return None


def _memory(out: Output) -> Path:
    return out.batches / "output"


def _id_of(out: Output) -> str | None:
    try:
        return _memory(out).read_text("ascii").strip() or None
    except (FileNotFoundError, UnicodeDecodeError):
        return None
