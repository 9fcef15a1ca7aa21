"""`newsbeam purge STORY_ID`: the text of a killed story out of every row, where a licence demands it."""

import argparse
import sys

from newsbeam.pipeline.commands.arguments import add_out
from newsbeam.schemas.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    parser.add_argument("story", metavar="STORY_ID", help="the story_id of its rows")
    parser.add_argument("--anyway", action="store_true", help="though its last telling is no kill")
    parser.add_argument("--wait", action="store_true", help="wait for another run on the same output")


def run(arguments: argparse.Namespace) -> int:
    """Purge, and say what still holds the story."""
    import re
    from contextlib import closing

    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.own_state import open_own_state
    from newsbeam.pipeline.dataset.waiting import look_again
    from newsbeam.pipeline.publish.finish import recover
    from newsbeam.pipeline.publish.purge import purge

    out = Output(arguments.out)
    if not out.database.exists():
        raise UsageError(f"{arguments.out}: no output of newsbeam there; name it with --out")
    if not re.fullmatch(r"[0-9a-f]{32}", arguments.story):
        raise UsageError(f"{arguments.story!r} is no story_id: those are 32 hexadecimal digits, as `newsbeam show` prints them")
    out.prepare()
    with out.lock(wait=arguments.wait), closing(open_own_state(out)) as conn:
        recover(out, conn)
        look_again(out.stories)
        done = purge(out, conn, arguments.story, anyway=arguments.anyway)
    if done is None:
        raise UsageError(f"{arguments.out}: no story {arguments.story} there")
    sys.stdout.write(f"purged: the text of {done.tellings} tellings, {done.letters} dead letters; it will not be published again\n")
    for path in done.aside:
        sys.stdout.write(f"removed: {path}: repair had put it aside, and the story was in it, or may have been\n")
    for path in done.states:
        sys.stdout.write(
            f"still with its dead letters as they were: {path}, which doctor put aside; remove it if you can do without\n"
        )
    for ref in done.landed:
        sys.stdout.write(f"still as received, until its file expires: {arguments.out}/landing/{ref.partition('#')[0]} ({ref})\n")
    return 0
