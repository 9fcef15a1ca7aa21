"""`watch` or `stream` for so many minutes at a low, steady rate: is it flat, and how long from fetched to readable?

    python tests/engines/soak.py watch|prism|flink MINUTES SAMPLES.csv [--inline]

Twelve feeds of this machine, looked at once a minute each, of which each has five new stories a minute. A line of SAMPLES.csv a minute:
resident memory by process, staging, orders, checkpoints, state, rows. At the end the command is told to drain, and the summary printed.
"""

import csv
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from desk import document_of, feed_of, item

from newsbeam.pipeline.runners.flink.cluster import LocalCluster

FEEDS, NEW, LISTED = 12, 5, 20


class Papers(threading.Thread):
    """Writes the feeds anew, one after the other, five seconds apart."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder, self.over, self.turn = folder, threading.Event(), 0
        folder.mkdir()
        for number in range(FEEDS):
            self.write(number, 0)

    def write(self, number: int, turn: int) -> None:
        last = number * 1_000_000 + (turn + 1) * NEW
        aside = self.folder / f"{number}.tmp"
        stories = range(max(number * 1_000_000, last - LISTED), last)
        aside.write_bytes(document_of([item(feed_of(number), n) for n in stories]))
        aside.replace(self.folder / f"{number}.xml")

    def run(self) -> None:
        while True:
            self.turn += 1
            for number in range(FEEDS):
                if self.over.wait(60 / FEEDS):
                    return
                self.write(number, self.turn)


def resident(pid: int) -> dict[str, float]:
    """MB of a process and of all below it, by what they are."""
    lines = subprocess.run(["ps", "-eo", "pid=,ppid=,rss=,args="], capture_output=True, text=True, check=True).stdout.splitlines()
    rows = [(int(a), int(b), int(c), d) for a, b, c, d in (line.split(None, 3) for line in lines)]
    below = {pid}
    while more := {a for a, b, _, _ in rows if b in below} - below:
        below |= more
    names = {
        "StandaloneSession": "job_manager",
        "TaskManagerRunner": "task_managers",
        "RunPipeline": "submitter",
        "runners.worker": "workers",
        "stream.job": "job",
        "prism-": "prism",
    }
    found: dict[str, float] = defaultdict(float)
    for a, _, size, args in rows:
        if a in below:
            found[next((name for sign, name in names.items() if sign in args), "driver")] += size / 1024
    found.pop("", None)
    return found


def bytes_of(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def sample(out: Path, cluster: LocalCluster | None) -> dict[str, float]:
    found = {f"mb_{name}": round(size, 1) for name, size in sorted(resident(os.getpid()).items())}
    found["staging_kb"] = bytes_of(out / "_staging") // 1024
    found["orders_kb"] = bytes_of(out / "_state" / "orders") // 1024
    found["state_kb"] = (out / "_state" / "newsbeam.db").stat().st_size // 1024 if (out / "_state" / "newsbeam.db").exists() else 0
    if cluster is not None:
        with suppress(OSError, KeyError, IndexError, TypeError):
            jobs = [one for one in cluster.ask("/jobs/overview")["jobs"] if one["state"] == "RUNNING"]
            checkpoints = cluster.ask(f"/jobs/{jobs[0]['jid']}/checkpoints")
            found["checkpoint_kb"] = checkpoints["latest"]["completed"]["state_size"] // 1024
            found["checkpoint_ms"] = checkpoints["latest"]["completed"]["end_to_end_duration"]
            found["checkpoints_failed"] = checkpoints["counts"]["failed"]
            for name, path in {
                "task_manager": f"taskmanagers/{cluster.ask('/taskmanagers')['taskmanagers'][0]['id']}",
                "job_manager": "jobmanager",
            }.items():
                for used in cluster.ask(f"/{path}/metrics?get=Status.JVM.Memory.Heap.Used"):
                    found[f"mb_heap_{name}"] = round(int(used["value"]) / 2**20)
    found["batches"] = sum(len(path.read_text().splitlines()) - 1 for path in (out / "batches").glob("*.csv"))
    return found


def latencies(out: Path) -> list[float]:
    """Of each row: seconds from its fetching to the moment from which every query sees its batch."""
    finished = {}
    for path in (out / "batches").glob("*.csv"):
        for batch_id, _, at, _ in csv.reader(path.read_text().splitlines()[1:]):
            finished[batch_id] = datetime.fromisoformat(at)
    rows = duckdb.sql(
        f"SELECT batch_id, epoch_us(fetched_at) FROM read_parquet('{out}/stories/**/*.parquet', hive_partitioning=true)"
    ).fetchall()
    return [finished[batch].timestamp() - at / 1e6 for batch, at in rows]


def main() -> None:
    what, minutes, samples = sys.argv[1], float(sys.argv[2]), Path(sys.argv[3])
    folder = Path(tempfile.mkdtemp(prefix="newsbeam-soak-"))
    out = folder / "out"
    papers = Papers(folder / "in")
    (folder / "feeds.toml").write_text(
        "".join(
            f'[[feed]]\nid = "feed-{n:02}"\npath = "{folder}/in/{n}.xml"\ninterval = "1m"\nhome_country = "KE"\nlanguage = "en"\n'
            for n in range(FEEDS)
        )
    )
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = stack.enter_context(LocalCluster(folder / "flink", task_managers=1, slots=2)) if what == "flink" else None
        words = [sys.executable, "-m", "newsbeam", "watch" if what == "watch" else "stream"]
        words += ["--feeds", str(folder / "feeds.toml"), "--out", str(out)]
        if cluster is not None:
            words += ["--runner", "flink", "--", f"--flink_master={cluster.master}", "--parallelism=2"]
        elif what == "watch":
            words += ["--runner", "inline"]
        log = stack.enter_context((folder / "log").open("wb"))
        began = time.monotonic()
        command = subprocess.Popen(words, stdout=log, stderr=log)
        stack.callback(command.kill)
        papers.start()
        with samples.open("w") as file:
            while time.monotonic() - began < 60 * minutes and command.poll() is None:
                time.sleep(min(60.0, max(0.1, began + 60 * minutes - time.monotonic())))
                found = {"at": f"{datetime.now(UTC):%H:%M:%S}", "minute": round((time.monotonic() - began) / 60, 1)}
                found |= sample(out, cluster)
                file.write(" ".join(f"{key}={value}" for key, value in found.items()) + "\n")
                file.flush()
        papers.over.set()
        command.send_signal(signal.SIGTERM)
        code = command.wait(120)
        found = sorted(latencies(out))
        rows = duckdb.sql(f"SELECT count(*), count(DISTINCT story_id) FROM read_parquet('{out}/stories/**/*.parquet')").fetchall()[
            0
        ]
        late = found[int(len(found) * 0.95)]
        print(
            f"{what}: exit {code}, {minutes:g} minutes, {rows[0]} rows of {rows[1]} stories; fetched to readable: "
            f"median {statistics.median(found):.2f} s, p95 {late:.2f} s, longest {found[-1]:.2f} s"
        )
        print(b"".join((folder / "log").open("rb").readlines()[-3:]).decode())


if __name__ == "__main__":
    main()
