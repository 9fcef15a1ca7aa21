"""A worker process of a portable engine: ask the engine what to do, then be Beam's SDK harness.

Beam's container image brings a boot program for this; a machine without containers has none. It serves any engine that
starts workers as processes (Flink's and Prism's PROCESS environment). Nothing is staged to it: newsbeam is installed where
it runs, as it is in the container (docs/engines.md), so a worker holds the version that the driver holds, or says so.
"""

import argparse
import os
import shlex
import signal
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_ENDPOINTS = ("control", "logging")
_TIMEOUT_S = 60
_GRACE_S = 5


def main(argv: Sequence[str] | None = None) -> int:
    """Run one worker until its engine lets it go. `--id` and `--provision_endpoint` are what every engine passes.

    Two processes: this one only waits. If the harness dies, the engine first sees its stream break, and a moment later its
    process end. Prism needs that order: told of the end first, it waits for ever for the dead worker's answer.
    """
    harness = os.fork()  # before grpc is imported: its threads do not survive a fork
    if harness == 0:
        try:
            _be_harness(argv)
        except BaseException:  # noqa: BLE001 (whatever it is, this copy of the process must not go on as the other one)
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(harness, signal.SIGTERM))
    code = os.waitstatus_to_exitcode(os.waitpid(harness, 0)[1])
    if code != 0:
        time.sleep(_GRACE_S)
    return code


def _be_harness(argv: Sequence[str] | None) -> None:
    parser = argparse.ArgumentParser(prog="newsbeam-worker", description=__doc__)
    parser.add_argument("--id", required=True)
    parser.add_argument("--provision_endpoint", required=True)
    for name in _ENDPOINTS:
        parser.add_argument(f"--{name}_endpoint", default="")
    given, _ = parser.parse_known_args(argv)
    worker_id = given.id.strip("'")  # Prism quotes it as for a shell, and there is none between
    os.environ.update(environment(worker_id, ask(worker_id, given.provision_endpoint), vars(given)))

    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main([])


def ask(worker_id: str, provision_endpoint: str) -> Any:
    """What the engine provides for this worker: a ProvisionInfo. Raises grpc.RpcError where no engine answers in a minute."""
    import grpc  # type: ignore[import-untyped]  # ships no types
    from apache_beam.portability.api import beam_provision_api_pb2 as api
    from apache_beam.portability.api import beam_provision_api_pb2_grpc as service

    with grpc.insecure_channel(provision_endpoint) as channel:
        stub = service.ProvisionServiceStub(channel)
        answer = stub.GetProvisionInfo(
            api.GetProvisionInfoRequest(), metadata=(("worker_id", worker_id),), timeout=_TIMEOUT_S, wait_for_ready=True
        )
    return answer.info


def environment(worker_id: str, info: Any, given: Mapping[str, str]) -> dict[str, str]:
    """The variables from which `sdk_worker_main` learns its engine. The engine's own answer wins over the command line."""
    from google.protobuf import json_format  # type: ignore[import-untyped]  # ships no types

    def descriptor(name: str) -> str:
        url = getattr(info, f"{name}_endpoint").url or given.get(f"{name}_endpoint", "")
        if not url:
            raise ValueError(f"worker {worker_id}: the engine names no {name} endpoint, and --{name}_endpoint is not given")
        return f'url: "{url}"'

    return {
        "WORKER_ID": worker_id,
        "CONTROL_API_SERVICE_DESCRIPTOR": descriptor("control"),
        "LOGGING_API_SERVICE_DESCRIPTOR": descriptor("logging"),
        "PIPELINE_OPTIONS": json_format.MessageToJson(info.pipeline_options),
        "RUNNER_CAPABILITIES": " ".join(info.runner_capabilities),
    }


def launcher(path: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> Path:
    """Write the program that an engine's PROCESS environment starts: this Python, this module, whatever the PATH says.

    `arguments` come before the engine's own and stand instead of `-m newsbeam.pipeline.runners.worker` where given.
    """
    command = shlex.join((sys.executable, *(arguments or ("-m", "newsbeam.pipeline.runners.worker"))))
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted((variables or {}).items()))
    path.write_text(f'#!/bin/sh\n{exports}exec {command} "$@"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


if __name__ == "__main__":
    sys.exit(main())
