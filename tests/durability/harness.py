"""Kill newsbeam everywhere, run it again, and compare with a run that nobody disturbed.

`python tests/durability/harness.py failpoints` (or `random 200`) does all of it and prints the figures; the suite runs a part.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parents[1] / "publish"))

import pyarrow as pa
import rooms
import source

from newsbeam.connectors.disk import failpoints
from newsbeam.pipeline.dataset.output import Output

TICKS = 10
pa.array([None, "what pyarrow imports at its first array"])  # once here, and not in each of a thousand children


class Verdict(NamedTuple):
    """What one undisturbed last run left behind."""

    died: int
    """How often the process died before."""
    lost: int
    doubled: int
    differing: int
    """Rows, or state, that differ from the undisturbed run's in what counts."""
    unreadable: int
    orphans: int
    requests: int


def in_child(work, failpoint: str | None = None, kill_after: float | None = None) -> bool:
    """Run `work` in a process of its own; whether it died of a kill. Any other failure is raised here."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if failpoint:
                os.environ[failpoints.VARIABLE] = failpoint
            failpoints._passed.clear()
            work()
            code = 0
        except BaseException:  # noqa: BLE001 (a child must never return into the harness)
            import traceback

            traceback.print_exc()
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, failpoints.KILLED, -signal.SIGKILL):
        raise AssertionError(f"the run ended with {code} (failpoint {failpoint})")
    return code != 0


class Trial:
    """One output, disturbed at will, then run undisturbed and judged against `reference` rows."""

    def __init__(self, root: Path, ticks: int = TICKS) -> None:
        self.out, self.tick, self.last, self.died = Output(root), 0, ticks, 0

    def disturbed(self, failpoint: str | None = None, kill_after: float | None = None) -> bool:
        """Run ticks until the process dies or all are done."""
        died = in_child(self._ticks, failpoint, kill_after)
        self.died += died
        if failpoint is None or any(word in failpoint for word in ("list", "late", "settle", "seal", "rename")):
            rooms.check(self.out)  # what the shipped views show is what stories/ holds, wherever it died
        log = self.out.root / "requests.log"
        asked = [int(line) for line in log.read_text().split()] if log.exists() else []
        self.tick = max([self.tick, *asked]) if died else self.last
        return died

    def judged(self, reference) -> Verdict:
        """Run what is left, undisturbed, and compare."""
        polls = self.last + self.died + (self.tick == self.last)
        in_child(self._rest)
        try:
            rows, unreadable = source.published(self.out), 0
        except Exception:  # noqa: BLE001 (whatever reading raises, the file is not readable)
            rows, unreadable = [], 1
        keys = Counter((row[2], row[3]) for row in rows)
        wanted = source.expected_tellings(self.last)
        asked = len((self.out.root / "requests.log").read_text().split())
        staged = [p for p in self.out.staging.rglob("*") if p.is_file()]
        strays = [p for p in self.out.stories.rglob("*") if p.is_file() and not p.name.startswith("stories-")]
        same = rows == reference[0] and source.state_of(self.out) == reference[1]
        return Verdict(
            self.died,
            len(wanted - keys.keys()),
            sum(n - 1 for n in keys.values()),
            0 if same else 1 + len(set(rows) ^ set(reference[0])),
            unreadable,
            len(staged) + len(strays),
            max(0, asked - polls),
        )

    def _ticks(self) -> None:
        for tick in range(self.tick + 1, self.last + 1):
            source.run(self.out, tick)

    def _rest(self) -> None:
        for tick in range(min(self.tick + 1, self.last), self.last + 1):
            source.run(self.out, tick)


def undisturbed(root: Path, ticks: int = TICKS):
    """(rows, state) of a run that nobody disturbed."""
    trial = Trial(root, ticks)
    in_child(trial._ticks)
    return source.published(trial.out), source.state_of(trial.out)


def kill_at(root: Path, reference, names: list[str], ticks: int = TICKS) -> Verdict:
    """Die at each of these failpoints in turn, then be judged."""
    trial = Trial(root, ticks)
    for name in names:
        trial.disturbed(name)
    verdict = trial.judged(reference)
    shutil.rmtree(root)
    return verdict


def kill_at_random(root: Path, reference, seed: int, ticks: int = TICKS, longest: float = 0.5) -> Verdict:
    """Die at one to three random moments, then be judged."""
    chance = random.Random(seed)
    trial = Trial(root, ticks)
    for _ in range(chance.randint(1, 3)):
        trial.disturbed(kill_after=chance.uniform(0.001, longest))
    verdict = trial.judged(reference)
    shutil.rmtree(root)
    return verdict


def main() -> None:
    what, kills = sys.argv[1], int((sys.argv[2:] or ["200"])[0])
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        reference = undisturbed(base / "reference")
        print(f"undisturbed: {len(reference[0])} rows, state {reference[1]}")
        totals: Counter[str] = Counter()
        for name in failpoints.NAMES if what == "failpoints" else ():
            for nth in (1, 5):
                chains = [
                    [f"{name}:{nth}"],
                    [f"{name}:{nth}", "mid_recovery:1"],
                    [f"{name}:{nth}", "mid_grow_write:1", f"{name}:1"],
                ]
                for chain in chains:
                    add(totals, kill_at(base / "trial", reference, chain), " ".join(chain))
        if what == "failpoints":
            report("failpoints", totals)
            return
        totals = Counter()
        began = time.perf_counter()
        for seed in range(kills):
            add(totals, kill_at_random(base / "trial", reference, seed), f"seed {seed}")
        report(f"random kills ({time.perf_counter() - began:.0f} s)", totals)


def add(totals: Counter, verdict: Verdict, what: str) -> None:
    totals["trials"] += 1
    for name, value in verdict._asdict().items():
        totals[name] += max(0, value)
    totals["never reached"] += verdict.died == 0
    if any(value > 0 for value in verdict[1:]):
        print(f"  {what}: {verdict}")


def report(what: str, totals: Counter) -> None:
    print(f"{what}: " + ", ".join(f"{name} {value}" for name, value in totals.items()), flush=True)


if __name__ == "__main__":
    main()
