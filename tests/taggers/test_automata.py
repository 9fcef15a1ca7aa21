"""The automaton finds the longest name at each place, in every script, whether it was made or read back from the cache."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.gazetteer.table import read
from newsbeam.pipeline.process.kept import path_of
from newsbeam.pipeline.taggers import automata
from newsbeam.pipeline.taggers.automata import every, find, leftmost, longest

TEXTS = (
    "Talks in Paris and New York ended; the New Yorker stayed in Washington, D.C.",
    "Tỉnh Hà Nam, Hà Nội và Thành phố Hồ Chí Minh",
    "Власти Москвы и Санкт-Петербурга; Reuters из Берлина, Paris.",
    "في القاهرة وبيروت، and in London",
    "北京和東京, ソウル 서울 Berlin",
    "दिल्ली और मुंबई में, กรุงเทพ, თბილისი, አዲስ አበባ",
    "",
    "Rome \U0001f600 Milano",
)


@pytest.fixture(scope="module")
def names():
    return {name: number for number, name in enumerate(read("surfaces").column("surface").to_pylist())}


@given(
    st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=8, unique=True),
    st.lists(st.text("xyz", min_size=1, max_size=2), max_size=3, unique=True),
    st.text("abcxyz", max_size=30),
)
def test_the_longest_of_names_that_overlap_in_whatever_way(names, others, text):
    also = []
    found = leftmost(every([*names, *others]).find_overlapping(text), len(names), also)
    assert found == longest(names).find(text)
    assert sorted(also) == sorted(every(others).find_overlapping(text) if others else [])


def plainly(text, names):
    """What `find` gives, by trying every piece of the text."""
    found, at, most = [], 0, 60
    while at < len(text):
        end = next((end for end in range(min(len(text), at + most), at, -1) if text[at:end] in names), None)
        if end:
            found.append((at, end, names[text[at:end]]))
        at = end or at + 1
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_it_finds_the_longest_name_at_each_place(names, text):
    found = find(text)
    assert found == plainly(text, names)
    assert found or not text.strip()


PIECES = st.sampled_from(("Paris", "Hà Nội", "Москва", "القاهرة", "東京", "서울", "दिल्ली", " ", ", ", "-", "x", "New ", "York"))


@pytest.mark.slow
@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join).filter(lambda text: text.isprintable()))
def test_it_finds_them_whatever_the_text(names, text):
    assert find(text) == plainly(text, names)


@pytest.fixture(scope="module")
def surfaces():
    """Every fiftieth name of the gazetteer."""
    table = read("surfaces").select(["surface"])
    return table.take([*range(0, table.num_rows, 50)])


@pytest.fixture
def few(tmp_path, monkeypatch, surfaces):
    """A cache of its own, and few names to make an automaton of; gives how often one was made."""
    made = []
    automata.size()  # kept: of all names
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(automata, "read", lambda *_: surfaces)
    monkeypatch.setattr(automata, "every", lambda names: made.append(1) or every(names))
    automata.automaton.cache_clear()
    yield made
    automata.automaton.cache_clear()


def anew():
    automata.automaton.cache_clear()
    return find(TEXTS[0])


def test_it_is_made_once_and_read_back(few):
    first = find(TEXTS[0])
    assert (anew(), len(few)) == (first, 1)


def test_of_other_spellings_another_is_made(few, monkeypatch):
    """Whatever changed them: a table or the code that reads it."""
    anew()
    listed = automata.spellings()
    fewer = listed._replace(bodies=dict(list(listed.bodies.items())[1:]))
    monkeypatch.setattr(automata, "spellings", lambda: fewer)
    anew()
    assert len(few) == 2
    monkeypatch.setattr(automata, "spellings", lambda: listed)
    anew()
    assert len(few) == 2


@pytest.mark.parametrize("torn", [b"", b"\0" * 40, "half"], ids=["empty", "zeros", "half"])
def test_a_torn_cache_is_made_anew(few, torn):
    first = find(TEXTS[0])
    [kept] = path_of("names").parent.glob("names-*")
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2] if torn == "half" else torn)
    assert (anew(), len(few)) == (first, 2)
    assert (anew(), len(few)) == (first, 2)


def test_without_a_cache_each_process_makes_its_own(few, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    first = find(TEXTS[0])
    assert (anew(), len(few)) == (first, 2)
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("pathlib.Path.home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert (anew(), len(few)) == (first, 3)
