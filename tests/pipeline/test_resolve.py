"""Duplicate, revision, new: the decisions, in microseconds and without Beam."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.stages.resolve import Candidate, Current, decide, is_duplicate


def candidate(telling: str, text: str = "t1", at: str = "2026-05-03T09:00:00+00:00", **others: object) -> Candidate:
    fields: dict[str, object] = {
        "story_id": "s",
        "telling_id": telling,
        "content_hash": text,
        "normaliser_version": 1,
        "pub_status": "usable",
        "revision_order": f"|{at}|{telling}",
        "first_created": at,
        "date": at[:10],
        "country": "PK",
        "published": False,
        "current": None,
        "feed_id": "f",
        "cause": "fetched",
        "entry_key": "k",
        "item_hash": "00",
        "landing_ref": "a#0#r",
        "entry": 0,
    }
    return Candidate(**(fields | others))  # type: ignore[arg-type]


def outcomes(*candidates: Candidate) -> dict[str, str]:
    return {d.candidate.telling_id: d.outcome for d in decide(candidates)}


def test_a_story_alone_is_new():
    assert outcomes(candidate("a")) == {"a": "new"}


def test_the_same_text_twice_in_a_batch_is_one_row():
    later = candidate("b", at="2026-05-03T10:00:00+00:00")
    assert outcomes(candidate("a"), later) == {"a": "new", "b": "duplicate"}


def test_a_changed_text_is_a_revision_in_the_partition_of_the_first_telling():
    first = candidate("a", at="2026-05-02T23:50:00+00:00", country="PK")
    changed = candidate("b", text="t2", at="2026-05-03T00:10:00+00:00", country="IN")
    decisions = {d.candidate.telling_id: d for d in decide([changed, first])}
    assert decisions["b"].outcome == "revision"
    assert (decisions["b"].date, decisions["b"].country) == ("2026-05-02", "PK")


def test_a_kill_with_the_same_text_is_a_revision():
    kill = candidate("b", at="2026-05-03T11:00:00+00:00", pub_status="canceled")
    assert outcomes(candidate("a"), kill) == {"a": "new", "b": "revision"}


def test_a_text_that_returns_to_an_earlier_wording_is_a_revision():
    first, second = candidate("a", at="2026-05-03T09:00:00+00:00"), candidate("b", text="t2", at="2026-05-03T10:00:00+00:00")
    back = candidate("c", text="t1", at="2026-05-03T11:00:00+00:00")
    assert not is_duplicate(back, [first, second])
    assert is_duplicate(back, [first])


def test_an_equal_hash_is_an_equal_text_whichever_normaliser_made_it():
    assert is_duplicate(candidate("b"), [candidate("a", normaliser_version=2)])


def test_a_published_story_stays_where_it_first_lay():
    at_home = candidate("a", text="t9", date="2020-10-20", country="PK", published=True)
    (decision,) = decide([at_home])
    assert (decision.outcome, decision.date, decision.country) == ("revision", "2020-10-20", "PK")


def test_arrival_order_does_not_matter():
    arrivals = [
        candidate("a"),
        candidate("b", text="t2", at="2026-05-03T10:00:00+00:00"),
        candidate("c", at="2026-05-03T09:30:00+00:00"),
    ]
    assert len({tuple(sorted(outcomes(*order).items())) for order in permutations(arrivals)}) == 1


def current_of(one: Candidate) -> Current:
    return Current(*(getattr(one, name, None) for name in Current._fields))


def test_what_repeats_the_published_text_is_a_duplicate_unless_another_came_between():
    first = current_of(candidate("a"))
    between = candidate("b", text="t2", at="2026-05-03T10:00:00+00:00", published=True, current=first)
    back = candidate("c", at="2026-05-03T11:00:00+00:00", published=True, current=first)
    late = candidate("d", at="2026-05-03T09:30:00+00:00", published=True, current=first)
    assert outcomes(back) == {"c": "duplicate"}
    assert outcomes(back, between, late) == {"b": "revision", "c": "revision", "d": "duplicate"}


def test_an_old_text_that_two_feeds_bring_late_is_one_revision():
    newest = current_of(candidate("z", text="t9", at="2026-05-03T20:00:00+00:00"))
    late_texts = [candidate(t, at=f"2026-05-03T{h}:00:00+00:00", published=True, current=newest) for t, h in (("a", 10), ("b", 11))]
    assert outcomes(*late_texts) == {"a": "revision", "b": "duplicate"}


@given(
    st.lists(st.tuples(st.sampled_from(["t1", "t2", "t3"]), st.sampled_from(["usable", "canceled"])), min_size=1, max_size=7),
    st.data(),
)
def test_how_tellings_are_dealt_out_to_batches_does_not_matter(drawn, data):
    tellings = [
        candidate(f"{n}", text, f"2026-05-03T{n:02}:00:00+00:00", pub_status=status) for n, (text, status) in enumerate(drawn)
    ]
    kept: list[str] = []
    current: Current | None = None
    rest = tellings
    while rest:
        count = data.draw(st.integers(1, len(rest)))
        batch, rest = rest[:count], rest[count:]
        decided = decide([one._replace(published=current is not None, current=current) for one in batch])
        news = [d.candidate for d in decided if d.outcome != "duplicate"]
        kept += [one.telling_id for one in news]
        current = current_of(news[-1]) if news else current
    changed = [n for n, one in enumerate(drawn) if n == 0 or drawn[n - 1] != one]
    assert kept == [str(n) for n in changed]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["t1", "t2"]), st.integers(0, 3)), min_size=1, max_size=6))
def test_each_candidate_is_decided_once_and_exactly_one_is_new(drawn):
    candidates = [candidate(t, text, f"2026-05-03T0{hour}:00:00+00:00", entry=n) for n, (t, text, hour) in enumerate(drawn)]
    decided = decide(candidates)
    assert sorted(d.candidate.entry for d in decided) == list(range(len(candidates)))
    assert [d.outcome for d in decided].count("new") == 1
