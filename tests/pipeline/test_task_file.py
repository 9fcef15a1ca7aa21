"""Tasks in a file: read back as they were, and light in a worker's hands."""

import pickle
from datetime import UTC, datetime

from newsbeam.pipeline.runners.task_file import TASK_FILE, load_task, write_tasks
from newsbeam.schemas.document import DocumentTask, LandingRef, LiveEntry
from newsbeam.schemas.feed import Feed

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def task(number: int, feed: Feed, live: dict[str, LiveEntry]) -> DocumentTask:
    ref = LandingRef(file="date=2026-03-04/x.warc.gz", offset=number, record_id=f"{number}")
    return DocumentTask(ref=ref, feed=feed, fetched_at=NOON, live=live)


def listing(size: int) -> dict[str, LiveEntry]:
    return {
        f"key-{n}": LiveEntry(n.to_bytes(16, "big"), f"story-{n}", f"telling-{n}", f"text-{n}", "2026-03-04", "gb")
        for n in range(size)
    }


def test_tasks_are_read_back_as_they_were(tmp_path):
    one, other = Feed(id="one", provider="One"), Feed(id="other", provider="Other")
    mine, theirs = listing(3), {}
    tasks = [task(1, one, mine), task(2, other, theirs), task(3, one, mine), task(4, one, dict(mine))]
    path = tmp_path / TASK_FILE
    back = [load_task(span, str(path)) for span in write_tasks(path, tasks)]
    assert [(t.ref, t.feed, dict(t.live)) for t in back] == [(t.ref, t.feed, dict(t.live)) for t in tasks]
    assert back[0].live.get("key-1") == mine["key-1"]
    assert back[0].live.get("nowhere") is None


def test_a_file_written_again_is_read_again(tmp_path):
    path, feed = tmp_path / TASK_FILE, Feed(id="one", provider="One")
    for name in "ab":
        live = {name: listing(1)["key-0"]}
        (span,) = write_tasks(path, [task(1, feed, live)])
        assert dict(load_task(span, str(path)).live) == live


def test_what_a_cursor_remembers_weighs_once_a_feed_not_once_a_document(tmp_path):
    """An archive is one feed with thousands of documents; Beam pickles elements to tell their size."""
    path, feed, live = tmp_path / TASK_FILE, Feed(id="one", provider="One"), listing(1_000)
    spans = write_tasks(path, [task(n, feed, live) for n in range(100)])
    assert path.stat().st_size < 2 * len(pickle.dumps(live))
    assert len(pickle.dumps(load_task(spans[0], str(path)))) < 5_000
