"""One landing and what the plain loop makes of it, once for all tests of the room."""

import pytest
from desk import Landing, Published, land, publish, published

from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runners.prism import prism_path


@pytest.fixture(scope="session")
def landing(tmp_path_factory) -> Landing:
    return land(tmp_path_factory.mktemp("desk") / "landing")


@pytest.fixture(scope="session")
def reference(landing, tmp_path_factory) -> Published:
    made = published(*publish(landing, tmp_path_factory.mktemp("local") / "out", Engine()))
    outcomes = {outcome for _, _, _, outcome, _ in made.outcomes}
    assert {batch for batch, *_ in made.outcomes} == {"batch-0000", "batch-0001"}
    assert {"new", "duplicate", "revision", "dead_letter"} <= outcomes, (
        "the workload lost its odd ones: equality would prove little"
    )
    return made


@pytest.fixture(scope="session")
def first(landing) -> Landing:
    """The first round alone, for engines that start a process a batch: two of them take seconds each."""
    return Landing(root=landing.root, rounds=landing.rounds[:1])


@pytest.fixture(scope="session")
def first_reference(first, tmp_path_factory) -> Published:
    return published(*publish(first, tmp_path_factory.mktemp("local") / "out", Engine()))


@pytest.fixture
def prism() -> None:
    if not prism_path().is_file():
        pytest.skip("Prism is not built: `make prism`")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "engines: starts engines and worker processes of its own; run by `make test-engines`")
