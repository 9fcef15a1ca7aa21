"""Settling a day: its files for readers made one, from those that it has, or from `stories/` where it is open."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.day_list import Entry, made_at
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import footer, naming_damage
from newsbeam.pipeline.dataset.reading import MANY_LATE, QUIET, Room
from newsbeam.pipeline.dataset.waiting import past_damage, waiting
from newsbeam.pipeline.process.memory import give_back
from newsbeam.pipeline.publish import open_days
from newsbeam.pipeline.publish.current_file import current_of
from newsbeam.pipeline.publish.day_files import day_rows, write
from newsbeam.pipeline.publish.in_order import in_order, put_in_order
from newsbeam.pipeline.publish.mend_days import mend, remove_damaged
from newsbeam.pipeline.publish.row_groups import How, of_a_day
from newsbeam.schemas.arrow import DAY_SCHEMA, STORY_SCHEMA, brought_up
from newsbeam.schemas.errors import OutputError

AT_ONCE = 2_048
"""Rows of a day that are in memory, some 10 MB, and a row group of its file: of several countries, or a portion of one (`in_order`)."""
AT_ONCE_BYTES = 12 << 20
"""As much of a large country, before it is compressed."""
MANY = 4 * AT_ONCE
"""A day's file of more is large: a day that still grows is made anew once it has `MANY_LATE` late ones as large. After every eight
batches it would cost its rows each time."""
TOGETHER = 32 * MANY
"""A day of no more rows is made from its own files, whose rows lie on disk once more meanwhile (450 MB). Of a larger one that would be
much, and it is made from `stories/`, country by country."""
BYTES = 64 << 20
"""Files of `stories/` whose days are settled at a time, but for the first: three days of 200,000 rows held a batch up for a minute."""
PART = 4
"""Small files are brought together by themselves while they hold less than such a part of their day."""


def settle(out: Output, dates: Iterable[str]) -> None:
    """Make the files of these days from `stories/`, and put them on the list. The caller holds the lock."""
    room = Room.of(out.stories, out.storage)
    fresh: list[Entry] = []
    for date in sorted(dates):
        fresh += _made(room, date, _by_country(out.stories / f"date={date}"))
    if fresh:
        open_days.enlist(room, fresh)


def settle_due(out: Output, before: str, *, limit: int = 3) -> tuple[str, ...]:
    """Settle at most `limit` of the days that are due, fewer where they are large, the newest first (`Room.unsettled`); which."""
    room = Room.of(out.stories, out.storage)
    if not room.kept:
        return ()
    return tuple(open_days.usable(room, lambda: _settle_due(out, room, before, limit)))


def _settle_due(out: Output, room: Room, before: str, limit: int) -> list[str]:
    open_days.prepare(room, ())
    mend(room)
    due = _at_a_time(room, room.unsettled(before, open_days.now())[:limit])
    due = past_damage(out.stories, lambda: _settle_sound(out, room, due))
    open_days.tidy(room)
    return due


def _at_a_time(room: Room, dates: Sequence[str]) -> list[str]:
    """The first of these days, and of the others those with which it is not too much."""
    sizes = [sum(path.stat().st_size for path in _files(room.stories / f"date={date}")) for date in dates]
    return [date for date, until in zip(dates, accumulate(sizes), strict=True) if date == dates[0] or until <= BYTES]


def _settle_sound(out: Output, room: Room, dates: Iterable[str]) -> list[str]:
    """Settle those of these days of which no partition waits."""
    broken = {date for date, _ in waiting(out.stories)}
    sound = [date for date in dates if date not in broken]
    entries = room.read()
    files = room.files(entries)
    fresh: list[Entry] = []
    for date in sound:
        there = files.get(date, [])
        how = _PASSING if there and not _is_quiet(there) else _OVER
        fresh += _together(room, date, there) or _made(room, date, _by_country(out.stories / f"date={date}"), how)
        give_back()
    if fresh:
        open_days.enlist(room, fresh)
    return sound


def _together(room: Room, date: str, files: list[str]) -> list[Entry]:
    """The lines of a day whose files are brought together; none where that is better done from `stories/`."""
    if len(files) < 2:
        return []
    try:
        return _brought_together(room, date, files)
    except Exception:  # noqa: BLE001  (of damaged bytes Arrow may say anything, and `stories/` have these rows too)
        remove_damaged(room.root / "days" / file for file in files)
        return []


def _brought_together(room: Room, date: str, files: list[str]) -> list[Entry]:
    folder = room.root / "days"
    counts = [pq.read_metadata(folder / file).num_rows for file in files]
    quiet = _is_quiet(files)
    stay = _staying(counts)
    late_only = (
        not quiet and (counts[0] > MANY or sum(counts[1:]) * PART < counts[0]) and len(files) > stay + 1 and stay <= MANY_LATE
    )
    if not late_only and sum(counts) > TOGETHER:
        return []
    if late_only:
        late = f"date={date}/late-{open_days.now():020}.parquet"
        write(folder / late, _portions(folder, files[stay:]), _PASSING)
        return [Entry("days", date, one, clean=False) for one in (*files[:stay], late)]
    rows = in_order([folder / file for file in files], DAY_SCHEMA, size=AT_ONCE_BYTES)
    return _made(room, date, rows, _OVER if quiet else _PASSING)


def _staying(counts: Sequence[int]) -> int:
    """How many of a day's files stay as they are when the small ones are brought together: its first, and any up to the last large one."""
    return max([0, *(at for at, rows in enumerate(counts) if rows > MANY)]) + 1


def _is_quiet(files: Sequence[str]) -> bool:
    """Whether nothing has come to a day with these files for a while."""
    return made_at(files[-1]) < open_days.now() - QUIET


def _portions(folder: Path, files: Iterable[str]) -> Iterator[pa.Table]:
    """The same `AT_ONCE` or so at a time: of a day of hundreds of thousands its small files are large too."""
    gathered: list[pa.Table] = []
    for file in files:
        with naming_damage(folder / file), pq.ParquetFile(folder / file, page_checksum_verification=True) as opened:
            for number in range(opened.num_row_groups):
                gathered.append(brought_up(opened.read_row_group(number), DAY_SCHEMA))
                if sum(table.num_rows for table in gathered) >= AT_ONCE:
                    yield put_in_order(pa.concat_tables(gathered).combine_chunks())
                    gathered = []
    if gathered:
        yield put_in_order(pa.concat_tables(gathered).combine_chunks())


_PASSING, _OVER = partial(of_a_day, over=False), partial(of_a_day, over=True)


def _made(room: Room, date: str, portions: Iterator[pa.Table], how: Callable[[pa.Table], How] = _OVER) -> list[Entry]:
    """Write a day's two files; their lines. Raises OutputError where they would not hold what `stories/` does."""
    file = f"date={date}/{open_days.now():020}.parquet"
    path, path_of_current = (room.root / part / file for part in ("days", "current"))
    write(path, _whole(room, date, portions), how)
    write(path_of_current, current_of(path), how)
    failpoint("mid_settle")
    return [Entry(part, date, file, clean=True) for part in ("days", "current")]


def _whole(room: Room, date: str, portions: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The same, if they are all rows of their day; else OutputError behind the last."""
    rows = 0
    for table in portions:
        rows += table.num_rows
        yield table
        del table  # before the next ones are read: each is some 20 MB
    there = sum(footer(one).metadata.num_rows for one in _files(room.stories / f"date={date}"))
    if rows != there:
        raise OutputError(f"{room.root}: settling date={date} gave {rows} of {there} rows; the day is read from stories/")


def _files(day: Path) -> list[Path]:
    return sorted(day.glob("country=*/stories-*.parquet"))


def _by_country(day: Path) -> Iterator[pa.Table]:
    """A day's rows, country by country, each in order, `AT_ONCE` or so at a time; of a large country some megabytes. A table at least."""
    gathered: list[pa.Table] = [DAY_SCHEMA.empty_table()]
    for folder in sorted(day.glob("country=*")):
        paths = sorted(folder.glob("stories-*.parquet"))
        for rows in in_order(paths, STORY_SCHEMA, size=AT_ONCE_BYTES) if paths else ():
            gathered.append(day_rows(rows, [folder.name.removeprefix("country=")] * rows.num_rows))
            del rows
            if sum(table.num_rows for table in gathered) >= AT_ONCE:
                yield pa.concat_tables(gathered)
                gathered.clear()
                give_back()  # what was read in many small pieces leaves holes
    if gathered:
        yield pa.concat_tables(gathered)
