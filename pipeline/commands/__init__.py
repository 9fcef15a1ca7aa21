"""The commands of `newsbeam`, a file each: `add` describes one to argparse and imports nothing heavy, `run` does it."""

from importlib import import_module
from types import ModuleType

COMMANDS: dict[str, str] = {
    "ingest": "one run: poll what is due (or read the given paths), land, process, publish, report",
    "watch": "the same, for ever, on time; SIGTERM finishes the batch",
    "stream": "the same as one Beam job without end, on Prism or Flink; SIGTERM drains",
    "poll": "one of several pollers: fetches its share of the feeds and lands it, for one publisher",
    "replay": "a new dataset from landed bytes, without the network: the same ids",
    "backfill": "archives through the same stages, resumable",
    "show": "stories as a table",
    "stats": "counts by date, country, provider and language",
    "site": "the output as a static site: coverage, front page, operations, a page a story",
    "page": "one page of that site in the terminal: front, coverage, operations, or a story",
    "changes": "what was published after a batch",
    "explain": "every decision about a story or a file: raw, parsed, and why",
    "export": "rows flat, as CSV or Excel",
    "views": "the definitions of stories_current, clusters and changes for an engine",
    "feeds": "the feed list: list, show, check, add, pause, import, export and more",
    "deadletters": "what was refused, and again",
    "prune": "old reports, landed bytes and resolved dead letters go; rows never",
    "purge": "the text of a killed story out of every row, where a licence demands it",
    "repair": "the rows of damaged or deleted partition files, brought back from the landing",
    "completion": "completion for bash, zsh and fish, and the manual page",
    "copy": "an output whole from a folder to an object store, or back",
    "unlock": "the lease of an output in an object store, taken from a writer that is gone",
    "doctor": "versions, disk, lock, clock, and the state's integrity",
    "evaluate": "accuracy on a labelled set, with intervals and the confusions",
}
"""What each command does, in a line."""

PURPOSES: dict[str, tuple[str, ...]] = {
    "run": ("ingest", "watch", "stream", "poll", "backfill", "replay"),
    "read": ("show", "stats", "explain", "changes", "export", "views", "site", "page"),
    "operate": ("feeds", "deadletters", "doctor", "repair", "prune", "purge", "copy", "unlock"),
    "develop": ("evaluate", "completion"),
}
"""What each command is for: the groups of `newsbeam --help`. Each command stands in one (tests/pipeline/test_help.py)."""


def module_of(name: str) -> ModuleType:
    """The module of a command: only that which is asked for is imported."""
    return import_module(f"{__name__}.{name}")
