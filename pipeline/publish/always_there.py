"""What is in a reading room whatever days it has: the files without rows, and the oldest version of the table's files."""

from pathlib import Path

import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.published_file import footer
from newsbeam.pipeline.dataset.reading import Room
from newsbeam.pipeline.dataset.room_files import as_made
from newsbeam.schemas.arrow import CURRENT_SCHEMA, DAY_SCHEMA, SCHEMA_VERSION, STORY_SCHEMA
from newsbeam.schemas.errors import OutputError


def make_ready(room: Room) -> None:
    """Make it."""
    schemas = {"days": DAY_SCHEMA, "current": CURRENT_SCHEMA, "open": STORY_SCHEMA}
    for part, path in room.without_rows().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(".none")
        pq.write_table(schemas[part].empty_table(), aside)
        as_made(aside)
        aside.replace(path)
    if not room.oldest_version:
        versions = map(_version_of, room.stories.glob("date=*/country=*/*.parquet"))
        (room.root / "schema").write_text(str(min(versions, default=SCHEMA_VERSION)), "ascii")


def _version_of(path: Path) -> int:
    """A partition file's schema version; 0 where it is damaged or not ours, which is others' to say."""
    try:
        return footer(path).version
    except OutputError:
        return 0
