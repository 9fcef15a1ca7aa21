import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output


@pytest.fixture
def out(tmp_path):
    made = Output(tmp_path / "out")
    made.prepare()
    return made


@pytest.fixture
def state(out):
    conn = open_state(out.database)
    yield conn
    conn.close()
