"""`make kills`: runs of each engine in processes of their own, killed with their group at random moments of their work.

`python tests/durability/kills.py KILLS [SEED] [RUNNER...]`: so many processes that really died, dealt out over the engines (all that
run here). The clock moves on by eight hours a run, so days are settled, late rows come, files are sealed. After each kill what
stands there must read, and the shipped views must show it; a trial's end is held against an output that was never disturbed, and
against what the server has listed: nothing lost, nothing doubled, nothing unreadable.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parents[1] / "publish"))

import pyarrow.dataset as ds
import rooms
from harness import in_child
from real import FEEDS, START, Wire, ingest, judge, listing

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.prism import prism_path
from newsbeam.pipeline.runs.options import IngestOptions

RUNNERS = ("inline", "direct", "processes", "prism", "stream")
FORKED = ("inline", "direct", "prism")
"""Engines whose runs are copies of this process: a second less for each. The others begin processes of their own in any case."""
A_TRIAL = 20
"""Kills before an output is judged."""
EIGHT_HOURS = timedelta(hours=8)
TOGETHER = 4
"""Runs that one process does, one after the other, while it lives."""


def at(tick: int) -> datetime:
    """The clock of a run."""
    return START + timedelta(hours=1) + EIGHT_HOURS * tick


def created_at(item: int) -> datetime:
    """When an item was written: as it is listed, but for every seventh, which belongs to a day that is settled by then."""
    return at(item // 2) - timedelta(minutes=10 + item) - timedelta(days=4 if item % 7 == 3 else 0)


def work(runner: str, feeds: str, out: str, begin: int, end: int, server: str) -> None:
    """In a process of its own: runs at these ticks, the server told each."""
    from newsbeam.pipeline.process.parent import name_parent
    from newsbeam.pipeline.runners.named import engine_of
    from newsbeam.pipeline.runners.stream.desk import StreamDesk
    from newsbeam.pipeline.runs import ingest as runs

    name_parent()

    def run(tick: int, desk: StreamDesk | None = None) -> None:
        urllib.request.urlopen(f"{server}/tick/{tick}").close()
        options = IngestOptions(out=Path(out), as_of=at(tick), feeds=Path(feeds), due_all=True, fixed_clock=True, runner=runner)
        runs.ingest(options, desk)

    if runner != "stream":
        for tick in range(begin, end + 1):
            run(tick)
        return
    runner = "prism"
    place = Output(Path(out))
    place.prepare()
    with StreamDesk(place, engine_of("prism")) as desk:
        for tick in range(begin, end + 1):
            run(tick, desk)


class Forked:
    """A copy of this process, warm, in a session of its own; as much of `subprocess.Popen` as is asked here."""

    def __init__(self, work: Callable[[], None], log: Path) -> None:
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.setsid()
                handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                os.dup2(handle, 1)
                os.dup2(handle, 2)
                work()
                code = 0
            except BaseException:  # noqa: BLE001 (the copy must never go on as the harness)
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, seconds: float = 60.0) -> int:
        ends = time.monotonic() + seconds
        while self.poll() is None:
            if time.monotonic() > ends:
                raise subprocess.TimeoutExpired("a copy", seconds)
            time.sleep(0.002)
        assert self.returncode is not None
        return self.returncode


class Trial:
    """One output, whose runs are killed."""

    def __init__(self, folder: Path, runner: str, seed: int) -> None:
        self.runner, self.chance = runner, random.Random(f"{runner} {seed}")
        self.wire = Wire(folder, created_at)
        self.out, self.reference = folder / "out", folder / "reference"
        self.faults: Counter[str] = Counter()
        self.usual = {"inline": 2.0, "direct": 4.0, "processes": 12.0, "prism": 10.0, "stream": 10.0}[runner]
        """Seconds from the first request of a process to its end, as the last undisturbed one took."""

    def kill(self) -> bool:
        """One process, killed after its first request; whether it died of that."""
        begin = self.wire.tick + 1
        self.wire.began.clear()
        words = [self.runner, str(self.wire.feeds), str(self.out), str(begin), str(begin + TOGETHER - 1), self.wire.address]
        child = self._begin(words)
        while not self.wire.began.wait(0.05) and child.poll() is None:
            pass
        began = time.monotonic()
        try:
            child.wait(self.chance.uniform(0.0, self.usual))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        code = child.returncode
        if code not in (0, -signal.SIGKILL):
            self.faults[f"ended with {code}"] += 1
            print((self.out.parent / "log").read_text("utf-8", "replace")[-3000:], flush=True)
        if code == 0:
            self.usual = 0.7 * self.usual + 0.3 * (time.monotonic() - began)
        self._look()
        return code == -signal.SIGKILL

    def _begin(self, words: list[str]) -> "subprocess.Popen[bytes] | Forked":
        if self.runner in FORKED:
            return Forked(lambda: work(*words[:3], int(words[3]), int(words[4]), words[5]), self.out.parent / "log")
        with (self.out.parent / "log").open("ab") as log:
            command = [sys.executable, __file__, "--work", *words]
            return subprocess.Popen(command, start_new_session=True, stdout=log, stderr=log, cwd=self.out.parent)

    def _look(self) -> None:
        """What stands there now reads, each key once, and the views show it."""
        try:
            rooms.check(Output(self.out))
            keys = Counter(_keys(self.out))
        except Exception as error:  # noqa: BLE001 (whatever reading raises, it is not readable)
            self.faults["unreadable after a kill"] += 1
            print(f"after a kill: {error!r}"[:1000], flush=True)
            return
        self.faults["doubled after a kill"] += sum(n - 1 for n in keys.values())

    def undisturbed(self) -> None:
        """One run that nobody kills, by the plain loop: it goes on from what any engine left."""
        self.wire.tick += 1
        in_child(lambda: ingest(self.wire, self.out, self.wire.tick, at))

    def judged(self) -> Counter[str]:
        """What is wrong in the end."""
        self.undisturbed()
        last = self.wire.tick
        for self.wire.tick in range(1, last + 1):
            in_child(lambda: ingest(self.wire, self.reference, self.wire.tick, at))
        verdict = judge(self.out, self.reference)
        listed = {(f"{feed}-{item}", telling) for feed in FEEDS for tick in range(1, last + 1) for item, telling in listing(tick)}
        times = Counter(_tellings(self.out))
        verdict.update(self.faults)
        verdict["lost of what was listed"] += len(listed - times.keys())
        verdict["doubled in the end"] += sum(n - 1 for n in times.values())
        verdict["ticks"] = last
        if not verdict["rows"] or not list((self.out / "reading" / "days").glob("date=2*")):
            verdict["no rows, or no settled day"] += 1
        return verdict


def _keys(out: Path) -> list[tuple[str, str]]:
    if not list(Output(out).stories.rglob("*.parquet")):
        return []
    table = ds.dataset(Output(out).stories, partitioning="hive").to_table(columns=["story_id", "telling_id"])
    return list(zip(*(c.to_pylist() for c in table.columns), strict=True))


def _tellings(out: Path) -> list[tuple[str, int]]:
    """(guid, telling), by what the rows say."""
    table = ds.dataset(Output(out).stories, partitioning="hive").to_table(columns=["guid", "summary"])
    return [
        (guid, 2 if "in its 2th wording" in summary else 1)
        for guid, summary in zip(*(c.to_pylist() for c in table.columns), strict=True)
    ]


def trial(runner: str, seed: int, kills: int) -> Counter[str]:
    """One output until so many processes died; the verdict."""
    folder = Path(tempfile.mkdtemp())
    one = Trial(folder, runner, seed)
    died = streak = 0
    try:
        ingest(one.wire, folder / "warm", 0, at)  # loads once what each copy then has
        while died < kills:
            died += one.kill()
            streak += 1
            # What nobody polled in time has rolled over, and no order of writing helps; so polls fail at most three in a row.
            if streak == 2 or one.chance.random() < 0.3:
                streak = 0
                one.undisturbed()
        verdict = one.judged()
    finally:
        one.wire.server.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
    verdict["kills"] = died
    return verdict


def main() -> int:
    if sys.argv[1] == "--work":
        runner, feeds, out, begin, end, server = sys.argv[2:]
        work(runner, feeds, out, int(begin), int(end), server)
        return 0
    kills, seed = int(sys.argv[1]), int((sys.argv[2:] or ["1"])[0])
    os.environ["NEWSBEAM_RUNNER"] = "inline"  # of the runs that nobody disturbs
    here = [one for one in RUNNERS if one not in ("prism", "stream") or prism_path().exists()]
    runners = sys.argv[3:] or here
    wrong = 0
    totals: dict[str, Counter[str]] = {runner: Counter() for runner in runners}
    for number, runner in enumerate(runners):
        left = kills // len(runners) + (number < kills % len(runners))
        while left > 0:
            began = time.perf_counter()
            verdict = trial(runner, seed, min(left, A_TRIAL))
            left -= verdict["kills"]
            seed += 1
            totals[runner].update(verdict)
            faults = {name: count for name, count in verdict.items() if count and name not in ("kills", "rows", "ticks")}
            wrong += bool(faults)
            took = f"{time.perf_counter() - began:.0f} s"
            print(
                f"{runner}: {verdict['kills']} kills, {verdict['rows']} rows, {verdict['ticks']} runs, {took}: {faults or 'nothing wrong'}",
                flush=True,
            )
    for runner in set(RUNNERS) - set(runners):
        print(f"{runner}: not run")
    for runner, total in totals.items():
        figures = {
            "lost": total["lost"] + total["lost of what was listed"],
            "doubled": total["doubled"] + total["doubled in the end"],
        }
        figures["unreadable"] = total["unreadable"] + total["unreadable after a kill"]
        print(
            f"{runner}: {total['kills']} kills over {total['rows']} rows: "
            + ", ".join(f"{n} {what}" for what, n in figures.items())
        )
    print(f"kills: {sum(one['kills'] for one in totals.values())}, outputs with anything wrong: {wrong}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
