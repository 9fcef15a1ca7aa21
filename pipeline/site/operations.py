"""Operations: which feed is broken, since when and why; what was refused; how long runs take. From the state and the runs' own reports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from statistics import median
from typing import Any

from newsbeam.connectors.state.dead_letters import Summed
from newsbeam.pipeline.site import queries
from newsbeam.pipeline.site.queries import FeedLine, Row
from newsbeam.pipeline.site.shell import bars, page, safe, spark, table, tiles

MOST_FEEDS = 500
STAGES = ("ReadDocuments", "ParseDocuments", "NormaliseItems", "TagStories", "ResolveStories", "ClusterSyndicated", "WriteStories")


def operations(runs: Sequence[Row], known: queries.Operations, reports: str) -> str:
    """`operations.html`; `reports` leads from it to the folder of the runs' pages."""
    if not runs:
        return page("Operations", "operations.html", ("<h1>Operations</h1>", '<p class="soft">No run has left a report here.</p>'))
    last = runs[-1]
    feeds = known.feeds
    many = f"The last {len(runs)} runs, the last of them" if len(runs) > 1 else "One run,"
    return page(
        "Operations",
        "operations.html",
        (
            "<h1>Operations</h1>",
            f'<p class="soft">{many} on {safe(last["finished_at"][:16].replace("T", " at "))}. Times are UTC.</p>',
            tiles(
                (
                    ("feeds", len(feeds)),
                    ("failing", sum(1 for one in feeds if one.health.failing)),
                    ("entries in these runs", sum(run["totals"]["entries"] for run in runs)),
                    ("new stories in them", sum(run["totals"]["new"] for run in runs)),
                    ("open dead letters", sum(one.letters for one in known.letters)),
                    ("seconds, last run", f"{seconds(last):.1f}"),
                    *(((("MB at most, last run", round(memory / 1e6))),) if (memory := last.get("peak_memory_bytes")) else ()),
                )
            ),
            "<h2>Feeds</h2>",
            _feeds(feeds),
            "<h2>Open dead letters</h2>",
            _letters(known.letters),
            "<h2>Runs</h2>",
            _durations(runs),
            table(
                ("run", "exit", "entries", "new", "revisions", "dead letters", "seconds", "MB"),
                [_run(run, reports) for run in reversed(runs)],
                numbers=(1, 2, 3, 4, 5, 6, 7),
                name="Runs",
            ),
            "<h2>Stages of the last run</h2>",
            bars(
                [
                    (safe(name), round(1000 * stage["seconds"]))
                    for name, stage in sorted(last.get("stages", {}).items(), key=_place)
                ],
                heads=("stage", "milliseconds"),
                name="Milliseconds by stage",
            )
            if last.get("stages")
            else '<p class="soft">It had nothing to process.</p>',
        ),
    )


def _feeds(feeds: Sequence[FeedLine]) -> str:
    if not feeds:
        return '<p class="soft">No feed was asked in these runs.</p>'
    more = f'<p class="soft">{len(feeds) - MOST_FEEDS} more feeds are not shown.</p>' if len(feeds) > MOST_FEEDS else ""
    return (
        table(
            ("feed", "state", "fails", "new, poll by poll", "items/day", "next poll"),
            [_feed(one) for one in feeds[:MOST_FEEDS]],
            numbers=(2, 4),
            name="Feeds by health",
        )
        + more
    )


def _feed(one: FeedLine) -> tuple[str, ...]:
    health = one.health
    style = "bad" if health.failures_in_a_row > 2 or health.state.startswith("gone") else "warn" if health.failing else "good"
    new = [poll.new for poll in one.polls][-40:]
    said = one.polls[-1].message if health.failing else None
    why = ": ".join(part for part in (health.last_error if health.failing else None, said) if part)
    why = "; ".join(part for part in (why, "gap suspected" if one.gap else "") if part)
    return (
        f'<span class="id">{safe(health.feed_id)}</span>',
        f'<span class="{style} words">{safe(health.state)}</span>'
        + (f'<small class="soft">{safe(why[:300])}</small>' if why else ""),
        f"{health.failures_in_a_row or ''}",
        spark(new, what=f"New stories poll by poll: {', '.join(map(str, new[-10:]))}"),
        "" if health.items_a_day is None else f"{health.items_a_day:,g}",
        f'<span class="nowrap">{f"{health.next_poll_at:%d %b %H:%M}" if health.next_poll_at else ""}</span>',
    )


def _letters(letters: Sequence[Summed]) -> str:
    if not letters:
        return '<p class="soft">Nothing waits to be tried again.</p>'
    rows = [
        (
            safe(one.reason),
            safe(one.stage),
            f"{one.letters:,}",
            f"{one.feeds:,}",
            f'<span class="words">{safe(one.example)[:300]}</span>',
        )
        for one in letters
    ]
    return table(("reason", "stage", "letters", "feeds", "for instance"), rows, numbers=(2, 3), name="Open dead letters by reason")


def _durations(runs: Sequence[Row]) -> str:
    """How long they took, as a row of bars where there are some."""
    if len(runs) < 2:
        return ""
    took = [seconds(run) for run in runs]
    return (
        f'<p class="soft">Seconds, oldest run first: {min(took):.1f} to {max(took):.1f}, half of them under {median(took):.1f}.</p>'
        f"<p>{spark([round(one * 10) for one in took], what='Seconds of each run, oldest first')}</p>"
    )


def _place(stage: tuple[str, Any]) -> tuple[int, str]:
    return (STAGES.index(stage[0]) if stage[0] in STAGES else len(STAGES), stage[0])


def _run(run: Mapping[str, Any], reports: str) -> tuple[str, ...]:
    name = safe(run["batch_id"])
    totals = run["totals"]
    style = "good" if run["exit_code"] == 0 else "bad"
    memory = run.get("peak_memory_bytes")
    return (
        f'<a class="nowrap" href="{escape(reports)}/{name}.html">{name}</a>',
        f'<span class="{style}">{run["exit_code"]}</span>',
        *(f"{totals[key]:,}" for key in ("entries", "new", "revisions", "dead_letters")),
        f"{seconds(run):.1f}",
        f"{memory / 1e6:.0f}" if memory else "",
    )


def seconds(run: Row) -> float:
    """How long a run took."""
    try:
        return (datetime.fromisoformat(run["finished_at"]) - datetime.fromisoformat(run["started_at"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return 0.0
