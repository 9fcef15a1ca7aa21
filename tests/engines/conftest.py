"""One landing and what the default engine makes of it, once for all tests of the room."""

import pytest
from desk import Landing, Told, land, publish, told

from pipeline.beam_run import Engine
from pipeline.engines.prism import prism_path


@pytest.fixture(scope="session")
def landing(tmp_path_factory) -> Landing:
    return land(tmp_path_factory.mktemp("desk") / "landing")


@pytest.fixture(scope="session")
def reference(landing, tmp_path_factory) -> Told:
    made = told(*publish(landing, tmp_path_factory.mktemp("local") / "out", Engine()))
    outcomes = {outcome for _, _, outcome, _ in made.outcomes}
    assert {"new", "duplicate", "revision", "dead_letter"} <= outcomes, (
        "the workload lost its odd ones: equality would prove little"
    )
    return made


@pytest.fixture
def prism() -> None:
    if not prism_path().is_file():
        pytest.skip("Prism is not built: `make prism`")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "engines: starts engines and worker processes of its own; run by `make test-engines`")
