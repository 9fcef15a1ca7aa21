"""The real command under kills: a loopback server whose feeds move on, `ingest` killed at each failpoint and at random.

`python tests/durability/real.py failpoints` or `random 200` prints the figures. Each kill is followed by an undisturbed run;
in the end the rows are compared with those of an output that was never disturbed.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pyarrow.dataset as ds
from feeds_written import rss
from harness import in_child

from newsbeam.connectors.disk import failpoints
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output

START = datetime(2026, 3, 10, 8, tzinfo=UTC)
FEEDS = ("one", "two", "three", "four", "five")


def listing(tick: int) -> list[tuple[int, int]]:
    """(item, telling) as every feed lists them at a tick: 20 items, two new ones a tick, each told anew five ticks on."""
    last = 2 * tick
    return [(item, 2 if tick >= item // 2 + 5 else 1) for item in range(max(0, last - 20), last + 1)]


class Wire:
    """The server, its virtual time and the count of its requests."""

    def __init__(self, folder: Path, created_at: Callable[[int], datetime] | None = None) -> None:
        self.tick, self.requests = 0, 0
        self.began = threading.Event()
        """A feed was asked."""
        wire = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path == "/robots.txt":
                    self.send_error(404)
                    return
                if self.path.startswith("/tick/"):  # a run in a process of its own says where it is
                    wire.tick = int(self.path.rpartition("/")[2])
                    self.send_response(204)
                    self.end_headers()
                    return
                wire.requests += 1
                wire.began.set()
                name = self.path.strip("/")
                now = START + timedelta(hours=1)
                body = rss(folder / f"{name}.xml", listing(wire.tick), now, name, created_at).read_bytes()
                etag = f'"{wire.tick}"'
                if self.headers["If-None-Match"] == etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("ETag", etag)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        host = f"127.0.0.1:{self.server.server_port}"
        self.address = f"http://{host}"
        self.feeds = folder / "feeds.toml"
        entries = "".join(
            f'[[feed]]\nid = "{name}.main"\nurl = "http://{host}/{name}"\nprovider = "{name}"\nhome_country = "PK"\n'
            for name in FEEDS
        )
        self.feeds.write_text(f'[fetch]\nallow_hosts = ["{host}"]\nhost_delay_s = 0.0\nhost_delay_factor = 0.0\n{entries}')


def quarters(tick: int) -> datetime:
    """The clock of a run, a quarter of an hour after the one before."""
    return START + timedelta(hours=1, minutes=15 * tick)


def ingest(wire: Wire, out: Path, tick: int, at: Callable[[int], datetime] = quarters) -> None:
    """One run, in this process."""
    from newsbeam.pipeline.runs.ingest import ingest as run
    from newsbeam.pipeline.runs.options import IngestOptions

    run(IngestOptions(out=out, as_of=at(tick), feeds=wire.feeds, due_all=True, fixed_clock=True))


def command(wire: Wire, out: Path, tick: int) -> list[str]:
    """The same as a command of its own."""
    given = ["ingest", "--feeds", str(wire.feeds), "--out", str(out), "--due", "all", "--as-of", quarters(tick).isoformat()]
    return [sys.executable, "-m", "newsbeam", *given]


def rows(out: Path) -> list[tuple[object, ...]]:
    """What counts of every row. Not which story leads a cluster: that is the first published, and a kill changes the batches."""
    columns = ["date", "country", "story_id", "revision", "revision_kind", "headline", "content_hash", "summary"]
    table = ds.dataset(Output(out).stories, partitioning="hive").to_table(columns=columns)
    return sorted(zip(*(c.to_pylist() for c in table.columns), strict=True), key=repr)


def judge(out: Path, reference: Path) -> Counter[str]:
    """What is wrong with an output in the end."""
    try:
        mine, unreadable = rows(out), 0
    except Exception:  # noqa: BLE001 (whatever reading raises, a file is not readable)
        return Counter(unreadable=1)
    theirs = rows(reference)
    keys, wanted = Counter((row[2], row[6]) for row in mine), {(row[2], row[6]) for row in theirs}
    conn = open_state(Output(out).database)
    pending = conn.execute("SELECT count(*) FROM landed WHERE status = 'pending'").fetchone()[0]
    conn.close()
    return Counter(
        rows=len(mine),
        lost=len(wanted - keys.keys()),
        doubled=sum(n - 1 for n in keys.values()),
        differing=len(set(mine) ^ set(theirs)),
        unreadable=unreadable,
        orphans=sum(p.is_file() for p in Output(out).staging.rglob("*")),
        pending=pending,
    )


def with_failpoints(folder: Path, names: list[str]) -> Counter[str]:
    """Die at each of these, one after the other, an undisturbed run after each."""
    wire = Wire(folder)
    ingest(wire, folder / "warm", 0)  # loads once what each child then has
    died = 0
    for name in names:
        wire.tick += 1
        died += in_child(lambda: ingest(wire, folder / "out", wire.tick), name)
        wire.tick += 1
        in_child(lambda: ingest(wire, folder / "out", wire.tick))
    disturbed = wire.requests
    for wire.tick in range(1, 2 * len(names) + 1):
        in_child(lambda: ingest(wire, folder / "reference", wire.tick))
    verdict = judge(folder / "out", folder / "reference")
    verdict.update(runs=2 * len(names), died=died)
    verdict["requests over polls"] = max(0, disturbed - len(FEEDS) * (2 * len(names) + 1))
    return verdict


def at_random(folder: Path, kills: int, *, group: bool, longest: float = 2.0) -> Counter[str]:
    """Die at random moments: forked runs, or commands of their own killed with their process group."""
    chance = random.Random(kills)
    wire = Wire(folder)
    ingest(wire, folder / "warm", 0)
    died = streak = 0
    for _ in range(kills):
        wire.tick += 1
        streak += 1
        if group:
            died += kill_group(command(wire, folder / "out", wire.tick), chance.uniform(0.5, 6))
        else:
            died += in_child(lambda: ingest(wire, folder / "out", wire.tick), kill_after=chance.uniform(0.05, longest))
        # What nobody polled in time has rolled over, and no order of writing helps; so polls fail at most three in a row.
        if chance.random() < 0.5 or streak == 3:
            streak = 0
            wire.tick += 1
            in_child(lambda: ingest(wire, folder / "out", wire.tick))
    wire.tick += 1
    in_child(lambda: ingest(wire, folder / "out", wire.tick))
    last = wire.tick
    for wire.tick in range(1, last + 1):
        in_child(lambda: ingest(wire, folder / "reference", wire.tick))
    verdict = judge(folder / "out", folder / "reference")
    verdict.update(runs=last, died=died)
    return verdict


def kill_group(arguments: list[str], after: float) -> bool:
    """Run a command in a process group of its own and kill the group; whether it had not ended by itself."""
    child = subprocess.Popen(arguments, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    alive = child.poll() is None
    if alive:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    return alive


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        if sys.argv[1] == "failpoints":
            chosen = [f"{name}:{nth}" for nth in (1, 5) for name in failpoints.NAMES]
            begin, end = (int(n) for n in (sys.argv[2:4] or ["0", str(len(chosen))]))
            print("failpoints", dict(with_failpoints(folder, chosen[begin:end])))
        else:
            print(sys.argv[1], dict(at_random(folder, int(sys.argv[2]), group=sys.argv[1] == "group")))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
