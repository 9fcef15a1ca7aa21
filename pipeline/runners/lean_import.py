"""Libraries for one process: imported without what they take along where they find it, and what no batch of ours uses."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

OPTIONAL = ("pandas", "boto3", "pymongo", "requests")
"""Beam imports these where they are installed, for dataframes, S3, MongoDB and HDFS: 65 MB and two fifths of its start-up."""


def import_beam() -> None:
    """Import Beam without `OPTIONAL`, which can be imported as ever afterwards. Does nothing where Beam is there already."""
    if "apache_beam" in sys.modules:
        return
    logging.getLogger("apache_beam.io.mongodbio").setLevel(logging.ERROR)  # it warns that MongoDB cannot be had
    with _hidden(OPTIONAL):
        import apache_beam  # noqa: F401


def keep_pandas_out() -> None:
    """Have Arrow take pandas for not installed: it imports it to look whether a list is a Series, 45 MB and 0.2 s.

    For good, so only a command does this, which owns its process; Arrow's `to_pandas` fails afterwards. Done when Arrow is to be
    used (`import_arrow`): a run with nothing to do never imports it.
    """
    _ALONE.append(True)


def import_arrow() -> None:
    """Import Arrow, without pandas where this process is a command's own. To be said before it is given the first list."""
    if not _ALONE:
        return
    _ALONE.clear()
    with _hidden(("pandas",)):
        import pyarrow as pa

        pa.array([""])


_ALONE: list[bool] = []
"""Filled: pandas is to be kept out when Arrow comes."""


class _Absent:
    """A finder that takes some libraries for not installed."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = frozenset(names)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:  # noqa: ARG002 (the import system's own contract)
        if name in self.names:
            raise ModuleNotFoundError(f"{name}: left out by newsbeam", name=name)


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    finder: Any = _Absent(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
