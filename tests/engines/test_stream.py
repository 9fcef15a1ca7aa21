"""The stages as one job without end: what a sequence of batches gives, with orders in flight, workers and the job itself killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from desk import HOUR, NOON, Landing, document_of, feed_of, item, publish, published, put

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.cursors import load_live
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.flink.cluster import LocalCluster
from newsbeam.pipeline.runners.flink.home import flink_home, is_ready
from newsbeam.pipeline.runners.named import Engine, engine_of
from newsbeam.pipeline.runners.outage import EngineLost
from newsbeam.pipeline.runners.stream.desk import StreamDesk
from newsbeam.pipeline.runs.batch import Batch, Done, run_batch
from newsbeam.pipeline.runs.tasks import informed

pytestmark = [pytest.mark.slow]


def same(made, reference) -> None:
    for name in made.__slots__:
        assert getattr(made, name) == getattr(reference, name), name


def play(
    landing: Landing, folder: Path | Output, engine: Engine, *, ahead: bool = False, meanwhile=None, by=None
) -> tuple[Output, list[Done]]:
    """As `desk.publish`, by a stream (or another desk); `ahead` hands every round out before the first one is published."""
    out = Output.at(folder)
    out.prepare()
    shutil.copytree(landing.root, out.landing, dirs_exist_ok=True)
    done: list[Done] = []
    with closing(open_state(out.database)) as conn, by or StreamDesk(out, engine, patience_s=240) as desk:
        adopt(conn, out.landing)
        rounds = [(f"batch-{number:04}", NOON + number * HOUR, tasks) for number, tasks in enumerate(landing.rounds)]
        for name, at, tasks in rounds if ahead else ():
            desk.announce(out, name, informed(conn, tasks), at)
        for name, at, tasks in rounds:
            if meanwhile is not None:
                meanwhile(name, out, desk)
            known = [replace(task, live=load_live(conn, task.feed.id)) for task in tasks]
            batch = Batch(out=out, conn=conn, as_of=at, version="0", limits=FetchLimits(), engine=engine, stream=desk)
            done += run_batch(batch, name, known, {})
    assert not list(out.orders.glob("*")), "a queue was left"
    return out, done


@pytest.mark.engines
def test_batches_one_after_the_other(landing, reference, prism, tmp_path):
    same(published(*play(landing, tmp_path / "out", engine_of("prism"))), reference)


@pytest.fixture(scope="module")
def crossing(tmp_path_factory) -> Landing:
    """Two feeds of one provider that share their guids: the second order tells, repeats and corrects what the first one tells."""
    root = tmp_path_factory.mktemp("crossing") / "landing"
    first, second = (replace(feed_of(number), provider="Kestrel Wire", guid_scope="provider") for number in (0, 1))
    with LandingWriter(root, "desk") as writer:
        one = put(writer, first, NOON, document_of([item(first, n) for n in range(10)]))
        apart = put(writer, feed_of(2), NOON + HOUR, document_of([item(feed_of(2), n) for n in range(20, 25)]))
        two = put(writer, second, NOON + 2 * HOUR, document_of([item(first, n, correct=n == 6) for n in range(5, 14)]))
    return Landing(root=root, rounds=((one,), (apart,), (two,)))


@pytest.mark.engines
def test_orders_in_flight_that_tell_the_same_stories_come_out_as_in_a_sequence(crossing, prism, tmp_path):
    reference = published(*publish(crossing, tmp_path / "loop", Engine()))
    assert {outcome for batch, _, _, outcome, _ in reference.outcomes if batch == "batch-0002"} == {"new", "revision", "duplicate"}
    handed_out: list[str] = []

    def watch(name, out, desk):
        if not handed_out:
            hand_out = desk._hand_out
            desk._hand_out = lambda *given: (handed_out.append(given[1]), hand_out(*given))[1]
        handed_out.append("turn")

    made = published(*play(crossing, tmp_path / "out", engine_of("prism"), ahead=True, meanwhile=watch))
    same(made, reference)
    assert [one for one in handed_out if one != "turn"] == ["batch-0002"], "the order apart holds, the crossing one is done again"


@pytest.mark.engines
def test_the_job_killed_with_an_order_in_its_hands(landing, reference, prism, tmp_path):
    killed: list[int] = []

    def kill(name, out, desk):
        def when_begun():
            while not list(out.staging.glob(f"{name}/passing/tries/*")):
                time.sleep(0.005)
            os.kill(desk._job.pid, signal.SIGKILL)
            killed.append(desk._job.pid)

        if not killed:
            threading.Thread(target=when_begun, daemon=True).start()

    made = published(*play(landing, tmp_path / "out", engine_of("prism"), meanwhile=kill))
    assert killed
    same(made, reference)


@pytest.mark.engines
def test_a_document_that_ends_its_worker_costs_itself_alone(first, prism, tmp_path, monkeypatch):
    """The worker process is killed whenever it reads one feed's document: the batch is halved until that is alone."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import sys\n"
        "if 'newsbeam.pipeline.runners.stream.job' in ' '.join(sys.orig_argv):\n"
        "    from newsbeam.pipeline.stages.read_documents import ReadStage\n"
        "    read = ReadStage.work\n"
        "    def work(self, task):\n"
        "        if task.feed.id == 'feed-01':\n"
        "            raise SystemError('this document is poison')\n"
        "        return read(self, task)\n"
        "    ReadStage.work = work\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    few = Landing(root=first.root, rounds=(first.rounds[0][:4],))
    out, done = play(few, tmp_path / "out", engine_of("prism"))
    crashed = [ref for one in done for ref in one.crashed]
    assert len(crashed) == 1
    assert "this document is poison" in next(one.error for part in done for one in part.ledger.letters if one.reason == "bug")
    feeds = duckdb.sql(f"SELECT DISTINCT feed_id FROM read_parquet('{out.stories}/**/*.parquet') ORDER BY 1").fetchall()
    assert feeds == [("feed-00",), ("feed-02",), ("feed-03",)]


@pytest.mark.engines
def test_a_job_that_cannot_begin_is_reported_with_its_last_words(first, tmp_path):
    engine = Engine(runner="newsbeam.nowhere.Runner", spread=True)
    with pytest.raises(Exception, match="nowhere") as caught:
        play(first, tmp_path / "out", engine)
    assert isinstance(caught.value.__cause__, EngineLost)


class Command:
    """`newsbeam stream` as a process, over feeds of one provider: each list is a new feed's, which is due at once."""

    def __init__(self, folder: Path, *words: str, out: str = "", env: dict[str, str] | None = None) -> None:
        self.folder, self.words = folder, words
        self.out, self.env = out or str(folder / "out"), {**os.environ, **(env or {})}

    def lists(self, first: int, last: int) -> None:
        path = self.folder / f"{first}-{last}.xml"
        path.write_bytes(document_of([item(feed_of(0), n) for n in range(first, last)]))
        with (self.folder / "feeds.toml").open("a") as file:
            file.write(f'[[feed]]\nid = "to-{last}"\npath = "{path}"\ninterval = "1h"\nhome_country = "KE"\n')
            file.write('provider = "Kestrel Wire"\nguid_scope = "provider"\n')

    def begin(self) -> subprocess.Popen:
        words = [sys.executable, "-m", "newsbeam", "stream", "--feeds", str(self.folder / "feeds.toml")]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen([*words, "--out", self.out, *self.words], stdout=log, stderr=log, env=self.env)

    def log(self) -> bytes:
        return (self.folder / "log").read_bytes()


def stopped_and_begun_again(command: Command, meanwhile: Callable[[], None] = lambda: None) -> None:
    """SIGTERM drains; a kill with an order in the workers' hands loses nothing; what is begun again goes on, and doubles nothing."""
    out = command.folder / "out"
    command.lists(0, 5)
    process = command.begin()
    try:
        wait_for_rows(out, 5)
        meanwhile()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        assert b"drained: " in command.log()
        assert not list((out / "_state" / "orders").iterdir())

        command.lists(3, 8)  # three new ones, two known
        process = command.begin()
        end = time.monotonic() + 120
        while not list(out.glob("_staging/*/tasks.bin")):
            assert time.monotonic() < end, command.log()[-2000:]
            time.sleep(0.002)
        process.kill()  # with an order handed out, and nothing of it published
        process.wait()
        command.lists(3, 10)
        process = command.begin()
        wait_for_rows(out, 10)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
    ((rows, stories),) = duckdb.sql(
        f"SELECT count(*), count(DISTINCT story_id) FROM read_parquet('{out}/stories/**/*.parquet')"
    ).fetchall()
    assert (rows, stories) == (10, 10), "something was published twice"


@pytest.mark.engines
def test_the_command_drains_at_sigterm_and_goes_on_when_begun_again(prism, tmp_path):
    stopped_and_begun_again(Command(tmp_path))


def wait_for_rows(out: Path, rows: int) -> None:
    end = time.monotonic() + 90
    count = 0
    while time.monotonic() < end:
        if list(out.glob("stories/*/*/*.parquet")):
            ((count,),) = duckdb.sql(f"SELECT count(*) FROM read_parquet('{out}/stories/**/*.parquet')").fetchall()
            if count >= rows:
                assert count == rows
                return
        time.sleep(0.2)
    pytest.fail(f"{count} rows after a minute and a half, wanted {rows}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    if not is_ready(flink_home()):
        pytest.skip("Flink's jars are not there: `make flink` (Java 17 and Maven)")
    with LocalCluster(tmp_path_factory.mktemp("flink"), task_managers=2, slots=2) as cluster:
        yield cluster


@pytest.mark.flink
def test_flink_with_a_worker_and_a_task_manager_killed(landing, reference, cluster, tmp_path):
    """The second order comes while its worker is killed; before, a TaskManager dies and another one is started."""
    killed: list[str] = []

    def kill(name, out, desk):
        def worker():
            while not list(out.staging.glob(f"{name}/passing/tries/*")):
                time.sleep(0.005)
            pid = int(next(out.staging.glob(f"{name}/passing/tries/*")).name.split("-")[1])
            os.kill(pid, signal.SIGKILL)
            killed.append("worker")

        if name == "batch-0000":
            threading.Thread(target=worker, daemon=True).start()
        else:
            victim = cluster.task_managers[0]
            victim.kill()
            victim.wait()
            cluster.task_managers.remove(victim)
            cluster.add_task_manager()
            killed.append("task manager")

    engine = engine_of("flink", (f"--flink_master={cluster.master}", "--parallelism=2", "--checkpointing_interval=2000"))
    made = published(*play(landing, tmp_path / "out", engine, meanwhile=kill))
    assert killed == ["worker", "task manager"]
    same(made, reference)
    running = [job for job in cluster.ask("/jobs/overview")["jobs"] if job["state"] == "RUNNING"]
    assert not running, "the job outlived its driver"


@pytest.mark.flink
def test_flink_gives_the_first_order_though_a_checkpoint_falls_into_its_bundle(first, first_reference, cluster, tmp_path):
    """What a bundle gave was kept back until the next element, where a checkpoint fell into it: for ever, for the first one has no next."""
    often = ("--checkpointing_interval=700", "--max_bundle_time_mills=1000")
    engine = engine_of("flink", (f"--flink_master={cluster.master}", "--parallelism=2", *often))
    same(published(*play(first, tmp_path / "out", engine)), first_reference)


@pytest.mark.flink
def test_flink_drains_at_sigterm_and_goes_on_when_begun_again(cluster, tmp_path):
    """And its checkpoints do not grow while it waits: with a splittable DoFn that asks to be called again, by 6 kB a second."""

    def checkpoint(after: int) -> tuple[int, int]:
        """(number, bytes) of the first one that is complete and later than this."""
        end = time.monotonic() + 90
        while time.monotonic() < end:
            (job,) = (one for one in cluster.ask("/jobs/overview")["jobs"] if one["state"] == "RUNNING")
            last = cluster.ask(f"/jobs/{job['jid']}/checkpoints")["latest"]["completed"]
            if last is not None and last["id"] >= after:
                return last["id"], last["state_size"]
            time.sleep(0.2)
        pytest.fail("no checkpoint was completed in a minute and a half")

    def no_larger() -> None:
        number, before = checkpoint(0)
        _, size = checkpoint(number + 8)
        assert size < before + 16_384, f"{before} bytes, and after eight more checkpoints {size}"

    words = (f"--flink_master={cluster.master}", "--parallelism=2", "--checkpointing_interval=1000")
    stopped_and_begun_again(Command(tmp_path, "--runner", "flink", "--", *words), no_larger)


@pytest.mark.flink
def test_flink_goes_on_from_a_savepoint(cluster, tmp_path):
    """The job is stopped with a savepoint, over Flink's REST, while the driver is drained; begun from it, the stream goes on."""
    words = (f"--flink_master={cluster.master}", "--parallelism=2", "--checkpointing_interval=1000")
    command = Command(tmp_path, "--runner", "flink", "--", *words)
    out = tmp_path / "out"
    command.lists(0, 5)
    process = command.begin()
    try:
        wait_for_rows(out, 5)
        path = savepoint_of(cluster, tmp_path / "savepoints")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        command.lists(3, 8)
        command.words = ("--runner", "flink", "--from-savepoint", path, "--", *words)
        process = command.begin()
        wait_for_rows(out, 8)
        ((job),) = (one for one in cluster.ask("/jobs/overview")["jobs"] if one["state"] == "RUNNING")
        assert cluster.ask(f"/jobs/{job['jid']}/checkpoints")["latest"]["restored"]["is_savepoint"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()


def savepoint_of(cluster: LocalCluster, folder: Path) -> str:
    """Take a savepoint of the one job that runs, and go on."""
    (job,) = (one for one in cluster.ask("/jobs/overview")["jobs"] if one["state"] == "RUNNING")
    asked = urllib.request.Request(
        f"http://{cluster.master}/jobs/{job['jid']}/savepoints",
        json.dumps({"target-directory": f"file://{folder}", "cancel-job": False}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked) as answer:
        request = json.load(answer)["request-id"]
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = cluster.ask(f"/jobs/{job['jid']}/savepoints/{request}")
        if found["status"]["id"] == "COMPLETED":
            return found["operation"]["location"]
        time.sleep(0.1)
    pytest.fail(f"no savepoint in a minute: {found}")
