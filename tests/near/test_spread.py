"""Copies found in several workers are those that are found in one place: whatever the texts, the days before, and the shares."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsbeam.pipeline.near import RecentSketches, Sketch, cluster, sketches_of, write_sketches
from newsbeam.pipeline.near import spread as spreading
from newsbeam.pipeline.near.cluster import ClusterVerdict, assign
from newsbeam.pipeline.near.meetings import Candidates
from newsbeam.pipeline.near.rows import as_file, write_file
from newsbeam.pipeline.near.sketch import SketchInput
from newsbeam.pipeline.near.spread import Found, Spread
from newsbeam.pipeline.near.staged import table_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = [
    "harbour",
    "minister",
    "Gozo",
    "Valletta",
    "budget",
    "214",
    "pilots",
    "ferry",
    "9",
    "council",
    "strike",
    "Rijeka",
    "bridge",
    "inquiry",
    "Tuesday",
    "grain",
    "38",
    "quay",
    "mayor",
    "vote",
]


def texts(seed: int, count: int) -> list[str]:
    """Sentences that return, so that texts hold parts of each other; some in capitals, some cut, some with other words."""
    chance = random.Random(seed)
    sentences = [" ".join(chance.choices(WORDS, k=14)).capitalize() + "." for _ in range(60)]
    made: list[str] = []
    for _ in range(count):
        text = " ".join(chance.sample(sentences, chance.randrange(2, 7)))
        if made and chance.random() < 0.5:
            words = chance.choice(made).split()
            cut = words[: max(8, chance.randrange(len(words)))] if chance.random() < 0.5 else words
            text = " ".join([*cut, *chance.choices(WORDS, k=chance.randrange(3))])
        made.append(text.upper() if chance.random() < 0.15 else text)
    return made


def sketches(seed: int, count: int) -> list[Sketch]:
    chance = random.Random(seed)
    inputs: list[SketchInput] = []
    for number, text in enumerate(texts(seed, count)):
        again = inputs and chance.random() < 0.1
        story_id = chance.choice(inputs).story_id if again else f"s{chance.randrange(10**9):09}"
        at = NOON + timedelta(minutes=chance.randrange(-6000, 1000))
        inputs.append(SketchInput(story_id, f"t{number}", at, f"{chance.randrange(3)}", text))
    return list(sketches_of(inputs))


def spread_out(folder: Path, new: list[Sketch], recent: RecentSketches, published: dict[str, str]) -> list[ClusterVerdict]:
    """As `cluster`, by the steps that workers do; every share and block by another worker's hands, in any order."""
    names = []
    for begin in range(0, len(new), 7):
        part = new[begin : begin + 7]
        table = table_of(part, [published.get(one.story_id) for one in part])
        names.append(f"sketched-{begin:04}.arrow")
        write_file(folder / names[-1], as_file(table))
    shares = range(Spread.rank(folder, reversed(names), recent))
    for share in reversed(shares):
        Spread(folder, recent).find(share)
    for block in (*reversed(shares), 0):  # one is done twice
        Spread(folder, recent).verify(block)
    done = Spread(folder, recent)
    for shared, alone in zip(Found(done).window_keys, Candidates(done.rows, recent).window_keys, strict=True):
        assert shared.tolist() == alone.tolist(), "the batch's keys that the window holds"
    verdicts = [ClusterVerdict(one.story_id, one.telling_id, one.story_id, None, None) for one in new]
    for rank, verdict in assign(done.rows, Found(done), done.rows.published).items():
        verdicts[int(done.rows.place[rank])] = verdict
    return verdicts


@pytest.mark.parametrize("seed", [0, 1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.parametrize("shares", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_the_same_verdicts_batch_after_batch(tmp_path, monkeypatch, seed, shares):
    monkeypatch.setattr(spreading, "LEAST_SHARES", shares)
    history = tmp_path / "sketches"
    everything = sketches(seed, 160)
    known: dict[str, str] = {}
    related = 0
    for number in range(4):
        new = everything[number::4]
        staging = tmp_path / f"batch-{number}"
        staging.mkdir()
        recent = RecentSketches.load(history, NOON + timedelta(days=1))
        published = {one.story_id: known[one.story_id] for one in new if one.story_id in known}
        verdicts = cluster(new, recent, published)
        assert spread_out(staging, new, recent, published) == verdicts
        related += sum(one.relation is not None for one in verdicts)
        known.update({one.story_id: one.cluster_id for one in verdicts})
        brings = {(one.story_id, one.telling_id) for one in verdicts if one.brings}
        write_sketches(history / f"{number}.arrow", new, {one.story_id: one.cluster_id for one in verdicts}, brings)
    assert related > 20, "nothing was a copy: nothing was shown"


def test_a_batch_whose_texts_have_nothing_in_common(tmp_path):
    inputs = [SketchInput(f"s{n}", "t", NOON, "", " ".join(f"w{n}x{k}" for k in range(40))) for n in range(3)]
    assert [one.cluster_id for one in spread_out(tmp_path, list(sketches_of(inputs)), RecentSketches(), {})] == ["s0", "s1", "s2"]
