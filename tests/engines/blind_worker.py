"""A worker that cannot open SQLite and stands in another folder: the state is the driver's, and paths are the driver's whole ones."""

import os
import sqlite3
import sys

from newsbeam.pipeline.runners import worker


def refuse(*given: object, **named: object) -> None:
    raise PermissionError(f"a worker tried to open a database: {given}")


sqlite3.connect = refuse  # type: ignore[assignment]
os.chdir("/")
sys.exit(worker.main())
