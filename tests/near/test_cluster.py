"""Which stories cluster, by whom they are led, and that neither order nor batches change it."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.pipeline.near import RecentSketches, Sketch, cluster, write_sketches
from newsbeam.pipeline.near.candidates import pairs_within
from newsbeam.pipeline.near.sketch import sketch_of

meetings = sys.modules["newsbeam.pipeline.near.meetings"]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FERRY = (
    "A ferry with 214 passengers ran aground near the harbour of Gozo on Monday evening after its steering failed, the "
    "coast guard said. Tugs from Valletta pulled the vessel free before midnight and nobody was hurt. Captain Josef Borg "
    "told reporters that a hydraulic line had burst. The operator suspended two sailings and offered refunds to 380 people."
)
STRIKE = (
    "Bus drivers in Porto voted by a wide margin to strike from Thursday over pay and night shifts, their union said. The "
    "city council called the decision regrettable and promised a reduced service on eleven lines. Talks are to resume on "
    "Friday at the ministry of labour in Lisbon, where both sides met twice last week without result."
)


def telling(story_id: str, text: str, *, minutes: int = 0, telling_id: str = "t1", order: str = "1") -> Sketch:
    return sketch_of(
        story_id=story_id, telling_id=telling_id, first_created=NOON + timedelta(minutes=minutes), order=order, text=text
    )


def clusters(sketches: list[Sketch], recent: RecentSketches | None = None) -> dict[tuple[str, str], tuple[str, str | None]]:
    return {(v.story_id, v.telling_id): (v.cluster_id, v.relation) for v in cluster(sketches, recent or RecentSketches())}


def test_a_copy_joins_the_first_story() -> None:
    found = clusters([telling("b", FERRY, minutes=5), telling("a", FERRY), telling("c", STRIKE)])
    assert found == {("b", "t1"): ("a", "same"), ("a", "t1"): ("a", None), ("c", "t1"): ("c", None)}


def test_a_cut_copy_is_contained_and_a_digest_contains() -> None:
    cut, digest = FERRY[: len(FERRY) // 2], STRIKE + " " + FERRY
    found = clusters([telling("a", FERRY), telling("b", cut, minutes=1), telling("c", digest, minutes=2)])
    assert found["b", "t1"] == ("a", "contained_in")
    assert found["c", "t1"] == ("a", "contains")


def test_a_revision_keeps_its_storys_cluster_and_is_no_copy() -> None:
    found = clusters(
        [
            telling("a", FERRY),
            telling("b", STRIKE, minutes=1),
            telling("b", FERRY, minutes=1, telling_id="t2", order="2"),
        ]
    )
    assert found["b", "t1"][0] == found["b", "t2"][0]


def test_what_is_published_leads_and_never_changes(tmp_path: Path) -> None:
    write_sketches(tmp_path / "b1.arrow", [telling("z", FERRY, minutes=30), telling("y", STRIKE)], {"y": "x"})
    recent = RecentSketches.load(tmp_path, NOON)
    found = clusters([telling("a", FERRY), telling("y", STRIKE, telling_id="t2"), telling("q", STRIKE)], recent)
    assert found["a", "t1"] == ("z", "same")
    assert found["y", "t2"] == ("x", None)
    assert found["q", "t1"] == ("q", None)  # y leads nobody: it is a member of x


def test_days_apart_is_no_copy() -> None:
    found = clusters([telling("a", FERRY), telling("b", FERRY, minutes=3 * 24 * 60 + 1)])
    assert found["b", "t1"] == ("b", None)


def test_nothing_and_next_to_nothing_stay_alone() -> None:
    found = clusters([telling("a", ""), telling("b", ""), telling("c", "Watch live"), telling("d", "Watch live")])
    assert {cluster_id for cluster_id, _ in found.values()} == {"a", "b", "c", "d"}


@settings(max_examples=25, deadline=None)
@given(st.permutations([("a", FERRY, 0), ("b", FERRY[:300], 1), ("c", STRIKE, 2), ("d", STRIKE + FERRY, 3), ("e", STRIKE[90:], 4)]))
def test_arrival_order_changes_nothing(order: list[tuple[str, str, int]]) -> None:
    found = clusters([telling(name, text, minutes=minutes) for name, text, minutes in order])
    assert {name: one for (name, _), (one, _) in found.items()} == {"a": "a", "b": "a", "c": "c", "d": "a", "e": "c"}


def test_a_text_that_everybody_carries_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(meetings, "pairs_within", lambda keys: asked.append(keys.keys.size) or pairs_within(keys))
    crowd = [telling(f"s{n:04}", FERRY, minutes=n) for n in range(500)] + [telling("cut", FERRY[:220], minutes=700)]
    found = clusters(crowd)
    assert {cluster_id for cluster_id, _ in found.values()} == {"s0000"}
    assert found["cut", "t1"] == ("s0000", "contained_in")
    assert asked == [sum(len(one.shingles) // 4 for one in (crowd[0], crowd[-1]))]


def test_equal_texts_join_the_leader_that_the_first_of_them_joined() -> None:
    found = clusters([telling("a", FERRY), telling("b", FERRY[:220], minutes=1), telling("c", FERRY[:220], minutes=2)])
    assert found["b", "t1"] == found["c", "t1"] == ("a", "contained_in")


def test_a_text_of_every_day_leads_anew_past_the_window() -> None:
    found = clusters([telling(f"d{day}", FERRY, minutes=day * 1440) for day in range(8)])
    assert [found[f"d{day}", "t1"][0] for day in range(8)] == ["d0", "d0", "d0", "d0", "d4", "d4", "d4", "d4"]


LONGER = FERRY + (
    " The harbour master closed the western quay until noon on Tuesday. Divers found no damage below the waterline, the company said, "
    "and the ship is to sail again on Thursday after an inspection by the transport ministry."
)
REWORDED = (
    LONGER[len(FERRY) // 2 :]
    + " Two other vessels of the line will be looked at next week, and the mayor of Ghajnsielem thanked the tug crews."
)


def test_a_story_joins_the_one_that_contains_it_best_not_the_earliest() -> None:
    digest = (
        FERRY[:200]
        + " "
        + STRIKE
        + " The council of Evora approved a plan for three schools and a library on the northern ring road."
    )
    found = clusters([telling("digest", digest), telling("whole", STRIKE, minutes=1), telling("copy", STRIKE + " ", minutes=2)])
    assert found["whole", "t1"][0] == "digest"
    apart = clusters(
        [
            telling("some", STRIKE[: len(STRIKE) * 2 // 3] + REWORDED[:200]),
            telling("all", LONGER, minutes=1),
            telling("new", FERRY, minutes=2),
        ]
    )
    assert apart["new", "t1"][0] == "all"


def test_what_only_resembles_a_near_copy_comes_in_through_it_and_brings_nobody(tmp_path: Path) -> None:
    inputs = [telling("a", FERRY), telling("b", LONGER, minutes=1), telling("c", REWORDED, minutes=2)]
    assert clusters([inputs[0], inputs[2]])["c", "t1"][0] == "c"
    verdicts = {v.story_id: v for v in cluster(inputs, RecentSketches())}
    assert {name: one.cluster_id for name, one in verdicts.items()} == {"a": "a", "b": "a", "c": "a"}
    assert [verdicts[name].brings for name in "abc"] == [False, True, False]
    write_sketches(tmp_path / "b1.arrow", inputs[:2], {"a": "a", "b": "a"}, {("b", "t1")})
    assert clusters([inputs[2]], RecentSketches.load(tmp_path, NOON))["c", "t1"][0] == "a"


PRICES = (
    "Farm prices, the ministry of agriculture said in its bulletin for {}: wheat {}, barley {} and maize {} a tonne; milk was unchanged "
    "from the week before, and potatoes rose on poor deliveries from the northern districts."
)
TENDER = (
    "The central bank offered banks liquidity by a tender at a fixed rate of 3.80 percent, a spokesman said. Bids close on Tuesday at "
    "0700 GMT and funds are credited on Wednesday. An earlier pact of {} billion expires then."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PRICES.format("April 12", "212.40", "187.15", "201.30"), PRICES.format("February 8", "205.10", "181.75", "199.60")),
        (TENDER.format("14.9"), TENDER.format("10.2")),
    ],
)
def test_bulletins_of_two_days_stay_apart(one: str, other: str) -> None:
    found = clusters([telling("a", one), telling("b", other, minutes=1)])
    assert found["b", "t1"][0] == "b"


def test_a_copy_that_a_desk_cuts_words_and_dates_anew_is_still_one() -> None:
    worded = LONGER.replace("pulled the vessel free", "towed the vessel off").replace("offered", "granted")[: len(LONGER) * 4 // 5]
    found = clusters([telling("a", LONGER), telling("b", f"PORTO, 3rd May, 2021 (AP): {worded} Follow us for more.", minutes=1)])
    assert found["b", "t1"][0] == "a"


def test_what_desks_add_to_everything_is_no_home() -> None:
    added = "Read more here: click for the full story. Follow us on the web."
    found = clusters([telling("a", FERRY), telling("line", added, minutes=1), telling("b", f"{FERRY} {added}", minutes=2)])
    assert found["b", "t1"][0] == "a"
