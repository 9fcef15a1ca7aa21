"""`newsbeam evaluate KIND SET`: how often a tagger is right on a labelled set, with intervals and the confusions.

A kind is a module's function `(path, half) -> str`; a set is a file that says in its fields what it holds (each module's
docstring names them). Sets are read where they lie and never copied: their texts are other people's.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

KINDS: Mapping[str, tuple[str, str]] = {
    "country": ("newsbeam.pipeline.evaluate.country", "evaluate"),
    "language": ("newsbeam.pipeline.evaluate.language", "evaluate"),
    "topics": ("newsbeam.pipeline.evaluate.topics", "evaluate"),
    "datelines": ("newsbeam.pipeline.evaluate.datelines", "report"),
    "names": ("newsbeam.pipeline.evaluate.names", "evaluate"),
    "clusters": ("newsbeam.pipeline.evaluate.clusters", "evaluate"),
    "releases": ("newsbeam.pipeline.evaluate.releases", "report"),
}
"""What can be evaluated, and the module and function that do it; each is imported only when asked for."""

SINGULAR: Mapping[str, str] = {
    "dateline": "datelines",
    "cluster": "clusters",
    "release": "releases",
    "topic": "topics",
    "name": "names",
    "languages": "language",
    "countries": "country",
}
"""The other number of each word means the same."""


def evaluate(kind: str, path: str | Path, half: str | None = None) -> str:
    """The report of one kind over one set, or over one of its halves (`score.half_of`), as text.

    Raises ValueError for an unknown kind or half, OSError for an unreadable set.
    """
    asked = SINGULAR.get(kind, kind)
    if asked not in KINDS:
        raise ValueError(f"no evaluation of {kind!r}; there are {', '.join(sorted(KINDS))}")
    if half not in (None, "a", "b"):
        raise ValueError(f"no half {half!r} of a set; there are a and b")
    module, function = KINDS[asked]
    report: str = getattr(import_module(module), function)(Path(path), half)
    return report
