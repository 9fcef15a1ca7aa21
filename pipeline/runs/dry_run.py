"""`--dry-run`: the same run over the same dataset, with everything that it writes in a folder that is thrown away."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsbeam.connectors.state.database import copy_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.storage import LocalFolder, Storage


class _NothingKept(LocalFolder):
    """Brings what the real output's storage has, and puts nothing there."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def want(self, prefix: str) -> None:
        """From where the real output is kept."""
        self._storage.want(prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class DryOutput(Output):
    """Reads stories and sketches where they are, writes elsewhere."""

    scratch: Path

    @property
    def landing(self) -> Path:
        """Thrown away."""
        return self.scratch / "landing"

    @property
    def runs(self) -> Path:
        """Thrown away."""
        return self.scratch / "runs"

    @property
    def database(self) -> Path:
        """A copy: cursors are read, and moved only here."""
        return self.scratch / "newsbeam.db"

    @property
    def staging(self) -> Path:
        """Thrown away."""
        return self.scratch / "_staging"


@contextmanager
def rehearsal(out: Output, *, wait: bool = False) -> Iterator[DryOutput]:
    """An output to rehearse on: nothing is made, or changed, where the real one is or would be.

    What an earlier run left undone is not part of the rehearsal: a real run does it first. Raises as `Output.check` and
    `Output.lock` do.
    """
    out.check()
    with ExitStack() as held, tempfile.TemporaryDirectory(prefix="newsbeam-dry-") as folder:
        if out.state.is_dir():  # where there is no state, nobody writes
            held.enter_context(out.lock(wait=wait))
        dry = DryOutput(out.root, _NothingKept(out.storage), scratch=Path(folder))
        for path in (dry.landing, dry.runs, dry.staging):
            path.mkdir()
        if out.database.exists():
            copy_state(out.database, dry.database)
        yield dry
