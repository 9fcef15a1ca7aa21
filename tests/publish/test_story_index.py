"""The index of all stories: whatever was added is found, however often it is merged; what cannot be trusted is made anew."""

import random
from datetime import date, timedelta

import duckdb
import numpy as np
import pytest
from batches_made import NOON, digits, stage, story

from newsbeam.pipeline.dataset import story_index_files as module
from newsbeam.pipeline.dataset.history import History
from newsbeam.pipeline.dataset.story_index import LONG_AGO, StoryIndex, index_of
from newsbeam.pipeline.dataset.story_index_files import add, make
from newsbeam.pipeline.publish.commit import write_commit
from newsbeam.pipeline.publish.finish import finish, recover
from newsbeam.pipeline.publish.rows import publish


def put(out, conn, number, stories):
    commit = stage(out, f"b{number:05}", stories, published_at=NOON + timedelta(seconds=number))
    write_commit(out, commit)
    publish(out, commit)
    finish(out, conn, commit)


@pytest.mark.parametrize("tail", [pytest.param(4, marks=pytest.mark.slow), 64, pytest.param(1024, marks=pytest.mark.slow)])
def test_what_was_added_is_found_however_often_it_is_merged(tmp_path, monkeypatch, tail):
    monkeypatch.setattr(module, "TAIL", tail)
    chance = random.Random(tail)
    make(tmp_path, [], LONG_AGO)
    known: dict[int, set[str]] = {}
    for number in range(60):
        entries = []
        for _ in range(chance.choice((0, 1, 7, 90))):
            high = chance.choice((0, 2**64 - 1, chance.getrandbits(64), *list(known)[:3]))
            day = (date(2015, 1, 1) + timedelta(days=chance.randrange(4000))).isoformat()
            entries.append((high, day))
            known.setdefault(high, set()).add(day)
        new = [(day, [f"{high:016x}{number:016x}"]) for high, day in entries]
        add(tmp_path, new, NOON + timedelta(minutes=number))
        add(tmp_path, new, NOON + timedelta(minutes=number))
    index = StoryIndex.open(tmp_path)
    assert {high: index.dates(high) for high in known} == known
    assert not any(index.dates(chance.getrandbits(64)) for _ in range(50))
    assert index.is_whole()
    assert index.head.upto == NOON + timedelta(minutes=59)
    assert len(list(tmp_path.iterdir())) == 1 + len(index.head.segments) <= 9
    portions = [(np.array(list(known), np.uint64), np.full(len(known), 735_000, np.int32))] * 3
    make(tmp_path, portions, NOON, portion=100)  # in several portions, merged at the end
    assert {day for high in known for day in StoryIndex.open(tmp_path).dates(high)} == {date.fromordinal(735_000).isoformat()}


HARMS = {
    "gone": lambda head, segment: [path.unlink() for path in head.parent.iterdir()],
    "head cut": lambda head, segment: head.write_bytes(head.read_bytes()[:-5]),
    "head random": lambda head, segment: head.write_bytes(random.Random(3).randbytes(300)),
    "segment gone": lambda head, segment: segment.unlink(),
    "segment cut": lambda head, segment: segment.write_bytes(segment.read_bytes()[:-4]),
}


@pytest.fixture
def dated(out, state, monkeypatch):
    monkeypatch.setattr(module, "TAIL", 4)
    recover(out, state)
    for number in range(4):
        put(out, state, number, [story(f"{number}-{n}", at=NOON - timedelta(days=100 * n)) for n in range(6)])
    return out


def lengths(out, names):
    history = History.load(out.stories)
    return {len(history.tellings(story(name).story_id)) for name in names}


NAMES = [f"{number}-{n}" for number in range(4) for n in range(6)]


@pytest.mark.parametrize("harm", [next(iter(HARMS)), *(pytest.param(one, marks=pytest.mark.slow) for one in list(HARMS)[1:])])
def test_an_index_that_cannot_be_trusted_is_made_anew(dated, state, harm):
    folder = index_of(dated.stories)
    HARMS[harm](folder / "head", next(folder.glob("*.keys")))
    assert lengths(dated, ["2-5"]) == {1}  # in memory, until the next run makes it anew
    recover(dated, state)
    assert StoryIndex.open(folder).is_whole()
    assert lengths(dated, NAMES) == {1}


@pytest.mark.slow
def test_an_index_that_an_older_newsbeam_left_behind_is_made_anew(dated, state):
    folder = index_of(dated.stories)
    kept = {path: path.read_bytes() for path in folder.iterdir()}
    put(dated, state, 4, [story("4-0")])
    for path in list(folder.iterdir()):
        path.unlink()
    for path, content in kept.items():
        path.write_bytes(content)
    recover(dated, state)
    assert lengths(dated, [*NAMES, "4-0"]) == {1}


def test_being_ahead_of_the_table_loses_no_row(out, state):
    """What a killed batch entered and never published is no story yet."""
    recover(out, state)
    put(out, state, 0, [story("a")])
    lost = story("b", at=NOON - timedelta(days=900))
    add(index_of(out.stories), [(lost.date, [lost.story_id])], NOON)
    assert History.load(out.stories).tellings(lost.story_id) == ()
    put(out, state, 1, [story("b", at=NOON - timedelta(days=3))])
    assert [t.date for t in History.load(out.stories).tellings(lost.story_id)] == ["2026-03-07"]


@pytest.mark.slow
def test_a_long_play_of_moved_dates_never_tells_a_story_twice(out, state):
    """2015 to 2026 and back, over many batches: (story_id, revision) is a key, and a story lies in one partition."""
    chance = random.Random(14)
    recover(out, state)
    tellings: dict[str, int] = {}
    for number in range(36):
        answers = []
        for name in chance.sample([f"s{n}" for n in range(25)], chance.randrange(1, 8)):
            tellings[name] = tellings.get(name, 0) + 1
            at = NOON.replace(year=chance.randrange(2015, 2027), day=chance.randrange(1, 29))
            answers.append(story(name, tellings[name], at=at, country=chance.choice(("PK", "NA", "IN"))))
            if chance.random() < 0.2:
                answers.append(story(name, tellings[name], at=at))  # once more, the same
        put(out, state, number, answers)
        if number == 18:
            for path in index_of(out.stories).iterdir():
                path.unlink()  # derived
            recover(out, state)
    source = f"read_parquet('{out.stories}/**/*.parquet', hive_partitioning=true)"
    ((rows, keys, keys_of_tellings),) = duckdb.sql(
        f"SELECT count(*), count(DISTINCT (story_id, revision)), count(DISTINCT (story_id, telling_id)) FROM {source}"
    ).fetchall()
    assert rows == keys == keys_of_tellings == sum(tellings.values())
    homes = duckdb.sql(f"SELECT story_id, count(DISTINCT (date, country)), max(revision) FROM {source} GROUP BY 1").fetchall()
    assert {one[1] for one in homes} == {1}
    assert {one[0]: one[2] for one in homes} == {digits("story", name): count for name, count in tellings.items()}
