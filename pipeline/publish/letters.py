"""Dead letters as rows: `dead_letters/date=.../letters-00000.parquet`, grown like stories. One row per letter and day.

How often a letter was seen and whether it is settled changes, and a published row does not: that is in the state
(docs/design/publishing.md#what-is-kept).
"""

from base64 import b64decode
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.published_file import read_columns
from newsbeam.pipeline.publish.commit import Commit
from newsbeam.pipeline.publish.files import PartitionFiles, partition_files
from newsbeam.pipeline.stages.ledger import Letter
from newsbeam.schemas.arrow import SCHEMA_VERSION, TIME

_FIELDS: list[Any] = [
    pa.field("feed_id", pa.string(), nullable=False),
    pa.field("entry_hash", pa.string(), nullable=False),
    pa.field("stage", pa.string(), nullable=False),
    pa.field("reason", pa.string(), nullable=False),
    pa.field("error", pa.string(), nullable=False),
    pa.field("landing_ref", pa.string()),
    pa.field("entry", pa.int32()),
    pa.field("raw", pa.binary(), nullable=False),
    pa.field("seen_at", TIME, nullable=False),
    pa.field("batch_id", pa.string(), nullable=False),
    pa.field("newsbeam_version", pa.string(), nullable=False),
]
LETTER_SCHEMA = pa.schema(_FIELDS, metadata={"newsbeam.schema_version": str(SCHEMA_VERSION)})
KEY = ["feed_id", "entry_hash", "stage", "reason"]


def plan_letters(out: Output, commit: Commit) -> list[tuple[PartitionFiles, pa.Table]]:
    """The dead-letter files that the batch's letters go to, by the day they were seen, and the rows new there."""
    days: dict[str, dict[tuple[str, ...], Letter]] = defaultdict(dict)
    for letter in commit.state.letters:
        days[seen_on(letter)].setdefault(letter.key, letter)
    additions = []
    for day, letters in sorted(days.items()):
        out.storage.want(f"dead_letters/date={day}/")
        found = partition_files(out.dead_letters / f"date={day}", "letters", LETTER_SCHEMA, out.root)
        held = {
            key for table in read_columns(found.files, KEY) for key in zip(*(c.to_pylist() for c in table.columns), strict=True)
        }
        fresh = [letters[key] for key in sorted(letters.keys() - held)]
        if fresh:
            additions.append((found, _table(fresh, commit)))
    return additions


def seen_on(letter: Letter) -> str:
    """The UTC day on which a letter was seen."""
    return datetime.fromisoformat(letter.seen_at).astimezone(UTC).date().isoformat()


def _table(letters: list[Letter], commit: Commit) -> pa.Table:
    columns = {name: [getattr(one, name) for one in letters] for name in (*KEY, "error", "landing_ref", "entry")}
    columns["raw"] = [b64decode(one.raw) for one in letters]
    columns["seen_at"] = [datetime.fromisoformat(one.seen_at) for one in letters]
    columns["batch_id"] = [commit.batch_id] * len(letters)
    columns["newsbeam_version"] = [commit.newsbeam_version] * len(letters)
    return pa.table(columns, schema=LETTER_SCHEMA)
