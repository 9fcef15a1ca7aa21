"""How many rows readers are shown of a day from its files, held against those of `stories/`."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from newsbeam.pipeline.dataset.day_list import Entry
from newsbeam.pipeline.dataset.published_file import footer
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.schemas.errors import OutputError


def differing(room: Room, entries: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """Date -> (rows shown, rows in `stories/`), of the days that are not open and whose numbers are not the same.

    A file of a day that is not there, or damaged, shows none. A day of which a file in `stories/` is damaged is left out.
    """
    shown: Counter[str] = Counter()
    opened = set()
    for one in entries:
        if one.part == "open":
            opened.add(one.date)
        elif one.part == "days":
            shown[one.date] += _rows(room.root / "days" / one.file) or 0
    dates = shown.keys() | {folder.name.removeprefix("date=") for folder in room.stories.glob("date=*")}
    found = {}
    for date in sorted(dates - opened):
        there = [_rows(path) for path in (room.stories / f"date={date}").glob("country=*/*.parquet")]
        rows = sum(count or 0 for count in there)
        if None not in there and rows != shown[date]:
            found[date] = shown[date], rows
    return found


def _rows(path: Path) -> int | None:
    try:
        return int(footer(path).metadata.num_rows)
    except (OutputError, OSError):
        return None
