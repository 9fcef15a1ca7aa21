"""`newsbeam copy`: an output whole from a folder to an object store, or back."""

import argparse
import os
import socket
import sys
from pathlib import Path

from newsbeam.pipeline.commands.arguments import now
from newsbeam.schemas.errors import UsageError


def add(parser: argparse.ArgumentParser) -> None:
    """Its words."""
    parser.add_argument("from_place", metavar="FROM", help="the output: a folder, or s3://bucket/prefix")
    parser.add_argument("to_place", metavar="TO", help="an empty place: s3://bucket/prefix, or a folder")
    parser.add_argument("--wait", action="store_true", help="wait for another run on the same output")


def run(arguments: argparse.Namespace) -> int:
    """Copy, and say how much."""
    from newsbeam.pipeline.commands.open_output import is_remote, refuse_unreadable, store_of
    from newsbeam.pipeline.dataset.output import Output
    from newsbeam.pipeline.dataset.views import write_reader_files

    source, target = arguments.from_place, arguments.to_place
    if is_remote(source) == is_remote(target):
        raise UsageError(f"{source}, {target}: one is to be a folder, the other a store; folders are copied by cp -a")
    refuse_unreadable(target)
    owner = f"{socket.gethostname()}:{os.getpid()}"
    store = store_of(target if is_remote(target) else source)
    from newsbeam.pipeline.publish.moving import copy_down, copy_up

    if is_remote(target):
        files = copy_up(Output(Path(source)), store, target, owner=owner, clock=now, wait=arguments.wait)
    else:
        files = copy_down(store, source, Output(Path(target)), owner=owner, clock=now, wait=arguments.wait)
        write_reader_files(Path(target))
    sys.stdout.write(f"{target}: {files} files; go on there, or at {source}, not at both\n")
    return 0
