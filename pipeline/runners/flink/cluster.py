"""A small standalone Flink on this machine, for tests and for trying out: one JobManager and some TaskManagers, on loopback.

`python -m newsbeam.pipeline.runners.flink.cluster` starts one, says where it listens, and ends it at Ctrl-C.
"""

import argparse
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newsbeam.pipeline.runners.flink.home import java_command, ready_home
from newsbeam.schemas.errors import EngineError

JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
_START_S = 180
_CONF = {
    "jobmanager.rpc.address": "127.0.0.1",
    "jobmanager.bind-host": "127.0.0.1",
    "rest.address": "127.0.0.1",
    "rest.bind-address": "127.0.0.1",
    "taskmanager.host": "127.0.0.1",
    "taskmanager.bind-host": "127.0.0.1",
    "taskmanager.cpu.cores": "1",
    "taskmanager.memory.task.heap.size": "256m",
    "taskmanager.memory.task.off-heap.size": "32m",
    "taskmanager.memory.framework.heap.size": "96m",
    "taskmanager.memory.framework.off-heap.size": "96m",
    "taskmanager.memory.managed.size": "128m",
    "taskmanager.memory.network.min": "128m",
    "taskmanager.memory.network.max": "128m",
    # Beam's classes alone fill Flink's default metaspace.
    "taskmanager.memory.jvm-metaspace.size": "192m",
    "taskmanager.memory.jvm-overhead.min": "64m",
    "taskmanager.memory.jvm-overhead.max": "64m",
    # A batch that fails is newsbeam's to try again: it alone knows what it has published. A stream names its own strategy.
    "restart-strategy.type": "disable",
    # More parallelism than there are slots is told within the minute.
    "slot.request.timeout": "30000",
    # A TaskManager that was killed is missed within seconds, not within a minute.
    "heartbeat.interval": "1000",
    "heartbeat.timeout": "8000",
    # A busy machine takes more than Flink's ten seconds to begin, and to answer.
    "pekko.startup-timeout": "120 s",
    "pekko.ask.timeout": "60 s",
}


class LocalCluster:
    """A context manager: `with LocalCluster(folder) as cluster: ... cluster.master`. What the daemons say is under `folder/log`."""

    def __init__(
        self, folder: Path, *, task_managers: int = 2, slots: int = 1, nice: int = 0, conf: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.task_managers: list[subprocess.Popen[bytes]] = []
        self._wanted = task_managers
        self._slots = slots
        self._nice = nice
        self._conf = dict(conf or {})
        self._job_manager: subprocess.Popen[bytes] | None = None
        self._rest = 0

    @property
    def master(self) -> str:
        """`HOST:PORT`, as `--flink_master` takes it."""
        return f"127.0.0.1:{self._rest}"

    def __enter__(self) -> Self:
        """Start, and wait until every slot is there. Raises EngineError."""
        self._home = ready_home()
        self._rest, rpc = _free_port(), _free_port()
        conf = {
            **_CONF,
            "rest.port": str(self._rest),
            "jobmanager.rpc.port": str(rpc),
            "taskmanager.numberOfTaskSlots": str(self._slots),
            **self._conf,
        }
        for name in ("conf", "log"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        lines = [f"{key}: {value}\n" for key, value in conf.items()]
        (self.folder / "conf" / "config.yaml").write_text("".join(lines), encoding="utf-8")
        try:
            self._job_manager = self._start(JOB_MANAGER, "jobmanager", heap_mb=384)
            for _ in range(self._wanted):
                self.add_task_manager()
            self.wait_for(self._wanted)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def add_task_manager(self) -> subprocess.Popen[bytes]:
        """One more; it reports to the JobManager by itself."""
        number = len(self.task_managers)
        started = self._start(TASK_MANAGER, f"taskmanager-{number}", heap_mb=448, options=("-XX:MaxDirectMemorySize=320m",))
        self.task_managers.append(started)
        return started

    def wait_for(self, task_managers: int) -> None:
        """Wait until as many TaskManagers have reported. Raises EngineError after three minutes."""
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            if self._job_manager is not None and self._job_manager.poll() is not None:
                break
            try:
                if len(self.ask("/taskmanagers")["taskmanagers"]) >= task_managers:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise EngineError(f"{self.folder / 'log'}: Flink did not start with {task_managers} TaskManagers; the logs say why")

    def ask(self, path: str) -> Any:
        """Flink's REST answer to a path. Raises OSError."""
        with urllib.request.urlopen(f"http://{self.master}{path}", timeout=5) as answer:
            return json.load(answer)

    def stop(self) -> None:
        """End all of it; harmless where it has ended."""
        processes = [*self.task_managers, *([self._job_manager] if self._job_manager is not None else [])]
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, main: str, name: str, *, heap_mb: int, options: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        command = java_command(self._home, main, "--configDir", str(self.folder / "conf"), heap_mb=heap_mb, options=options)
        if self._nice:
            command = ["nice", "-n", str(self._nice), *command]
        with (self.folder / "log" / f"{name}.log").open("wb") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)  # noqa: S603 (no shell)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def main(argv: Sequence[str] | None = None) -> int:
    """Run one until it is told to end."""
    parser = argparse.ArgumentParser(prog="newsbeam-flink-cluster", description=__doc__)
    parser.add_argument("--task-managers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="for the configuration and the logs; a temporary one by default")
    given = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        folder = given.folder or Path(tempfile.mkdtemp(prefix="newsbeam-flink-"))
        with LocalCluster(folder, task_managers=given.task_managers) as cluster:
            sys.stdout.write(
                f"Flink listens: --runner flink -- --flink_master={cluster.master}\nlogs: {folder / 'log'}; Ctrl-C ends it\n"
            )
            sys.stdout.flush()
            signal.pause()
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
