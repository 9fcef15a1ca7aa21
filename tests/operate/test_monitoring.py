"""The rules and the dashboard speak of metrics that there are; a real Prometheus reads the rules where one is installed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from newsbeam.pipeline.runs.alerts import AlertKind
from newsbeam.pipeline.runs.metrics import Metrics

FOLDER = Path(__file__).parents[2] / "docs" / "monitoring"
RULES = FOLDER / "newsbeam.rules.yml"
NAMES = {f"{family.name}{suffix}" for family in Metrics().registry.collect() for suffix in ("", "_total", "_created")}


@pytest.mark.parametrize("name", ["newsbeam.rules.yml", "dashboard.json"])
def test_every_metric_that_is_named_exists(name):
    named = set(re.findall(r"\bnewsbeam_[a-z_]+", (FOLDER / name).read_text()))
    assert named
    assert named <= NAMES


def test_every_kind_that_a_rule_waits_for_exists():
    assert set(re.findall(r'kind="(\w+)"', RULES.read_text())) <= {kind.value for kind in AlertKind}


def test_the_dashboard_has_a_place_for_each_panel():
    panels = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
    assert len({one["id"] for one in panels}) == len(panels)
    taken = [
        (x, y)
        for one in panels
        for x in range(one["gridPos"]["x"], one["gridPos"]["x"] + one["gridPos"]["w"])
        for y in range(one["gridPos"]["y"], one["gridPos"]["y"] + one["gridPos"]["h"])
    ]
    assert len(taken) == len(set(taken)), "two panels lie over each other"
    assert max(x for x, _ in taken) < 24


@pytest.mark.skipif(
    shutil.which("promtool") is None, reason="no promtool: it is of Debian's package prometheus, which .ci/run installs"
)
def test_promtool_reads_the_rules():
    done = subprocess.run(["promtool", "check", "rules", str(RULES)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 rules found" in done.stdout
