"""A source of news that moves on whether we look or not, and one run of newsbeam's own order of a batch over it.

At virtual tick t the feed lists the last 50 of the items 0 .. 3t; item i is told anew, in other words, four ticks after its
first telling. Every poll is noted in a file, so requests can be counted over crashes. The workshop's stages are left out:
stories are made straight from the landed document, so that hundreds of crashes take a minute. The real command is put
through the same in `test_kills_real.py`.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pyarrow.parquet as pq

from newsbeam.connectors.disk.durable import make_folder
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing import read_document
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.batches import begin_batch
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.database import open_state
from newsbeam.connectors.state.records import Landed, pending
from newsbeam.pipeline.dataset import story_index_files
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.commit import Commit, StateChange, write_commit
from newsbeam.pipeline.publish.finish import finish, recover, seal_due
from newsbeam.pipeline.publish.rows import publish
from newsbeam.pipeline.stages.ledger import FragmentRef, Letter
from newsbeam.schemas.arrow import fragment_of
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.document import Document
from newsbeam.schemas.story import Story

story_index_files.TAIL = 4  # so that the index writes and merges segments, in every child too
START = datetime(2026, 3, 10, 22, tzinfo=UTC)
FEED = "example.main"
WINDOW = 50
COUNTRIES = ("PK", "NA", "NO", "ZZ", "IN")


def listing(tick: int) -> list[tuple[int, int]]:
    """(item, telling) as the feed lists them at a tick."""
    last = 3 * tick
    return [(item, 2 if tick >= item // 3 + 4 else 1) for item in range(max(0, last - WINDOW), last + 1)]


def at(tick: int) -> datetime:
    return START + timedelta(minutes=15 * tick)


def run(out: Output, tick: int, *, seals: bool = True) -> None:
    """One run at a tick: recover, what is landed first, then poll, process, publish."""
    out.prepare()
    # Few row groups are many here, so that a dozen ticks seal files several times; a day is settled at once, so that every tick
    # brings late rows.
    rules = {"MANY_GROUPS": 3, "ENDED": timedelta(0)}
    with mock.patch.multiple(sys.modules["newsbeam.pipeline.publish.finish"], **rules), out.lock():
        conn = open_state(out.database)
        try:
            recover(out, conn)
            adopt(conn, out.landing)
            for landed in pending(conn):
                _batch(out, conn, [landed], at(tick))
            _poll(out, conn, tick)
            adopt(conn, out.landing)
            landed_now = pending(conn)
            if landed_now:
                _batch(out, conn, landed_now, at(tick))
            if seals:
                seal_due(out, conn, at(tick))
        finally:
            conn.close()


def _poll(out: Output, conn, tick: int) -> None:
    with (out.root / "requests.log").open("a") as log:
        log.write(f"{tick}\n")
    body = json.dumps(listing(tick)).encode()
    document = Document(feed_id=FEED, uri="http://127.0.0.1/feed", fetched_at=at(tick), payload=body, http_status=200)
    with LandingWriter(out.landing, f"tick{tick:05}", keep=out.storage.push) as writer:
        writer.write(document, {"etag": f'"{tick}"'})


def _batch(out: Output, conn, records: Iterable[Landed], as_of: datetime) -> None:
    records = list(records)
    batch_id = f"b{as_of:%Y%m%dT%H%M%S}-{records[0].ref.record_id[:6]}"
    begin_batch(conn, batch_id, as_of, [one.ref.record_id for one in records])
    history = History.load(out.stories, out.storage)
    stories: dict[tuple[str, str], Story] = {}
    letters = []
    for one in records:
        document = read_document(out.landing, one.ref)
        for entry, (item, telling) in enumerate(json.loads(document.payload)):
            made = story(item, telling, document.fetched_at, str(one.ref), entry)
            known = history.tellings(made.story_id)
            if made.telling_id not in {k.telling_id for k in known}:
                stories.setdefault((made.story_id, made.telling_id), made)
            if item % 10 == 9:
                letters.append(refused(item, document.fetched_at))
    folder = out.batch(batch_id)
    make_folder(folder)
    fragments = []
    if stories:
        path = folder / "fragment-0.parquet"
        pq.write_table(fragment_of(list(stories.values())), path)
        fragments.append(FragmentRef(path.name, len(stories), hashlib.sha256(path.read_bytes()).hexdigest()))
    cursor = Cursor(feed_id=FEED, etag=records[-1].extra["etag"], last_polled_at=records[-1].fetched_at)
    change = StateChange(done=tuple(one.ref.record_id for one in records), cursors=(cursor,), letters=tuple(letters))
    commit = Commit(batch_id=batch_id, published_at=as_of, newsbeam_version="0.1.0", fragments=tuple(fragments), state=change)
    write_commit(out, commit)
    publish(out, commit)
    finish(out, conn, commit)


def digits(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def story(item: int, telling: int, fetched_at: datetime, ref: str, entry: int) -> Story:
    first = START + timedelta(minutes=5 * item)
    return Story(
        story_id=digits("story", item),
        telling_id=digits("telling", item, telling),
        content_hash=digits("content", item, telling),
        normaliser_version=1,
        id_basis="guid",
        revision_kind="original",
        revision_order=f"{telling:08}",
        provider="example",
        feed_id=FEED,
        format="json_feed",
        headline=f"Item {item}, telling {telling}",
        body_text=f"What is told of {item} the {telling}th time. " * 4,
        first_created=first,
        fetched_at=fetched_at,
        date=first.date().isoformat(),
        country=COUNTRIES[(item + telling) % 5],
        landing_ref=ref,
        entry=entry,
    )


def refused(item: int, seen_at: datetime) -> Letter:
    return Letter(
        FEED, "parse", "parse_error", f"item {item}: torn", digits("entry", item), None, item, "eA==", seen_at.isoformat()
    )


def published(out: Output) -> list[tuple[object, ...]]:
    """What counts of every published row, read file by file; raises where a file cannot be read."""
    rows = []
    for path in sorted(out.stories.rglob("*.parquet")):
        partition = path.parent.parent.name, path.parent.name
        columns = ["story_id", "telling_id", "revision", "revision_kind", "supersedes", "headline", "body_text"]
        table = pq.ParquetFile(path, page_checksum_verification=True).read(columns=columns)
        rows += [(*partition, *row) for row in zip(*(c.to_pylist() for c in table.columns), strict=True)]
    return sorted(rows, key=repr)


def expected_tellings(tick: int) -> set[tuple[str, str]]:
    """Every (story_id, telling_id) that was listed up to a tick."""
    return {(digits("story", i), digits("telling", i, n)) for t in range(1, tick + 1) for i, n in listing(t)}


def state_of(out: Output) -> tuple[object, ...]:
    """What the state says in the end, but for what depends on which tick a batch ran at."""
    conn = open_state(out.database)
    try:
        cursor = load_cursors(conn, [FEED])[FEED]
        waiting = conn.execute("SELECT count(*) FROM landed WHERE status = 'pending'").fetchone()[0]
        letters = conn.execute("SELECT count(*) FROM dead_letters").fetchone()[0]
        return (cursor.etag, waiting, letters)
    finally:
        conn.close()


if __name__ == "__main__":
    for number in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
        run(Output(Path(sys.argv[1])), number)
    os._exit(0)
