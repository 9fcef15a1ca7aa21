"""The reading room: settled days as one file each, beside `stories/`, for the shipped views. All of it is derived.

reading/days/date=D/*.parquet       the rows of a settled day: one file, and small ones of what came late; `country` is a column
reading/current/date=D/*.parquet    the last telling of each of its stories, without texts
reading/open/date=D/country=X       links to the partitions of the days that are not settled
reading/manifest/T.csv              which of those files hold, from the moment T on

A list names every settled day and its files, and is never changed; the next one takes its place at the moment that its name
says (microseconds since 1970), a little after it appeared. A query goes by the newest list that is not later than its own
beginning: so whatever it reads first, it sees one state. A day that no list names is read through `open/`, from `stories/`.
Before rows are added to a settled day its name is taken off the list, and put back with the new rows: whoever is killed in
between leaves a day that is read from `stories/`. What was listed is kept for `GRACE`, for queries that began before.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

from newsbeam.connectors.disk.durable import make_folder, sync_file, sync_folder
from newsbeam.pipeline.dataset.storage import storage_of

GRACE = 600_000_000
"""Microseconds for which what readers may have listed stays."""
AHEAD = 50_000
"""Microseconds between a list's appearing and its moment: no query may begin in them and see the next list in one half only."""
NO_DAY = "0001-01-01"
"""The day of the files without rows that let every glob find something."""
MANY_LATE = 32
"""A settled day with more files of late rows than this is settled anew."""
HEADER = "part,date,file,clean\n"
NOTHING = f"none,{NO_DAY},none,0\n"
"""A line of every list, so that none is empty."""


class Entry(NamedTuple):
    """One line of a list."""

    part: str
    """`days` or `current`."""
    date: str
    file: str
    """Below `reading/<part>/`."""
    clean: bool
    """Whether the day's file of `current` holds: nothing came late."""


class Room(NamedTuple):
    """The paths of one output's reading room."""

    root: Path
    stories: Path

    @classmethod
    def of(cls, stories: Path) -> Self:
        """The room beside a table."""
        return cls(stories.parent / "reading", stories)

    @property
    def kept(self) -> bool:
        """Whether newsbeam keeps one here: not for an output in an object store, which has neither links nor renames."""
        return storage_of(self.stories.parent).is_local

    @property
    def manifest(self) -> Path:
        """The folder of the lists."""
        return self.root / "manifest"

    @property
    def open(self) -> Path:
        """The folder of the links."""
        return self.root / "open"

    @property
    def exists(self) -> bool:
        """Whether there is a list."""
        return bool(self.lists())

    def lists(self) -> list[int]:
        """The moments of the lists, the oldest first."""
        try:
            return sorted(int(path.stem) for path in self.manifest.glob("[0-9]*.csv"))
        except FileNotFoundError:
            return []

    def path_of(self, moment: int) -> Path:
        """The list of a moment."""
        return self.manifest / f"{moment:020}.csv"

    def read(self, moment: int | None = None) -> tuple[Entry, ...]:
        """The lines of a list; of the newest one, where none is named."""
        known = self.lists() if moment is None else [moment]
        if not known:
            return ()
        lines = self.path_of(known[-1]).read_text("ascii").splitlines()[1:]
        entries = (line.split(",") for line in lines)
        return tuple(Entry(part, date, file, clean == "1") for part, date, file, clean in entries if part != "none")

    def unsettled(self, before: str) -> list[str]:
        """The days up to `before` that are to be settled, the newest first: not settled yet, or much came late to them."""
        files = Counter(one.date for one in self.read() if one.part == "days")
        days = sorted((folder.name.removeprefix("date=") for folder in self.stories.glob("date=*")), reverse=True)
        return [date for date in days if date <= before and not 0 < files[date] <= 1 + MANY_LATE]

    def has_work(self, before: str, now: int) -> bool:
        """Whether there is a room to make, a day to settle, or anything to tidy away that readers can no longer have listed."""
        if not self.kept:
            return False
        lists = self.lists()
        if not lists or lists[-1] > now + AHEAD or sum(one <= now - GRACE for one in lists) > 1 or self.unsettled(before):
            return True
        return any(path.lstat().st_mtime_ns // 1000 < now - GRACE for path in (self.root / "sealed").glob("*"))

    def write(self, entries: Iterable[Entry], now: int) -> int:
        """Write the next list, synced; the moment from which it holds. The caller waits for it where it matters."""
        make_folder(self.manifest)
        lines = sorted(f"{one.part},{one.date},{one.file},{int(one.clean)}\n" for one in entries)
        aside = self.manifest / ".next"
        with aside.open("wb") as file:
            file.write((HEADER + NOTHING + "".join(lines)).encode("ascii"))
            sync_file(file)
        known = self.lists()
        moment = max(now + AHEAD, known[-1] + 1 if known else 0)
        aside.replace(self.path_of(moment))
        sync_folder(self.manifest)
        return moment
