"""Libraries for one process: imported without what they take along where they find it, and what no batch of ours uses."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

from newsbeam.pipeline.process.memory import is_a_commands_own, settle_in, without_looking

OPTIONAL = ("pandas", "boto3", "pymongo", "requests")
"""Beam imports these where they are installed, for dataframes, S3, MongoDB and HDFS: 65 MB and two fifths of its start-up."""
CLOUDS = ("bson", "apache_beam.io.gcp.bigquery")
"""Sources and sinks of Beam's own that it does without where their clients are missing; no batch of ours has one."""
SELDOM = ("httplib2", "yaml")
"""What Beam imports for other runners than the direct one, and looks into only when it is asked for them."""


def import_beam() -> None:
    """Import Beam without `OPTIONAL`, which can be imported as ever afterwards; in a command's own process also without `CLOUDS`, and
    `SELDOM` when it is first used. Does nothing where Beam is there already.
    """
    if "apache_beam" in sys.modules:
        return
    logging.getLogger("apache_beam.io.mongodbio").setLevel(logging.ERROR)  # it warns that MongoDB cannot be had
    ours = is_a_commands_own()
    with without_looking(), _first(_Absent(OPTIONAL + CLOUDS if ours else OPTIONAL)), _first(_Late(SELDOM if ours else ())):
        import apache_beam  # noqa: F401
    settle_in()  # 300,000 objects that stay, through which each `tidy_up` would look


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
    with _first(_Absent(("pandas",))):
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


class _Late:
    """A finder that imports some libraries when something of theirs is first used."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = frozenset(names)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in self.names else None
        if spec is not None and spec.loader is not None:
            spec.loader = _LateLoader(spec.loader)
        return spec


class _LateLoader(Loader):
    """As Python's `LazyLoader`, whose modules are imported as soon as a second module imports them: their `__spec__` is looked at."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = _LateModule


class _LateModule(ModuleType):
    """Knows its name and place; for anything else it becomes the module."""

    def __getattr__(self, name: str) -> Any:
        with _LOADING:
            if type(self) is _LateModule:
                spec = self.__spec__
                if spec is None or not isinstance(spec.loader, _LateLoader):
                    raise AttributeError(name)
                self.__class__ = ModuleType  # type: ignore[assignment]  # a late one no more
                spec.loader = self.__loader__ = spec.loader.loader
                spec.loader.exec_module(self)
        return getattr(self, name)


_LOADING = RLock()


@contextmanager
def _first(finder: Any) -> Iterator[None]:
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
