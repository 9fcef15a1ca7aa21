"""One landing, run through any engine, and everything that the batch then says, in a form that compares.

The workload has one of each: copies between providers, an entry told twice in a batch, a correction, an embargo, an entry
without anything, two feeds of one house that write its addresses differently, a torn document and one that the landing cannot give back; then a second round, in which feeds have moved
on and history decides. Small keys meet in every GroupByKey.
"""

import hashlib
import os
import shutil
import subprocess
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.cursors import load_live
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runners.prism import prism_path
from newsbeam.pipeline.runs.batch import Batch, Done, run_batch
from newsbeam.schemas.document import Document, DocumentTask, LandingRef
from newsbeam.schemas.feed import Feed

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PROVIDERS = ("Kestrel Wire", "Lagoon Daily", "Meridian Press")
SUBJECTS = ("harbour board", "grain market", "river ferry", "school council", "cable works", "night train", "fish auction")
VERBS = ("reopened", "postponed", "doubled", "sold", "repaired", "counted", "closed")
PLACES = ("Mombasa", "Nakuru", "Lagos", "Accra", "Lyon", "Cebu", "Recife")
HEAD = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>t</title><link>https://x.example/</link><description>d</description>'
ITEM = (
    "<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>https://{host}/{guid}.html</link>"
    "<pubDate>{date}</pubDate><description>{text}</description></item>"
)


def story(number: int) -> tuple[str, str]:
    """Headline and text of one made-up story; no two numbers share four words in a row but for the frame."""
    a, b, c = (
        SUBJECTS[number % 7],
        VERBS[number // 7 % 7],
        PLACES[number // 49 % 7],
    )
    words = " ".join(hashlib.sha256(f"{number}/{n}".encode()).hexdigest()[:7] for n in range(28))
    return f"{a.title()} {b} lot {number}", f"{c.upper()} - The {a} {b} its lot {number} on Sunday, as {words} was read out."


def item(feed: Feed, number: int, *, correct: bool = False) -> str:
    title, text = story(number)
    date = (NOON - timedelta(hours=number % 30, minutes=number % 60)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return ITEM.format(
        guid=f"{number}",
        title=title,
        host=f"{feed.id}.example",
        date=date,
        text=text.replace("Sunday", "Saturday, not Sunday") if correct else text,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A landing on disk and the tasks that its records make, batch by batch."""

    root: Path
    rounds: tuple[tuple[DocumentTask, ...], ...]


def land(root: Path, *, documents: int = 9, entries: int = 20) -> Landing:
    """A landing with `documents` feeds' documents of `entries` each, the odd ones beside them, and a second round of three."""
    with LandingWriter(root, "desk") as writer:
        feeds = [feed_of(number) for number in range(documents)]
        first = []
        for number, feed in enumerate(feeds):
            # Each document overlaps the next by a fifth: the same stories, told by another provider.
            begin = number * entries * 4 // 5
            items = [item(feed, n) for n in range(begin, begin + entries)]
            items.append(item(feed, begin))  # told twice, word for word
            items.append(item(feed, begin + 1, correct=True))  # told twice, the second time corrected
            first.append(put(writer, feed, NOON, document_of(items, "<item></item>")))
        for start in ("http://", "https://www."):
            feed = replace(feed_of(2), id=f"twin-{len(start)}")
            items = [item(feed, n, correct=n % 5 == len(start) % 5) for n in range(entries // 2, entries)]
            named = [one.replace("'false'>", f"'false'>{start}twins.example/") for one in items]
            first.append(put(writer, feed, NOON, document_of(named)))
        first.append(put(writer, Feed(id="torn", provider="Torn Sheet"), NOON, b"\x00\x01 this was never a feed"))
        nowhere = LandingRef(file=first[0].ref.file, offset=7, record_id="0" * 8)
        first.append(DocumentTask(ref=nowhere, feed=Feed(id="lost", provider="Lost Post"), fetched_at=NOON))
        second = []
        for number, feed in enumerate(feeds[:3]):
            begin = number * entries * 4 // 5 + 4  # four stories have left the feed and four are new
            items = [item(feed, n, correct=n == begin) for n in range(begin, begin + entries)]
            second.append(put(writer, feed, NOON + HOUR, document_of(items)))
    return Landing(root=root, rounds=(tuple(first), tuple(second)))


def feed_of(number: int) -> Feed:
    provider = PROVIDERS[number % len(PROVIDERS)]
    return Feed(id=f"feed-{number:02}", provider=provider, home_country="KE", timezone="Africa/Nairobi", language="en")


def document_of(items: list[str], *more: str) -> bytes:
    return f"{HEAD}{''.join((*items, *more))}</channel></rss>".encode()


def put(writer: LandingWriter, feed: Feed, at: datetime, payload: bytes) -> DocumentTask:
    uri = f"https://{feed.id}.example/feed.xml"
    document = Document(feed_id=feed.id, uri=uri, fetched_at=at, payload=payload, media_type="application/rss+xml")
    return DocumentTask(ref=writer.write(document, {}), feed=feed, fetched_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one engine made of a landing. Equal for equal engines; `seconds` are left out, they are the machine's."""

    rows: tuple[tuple[Any, ...], ...]
    files: tuple[tuple[str, str], ...]
    letters: tuple[tuple[Any, ...], ...]
    outcomes: tuple[tuple[Any, ...], ...]
    stages: tuple[tuple[Any, ...], ...]
    state: tuple[tuple[Any, ...], ...]


def publish(landing: Landing, folder: Path, engine: Engine) -> tuple[Output, list[Done]]:
    """Run a landing through an engine into a fresh output, round by round: staged, checked, committed, published."""
    return publish_in(Output(folder), landing, engine)


def publish_in(out: Output, landing: Landing, engine: Engine) -> tuple[Output, list[Done]]:
    """The same into an output that was opened elsewhere."""
    out.prepare()
    shutil.copytree(landing.root, out.landing, dirs_exist_ok=True)
    done: list[Done] = []
    with closing(open_state(out.database)) as conn:
        adopt(conn, out.landing)
        for number, tasks in enumerate(landing.rounds):
            known = [replace(task, live=load_live(conn, task.feed.id)) for task in tasks]
            at = NOON + number * HOUR
            batch = Batch(out=out, conn=conn, as_of=at, version="0", limits=FetchLimits(), engine=engine)
            done += run_batch(batch, f"batch-{number:04}", known, {})
    crashed = [letter.error for one in done if one.crashed for letter in one.ledger.letters]
    assert not crashed, f"documents became dead letters because a stage crashed: {crashed[0]}"
    return out, done


def published(out: Output, done: list[Done]) -> Published:
    """Everything that a reader of the output could tell two engines apart by."""
    rows = duckdb.sql(
        f"SELECT * FROM read_parquet('{out.stories}/**/*.parquet', hive_partitioning=true) ORDER BY story_id, revision, telling_id"
    ).fetchall()
    files = [(str(p.relative_to(out.stories)), hashlib.sha256(p.read_bytes()).hexdigest()) for p in out.stories.rglob("*.parquet")]
    with closing(open_state(out.database)) as conn:
        tables = [name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        state = [(name, *row) for name in tables for row in conn.execute(f"SELECT * FROM {name}")]
    ledgers = [(one.batch_id, one.ledger) for one in done]
    return Published(
        rows=tuple(tuple(map(repr, row)) for row in rows),
        files=tuple(sorted(files)),
        letters=tuple(sorted(((batch, *letter) for batch, ledger in ledgers for letter in ledger.letters), key=repr)),
        outcomes=tuple(sorted((batch, *key, count) for batch, ledger in ledgers for key, count in ledger.outcomes.items())),
        stages=tuple(
            sorted((batch, name, taken, given) for batch, ledger in ledgers for name, (taken, given, _) in ledger.stages.items())
        ),
        state=tuple(sorted(state, key=repr)),
    )


def prism_child() -> int:
    """The pid of the Prism that this process started last."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    ours = {pid for pid, parent, _ in rows if int(parent) == os.getpid()}
    return max(int(pid) for pid, parent, words in rows if parent in ours and words.startswith(str(prism_path())))
