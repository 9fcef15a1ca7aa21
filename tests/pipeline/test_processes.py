"""Several starts at once, and what becomes of the children when their parent is killed or the list changes: as an operator sees it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from newsroom import item, write

from newsbeam.pipeline.process.parent import is_alive
from newsbeam.pipeline.runners.prism import prism_path

SLEEPER = """
import os, signal, subprocess, sys, time
from newsbeam.pipeline.process.parent import name_parent
name_parent()
child = "import time; from newsbeam.pipeline.process.parent import end_with_parent; end_with_parent(); print('up', flush=True); time.sleep(120)"
under = subprocess.Popen(["/bin/sh", "-c", '"$0" -c "$1"; true', sys.executable, child], stdout=subprocess.PIPE)
under.stdout.readline()
print(under.pid, flush=True)
time.sleep(120)
"""


def family(pid):
    """The living processes below one."""
    numbers = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout.split()
    below: dict[int, list[int]] = {}
    for one, parent in zip(numbers[::2], numbers[1::2], strict=True):
        below.setdefault(int(parent), []).append(int(one))
    found, todo = [], [pid]
    while todo:
        todo += below.get(todo.pop(), [])
        found = sorted({*found, *todo})
    return found


def stands_still(running, child):
    """What lives below a run once a child is among them. The run stands still then, so that it cannot end of itself before it is ended."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        running.send_signal(signal.SIGSTOP)
        change = os.waitid(os.P_PID, running.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        assert change.si_code == os.CLD_STOPPED, "it ended before it was seen with a child"
        below = family(running.pid)
        if child in _words_of(below):
            return below
        running.send_signal(signal.SIGCONT)
        time.sleep(0.02)
    raise AssertionError(f"no {child} within 90 s")


def all_end(pids, within=45.0):
    deadline = time.monotonic() + within
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not any(map(is_alive, pids))


@pytest.mark.slow
def test_several_starts_at_once_end_with_0_or_75(desk):
    command = [
        sys.executable,
        "-m",
        "newsbeam",
        "ingest",
        "--feeds",
        str(desk / "feeds.toml"),
        "--due",
        "all",
        "--runner",
        "inline",
    ]
    starts = [subprocess.Popen([*command, "--out", str(desk / "out")], stdout=subprocess.DEVNULL) for _ in range(5)]
    codes = Counter(one.wait(120) for one in starts)
    assert set(codes) <= {0, 75}
    assert codes[0]
    assert not list((desk / "out" / "_state").glob(".probe*"))


def test_five_prove_at_once_that_the_output_can_be_written(tmp_path):
    """The kind: between the writing of one probe and its renaming another process is at the same place."""
    program = (
        "import sys; from pathlib import Path; from newsbeam.pipeline.dataset.output import Output\n"
        "for _ in range(40): Output(Path(sys.argv[1])).prepare()"
    )
    several = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "out")]) for _ in range(5)]
    assert [one.wait(60) for one in several] == [0] * 5


@pytest.mark.slow
def test_a_grandchild_ends_with_the_process_that_it_watches():
    with subprocess.Popen([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE) as parent:
        shell = int(parent.stdout.readline())
        below = family(shell)
        assert below
        parent.kill()
    assert all_end([shell, *below])


@pytest.fixture
def hangs_up():
    """A hang-up ends what is started here, also where the tests run below `nohup`, whose children are deaf to it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.slow
@pytest.mark.usefixtures("hangs_up")
@pytest.mark.parametrize(
    ("words", "end", "child"),
    [
        ("watch --runner inline", signal.SIGKILL, "multiprocessing"),
        ("watch --runner processes", signal.SIGKILL, "forkserver"),
        ("ingest --due all --runner processes", signal.SIGHUP, "forkserver"),
        ("watch --runner prism", signal.SIGKILL, "prism"),
        ("ingest --due all --runner prism", signal.SIGHUP, "prism"),
        ("stream", signal.SIGKILL, "prism"),
    ],
)
def test_no_child_of_a_run_that_is_ended_lives_on(desk, words, end, child):
    if child == "prism" and not prism_path().exists():
        pytest.skip("Prism is not built: `make prism`")
    command = [sys.executable, "-m", "newsbeam", *words.split(), "--feeds", str(desk / "feeds.toml"), "--out", str(desk / "out")]
    for _ in range(5):
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
            below = stands_still(running, child)
            running.send_signal(end)
            running.send_signal(signal.SIGCONT)  # SIGHUP waits for that
        assert all_end(below, within=20), _words_of(below)
        if running.returncode != 0:
            break
        shutil.rmtree(desk / "out")  # on a loaded machine it was seen with its child when all was done, and ended of itself
    assert running.returncode == -end


@pytest.mark.slow
def test_watch_with_workers_ends_when_it_is_asked_to(desk):
    """The kind: a child with children of its own waits for them, and nobody has told them to end."""
    command = [sys.executable, "-m", "newsbeam", "watch", "--runner", "processes", "--feeds", str(desk / "feeds.toml")]
    with subprocess.Popen([*command, "--out", str(desk / "out")], stderr=subprocess.DEVNULL) as watching:
        try:
            deadline = time.monotonic() + 90
            while not list((desk / "out" / "runs").glob("*.json")) and time.monotonic() < deadline:
                time.sleep(0.1)
            below = family(watching.pid)
            watching.send_signal(signal.SIGTERM)
            assert watching.wait(45) == 0
        finally:
            watching.kill()
    assert all_end(below, within=20), _words_of(below)


def _words_of(pids):
    words = ["ps", "-o", "args=", "-p", ",".join(map(str, [*pids, os.getpid()]))]
    return subprocess.run(words, check=False, capture_output=True, text=True).stdout


@pytest.mark.slow
def test_sighup_reads_the_list_again_and_a_bad_one_is_reported_with_its_line(desk):
    feeds = desk / "feeds.toml"
    sound = feeds.read_text()
    command = [sys.executable, "-m", "newsbeam", "watch", "--feeds", str(feeds), "--out", str(desk / "out"), "--runner", "inline"]
    with (desk / "log").open("w") as log, subprocess.Popen(command, stderr=log) as watching:

        def until(what, within=60.0):
            deadline = time.monotonic() + within
            while not what() and time.monotonic() < deadline:
                time.sleep(0.1)
            assert what(), (desk / "log").read_text()

        until(lambda: len(list((desk / "out" / "runs").glob("*.json"))) >= 1)
        feeds.write_text("[[feed]]\nid = lagoon\n" + sound)
        os.kill(watching.pid, signal.SIGHUP)
        until(lambda: "feeds.toml:2" in (desk / "log").read_text())
        write(desk, "third", item("third.example", 1, "LAGOS - A third ferry sails."))
        feeds.write_text(sound + '\n[[feed]]\nid = "third"\npath = "third.xml"\nprovider = "Third"\n')
        os.kill(watching.pid, signal.SIGHUP)
        until(lambda: any('"third"' in one.read_text() for one in (desk / "out" / "runs").glob("*.json")))
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(60) == 0
    assert "going on with the list as it was: 2 feeds" in (desk / "log").read_text()
