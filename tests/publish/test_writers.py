"""Who writes a batch's files: the same files come of one thread and of several."""

import hashlib

import pytest
from batches_made import stage, story

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.process import threads
from newsbeam.pipeline.publish import added_rows
from newsbeam.pipeline.publish.rows import publish


def files_of(out, monkeypatch, many):
    out.prepare()
    for module in (threads, added_rows):
        monkeypatch.setattr(module, "MANY", many)
    for batch in ("b1", "b2"):
        stories = [story(f"{batch}-{n:02}", country=("PK", "NO", "BR", "NA")[n % 4]) for n in range(60)]
        publish(out, stage(out, batch, stories))
    return {
        str(path.relative_to(out.stories)): hashlib.sha256(path.read_bytes()).hexdigest() for path in out.stories.rglob("*.parquet")
    }


def test_one_thread_and_several_write_the_same_files(tmp_path, monkeypatch):
    monkeypatch.setattr(added_rows, "TOGETHER", 7)
    found = [files_of(Output(tmp_path / str(many)), monkeypatch, many) for many in (0, 1_000)]
    assert found[0] == found[1]
    assert len(found[0]) == 4


def test_what_is_given_to_nobody_else_is_done_at_once_and_fails_there():
    done = []
    assert threads.writers(threads.MANY - 1).submit(done.append, 1).done()
    assert done == [1]
    with pytest.raises(ZeroDivisionError):
        threads.writers(0).submit(lambda: 1 / 0)
    assert threads.writers(threads.MANY) is threads.threads()
