"""An engine that dies in the middle of a run of several batches: the run ends with one clear line, and the next one with the same rows."""

import os
import signal
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import grpc
import pytest
from apache_beam.portability.api import beam_job_api_pb2 as jobs
from apache_beam.portability.api import beam_job_api_pb2_grpc as job_service
from desk import prism_child
from newsroom import BODIES, NOON, item, rows, run, write

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.runners.named import engine_of
from newsbeam.pipeline.runners.prism import prism_path
from newsbeam.pipeline.runs import batch as module
from newsbeam.pipeline.runs import tasks as work
from newsbeam.pipeline.stages import write_stories as stage
from newsbeam.schemas.errors import EngineGone

pytestmark = pytest.mark.slow

FEEDS = "".join(
    f'[[feed]]\nid = "paper-{n}"\npath = "paper-{n}.xml"\nprovider = "Paper {n}"\nlanguage = "en"\n\n' for n in range(4)
)
COLUMNS = "story_id, telling_id, revision, headline, date, country, cluster_id, fetched_at"

lost_streams = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
"""Beam's reading threads end with the engine's streams, and say so."""


class DyingJobServer(job_service.JobServiceServicer):
    """Takes a job, says that it runs, and is gone."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.jobs = 0
        self.server = grpc.server(ThreadPoolExecutor(8))
        job_service.add_JobServiceServicer_to_server(self, self.server)
        self.port = self.server.add_insecure_port("127.0.0.1:0")
        self.server.start()

    def DescribePipelineOptions(self, request, context):  # noqa: N802 (gRPC's own names)
        return jobs.DescribePipelineOptionsResponse()

    def Prepare(self, request, context):  # noqa: N802
        return jobs.PrepareJobResponse(preparation_id="job")

    def Run(self, request, context):  # noqa: N802
        self.jobs += 1
        threading.Timer(0.2, self.die).start()
        return jobs.RunJobResponse(job_id="job")

    def GetStateStream(self, request, context):  # noqa: N802
        yield jobs.JobStateEvent(state=jobs.JobState.RUNNING)
        self.over.wait(30)

    def GetMessageStream(self, request, context):  # noqa: N802
        self.over.wait(30)
        yield from ()

    def die(self) -> None:
        self.server.stop(0)
        self.over.set()


@pytest.fixture
def desk(tmp_path, monkeypatch):
    (tmp_path / "feeds.toml").write_text(FEEDS)
    papers(tmp_path)
    monkeypatch.setattr(work, "BATCH_ENTRIES", 3)
    return tmp_path


@pytest.fixture
def dying(monkeypatch):
    """An engine that does the first batch and dies in the second, and at every try after it."""
    server = DyingJobServer()
    gone = engine_of(
        "portable", [f"--job_endpoint=127.0.0.1:{server.port}", "--environment_type=LOOPBACK", "--job_server_timeout=2"]
    )
    real = module.run_stages
    tries: list[str] = []

    def stages(out, batch_id, tasks, as_of, engine, **more):
        tries.append(batch_id)
        return real(out, batch_id, tasks, as_of, engine if len(tries) == 1 else gone, **more)

    with monkeypatch.context() as patch:
        patch.setattr(module, "run_stages", stages)
        yield server, tries, patch
    server.die()


def papers(desk):
    for n in range(4):
        write(desk, f"paper-{n}", *(item(f"paper-{n}.example", k + 1, f"{text} (No. {n})") for k, text in enumerate(BODIES)))


def same_as_undisturbed(desk):
    papers(desk)
    run(desk, "undisturbed")
    assert [row for row in rows(desk / "out", COLUMNS) if "number 9" not in row[3]] == rows(desk / "undisturbed", COLUMNS)


def state(desk, query):
    with sqlite3.connect(desk / "out" / "_state" / "newsbeam.db") as conn:
        return conn.execute(query).fetchall()


@lost_streams
def test_an_engine_that_dies_in_the_middle_of_a_run(desk, dying):
    server, tries, patch = dying
    with pytest.raises(EngineGone, match=r"-0001: the engine is gone: .*; what was landed waits: run again when it is back"):
        run(desk)
    assert (server.jobs, len(set(tries)), len(tries)) == (1, 2, 3), "the second batch is tried twice, and never halved"
    # The first batch is published; the others wait, whole, and nobody is blamed.
    assert len(rows(desk / "out")) == 3
    assert state(desk, "SELECT status, count(*) FROM landed GROUP BY 1 ORDER BY 1") == [("done", 1), ("pending", 3)]
    assert state(desk, "SELECT count(*) FROM dead_letters") == [(0,)]
    assert state(desk, "SELECT max(failures) FROM landed") == [(0,)]
    assert sorted(path.name for path in (desk / "out" / "batches").glob("*.csv")) == ["2026-05-03.csv"]
    patch.undo()

    # The feeds have rolled over in the meantime: what was landed is all there is of the old entries.
    for n in range(4):
        write(desk, f"paper-{n}", item(f"paper-{n}.example", 9, f"MOMBASA - The hall opens at {n}, the county said."))
    report = run(desk, at=NOON + timedelta(hours=1))
    assert (report.totals.new, report.exit_code, report.conservation.ok) == (13, 0, True)
    same_as_undisturbed(desk)


@pytest.mark.engines
@lost_streams
def test_prism_killed_in_the_middle_of_a_run(desk, monkeypatch):
    """Killed for good from the second batch on, from inside its own worker, which is this process."""
    if not prism_path().is_file():
        pytest.skip("Prism is not built: `make prism`")
    killed: list[int] = []
    real = stage.write_fragment

    def writing(table, staging):
        written = real(table, staging)
        if staging.name.endswith("-0001"):
            killed.append(prism_child())
            os.kill(killed[-1], signal.SIGKILL)
        return written

    before = set(threading.enumerate())
    with monkeypatch.context() as patch:
        patch.setattr(stage, "write_fragment", writing)
        with pytest.raises(EngineGone, match="-0001: the engine is gone"):
            run(desk, runner="prism")
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=5)
    assert len(killed) == 2
    assert state(desk, "SELECT status, count(*) FROM landed GROUP BY 1 ORDER BY 1") == [("done", 1), ("pending", 3)]
    assert run(desk, at=NOON + timedelta(hours=1), runner="prism").totals.new == 9
    same_as_undisturbed(desk)


@lost_streams
def test_the_command_line_says_it_in_one_line(desk, dying, capsys):
    words = ["ingest", "--feeds", str(desk / "feeds.toml"), "--out", str(desk / "out"), "--as-of", NOON.isoformat(), "--due", "all"]
    assert main(words) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("newsbeam: ")
    assert "the engine is gone" in line
