"""The commands of `newsbeam`, a file each: `add` describes one to argparse and imports nothing heavy, `run` does it."""

from types import ModuleType

from newsbeam.pipeline.commands import (
    backfill,
    changes,
    completion,
    deadletters,
    doctor,
    evaluate,
    explain,
    export,
    feeds,
    ingest,
    prune,
    purge,
    repair,
    replay,
    show,
    site,
    stats,
    stream,
    unlock,
    views,
    watch,
)

COMMANDS: dict[str, tuple[str, ModuleType]] = {
    "ingest": ("one run: poll what is due (or read the given paths), land, process, publish, report", ingest),
    "watch": ("the same, for ever, on time; SIGTERM finishes the batch", watch),
    "stream": ("the same as one Beam job without end, on Prism or Flink; SIGTERM drains", stream),
    "replay": ("a new dataset from landed bytes, without the network: the same ids", replay),
    "backfill": ("archives through the same stages, resumable", backfill),
    "show": ("stories as a table", show),
    "stats": ("counts by date, country, provider and language", stats),
    "site": ("the output as a static site: coverage, front page, operations, a page a story", site),
    "changes": ("what was published after a batch", changes),
    "explain": ("every decision about a story or a file: raw, parsed, and why", explain),
    "export": ("rows flat, as CSV or Excel", export),
    "views": ("the definitions of stories_current, clusters and changes for an engine", views),
    "feeds": ("the feed list: list, show, check, add, pause, import, export and more", feeds),
    "deadletters": ("what was refused, and again", deadletters),
    "prune": ("old reports, landed bytes and resolved dead letters go; rows never", prune),
    "purge": ("the text of a killed story out of every row, where a licence demands it", purge),
    "repair": ("the rows of damaged or deleted partition files, brought back from the landing", repair),
    "completion": ("completion for bash, zsh and fish, and the manual page", completion),
    "unlock": ("the lease of an output in an object store, taken from a writer that is gone", unlock),
    "doctor": ("versions, disk, lock, clock, and the state's integrity", doctor),
    "evaluate": ("accuracy on a labelled set, with intervals and the confusions", evaluate),
}

PURPOSES: dict[str, tuple[str, ...]] = {
    "run": ("ingest", "watch", "stream", "backfill", "replay"),
    "read": ("show", "stats", "explain", "changes", "export", "views", "site"),
    "operate": ("feeds", "deadletters", "doctor", "repair", "prune", "purge", "unlock"),
    "develop": ("evaluate", "completion"),
}
"""What each command is for: the groups of `newsbeam --help`. Each command stands in one (tests/pipeline/test_help.py)."""
