"""`newsbeam export FILE.csv|FILE.xlsx`: rows flat, for spreadsheets: lists joined, times in UTC without a zone."""

import argparse
import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from newsbeam.pipeline.commands.filters import add_filters, table_of, where_of
from newsbeam.pipeline.dataset.query import open_dataset
from newsbeam.schemas.errors import UsageError

_KINDS = (".csv", ".xlsx")
_CELL = 32_767
"""Characters that Excel takes in a cell."""
_LINES = 1_048_576
"""Lines of a sheet, the heading too."""
_AT_A_TIME = 2_000


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_filters(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="ends in .csv or .xlsx (that needs `pip install newsbeam[excel]`)")
    parser.add_argument("--columns", help="only these, comma-separated (default: all)")


def run(arguments: argparse.Namespace) -> int:
    """Write the rows that the filters let through, the newest first."""
    path: Path = arguments.file
    if path.suffix.lower() not in _KINDS:
        raise UsageError(f"{path}: say a name that ends in {' or '.join(_KINDS)}")
    conn = open_dataset(arguments.out)
    view, where = table_of(arguments), where_of(arguments)
    columns = _columns(conn, view, arguments.columns)
    chosen = ", ".join(f"{_flat(kind, name)} AS {name}" for name, kind in columns)
    order = "ORDER BY date DESC, country, story_id, revision"
    result = conn.execute(f"SELECT {chosen} FROM {view} {where.sql} {order}", where.parameters)  # noqa: S608 (words are parameters)
    write = _excel if path.suffix.lower() == ".xlsx" else _csv
    write(path, [name for name, _ in columns], _rows(result))
    return 0


def _columns(conn: Any, view: str, wanted: str | None) -> list[tuple[str, str]]:
    """(name, DuckDB's type) of the columns asked for. Raises UsageError on one that there is not."""
    known = {name: kind for name, kind, *_ in conn.execute(f"DESCRIBE {view}").fetchall()}
    names = wanted.split(",") if wanted else ["date", "country", *(name for name in known if name not in ("date", "country"))]
    for name in names:
        if name not in known:
            raise UsageError(f"{name!r} is no column; there are {', '.join(known)}")
    return [(name, known[name]) for name in names]


def _flat(kind: str, name: str) -> str:
    """A column as one cell: a list's members joined, of a struct its first member (the code, name or address)."""
    if kind.startswith("STRUCT("):
        first = kind.removeprefix("STRUCT(").partition(" ")[0]
        return f"array_to_string(list_transform({name}, lambda one: one.{first}), '; ')"
    if kind.endswith("[]"):
        return f"array_to_string({name}, '; ')"
    # A zone would make Excel refuse the value, and R and Stata guess: the text says UTC once, in the dictionary.
    return f"CAST({name} AT TIME ZONE 'UTC' AS TIMESTAMP)" if kind == "TIMESTAMP WITH TIME ZONE" else name


def _rows(result: Any) -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(_AT_A_TIME):
        yield from rows


def _csv(path: Path, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    from newsbeam.pipeline.report.harmless import for_csv

    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets Excel see UTF-8
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in rows:
            writer.writerow([cell if isinstance(cell, int | float) else for_csv(_text(cell)) for cell in row])


def _text(cell: Any) -> Any:
    return cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else cell


def _excel(path: Path, names: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> None:
    try:
        import xlsxwriter
    except ImportError:
        raise UsageError(f"{path}: Excel's format needs `pip install newsbeam[excel]`; or say a name that ends in .csv") from None
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("stories")
        form = {
            kind: book.add_format({"num_format": form}) for kind, form in (("time", "yyyy-mm-dd hh:mm:ss"), ("day", "yyyy-mm-dd"))
        }
        sheet.write_row(0, 0, names, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            if line >= _LINES:
                raise UsageError(f"{path}: more than {_LINES - 1:,} rows, which no sheet holds; filter them, or say .csv")
            for at, cell in enumerate(row):
                _put(sheet, line, at, cell, form)


def _put(sheet: Any, line: int, at: int, cell: Any, form: dict[str, Any]) -> None:
    from newsbeam.pipeline.report.harmless import plain

    if isinstance(cell, datetime):
        if cell.year >= 1900:
            sheet.write_datetime(line, at, cell, form["time"])
        else:  # Excel's calendar begins there
            sheet.write_string(line, at, cell.isoformat(" "))
    elif hasattr(cell, "isoformat"):
        sheet.write_datetime(line, at, datetime(cell.year, cell.month, cell.day), form["day"])  # noqa: DTZ001 (a day of Excel's has no zone)
    elif isinstance(cell, int | float):
        sheet.write_number(line, at, cell)
    elif cell is not None:
        sheet.write_string(line, at, plain(cell)[:_CELL])
