"""Each threshold of `near/verify.py`, by a pair just above it and one just below; and the guard on names."""

import numpy as np
import pytest

from newsbeam.pipeline.near.verify import Facts, agreement, compare, same_facts
from newsbeam.schemas.codes import ClusterRelation

NOTHING = np.empty(0, np.uint32)


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
    ("conflicts", "containment", "same"), [(5, 0.84, True), (6, 0.84, False), (10, 0.85, True), (11, 0.85, False), (1, 0.6, True)]
)
def test_places_where_facts_differ(conflicts, containment, same):
    """Ten facts alike: a third of the places may tell otherwise, half of them where the whole text is held; one always may."""
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


@pytest.mark.parametrize(("facts_alike", "same"), [(12, True), (11, False)])
def test_firm_facts_make_one_event_however_reworded(facts_alike, same):
    shared = facts(range(facts_alike), 1)
    small, large = sketched(names=range(10), facts=shared), sketched(range(300), names=range(7), facts=shared)
    assert same_facts(small, large, 0.61) == same


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
