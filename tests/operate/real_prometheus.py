"""A real Prometheus that scrapes one port every half a second and holds our rules, and its HTTP API."""

import json
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from ports import free_port

CONFIG = """global: {{scrape_interval: 500ms, evaluation_interval: 500ms}}
rule_files: ["{rules}"]
scrape_configs: [{{job_name: newsbeam, static_configs: [{{targets: ["127.0.0.1:{port}"]}}]}}]
"""


class Prometheus:
    def __init__(self, base: str) -> None:
        self.base = base

    def api(self, path: str) -> dict:
        with urlopen(f"{self.base}/api/v1/{path}", timeout=10) as answer:
            found = json.load(answer)
        assert found["status"] == "success", found
        return found["data"]

    def query(self, expression: str) -> list[dict]:
        return self.api(f"query?query={quote(expression)}")["result"]

    def query_range(self, expression: str, *, seconds: int = 60) -> list[dict]:
        """As Grafana asks: a series over the last so many seconds."""
        now = time.time()
        return self.api(f"query_range?query={quote(expression)}&start={now - seconds}&end={now}&step=0.5")["result"]

    def alerts(self) -> dict[tuple[str, str], str]:
        """(alert, feed) -> pending or firing."""
        return {(one["labels"]["alertname"], one["labels"].get("feed", "")): one["state"] for one in self.api("alerts")["alerts"]}


def until(ask, *, seconds: float = 90.0):
    """What `ask` answers, once it is anything."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := ask():
                return found
        except OSError:
            pass
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.2)


@contextmanager
def prometheus(folder: Path, rules: Path, metrics_port: int):
    place = f"127.0.0.1:{free_port()}"
    (folder / "prometheus.yml").write_text(CONFIG.format(rules=rules, port=metrics_port))
    words = [f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb", f"--web.listen-address={place}"]
    with (folder / "prometheus.log").open("wb") as log:
        running = subprocess.Popen(["prometheus", *words], stdout=log, stderr=log, cwd=folder)
    try:
        yield Prometheus(f"http://{place}")
    finally:
        running.terminate()
        running.wait(timeout=20)
