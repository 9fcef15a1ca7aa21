import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from connectors.state import open_state
from pipeline.output import Output


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
