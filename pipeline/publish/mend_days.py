"""Days of the reading room of which a file or a link is gone or damaged: read from `stories/` until they are settled anew."""

from collections.abc import Collection, Iterable
from pathlib import Path

from newsbeam.pipeline.dataset.day_list import Entry
from newsbeam.pipeline.dataset.published_file import verify
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.room_files import at_its_time, is_ended, look, remove
from newsbeam.pipeline.publish.open_days import reopen

AT_A_TIME = 8
"""Files that were written to, or copied, since newsbeam left them, of which every page is read: a restored output has thousands."""


def mend(room: Room) -> None:
    """Let readers find in `stories/` the days of which they would not see all, and remove what keeps them from reading."""
    entries = room.read()
    found = room.look(entries)
    broken = []
    for one in found.touched[:AT_A_TIME]:
        path = room.root / one.part / one.file
        if not (_is_whole(path) and at_its_time(path)):
            broken.append(path)
            found.gone.add(one.date)
    reopen(room, found.gone)
    for path in broken:
        remove(path)
    _remove_torn(room, (one for one in entries if one.date in found.gone))


def torn_days(room: Room, entries: Collection[Entry]) -> set[str]:
    """The days of these lines of which a file is not there or torn, which goes: they are to stay open."""
    gone = look(room.root, room.stories, entries).gone
    _remove_torn(room, (one for one in entries if one.date in gone))
    return gone


def _remove_torn(room: Room, entries: Iterable[Entry]) -> None:
    """DuckDB opens every file that it finds, listed or not."""
    for path in (room.root / one.part / one.file for one in entries if one.part != "open"):
        if not is_ended(path):
            remove(path)


def remove_damaged(paths: Iterable[Path]) -> None:
    """Remove those of these files that cannot be read whole."""
    for path in paths:
        if not _is_whole(path):
            remove(path)


def _is_whole(path: Path) -> bool:
    try:
        return verify(path) >= 0
    except Exception:  # noqa: BLE001  (of damaged bytes Arrow may say anything)
        return False
