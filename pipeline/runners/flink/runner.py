"""Beam's runner for Flink: the portable pipeline in a file, and a Java driver that hands it to the master. Imported by Beam, by name."""

import json
import shutil
import subprocess
import tempfile
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from apache_beam.options.pipeline_options import FlinkRunnerOptions, PipelineOptions
from apache_beam.runners.portability.portable_runner import PortableRunner
from apache_beam.runners.runner import PipelineResult, PipelineRunner, PipelineState

from newsbeam.pipeline.runners.flink.home import java_command, ready_home
from newsbeam.pipeline.runners.outage import EngineLost

DRIVER = "RunPipeline"
_HEAP_MB = 512
_OF_A_DOCUMENT = "Error received from SDK harness"
"""What Beam's runner says when a worker's own code raised."""
_OF_A_WORKER = "StatusRuntimeException"
"""A worker's stream broke off: it had started, so it may have died of its document."""
_NOT_STARTED = ("Process died with exit code", "Cannot run program")
_ANSWER_S = 20
_ENDED = ("FINISHED", "CANCELED", "FAILED")


class FlinkRunner(PipelineRunner):
    """Runs a bounded pipeline to its end; an unbounded one until it is cancelled or drains.

    The pipeline's `wait_until_finish` raises EngineLost where Flink or its workers could not do it, RuntimeError with the worker's
    traceback where the pipeline's own code raised.
    """

    def run_pipeline(self, pipeline: Any, options: Any) -> PipelineResult:  # noqa: D102 (Beam's own contract)
        home = ready_home()
        _seen(str(options.view_as(FlinkRunnerOptions).flink_master))
        proto = PortableRunner.get_proto_pipeline(pipeline, options)
        work = Path(tempfile.mkdtemp(prefix="newsbeam-flink-"))
        (work / "pipeline.pb").write_bytes(proto.SerializeToString())
        given = encoded(options)
        (work / "options.json").write_text(json.dumps(given), encoding="utf-8")
        command = java_command(home, DRIVER, str(work / "pipeline.pb"), str(work / "options.json"), heap_mb=_HEAP_MB)
        with (work / "driver.log").open("wb") as log:
            driver = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)  # noqa: S603 (no shell)
        return _Result(driver, work, str(options.view_as(FlinkRunnerOptions).flink_master), given["beam:option:job_name:v1"])


def encoded(options: PipelineOptions) -> dict[str, Any]:
    """Beam's options as its runners read them. Whole numbers go as text: as JSON's numbers they come back to the workers as `2.0`."""
    given = options.get_all_options(drop_default=True, retain_unknown_options=True)
    given.setdefault("job_name", f"newsbeam-{uuid4()}")
    given.pop("runner", None)
    return {
        f"beam:option:{name}:v1": str(value) if type(value) is int else value
        for name, value in given.items()
        if isinstance(value, (str, int, float, bool, list))
    }


class _Result(PipelineResult):
    def __init__(self, driver: subprocess.Popen[bytes], work: Path, master: str, job_name: str) -> None:
        super().__init__(PipelineState.RUNNING)
        self._driver = driver
        self._work = work
        self._master = master
        self._job_name = job_name

    @property
    def state(self) -> str:
        """Beam's word for how the job stands."""
        code = self._driver.poll()
        if code is None:
            return str(PipelineState.RUNNING)
        return str(PipelineState.DONE if code == 0 else PipelineState.FAILED)

    def wait_until_finish(self, duration: int | None = None) -> str:
        """Wait `duration` milliseconds, or to the end; the state."""
        try:
            code = self._driver.wait(None if duration is None else duration / 1000)
        except subprocess.TimeoutExpired:
            return self.state
        said = (self._work / "driver.log").read_text(encoding="utf-8", errors="replace") if self._work.exists() else ""
        shutil.rmtree(self._work, ignore_errors=True)
        if code:
            raise failure(said)
        return self.state

    def cancel(self) -> None:
        """End the job over Flink's REST, and the driver: a job without end outlives who submitted it."""
        if not self._master.startswith("["):
            with suppress(OSError, ValueError, KeyError):
                for job in ask(self._master, "/jobs/overview")["jobs"]:
                    if job["name"] == self._job_name and job["state"] not in _ENDED:
                        ask(self._master, f"/jobs/{job['jid']}?mode=cancel", method="PATCH")
        self._driver.terminate()


def failure(said: str) -> Exception:
    """The driver's last words as an error: a RuntimeError where a document may be at fault, EngineLost where none can be."""
    if _OF_A_DOCUMENT in said:
        at = said.index(_OF_A_DOCUMENT)
        return RuntimeError(said[at : at + 20_000])
    causes = [line.strip() for line in said.splitlines() if line.startswith("Caused by: ")]
    last = (causes or said.strip().splitlines() or ["it said nothing"])[-1].removeprefix("Caused by: ")[:600]
    if any(_OF_A_WORKER in cause for cause in causes) and not any(sign in said for sign in _NOT_STARTED):
        return RuntimeError(f"Flink: a worker was lost: {last}")
    return EngineLost(f"Flink: {last}")


def _seen(master: str) -> None:
    """Ask the master for its name before anything is sent: Flink's own client would try for a minute. Raises EngineLost."""
    if master.startswith("["):
        return  # `[local]`: a small Flink inside the driver
    try:
        ask(master, "/config")
    except (OSError, ValueError) as error:
        raise EngineLost(f"{master}: no Flink answers there ({error}); start it, or name another by --flink_master") from error


def ask(master: str, path: str, *, method: str = "GET") -> Any:
    """Flink's REST answer. Raises OSError where nobody answers, ValueError where it is no JSON."""
    address = master if "://" in master else f"http://{master}"
    request = urllib.request.Request(f"{address}{path}", method=method)  # noqa: S310 (the operator's own address)
    with urllib.request.urlopen(request, timeout=_ANSWER_S) as answer:  # noqa: S310 (as above)
        return json.loads(answer.read() or b"null")
