"""A real Flink on this machine: a JobManager and two TaskManagers, which our stages must not be able to tell from a loop."""

import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest
from desk import NOON, publish, published
from test_equal import process, same

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.flink.cluster import LocalCluster
from newsbeam.pipeline.runners.flink.home import flink_home, is_ready
from newsbeam.pipeline.runners.named import Engine, engine_of
from newsbeam.pipeline.runners.outage import engine_gone
from newsbeam.pipeline.runners.run_stages import run_stages
from newsbeam.pipeline.runners.worker import launcher
from newsbeam.schemas.errors import EngineGone

pytestmark = [pytest.mark.slow, pytest.mark.flink]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    if not is_ready(flink_home()):
        pytest.skip("Flink's jars are not there: `make flink` (Java 17 and Maven)")
    with LocalCluster(tmp_path_factory.mktemp("flink"), task_managers=2, slots=2) as cluster:
        yield cluster


def flink(cluster: LocalCluster, *beam_args: str) -> Engine:
    return engine_of("flink", (f"--flink_master={cluster.master}", *beam_args))


def test_parallelism_of_one_and_history_between_two_batches(landing, reference, cluster, tmp_path):
    out, done = publish(landing, tmp_path / "out", flink(cluster))
    same(published(out, done), reference)


@pytest.mark.parametrize("parallelism", [2, 4])
def test_several_workers(parallelism, first, first_reference, cluster, tmp_path):
    out, done = publish(first, tmp_path / "out", flink(cluster, f"--parallelism={parallelism}"))
    assert len(done[0].ledger.fragments) > 1, "one worker did it all: nothing was dealt out, so nothing was shown"
    same(published(out, done), first_reference)


def test_a_worker_killed_with_its_fragment_written(first, first_reference, cluster, tmp_path):
    grave = tmp_path / "grave"
    dying = launcher(tmp_path / "worker.sh", str(Path(__file__).with_name("dying_worker.py")), str(grave))
    out, done = publish(first, tmp_path / "out", flink(cluster, "--parallelism=2", *process(dying)))
    assert grave.exists(), "nobody died"
    assert len(done) == len(first.rounds), "a worker's death cost more than another try"
    same(published(out, done), first_reference)


def test_a_task_manager_killed_in_the_middle(first, first_reference, cluster, tmp_path):
    """Killed once a fragment is in staging; another one is started, and the batch's second try finds it."""
    out_root = tmp_path / "out"
    killed: list[int] = []

    def kill() -> None:
        while not list(out_root.glob("_staging/*/fragment-*.arrow")) and not done_event.wait(0.01):
            pass
        if not done_event.is_set():
            victim = busy(cluster)
            killed.append(victim.pid)
            os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            cluster.task_managers.remove(victim)
            cluster.add_task_manager()

    done_event = threading.Event()
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        out, done = publish(first, out_root, flink(cluster, "--parallelism=2"))
    finally:
        done_event.set()
        killer.join()
    assert killed, "nobody died"
    cluster.wait_for(2)
    same(published(out, done), first_reference)


def busy(cluster: LocalCluster):
    """A TaskManager that has a worker: its child process."""
    for one in cluster.task_managers:
        if Path(f"/proc/{one.pid}/task/{one.pid}/children").exists() and _has_children(one.pid):
            return one
    return cluster.task_managers[0]


def _has_children(pid: int) -> bool:
    return any(task.read_text().strip() for task in Path(f"/proc/{pid}/task").glob("*/children"))


def test_workers_that_cannot_start_end_the_run_and_no_document(first, cluster, tmp_path):
    dead = tmp_path / "worker.sh"
    dead.write_text("#!/bin/sh\nexit 3\n")
    dead.chmod(0o755)
    with pytest.raises(EngineGone, match="Process died with exit code 3"):
        publish(first, tmp_path / "out", flink(cluster, *process(dead)))
    assert not list((tmp_path / "out").glob("dead_letters/*/*")), "a document was blamed"


def test_a_master_that_is_away_is_reported_at_once(first, tmp_path):
    if not is_ready(flink_home()):
        pytest.skip("Flink's jars are not there: `make flink` (Java 17 and Maven)")
    out = Output(tmp_path / "out")
    out.prepare()
    shutil.copytree(first.root, out.landing, dirs_exist_ok=True)
    started = time.monotonic()
    with pytest.raises(Exception, match="no Flink answers there") as caught:
        run_stages(out, "batch-0000", first.rounds[0], NOON, engine_of("flink", ("--flink_master=127.0.0.1:9",)))
    assert engine_gone(caught.value)
    assert time.monotonic() - started < 45  # Beam would wait for a minute
