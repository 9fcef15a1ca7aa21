"""What the site shows, asked of an output: through the shipped views, from its state, and from the reports of its runs. Plain rows, no HTML."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.database import open_state
from newsbeam.connectors.state.polls import load_polls

Row = Mapping[str, Any]
MOST_RUNS = 60
MOST_CARDS = 12

COUNTRIES = "SELECT country, count(*) AS stories, count(DISTINCT provider) AS providers FROM stories_current GROUP BY ALL ORDER BY 2 DESC, 1"
DAYS = """SELECT country, date, count(*) AS stories FROM stories_current
WHERE date IN (SELECT DISTINCT date FROM stories_current ORDER BY date DESC LIMIT 14) GROUP BY ALL ORDER BY 2, 1"""
LANGUAGES = "SELECT coalesce(language, 'not known') AS name, count(*) AS stories FROM stories_current GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 20"
PROVIDERS = "SELECT provider AS name, count(*) AS stories FROM stories_current GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 20"
BASES = "SELECT country_basis AS name, count(*) AS stories FROM stories_current GROUP BY ALL ORDER BY 2 DESC, 1"
TOTALS = """SELECT count(*) AS tellings, count(DISTINCT story_id) AS stories, count(DISTINCT provider) AS providers,
count(DISTINCT country) AS countries, count(DISTINCT language) AS languages, min(date) AS first_day, max(date) AS last_day FROM stories"""
SYNDICATED = """WITH days AS (SELECT max(date) AS last FROM stories_current)
SELECT coalesce(cluster_id, story_id) AS cluster_id, count(*) AS members, count(DISTINCT provider) AS providers,
  list(struct_pack(story_id := story_id, provider := provider, first_at := coalesce(first_created, fetched_at), headline := headline,
       language := language, country := country)
       ORDER BY (story_id <> coalesce(cluster_id, story_id)), coalesce(first_created, fetched_at), story_id) AS cluster_stories
FROM stories_current WHERE date >= (SELECT last - INTERVAL 2 DAY FROM days) GROUP BY ALL HAVING count(*) > 1
ORDER BY providers DESC, members DESC, cluster_id LIMIT ?"""
LATEST = """SELECT story_id, provider, country, headline, coalesce(first_created, fetched_at) AS first_at, dateline_place
FROM stories_current WHERE headline IS NOT NULL ORDER BY published_at DESC, first_at DESC, story_id LIMIT ?"""
CHANGED = """SELECT * FROM (
  SELECT story_id, provider, published_at, revision_kind, pub_status, headline, revision,
    lag(headline) OVER (PARTITION BY date, country, story_id ORDER BY revision) AS before
  FROM stories) WHERE before IS NOT NULL AND headline IS NOT NULL AND before <> headline AND pub_status = 'usable'
ORDER BY published_at DESC, story_id, revision LIMIT ?"""
CORRECTED = """SELECT story_id, provider, published_at, revision_kind, pub_status, headline, ed_note FROM stories
WHERE revision_kind IN ('correction', 'kill', 'refile') OR pub_status <> 'usable' ORDER BY published_at DESC, story_id LIMIT ?"""
STORY = "SELECT * FROM stories WHERE story_id IN (SELECT unnest(?)) ORDER BY story_id, revision_order DESC"
FOLLOWERS = """SELECT cluster_id, story_id, provider, headline, coalesce(first_created, fetched_at) AS first_at, cluster_relation, cluster_similarity
FROM stories_current WHERE cluster_id IN (SELECT cluster_id FROM stories WHERE story_id IN (SELECT unnest(?))) ORDER BY first_at, story_id"""


def asked(conn: Any, sql: str, *values: Any) -> list[dict[str, Any]]:
    """The answer as dicts."""
    answer = conn.execute(sql, list(values))
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def reports(runs: Path) -> list[dict[str, Any]]:
    """The reports of the last runs, oldest first. One that cannot be read is left out: the site is no place to fail."""
    found: list[dict[str, Any]] = []
    for path in sorted(runs.glob("*.json"))[-MOST_RUNS:]:
        try:
            report = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(report, dict) and "batch_id" in report:
            found.append(report)
    return found


def letters(conn: Any, folder: Path) -> list[dict[str, Any]]:
    """Open dead letters by reason and feed."""
    if next(folder.glob("date=*/*.parquet"), None) is None:
        return []
    files = f"{folder}/date=*/*.parquet".replace("'", "''")
    sql = f"""SELECT reason, stage, count(*) AS letters, count(DISTINCT feed_id) AS feeds, any_value(error) AS example
FROM read_parquet('{files}', union_by_name = true) GROUP BY ALL ORDER BY 3 DESC, 1"""  # noqa: S608 (our own folder, quoted)
    return asked(conn, sql)


def by_feed(state: Path, runs: Sequence[Row]) -> dict[str, list[Row]]:
    """feed_id -> its polls that the state keeps, oldest first, each with what its cursor says now.

    Feeds that these runs asked, or that are to be asked after them: reports list only whom they asked, and one that nobody lists any
    more is asked no more. Without a state: the lines of the reports.
    """
    if not state.exists() or not runs:
        return _lines_of(runs)
    with closing(open_state(state)) as conn:
        polls, cursors = load_polls(conn), load_cursors(conn)
    begin, end = (datetime.fromisoformat(run[name]) for run, name in ((runs[0], "started_at"), (runs[-1], "started_at")))
    found: dict[str, list[Row]] = {}
    for feed_id, kept in polls.items():
        cursor = cursors.get(feed_id)
        due = cursor.next_due if cursor is not None else None
        if kept[-1].at >= begin or (due is not None and due >= end):
            now = {
                "gap_suspected": cursor is not None and cursor.gap_suspected,
                "next_poll_at": due.isoformat() if due is not None else None,
            }
            found[feed_id] = [{**one._asdict(), **now} for one in kept]
    return found


def _lines_of(runs: Iterable[Row]) -> dict[str, list[Row]]:
    lines: dict[str, list[Row]] = {}
    for run in runs:
        for feed in run.get("feeds", ()):
            lines.setdefault(feed["feed_id"], []).append(feed)
    return lines
