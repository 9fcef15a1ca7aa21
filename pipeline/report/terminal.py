"""The report on a terminal: progress while a run works, a table at its end; plain lines where the output is no terminal."""

import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newsbeam.pipeline.report.harmless import plain
from newsbeam.pipeline.report.model import FeedReport, RunReport

_MARKS = {"ok": "green", "unchanged": "dim", "not_modified": "dim", "skipped": "dim", "soft": "yellow"}
"""Every other outcome is red."""
_RESTS = {"idle": "not due", "dormant": "not due (they failed for long)"}
_MOVES = {
    "moved": "moved for good: its new address is adopted after three such answers in a day",
    "adopted": "moved for good: asked at its new address from now on",
    "moved_to_known_feed": "moved for good to the address of another feed of the list: one of them may go",
}
MOST_FEEDS = 40
"""Feeds that brought nothing and failed at nothing are left out of longer tables."""


class Progress:
    """A line that moves on a terminal, and nothing elsewhere: a log file has no use for a bar."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._status: Any = None
        if not quiet and sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status("reading the feed list")

    def __enter__(self) -> Self:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._status is not None:
            self._status.stop()

    def tell(self, stage: str, done: int, of: int) -> None:
        """Show how far a stage has come; `of` is 0 where nobody knows."""
        if self._status is not None:
            self._status.update(f"{stage}: {done} of {of}" if of else f"{stage}: {done} done, working on the next")


def show(report: RunReport, out: Path | str, *, all_feeds: bool = False) -> None:
    """Print the report: a table on a terminal, one line per fact elsewhere. `all_feeds`: those without news or trouble too."""
    if sys.stdout.isatty():
        _table(report, out)
    else:
        sys.stdout.write("\n".join(lines(report, out, all_feeds=all_feeds)) + "\n")


def lines(report: RunReport, out: Path | str, *, all_feeds: bool = False) -> list[str]:
    """The report as plain lines: `key: value`, feeds that have something to say, the sums, and where to read more."""
    found = [f"run: {report.batch_id}{' (dry run: nothing was published)' if report.dry_run else ''}"]
    found += [f"feed: {feed.feed_id}: {_said(feed)}" for feed in report.feeds if all_feeds or _speaks(feed)]
    if report.not_asked:
        found.append(f"not asked: {not_asked(report)}")
    grown = report.partitions
    if grown:
        found.append(f"partitions: {len(grown)} grew by {sum(p.rows_added for p in grown)} rows")
    found += [f"waits: {line}" for line in report.waiting]
    found.append(f"sums: {report.totals}")
    if report.politeness:
        found.append(f"politeness: {politeness(report)}")
    if not report.dry_run:
        found.append(f"report: {out}/runs/{report.batch_id}.html")
    return found


def _table(report: RunReport, out: Path | str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("feed", "outcome"):
        table.add_column(name)
    for name in ("entries", "new", "revised", "known", "held", "dead"):
        table.add_column(name, justify="right")
    table.add_column("note", overflow="fold")
    shown = [feed for feed in report.feeds if _speaks(feed)] if len(report.feeds) > MOST_FEEDS else list(report.feeds)
    for feed in shown:
        colour = _MARKS.get(feed.outcome, "red")
        figures = (feed.entries, feed.new, feed.revisions, feed.duplicates, feed.held, feed.dead_letters)
        note = _note(feed)
        table.add_row(
            escape(plain(feed.feed_id)),
            f"[{colour}]{feed.outcome}[/]",
            *(str(n) if n else "[dim]·[/]" for n in figures),
            escape(note),
        )
    if shown:
        console.print(table)
    if len(shown) < len(report.feeds):
        console.print(f"[dim]and {len(report.feeds) - len(shown)} feeds without news or trouble[/]")
    if report.not_asked:
        console.print(f"[dim]not asked: {not_asked(report)}[/]")
    console.print()
    _partitions(console, report)
    mark = "[green]adds up[/]" if report.conservation.ok else "[red]DOES NOT ADD UP[/]"
    console.print(f"{escape(str(report.totals))}: {mark}")
    if report.politeness:
        console.print(f"politeness: {escape(politeness(report))}")
    if report.dry_run:
        console.print("[yellow]dry run: nothing was published[/]")
    else:
        console.print(f"report: {escape(f'{out}/runs/{report.batch_id}')}.html")


def _partitions(console: Any, report: RunReport) -> None:
    """A bar per country, the longest first: what this run added."""
    countries: dict[str, int] = {}
    for grown in report.partitions:
        countries[grown.country] = countries.get(grown.country, 0) + grown.rows_added
    most = max(countries.values(), default=0)
    for country, rows in sorted(countries.items(), key=lambda one: (-one[1], one[0]))[:12]:
        console.print(f"  {country}  [cyan]{'█' * max(1, round(32 * rows / most))}[/] {rows}")
    if len(countries) > 12:
        console.print(f"  [dim]and {len(countries) - 12} countries more[/]")
    if countries:
        console.print()


def not_asked(report: RunReport) -> str:
    """How many feeds have no line, by why."""
    return ", ".join(f"{count} {_RESTS.get(why, why)}" for why, count in report.not_asked.items())


def politeness(report: RunReport) -> str:
    """The politeness report in one line: how many rules were kept, and each that was broken with what broke it."""
    broken = [f"{one.rule} broken ({one.text}): {plain(one.detail)[:160]}" for one in report.politeness if one.kept is False]
    kept = sum(one.kept is True for one in report.politeness)
    unasked = sum(one.kept is None for one in report.politeness)
    return "; ".join([f"{kept} of {len(report.politeness)} rules kept, {unasked} without occasion", *broken])


def _speaks(feed: FeedReport) -> bool:
    dull = feed.outcome in ("unchanged", "not_modified", "skipped") or (feed.outcome == "ok" and not feed.requests)
    return bool(feed.entries or not dull or feed.gap_suspected or _MOVES.keys() & set(feed.flags))


def _said(feed: FeedReport) -> str:
    figures = ", ".join(
        f"{count} {name}"
        for name, count in (
            ("new", feed.new),
            ("revisions", feed.revisions),
            ("duplicates", feed.duplicates),
            ("held", feed.held),
            ("dead letters", feed.dead_letters),
            ("over the limit", feed.item_limit),
        )
        if count
    )
    return "; ".join(part for part in (feed.outcome, figures, _note(feed)) if part)


def _note(feed: FeedReport) -> str:
    parts = [feed.reason if feed.outcome != "skipped" else None, plain(feed.message)[:160]]
    if feed.outcome == "skipped" and feed.next_poll_at is not None:
        parts.append(f"not before {feed.next_poll_at:%Y-%m-%d %H:%M} UTC")
    if feed.outcome == "ok" and not feed.entries:
        parts.append("no entries")
    parts += [said for flag, said in _MOVES.items() if flag in feed.flags]
    if feed.gap_suspected:
        parts.append("gap suspected: poll it more often")
    return ": ".join(part for part in parts if part)
