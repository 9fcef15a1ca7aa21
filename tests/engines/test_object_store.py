"""Workers that share no folder with their driver: landing, history, staging and sketches pass through an object store (moto's server)."""

import io
import json
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from desk import NOON, publish_in, published
from places import boto, moto, s3
from test_stream import Command, play, same

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.publish.lease import unlock
from newsbeam.pipeline.publish.open_remote import remote_output
from newsbeam.pipeline.publish.store import ObjectStore
from newsbeam.pipeline.publish.worker_copy import WorkerCopy
from newsbeam.pipeline.runners.named import engine_of
from newsbeam.pipeline.runners.worker import launcher

pytestmark = [pytest.mark.slow, pytest.mark.engines]


@pytest.fixture(scope="module")
def endpoint():
    with moto() as place:
        yield place


@pytest.fixture
def store(endpoint, request):
    name = f"far-{len(request.node.name)}"
    boto(endpoint).create_bucket(Bucket=name)
    return ObjectStore.s3(f"s3://{name}/out", endpoint=endpoint, access_key_id="x", secret_access_key="y", region="us-east-1")


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Where workers have their own folders."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_worker_processes_that_do_not_see_the_drivers_folder(landing, reference, prism, store, machine, tmp_path):
    hidden = tmp_path / "driver"
    variables = {"NEWSBEAM_HIDDEN": str(hidden)}
    far = launcher(tmp_path / "worker.sh", str(Path(__file__).with_name("far_worker.py")), variables=variables)
    process = ["--environment_type=PROCESS", f"--environment_config={json.dumps({'command': str(far)})}"]
    with remote_output(store, hidden, owner="driver", clock=lambda: NOON) as out, seen_below(machine / "newsbeam-workers") as seen:
        made = published(*publish_in(out, landing, engine_of("prism", process)))
    for name in made.__slots__:
        assert getattr(made, name) == getattr(reference, name), name
    own = [Path(*path.parts[1:]) for path in seen if len(path.parts) > 1]
    assert not [path for path in own if path.parts[0] == "landing"], "the landing was copied, and is to be read by range"
    assert [path for path in own if path.suffix == ".parquet" and path.parts[0] == "stories"], (
        "no history was fetched: nothing was shown"
    )
    assert not list(store.list("_staging"))
    end = time.monotonic() + 30
    while list(machine.glob("newsbeam-workers/*")) and time.monotonic() < end:
        time.sleep(0.05)
    assert not list(machine.glob("newsbeam-workers/*")), "workers left their folder behind"


def test_a_stream_whose_worker_processes_do_not_see_the_drivers_folder(landing, reference, prism, store, machine, tmp_path):
    """All that passes between driver and job is objects: orders, tasks, landed records, history, fragments, outcomes."""
    hidden = tmp_path / "driver"
    far = launcher(
        tmp_path / "worker.sh", str(Path(__file__).with_name("far_worker.py")), variables={"NEWSBEAM_HIDDEN": str(hidden)}
    )
    process = ["--environment_type=PROCESS", f"--environment_config={json.dumps({'command': str(far)})}"]
    with remote_output(store, hidden, owner="driver", clock=lambda: NOON) as out:
        store.create("_state/orders/left/00000000.json", b"of a driver that died")
        same(published(*play(landing, out, engine_of("prism", process))), reference)
    assert not [entry.key for prefix in ("_staging", "_state/orders") for entry in store.list(prefix)]
    end = time.monotonic() + 30
    while list(machine.glob("newsbeam-workers/*")) and time.monotonic() < end:
        time.sleep(0.05)
    assert not list(machine.glob("newsbeam-workers/*")), "workers left their folder behind"


def test_the_command_streams_to_a_store_drains_and_goes_on(prism, machine, tmp_path, monkeypatch):
    """SIGTERM drains; one that is killed leaves its lease, orders and staging in the store; the next one goes on, and doubles nothing."""
    with s3() as (bucket, env):
        place = f"{bucket}/out"
        command = Command(tmp_path, out=place, env={**env, "TMPDIR": str(machine)})
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        store = ObjectStore.at(place, endpoint=env["AWS_ENDPOINT_URL"])

        def until(there: Callable[[], bool]) -> None:
            end = time.monotonic() + 120
            while not there():
                assert time.monotonic() < end, command.log()[-2000:]
                time.sleep(0.05)

        def rows() -> int:
            files = [store.get(entry.key) for entry in store.list("stories")]
            return sum(pq.read_metadata(io.BytesIO(found[0])).num_rows for found in files if found)

        command.lists(0, 5)
        process = command.begin()
        try:
            until(lambda: rows() == 5)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0
            assert b"drained: " in command.log()
            command.lists(3, 8)
            process = command.begin()
            until(lambda: any(entry.key.endswith("tasks.bin") for entry in store.list("_staging")))
            process.kill()  # with an order handed out
            process.wait()
            assert unlock(store), "a killed writer left no lease"
            command.lists(3, 10)
            process = command.begin()
            until(lambda: rows() == 10)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()
        assert not [entry.key for prefix in ("_staging", "_state/orders") for entry in store.list(prefix)]
        copied = tmp_path / "copied"
        assert main(["copy", place, str(copied)]) == 0
    ((rows, stories),) = duckdb.sql(
        f"SELECT count(*), count(DISTINCT story_id) FROM read_parquet('{copied}/stories/**/*.parquet')"
    ).fetchall()
    assert (rows, stories) == (10, 10)


@contextmanager
def seen_below(folder: Path) -> Iterator[set[Path]]:
    """The files that are below a folder in the meantime."""
    seen, over = set[Path](), threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            with suppress(FileNotFoundError):  # it goes with its workers
                seen.update(path.relative_to(folder) for path in folder.rglob("*"))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield seen
    finally:
        over.set()
        looking.join()


def test_a_worker_fetches_again_what_is_another_object_now(store, tmp_path):
    tag = store.create("_state/index/head", b"one")
    worker = tmp_path / "worker"
    WorkerCopy(store, worker).want("_state/index/")
    assert (worker / "_state/index/head").read_bytes() == b"one"
    store.replace("_state/index/head", b"two", tag)
    (worker / "_state/index/left").write_bytes(b"of an earlier output")
    WorkerCopy(store, worker).want("_state/index/")
    assert [path.name for path in (worker / "_state/index").iterdir()] == ["head"]
    assert (worker / "_state/index/head").read_bytes() == b"two"


def test_pieces_of_an_object_are_its_bytes(store, tmp_path):
    content = bytes(range(256)) * 4_000
    store.create("landing/file", content)
    pieces = WorkerCopy(store, tmp_path).ranges("landing/file")
    cuts = ((0, 3), (700_000, 962_144), (3, 300_000), (len(content) - 5, len(content) + 9), (len(content), len(content) + 1))
    assert [pieces[a:b] for a, b in cuts] == [content[a:b] for a, b in cuts]
    shutil.rmtree(tmp_path)
