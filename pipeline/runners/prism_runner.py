"""Beam's PrismRunner with one server a batch. Imported by Beam, by name: `newsbeam.pipeline.runners.named` holds the path."""

import atexit
import socket
import subprocess
import threading
import time
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
from apache_beam.options.pipeline_options import PrismRunnerOptions
from apache_beam.portability.api import beam_job_api_pb2_grpc
from apache_beam.runners.portability.job_server import JobServer
from apache_beam.runners.portability.prism_runner import PrismRunner

from newsbeam.pipeline.process.parent import take_along

_START_S = 30
_STREAMS_END_S = 2
"""How long a worker in this process has to end its streams by itself; it takes milliseconds."""
_MESSAGE_BYTES = -1
"""gRPC's word for: no bound. A job's description grows with its tasks."""


class OnePrismPerBatch(PrismRunner):
    """Starts Prism for a job and ends it with the job.

    Beam shares one server among all jobs of a process and never looks whether it still lives: once it has died, every
    later job of that process fails too. A new one costs 0.2 s, so a batch whose engine died is simply done again. Metrics
    cannot be asked once the job has ended; newsbeam's figures are elements, not metrics.
    """

    def default_job_server(self, options: Any) -> JobServer:  # noqa: D102 (Beam's own contract)
        self._server = PrismServer(options.view_as(PrismRunnerOptions).prism_location)
        return self._server

    def run_portable_pipeline(self, pipeline: Any, options: Any) -> Any:  # noqa: D102 (Beam's own contract)
        before = set(threading.enumerate())
        try:
            result = super().run_portable_pipeline(pipeline, options)
        except BaseException:
            self._server.stop()
            raise
        # Beam runs these when the job reaches its end or the driver loses sight of it; there is no public door to them.
        result._cleanup_callbacks = [*result._cleanup_callbacks, lambda: _wait_for_streams(before), self._server.stop]
        return result


class PrismServer(JobServer):
    """A Prism process on a free port of this machine. What it has to say of errors goes to our stderr."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._process: subprocess.Popen[bytes] | None = None
        self._takes_along: subprocess.Popen[bytes] | None = None
        self._channel: Any = None

    def start(self) -> Any:
        """Start it and wait until it answers; a JobService stub. Raises grpc.FutureTimeoutError, OSError."""
        port = _free_port()
        command = [self._path, f"--job_port={port}", "--log_level=error", "--log_kind=text", "--serve_http=false"]
        self._process = subprocess.Popen(command)  # noqa: S603 (the operator's own path, no shell)
        self._takes_along = take_along(self._process.pid)
        atexit.register(self.stop)
        bounds = [("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=bounds)
        grpc.channel_ready_future(self._channel).result(timeout=_START_S)
        return beam_job_api_pb2_grpc.JobServiceStub(self._channel)

    def stop(self) -> None:
        """End it; harmless where it has ended."""
        atexit.unregister(self.stop)
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
        for process in (self._takes_along, self._process):
            if process is not None:
                process.kill()
                process.wait()
                if process.stdin is not None:
                    process.stdin.close()
        self._takes_along = self._process = None


def _wait_for_streams(before: set[threading.Thread]) -> None:
    """Wait until the workers that ran in this process since `before` have read their streams to the end.

    A job that is done ends its workers' streams. Killing Prism before they have read that makes each of their threads
    print a traceback about a lost connection.
    """
    until = time.monotonic() + _STREAMS_END_S
    for thread in set(threading.enumerate()) - before:
        if thread.name.startswith(("read_", "run_worker")):
            thread.join(timeout=max(0.0, until - time.monotonic()))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
