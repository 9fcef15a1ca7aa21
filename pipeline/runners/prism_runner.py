"""Beam's PrismRunner with one server a batch. Imported by Beam, by name: `newsbeam.pipeline.runners.named` holds the path."""

import atexit
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import grpc  # type: ignore[import-untyped]  # ships no types
from apache_beam.options.pipeline_options import PrismRunnerOptions
from apache_beam.portability.api import beam_job_api_pb2_grpc
from apache_beam.runners.portability.job_server import JobServer
from apache_beam.runners.portability.prism_runner import PrismRunner

from newsbeam.pipeline.process.parent import held, let_go

_START_S = 30
_STREAMS_END_S = 2
"""How long a worker in this process has to end its streams by itself; it takes milliseconds."""
_MESSAGE_BYTES = -1
"""gRPC's word for: no bound. A job's description grows with its tasks."""


class OnePrismPerBatch(PrismRunner):
    """Starts Prism for a job and ends it with the job.

    Beam shares one server among all jobs of a process and never looks whether it still lives: once it has died, every
    later job of that process fails too. A new one costs 0.2 s, so a batch whose engine died is simply done again. Metrics
    cannot be asked once the job has ended; newsbeam's figures are elements, not metrics. Who gives up waiting ends the job too.
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
        server = self._server

        def end() -> None:
            _wait_for_streams(before)
            server.stop()

        for door in ("wait_until_finish", "cancel"):
            setattr(result, door, _and_then(getattr(result, door), end))
        return result


class PrismServer(JobServer):
    """A Prism process on a free port of this machine. What it has to say of errors goes to our stderr."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._shell: subprocess.Popen[bytes] | None = None
        self._channel: Any = None

    def start(self) -> Any:
        """Start it and wait until it answers; a JobService stub. Raises grpc.FutureTimeoutError, OSError."""
        port = _free_port()
        command = [self._path, f"--job_port={port}", "--log_level=error", "--log_kind=text", "--serve_http=false"]
        self._shell = held(command)
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
        shell, self._shell = self._shell, None
        if shell is not None:
            let_go(shell)


def _and_then(call: Callable[..., Any], end: Callable[[], None]) -> Callable[..., Any]:
    """A call after which, however it ends, another thing is done."""

    @wraps(call)
    def both(*given: Any, **named: Any) -> Any:
        try:
            return call(*given, **named)
        finally:
            end()

    return both


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
