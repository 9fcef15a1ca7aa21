"""Each threshold of `near/verify.py`, by a pair just above it and one just below; and the guard on names."""

import numpy as np
import pytest

from newsbeam.pipeline.near.sketch import MAX_SHINGLES
from newsbeam.pipeline.near.verify import Facts, agreement, common, compare, same_facts
from newsbeam.schemas.codes import ClusterRelation

NOTHING = np.empty(0, np.uint32)
TEN = range(2000, 2010)


def sketched(shingles=range(100), numbers=(), names=(), capitals=None, facts=()):
    """A text as sets: names are capitals too, as of a text they are."""
    sets = (sorted(shingles), sorted(numbers), sorted(names), sorted(names if capitals is None else capitals))
    return Facts(*(np.array(one, np.uint32) for one in sets), np.array(sorted(facts), np.uint64), b"")


def facts(places, telling):
    return [(place << 32) | telling for place in places]


@pytest.mark.parametrize(("shared", "same"), [(50, True), (49, False)])
def test_half_of_the_shingles(shared, same):
    assert (compare(sketched(), sketched(range(100 - shared, 200 - shared))) is not None) == same


@pytest.mark.parametrize(("length", "relation"), [(149, ClusterRelation.NEAR), (150, ClusterRelation.CONTAINED_IN)])
def test_a_text_of_less_than_two_thirds_is_a_part(length, relation):
    assert compare(sketched(), sketched(range(length))) == (relation, 1.0)
    other = {ClusterRelation.CONTAINED_IN: ClusterRelation.CONTAINS}.get(relation, relation)
    assert compare(sketched(range(length)), sketched()) == (other, 1.0)


@pytest.mark.parametrize(("held", "same"), [(4, True), (3, False)])
def test_the_guard_on_names(held, same):
    """Of ten names the larger must hold four, where no numbers speak for it."""
    small, large = sketched(names=range(10)), sketched(names=[*range(held), *range(100, 110)])
    assert same_facts(small, large, 0.84) == same


def test_a_text_without_capitals_names_nothing():
    assert same_facts(sketched(names=range(10)), sketched(names=(), capitals=()), 0.84)


@pytest.mark.parametrize(("numbers", "same"), [(20, True), (3, False)])
def test_many_equal_numbers_outweigh_other_names(numbers, same):
    small = sketched(numbers=range(numbers), names=range(1000, 1010))
    large = sketched(numbers=range(numbers), names=range(2000, 2010))
    assert same_facts(small, large, 0.84) == same


@pytest.mark.parametrize(("lacks", "containment", "same"), [(4, 0.69, True), (5, 0.69, False), (5, 0.70, True)])
def test_numbers_that_the_larger_lacks(lacks, containment, same):
    small, large = (
        sketched(numbers=range(10), names=range(100, 103)),
        sketched(range(300), numbers=range(10 - lacks), names=range(100, 103)),
    )
    assert same_facts(small, large, containment) == same


@pytest.mark.parametrize(("names", "same"), [(5, True), (4, False)])
def test_a_desks_dateline_may_add_two_numbers_where_names_agree(names, same):
    small, large = (
        sketched(numbers=range(3), names=range(100, 100 + names)),
        sketched(range(300), numbers=[0], names=range(100, 100 + names)),
    )
    assert same_facts(small, large, 0.69) == same


@pytest.mark.parametrize(
    ("conflicts", "containment", "same"), [(5, 0.84, True), (6, 0.84, False), (5, 0.9, True), (6, 0.9, False), (1, 0.6, True)]
)
def test_places_where_facts_differ(conflicts, containment, same):
    """Ten facts alike: a third of the places may tell otherwise, however much of the text is held; one always may."""
    alike = 10 if conflicts > 1 else 0
    small = sketched(facts=[*facts(range(alike), 1), *facts(range(100, 100 + conflicts), 1)])
    large = sketched(range(300), facts=[*facts(range(alike), 1), *facts(range(100, 100 + conflicts), 2)])
    assert agreement(small.facts, large.facts) == (alike, conflicts)
    assert same_facts(small, large, containment) == same


@pytest.mark.parametrize(("held", "same"), [(8, True), (7, False)])
def test_below_weak_the_larger_holds_most_facts(held, same):
    small, large = sketched(names=range(10)), sketched(range(300), names=range(held))
    assert same_facts(small, large, 0.61) == same
    assert same_facts(small, large, 0.62)


@pytest.mark.parametrize(("length", "others", "same"), [(59, 60, False), (60, 60, True), (59, 80, True)])
def test_brief_bulletins_with_numbers_of_their_own_are_of_two_days(length, others, same):
    small, large = sketched(range(length), numbers=[1, 2, 3]), sketched(range(others), numbers=[1, 2, 4])
    assert same_facts(small, large, 0.89) == same
    assert same_facts(small, large, 0.90)


@pytest.mark.parametrize(("held", "same"), [(19, True), (18, False)])
def test_a_table_nearly_all_of_whose_facts_are_held_is_the_same(held, same):
    """Whatever stands in its places: few words stand between figures."""
    small = sketched(numbers=range(20), facts=facts(range(8), 1))
    large = sketched(range(300), numbers=range(held), facts=facts(range(8), 2))
    assert same_facts(small, large, 0.85) == same


@pytest.mark.parametrize(("numbers", "names", "same"), [(5, 5, True), (4, 5, False), (5, 4, False), (10, 0, True), (0, 10, True)])
def test_ten_numbers_and_names_together_make_a_table(numbers, names, same):
    """Nearly all held, and other things told at every place."""
    small = sketched(numbers=range(numbers), names=range(100, 100 + names), facts=facts(range(8), 1))
    large = sketched(range(300), numbers=range(numbers), names=range(100, 100 + names), facts=facts(range(8), 2))
    assert same_facts(small, large, 0.85) == same
    assert not same_facts(small, large, 0.84)


@pytest.mark.parametrize(("alike", "otherwise", "same"), [(0, 1, True), (1, 2, False), (4, 2, True), (3, 2, False), (0, 2, False)])
def test_one_place_may_always_tell_otherwise_two_only_beside_four_alike(alike, otherwise, same):
    small = sketched(facts=[*facts(range(alike), 1), *facts(range(100, 100 + otherwise), 1)])
    large = sketched(range(300), facts=[*facts(range(alike), 1), *facts(range(100, 100 + otherwise), 2)])
    assert same_facts(small, large, 0.84) == same


@pytest.mark.parametrize(("held", "same"), [(6, True), (5, False)])
def test_three_quarters_of_the_names_let_a_dateline_add_two_numbers(held, same):
    small, large = (
        sketched(numbers=range(3), names=range(100, 108)),
        sketched(range(300), numbers=[0], names=range(100, 100 + held)),
    )
    assert same_facts(small, large, 0.69) == same


@pytest.mark.parametrize(("length", "others", "same"), [(56, 70, False), (55, 70, True), (48, 60, False), (47, 60, True)])
def test_as_long_is_four_fifths(length, others, same):
    small, large = sketched(range(length), numbers=[1, 2, 3]), sketched(range(others), numbers=[1, 2, 4])
    assert same_facts(small, large, 0.84) == same


@pytest.mark.parametrize(
    ("mine", "theirs", "same"), [([1, 2, 3], [1, 2], True), ([1, 2], [1, 2, 3], True), ([1, 2], [1, 3], False)]
)
def test_another_days_bulletin_has_numbers_of_its_own_on_both_sides(mine, theirs, same):
    assert same_facts(sketched(range(50), numbers=mine), sketched(range(50), numbers=theirs), 0.84) == same


@pytest.mark.parametrize(
    ("length", "numbers_held", "names_held", "alike", "otherwise", "same"),
    [
        *((50, 9, 5, 3, 1, True), (249, 9, 5, 3, 1, True)),
        *((49, 9, 5, 3, 1, False), (250, 9, 5, 3, 1, False), (100, 8, 5, 3, 1, False), (100, 9, 4, 3, 1, False)),
        *((100, 9, 5, 2, 0, False), (100, 9, 5, 5, 2, False), (100, 9, 5, 6, 2, True)),
    ],
)
def test_a_copy_reworded_keeps_its_numbers_and_tells_little_otherwise(length, numbers_held, names_held, alike, otherwise, same):
    differing = range(100, 100 + otherwise)
    small = sketched(range(length), TEN, range(10), facts=[*facts(range(alike), 1), *facts(differing, 1)])
    large = sketched(range(400), TEN[:numbers_held], range(names_held), facts=[*facts(range(alike), 1), *facts(differing, 2)])
    assert same_facts(small, large, 0.55) == same


@pytest.mark.parametrize(("length", "numbers_held", "same"), [(294, 10, True), (293, 10, False), (294, 9, False)])
def test_a_long_text_is_a_copy_below_weak_only_with_its_facts_or_as_typed(length, numbers_held, same):
    small = sketched(range(length), TEN, range(10), facts=facts(range(2), 1))
    large = sketched(range(300), TEN[:numbers_held], range(6 if numbers_held == 10 else 7), facts=facts(range(2), 1))
    assert same_facts(small, large, 0.61) == same


@pytest.mark.parametrize(
    ("length", "others", "own", "otherwise", "same"),
    [
        *((90, 120, 2, 2, False), (149, 150, 2, 2, False), (90, 100, 3, 2, False)),
        *((89, 120, 2, 2, True), (150, 160, 2, 2, True), (90, 120, 1, 2, True), (90, 120, 2, 1, True)),
    ],
)
def test_several_numbers_in_the_places_of_others_are_another_days(length, others, own, otherwise, same):
    alike, differing = facts(range(20), 1), range(100, 100 + otherwise)
    small = sketched(range(length), TEN, range(10), facts=[*alike, *facts(differing, 1)])
    large = sketched(range(others), [*TEN[: 10 - own], 7], range(10), facts=[*alike, *facts(differing, 2)])
    assert same_facts(small, large, 0.89) == same
    assert same_facts(small, large, 0.90)


@pytest.mark.parametrize(("numbers", "held", "same"), [(20, 17, True), (20, 16, False), (4, 4, True), (3, 3, False)])
def test_four_numbers_most_of_them_held_outweigh_other_names(numbers, held, same):
    small, large = (
        sketched(numbers=range(numbers), names=range(1000, 1010)),
        sketched(range(300), numbers=range(held), names=range(2000, 2010)),
    )
    assert same_facts(small, large, 0.84) == same
    opposed = sketched(numbers=range(numbers), names=range(1000, 1010), facts=facts([1], 1))
    assert not same_facts(opposed, large._replace(facts=sketched(facts=facts([1], 2)).facts), 0.84), (
        "where nothing is told otherwise"
    )


@pytest.mark.parametrize(("numbers", "same"), [(3, True), (4, False), (5, True)])
def test_fewer_than_four_facts_say_nothing_by_their_share(numbers, same):
    assert same_facts(sketched(numbers=range(numbers)), sketched(range(300), numbers=range(numbers - 1)), 0.61) == same


def test_an_empty_text_is_like_none_and_equal_bytes_are_the_same():
    assert compare(sketched(()), sketched()) is None
    assert compare(sketched(), sketched(())) is None
    assert compare(sketched(()), sketched(())) is None
    exact = sketched()._replace(exact=b"x")
    assert compare(exact, sketched(range(900, 1000))._replace(exact=b"x")) == (ClusterRelation.SAME, 1.0)
    assert compare(exact, sketched(range(900, 1000))._replace(exact=b"y")) is None
    assert compare(sketched(range(3)), sketched([0, 1, 7])) == (ClusterRelation.NEAR, 0.6667)


def test_what_is_in_both_whichever_is_empty():
    some = np.array([1, 5, 9], np.uint32)
    assert common(some, np.array([0, 5, 9, 11], np.uint32)).tolist() == [5, 9]
    assert common(some, np.array([9], np.uint32)).tolist() == [9]
    assert common(some, np.array([3], np.uint32)).tolist() == []
    assert [common(some, NOTHING).size, common(NOTHING, some).size, common(NOTHING, NOTHING).size] == [0, 0, 0]
    assert agreement(sketched(facts=facts([1, 2, 3], 7)).facts, sketched(facts=facts([2, 3, 4], 7)).facts) == (2, 0)


def test_a_text_too_long_to_be_kept_whole_is_compared_as_far_as_it_is_kept():
    kept = range(MAX_SHINGLES)
    beyond = range(MAX_SHINGLES, MAX_SHINGLES + 90)
    assert compare(sketched([*range(10), *beyond]), sketched(kept)) == (ClusterRelation.CONTAINED_IN, 1.0)
    assert compare(sketched(kept), sketched([*range(10), *beyond])) == (ClusterRelation.CONTAINS, 1.0)
    assert compare(sketched([*range(10), *beyond]), sketched(range(MAX_SHINGLES - 1))) is None, "which is whole"
    longer = [2 * n for n in kept]
    assert compare(sketched(kept), sketched(longer)) == (ClusterRelation.CONTAINS, 1.0), "up to where both are complete"
