"""The reading room: each day as one file or a few, beside `stories/`, for the shipped views. All of it is derived.

reading/days/date=D/*.parquet       the rows of a day: one file, and small ones of what came later; `country` is a column
reading/current/date=D/*.parquet    the last telling of each of its stories, without texts
reading/open/date=D/linked=S/country=X   links to the partitions of the days that are read from `stories/`
reading/lists-3/T.csv               which of those files and days hold, from the moment T on
reading/schema                      the oldest schema version of which there may be a file

A list names every day: with its files, or as open. It is never changed; the next one takes its place at the moment that its name
says (microseconds since 1970), a little after it appeared. A query goes by the newest list that is not later than its own
beginning: so whatever it reads first, it sees one state. An open day is read through `open/`, from `stories/`. Before rows are
added to a day it is listed as open, and afterwards with the new rows beside the old ones: whoever is killed in between leaves a
day that is read from `stories/`. What was listed is kept for `GRACE`, for queries that began before; so where a partition of an
open day was sealed, which gives its files other names, its link shows them under the old ones from then on, and once it is to
grow, all of the day is linked anew (another `linked`) and listed so.

The lists' folder has a number, of the form of all of this. Where there is another number's, the room is made anew, and whoever has
views of before finds no list: a loud error, never the wrong rows.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

from newsbeam.connectors.disk.durable import make_folder, sync_file, sync_folder
from newsbeam.pipeline.dataset.storage import LOCAL, Storage

LISTS = "lists-3"
"""The folder of the lists. The number is raised with every change of what views must know: new views, and the room made anew."""
GRACE = 600_000_000
"""Microseconds for which what readers may have listed stays."""
AHEAD = 50_000
"""Microseconds between a list's appearing and its moment: no query may begin in them and see the next list in one half only."""
NO_DAY = "0001-01-01"
"""The day of the files without rows that let every glob find something."""
MANY_LATE = 8
"""Small files beside a day's first one, from which on they are brought together."""
QUIET = 86_400_000_000
"""Microseconds after which the files of a day to which nothing came meanwhile are made one."""
HEADER = "part,date,file,clean\n"
NOTHING = f"none,{NO_DAY},none,0\n"
"""A line of every list, so that none is empty."""


def are_views_current(views: Path) -> bool:
    """Whether this file of views is there and knows these lists: a newer newsbeam may have made the room anew, and brought nothing since."""
    try:
        return f"{LISTS}/" in views.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


class Entry(NamedTuple):
    """One line of a list."""

    part: str
    """`days` or `current`; `open`: the day is read from `stories/`."""
    date: str
    file: str
    """Below `reading/<part>/`; of an open day, which of its links hold (`linked`)."""
    clean: bool
    """Whether the day's file of `current` holds: nothing came late."""


def opened(date: str, linked: str) -> Entry:
    """The line of a day that is read from `stories/`, through these links."""
    return Entry("open", date, linked, clean=False)


def made_at(file: str) -> int:
    """When a day's file was made, by its name."""
    return int(file.rpartition("/")[2].rpartition("-")[2].removesuffix(".parquet"))


class Room(NamedTuple):
    """The paths of one output's reading room."""

    root: Path
    stories: Path
    kept: bool = True
    """Whether newsbeam keeps one here: not for an output in an object store, which has neither links nor renames."""

    @classmethod
    def of(cls, stories: Path, storage: Storage = LOCAL) -> Self:
        """The room beside a table."""
        return cls(stories.parent / "reading", stories, storage.is_local)

    @property
    def listing(self) -> Path:
        """The folder of the lists."""
        return self.root / LISTS

    @property
    def open(self) -> Path:
        """The folder of the links."""
        return self.root / "open"

    @property
    def oldest_version(self) -> int:
        """The oldest schema version of which the table may have a file; 0 where nobody knows."""
        try:
            return int((self.root / "schema").read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    @property
    def exists(self) -> bool:
        """Whether there is a list."""
        return bool(self.lists())

    @property
    def is_shown(self) -> bool:
        """Whether the moment of a list has come."""
        return any(moment <= time.time_ns() // 1000 for moment in self.lists())

    def lists(self) -> list[int]:
        """The moments of the lists, the oldest first."""
        try:
            return sorted(int(path.stem) for path in self.listing.glob("[0-9]*.csv"))
        except FileNotFoundError:
            return []

    def path_of(self, moment: int) -> Path:
        """The list of a moment."""
        return self.listing / f"{moment:020}.csv"

    def read(self, moment: int | None = None) -> tuple[Entry, ...]:
        """The lines of a list; of the newest one, where none is named."""
        known = self.lists() if moment is None else [moment]
        if not known:
            return ()
        lines = self.path_of(known[-1]).read_text("ascii").splitlines()[1:]
        entries = (line.split(",") for line in lines)
        return tuple(Entry(part, date, file, clean == "1") for part, date, file, clean in entries if part != "none")

    def files(self, entries: Iterable[Entry]) -> dict[str, list[str]]:
        """The files of each day that is not open, the oldest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in entries:
            if one.part == "days":
                found[one.date].append(one.file)
        return {date: sorted(names, key=made_at) for date, names in found.items()}

    def unsettled(self, before: str, now: int) -> list[str]:
        """The days that are to be settled, the newest first: open though they are over, or of many files, or of several and quiet."""
        files = self.files(self.read())
        days = {folder.name.removeprefix("date=") for folder in self.stories.glob("date=*")}
        due = {date for date in days - files.keys() if date <= before}
        for date, names in files.items():
            if len(names) > 1 + MANY_LATE or (len(names) > 1 and made_at(names[-1]) < now - QUIET):
                due.add(date)
        return sorted(due, reverse=True)

    def has_work(self, before: str, now: int) -> bool:
        """Whether there is a room to make, a day to settle, or anything to tidy away that readers can no longer have listed."""
        if not self.kept:
            return False
        lists = self.lists()
        if not lists or lists[-1] > now + AHEAD or sum(one <= now - GRACE for one in lists) > 1 or self.unsettled(before, now):
            return True
        return any(path.lstat().st_mtime_ns // 1000 < now - GRACE for path in (self.root / "sealed").glob("*"))

    def write(self, entries: Iterable[Entry], now: int, *, back: bool = False) -> int:
        """Write the next list, synced; the moment from which it holds. The caller waits for it where it matters.

        `back`: it holds soon though there are lists of later moments, which are to go (`publish/open_days.py`).
        """
        make_folder(self.listing)
        lines = sorted(f"{one.part},{one.date},{one.file},{int(one.clean)}\n" for one in entries)
        aside = self.listing / ".next"
        with aside.open("wb") as file:
            file.write((HEADER + NOTHING + "".join(lines)).encode("ascii"))
            sync_file(file)
        known = self.lists()
        moment = now + AHEAD if back else max(now + AHEAD, known[-1] + 1 if known else 0)
        aside.replace(self.path_of(moment))
        sync_folder(self.listing)
        return moment
