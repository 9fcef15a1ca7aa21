"""A list of the reading room (`pipeline/dataset/reading.py`): its lines, and whether its bytes are those that were written.

Behind the header is a line that no reader shows, of the part `none`: it holds a sum of all the others. So whatever a disk, a torn
copy or an editor made of a list, nobody goes by it. Another such line, of the part `batch`, names the last batch whose rows are shown.
"""

import re
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

NO_DAY = "0001-01-01"
"""The day of the files without rows that let every glob find something, and of the line without a day."""
_HEADER = "part,date,file,clean\n"
_NOTHING = f"none,{NO_DAY},"
_BATCH = "batch"
_NO_SUM = "none"
"""In place of the sum, in lists of an earlier newsbeam."""
_LINE = re.compile(
    r"(?:days|current),(?P<day>\d{4}-\d\d-\d\d),date=(?P=day)/(?:late-)?\d+\.parquet,[01]"
    r"|open,(?P<open>\d{4}-\d\d-\d\d),(?P=open)\.\d+,0",
    re.ASCII,
)


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


def bytes_of(entries: Iterable[Entry], batch_id: str = "") -> bytes:
    """A list of these lines, and of the batch that is the last of which it shows rows."""
    known = [Entry(_BATCH, NO_DAY, batch_id, clean=False)] if batch_id else []
    lines = "".join(sorted(f"{one.part},{one.date},{one.file},{int(one.clean)}\n" for one in (*known, *entries)))
    return f"{_HEADER}{_NOTHING}{_sum(lines)},0\n{lines}".encode("ascii")


def entries_of(raw: bytes) -> tuple[Entry, ...]:
    """The lines of a list. Raises ValueError where it is not as it was written."""
    return tuple(one for one in _lines_of(raw) if one.part != _BATCH)


def batch_of(raw: bytes) -> str:
    """The last batch of which a list shows rows; nothing where it does not say. Raises ValueError, as above."""
    return next((one.file for one in _lines_of(raw) if one.part == _BATCH), "")


def _lines_of(raw: bytes) -> tuple[Entry, ...]:
    lines = (line.split(",") for line in checked(raw).splitlines())
    return tuple(Entry(part, date, file, clean == "1") for part, date, file, clean in lines)


def checked(raw: bytes) -> str:
    """The same, as they stand there."""
    head, _, rest = raw.decode("ascii").partition(_NOTHING)
    said, _, lines = rest.partition(",0\n")
    if said == _NO_SUM:
        *split, last = lines.split("\n")
        is_whole = not last and all(map(_LINE.fullmatch, split))
    else:
        is_whole = said == _sum(lines)
    if head != _HEADER or not is_whole:
        raise ValueError("not as it was written")
    return lines


def _sum(lines: str) -> str:
    return sha256(lines.encode("ascii")).hexdigest()[:32]
