"""The hostile catalogue through the whole `ingest`: fetched, landed, parsed, published, reported."""

import json
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hostile.cases import CASES
from hostile.harness import HostileServer, run

from newsbeam.connectors.catalog.keys import FETCH_KEYS
from newsbeam.connectors.catalog.opml import feeds_to_toml
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.schemas.feed import Feed

pytestmark = pytest.mark.slow

HOSTS = [f"127.{a}.0.{b}" for a in (1, 2, 3) for b in range(1, 201)]


def feed_list(feeds: list[Feed], limits: FetchLimits) -> str:
    """feeds.toml for a poll of the catalogue."""
    lines = []
    for key in FETCH_KEYS:
        value = getattr(limits, key)
        if value != getattr(FetchLimits(), key):
            shown = (
                str(sorted(value)).replace("'", '"') if key == "allow_hosts" else f'"{value}"' if isinstance(value, str) else value
            )
            lines.append(f"{key} = {shown}")
    return feeds_to_toml(feeds) + "\n[fetch]\n" + "\n".join(lines) + "\n"


# What a process says of itself: `getrusage` would tell of its parent before it became another program.
COMMAND = """
import atexit, re, sys
from pathlib import Path
from newsbeam.pipeline.cli import main

def tell():
    peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    Path(sys.argv[sys.argv.index("--out") + 1]).with_name("peak").write_text(peak)

atexit.register(tell)
sys.exit(main())
"""


# What is made once on a machine and kept for each user: to make it takes up to 70 MB more.
MAKE_TABLES = """
from newsbeam.pipeline.gazetteer.table import codes
from newsbeam.pipeline.taggers.automata import automaton
from newsbeam.pipeline.taggers.language_model import model
from newsbeam.pipeline.taggers.mentions import patterns
from newsbeam.pipeline.taggers.name_lists import lists

for table in (automaton, codes, lists, model, patterns):
    table()
"""


class WholeIngest:
    """The command `newsbeam ingest`, in a process of its own, once per poll, into one output."""

    def __init__(self, folder: Path, runner: str) -> None:
        self.folder, self.runner = folder, runner
        self.seconds: list[float] = []
        self.peaks: list[int] = []
        """MB of each process's largest resident set."""

    def __call__(self, feeds: list[Feed], limits: FetchLimits, now: datetime) -> dict[str, str]:
        path = self.folder / "feeds.toml"
        path.write_text(feed_list(feeds, limits))
        (self.folder / "peak").unlink(missing_ok=True)
        words = [
            "--feeds",
            path,
            "--out",
            self.folder / "out",
            "--due",
            "all",
            "--as-of",
            now.isoformat(),
            "--json",
            "--runner",
            self.runner,
        ]
        began = time.monotonic()
        with (self.folder / "report.json").open("w+b") as file:
            subprocess.run([sys.executable, "-c", COMMAND, "ingest", *map(str, words)], stdout=file, check=False)
        self.seconds.append(time.monotonic() - began)
        self.peaks.append(int((self.folder / "peak").read_text()) // 1024)
        report = json.loads((self.folder / "report.json").read_bytes())
        assert report["conservation"]["ok"]
        # A feed that was given up has no line: it is counted with those that were not asked.
        asked = {feed["feed_id"]: self._shown(SimpleNamespace(**feed)) for feed in report["feeds"]}
        assert report["not_asked"].get("paused", 0) + report["not_asked"].get("gone", 0) == len(feeds) - len(asked)
        return dict.fromkeys((feed.id for feed in feeds), "skipped") | asked

    @staticmethod
    def _shown(feed) -> str:
        if feed.outcome != "ok":
            return feed.outcome if feed.outcome in ("skipped", "not_modified", "unchanged") else f"{feed.outcome}:{feed.reason}"
        return f"ok:{feed.entries - feed.item_limit}"


# MB: what is promised. 184 and 244 where newsbeam is built.
@pytest.mark.allow_hosts(["127.0.0.1", *HOSTS])
@pytest.mark.parametrize(("runner", "most"), [("inline", 200), ("direct", 260)])
def test_every_hostile_case_ends_as_the_catalogue_says_through_the_whole_ingest(tmp_path, runner, most, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    subprocess.run([sys.executable, "-c", MAKE_TABLES], check=True)
    peaks = []
    # How a loaded machine times the threads of a poll costs up to 4 MB of 197: what is promised is the program's own, the lesser of two runs.
    for again in ("first", "second"):
        folder = tmp_path / again
        folder.mkdir()
        whole = WholeIngest(folder, runner)
        with HostileServer(CASES, folder) as server:
            faults = run(server, whole)
        print(whole.seconds, whole.peaks)
        assert not faults, "\n" + "\n".join(faults)
        peaks.append(max(whole.peaks))
        if peaks[-1] < most:
            break
    assert min(peaks) < most, peaks
