"""A case is a folder: `stories.json` beside the `clusters.json` that they make, as [cluster_id, relation]."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from newsbeam.pipeline.near import RecentSketches, cluster
from newsbeam.pipeline.near.sketch import sketch_of

CASES = sorted(path for path in (Path(__file__).parent / "golden").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_golden(case: Path) -> None:
    stories = json.loads((case / "stories.json").read_text(encoding="utf-8"))
    expected = json.loads((case / "clusters.json").read_text(encoding="utf-8"))
    inputs = [
        sketch_of(
            story_id=one["story_id"],
            telling_id=one.get("telling_id", ""),
            first_created=datetime.fromisoformat(one["first_created"]),
            order=one.get("order", ""),
            text=one["text"],
        )
        for one in stories
    ]
    found = {
        "/".join(filter(None, (v.story_id, v.telling_id))): [v.cluster_id, v.relation] for v in cluster(inputs, RecentSketches())
    }
    assert found == expected
