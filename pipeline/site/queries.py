"""What the site shows, asked of an output: through the shipped views, from its state, and from the reports of its runs. Plain rows, no HTML."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.database import open_to_read
from newsbeam.connectors.state.dead_letters import Summed, open_summed
from newsbeam.connectors.state.polls import Poll, load_polls, paused
from newsbeam.pipeline.runs.feed_health import FeedHealth, health_of
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

Row = Mapping[str, Any]
MOST_RUNS = 60
MOST_CARDS = 12

COUNTRIES = "SELECT country, count(*) AS stories, count(DISTINCT provider) AS providers FROM stories_current GROUP BY country ORDER BY country = 'ZZ', 2 DESC, 1"
DAYS = """SELECT country, date, count(*) AS stories FROM stories_current
WHERE date IN (SELECT DISTINCT date FROM stories_current ORDER BY date DESC LIMIT 14) GROUP BY ALL ORDER BY 2, 1"""
LANGUAGES = "SELECT coalesce(language, 'not known') AS name, count(*) AS stories FROM stories_current GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 20"
PROVIDERS = "SELECT provider AS name, count(*) AS stories FROM stories_current GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 20"
BASES = "SELECT country_basis AS name, count(*) AS stories FROM stories_current GROUP BY ALL ORDER BY 2 DESC, 1"
TOTALS = """SELECT count(*) AS stories, (SELECT count(*) FROM stories) AS tellings, count(DISTINCT provider) AS providers,
count(DISTINCT country) FILTER (country <> 'ZZ') AS countries, count(DISTINCT language) AS languages, min(date) AS first_day,
max(date) AS last_day FROM stories_current"""
SYNDICATED = """WITH days AS (SELECT max(date) AS last FROM stories_current)
SELECT coalesce(cluster_id, story_id) AS cluster_id, count(*) AS members, count(DISTINCT provider) AS providers,
  list(struct_pack(story_id := story_id, provider := provider, first_at := least(first_created, fetched_at), headline := headline,
       language := language, country := country)
       ORDER BY least(first_created, fetched_at), story_id <> coalesce(cluster_id, story_id), story_id) AS cluster_stories
FROM stories_current WHERE date >= (SELECT last - INTERVAL 2 DAY FROM days) GROUP BY ALL HAVING count(DISTINCT provider) > 1
ORDER BY providers DESC, members DESC, cluster_id LIMIT ?"""
LATEST = """SELECT story_id, provider, country, headline, dateline_place,
  least(first_created, fetched_at) AS first_at
FROM stories_current WHERE headline IS NOT NULL ORDER BY published_at DESC, first_at DESC, story_id LIMIT ?"""
CHANGED = """SELECT * FROM (
  SELECT story_id, provider, published_at, revision_kind, pub_status, headline, revision,
    lag(headline) OVER (PARTITION BY date, country, story_id ORDER BY revision) AS before
  FROM stories) WHERE before IS NOT NULL AND headline IS NOT NULL AND before <> headline AND pub_status = 'usable'
ORDER BY published_at DESC, story_id, revision LIMIT ?"""
CORRECTED = """SELECT story_id, provider, published_at, revision_kind, pub_status, headline, ed_note FROM stories
WHERE revision_kind IN ('correction', 'kill', 'refile') OR pub_status <> 'usable' ORDER BY published_at DESC, story_id LIMIT ?"""
STORY = "SELECT * FROM stories WHERE story_id IN (SELECT unnest(?)) ORDER BY story_id, revision_order DESC"
FOLLOWERS = """SELECT cluster_id, story_id, provider, headline, least(first_created, fetched_at) AS first_at, cluster_relation, cluster_similarity
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


class Operations(NamedTuple):
    """What the state says of an output's feeds and its open dead letters."""

    feeds: list["FeedLine"]
    letters: list[Summed]


class FeedLine(NamedTuple):
    """One feed: how it does, its polls that are kept, oldest first, and whether it may have lost news between two of them."""

    health: FeedHealth
    polls: list[Poll]
    gap: bool


def operations(state: Path, runs: Sequence[Row]) -> Operations:
    """Feeds, those in trouble first, and open dead letters. Without a state: the feeds of the reports.

    Feeds that these runs asked, or that are to be asked after them: reports list only whom they asked, and one that nobody lists any
    more is asked no more.
    """
    if not runs:
        return Operations([], [])
    begin, end = (datetime.fromisoformat(run[name]) for run, name in ((runs[0], "started_at"), (runs[-1], "started_at")))
    cursors: Mapping[str, Cursor] = {}
    pauses: Mapping[str, datetime | None] = {}
    letters: list[Summed] = []
    if state.exists():
        with closing(open_to_read(state)) as conn:
            polls, cursors, pauses = load_polls(conn), load_cursors(conn), paused(conn, end)
            letters = open_summed(conn)
    else:
        polls = _polls_of(runs)
    found = []
    for feed_id, kept in polls.items():
        cursor = cursors.get(feed_id) or Cursor(feed_id=feed_id)
        if kept[-1].at >= begin or (cursor.next_due is not None and cursor.next_due >= end) or feed_id in pauses:
            health = health_of(Feed(id=feed_id, provider=feed_id, path=""), cursor, kept, pauses, end)
            found.append(FeedLine(health, kept, cursor.gap_suspected))
    found.sort(key=lambda one: (not one.health.failing, -one.health.failures_in_a_row, not one.gap, one.health.feed_id))
    return Operations(found, letters)


def _polls_of(runs: Iterable[Row]) -> dict[str, list[Poll]]:
    polls: dict[str, list[Poll]] = {}
    for run in runs:
        for feed in run.get("feeds", ()):
            usual = {"reason": None, "http_status": None, "message": None, "outcome": "ok"}
            known = {**usual, **dict.fromkeys(("entries", "new", "revisions", "dead_letters", "body_bytes"), 0), **feed}
            known["at"] = datetime.fromisoformat(run["started_at"])
            polls.setdefault(feed["feed_id"], []).append(Poll(**{name: known[name] for name in Poll._fields}))
    return polls
