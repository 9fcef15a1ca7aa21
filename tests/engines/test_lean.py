"""Beam's import without what it takes along: in a process of its own, because an import happens once."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

CHECK = """
import sys
from newsbeam.pipeline.runners.lean_import import OPTIONAL, import_beam
import_beam()
import apache_beam
assert not [name for name in OPTIONAL if name in sys.modules], [name for name in OPTIONAL if name in sys.modules]
import pandas
assert pandas.DataFrame({"a": [1]}).a.sum() == 1
"""


def test_beam_comes_alone_and_the_others_can_still_be_imported() -> None:
    subprocess.run([sys.executable, "-c", CHECK], check=True, capture_output=True)


def test_what_was_there_before_stays() -> None:
    before = f"import pandas\n{CHECK.replace('assert not', 'assert')}assert sys.modules['pandas'] is pandas\n"
    subprocess.run([sys.executable, "-c", before], check=True, capture_output=True)


OWN = """
import sys
from newsbeam.pipeline.process.memory import be_frugal
from newsbeam.pipeline.runners.lean_import import CLOUDS, import_beam
be_frugal()
import_beam()
assert not [name for name in CLOUDS if name in sys.modules], [name for name in CLOUDS if name in sys.modules]
assert not {"pyparsing", "yaml.reader"} & set(sys.modules)
import gc
assert gc.isenabled() and gc.get_freeze_count() > 100_000 > len(gc.get_objects())
import apache_beam as beam, httplib2, yaml
assert httplib2.Http(timeout=1) and "pyparsing" in sys.modules
assert yaml.safe_load("a: 1") == {"a": 1}
with beam.Pipeline(runner="apache_beam.runners.portability.fn_api_runner.FnApiRunner") as pipeline:
    pipeline | beam.Create([1]) | beam.Map(str)
import apache_beam.io.gcp.bigquery
"""


def test_a_command_leaves_out_more_and_what_it_puts_off_comes_when_it_is_used() -> None:
    subprocess.run([sys.executable, "-c", OWN], check=True, capture_output=True)


ARROW = """
import sys
from newsbeam.pipeline.runners.lean_import import import_arrow, keep_pandas_out
keep_pandas_out()
assert "pyarrow" not in sys.modules
import_arrow()
import pyarrow as pa
pa.array([1, None, 3]).to_pylist()
assert "pandas" not in sys.modules
import pandas
"""


ARCHIVE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from newsbeam.pipeline.runners.lean_import import keep_pandas_out
keep_pandas_out()
from newsbeam.pipeline.runs.backfill import BackfillOptions, backfill
folder = Path(sys.argv[1])
options = BackfillOptions(out=folder / "out", archives=[folder / "one.xml"], as_of=datetime(2026, 3, 10, tzinfo=UTC), version="0")
assert backfill(options).rows == 1
assert "pandas" not in sys.modules
"""


def test_a_back_fill_takes_pandas_for_absent_too(tmp_path) -> None:
    item = "<item><title>One</title><guid>1</guid><description>Two.</description></item>"
    (tmp_path / "one.xml").write_text(f"<rss version='2.0'><channel>{item}</channel></rss>")
    subprocess.run([sys.executable, "-c", ARCHIVE, str(tmp_path)], check=True, capture_output=True)


def test_arrow_takes_pandas_for_absent_and_python_does_not() -> None:
    subprocess.run([sys.executable, "-c", ARROW], check=True, capture_output=True)
