"""Where libraries leave temporary files: in a folder that goes with the batch."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_files_in(folder: Path) -> Iterator[None]:
    """Have this process's temporary files made in a new folder meanwhile, which is removed at the end with what is left in it.

    Beam makes a folder for each pipeline and one for each kind of worker. It removes the first when the pipeline has run, and the
    others never: of a batch every five minutes on Prism, 576 empty folders a day would stay.
    """
    was = tempfile.tempdir
    folder.mkdir()
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = was
        shutil.rmtree(folder, ignore_errors=True)
