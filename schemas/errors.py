"""What newsbeam raises on purpose: one tree, and of each the exit code that a command ends with.

The message is one line: the place, the thing, the way out. What is not in this tree is a bug (or the system's own OSError, which
commands answer as `OutputError`), and shows its trace.
"""

from pathlib import Path
from typing import ClassVar


class NewsbeamError(Exception):
    """All of newsbeam's errors.

    >>> import newsbeam
    >>> try:
    ...     newsbeam.open_dataset("nowhere")
    ... except newsbeam.NewsbeamError as error:
    ...     print(error.exit_code, error)
    3 nowhere: no stories/ in it; name the folder that newsbeam was given as --out
    """

    exit_code: ClassVar[int] = 1


class UsageError(NewsbeamError):
    """An argument that cannot be meant."""

    exit_code = 2


class ConfigError(NewsbeamError):
    """A feed list that cannot be meant; the message names the file, the line or key, and the way out."""

    exit_code = 2


class NoContactError(ConfigError):
    """Ten or more remote hosts and nobody to complain to: the engine refuses to start."""


class EngineError(ConfigError):
    """An engine that cannot be used as asked for."""


class PluginError(ConfigError):
    """An installed distribution's entry point that is no format, tagger or provider."""


class OutputError(NewsbeamError):
    """The output cannot be used, read or written."""

    exit_code = 3


class DamagedFile(OutputError):  # noqa: N818 (it says what it found)
    """A published file that cannot be read. Its partition waits; the others go on."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: damaged ({why}); `newsbeam repair` brings its rows back from the landing")
        self.path = path

    def __reduce__(self) -> tuple[type["DamagedFile"], tuple[Path, str]]:
        return (DamagedFile, (self.path, str(self).partition(": damaged (")[2].partition("); `newsbeam repair`")[0]))


class UnreadableList(OutputError):  # noqa: N818 (it says what it found)
    """A list of `reading/` is not as it was written. The next run makes `reading/` anew."""


class PartitionWaits(OutputError):  # noqa: N818 (it says what happens)
    """A story lies in a partition of which a file is damaged: what is told of it waits until that is mended."""


class UnsafeOutputPath(OutputError):  # noqa: N818 (it names what is found)
    """Something inside the output leads out of it, or is not ours to touch."""


class ConflictError(OutputError):
    """Another writer of an object store was there first. What it wrote stands; this run stops."""


class EngineGone(OutputError):  # noqa: N818 (it says what happened)
    """The engine could not be reached, or was lost twice in a batch. Nothing was published; the landing waits for the next run."""


class StateError(NewsbeamError):
    """The state file cannot be used."""

    exit_code = 3


class ConservationError(NewsbeamError):
    """The batch's sums do not add up. Nothing of it is published."""

    exit_code = 4


class LockHeld(NewsbeamError):  # noqa: N818 (a state of the output, not a fault)
    """Another run holds the output: leave, or wait. 75 is EX_TEMPFAIL of sysexits.h: try again later."""

    exit_code = 75
