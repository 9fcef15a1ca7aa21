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

A list names the last batch whose rows it shows, from before that batch adds any. Where that is not the last that the state knows, a backup
was laid over the output, or over part of it: the days are counted, and what does not hold is listed as open (`publish/recount.py`).

All of it can be made anew, so no damage to it ends a run. A list that is not as it was written (`day_list.py`) counts as none, and the
room is made anew. A day of which a file or a link is gone, or a file was written to since and cannot be read whole (`room_files.py`), is
listed as open, and settled in its turn.

The lists' folder has a number, of the form of all of this. Where there is another number's, the room is made anew, and whoever has
views of before finds no list: a loud error, never the wrong rows.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from newsbeam.connectors.disk.durable import make_folder, sync_file, sync_folder
from newsbeam.pipeline.dataset.day_list import NO_DAY, Entry, batch_of, bytes_of, checked, entries_of, made_at
from newsbeam.pipeline.dataset.room_files import Found, is_as_made, is_list, look, names_in
from newsbeam.pipeline.dataset.storage import LOCAL, Storage
from newsbeam.schemas.errors import UnreadableList

_Said = TypeVar("_Said")
LISTS = "lists-3"
"""The folder of the lists. The number is raised with every change of what views must know: new views, and the room made anew."""
GRACE = 600_000_000
"""Microseconds for which what readers may have listed stays."""
AHEAD = 50_000
"""Microseconds between a list's appearing and its moment: no query may begin in them and see the next list in one half only."""
MANY_LATE = 8
"""Small files beside a day's first one, from which on they are brought together."""
QUIET = 86_400_000_000
"""Microseconds after which the files of a day to which nothing came meanwhile are made one."""


def are_views_current(views: Path) -> bool:
    """Whether this file of views is there and knows these lists: a newer newsbeam may have made the room anew, and brought nothing since."""
    try:
        return f"{LISTS}/" in views.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False


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
        return int(self._version or 0)

    @property
    def _version(self) -> str:
        """As it is written down; nothing where it is not."""
        try:
            said = (self.root / "schema").read_text("ascii")
        except (OSError, ValueError):
            return ""
        return said if said.isdecimal() else ""

    @property
    def exists(self) -> bool:
        """Whether there is a list."""
        return bool(self.lists())

    @property
    def is_shown(self) -> bool:
        """Whether the moment of a list has come, and the newest such can be read."""
        due = [moment for moment in self.lists() if moment <= time.time_ns() // 1000]
        return bool(due) and self.listed(due[-1]) is not None

    @property
    def is_ready(self) -> bool:
        """Whether the files are there that are always to be there."""
        return bool(self._version) and all(map(is_as_made, self.without_rows().values()))

    def without_rows(self) -> dict[str, Path]:
        """The file without rows of each part: a glob that finds no file is an error to most readers."""
        below = {"days": "", "current": "", "open": "linked=none/country=ZZ/"}
        return {part: self.root / part / f"date={NO_DAY}" / f"{links}none.parquet" for part, links in below.items()}

    def lists(self) -> list[int]:
        """The moments of the lists, the oldest first."""
        return sorted(int(name[:-4]) for name in names_in(self.listing) if is_list(name))

    def strays(self) -> list[Path]:
        """What lies among the lists, where readers read it or try to, and is none that can be read; but for the newest."""
        names = sorted(name for name in names_in(self.listing) if name.endswith(".csv"))
        newest = max(filter(is_list, names), default="")
        return [self.listing / name for name in names if name != newest and not (is_list(name) and self._is_sound(name))]

    def _is_sound(self, name: str) -> bool:
        try:
            checked((self.listing / name).read_bytes())
        except (OSError, ValueError):
            return False
        return True

    def path_of(self, moment: int) -> Path:
        """The list of a moment."""
        return self.listing / f"{moment:020}.csv"

    def read(self, moment: int | None = None) -> tuple[Entry, ...]:
        """The lines of a list; of the newest one, where none is named. Raises UnreadableList."""
        known = self.lists() if moment is None else [moment]
        if not known:
            return ()
        return self._read(known[-1], entries_of)

    @property
    def last_batch(self) -> str:
        """The last batch whose rows the newest list shows; nothing where it does not say. Raises UnreadableList."""
        known = self.lists()
        return self._read(known[-1], batch_of) if known else ""

    def _read(self, moment: int, of: Callable[[bytes], _Said]) -> _Said:
        path = self.path_of(moment)
        try:
            return of(path.read_bytes())
        except (OSError, ValueError) as error:
            raise UnreadableList(f"{path}: not as it was written; the next run makes {self.root} anew from stories/") from error

    def listed(self, moment: int | None = None) -> tuple[Entry, ...] | None:
        """The same; None where that list cannot be read, or there is none."""
        try:
            return self.read(moment) if self.exists else None
        except UnreadableList:
            return None

    def files(self, entries: Iterable[Entry]) -> dict[str, list[str]]:
        """The files of each day that is not open, the oldest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for one in entries:
            if one.part == "days":
                found[one.date].append(one.file)
        return {date: sorted(names, key=made_at) for date, names in found.items()}

    def dates(self) -> set[str]:
        """The days of the table."""
        return {name.removeprefix("date=") for name in names_in(self.stories) if name.startswith("date=")}

    def look(self, entries: Collection[Entry]) -> Found:
        """What of these lines' files and links, which are all lines of a list, is not as it was left; a day that no line names is gone."""
        found = look(self.root, self.stories, entries)
        found.gone.update(self.dates() - {one.date for one in entries})
        return found

    def unsettled(self, before: str, now: int) -> list[str]:
        """The days that are to be settled, the newest first: open though they are over, or of many files, or of several and quiet."""
        return self._unsettled(self.read(), before, now)

    def _unsettled(self, entries: Iterable[Entry], before: str, now: int) -> list[str]:
        files = self.files(entries)
        due = {date for date in self.dates() - files.keys() if date <= before}
        for date, names in files.items():
            if len(names) > 1 + MANY_LATE or (len(names) > 1 and made_at(names[-1]) < now - QUIET):
                due.add(date)
        return sorted(due, reverse=True)

    def has_work(self, before: str, now: int) -> bool:
        """Whether there is a room to make, a day to settle or to read from `stories/`, or anything to tidy away that readers can no
        longer have listed.
        """
        if not self.kept:
            return False
        lists = self.lists()
        if not lists or lists[-1] > now + AHEAD or sum(one <= now - GRACE for one in lists) > 1 or self.strays():
            return True
        entries = self.listed(lists[-1])
        if entries is None or self._unsettled(entries, before, now) or not self.is_ready or any(self.look(entries)):
            return True
        return any(path.lstat().st_mtime_ns // 1000 < now - GRACE for path in (self.root / "sealed").glob("*"))

    def write(self, entries: Iterable[Entry], now: int, *, batch_id: str = "", back: bool = False) -> int:
        """Write the next list, synced; the moment from which it holds. The caller waits for it where it matters.

        `batch_id`: the last batch whose rows it shows, where that is no longer the one of before. `back`: it holds soon though there
        are lists of later moments, which are to go (`publish/open_days.py`).
        """
        make_folder(self.listing)
        aside = self.listing / ".next"
        with aside.open("wb") as file:
            file.write(bytes_of(entries, batch_id or self.last_batch))
            sync_file(file)
        known = self.lists()
        moment = now + AHEAD if back else max(now + AHEAD, known[-1] + 1 if known else 0)
        aside.replace(self.path_of(moment))
        sync_folder(self.listing)
        return moment
