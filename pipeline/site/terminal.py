"""The site's pages in a terminal, by rich: the same figures under the same names. Fetched words are made harmless, never markup."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.report.grid import sparkline
from newsbeam.pipeline.report.harmless import plain
from newsbeam.pipeline.site import queries
from newsbeam.pipeline.site.coverage import BASES
from newsbeam.pipeline.site.front import Front, kind_of, later
from newsbeam.pipeline.site.operations import seconds
from newsbeam.pipeline.site.story import by_line, decisions, marks, time_of
from newsbeam.pipeline.site.world import name_of

MOST_ROWS = 20
_BAR = 24
Cell = Text | str | int


def front(conn: Any) -> None:
    """Who told what first and who followed, headlines that changed, corrections and kills, and what came last."""
    console, rows = _console(), Front(conn)
    _title(
        console, "Carried by most", "In the last three days no text was carried by two providers." if not rows.syndicated else ""
    )
    for row in rows.syndicated:
        first, *others = row["cluster_stories"]
        console.print(_words(first["headline"], "bold"))
        followers = "".join(f", {one['provider']} {later(one['first_at'], first['first_at'])}" for one in others[:6])
        more = f" and {len(others) - 6} more" if len(others) > 6 else ""
        console.print(_words(f"  {first['provider']}, {first['first_at']:%d %b %H:%M}{followers}{more}", "dim"))
    _title(console, "Headlines that changed", "" if rows.changed else "No headline changed.")
    for row in rows.changed:
        console.print(_words(f"- {row['before']}", "dim"))
        console.print(_words(f"+ {row['headline']}"))
        console.print(_words(f"  {row['provider']}, {row['published_at']:%d %b %H:%M}, {row['revision_kind']}", "dim"))
    _title(console, "Corrections and kills", "" if rows.corrected else "Nothing was corrected or taken back.")
    if rows.corrected:
        cells = [
            (f"{row['published_at']:%d %b %H:%M}", _words(kind_of(row)), _words(row["provider"]), _words(row["headline"]))
            for row in rows.corrected
        ]
        _table(console, ("published", "kind", "provider", "headline"), cells)
    _title(console, "What came last", "" if rows.latest else "No story yet.")
    latest = [
        (
            f"{row['first_at']:%d %b %H:%M}",
            _words(row["country"]),
            _words(row["provider"]),
            _words(row["headline"]),
            row["story_id"][:8],
        )
        for row in rows.latest[:MOST_ROWS]
    ]
    _table(console, ("time", "country", "provider", "headline", "story_id"), latest)


def coverage(conn: Any) -> None:
    """Countries with a bar a day, evidence, languages, providers."""
    console = _console()
    (total,) = queries.asked(conn, queries.TOTALS)
    _title(console, "Coverage", "" if total["stories"] else "No story yet.")
    if not total["stories"]:
        return
    names = ("stories", "tellings", "providers", "countries", "languages")
    console.print(", ".join(f"{total[name]:,} {name}" for name in names) + f"; {total['first_day']} to {total['last_day']}")
    days = queries.asked(conn, queries.DAYS)
    last = max(row["date"] for row in days)
    axis = [last - timedelta(days=n) for n in reversed(range(14))]
    counts = {(row["country"], row["date"]): row["stories"] for row in days}
    countries = queries.asked(conn, queries.COUNTRIES)
    cells = [
        (
            _words(name_of(row["country"])),
            _words(row["country"]),
            f"{row['stories']:,}",
            f"{row['providers']:,}",
            sparkline([counts.get((row["country"], day), 0) for day in axis]),
        )
        for row in countries[:MOST_ROWS]
    ]
    console.print()
    _table(
        console, ("name", "country", "stories", "providers", f"14 days to {last:%d %b}"), cells, numbers=("stories", "providers")
    )
    if len(countries) > MOST_ROWS:
        console.print(f"and {len(countries) - MOST_ROWS} more; `newsbeam stats --by country --limit 300` has them all", style="dim")
    for title, sql in (("evidence", queries.BASES), ("language", queries.LANGUAGES), ("provider", queries.PROVIDERS)):
        rows = queries.asked(conn, sql)
        most = max((row["stories"] for row in rows), default=1)
        bars = [
            (_words(BASES.get(row["name"], row["name"])), f"{row['stories']:,}", "█" * max(1, round(_BAR * row["stories"] / most)))
            for row in rows
        ]
        console.print()
        _table(console, (title, "stories", ""), bars, numbers=("stories",))


def operations(out: Output) -> None:
    """Feeds in trouble first, open dead letters, and the last runs."""
    console = _console()
    runs = queries.reports(out.root / "runs")
    known = queries.operations(out.database, runs)
    _title(console, "Operations", "" if runs else "No run has left a report here.")
    if not runs:
        return
    failing = sum(1 for one in known.feeds if one.health.failing)
    console.print(
        f"{len(known.feeds):,} feeds, {failing:,} failing, {sum(one.letters for one in known.letters):,} open dead letters\n"
    )
    shown = [one for one in known.feeds if one.health.failing or one.gap] or known.feeds
    cells = [
        (
            _words(one.health.feed_id),
            _words(one.health.state, "red" if one.health.failing else "green"),
            _words((one.health.last_error if one.health.failing else "gap suspected" if one.gap else "") or ""),
            f"{one.health.failures_in_a_row or ''}",
            sparkline([poll.new for poll in one.polls[-14:]]),
        )
        for one in shown[:MOST_ROWS]
    ]
    _table(console, ("feed", "state", "error", "fails", "new"), cells, numbers=("fails",))
    if len(known.feeds) > len(cells):
        console.print(f"and {len(known.feeds) - len(cells)} more; `newsbeam feeds list` has them all", style="dim")
    if known.letters:
        console.print()
        letters = [
            (_words(one.reason), _words(one.stage), f"{one.letters:,}", f"{one.feeds:,}", _words(one.example))
            for one in known.letters
        ]
        _table(console, ("reason", "stage", "letters", "feeds", "for instance"), letters, numbers=("letters", "feeds"))
    console.print()
    lines: list[tuple[Cell, ...]] = [
        (
            _words(run["batch_id"]),
            _words(run["exit_code"], "green" if run["exit_code"] == 0 else "red"),
            *(f"{run['totals'][name]:,}" for name in ("entries", "new", "dead_letters")),
            f"{seconds(run):.1f}",
            f"{memory / 1e6:.0f}" if (memory := run.get("peak_memory_bytes")) else "",
        )
        for run in reversed(runs[-MOST_ROWS:])
    ]
    heads = ("run", "exit", "entries", "new", "dead letters", "seconds", "MB")
    _table(console, heads, lines, numbers=heads[1:])


def story(conn: Any, story_id: str) -> bool:
    """One story: its text with dateline, places and names marked, what was decided, its tellings, who else carries it. False: there is none."""
    tellings = queries.asked(conn, queries.STORY, [story_id])
    if not tellings:
        return False
    console, now = _console(), tellings[0]
    console.print(_words(now["headline"] or "No headline", "bold"))
    console.print(_words(f"{by_line(now)}; {time_of(now)}", "dim"))
    if now["pub_status"] != "usable":
        console.print(_words(f"{now['pub_status']}: {now['ed_note'] or 'taken back by its provider'}", "red"))
    if now["dateline_text"]:
        console.print(_words(now["dateline_text"], "black on yellow"))
    console.print(_marked(now))
    console.print()
    _table(console, ("decided", "as"), [(name, _words(words)) for name, words in decisions(now)])
    if now["countries"]:
        console.print()
        evidence = [
            (
                _words(name_of(one["code"])),
                _words(one["role"]),
                _words(one["basis"]),
                f"{one['score']:.2f}",
                _words(one["evidence"]),
            )
            for one in now["countries"]
        ]
        _table(console, ("country", "role", "from", "score", "words"), evidence, numbers=("score",))
    console.print()
    shown = [
        (f"{one['revision']}", _words(one["revision_kind"]), f"{one['published_at']:%d %b %Y %H:%M}", _words(one["headline"]))
        for one in tellings
    ]
    _table(console, ("no.", "kind", "published", "headline"), shown)
    others = queries.asked(conn, queries.FOLLOWERS, [story_id])
    if len(others) > 1:
        console.print()
        cells = [
            (
                f"{one['first_at']:%d %b %H:%M}",
                _words(one["provider"]),
                _words(one["cluster_relation"] or "first"),
                _words(one["headline"]),
            )
            for one in others
        ]
        _table(console, ("told", "provider", "relation", "headline"), cells)
    return True


def _console() -> Console:
    return Console(highlight=False, emoji=False, markup=False)


def _title(console: Console, text: str, none: str) -> None:
    console.print("\n" + text, style="bold")
    if none:
        console.print(none, style="dim")


def _words(value: object, style: str = "") -> Text:
    return Text(plain(value), style=style, overflow="fold")


def _table(console: Console, heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, numbers: Sequence[str] = ()) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in heads:
        wide = name in ("headline", "words", "as", "for instance")
        table.add_column(name, justify="right" if name in numbers else "left", overflow="fold", ratio=1 if wide else None)
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(str(cell)) for cell in row))
    console.print(table)


def _marked(row: dict[str, Any]) -> Text:
    text = row["text"] or ""
    found = Text(text="".join(c if c == "\n" else plain(c) for c in text))
    for at, end, kind, _ in marks(row):
        found.stylize("bold cyan" if kind else "bold yellow", at, end)
    return found
