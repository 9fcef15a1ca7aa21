"""`newsbeam unlock`: take the lease of an output in an object store from a writer that is gone."""

import argparse
import sys


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument("--out", required=True, metavar="URL", help="the output: s3://bucket/prefix")


def run(arguments: argparse.Namespace) -> int:
    """Unlock it and say whose it was."""
    from newsbeam.pipeline.commands.open_output import is_remote, store_of
    from newsbeam.schemas.errors import UsageError

    if not is_remote(arguments.out):
        raise UsageError(f"{arguments.out}: a folder's lock ends with its process: there is nothing to unlock")
    store = store_of(arguments.out)
    from newsbeam.pipeline.publish.lease import unlock

    owner = unlock(store)
    sys.stdout.write(f"unlocked: {owner}\n" if owner else "nobody holds it\n")
    return 0
