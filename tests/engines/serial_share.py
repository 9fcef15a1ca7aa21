"""What of one batch is done in one place: seconds of the driver's own steps beside those of the stages, on the loop. Prints rows of docs/engines.md.

python tests/engines/serial_share.py --entries 100000
"""

import argparse
import os
import tempfile
from collections import defaultdict
from contextlib import closing
from functools import wraps
from pathlib import Path
from time import process_time, thread_time

from desk import HOUR, NOON, document_of, feed_of, item, put

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.process.memory import be_frugal
from newsbeam.pipeline.runners import inline, run_stages
from newsbeam.pipeline.runners.named import engine_of
from newsbeam.pipeline.runs import batch as one_batch
from newsbeam.pipeline.stages import gathering
from newsbeam.pipeline.stages.cluster_stories import Copies

WORKERS, SETTLE, FIND = "stages, in workers", "settling, by story, in workers", "copies: candidates and verifying, in workers"
spent: dict[str, float] = defaultdict(float)


def watched(module: object, name: str, label: str) -> None:
    """Count this thread's CPU seconds in a function; what a watched function inside it takes is that one's."""
    original = getattr(module, name)

    @wraps(original)
    def counted(*given, **named):
        began = thread_time()
        inner = sum(spent.values())
        try:
            return original(*given, **named)
        finally:
            spent[label] += thread_time() - began - (sum(spent.values()) - inner)

    setattr(module, name, counted)


def step_by_step(copies: Copies, names):
    """As several workers find them (`pipeline/near/spread.py`), one after the other."""
    shares = copies.rank(names)
    for share in shares:
        copies.find(share)
    for block in shares:
        copies.verify(block)
    return copies.assign()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--profile")
    parser.add_argument("--loop", action="store_true", help="find copies in one place, as the loop does")
    asked = parser.parse_args()
    watched(inline._Work, "do", WORKERS)
    watched(gathering.Gathering, "ledger", "ledger")
    for name, label in (
        ("informed", "state"),
        ("join_stories", "joins"),
        ("check", "sums"),
        ("state_change", "state"),
        ("plan", "planning"),
        ("check_plan", "sums"),
        ("write_commit", "commit"),
        ("publish", "partition files"),
        ("finish", "state"),
    ):
        watched(one_batch, name, label)
    watched(inline._Work, "settle", SETTLE)
    watched(run_stages, "tidy_up", WORKERS)  # where stages ran elsewhere, so does this
    for name, label in (("rank", "copies: ranking"), ("find", FIND), ("verify", FIND), ("assign", "copies: leaders")):
        watched(Copies, name, label)
    if not asked.loop:
        Copies.verdicts = step_by_step
    be_frugal()
    with tempfile.TemporaryDirectory() as folder:
        out = Output(Path(folder) / "out")
        out.prepare()
        size = asked.entries // asked.documents
        with closing(open_state(out.database)) as conn:
            for number, (documents, per) in enumerate(((4, 50), (asked.documents, size))):
                with LandingWriter(out.landing, f"share-{number}") as writer:
                    tasks = []
                    for document in range(documents):
                        feed = feed_of(document)
                        begin = number * 1000 + document * per
                        tasks.append(put(writer, feed, NOON, document_of([item(feed, n) for n in range(begin, begin + per)])))
                adopt(conn, out.landing)
                spent.clear()
                whole, all_threads = thread_time(), process_time()
                one = one_batch.Batch(
                    out=out, conn=conn, as_of=NOON + number * HOUR, version="0", limits=FetchLimits(), engine=engine_of("inline")
                )
                if asked.profile and number:
                    import cProfile

                    profile = cProfile.Profile(thread_time)
                    done = profile.runcall(one_batch.run_batch, one, f"batch-{number:04}", tasks, {})
                    profile.dump_stats(asked.profile)
                else:
                    done = one_batch.run_batch(one, f"batch-{number:04}", tasks, {})
                whole, all_threads = thread_time() - whole, process_time() - all_threads
        rows = sum(growth.rows_added for one in done for growth in one.growths)
    spent["the rest"] = whole - sum(spent.values())
    print(f"{rows} rows: {whole:.2f} s of the main thread, {all_threads:.2f} s of all threads")
    for label, seconds in sorted(spent.items(), key=lambda one: -one[1]):
        print(f"| {label} | {seconds:.2f} | {100 * seconds / whole:.1f} % |")
    serial = whole - sum(spent[label] for label in (WORKERS, SETTLE, FIND))
    print(f"| in one place | {serial:.2f} | {100 * serial / whole:.1f} % |")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    main()
