"""`newsbeam evaluate KIND SET`: how often a tagger is right."""

import argparse
import sys
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument("kind", help="country, language, topics, datelines or clusters")
    parser.add_argument("set", type=Path, metavar="SET", help="a labelled set: a file as the kind's module describes it")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    from newsbeam.pipeline.commands.arguments import UsageError
    from newsbeam.pipeline.evaluate import evaluate

    try:
        sys.stdout.write(evaluate(arguments.kind, arguments.set).rstrip() + "\n")
    except ValueError as error:
        raise UsageError(str(error)) from error
    return 0
