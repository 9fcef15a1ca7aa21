"""Memory given back: in a process of its own, because an allocator is set once."""

import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any, cast

import pytest

from newsbeam.pipeline.process.memory import set_aside
from newsbeam.pipeline.runners import inline
from newsbeam.pipeline.taggers.automata import automaton, seen_in

pytestmark = pytest.mark.slow

KEPT = """
import sys
from pathlib import Path
from newsbeam.pipeline.process.memory import be_frugal, give_back
import pyarrow as pa

def resident():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024

be_frugal()
before = resident()
many = [pa.py_buffer(bytes([n % 251]) * 60_000) for n in range(3_000)]
many = [pa.array([b.to_pybytes()]) for b in many]
full = resident()
del many
give_back()
print(before, full, resident(), pa.default_memory_pool().backend_name)
"""


def _run(env: dict[str, str]) -> list[str]:
    output = subprocess.run([sys.executable, "-c", KEPT], check=True, capture_output=True, text=True, env={**os.environ, **env})
    return output.stdout.split()


def test_what_is_freed_goes_back_to_the_system() -> None:
    before, full, after = map(int, _run({"ARROW_DEFAULT_MEMORY_POOL": ""})[:3])
    assert full - before > 100
    assert after - before < 0.3 * (full - before)


WRITTEN = """
import sys
from pathlib import Path
from newsbeam.pipeline.process.memory import be_frugal, give_back

be_frugal()
import pyarrow as pa
import pyarrow.parquet as pq

def resident():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024

def write(rows):
    columns = {f"c{n}": [f"{n} {row}" for row in range(rows)] for n in range(60)}
    pq.write_table(pa.table(columns), pa.BufferOutputStream())
    del columns
    give_back()
    return resident()

print(write(10), write(4_000))
"""


def test_what_the_parquet_writer_used_goes_back_too() -> None:
    """It takes no notice of `pa.set_memory_pool`."""
    output = subprocess.run(
        [sys.executable, "-c", WRITTEN],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "ARROW_DEFAULT_MEMORY_POOL": ""},
    )
    before, after = map(int, output.stdout.split())
    assert after - before < 6, (before, after)


def test_what_the_environment_asks_for_stays() -> None:
    assert _run({"ARROW_DEFAULT_MEMORY_POOL": "mimalloc"})[3] == "mimalloc"


NAMES = """
from pathlib import Path
from newsbeam.connectors.formats.markup import strict_tree
from newsbeam.pipeline.process.memory import be_frugal, give_back

def resident():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024

be_frugal()
kept = []
for document in range(16):
    strict_tree("<r>" + "".join(f"<n{document}x{number}/>" for number in range(15_000)) + "</r>")
    give_back()
    kept.append(resident())
print(kept[0], kept[-1])
"""


def test_names_that_a_server_makes_up_do_not_fill_the_memory() -> None:
    """libxml2 keeps each name as long as its thread lives: a megabyte a document."""
    output = subprocess.run([sys.executable, "-c", NAMES], check=True, capture_output=True, text=True)
    first, last = map(int, output.stdout.split())
    assert last - first < 6, (first, last)


LOOKS = """
import gc
from newsbeam.pipeline.process.memory import be_frugal, settle_in, tidy_up
{before}
be_frugal()
first = gc.get_threshold()[0]
{then}()
print(first, gc.get_threshold()[0])
"""


@pytest.mark.parametrize("then", ["settle_in", "tidy_up"])
def test_cycles_are_looked_for_seldom_while_imports_go_on_and_as_ever_from_then(then):
    output = subprocess.run([sys.executable, "-c", LOOKS.format(before="", then=then)], check=True, capture_output=True, text=True)
    first, later = map(int, output.stdout.split())
    assert first > later > 700


def test_a_collector_that_was_set_already_stays():
    before = LOOKS.format(before="gc.set_threshold(90_000, 5, 5)", then="tidy_up")
    output = subprocess.run([sys.executable, "-c", before], check=True, capture_output=True, text=True)
    assert output.stdout.split() == ["90000", "90000"]


FORKED = """
import os, sys
from newsbeam.connectors.formats.markup import LARGE, strict_tree

large = "<r>" + "x" * LARGE + "</r>"
strict_tree(large)
child = os.fork()
strict_tree(large)
if not child:
    os._exit(0)
sys.exit(os.waitpid(child, 0)[1])
"""


def test_a_child_of_a_process_that_read_a_large_document_reads_one() -> None:
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=60)


def test_names_are_set_aside_where_they_can_be_read_back(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("newsbeam.pipeline.process.memory._READ_BACK", set())
    automaton.cache_clear()
    found = seen_in("Lahore and Karachi")
    set_aside()
    assert automaton.cache_info().currsize == 1, (
        "made by this process, for want of a file: to make it again takes ten times as long"
    )
    automaton.cache_clear()
    automaton()
    set_aside()
    assert automaton.cache_info().currsize == 0
    assert seen_in("Lahore and Karachi") == found


@pytest.mark.parametrize(("files", "is_last", "goes"), [(inline.MANY, False, ["names"]), (1, False, []), (1, True, ["all"])])
def test_a_large_batch_goes_on_without_the_names(files, is_last, goes, monkeypatch):
    class Sketches:
        def setup(self): ...
        def begin(self): ...
        def end(self):
            return [f"sketched-{n}.arrow" for n in range(files)]

    let_go: list[str] = []
    monkeypatch.setattr(inline, "set_aside", lambda: let_go.append("names"))
    monkeypatch.setattr(inline, "release", lambda: let_go.append("all"))
    topology = SimpleNamespace(line=[], sketch=Sketches(), copies=SimpleNamespace(verdicts=lambda _: []))
    inline.ingest_inline([], cast("Any", topology), is_last=is_last)
    assert let_go == goes


BROKEN = """
import gc, weakref
from newsbeam.connectors.formats.markup import LARGE, strict_tree

class Text(str):
    pass

gc.disable()
text = Text("<r>" + "x" * LARGE + "</s>")
held = weakref.ref(text)
try:
    strict_tree(text)
except Exception as error:
    print(type(error).__name__)
del text
print(held())
"""


def test_a_large_document_that_is_broken_goes_with_its_error() -> None:
    """Nothing looks for cycles while a batch runs."""
    output = subprocess.run([sys.executable, "-c", BROKEN], check=True, capture_output=True, text=True)
    assert output.stdout.split() == ["XMLSyntaxError", "None"]
