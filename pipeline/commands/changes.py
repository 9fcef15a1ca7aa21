"""`newsbeam changes --since BATCH`: what was published after a batch, and which partitions it touched."""

import argparse
import sys

from pipeline.commands.words import UsageError, add_out


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    parser.add_argument("--since", required=True, metavar="BATCH", help="a batch_id: the last that you saw")
    parser.add_argument("--partitions", action="store_true", help="only the partitions that grew, for whoever reloads those")


def run(arguments: argparse.Namespace) -> int:
    """Print the tellings, oldest first, and the batch to name next time."""
    from pipeline.dataset import open_dataset
    from pipeline.report.grid import print_grid

    conn = open_dataset(arguments.out)
    if not conn.execute("SELECT 1 FROM stories WHERE batch_id = ? LIMIT 1", [arguments.since]).fetchall():
        last = conn.execute("SELECT arg_max(batch_id, (published_at, batch_id)) FROM stories").fetchall()[0][0]
        raise UsageError(f"{arguments.out}: no row of batch {arguments.since!r}; the last that published one is {last}")
    if arguments.partitions:
        rows = conn.execute(
            "SELECT strftime(date, '%Y-%m-%d'), country, count(*) FROM changes(?) GROUP BY ALL ORDER BY ALL", [arguments.since]
        ).fetchall()
        print_grid(["date", "country", "rows"], rows)
        return 0
    rows = conn.execute(
        "SELECT change, strftime(date, '%Y-%m-%d'), country, provider, story_id, revision, coalesce(headline, left(body_text, 200))"
        " FROM changes(?)",
        [arguments.since],
    ).fetchall()
    print_grid(["change", "date", "cc", "provider", "story", "revision", "headline"], rows, fold=("headline",))
    last = (
        conn.execute("SELECT arg_max(batch_id, (published_at, batch_id)) FROM changes(?)", [arguments.since]).fetchall()[0][0]
        or arguments.since
    )
    sys.stdout.write(f"{len(rows)} changes; next time: --since {last}\n")
    return 0
