"""A report lists the feeds that were asked; of the others it says how many, and why: an empty run leaves next to nothing."""

import json
from pathlib import Path

import jsonschema
import pytest
from quays import item, limits, quays, rss

from newsbeam.pipeline.cli import main

pytestmark = pytest.mark.slow

FEEDS = 12
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text())


def test_what_was_not_asked_is_counted_and_not_listed(tmp_path, capsys):
    with quays({f"/q{n}": rss(item(str(n))) for n in range(FEEDS)}) as place:
        entries = "".join(f'[[feed]]\nid = "quay-{n}"\nurl = "http://{place}/q{n}"\n' for n in range(FEEDS))
        (tmp_path / "feeds.toml").write_text(limits(place) + entries + "enabled = false\n")
        words = ["--feeds", str(tmp_path / "feeds.toml"), "--out", str(tmp_path / "out")]
        assert main(["feeds", "pause", "quay-0", *words]) == 0
        reports = []
        for minute in range(2):
            assert main(["ingest", *words, "--runner", "inline", "--as-of", f"2026-03-10T12:0{minute}:00Z"]) == 0
            reports.append(json.loads(max((tmp_path / "out" / "runs").glob("*.json")).read_text()))
    said = capsys.readouterr().out
    for report in reports:
        jsonschema.validate(report, SCHEMA)
    first, empty = reports
    assert [one["feed_id"] for one in first["feeds"]] == [f"quay-{n}" for n in range(1, FEEDS - 1)]
    assert first["not_asked"] == {"disabled": 1, "paused": 1}
    assert empty["feeds"] == []
    assert empty["not_asked"] == {"disabled": 1, "idle": FEEDS - 2, "paused": 1}
    assert f"not asked: 1 disabled, {FEEDS - 2} not due, 1 paused" in said
    newest = max((tmp_path / "out" / "runs").glob("*.json"))
    assert newest.stat().st_size < 1000
    assert newest.with_suffix(".html").stat().st_size < 4000
