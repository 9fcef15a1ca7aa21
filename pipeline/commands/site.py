"""`newsbeam site`: the output as a static site: coverage, front page, operations, and a page a story."""

import argparse
import sys
from pathlib import Path

from newsbeam.pipeline.commands.arguments import add_out


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="where to write it; its pages are replaced")


def run(arguments: argparse.Namespace) -> int:
    """Write it, and say where."""
    from contextlib import closing

    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.query import open_dataset
    from newsbeam.pipeline.site import write_site

    with closing(open_dataset(arguments.out)) as conn:
        written = write_site(Output(arguments.out), arguments.to, conn)
    sys.stdout.write(f"{written.folder / 'index.html'}: {written.pages} pages, {written.stories} of them stories\n")
    return 0
