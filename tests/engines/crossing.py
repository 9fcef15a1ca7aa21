"""How often an order in flight is done again: recorded feeds, polled again and again, their orders handed out ahead and done at once.

    NEWSBEAM_CORPUS=... python tests/engines/crossing.py [ROUNDS]

Each feed's entries are listed as its site would list them: the oldest three fifths first, some more with each poll. Prints for each way
to work: orders, those that were done twice, and their share of the entries.
"""

import os
import re
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from desk import NOON

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.database import open_state
from newsbeam.connectors.state.records import pending
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.inline import worked
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runners.stream.ahead import Gathered, OrderDesk, settled
from newsbeam.pipeline.runs.batch import Batch, run_batch
from newsbeam.pipeline.runs.pages import PageDesk
from newsbeam.pipeline.runs.tasks import batches_of, informed, tasks_of
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

_ENTRIES = re.compile(rb"<(item|entry)[ >].*?</\1>", re.DOTALL)
_IN_FLIGHT = 3


@dataclass
class Recorded:
    feed: Feed
    head: bytes
    entries: list[bytes]
    tail: bytes

    def listed(self, number: int, rounds: int) -> bytes:
        """What a poll finds: newest first, as it was recorded, without what has not been written yet."""
        left = round(len(self.entries) * 0.4 * (1 - number / max(1, rounds - 1)))
        return self.head + b"".join(self.entries[left:]) + self.tail


@dataclass
class AtOnce(OrderDesk):
    """Does an order when it is handed out, as free workers do."""

    done: dict[int, Gathered] = field(default_factory=dict)
    times: Counter = field(default_factory=Counter)
    sizes: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__(parts=1)

    def _put(self, order) -> None:
        name = Path(order.staging).name
        self.times[name] += 1
        self.sizes[name] = len(order.spans)
        self.done[order.number] = settled(order, [worked(order.tasks(0), order.topology())])

    def _gathered(self, out, order) -> Gathered:
        return self.done.pop(order.number)

    def _close(self, order) -> None:
        self.done.pop(order.number, None)


def recorded(corpus: Path) -> list[Recorded]:
    found = []
    for path in sorted((corpus / "feeds-recorded").rglob("*")):
        content = path.read_bytes() if path.is_file() and path.suffix != ".tsv" else b""
        places = [match.span() for match in _ENTRIES.finditer(content)]
        if len(places) < 5:
            continue
        link = re.search(rb"https?://[^\s<>\"']+", content[: places[0][0]].split(b"<link")[-1])
        host = (urlsplit(link[0].decode("ascii", "replace")).hostname if link else None) or path.name
        feed = Feed(id=path.name.lower().replace("_", "-").replace(".", "-"), provider=host.removeprefix("www."), home_country=None)
        head, tail = content[: places[0][0]], content[places[-1][1] :]
        found.append(Recorded(feed, head, [content[a:b] for a, b in places], tail))
    return found


def play(feeds: list[Recorded], rounds: int, most: int | None, *, backlog: bool) -> tuple[AtOnce, int]:
    """`backlog`: all polls have been landed before the first order (a publisher that was away), else orders follow each poll."""
    by_id = {one.feed.id: one.feed for one in feeds}
    desk = AtOnce()
    entries = 0
    with tempfile.TemporaryDirectory() as folder:
        out = Output(Path(folder))
        out.prepare()
        with closing(open_state(out.database)) as conn:
            for number in range(rounds):
                at = NOON + number * timedelta(minutes=15)
                with LandingWriter(out.landing, f"poll-{number}") as writer:
                    for one in feeds:
                        uri = f"https://{one.feed.provider}/{one.feed.id}"
                        payload = one.listed(number, rounds)
                        writer.write(
                            Document(feed_id=one.feed.id, uri=uri, fetched_at=at, payload=payload, media_type="text/xml"), {}
                        )
                if backlog and number < rounds - 1:
                    continue
                adopt(conn, out.landing)
                tasks = tasks_of(conn, list(pending(conn)), by_id, PageDesk(landing=out.landing, conn=conn))
                waiting = []
                for place, batch in enumerate(batches_of(tasks, most)):
                    name = f"batch-{number:03}-{place:03}"
                    desk.announce(out, name, informed(conn, batch), at)
                    waiting.append((name, batch))
                    if len(waiting) == _IN_FLIGHT:
                        entries += do(out, conn, desk, at, *waiting.pop(0))
                for name, batch in waiting:
                    entries += do(out, conn, desk, at, name, batch)
    return desk, entries


def do(out, conn, desk, at, name, tasks) -> int:
    batch = Batch(out=out, conn=conn, as_of=at, version="0", limits=FetchLimits(), engine=Engine(), stream=desk)
    return sum(sum(one.ledger.outcomes.values()) for one in run_batch(batch, name, [replace(task) for task in tasks], {}))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    feeds = recorded(Path(os.environ["NEWSBEAM_CORPUS"]))
    hosts = Counter(one.feed.provider for one in feeds)
    print(f"{len(feeds)} feeds of {len(hosts)} sites, {sum(len(one.entries) for one in feeds)} entries, {rounds} polls of each")
    ways = (
        ("an order a poll", None, False),
        ("orders of 500 entries", 500, False),
        ("orders of 100 entries", 100, False),
        ("all polls at once, after a pause", None, True),
        ("the same, orders of 500 entries", 500, True),
    )
    for label, most, backlog in ways:
        desk, entries = play(feeds, rounds, most, backlog=backlog)
        twice = [name for name, times in desk.times.items() if times > 1]
        documents = sum(desk.sizes[name] for name in twice) / sum(desk.sizes.values())
        print(f"| {label} | {len(desk.times)} | {len(twice)} | {100 * documents:.1f} % | {entries} entries |", flush=True)


if __name__ == "__main__":
    main()
