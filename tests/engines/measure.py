"""One workload on one engine: seconds from landed to readable, and what the process tree burnt. Prints a row of docs/engines.md.

    python tests/engines/measure.py prism --documents 200 --entries 50
    python tests/engines/measure.py processes --documents 200 --entries 50 -- --direct_num_workers=2

The first batch pays for imports and tables; the second, of the same size and other stories, is what a batch costs.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

from desk import HOUR, NOON, document_of, feed_of, item, put

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.named import Engine, engine_of
from newsbeam.pipeline.runners.worker import launcher
from newsbeam.pipeline.runs.batch import Batch, run_batch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--entries", type=int, default=50)
    parser.add_argument("--batches", type=int, default=3)
    parser.add_argument("--process", action="store_true", help="a worker process (PROCESS environment) instead of this one")
    mine, after = (
        (sys.argv[1:], []) if "--" not in sys.argv else (sys.argv[1 : sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1 :])
    )
    asked = parser.parse_args(mine)
    with tempfile.TemporaryDirectory() as folder:
        if asked.process:
            config = json.dumps({"command": str(launcher(Path(folder) / "worker.sh"))})
            after += ["--environment_type=PROCESS", f"--environment_config={config}"]
        engine = engine_of(asked.engine, after)
        for number, (seconds, cpu, rows) in enumerate(batches(Path(folder), asked, engine)):
            print(
                f"| {asked.engine} {' '.join(mine[1:])} | batch {number} | {rows} rows | {seconds:.2f} s | {cpu:.2f} s CPU | {rows / seconds:.0f} rows/s |"
            )


def batches(folder: Path, asked: argparse.Namespace, engine: Engine):
    """(seconds from landed to readable, CPU seconds of this process and of those that ended, rows) of each batch."""
    out = Output(folder / "out")
    out.prepare()
    size = asked.documents * asked.entries
    with closing(open_state(out.database)) as conn:
        for number in range(asked.batches):
            with LandingWriter(out.landing, f"measure-{number}") as writer:
                tasks = []
                for document in range(asked.documents):
                    feed = feed_of(document)
                    begin = number * size + document * asked.entries
                    tasks.append(put(writer, feed, NOON, document_of([item(feed, n) for n in range(begin, begin + asked.entries)])))
            before, began = cpu_seconds(), perf_counter()
            adopt(conn, out.landing)
            batch = Batch(out=out, conn=conn, as_of=NOON + number * HOUR, version="0", limits=FetchLimits(), engine=engine)
            done = run_batch(batch, f"batch-{number:04}", tasks, {})
            yield perf_counter() - began, cpu_seconds() - before, sum(growth.rows_added for one in done for growth in one.growths)


def cpu_seconds() -> float:
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    return total


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
