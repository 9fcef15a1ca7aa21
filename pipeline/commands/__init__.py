"""The commands of `newsbeam`, a file each: `add` describes one to argparse and imports nothing heavy, `run` does it."""

from types import ModuleType

from pipeline.commands import deadletters, evaluate, feeds, ingest, watch

COMMANDS: dict[str, tuple[str, ModuleType]] = {
    "ingest": ("one run: poll what is due (or read the given paths), land, process, publish, report", ingest),
    "watch": ("the same, for ever, on time; SIGTERM finishes the batch", watch),
    "feeds": ("the feed list: list, check, import, export, discover", feeds),
    "deadletters": ("what was refused, and again", deadletters),
    "evaluate": ("accuracy on a labelled set, with intervals and the confusions", evaluate),
}
