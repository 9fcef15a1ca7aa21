"""Whether readers can be told where an output lies: views hold its path as a text, and engines read a path as a pattern."""

import re
from pathlib import Path

_ENDS_A_TEXT = "'\"`\\\n\r"
_PATTERN = "*?[{"
"""What DuckDB, Polars and Spark take for a pattern: `*` and `?` read other folders' rows too, `[` finds none (and `{`, in Spark)."""
_KEY = re.compile(r"(?:^|/)((date|country|linked)=[^/]*)")
"""A folder above the table whose name is that of a partition: the key in a path nearer its beginning wins."""


def why_unreadable(place: str) -> str | None:
    """Why no view can name this path; None where one can."""
    if any(one in place for one in _ENDS_A_TEXT):
        return "quotes, backslashes and line ends cannot stand in a view"
    if any(one in place for one in _PATTERN):
        return f"readers take {' '.join(_PATTERN)} in a path for a pattern, and find nothing or other folders' rows too"
    if found := _KEY.search(place):
        return f"readers take a folder named {found[1]} for every row's own {found[2]}"
    if place.startswith("~"):
        return "readers take ~ at the beginning of a path for a home"
    return None


def readable(folder: Path) -> Path:
    """A folder's own path; where no view can name that, the path of the link through which it was named."""
    found = folder.resolve()
    return folder.absolute() if why_unreadable(str(found)) else found
