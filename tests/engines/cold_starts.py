"""Cold starts of the stream on a Flink of its own: seconds until the first order's ledger, and until the second one's.

    python tests/engines/cold_starts.py STARTS [SECONDS]

Prints a line a start and, last, the median, the longest, and how many took over a minute; begins none after so many SECONDS.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("NEWSBEAM_RUNNER", "inline")

from desk import land
from test_stream import play

from newsbeam.pipeline.runners.flink.cluster import LocalCluster
from newsbeam.pipeline.runners.named import engine_of


def start(folder: Path) -> tuple[float, float]:
    """(seconds from the submission to the first ledger, from there to the second)."""
    landing = land(folder / "desk" / "landing")
    times: list[float] = []
    with LocalCluster(folder / "flink", task_managers=2, slots=1) as cluster:
        engine = engine_of("flink", (f"--flink_master={cluster.master}", "--parallelism=2"))
        play(landing, folder / "out", engine, meanwhile=lambda *_: times.append(time.monotonic()))
        times.append(time.monotonic())
    return times[1] - times[0], times[2] - times[1]


def main() -> None:
    """As many as are asked for, one after the other."""
    wanted, bound = int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else float("inf")
    began = time.monotonic()
    firsts: list[float] = []
    while len(firsts) < wanted and time.monotonic() - began < bound:
        with tempfile.TemporaryDirectory(prefix="newsbeam-cold-") as folder:
            first, second = start(Path(folder))
        firsts.append(first)
        print(f"{len(firsts):3} first ledger {first:5.1f} s, second {second:5.1f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    late = sum(one > 60 for one in firsts)
    print(f"{len(firsts)} starts: median {statistics.median(firsts):.1f} s, longest {max(firsts):.1f} s, {late} over a minute")


if __name__ == "__main__":
    main()
