"""`newsbeam stats`: counts by date, country, provider and language, with a line of bars over the days."""

import argparse
import sys
from datetime import timedelta
from typing import Any

from newsbeam.pipeline.commands.arguments import row_count
from newsbeam.pipeline.commands.filters import add_filters, refuse_misspelt, table_of, where_of
from newsbeam.pipeline.dataset.query import open_dataset

GROUPS = {"country": "country", "provider": "provider", "language": "coalesce(language, '(none)')", "feed_id": "feed_id"}
MOST_DAYS = 60
FEWEST_DAYS = 7
WIDEST = 32


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_filters(parser)
    parser.add_argument("--by", choices=("date", *GROUPS), help="only this count (default: all but feed_id)")
    parser.add_argument("--limit", type=row_count, metavar="N", default=15, help="at most so many rows a table (default: 15)")
    parser.add_argument("--json", action="store_true", help="the counts as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the counts that are asked for."""
    conn = open_dataset(arguments.out)
    where, view = where_of(arguments), table_of(arguments)
    wanted = [arguments.by] if arguments.by else ["date", "country", "provider", "language"]
    found = {name: _counts(conn, view, where, name) for name in wanted}
    if not any(found.values()):
        refuse_misspelt(conn, arguments)
    if arguments.json:
        _json(found)
        return 0
    from newsbeam.pipeline.report.grid import print_grid

    total = conn.execute(f"SELECT count(*) FROM {view} {where.sql}", where.parameters).fetchall()[0][0]  # noqa: S608 (words are parameters)
    sys.stdout.write(f"{total} {'tellings' if arguments.all_tellings else 'stories'}\n")
    most = max(1, arguments.limit)
    for name in wanted:
        rows = _lines(found[name]) if name == "date" else _ranked(found[name], most)
        sys.stdout.write("\n")
        print_grid([name, "stories", "" if name == "date" else "by day"], rows[:most])
        if len(rows) > most:
            sys.stdout.write(f"and {len(rows) - most} more; --limit shows them\n")
    return 0


def _counts(conn: Any, view: str, where: Any, name: str) -> dict[str, dict[Any, int]]:
    """{group: {day: stories}}; by date there is one group."""
    group = GROUPS.get(name, "'all'")
    query = f"SELECT {group}, date, count(*) FROM {view} {where.sql} GROUP BY ALL ORDER BY 1, 2"  # noqa: S608 (words are parameters)
    found: dict[str, dict[Any, int]] = {}
    for key, day, count in conn.execute(query, where.parameters).fetchall():
        found.setdefault(key, {})[day] = count
    return found


def _ranked(found: dict[str, dict[Any, int]], most: int) -> list[tuple[Any, ...]]:
    """The most frequent first, each with a bar for each of the last days, as many as there is room for."""
    from newsbeam.pipeline.report.grid import columns, cut, line_width, sparkline

    newest = max((day for days in found.values() for day in days), default=None)
    if newest is None:
        return []
    ranked = sorted(found.items(), key=lambda one: (-sum(one[1].values()), one[0]))
    width = line_width()
    name = min(WIDEST, max(columns(key) for key, _ in ranked[:most]))
    shown = MOST_DAYS if width is None else min(MOST_DAYS, max(FEWEST_DAYS, width - name - len("  stories  ")))
    oldest = min(day for days in found.values() for day in days if newest - day < timedelta(days=shown))
    axis = [oldest + timedelta(days=n) for n in range((newest - oldest).days + 1)]
    bars = [sparkline([days.get(day, 0) for day in axis]) for _, days in ranked]
    names = [key if width is None else cut(key, name) for key, _ in ranked]
    return [(key, sum(days.values()), bar) for key, (_, days), bar in zip(names, ranked, bars, strict=True)]


def _lines(found: dict[str, dict[Any, int]]) -> list[tuple[Any, ...]]:
    """The newest days first, with a bar each."""
    days = found.get("all", {})
    most = max(days.values(), default=1)
    return [(str(day), n, "█" * max(1, round(30 * n / most))) for day, n in sorted(days.items(), reverse=True)]


def _json(found: dict[str, dict[str, dict[Any, int]]]) -> None:
    import json

    counts = {
        name: {str(d): n for d, n in groups.get("all", {}).items()}
        if name == "date"
        else {key: {str(d): n for d, n in days.items()} for key, days in groups.items()}
        for name, groups in found.items()
    }
    sys.stdout.write(json.dumps(counts, indent=2, ensure_ascii=True) + "\n")
