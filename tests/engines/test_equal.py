"""The unchanged pipeline on other engines: byte for byte what a plain loop over the stages publishes, with processes killed in the middle."""

import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from desk import NOON, prism_child, publish, published
from ports import free_port

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.named import Engine, engine_of
from newsbeam.pipeline.runners.outage import engine_gone
from newsbeam.pipeline.runners.prism import prism_path
from newsbeam.pipeline.runners.run_stages import run_stages
from newsbeam.pipeline.runners.worker import launcher
from newsbeam.pipeline.stages import write_stories as write

pytestmark = [pytest.mark.slow, pytest.mark.engines]
lost_streams = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
"""Beam's reading threads end with the engine's streams, and say so; that they do is what these tests bring about."""


def engine(name: str, *beam_args: str) -> Engine:
    return engine_of(name, beam_args)


def process(script: Path) -> list[str]:
    return ["--environment_type=PROCESS", f"--environment_config={json.dumps({'command': str(script)})}"]


@pytest.fixture
def streams_ended() -> Iterator[None]:
    """Wait for the threads that a lost engine leaves, so that their last words fall within the test that is deaf to them."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=5 if thread.name.startswith(("read_", "run_worker", "wait_until")) else 0.1)


def same(made, reference) -> None:
    """Field by field, so that a failure names what differs."""
    for name in made.__slots__:
        assert getattr(made, name) == getattr(reference, name), name


def test_beams_direct_runner_in_this_process(landing, reference, tmp_path):
    out, done = publish(landing, tmp_path / "out", engine("direct"))
    same(published(out, done), reference)


def test_prism_in_this_process(landing, reference, prism, tmp_path):
    out, done = publish(landing, tmp_path / "out", engine("prism"))
    same(published(out, done), reference)


def test_prism_with_a_worker_process(first, first_reference, prism, tmp_path):
    blind = launcher(tmp_path / "worker.sh", str(Path(__file__).with_name("blind_worker.py")))
    out, done = publish(first, tmp_path / "out", engine("prism", *process(blind)))
    same(published(out, done), first_reference)


def test_beams_direct_runner_with_a_process_a_core(first, first_reference, tmp_path):
    out, done = publish(
        first, tmp_path / "out", engine("processes", "--direct_running_mode=multi_processing", "--direct_num_workers=2")
    )
    assert len(done[0].ledger.fragments) > 1, "one worker did it all: nothing was dealt out, so nothing was shown"
    same(published(out, done), first_reference)


def test_a_job_server_that_somebody_else_runs(landing, reference, prism, tmp_path):
    """The way to Flink: a server that was there before us, named by its address."""
    with job_server(tmp_path) as address:
        out, done = publish(
            landing, tmp_path / "out", engine("portable", f"--job_endpoint={address}", "--environment_type=LOOPBACK")
        )
    same(published(out, done), reference)


@lost_streams
def test_the_engine_killed_in_the_middle(landing, reference, prism, streams_ended, monkeypatch, tmp_path):
    killed = kill_after_the_first_fragment(monkeypatch, times=1)
    out, done = publish(landing, tmp_path / "out", engine("prism"))
    assert len(killed) == 1
    same(published(out, done), reference)


@lost_streams
def test_an_engine_that_stays_away_is_distinguished_from_a_bad_document(landing, prism, streams_ended, monkeypatch, tmp_path):
    killed = kill_after_the_first_fragment(monkeypatch, times=99)
    out = Output(tmp_path / "out")
    out.prepare()
    shutil.copytree(landing.root, out.landing, dirs_exist_ok=True)
    with pytest.raises(Exception) as caught:  # noqa: PT011 (which one is what the next line asks)
        run_stages(out, "batch-0000", landing.rounds[0], NOON, engine("prism"))
    assert engine_gone(caught.value)
    assert killed


def test_a_worker_killed_with_its_fragment_written_and_nothing_reported(first, first_reference, prism, tmp_path):
    grave = tmp_path / "grave"
    dying = launcher(tmp_path / "worker.sh", str(Path(__file__).with_name("dying_worker.py")), str(grave))
    out, done = publish(first, tmp_path / "out", engine("prism", *process(dying)))
    assert grave.exists(), "nobody died"
    assert len(done) == len(first.rounds), "a worker's death cost more than another try"
    same(published(out, done), first_reference)


def kill_after_the_first_fragment(monkeypatch, *, times: int) -> list[int]:
    """Kill Prism from inside its own worker (which is this process) once a fragment is on disk; the pids killed."""
    killed: list[int] = []
    write_fragment = write.write_fragment

    def writing(*given):
        written = write_fragment(*given)
        if len(killed) < times:
            killed.append(prism_child())
            os.kill(killed[-1], signal.SIGKILL)
        return written

    monkeypatch.setattr(write, "write_fragment", writing)
    return killed


@contextmanager
def job_server(folder: Path) -> Iterator[str]:
    """Prism as a job server of its own, as an operator would start one; ended by its own pid."""
    port = free_port()
    command = [str(prism_path()), f"--job_port={port}", "--serve_http=false", "--idle_shutdown_timeout=2m"]
    with (folder / "prism.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait(timeout=10)
