"""The tables beside the stories, and the description for machines."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from newsbeam.pipeline.dataset.croissant import croissant
from newsbeam.pipeline.dataset.dimensions import write_dimensions
from newsbeam.schemas.arrow import STORY_SCHEMA
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_feeds_of_earlier_lists_stay_and_no_secret_is_shown(tmp_path: Path) -> None:
    old = Feed(id="old", provider="quay.example", path="drop")
    new = Feed(id="new", provider="quay.example", url="https://u:p@quay.example/f?key=k1", home_country="NG", language="en")
    write_dimensions(tmp_path, [old], {})
    write_dimensions(tmp_path, [new], {"new": Cursor(feed_id="new", last_polled_at=NOON)})
    before = (tmp_path / "feeds.parquet").stat().st_ino
    write_dimensions(tmp_path, [new], {})  # nothing new: the table stands, and the time stays
    assert (tmp_path / "feeds.parquet").stat().st_ino == before
    feeds = {row["feed_id"]: row for row in pq.read_table(tmp_path / "feeds.parquet").to_pylist()}
    assert set(feeds) == {"old", "new"}
    assert feeds["new"]["last_polled_at"] == NOON
    assert "k1" not in feeds["new"]["url"]
    assert ":p@" not in feeds["new"]["url"]
    (provider,) = pq.read_table(tmp_path / "providers.parquet").to_pylist()
    assert provider == {"provider": "quay.example", "home_country": "NG", "feeds": 2, "languages": ["en"]}


def test_croissant_names_every_column_with_its_meaning() -> None:
    described = json.loads(croissant())
    stories, feeds, providers = described["recordSet"]
    assert [field["name"] for field in stories["field"]] == STORY_SCHEMA.names
    assert all(" " in field["description"] for field in stories["field"])
    assert {field["name"]: field.get("repeated", False) for field in stories["field"]}["countries"]
    assert [len(feeds["field"]), len(providers["field"])] == [10, 4]
    assert "GeoNames" in described["usageInfo"]
