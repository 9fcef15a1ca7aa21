"""Which of the files and links that a list of the reading room names are there, and as they were left. Every run looks: by names, sizes
and times only.

A day's file gets the time that its name says (`at_its_time`). One that has another was written to, or copied, since: its end is looked
at, and some of them are read whole (`publish/mend_days.py`).
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from newsbeam.pipeline.dataset.day_list import Entry, made_at

_MAGIC = b"PAR1"
_LEAST = 12
"""Bytes of the smallest Parquet file that there can be."""
_SECOND = 1_000_000


class Found(NamedTuple):
    """What is not as it was left."""

    gone: set[str]
    """Days of which a listed file is not there, or ends as none does, or a partition is not linked."""
    touched: list[Entry]
    """Files of other days that have another time than their name says."""


def names_in(folder: Path | str) -> list[str]:
    """The names in a folder; none where it is not there."""
    try:
        return os.listdir(folder)  # noqa: PTH208 (names are all that is wanted, of a thousand days)
    except (FileNotFoundError, NotADirectoryError):
        return []


def is_list(name: str) -> bool:
    """Whether a list is called so: twenty digits, its moment."""
    moment, dot, rest = name.partition(".")
    return len(moment) == 20 and moment.isdecimal() and moment.isascii() and dot + rest == ".csv"


def is_ended(path: Path) -> bool:
    """Whether a file is there and ends as a Parquet file does."""
    try:
        with path.open("rb") as file:
            return file.seek(0, os.SEEK_END) >= _LEAST and file.seek(-len(_MAGIC), os.SEEK_END) > 0 and file.read() == _MAGIC
    except OSError:
        return False


def remove(path: Path) -> None:
    """Remove what lies there, if anything, whatever it is."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()


def as_made(path: Path) -> None:
    """Give a file that is always the same a time that no other has."""
    with suppress(OSError):
        os.utime(path, (1, 1))


def is_as_made(path: Path) -> bool:
    """Whether it is there and was not written to, or copied, since: it is made anew for less than it takes to look into it."""
    try:
        return path.stat().st_mtime == 1
    except OSError:
        return False


def look(root: Path, stories: Path, entries: Iterable[Entry]) -> Found:
    """Look at all of these lines' files and links. `root`: the room's."""
    found = Found(set(), [])
    above = str(root)
    for one in entries:
        part, date, file, _ = one
        if part == "open":
            if not _is_linked(root, stories, one):
                found.gone.add(date)
            continue
        try:
            facts = os.stat(f"{above}/{part}/{file}")  # noqa: PTH116 (two for each day of the table: pathlib takes three times as long)
        except OSError:
            found.gone.add(date)
            continue
        made, at = made_at(file), facts.st_mtime_ns // 1000
        if at != made and at != made - made % _SECOND:  # some file systems keep no more than seconds
            found.touched.append(one)
        if facts.st_size < _LEAST:
            found.gone.add(date)
    torn = {one for one in found.touched if not is_ended(root / one.part / one.file)}
    found.gone.update(one.date for one in torn)
    return found._replace(touched=[one for one in found.touched if one.date not in found.gone])


def at_its_time(path: Path, name: str = "") -> bool:
    """Give a day's file the time that its name says, whether that is allowed; `name`: under which it will lie."""
    with suppress(OSError):
        os.utime(path, ns=(made_at(name or path.name) * 1000,) * 2)
        return True
    return False


def _is_linked(root: Path, stories: Path, day: Entry) -> bool:
    """Whether each partition of an open day is shown by a link."""
    links = root / "open" / f"date={day.date}" / f"linked={day.file}"
    there = {name for name in names_in(stories / f"date={day.date}") if name.startswith("country=")}
    return links.is_dir() and is_all_links(links) and all((links / name).exists() for name in there)


def is_all_links(folder: Path) -> bool:
    """Whether nothing but links lies in a folder: a copy of the output may have put what they led to in their place."""
    with os.scandir(folder) as found:
        return all(one.is_symlink() for one in found)
