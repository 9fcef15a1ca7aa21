"""Days listed as open, and with their files again (`pipeline/dataset/reading.py`): what readers find is right at every moment."""

import shutil
import time
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import make_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.published_file import footer
from newsbeam.pipeline.dataset.reading import AHEAD, GRACE, NO_DAY, Entry, Room, opened
from newsbeam.schemas.arrow import CURRENT_SCHEMA, DAY_SCHEMA, SCHEMA_VERSION, STORY_SCHEMA


def now() -> int:
    """The machine's clock, which readers hold their own query's beginning against; microseconds since 1970."""
    return time.time_ns() // 1000


class Opened(NamedTuple):
    """What preparing has changed."""

    was: tuple[Entry, ...] = ()
    """The lines of the days that it listed as open, as they were."""
    new: frozenset[str] = frozenset()
    """Days of which the table has nothing yet."""


def prepare(room: Room, homes: Iterable[tuple[str, str]]) -> Opened:
    """Before these partitions grow: let readers find their days in `stories/`. Makes the room where there is none."""
    if not room.exists:
        _make(room)
    entries = room.read()
    if room.lists()[-1] > now() + 10 * AHEAD:  # the clock was set back: that moment would not come for a while
        for moment in [one for one in room.lists() if one > now()]:
            room.path_of(moment).unlink()
        _wait(room.write(entries, now()))
    wanted = sorted(set(homes))
    dates = {date for date, _ in wanted}
    closed = dates & {one.date for one in entries if one.part != "open"}
    for date in sorted(closed):
        open_day(room, date)
    for date, country in wanted:
        link(room, date, country)
    new = frozenset(date for date in dates if not (room.stories / f"date={date}").exists())
    if dates <= {one.date for one in entries if one.part == "open"}:
        return Opened(new=new)
    failpoint("before_unlist")
    _wait(room.write([*(one for one in entries if one.date not in dates), *map(opened, dates)], now()))
    failpoint("after_unlist")
    return Opened(tuple(one for one in entries if one.date in closed), new)


def _make(room: Room) -> None:
    """Make the room; every day is open. What is there of another form goes first, at once."""
    old = room.root.with_name(".reading-old")
    shutil.rmtree(old, ignore_errors=True)
    if room.root.exists():
        room.root.rename(old)
        shutil.rmtree(old)
    make_folder(room.open)
    for part, schema in (("days", DAY_SCHEMA), ("current", CURRENT_SCHEMA), ("open", STORY_SCHEMA)):
        _nothing(room.root / part / f"date={NO_DAY}" / ("country=ZZ" if part == "open" else ""), schema)
    versions = {footer(path).version for path in room.stories.glob("date=*/country=*/*.parquet")}
    (room.root / "schema").write_text(str(min(versions, default=SCHEMA_VERSION)), "ascii")
    dates = sorted(folder.name.removeprefix("date=") for folder in room.stories.glob("date=*"))
    for date in dates:
        open_day(room, date)
    _wait(room.write(map(opened, dates), now()))


def reopen(room: Room, dates: Collection[str]) -> None:
    """Let readers find these days in `stories/`, as they are there now."""
    if not dates:
        return
    for date in sorted(dates):
        open_day(room, date)
    _wait(room.write([*(one for one in room.read() if one.date not in dates), *map(opened, dates)], now()))


def enlist(room: Room, fresh: Collection[Entry]) -> None:
    """Put days on the list with these lines, in place of those that they had."""
    dates = {one.date for one in fresh}
    failpoint("before_enlist")
    room.write([*(one for one in room.read() if one.date not in dates), *fresh], now())
    failpoint("after_enlist")


def open_day(room: Room, date: str) -> None:
    """Link every partition of a day, the day's folder at once."""
    folder = room.open / f"date={date}"
    there = room.stories / f"date={date}"
    names = sorted(path.name for path in there.glob("country=*"))
    if folder.is_dir():
        for name in names:
            link(room, date, name.removeprefix("country="))
        return
    aside = room.root / ".opening"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name in names:
        (aside / name).symlink_to(_target(date, name))
    aside.rename(folder)


def link(room: Room, date: str, country: str) -> None:
    """Let a partition be found through `open/`, where its files are now. (Its folder may be still to come.)"""
    name = f"country={country}"
    point(room, room.open / f"date={date}" / name, _target(date, name))


def keep_old(room: Room, date: str, country: str, paths: Iterable[Path]) -> None:
    """Before a partition's files get other names: let the link to it show them under their old ones."""
    path = room.open / f"date={date}" / f"country={country}"
    if not path.is_symlink():
        return
    folder = room.root / "sealed" / f"{date}.{country}.{now()}"
    folder.mkdir(parents=True)
    for one in paths:
        (folder / one.name).hardlink_to(one)
    point(room, path, f"../../sealed/{folder.name}")


def point(room: Room, path: Path, target: str) -> None:
    """Make a link, or point it elsewhere at once."""
    try:
        if str(path.readlink()) == target:
            return
    except FileNotFoundError:
        path.parent.mkdir(exist_ok=True)
    aside = room.root / ".link"
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(path)


def _target(date: str, name: str) -> str:
    return f"../../../stories/date={date}/{name}"


def tidy(room: Room) -> None:
    """Remove what no query can have listed any more: older lists, files that none of the kept ones names, links of settled days."""
    horizon = now() - GRACE
    lists = room.lists()
    past = [one for one in lists if one <= horizon]
    for moment in past[:-1]:
        room.path_of(moment).unlink()
    kept = [room.read(moment) for moment in (*past[-1:], *(one for one in lists if one > horizon))]
    named = {(one.part, one.file) for entries in kept for one in entries}
    for part in ("days", "current"):
        for path in sorted((room.root / part).glob("date=*/*.parquet")):
            if (
                NO_DAY not in path.parent.name
                and (part, path.relative_to(room.root / part).as_posix()) not in named
                and _is_old(path, horizon)
            ):
                path.unlink()
    always = set.intersection(*({one.date for one in entries if one.part != "open"} for entries in kept)) if kept else set()
    for date in sorted(always):
        if (room.open / f"date={date}").is_dir():
            shutil.rmtree(room.open / f"date={date}")  # links only
    for folder in sorted((room.root / "sealed").glob("*")):
        if _is_old(folder, horizon):
            date, country, _ = folder.name.split(".")
            path = room.open / f"date={date}" / f"country={country}"
            if path.is_symlink() and path.readlink().name == folder.name:
                link(room, date, country)
            else:
                shutil.rmtree(folder)  # at a later tidying than that which pointed the link elsewhere


def forget(room: Room, dates: Collection[str]) -> None:
    """Remove what the room holds of these days and does not show, at once: a query that is reading it fails, loudly."""
    named = {(one.part, one.file) for one in room.read()}
    for date in dates:
        for part in ("days", "current"):
            for path in sorted((room.root / part / f"date={date}").glob("*.parquet")):
                if (part, f"date={date}/{path.name}") not in named:
                    path.unlink()
        for folder in sorted((room.root / "sealed").glob(f"{date}.*")):
            shutil.rmtree(folder)


def _is_old(path: Path, horizon: int) -> bool:
    return path.lstat().st_mtime_ns // 1000 < horizon


def _nothing(folder: Path, schema: pa.Schema) -> None:
    """A file without rows: a glob that finds no file is an error to most readers."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / ".none"
    pq.write_table(schema.empty_table(), aside)
    aside.replace(folder / "none.parquet")


def _wait(moment: int) -> None:
    """Wait for a list's moment: a few hundredths of a second."""
    left = moment - now()
    while left > 0:
        time.sleep(left / 1e6)
        left = moment - now()
