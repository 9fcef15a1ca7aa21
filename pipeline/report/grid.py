"""Rows as a table, for every script: cut to the terminal's width (or that of COLUMNS) where there is one, whole elsewhere."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

from newsbeam.pipeline.report.harmless import plain

BARS = "▁▂▃▄▅▆▇█"
GAP = "  "
WIDEST = 60
"""Columns of a file that a cell is padded to: a longer one stands out, and costs the others nothing."""
NARROWEST = 24
LEAST = 6
"""Columns that a cell keeps, however narrow the terminal."""


def sparkline(values: Sequence[float]) -> str:
    """A bar per value, from nothing (a blank) to the most.

    >>> sparkline([0, 1, 8])
    ' ▁█'
    """
    most = max(values, default=0)
    return "".join(" " if v <= 0 else BARS[min(7, max(0, round(8 * v / most) - 1))] for v in values)


def line_width() -> int | None:
    """How wide a line may be: as the terminal is, or as COLUMNS says; None: a file, whose lines are whole."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit() else None


def print_grid(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    fold: Sequence[str] = (),
    drop: Sequence[str] = (),
    short: Mapping[str, int] | None = None,
) -> None:
    """Print rows under their names. On a terminal they are made to fit: `fold` columns are cut to what the others leave; where
    that is too little, `short` columns keep their first characters, then `drop` columns go, the first one first, and at last the
    widest cells are cut.
    """
    width = line_width()
    if width is not None:
        names, rows = fitted(names, rows, width, fold, drop, short or {})
    lines = grid(names, rows, fold=fold, width=width)
    if width is not None and sys.stdout.isatty():
        lines[0] = f"\x1b[1m{lines[0]}\x1b[0m"
    sys.stdout.write("\n".join(lines) + "\n")


def fitted(
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
    width: int,
    fold: Sequence[str] = (),
    drop: Sequence[str] = (),
    short: Mapping[str, int] | None = None,
) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
    """The columns that there is room for.

    >>> fitted(["day", "cc", "story"], [("2026-03-10", "PK", "0123456789abcdef")], 20, drop=["cc"], short={"story": 8})
    (['day', 'story'], [['2026-03-10', '01234567']])
    >>> fitted(["provider", "stories"], [("a-newspaper.example", 12)], 20)
    (['provider', 'stories'], [['a-newspape…', 12]])
    """
    wide = [max(map(columns, (name, *(plain(row[n]) for row in rows)))) for n, name in enumerate(names)]
    wide = [min(one, NARROWEST if name in fold else WIDEST) for name, one in zip(names, wide, strict=True)]

    def overflows(kept: Sequence[int]) -> bool:
        return sum(wide[n] for n in kept) + len(GAP) * (len(kept) - 1) > width

    kept = list(range(len(names)))
    for name, first in (short or {}).items():
        if name in names and overflows(kept):
            n = names.index(name)
            wide[n] = min(wide[n], first)
            rows = [[plain(cell)[:first] if at == n else cell for at, cell in enumerate(row)] for row in rows]
    for name in drop:
        if name in names and overflows(kept):
            kept.remove(names.index(name))
    while overflows(kept) and (widest := max(kept, key=lambda n: wide[n], default=0)) in kept and wide[widest] > LEAST:
        wide[widest] -= 1
    names, cells = [names[n] for n in kept], [[row[n] for n in kept] for row in rows]
    whole = [n for n, name in zip(kept, names, strict=True) if name in fold]
    room = [0 if n in whole else wide[n] for n in kept]

    def made_fit(cell: object, n: int) -> object:
        return cut(plain(cell), room[n]) if room[n] and columns(plain(cell)) > room[n] else cell

    return names, [[made_fit(cell, n) for n, cell in enumerate(row)] for row in cells]


def grid(
    names: Sequence[str], rows: Sequence[Sequence[object]], *, fold: Sequence[str] = (), width: int | None = None
) -> list[str]:
    """The lines of a table: numbers to the right; `fold` columns cut so that a line is at most `width` wide.

    >>> grid(["cc", "stories"], [("PK", 9), ("NA", 10)])
    ['cc  stories', 'PK        9', 'NA       10']
    """
    cells = [list(names), *([plain(value) for value in row] for row in rows)]
    right = [bool(rows) and all(isinstance(row[n], (int, float)) for row in rows) for n in range(len(names))]
    widths = [min(WIDEST, max(columns(row[n]) for row in cells)) for n in range(len(names))]
    if width is not None:
        for n, name in enumerate(names):
            if name in fold:
                rest = sum(widths) - widths[n] + len(GAP) * (len(names) - 1)
                widths[n] = min(max(columns(row[n]) for row in cells), max(LEAST, width - rest))
                for row in cells:
                    row[n] = cut(row[n], widths[n])
    return [GAP.join(_set(*one) for one in zip(row, widths, right, strict=True)).rstrip() for row in cells]


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(c: str) -> int:
    return 0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 + (east_asian_width(c) in "WF")


def _set(cell: str, width: int, right: bool) -> str:
    blank = " " * (width - columns(cell))
    return blank + cell if right else cell + blank


def cut(text: str, width: int) -> str:
    """A text of so many columns at most, with an ellipsis where there was more."""
    if columns(text) <= width:
        return text
    kept, taken = "", 0
    for c in text:
        taken += _columns(c)
        if taken > width - 1:
            break
        kept += c
    return kept.rstrip() + "…"
