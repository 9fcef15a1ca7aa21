"""Beam for one process: imported without the libraries that it takes along when it finds them, and that no batch of ours uses."""

import logging
import sys

OPTIONAL = ("pandas", "boto3", "pymongo", "requests")
"""Beam imports these where they are installed, for dataframes, S3, MongoDB and HDFS: 65 MB and two fifths of its start-up."""


def import_beam() -> None:
    """Import Beam without `OPTIONAL`, which can be imported as ever afterwards. Does nothing where Beam is there already."""
    if "apache_beam" in sys.modules:
        return
    logging.getLogger("apache_beam.io.mongodbio").setLevel(logging.ERROR)  # it warns that MongoDB cannot be had
    hidden = [name for name in OPTIONAL if name not in sys.modules]
    # None is how Python marks a module that cannot be imported: Beam takes it for not installed.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        import apache_beam  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]
