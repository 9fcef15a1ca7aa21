"""`newsbeam changes --since BATCH`: what was published after a batch, and which partitions it touched."""

import argparse
import sys

from newsbeam.pipeline.commands.arguments import add_out
from newsbeam.schemas.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    parser.add_argument("--since", required=True, metavar="BATCH", help="a batch_id: the last that you saw")
    parser.add_argument("--partitions", action="store_true", help="only the partitions that grew, for whoever reloads those")


def run(arguments: argparse.Namespace) -> int:
    """Print the tellings of finished batches, oldest first, and the batch to name next time."""
    from newsbeam.pipeline.commands.show import SHORT_ID
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.query import open_dataset
    from newsbeam.pipeline.report.grid import print_grid

    conn = open_dataset(arguments.out)
    finished = {}
    if next(Output(arguments.out).batches.glob("*.csv"), None) is not None:
        # First which batches are finished, then their rows: a batch that finishes in between is for the next time, whole.
        finished = dict(conn.execute("SELECT batch_id, published_at FROM batches() ORDER BY published_at").fetchall())
    last = next(reversed(finished), None)
    if last is None:
        raise UsageError(
            f"{arguments.out}: nothing says which batches are finished; the next run that writes there makes batches/ anew"
        )
    if arguments.since not in finished:
        raise UsageError(f"{arguments.out}: no finished batch {arguments.since!r}; the last one is {last}")
    span = [finished[arguments.since], finished[last]]
    if arguments.partitions:
        rows = conn.execute(
            "SELECT strftime(date, '%Y-%m-%d'), country, count(*) FROM changes_between(?, ?) GROUP BY ALL ORDER BY ALL", span
        ).fetchall()
        print_grid(["date", "country", "rows"], rows)
        return 0
    rows = conn.execute(
        "SELECT change, strftime(date, '%Y-%m-%d'), country, provider, story_id, revision, coalesce(headline, left(body_text, 200))"
        " FROM changes_between(?, ?)",
        span,
    ).fetchall()
    print_grid(
        ["change", "date", "country", "provider", "story_id", "revision", "headline"],
        rows,
        fold=("headline",),
        drop=("revision", "change"),
        short={"story_id": SHORT_ID},
    )
    sys.stdout.write(f"{len(rows)} changes; next time: --since {last}\n")
    return 0
