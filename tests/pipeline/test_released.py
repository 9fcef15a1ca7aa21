"""What a process needs for its texts alone goes when the last of them is read, and comes again where one comes after all."""

from newsroom import rows, run

from newsbeam.pipeline.runs import batch
from newsbeam.pipeline.taggers.automata import automaton


def is_loaded() -> bool:
    return automaton.cache_info().currsize == 1


def test_tables_go_with_the_last_batch_of_a_process_that_ends_with_its_run(desk, monkeypatch):
    loaded = []
    publish = batch.publish
    monkeypatch.setattr(batch, "publish", lambda *each: (loaded.append(is_loaded()), publish(*each))[1])
    run(desk, "stays", batch_entries=2)
    assert loaded == [True, True]
    run(desk, "ends", batch_entries=2, one_shot=True)
    assert loaded == [True, True, True, False]
    columns = "story_id, headline, country, language, places, subjects"
    assert rows(desk / "ends", columns) == rows(desk / "stays", columns)
