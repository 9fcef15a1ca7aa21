"""Feed files written for these tests: what they list changes from run to run."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

TOPICS = ["the budget", "a bridge", "the harvest", "an election", "the trains", "a flood", "the museum", "a strike"]
CITIES = ["KARACHI", "LAHORE", "NAIROBI", "OSLO", "WINDHOEK", "LONDON", "DELHI", "LAGOS"]


def rss(
    path: Path,
    entries: list[tuple[int, int]],
    now: datetime,
    feed: str = "one",
    created_at: Callable[[int], datetime] | None = None,
) -> Path:
    """(item, telling) pairs as an RSS file; a later telling of an item has other words. Their times are of the last hours, or `told_at`."""
    items = []
    for number, telling in entries:
        topic, city = TOPICS[number % 8], CITIES[number * 3 % 8]
        words = " ".join(f"{topic} {word}{number}" for word in ("council", "report", "minister", "figure", "house", "river"))
        body = f"{city}: What the {number}th report on {topic} says, in its {telling}th wording: {words} {telling * 'again '}."
        when = format_datetime(created_at(number) if created_at else now - timedelta(minutes=10 * (50 - number % 50)))
        items.append(
            f"<item><title>Report {number} on {topic}</title><guid isPermaLink='false'>{feed}-{number}</guid>"
            f"<link>https://{feed}.example/{number}</link><pubDate>{when}</pubDate><description>{body}</description></item>"
        )
    path.write_text(
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{feed}</title>"
        f"<link>https://{feed}.example/</link><description>d</description>{''.join(items)}</channel></rss>"
    )
    return path
