import random
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.batches import begin_batch, fail_batch
from newsbeam.connectors.state.database import STATE_VERSION, open_state, transaction
from newsbeam.connectors.state.records import files_in_use, page_of, pending
from newsbeam.schemas.document import Document
from newsbeam.schemas.errors import StateError

TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.fixture
def landing(tmp_path):
    (tmp_path / "landing").mkdir()
    return tmp_path / "landing"


@pytest.fixture
def state(tmp_path):
    conn = open_state(tmp_path / "newsbeam.db")
    yield conn
    conn.close()


def land(root, name, *minutes, **extra):
    with LandingWriter(root, name) as writer:
        return [
            writer.write(
                Document(
                    feed_id="f", uri="https://x.example/", fetched_at=TEN + timedelta(minutes=m), payload=b"%d" % m, http_status=200
                ),
                extra,
            )
            for m in minutes
        ]


def test_what_is_landed_waits_whoever_landed_it(landing, state):
    refs = land(landing, "b1", 3, 1)
    assert adopt(state, landing) == 2
    assert adopt(state, landing) == 0
    refs += land(landing, "b2", 2)
    assert adopt(state, landing) == 1
    assert [one.ref for one in pending(state)] == [refs[1], refs[2], refs[0]]  # in the order in which they were fetched


def test_a_file_that_grew_is_read_on(landing, state):
    with LandingWriter(landing, "b1") as writer:
        for minute in range(3):
            document = Document(feed_id="f", uri="u:", fetched_at=TEN + timedelta(minutes=minute), payload=b"%d" % minute)
            ref = writer.write(document, {})
            assert adopt(state, landing) == 1
    assert pending(state)[-1].ref == ref


def test_pages_wait_for_nobody(landing, state):
    (ref,) = land(landing, "b1", 1, role="page")
    adopt(state, landing)
    assert pending(state) == []
    assert page_of(state, "https://x.example/") == ref


def test_failures_are_counted_and_go_last(landing, state):
    first, second = land(landing, "b1", 1, 2)
    adopt(state, landing)
    for _ in range(2):
        begin_batch(state, "x", TEN, [first.record_id])
        fail_batch(state, "x")
    assert [(one.ref, one.failures) for one in pending(state)] == [(second, 0), (first, 2)]
    assert files_in_use(state, "2026-03-10") == {first.file}


def test_a_transaction_is_all_or_nothing(state):
    with pytest.raises(sqlite3.IntegrityError), transaction(state):
        state.executemany("INSERT INTO archives VALUES (?, 1, 0)", [("a",), ("b",), ("a",)])
    assert state.execute("SELECT count(*) FROM archives").fetchone() == (0,)


def test_it_survives_the_process_that_wrote_it(tmp_path):
    path = tmp_path / "newsbeam.db"
    program = (
        "import os,sys; from pathlib import Path; from newsbeam.connectors.state.database import *\n"
        "c = open_state(Path(sys.argv[1])); c.execute(\"INSERT INTO archives VALUES ('a', 1, 0)\"); os._exit(137)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)], check=False).returncode == 137
    conn = open_state(path)
    assert conn.execute("SELECT name FROM archives").fetchall() == [("a",)]
    assert conn.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert conn.execute("PRAGMA synchronous").fetchone() == (2,)
    conn.close()


def harmed(path, how):
    open_state(path).close()
    content = path.read_bytes()
    if how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "one page random":
        path.write_bytes(content[:4096] + random.Random(7).randbytes(4096) + content[8192:])
    elif how == "text":
        path.write_text("this is no database\n" * 100)
    else:
        conn = sqlite3.connect(path)
        conn.execute(f"PRAGMA user_version = {STATE_VERSION + 1}" if how == "newer" else "PRAGMA user_version = 0")
        conn.close()


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("cut", "rebuild-state"),
        ("one page random", "rebuild-state"),
        ("text", "rebuild-state"),
        ("newer", "run the newer newsbeam"),
        ("foreign", "a database of something else"),
    ],
)
def test_a_state_that_cannot_be_trusted_is_refused(tmp_path, how, says):
    path = tmp_path / "newsbeam.db"
    harmed(path, how)
    with pytest.raises(StateError, match=says) as refused:
        open_state(path)
    assert "\n" not in str(refused.value)


def test_an_empty_file_is_a_fresh_state(tmp_path):
    (tmp_path / "newsbeam.db").touch()
    conn = open_state(tmp_path / "newsbeam.db")
    assert pending(conn) == []
    conn.close()


def test_a_missing_folder_is_reported(tmp_path):
    with pytest.raises(StateError, match="is the folder there"):
        open_state(tmp_path / "none" / "newsbeam.db")


def test_a_place_that_cannot_be_opened_is_not_looked_for(tmp_path):
    (tmp_path / "newsbeam.db").mkdir()
    with pytest.raises(StateError, match="give this user the right"):
        open_state(tmp_path / "newsbeam.db")


def test_a_state_that_may_only_be_read_names_the_files_to_give_back(state):
    state.execute("PRAGMA query_only = ON")  # refused by SQLite with the code that it has for files that may not be written
    with pytest.raises(StateError, match="right to write it, and the -wal and -shm"), transaction(state):
        state.execute("DELETE FROM holds")
