"""Rows as a table: ruled by the terminal's width where there is one, plain columns elsewhere."""

import sys
import unicodedata
from collections.abc import Sequence
from unicodedata import east_asian_width

from pipeline.report.harmless import plain

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float]) -> str:
    """A bar per value, from nothing (a blank) to the most.

    >>> sparkline([0, 1, 8])
    ' ▁█'
    """
    most = max(values, default=0)
    return "".join(" " if v <= 0 else BARS[min(7, max(0, round(8 * v / most) - 1))] for v in values)


def print_grid(names: Sequence[str], rows: Sequence[Sequence[object]], *, fold: Sequence[str] = ()) -> None:
    """Print rows under their names; numbers to the right, `fold` columns cut to what the terminal leaves."""
    if sys.stdout.isatty():
        _ruled(names, rows, fold)
        return
    cells = [list(names), *([plain(value) for value in row] for row in rows)]
    widths = [min(60, max(_columns(row[n]) for row in cells)) for n in range(len(names))]
    for row in cells:
        line = "  ".join(cell + " " * (width - _columns(cell)) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(line.rstrip() + "\n")


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese characters two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 1 + (east_asian_width(c) in "WF") for c in text)


def _ruled(names: Sequence[str], rows: Sequence[Sequence[object]], fold: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for n, name in enumerate(names):
        numeric = bool(rows) and all(isinstance(row[n], (int, float)) for row in rows)
        wide = {"overflow": "ellipsis", "no_wrap": True, "ratio": 1} if name in fold else {"no_wrap": True}
        table.add_column(name, justify="right" if numeric else "left", **wide)
    for row in rows:
        table.add_row(*(Text(plain(value)) for value in row))
    Console().print(table)
