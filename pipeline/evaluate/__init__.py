"""`newsbeam evaluate KIND SET`: how often a tagger is right on a labelled set, with intervals and the confusions.

A kind is a module with `evaluate(path) -> str`; a set is a file that says in its fields what it holds (each module's
docstring names them). Sets are read where they lie and never copied: their texts are other people's.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

KINDS: Mapping[str, str] = {
    "country": "pipeline.evaluate.country",
    "language": "pipeline.evaluate.language",
    "topics": "pipeline.evaluate.topics",
    "dateline": "pipeline.evaluate.datelines",
    "clusters": "pipeline.evaluate.clusters",
}
"""What can be evaluated, and the module that does it; each is imported only when asked for."""


def evaluate(kind: str, path: str | Path) -> str:
    """The report of one kind over one set, as text. Raises ValueError for an unknown kind, OSError for an unreadable set."""
    known = {**KINDS, "datelines": KINDS["dateline"], "cluster": KINDS["clusters"], "topic": KINDS["topics"]}
    if kind not in known:
        raise ValueError(f"no evaluation of {kind!r}; there are {', '.join(sorted(KINDS))}")
    report: str = import_module(known[kind]).evaluate(Path(path))
    return report
