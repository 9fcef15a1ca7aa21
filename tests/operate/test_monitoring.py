"""The rules and the dashboard speak of metrics that there are; a real Prometheus reads the rules where one is installed."""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ports import free_port
from quays import item, limits, quays, rss
from real_prometheus import prometheus, until

from newsbeam.pipeline.cli import main
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


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """A real watch with a port of metrics, over three feeds of which one has not answered for two days; and a real Prometheus on it."""
    root = tmp_path_factory.mktemp("watched")
    answers = {"/f0": rss(item("1"), "<item></item>"), "/f1": rss(item("2")), "/f2": rss(item("3"))}
    with quays(answers) as place:
        entries = "".join(f'[[feed]]\nid = "f{n}"\nurl = "http://{place}/f{n}"\n' for n in range(3))
        (root / "feeds.toml").write_text(limits(place) + entries)
        words = ["--feeds", str(root / "feeds.toml"), "--out", str(root / "out")]
        before = datetime.now(UTC) - timedelta(days=2)
        assert main(["ingest", *words, "--runner", "inline", "--as-of", before.isoformat()]) == 0
        answers |= {"/f2": ""}
        later = before + timedelta(hours=20)  # one failure alone is no day of them
        main(["ingest", *words, "--runner", "inline", "--as-of", later.isoformat(), "--due", "all"])
        answers |= {"/f0": rss(item("1"), item("4"))}
        # Prometheus first: the figures of the run that brought something may be gone with the next one.
        port = free_port()
        command = [sys.executable, "-m", "newsbeam", "watch", *words, "--runner", "inline", "--metrics-port", str(port)]
        with prometheus(root, RULES, port) as running:
            until(lambda: running.api("targets")["activeTargets"])
            with (root / "watch.log").open("wb") as log:
                watching = subprocess.Popen(command, stderr=log)
            try:
                until(lambda: running.query("newsbeam_feed_failures > 0"))
                assert f"metrics: http://127.0.0.1:{port}/metrics" in (root / "watch.log").read_text()
                yield running
            finally:
                watching.terminate()
                watching.wait(timeout=30)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("prometheus") is None, reason="no Prometheus on this machine; .ci/run installs Debian's")
class TestARealPrometheus:
    def test_it_scrapes_a_watch(self, watched):
        (target,) = watched.api("targets")["activeTargets"]
        assert (target["health"], target["lastError"]) == ("up", "")
        up = {one["metric"]["feed"]: one["value"][1] for one in watched.query("newsbeam_feed_up")}
        assert up == {"f0": "1", "f1": "1", "f2": "0"}

    def test_its_alerts_fire_and_wait_as_the_rules_say(self, watched):
        (group,) = watched.api("rules")["groups"]
        assert {(one["name"], one["health"], one.get("lastError", "")) for one in group["rules"]} == {
            (name, "ok", "") for name in re.findall(r"- alert: (\w+)", RULES.read_text())
        }
        until(lambda: ("NewsbeamFeedFailing", "f2") in watched.alerts())
        alerts = until(lambda: found if ("NewsbeamManyFeedsFailing", "") in (found := watched.alerts()) else None)
        assert alerts["NewsbeamFeedFailing", "f2"] == "firing"
        assert alerts["NewsbeamManyFeedsFailing", ""] == "pending", "a third fails, but only now"
        assert not {name for name, _ in alerts} & {"NewsbeamNoRun", "NewsbeamSumsDoNotAddUp", "NewsbeamDiskFull"}

    def test_it_answers_every_expression_of_the_dashboard(self, watched):
        panels = json.loads((FOLDER / "dashboard.json").read_text())["panels"]
        asked = [target["expr"] for panel in panels for target in panel.get("targets", ())]
        assert len(asked) >= len(panels) > 8
        until(lambda: watched.query_range("newsbeam_last_run_stage_duration_seconds"))  # of the feed that brought something
        assert {one: bool(watched.query_range(one)) for one in asked} == dict.fromkeys(asked, True)
