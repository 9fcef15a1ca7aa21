"""What other installed distributions add to newsbeam, by entry points: `newsbeam.formats`, `newsbeam.taggers`, `newsbeam.providers`.

A plugin is code that the operator installed and relies on: one that cannot be used ends the run, and the message names its
distribution. To go on without it would make a run differ silently from the one before.
"""

from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple

from newsbeam.schemas.errors import PluginError


class Plugin(NamedTuple):
    """One entry point, loaded."""

    name: str
    """As its distribution calls it."""
    distribution: str
    version: str
    found: Any

    def refuse(self, group: str, why: str) -> PluginError:
        """The error that says whose fault it is."""
        return PluginError(
            f"{self.distribution} {self.version}: its entry point {group}:{self.name} {why}; mend it, or uninstall it"
        )


@cache
def plugins(group: str) -> tuple[Plugin, ...]:
    """The plugins of one group, by name. Raises PluginError for one that cannot be imported, and for a name that two claim."""
    by_name: dict[str, Plugin] = {}
    for point in sorted(_points(group), key=lambda one: (one.name, one.value)):
        plugin = Plugin(point.name, *_origin(point), None)
        try:
            plugin = plugin._replace(found=point.load())
        except Exception as error:  # whatever a stranger's module raises on import
            raise plugin.refuse(group, f"({point.value}) cannot be loaded: {type(error).__name__}: {error}") from error
        other = by_name.setdefault(plugin.name, plugin)
        if other is not plugin:
            raise plugin.refuse(group, f"is claimed by {other.distribution} {other.version} too")
    return tuple(by_name.values())


def fitting(group: str, fits: Callable[[Any], bool], expected: str) -> tuple[Plugin, ...]:
    """`plugins`, each of which fits. Raises PluginError."""
    for plugin in plugins(group):
        if not fits(plugin.found):
            raise plugin.refuse(group, f"is {type(plugin.found).__name__}, not {expected}")
    return plugins(group)


def any_installed(groups: Iterable[str]) -> bool:
    """Whether any installed distribution adds anything to these groups: known without loading it."""
    return any(_points(group) for group in groups)


def _points(group: str) -> Iterable[EntryPoint]:
    return set(_every_point().select(group=group))  # a folder that is on the path twice shows its own twice


@cache
def _every_point() -> Any:
    """All entry points of this installation: to look through every distribution takes longer than anything else said here."""
    return entry_points()


def _origin(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist is not None else ("an unknown distribution", "?")
