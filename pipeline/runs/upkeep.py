"""Upkeep of what is derived: sketches folded by day, and made anew where somebody lost them. The caller holds the lock."""

from datetime import datetime

from newsbeam.pipeline.dataset.output import Output

FOLD_AT = 16
"""Files in the folder from which on they are folded; every batch with news leaves one."""


def restore_sketches(out: Output, as_of: datetime) -> None:
    """Make the sketches of the last days from `stories/` where the folder is gone: or else copies of yesterday's news lead."""
    if out.sketches.exists() or next(out.stories.glob("date=*"), None) is None:
        return
    from newsbeam.pipeline.near import rebuild_sketches

    rebuild_sketches(out.sketches, out.stories, as_of)


def fold_sketches(out: Output, as_of: datetime) -> None:
    """Gather the batches' small files into one a day, and drop what is past the window."""
    if len(list(out.sketches.glob("*.parquet"))) < FOLD_AT:
        return
    from newsbeam.pipeline.near import fold_sketches as fold

    fold(out.sketches, as_of)
