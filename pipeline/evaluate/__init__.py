"""`newsbeam evaluate KIND SET`: how often a tagger is right on a labelled set, with intervals and the confusions.

A kind is a module's function `(path, half) -> str`; a set is a file that says in its fields what it holds (each module's
docstring names them). Sets are read where they lie and never copied: their texts are other people's.
"""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from traceback import walk_tb

from newsbeam.schemas.errors import UsageError

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

NO_SET = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)
"""What reading a file ends in that holds something else."""

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

    Raises UsageError for an unknown kind or half, and for what is no set of the kind.
    """
    asked = SINGULAR.get(kind, kind)
    if asked not in KINDS:
        raise UsageError(f"no evaluation of {kind!r}; there are {', '.join(sorted(KINDS))}")
    if half not in (None, "a", "b"):
        raise UsageError(f"no half {half!r} of a set; there are a and b")
    module, function = KINDS[asked]
    measure = getattr(import_module(module), function)
    what = f"{path}: no labelled set for {asked!r}"
    try:
        report: str = measure(Path(path), half)
    except OSError as error:
        raise UsageError(f"{what}: {error.filename or path}: {error.strerror}; name the file or folder that has it") from error
    except NO_SET as error:
        if _is_a_taggers(error):
            raise
        raise UsageError(f"{what} ({type(error).__name__}: {error}); the module {module} says what its lines hold") from error
    if "\n" not in report.strip():
        raise UsageError(f"{what}: nothing in it could be measured; the module {module} says what its lines hold")
    return report


def _is_a_taggers(error: BaseException) -> bool:
    """Whether it came from what is measured, and not from reading the set: a bug must not look like a bad set."""
    rooms = {frame.f_globals.get("__package__") for frame, _ in walk_tb(error.__traceback__)}
    return any(room.startswith("newsbeam.") and room != __name__ for room in rooms if room)
