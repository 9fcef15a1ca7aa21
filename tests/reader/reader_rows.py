"""A small dataset made to order: revisions, a kill, a cluster, the country codes that readers trip over, an older schema."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from newsbeam.schemas.arrow import STORY_SCHEMA

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
FIRST, SECOND = "20260310T120000Z-0000", "20260311T120000Z-0000"
_SAMPLE = {pa.string(): "x", pa.int32(): 1, pa.timestamp("us", tz="UTC"): NOON}


def row(name: str, *, telling: int = 1, batch: str = FIRST, **columns: Any) -> dict[str, Any]:
    required = {f.name: _SAMPLE.get(f.type, []) for f in STORY_SCHEMA if not f.nullable}
    fields = {
        "story_id": name,
        "telling_id": f"{name}-{telling}",
        "revision": telling,
        "revision_kind": "original" if telling == 1 else "update",
        "revision_order": f"{telling:04}",
        "pub_status": "usable",
        "provider": "wire.example",
        "headline": f"{name} told the {telling}. time",
        "body_text": f"The text of {name}.",
        "language": "en",
        "word_count": 4,
        "first_created": NOON,
        "published_at": datetime(2026, 3, int(batch[6:8]), 12, tzinfo=UTC),
        "batch_id": batch,
        "quality_flags": [],
        "taggers": [],
    }
    return required | fields | columns


ROWS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("2026-03-10", "PK"): [
        row("grain", cluster_id="grain"),
        row("grain", telling=2, batch=SECOND, cluster_id="grain", headline="\x1b[31mgrain\u202e, corrected <b>"),
        row("bread", cluster_id="grain", cluster_relation="same", provider="quay.example"),
    ],
    ("2026-03-10", "NA"): [row("dunes", headline=None, first_created=None)],
    ("2026-03-10", "NO"): [row("ferry", language="nb")],
    ("2026-03-11", "ZZ"): [
        row("toll"),
        row("toll", telling=2, batch=SECOND, pub_status="canceled", revision_kind="kill", headline="KILL: toll"),
    ],
}
OLDER = ("2026-03-09", "JP")
"""A partition whose file is of a schema that did not have the column `media` yet."""


def write(out: Path) -> Path:
    """The dataset under `out/stories`; gives `out`."""
    for (date, country), rows in {**ROWS, OLDER: [row("fish", language="ja")]}.items():
        schema = STORY_SCHEMA
        if (date, country) == OLDER:
            schema = schema.remove(schema.get_field_index("media"))
        folder = out / "stories" / f"date={date}" / f"country={country}"
        folder.mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "stories-00000.parquet")
    (out / "batches").mkdir()
    for batch in (FIRST, SECOND):
        at = f"2026-03-{batch[6:8]}T12:00:0"
        (out / "batches" / f"{at[:10]}.csv").write_text(
            f"batch_id,published_at,finished_at,rows\n{batch},{at}0.000000Z,{at}1.000000Z,1\n"
        )
    return out
