"""Lines that a machine broke at a fixed width, put together again: agencies' bodies come so in `<br>` and in plain text."""

from collections.abc import Iterator
from itertools import pairwise

_LINES = 6
"""Breaks inside paragraphs by which a habit is seen."""
_BEGIN = 800
"""Characters in which a wrapped text has so many breaks: a look at them spares most texts."""
_WIDTH = range(40, 101)
"""Characters of the longest line of a wrapped text."""
_SLACK = 6
"""Characters by which a line may fall short of the width though the next word had room: an indent that is gone, a hyphen kept whole."""
_FULL = 0.9
"""Share of the broken lines that must be full."""
_GOES_ON = 0.4
"""Share of lines behind a break that begin in lower case: a sentence goes on. Verses and lists begin anew."""


def unwrapped(text: str) -> str:
    r"""`text` with each paragraph on one line where it was wrapped by a machine, as it is where its lines are its own.

    Wrapped is a text whose lines end where the next word had no room (greedy filling to one width), and whose sentences go on
    behind the break. Scripts without case are left alone.

    >>> unwrapped("one two\nthree")
    'one two\nthree'
    """
    if (found := text.count("\n", 0, _BEGIN)) < _LINES or found - 2 * text.count("\n\n", 0, _BEGIN) < _LINES:
        return text
    blocks = [block.split("\n") for block in text.split("\n\n")]
    breaks = list(_breaks(blocks))
    width = max((len(row) for rows in blocks for row in rows if len(rows) > 1), default=0)
    if len(breaks) < _LINES or width not in _WIDTH:
        return text
    full = sum(len(row) + 1 + len(after.partition(" ")[0]) > width - _SLACK for row, after in breaks)
    goes_on = sum(after[:1].islower() for _, after in breaks)
    if full < _FULL * len(breaks) or goes_on < _GOES_ON * len(breaks):
        return text
    return "\n\n".join(" ".join(rows) for rows in blocks)


def _breaks(blocks: list[list[str]]) -> Iterator[tuple[str, str]]:
    for rows in blocks:
        if len(rows) > 1:
            yield from pairwise(rows)
