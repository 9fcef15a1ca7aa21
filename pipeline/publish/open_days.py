"""Days listed as open, and with their files again (`pipeline/dataset/reading.py`): what readers find is right at every moment."""

import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from newsbeam.connectors.disk.durable import make_folder, sync_folder
from newsbeam.connectors.disk.failpoints import failpoint
from newsbeam.pipeline.dataset.day_list import NO_DAY, Entry, opened
from newsbeam.pipeline.dataset.reading import AHEAD, GRACE, Room
from newsbeam.pipeline.dataset.room_files import is_all_links, is_ended, remove
from newsbeam.pipeline.publish.always_there import make_ready
from newsbeam.schemas.errors import UnreadableList

_Result = TypeVar("_Result")


def now() -> int:
    """The machine's clock, which readers hold their own query's beginning against; microseconds since 1970."""
    return time.time_ns() // 1000


class Opened(NamedTuple):
    """What preparing has changed."""

    was: tuple[Entry, ...] = ()
    """The lines of the days that it listed as open, as they were."""
    new: frozenset[str] = frozenset()
    """Days of which the table has nothing yet."""


def usable(room: Room, work: Callable[[], _Result]) -> _Result:
    """What `work` gives in the room; in a new one, where it meets something of it that is not what newsbeam has put there."""
    try:
        return work()
    except UnreadableList:
        pass
    except (FileExistsError, FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        if not str(error.filename).startswith(f"{room.root}/"):
            raise
    _make(room)
    return work()


def prepare(room: Room, homes: Collection[tuple[str, str]], batch_id: str = "") -> Opened:
    """Before these partitions grow, by this batch: let readers find their days in `stories/`. Makes the room where there is none that can be used."""
    return usable(room, lambda: _prepare(room, homes, batch_id if homes else ""))


def _prepare(room: Room, homes: Collection[tuple[str, str]], batch_id: str) -> Opened:
    entries = room.listed()
    if entries is None:
        _make(room)
        entries = room.read()
    elif not room.is_ready:
        make_ready(room)
    if room.lists()[-1] > now() + 10 * AHEAD:  # the clock was set back: that moment would not come for a while
        _bring_forward(room, entries)
    countries: dict[str, set[str]] = defaultdict(set)
    for date, country in homes:
        countries[date].add(country)
    lines = [opened(date, open_day(room, date, countries[date])) for date in sorted(countries)]
    new = frozenset(date for date in countries if not (room.stories / f"date={date}").exists())
    if set(lines) <= set(entries):
        _wait(room.lists()[-1])
        if batch_id and batch_id != room.last_batch:
            room.write(entries, now(), batch_id=batch_id)
        return Opened(new=new)
    failpoint("before_unlist")
    _wait(room.write([*(one for one in entries if one.date not in countries), *lines], now(), batch_id=batch_id))
    failpoint("after_unlist")
    return Opened(tuple(one for one in entries if one.date in countries and one.part != "open"), new)


def _make(room: Room) -> None:
    """Make the room; every day is open, from a moment on that is to come. What is there of another form, or damaged, goes first, at once."""
    old = room.root.with_name(".reading-old")
    remove(old)
    if room.root.exists() or room.root.is_symlink():
        room.root.rename(old)
        remove(old)
    make_folder(room.open)
    make_ready(room)
    room.write([opened(date, open_day(room, date)) for date in sorted(room.dates())], now())


def _bring_forward(room: Room, entries: Iterable[Entry]) -> None:
    """Let the newest list, whose lines these are, hold from now on. Whoever is killed here leaves one as the newest that says the same."""
    soon = room.write(entries, now(), back=True)
    failpoint("before_future_lists_go")
    future = [one for one in room.lists() if one > soon]
    for those in (future[:-1], future[-1:]):  # the newest last, on the disk too: those before it lack what came since
        for moment in those:
            room.path_of(moment).unlink()
            failpoint("mid_future_lists_go")
        sync_folder(room.listing)
    _wait(soon)


def reopen(room: Room, dates: Collection[str]) -> None:
    """Let readers find these days in `stories/`, as they are there now."""
    if not dates:
        return
    lines = [opened(date, open_day(room, date)) for date in sorted(dates)]
    _wait(room.write([*(one for one in room.read() if one.date not in dates), *lines], now()))


def enlist(room: Room, fresh: Collection[Entry]) -> None:
    """Put days on the list with these lines, in place of those that they had."""
    dates = {one.date for one in fresh}
    failpoint("before_enlist")
    room.write([*(one for one in room.read() if one.date not in dates), *fresh], now())
    failpoint("after_enlist")


def open_day(room: Room, date: str, coming: Iterable[str] = ()) -> str:
    """Link every partition of a day, where its files are now, and those that are `coming`; through which links (`linked`)."""
    there = room.stories / f"date={date}"
    names = sorted({path.name for path in there.glob("country=*")} | {f"country={one}" for one in coming})
    links = max(_links_of(room, date), default=None)
    if links is not None and is_all_links(links) and not any(_shows_old(path) for path in links.iterdir()):
        for name in names:
            if not (links / name).is_symlink():
                _point(room, links / name, _target(date, name))
        return links.name.removeprefix("linked=")
    aside = room.root / ".opening"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for name in names:
        (aside / name).symlink_to(_target(date, name))
    linked = f"{date}.{max(now(), _made_at(links) + 1 if links else 0):020}"
    day = room.open / f"date={date}"
    make_folder(day)
    sync_folder(aside)
    aside.rename(day / f"linked={linked}")
    sync_folder(day)
    return linked


def _links_of(room: Room, date: str) -> list[Path]:
    """The folders of a day's links, the oldest first."""
    return _links_below(room, f"date={date}")


def _links_below(room: Room, days: str) -> list[Path]:
    return sorted(path for path in room.open.glob(f"{days}/linked=*.*") if path.name.rpartition(".")[2].isdecimal())


def _made_at(links: Path) -> int:
    return int(links.name.rpartition(".")[2])


def _shows_old(link: Path) -> bool:
    """Whether a link shows a partition as it was before a sealing."""
    return link.is_symlink() and link.readlink().parent.name == "sealed"


def keep_old(room: Room, date: str, country: str, paths: Iterable[Path]) -> None:
    """Before a partition's files get other names: let the links to it show them under their old ones."""
    links = [
        path for path in (one / f"country={country}" for one in _links_of(room, date)) if path.is_symlink() and not _shows_old(path)
    ]
    if not links:
        return
    folder = room.root / "sealed" / f"{date}.{country}.{now()}"
    folder.mkdir(parents=True)
    for one in paths:
        (folder / one.name).hardlink_to(one)
    for path in links:
        _point(room, path, f"../../../sealed/{folder.name}")


def _point(room: Room, path: Path, target: str) -> None:
    """Make a link, or point it elsewhere, at once."""
    aside = room.root / ".link"
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(path)


def _target(date: str, name: str) -> str:
    return f"../../../../stories/date={date}/{name}"


def tidy(room: Room) -> None:
    """Remove what no query can have listed any more: older lists, files and links that none of the kept ones names."""
    horizon = now() - GRACE
    lists = room.lists()
    if not lists:
        return
    past = [one for one in lists if one <= horizon]
    for path in (*map(room.path_of, past[:-1]), *room.strays()):
        remove(path)
    kept = [room.read(one) for one in (*past[-1:], *(one for one in lists if one > horizon)) if room.path_of(one).exists()]
    named = {(one.part, one.file) for entries in kept for one in entries}
    for part in ("days", "current"):
        for path in sorted((room.root / part).glob("date=*/*.parquet")):
            if (
                NO_DAY not in path.parent.name
                and (part, path.relative_to(room.root / part).as_posix()) not in named
                and (_is_old(path, horizon) or not is_ended(path))
            ):
                remove(path)
    _tidy_links(room, named, horizon)


def _tidy_links(room: Room, named: Collection[tuple[str, str]], horizon: int) -> None:
    """Remove links that no kept list names, and what only they showed; of days that stay open, no link shows what is long sealed."""
    shown = set()
    late = set()
    for links in _links_below(room, "date=*"):
        linked = links.name.removeprefix("linked=")
        if ("open", linked) not in named and _made_at(links) < horizon:
            shutil.rmtree(links)  # links only
            with suppress(OSError):
                links.parent.rmdir()  # the day's last
            continue
        for path in links.iterdir():
            if _shows_old(path):
                shown.add(path.readlink().name)
                if _is_old(room.root / "sealed" / path.readlink().name, horizon):
                    late.add(linked.partition(".")[0])
    for folder in sorted((room.root / "sealed").glob("*")):
        if folder.name not in shown and _is_old(folder, horizon):
            shutil.rmtree(folder)
    reopen(room, {one.date for one in room.read() if one.part == "open"} & late)


def forget(room: Room, dates: Collection[str]) -> None:
    """Remove what the room holds of these days and does not show, at once: a query that is reading it fails, loudly."""
    named = {(one.part, one.file) for one in room.read()}
    for date in dates:
        for part in ("days", "current"):
            for path in sorted((room.root / part / f"date={date}").glob("*.parquet")):
                if (part, f"date={date}/{path.name}") not in named:
                    path.unlink()
        for links in _links_of(room, date):
            if ("open", links.name.removeprefix("linked=")) not in named:
                shutil.rmtree(links)
        for folder in sorted((room.root / "sealed").glob(f"{date}.*")):
            shutil.rmtree(folder)


def _is_old(path: Path, horizon: int) -> bool:
    return path.lstat().st_mtime_ns // 1000 < horizon


def _wait(moment: int) -> None:
    """Wait for a list's moment: a few hundredths of a second."""
    left = moment - now()
    while left > 0:
        time.sleep(left / 1e6)
        left = moment - now()
