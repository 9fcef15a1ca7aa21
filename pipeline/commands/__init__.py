"""The commands of `newsbeam`, a file each: `add` describes one to argparse and imports nothing heavy, `run` does it."""

from types import ModuleType

from pipeline.commands import backfill, deadletters, evaluate, feeds, ingest, replay, watch

COMMANDS: dict[str, tuple[str, ModuleType]] = {
    "ingest": ("one run: poll what is due (or read the given paths), land, process, publish, report", ingest),
    "watch": ("the same, for ever, on time; SIGTERM finishes the batch", watch),
    "replay": ("a new dataset from landed bytes, without the network: the same ids", replay),
    "backfill": ("archives through the same stages, resumable", backfill),
    "feeds": ("the feed list: list, check, import, export, discover", feeds),
    "deadletters": ("what was refused, and again", deadletters),
    "evaluate": ("accuracy on a labelled set, with intervals and the confusions", evaluate),
}
