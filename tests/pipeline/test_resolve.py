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


def test_a_teaser_beside_the_whole_story_says_nothing_in_either_order():
    for first, second in ((9, 10), (10, 9)):
        teaser = candidate("a", "short", f"2026-05-03T{first:02}:00:00+00:00", teases="x")
        whole = candidate("b", "long", f"2026-05-03T{second:02}:00:00+00:00", teasers=("w", "x"))
        assert outcomes(teaser, whole) == {"a": "duplicate", "b": "new"}
    other = candidate("c", "longer", "2026-05-03T11:00:00+00:00", teases="y")
    assert outcomes(whole, other) == {"b": "new", "c": "revision"}
    assert outcomes(teaser, candidate("d", "t9", teases="x")) == {"d": "new", "a": "revision"}
    kill = candidate("e", "short", "2026-05-03T11:00:00+00:00", teases="x", pub_status="canceled")
    assert outcomes(whole, kill) == {"b": "new", "e": "revision"}


def test_a_kill_with_the_same_text_is_a_revision():
    kill = candidate("b", at="2026-05-03T11:00:00+00:00", pub_status="canceled")
    assert outcomes(candidate("a"), kill) == {"a": "new", "b": "revision"}


def test_a_text_that_returns_to_an_earlier_wording_is_a_revision():
    first, second = candidate("a", at="2026-05-03T09:00:00+00:00"), candidate("b", text="t2", at="2026-05-03T10:00:00+00:00")
    back = candidate("c", text="t1", at="2026-05-03T11:00:00+00:00")
    assert not is_duplicate(back, [first, second])
    assert is_duplicate(back, [first])


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


def current(telling: str, text: str, at: str) -> Current:
    return Current(telling, text, "usable", f"|{at}|{telling}", None)


def test_history_says_where_a_story_lies_however_early_the_batch_has_it():
    """Two candidates, of which one worker found the story published and the other, by its date, not."""
    early = candidate("b", text="t2", at="2026-05-01T09:00:00+00:00", country="IN")
    known = candidate("c", text="t3", at="2026-05-04T09:00:00+00:00", date="2026-05-03", country="PK", published=True)
    for order in ([early, known], [known, early]):
        assert {(d.date, d.country) for d in decide(order)} == {("2026-05-03", "PK")}


def test_the_same_moment_told_twice_is_settled_by_what_was_landed_first():
    twins = [
        candidate("a", landing_ref=ref, entry=entry, country=where)
        for ref, entry, where in (("a#1#r", 0, "IN"), ("a#0#r", 1, "NA"), ("a#0#r", 0, "PK"))
    ]
    for order in permutations(twins):
        decisions = decide(order)
        assert [d.outcome for d in decisions] == ["new", "duplicate", "duplicate"]
        assert (decisions[0].candidate.landing_ref, decisions[0].candidate.entry) == ("a#0#r", 0)
        assert {d.country for d in decisions} == {"PK"}


def test_the_earliest_created_fixes_the_partition_and_then_the_order():
    first = candidate("b", text="t2", at="2026-05-03T09:00:00+00:00", revision_order="2", country="PK")
    second = candidate("a", text="t1", at="2026-05-03T09:00:00+00:00", revision_order="1", country="IN")
    assert {d.country for d in decide([first, second])} == {"IN"}
    older = candidate("c", text="t3", at="2026-05-02T09:00:00+00:00", revision_order="3", country="NA")
    assert {d.country for d in decide([first, second, older])} == {"NA"}


def test_of_several_that_are_known_the_latest_is_current():
    was = [current("x", "t1", "2026-05-01T00:00:00+00:00"), current("y", "t2", "2026-05-02T00:00:00+00:00")]
    for order in (was, was[::-1]):
        later = [
            candidate("a", text="t2", at="2026-05-03T09:00:00+00:00", published=True, current=order[0]),
            candidate("b", text="t1", at="2026-05-03T10:00:00+00:00", published=True, current=order[1]),
        ]
        assert outcomes(*later) == {"a": "duplicate", "b": "revision"}


def test_what_repeats_the_current_telling_of_history_is_a_duplicate_at_its_very_moment():
    known = current("x", "t1", "2026-05-03T09:00:00+00:00")
    same_moment = candidate("y", text="t1", published=True, current=known, revision_order=known.revision_order)
    later = candidate("z", text="t9", at="2026-05-03T10:00:00+00:00", published=True, current=known)
    assert outcomes(same_moment, later) == {"y": "duplicate", "z": "revision"}


def test_nothing_published_is_nothing_repeated():
    assert not is_duplicate(candidate("a"), [])
    assert is_duplicate(candidate("a", text="t2"), [candidate("a"), candidate("b", text="t3")])
    assert not is_duplicate(candidate("a", pub_status="canceled"), [candidate("b")])
