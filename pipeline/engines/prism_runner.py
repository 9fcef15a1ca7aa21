"""Beam's PrismRunner with one server a batch. Imported by Beam, by name: `pipeline.engines.named` holds the path."""

import atexit
from typing import Any

from apache_beam.runners.portability.prism_runner import PrismJobServer, PrismRunner


class OnePrismPerBatch(PrismRunner):
    """Starts Prism for a job and ends it with the job.

    Beam shares one server among all jobs of a process and never looks whether it still lives: once it has died, every
    later job of that process fails too. A new one costs 0.2 s, so a batch whose engine died is simply done again. Beam's
    also takes over SIGINT, which is the command line's to handle. Metrics cannot be asked once the job has ended; newsbeam's
    figures are elements, not metrics.
    """

    def default_job_server(self, options: Any) -> Any:  # noqa: D102 (Beam's own contract)
        self._server = PrismJobServer(options)
        atexit.register(self._server.stop)
        return self._server

    def run_portable_pipeline(self, pipeline: Any, options: Any) -> Any:  # noqa: D102 (Beam's own contract)
        try:
            result = super().run_portable_pipeline(pipeline, options)
        except BaseException:
            self._stop()
            raise
        # Beam runs these when the job reaches its end or the driver loses sight of it.
        result._cleanup_callbacks = [*result._cleanup_callbacks, self._stop]
        return result

    def _stop(self) -> None:
        atexit.unregister(self._server.stop)
        self._server.stop()
