"""A feed's new id, in all that the state keeps by feed. No function here commits."""

import sqlite3


def rename(conn: sqlite3.Connection, old: str, new: str) -> int:
    """Give all rows of a feed its new id; how many there were. Whoever calls it has made sure that the new one is free."""
    moved = 0
    tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    for table in tables:
        columns = {row[1] for row in conn.execute(f"PRAGMA table_info({table})")}
        if "feed_id" in columns:
            moved += conn.execute(f"UPDATE {table} SET feed_id = ? WHERE feed_id = ?", (new, old)).rowcount  # noqa: S608 (our own names)
    (fields,) = conn.execute("SELECT fields FROM cursors WHERE feed_id = ?", (new,)).fetchone() or (None,)
    if fields is not None:
        conn.execute("UPDATE cursors SET fields = json_set(fields, '$.feed_id', ?) WHERE feed_id = ?", (new, new))
    return moved


def is_known(conn: sqlite3.Connection, feed_id: str) -> bool:
    """Whether the state has a cursor of this id."""
    return conn.execute("SELECT 1 FROM cursors WHERE feed_id = ?", (feed_id,)).fetchone() is not None
