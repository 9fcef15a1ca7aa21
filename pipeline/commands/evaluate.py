"""`newsbeam evaluate KIND SET`: how often a tagger is right."""

import argparse
import sys
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument("kind", help="country, language, topics, names, datelines, clusters or releases")
    parser.add_argument(
        "set", type=Path, metavar="SET", help="a labelled set: a file (or folder) as the kind's module describes it"
    )
    parser.add_argument("--half", choices=("a", "b"), help="only this half: tune on a, report b (the same items every time)")


def run(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    from newsbeam.pipeline.evaluate import evaluate

    sys.stdout.write(evaluate(arguments.kind, arguments.set, arguments.half).rstrip() + "\n")
    return 0
