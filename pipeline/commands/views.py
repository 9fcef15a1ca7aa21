"""`newsbeam views --engine E`: the views' definitions for DuckDB, Polars or Spark."""

import argparse
import sys

from newsbeam.pipeline.commands.arguments import add_out
from newsbeam.pipeline.commands.printable import print_data
from newsbeam.schemas.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    add_out(parser)
    parser.add_argument("--engine", choices=("duckdb", "polars", "spark"), default="duckdb", help="default: duckdb")
    parser.add_argument(
        "--at", metavar="PLACE", help="where the readers find stories/: a path or s3://... (default: the output's own)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print them."""
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.views import definitions

    place = arguments.at.rstrip("/") if arguments.at else str(Output(arguments.out.absolute()).stories)
    try:
        made = definitions(arguments.engine, place)
    except ValueError as error:
        raise UsageError(str(error)) from None
    print_data()
    sys.stdout.write(made)
    return 0
