"""Operations: which feed is broken, since when and why; what was refused; how long runs take. From the state and the runs' own reports."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from newsbeam.pipeline.site.figures import Row
from newsbeam.pipeline.site.shell import bars, page, safe, spark, table, tiles

WELL = ("ok", "unchanged", "not_modified")
MOST_FEEDS = 500
_PUT_OFF = "skipped"


def operations(runs: Sequence[Row], feeds: Mapping[str, Sequence[Row]], letters: Sequence[Row], reports: str) -> str:
    """`operations.html`; `reports` leads from it to the folder of the runs' pages."""
    if not runs:
        return page("Operations", "operations.html", ("<h1>Operations</h1>", '<p class="soft">No run has left a report here.</p>'))
    last = runs[-1]
    by_health = sorted((_Feed(feed_id, lines) for feed_id, lines in feeds.items()), key=lambda feed: (-feed.failing, feed.name))
    broken = sum(1 for feed in by_health if feed.failing)
    return page(
        "Operations",
        "operations.html",
        (
            "<h1>Operations</h1>",
            f'<p class="soft">The last {len(runs)} runs, up to {safe(last["finished_at"][:16].replace("T", " "))} UTC.</p>',
            tiles(
                (
                    ("feeds", len(feeds)),
                    ("failing", broken),
                    ("entries in these runs", sum(run["totals"]["entries"] for run in runs)),
                    ("new stories", sum(run["totals"]["new"] for run in runs)),
                    ("dead letters", sum(run["totals"]["dead_letters"] for run in runs)),
                    ("seconds, last run", f"{_seconds(last):.1f}"),
                )
            ),
            "<h2>Feeds</h2>",
            table(
                ("feed", "state", "why", "new, poll by poll", "new", "gap", "next poll"),
                [feed.cells() for feed in by_health[:MOST_FEEDS]],
                numbers=(4,),
                name="Feeds by health",
            ),
            f'<p class="soft">{len(feeds) - MOST_FEEDS} more feeds are not shown.</p>' if len(feeds) > MOST_FEEDS else "",
            "<h2>Dead letters by reason</h2>",
            _letters(letters),
            "<h2>Seconds of a run</h2>",
            spark([round(_seconds(run) * 10) for run in runs], what="Seconds of each run, oldest first"),
            "<h2>Stages of the last run</h2>",
            bars(
                [(safe(name), round(1000 * stage["seconds"])) for name, stage in last.get("stages", {}).items()],
                heads=("stage", "milliseconds"),
                name="Milliseconds by stage",
            ),
            "<h2>Runs</h2>",
            table(
                ("run", "exit", "entries", "new", "revisions", "dead letters", "seconds"),
                [_run(run, reports) for run in reversed(runs)],
                numbers=(1, 2, 3, 4, 5, 6),
                name="Runs",
            ),
        ),
    )


class _Feed:
    """One feed over its polls. A run that did not ask it says nothing of its health."""

    def __init__(self, feed_id: str, lines: Sequence[Row]) -> None:
        self.name = feed_id
        self.lines = lines
        asked = [line for line in lines if line["outcome"] != _PUT_OFF]
        self.asked = asked or list(lines)
        self.failing = 0
        for line in reversed(asked):
            if line["outcome"] in WELL:
                break
            self.failing += 1

    def cells(self) -> tuple[str, ...]:
        last = self.asked[-1]
        state = last["outcome"]
        style = "bad" if self.failing > 2 or state in ("gone", "blocked", "hard") else "warn" if self.failing else "good"
        words = f"failing, {self.failing} in a row" if self.failing else state.replace("_", " ")
        why = (
            " ".join(safe(one) for one in (last["reason"], last["http_status"], last.get("message")) if one) if self.failing else ""
        )
        new = [line["new"] for line in self.lines]
        return (
            safe(self.name),
            f'<span class="{style}">{safe(words)}</span>',
            f'<span class="words">{why[:300]}</span>',
            spark(new[-40:], what=f"New stories poll by poll: {', '.join(map(str, new[-10:]))}"),
            f"{sum(new):,}",
            "suspected" if any(line.get("gap_suspected") for line in self.lines) else "",
            safe((last["next_poll_at"] or "")[:16].replace("T", " ")),
        )


def _letters(letters: Sequence[Row]) -> str:
    if not letters:
        return '<p class="soft">Nothing was refused.</p>'
    rows = [
        (
            safe(row["reason"]),
            safe(row["stage"]),
            f"{row['letters']:,}",
            f"{row['feeds']:,}",
            f'<span class="words">{safe(row["example"])[:300]}</span>',
        )
        for row in letters
    ]
    return table(("reason", "stage", "letters", "feeds", "for instance"), rows, numbers=(2, 3), name="Dead letters by reason")


def _run(run: Mapping[str, Any], reports: str) -> tuple[str, ...]:
    name = safe(run["batch_id"])
    totals = run["totals"]
    style = "good" if run["exit_code"] == 0 else "bad"
    return (
        f'<a href="{escape(reports)}/{name}.html">{name}</a>',
        f'<span class="{style}">{run["exit_code"]}</span>',
        *(f"{totals[key]:,}" for key in ("entries", "new", "revisions", "dead_letters")),
        f"{_seconds(run):.1f}",
    )


def _seconds(run: Row) -> float:
    from datetime import datetime

    try:
        return (datetime.fromisoformat(run["finished_at"]) - datetime.fromisoformat(run["started_at"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return 0.0
