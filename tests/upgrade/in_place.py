"""An output made by an older newsbeam, gone on with by this one, in place: `python tests/upgrade/in_place.py OLD_CHECKOUT [ITEMS]`.

OLD_CHECKOUT has a `.venv` of its own, with its packages at top level (0.1, 947b55c). Published rows stay, known bytes give no row, new
ones do, the views show what `stories/` holds, and doctor reads every page.
"""

import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
sys.path.insert(0, str(Path(__file__).parents[1] / "publish"))

import rooms
import workload

from newsbeam.pipeline.cli import main as newsbeam
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions

OLD = """
import sys
from datetime import datetime
from pathlib import Path
from pipeline.options import IngestOptions
from pipeline.run import ingest
desk, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
print(ingest(IngestOptions(out=desk / "out", feeds=desk / "feeds.toml", as_of=at, due_all=True, fixed_clock=True)).totals)
"""
KEYS = ["story_id", "telling_id", "revision", "headline"]


def keys(stories: Path) -> set[tuple[object, ...]]:
    found = set()
    for path in stories.rglob("*.parquet"):
        rows = pq.ParquetFile(path).read(columns=KEYS).to_pylist()
        found |= {(path.parent.parent.name, path.parent.name, *row.values()) for row in rows}
    return found


def main() -> None:
    old, items = Path(sys.argv[1]).resolve(), int((*sys.argv, "1000")[2])
    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        out = Output.at(desk / "out")
        workload.write(desk, items)
        asked = [old / ".venv" / "bin" / "python", "-c", OLD, desk, workload.NOW.isoformat()]
        sys.stdout.write(f"before: {subprocess.run(asked, cwd=old, capture_output=True, text=True, check=True).stdout}")
        before = keys(out.stories)
        for minutes, again in ((30, 0), (60, 5)):
            workload.write(desk, items, again=again)
            at = workload.NOW + timedelta(minutes=minutes)
            report = ingest(IngestOptions(out=out.root, feeds=desk / "feeds.toml", as_of=at, due_all=True, fixed_clock=True))
            sys.stdout.write(f"{again} new items a feed: {report.totals}\n")
            assert (report.totals.new > 0) == bool(again), "known bytes give no row, new ones do"
            assert (report.totals.revisions, report.totals.dead_letters) == (0, 0)
        after = keys(out.stories)
        assert before < after, "published rows stay"
        rooms.check(out)
        assert newsbeam(["doctor", "--deep", "--out", str(out.root)]) == 0
        sys.stdout.write(f"{len(before)} rows stay, {len(after) - len(before)} were added\n")


if __name__ == "__main__":
    main()
