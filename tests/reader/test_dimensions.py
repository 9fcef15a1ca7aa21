"""The tables beside the stories, and the description for machines."""

import json
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

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


def test_what_a_flipped_bit_says_is_not_written_again(tmp_path: Path) -> None:
    feeds = [Feed(id=name, provider=f"{name}.example", path=f"{name}-drop") for name in ("old", "new")]
    write_dimensions(tmp_path, feeds, {})
    path = tmp_path / "feeds.parquet"
    sound = path.read_bytes()
    for at in range(4, len(sound)):
        path.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
        with suppress(OSError, pa.ArrowException):  # most flips do not read at all
            if pq.read_table(path)["provider"].to_pylist() not in ([], ["new.example", "old.example"]):
                break
    assert pq.read_table(path).num_rows == 2
    write_dimensions(tmp_path, feeds[1:], {})
    assert [row["provider"] for row in pq.read_table(path).to_pylist()] == ["new.example"]


def test_croissant_names_every_column_with_its_meaning() -> None:
    described = json.loads(croissant())
    stories, feeds, providers = described["recordSet"]
    assert [field["name"] for field in stories["field"]] == STORY_SCHEMA.names
    assert all(" " in field["description"] for field in stories["field"])
    assert {field["name"]: field.get("repeated", False) for field in stories["field"]}["countries"]
    assert [len(feeds["field"]), len(providers["field"])] == [10, 4]
    assert "GeoNames" in described["usageInfo"]


RECIPES = Path(__file__).parents[2] / ".cache" / "recipes" / "bin" / "python"
VALIDATE = """
import sys
import mlcroissant
issues = mlcroissant.Dataset(jsonld=sys.argv[1]).metadata.ctx.issues
print(*sorted(issues.errors), *(one for one in sorted(issues.warnings) if "datePublished" not in one), sep=chr(10), end="")
"""


@pytest.mark.slow
@pytest.mark.skipif(not RECIPES.exists(), reason="mlcroissant is in the recipes' environment: make recipes")
def test_mlcroissant_has_nothing_to_say_of_the_description(tmp_path: Path) -> None:
    """But that it names no day on which it was published: it is published with every batch."""
    path = tmp_path / "croissant.json"
    path.write_text(croissant())
    asked = [RECIPES, "-c", VALIDATE, path]
    answer = subprocess.run(asked, capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"})
    assert answer.stdout == ""
    assert "not standard" not in answer.stderr
    described = json.loads(path.read_text())
    described["recordSet"][0]["field"][0]["dataType"] = "sc:Nothing"
    path.write_text(json.dumps(described))
    assert subprocess.run(asked, capture_output=True, check=False).returncode != 0
