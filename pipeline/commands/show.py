"""`newsbeam show`: stories as a table, its columns named as in the dataset."""

import argparse
import sys

from newsbeam.pipeline.commands.arguments import row_count
from newsbeam.pipeline.commands.filters import add_filters, refuse_misspelt, table_of, where_of
from newsbeam.pipeline.commands.printable import print_data
from newsbeam.pipeline.dataset.query import open_dataset

_COLUMNS = {
    "date": "strftime(date, '%Y-%m-%d')",
    "country": "country",
    "provider": "provider",
    "language": "language",
    "dateline_place": "dateline_place",
    "headline": "coalesce(headline, summary, left(body_text, 200))",
    "story_id": "story_id",
}
_ORDER = "ORDER BY date DESC, coalesce(first_created, fetched_at) DESC, story_id, revision DESC"
SHORT_ID = 12
"""Of a story's id, on a narrow terminal; `explain` takes the beginning of an id."""
FORMATS = ("table", "csv", "json")


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_filters(parser)
    parser.add_argument("--limit", type=row_count, metavar="N", default=50, help="at most so many (default: 50)")
    parser.add_argument("--format", choices=FORMATS, default="table", help="table (default), csv, or json: one object a line")


def run(arguments: argparse.Namespace) -> int:
    """Print the newest stories that the filters let through."""
    conn = open_dataset(arguments.out)
    where = where_of(arguments)
    view = table_of(arguments)
    extra = ", revision, revision_kind" if arguments.all_tellings else ""
    chosen = ", ".join(f'{sql} AS "{name}"' for name, sql in _COLUMNS.items()) + extra
    names = [*_COLUMNS, *(("revision", "revision_kind") if extra else ())]
    query = f"SELECT {chosen} FROM {view} {where.sql} {_ORDER} LIMIT ?"  # noqa: S608 (words are parameters)
    rows = conn.execute(query, [*where.parameters, arguments.limit]).fetchall()
    total = conn.execute(f"SELECT count(*) FROM {view} {where.sql}", where.parameters).fetchall()[0][0]  # noqa: S608 (as above)
    if not total:
        refuse_misspelt(conn, arguments)
    if arguments.format == "csv":
        _csv(names, rows)
    elif arguments.format == "json":
        _json(names, rows)
    else:
        from newsbeam.pipeline.report.grid import print_grid

        print_grid(
            names,
            rows,
            fold=("headline",),
            drop=("language", "dateline_place", "revision_kind", "revision"),
            short={"story_id": SHORT_ID},
        )
        sys.stdout.write(f"{len(rows)} of {total} {'tellings' if arguments.all_tellings else 'stories'}\n")
    return 0


def _csv(names: list[str], rows: list[tuple[object, ...]]) -> None:
    import csv

    from newsbeam.pipeline.report.harmless import for_csv

    print_data()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([for_csv(cell) for cell in row] for row in rows)


def _json(names: list[str], rows: list[tuple[object, ...]]) -> None:
    import json

    for row in rows:
        sys.stdout.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=True, default=str) + "\n")
