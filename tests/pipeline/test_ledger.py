"""The ledger keeps what stages report, and the conservation law reads it."""

from types import SimpleNamespace

import pytest

from newsbeam.pipeline.runs.conservation import check, check_plan, sums_of
from newsbeam.pipeline.stages.gathering import ledger_of
from newsbeam.pipeline.stages.ledger import (
    FragmentRef,
    Letter,
    Outcome,
    Seen,
    StageFigure,
    Verdict,
)
from newsbeam.pipeline.stages.ledger_files import packed, read_parts, unpacked, write_names, write_part
from newsbeam.schemas.errors import ConservationError


def records(*given):
    return [(type(one).__name__, *one) for one in given]


SEEN = Seen("f", "fetched", "a#0#r", 4, 1, "guid", ("k1", "k2"), None)
LETTER = Letter("f", "parse", "empty_item", "f: nothing in it", "00", "a#0#r", 3, "", "2026-05-03T09:00:00+00:00")
WHOLE = (
    SEEN,
    Outcome("f", "fetched", "new", 1),
    Outcome("f", "fetched", "duplicate", 1),
    Outcome("f", "fetched", "duplicate", 1),
    Outcome("f", "fetched", "dead_letter", 1),
    LETTER,
    FragmentRef("fragment-0.parquet", 2, "00"),
    Verdict("s", "t", True, "2026-05-03", "PK", "a#0#r", 1),
    StageFigure("ParseDocuments", 1, 3, 0.5),
    StageFigure("ParseDocuments", 1, 1, 0.25),
)


def test_a_ledger_survives_its_file():
    ledger = unpacked([packed(ledger_of(records(*WHOLE)))])
    assert ledger == ledger_of(records(*WHOLE))
    assert ledger.seen == [SEEN]
    assert ledger.stages == {"ParseDocuments": (2, 4, 0.75)}
    assert ledger.outcomes["f", "fetched", "duplicate"] == 2
    assert ledger.letters == [LETTER]


def test_the_same_records_in_another_order_give_the_same_file():
    assert packed(ledger_of(records(*WHOLE))) == packed(ledger_of(records(*reversed(WHOLE))))


def test_parts_of_several_bundles_are_one_ledger_and_two_that_say_the_same_are_two(tmp_path):
    names = [write_part(tmp_path, ledger_of(records(*part))) for part in (WHOLE[:2], WHOLE[2:3], WHOLE[2:3], WHOLE[4:])]
    assert len(set(names)) == 3
    write_names(tmp_path, names)
    assert read_parts(tmp_path) == ledger_of(records(*WHOLE))
    assert list(tmp_path.iterdir()) == []


def test_sums_that_agree_pass():
    ledger = ledger_of(records(*WHOLE))
    check(ledger, [TASK])
    assert sums_of(ledger)["f"].entries == 4


@pytest.mark.parametrize("lost", [1, 3, 4, 5, 7])
def test_whatever_is_lost_is_noticed(lost):
    with pytest.raises(ConservationError, match="do not add up"):
        check(ledger_of(records(*WHOLE[:lost], *WHOLE[lost + 1 :])), [TASK])


def test_a_feed_whose_every_entry_vanishes_is_noticed():
    """Its document was read, and no entry of it ended: no outcome names the feed."""
    other = SEEN._replace(feed_id="g", landing_ref="a#9#r")
    both = [TASK, SimpleNamespace(ref="a#9#r", feed=SimpleNamespace(id="g"), cause="fetched")]
    with pytest.raises(ConservationError, match="feed g: 4 entries seen, 0 ended"):
        check(ledger_of(records(*WHOLE, other)), both)
    check(ledger_of(records(*WHOLE, other._replace(entries=0))), both)


def test_a_document_that_vanishes_whole_is_noticed_and_so_is_one_that_came_twice():
    """Nothing of it is in any sum."""
    other = SimpleNamespace(ref="a#9#r", feed=SimpleNamespace(id="g"), cause="fetched")
    with pytest.raises(ConservationError, match="feed g: a#9#r was given 1 times and seen 0 times"):
        check(ledger_of(records(*WHOLE)), [TASK, other])
    with pytest.raises(ConservationError, match="feed f: a#0#r was given 1 times and seen 2 times"):
        check(ledger_of(records(*WHOLE, SEEN._replace(entries=0))), [TASK])
    with pytest.raises(ConservationError, match="feed f: a#0#r was given 0 times and seen 1 times"):
        check(ledger_of(records(*WHOLE)), [])


def planned(rows, *passed):
    return SimpleNamespace(rows=rows, passed=[SimpleNamespace(landing_ref=ref, story_id="s") for ref in passed])


TASK = SimpleNamespace(ref="a#0#r", feed=SimpleNamespace(id="f"), cause="fetched")


@pytest.mark.parametrize("rows", [0, 2])
def test_a_plan_that_adds_other_rows_than_were_counted_is_refused(rows):
    with pytest.raises(ConservationError, match=f"1 new tellings and revisions promised, {rows} rows planned"):
        check_plan(ledger_of(records(*WHOLE)), planned(rows), [TASK])


def test_a_row_whose_key_is_published_was_a_duplicate():
    ledger = ledger_of(records(*WHOLE))
    check_plan(ledger, planned(0, "a#0#r"), [TASK])
    assert (ledger.outcomes["f", "fetched", "new"], ledger.outcomes["f", "fetched", "duplicate"]) == (0, 3)
    assert sums_of(ledger)["f"].ok
    with pytest.raises(ConservationError, match="neither new nor a revision"):
        check_plan(ledger, planned(0, "a#0#r"), [TASK])


REVISED = (
    SEEN._replace(entries=3),
    Outcome("f", "fetched", "new", 1),
    Outcome("f", "fetched", "revision", 2),
    FragmentRef("fragment-0.parquet", 3, "00"),
)


def test_new_tellings_and_revisions_are_rows_both():
    check(ledger_of(records(*REVISED)), [TASK])
    with pytest.raises(ConservationError, match="3 new tellings and revisions promised, 2 rows staged"):
        check(ledger_of(records(*REVISED[:3], FragmentRef("fragment-0.parquet", 2, "00"))), [TASK])
    check_plan(ledger_of(records(*REVISED)), planned(3), [TASK])
    with pytest.raises(ConservationError, match="3 new tellings and revisions promised, 2 rows planned"):
        check_plan(ledger_of(records(*REVISED)), planned(2), [TASK])


def test_a_row_that_was_passed_over_was_a_revision_while_there_is_one():
    ledger = ledger_of(records(*REVISED))
    check_plan(ledger, planned(2, "a#0#r"), [TASK])
    assert [ledger.outcomes["f", "fetched", one] for one in ("new", "revision", "duplicate")] == [1, 1, 1]
    ledger = ledger_of(records(*REVISED))
    check_plan(ledger, planned(0, *["a#0#r"] * 3), [TASK])
    assert [ledger.outcomes["f", "fetched", one] for one in ("new", "revision", "duplicate")] == [0, 0, 3]


def test_what_is_wrong_is_told_whole():
    ledger = ledger_of(records(SEEN, Outcome("f", "fetched", "new", 2), Outcome("f", "fetched", "dead_letter", 1)))
    with pytest.raises(ConservationError) as wrong:
        check(ledger, [TASK])
    assert str(wrong.value) == (
        "the sums do not add up, nothing was published: feed f: 4 entries seen, 3 ended (new 2, dead_letter 1); "
        "2 new tellings and revisions promised, 0 rows staged; 1 entries refused, 0 dead letters"
    )


def test_the_sums_of_each_feed_by_how_its_entries_ended():
    other = SEEN._replace(feed_id="e", entries=2)
    sums = sums_of(
        ledger_of(records(*WHOLE, other, other, Outcome("e", "released", "revision", 3), Outcome("e", "fetched", "revision", 1)))
    )
    assert list(sums) == ["e", "f"]
    assert (sums["e"].entries, sums["e"].ended["revision"], sums["e"].ended["new"], sums["e"].ok) == (4, 4, 0, True)
    assert (sums["f"].ended["duplicate"], sums["f"].ended["dead_letter"]) == (2, 1)
    alone = sums_of(ledger_of(records(Outcome("g", "fetched", "new", 1))))
    assert (alone["g"].entries, alone["g"].ok) == (0, False)
