"""Which feeds are to be asked now: known without anything that asks them."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from newsbeam.connectors.polling.schedule import is_due
from newsbeam.connectors.polling.transitions import begin
from newsbeam.schemas.cursor import AT_REST, Cursor
from newsbeam.schemas.feed import Feed


def due(feeds: Iterable[Feed], cursors: Mapping[str, Cursor], now: datetime) -> list[Feed]:
    """The feeds whose time has come, longest overdue first. Paused and gone ones are left out unless their entry changed."""
    found = []
    for feed in feeds:
        cursor = begin(feed, cursors.get(feed.id))
        if cursor.state not in AT_REST and is_due(cursor, now):
            found.append((cursor.next_due.timestamp() if cursor.next_due else 0.0, feed))
    return [feed for _, feed in sorted(found, key=lambda one: (one[0], one[1].id))]
