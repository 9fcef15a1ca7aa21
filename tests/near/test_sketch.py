"""Sketches: what they keep, what they ignore, and that they are the same everywhere."""

import pickle
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from single_texts import tokens_of

from newsbeam.pipeline.near import Sketch
from newsbeam.pipeline.near.sketch import MAX_SHINGLES, SketchInput, shingles_from, sketch_of, sketches_of, text_of
from newsbeam.pipeline.near.staged import staged_of, table_of
from newsbeam.pipeline.near.verify import compare, facts_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = "Tugs from Valletta pulled the vessel free before midnight on 2 March and nobody was hurt, Josef Borg said."


def made(text: str) -> Sketch:
    return sketch_of(story_id="s", telling_id="t", first_created=NOON, order="", text=text)


def test_hashes_are_the_same_in_every_process_and_version() -> None:
    program = (
        "from datetime import datetime, UTC; from newsbeam.pipeline.near.sketch import sketch_of;"
        f"print(sketch_of(story_id='s', telling_id='t', first_created=datetime(2026, 3, 2, tzinfo=UTC), order='', text={TEXT!r}).exact.hex())"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    assert printed == made(TEXT).exact.hex() == "deff254ae0fd3523"


@pytest.mark.parametrize(
    "other",
    [
        TEXT.upper(),
        TEXT.replace(" ", "\n\n  "),
        TEXT.replace(",", " –"),
        f"“{TEXT}”",
        TEXT.replace("2", "٢"),
        TEXT.replace("B", "Ｂ"),
    ],
)
def test_case_spacing_punctuation_and_width_make_no_difference(other: str) -> None:
    assert made(other).exact == made(TEXT).exact
    assert made(other).shingles == made(TEXT).shingles


def test_combining_marks_belong_to_words() -> None:
    assert tokens_of("हिन्दी में समाचार").hashes.size == 3


def test_a_script_without_spaces_is_cut_into_characters() -> None:
    assert tokens_of("警方称没有人受伤").unspaced == 6
    assert tokens_of("警方称没有人受伤").hashes.size == 8
    assert tokens_of("เรือข้ามฟาก").unspaced == 12
    assert tokens_of("Der Preis stieg auf 12 元").unspaced == 0


def test_numbers_and_names_are_known_from_the_rest() -> None:
    tokens = tokens_of("The vessel left Valletta with 214 people. Nobody was hurt, said Josef Borg.")
    assert tokens.numbers.size == 1
    assert tokens.names.size == 3  # Valletta, Josef, Borg; The and Nobody begin sentences
    assert tokens.capitals.size == 5


def test_a_short_text_has_no_shingles_and_a_shorter_one_nothing() -> None:
    assert made("Ferry runs aground near Gozo, nobody hurt").shingles == b""
    assert made("Ferry runs aground near Gozo, nobody hurt").exact
    assert made("Watch live").exact == b""


def test_the_headline_counts_where_the_body_is_short() -> None:
    assert text_of("HARBOUR BANK SETS PAYOUT", None, "Qtly div five cts vs five cts prior").startswith("HARBOUR BANK")
    assert text_of("A headline", "A summary", "x" * 300) == "x" * 300
    assert text_of(None, "A summary", None) == "A summary"
    assert text_of(None, None, None) == ""


def test_it_is_small() -> None:
    assert len(pickle.dumps(made(TEXT * 15))) < 2_500


def test_long_texts_are_compared_by_a_sample() -> None:
    words = [f"w{n}" for n in np.random.default_rng(1).integers(0, 50_000, 9_000)]
    whole, half = made(" ".join(words)), made(" ".join(words[:4_500] + [f"x{n}" for n in range(4_500)]))
    assert len(whole.shingles) == 4 * MAX_SHINGLES
    found = compare(facts_of(half), facts_of(whole))
    assert found is None or abs(found[1] - 0.5) < 0.06
    part = compare(facts_of(made(" ".join(words[:3_000]))), facts_of(whole))
    assert part is not None
    assert part[0] == "contained_in"
    assert part[1] > 0.97


@given(st.text(max_size=400))
def test_any_text_has_a_sketch(text: str) -> None:
    one = made(text)
    shingles = np.frombuffer(one.shingles, np.uint32)
    assert (np.diff(shingles.astype(np.int64)) > 0).all()
    assert made(text) == one


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
def test_lone_surrogates_and_astral_characters_do_no_harm(text: str) -> None:
    tokens_of(text)


@given(st.lists(st.integers(0, 2**64 - 1), min_size=4, max_size=60))
def test_shingles_do_not_depend_on_where_they_stand(hashes: list[int]) -> None:
    one = np.array(hashes, np.uint64)
    both = shingles_from(np.concatenate((one, one)), 4)
    assert set(shingles_from(one, 4).tolist()) <= set(both.tolist())


@given(st.lists(st.sampled_from([TEXT * 3, "洪水切断了道路。" * 9, "Short.", "", TEXT[:40], "ก" * 40]), max_size=9))
def test_a_sketch_does_not_depend_on_what_is_sketched_beside_it(texts: list[str]) -> None:
    beside = [SketchInput(str(n), "t", NOON, "", text) for n, text in enumerate(texts)]
    assert list(sketches_of(beside)) == [one for each in beside for one in sketches_of([each])]


def test_as_a_table_they_are_what_each_is_alone_whatever_stands_beside_it() -> None:
    words = [f"w{n}" for n in np.random.default_rng(1).integers(0, 50_000, 9_000)]
    texts = [
        TEXT,
        "",
        "洪水切断了道路。" * 9,
        " ".join(words),
        "Short.",
        " ".join(words[:4_000]),
        f"{TEXT} {TEXT}",
        "ก" * 40,
        *[TEXT[:60]] * 3,
    ]
    inputs = [SketchInput(str(n), "t", NOON, "", text) for n, text in enumerate(texts)]
    known = [None if n % 2 else f"c{n}" for n in range(len(texts))]
    assert staged_of(inputs, known).equals(table_of([one for each in inputs for one in sketches_of([each])], known))
    assert max(map(len, staged_of(inputs, known)["shingles"].to_pylist())) == 4 * MAX_SHINGLES
    assert staged_of([], []).num_rows == 0
