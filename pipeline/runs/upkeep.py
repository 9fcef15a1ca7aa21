"""Upkeep of what is derived: sketches folded by day, and made anew where somebody lost them. The caller holds the lock."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from newsbeam.connectors.disk.durable import replace_durably
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.waiting import past_damage
from newsbeam.pipeline.runners.lean_import import import_arrow
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

DIMENSIONS = ("feeds.parquet", "providers.parquet")
FOLD_AT = 16
"""Files in the folder from which on they are folded; every batch with news leaves one."""


def restore_sketches(out: Output, as_of: datetime) -> None:
    """Make the sketches of the last days from `stories/` where the folder is gone: or else copies of yesterday's news lead. Where they are
    many, those of older days are made after each batch (`go_on_with_sketches`).
    """
    if out.sketches.exists() or next(out.stories.glob("date=*"), None) is None:
        return
    from newsbeam.pipeline.near import rebuild_sketches

    rebuild_sketches(out.sketches, out.stories, as_of)


def renew_sketches(out: Output, as_of: datetime) -> None:
    """Make them anew where another newsbeam's are, which are never compared with ours, or where one is damaged: copies of what it held would
    lead. Before a batch, which imports Arrow anyhow.
    """
    from newsbeam.pipeline.near.files import are_to_be_made_anew

    if are_to_be_made_anew(out.sketches):
        from newsbeam.pipeline.near import rebuild_sketches

        rebuild_sketches(out.sketches, out.stories, as_of)


def go_on_with_sketches(out: Output) -> None:
    """Make those of one more day, where they were lost and older days still wait; after a batch."""
    from newsbeam.pipeline.near import more_sketches

    past_damage(out.stories, lambda: more_sketches(out.sketches, out.stories))


def fold_sketches(out: Output, as_of: datetime) -> None:
    """Gather the batches' small files into one a day, and drop what is past the window."""
    if len(list(out.sketches.glob("*"))) < FOLD_AT:
        return
    from newsbeam.pipeline.near import fold_sketches as fold

    fold(out.sketches, as_of)


def keep_dimensions(out: Output, feeds: Sequence[Feed], cursors: Mapping[str, Cursor], *, news: bool) -> None:
    """Bring `feeds.parquet` and `providers.parquet` up, where they are not those that were written for this very list and these polls.

    Without `news` the time of a poll is no reason: a run that brought no document would import Arrow for it.
    """
    polled = [[feed_id, str(one.last_polled_at)] for feed_id, one in sorted(cursors.items())]
    listed, polls = (sha256(json.dumps(one).encode()).hexdigest() for one in ([repr(feed) for feed in feeds], polled))
    note = out.state / "dimensions.json"
    paths = [out.root / name for name in DIMENSIONS]
    written = _noted(note)
    if written[:1] + written[2:] == [listed, _stamps(paths)] and (not news or written[1] == polls):
        return
    import_arrow()
    from newsbeam.pipeline.dataset.dimensions import write_dimensions

    write_dimensions(out.root, feeds, cursors)
    aside = note.with_suffix(".tmp")
    aside.write_text(json.dumps([listed, polls, _stamps(paths)]), "ascii")
    replace_durably(aside, note)


def _noted(note: Path) -> list[Any]:
    """What the tables were written for; nothing where nobody knows."""
    try:
        written = json.loads(note.read_text("ascii"))
    except (OSError, ValueError):
        return []
    return written if isinstance(written, list) else []


def _stamps(paths: Sequence[Path]) -> list[list[int]]:
    """Size and time of each file; of one that is not there, nothing."""
    return [[facts.st_size, facts.st_mtime_ns] for facts in (path.stat() for path in paths if path.exists())]
