"""`newsbeam page`: a page of the site in the terminal: the same figures, by rich."""

import argparse

from newsbeam.pipeline.commands.arguments import add_out


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument(
        "page",
        nargs="?",
        default="front",
        metavar="PAGE",
        help="front (the default), coverage, operations, or a story's id (six digits of it are enough)",
    )
    add_out(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    from contextlib import closing

    from newsbeam.pipeline.commands.explain import whole_id
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.query import open_dataset
    from newsbeam.pipeline.site import terminal
    from newsbeam.schemas.errors import UsageError

    out = Output(arguments.out)
    if arguments.page == "operations":
        terminal.operations(out)
        return 0
    with closing(open_dataset(arguments.out)) as conn:
        if arguments.page == "front":
            terminal.front(conn)
        elif arguments.page == "coverage":
            terminal.coverage(conn)
        elif not terminal.story(conn, whole_id(conn, arguments.page)):
            raise UsageError(
                f"{arguments.page}: no page, and no such story in {arguments.out}; there are front, coverage, operations, and the ids"
                " that `newsbeam show` lists"
            )
    return 0
