"""Tellings under another id, brought home through whole runs: by the number that a kill names, in a batch or across runs."""

import json
from datetime import timedelta

import pytest
from newsroom import FEEDS, NOON, item, rows, run, write

pytestmark = pytest.mark.slow

STORY = "NAIROBI - The harbour bridge will close for nine nights in June while its cables are checked, the roads board said."
KILL = "Please kill item kestrel.example 7 about the harbour bridge: the roads board has withdrawn its statement in full."


def killed_item():
    return item("kestrel.example", 9, KILL, title="KILL: harbour bridge item withdrawn")


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    write(
        tmp_path, "lagoon", item("lagoon.example", 1, "Rain fell on the northern plains for a third day, traders in Nakuru said.")
    )
    return tmp_path


@pytest.mark.parametrize("together", [True, False])
def test_a_kill_finds_the_item_whose_number_it_names(desk, together):
    first = item("kestrel.example", 7, STORY, title="Harbour bridge to close")
    first = first.replace("kestrel.example-7<", "dpa-157<")
    kill = killed_item().replace("kestrel.example 7", "dpa 157")
    if not together:
        write(desk, "kestrel", first)
        run(desk)
    write(desk, "kestrel", kill, first)
    report = run(desk, at=NOON + timedelta(hours=1))
    assert report.exit_code == 0
    joined = [row for row in rows(desk / "out", "story_id, revision_kind, join_basis, pub_status") if row[1:] is not None]
    kills = [row for row in joined if row[1] == "kill"]
    assert [(row[2], row[3]) for row in kills] == [("story_number", "canceled")]
    assert kills[0][0] in {row[0] for row in joined if row[1] != "kill"}


SAID = (
    STORY,
    "NAIROBI - Nine nights in June are what the roads board needs for the cables of the harbour bridge, its engineer now says.",
    "NAIROBI - Ferries replace the harbour bridge in June, and buses to Nakuru leave from the northern quay for nine nights.",
)
"""As unlike as updates are: no rule of headlines or slugs brings them together."""


def g2(n, *before, relation="irel:previousVersion", version=1):
    links = "".join(f'<link rel="{relation}" residref="tag:kestrel.example,2026:{one}"/>' for one in before)
    return (
        f'<newsItem guid="tag:kestrel.example,2026:{n}" version="{version}"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-05-0{n}T09:00:00Z'
        f"</versionCreated>{links}</itemMeta><contentMeta><headline>Number {n} of the bridge and its {n}th night</headline></contentMeta><contentSet><inlineData "
        f'contenttype="text/plain">{SAID[n - 1]}</inlineData></contentSet></newsItem>'
    )


def ninjs(n, *before, relation="replacing", version=1):
    named = {"evolvedfrom": f"tag:kestrel.example,2026:{before[-1]}"} if before and relation == "evolvedfrom" else {}
    listed = {} if named or not before else {relation: [f"tag:kestrel.example,2026:{one}" for one in before]}
    return json.dumps(
        {
            "uri": f"tag:kestrel.example,2026:{n}",
            "version": str(version),
            "versioncreated": f"2026-05-0{n}T09:00:00Z",
            "type": "text",
            "headline": f"Number {n} of the bridge and its {n}th night",
            "body_text": SAID[n - 1],
            **listed,
            **named,
        }
    )


def deliver(desk, *items):
    text = f"[{','.join(items)}]" if items[0].startswith("{") else f"<newsMessage><itemSet>{''.join(items)}</itemSet></newsMessage>"
    (desk / "kestrel.xml").write_text(text, encoding="utf-8")


def bridges(desk):
    found = "revision, revision_kind, join_basis, right(guid, 1), story_id, date, guid"
    return [row for row in rows(desk / "out", found, "version_created, provider") if row[6].startswith("tag:")]


FORMS = [(g2, "irel:previousVersion"), (g2, "irel:evolvedFrom"), (ninjs, "replacing"), (ninjs, "evolvedfrom")]
APART = [((1,), (2,), (3,)), ((1, 2), (3,)), ((1,), (2, 3)), ((1, 2, 3),), ((3, 2, 1),)]


@pytest.mark.parametrize(("form", "relation"), FORMS, ids=["previous", "evolved", "replacing", "evolvedfrom"])
@pytest.mark.parametrize("batches", APART, ids=str)
def test_an_update_under_its_own_id_is_a_revision_of_what_it_names(desk, form, relation, batches):
    """Whether what it names is published, in the same batch, or was itself joined; the story's first version is higher than theirs."""
    items = {1: form(1, version=4), 2: form(2, 1, relation=relation), 3: form(3, 2, relation=relation)}
    new = revisions = 0
    for hour, batch in enumerate(batches):
        deliver(desk, *(items[n] for n in batch))
        report = run(desk, at=NOON + timedelta(hours=hour))
        assert report.exit_code == 0
        new, revisions = new + report.totals.new, revisions + report.totals.revisions
    found = bridges(desk)
    assert (new, revisions) == (2, 2)  # the other feed's story is the second
    assert [row[:4] for row in found] == [
        (1, "original", None, "1"),
        (2, "update", "previous_id", "2"),
        (3, "update", "previous_id", "3"),
    ]
    assert len({row[4] for row in found}) == len({row[5] for row in found}) == 1
    deliver(desk, *items.values())
    assert run(desk, at=NOON + timedelta(hours=9)).totals.new == 0


def test_what_it_names_may_be_older_than_any_window(desk):
    deliver(desk, g2(1))
    run(desk)
    deliver(desk, g2(3, 1).replace("2026-05-03", "2026-08-03"))
    report = run(desk, at=NOON + timedelta(days=92))
    assert (report.totals.new, report.totals.revisions) == (0, 1)


@pytest.mark.parametrize("relation", ["irel:derivedFrom", "irel:translatedFrom", "irel:seeAlso"])
def test_what_is_derived_or_translated_is_a_story_of_its_own(desk, relation):
    deliver(desk, g2(1), g2(2, 1, relation=relation))
    run(desk)
    assert [row[:3] for row in bridges(desk)] == [(1, "original", None)] * 2


def test_two_that_name_each_other_are_one_story(desk):
    deliver(desk, g2(1, 2), g2(2, 1), g2(3, 1, 2))
    assert run(desk).exit_code == 0
    assert len({row[4] for row in bridges(desk)}) == 1


def test_what_names_nothing_that_is_known_stands_alone(desk):
    deliver(desk, g2(2, 1))
    run(desk)
    assert [row[:3] for row in bridges(desk)] == [(1, "update", None)]


def test_ids_of_another_house_are_not_taken_for_its_own(desk):
    deliver(desk, g2(1))
    run(desk)
    (desk / "lagoon.xml").write_text((desk / "kestrel.xml").read_text().replace(g2(1), g2(2, 1)), encoding="utf-8")
    run(desk, at=NOON + timedelta(hours=1))
    assert [row[0] for row in bridges(desk)] == [1, 1]


def test_a_slug_of_a_story_and_of_its_update_in_the_batch_is_one_storys(desk):
    """Two ids, one of them already home: a bare kill, which of several stories could name none, has one to take."""
    slugged = [json.loads(one) | {"slugline": "HARBOUR-BRIDGE"} for one in (ninjs(1), ninjs(2, 1), ninjs(3))]
    slugged[0]["versioncreated"], slugged[2]["versioncreated"] = "2026-05-02T08:00:00Z", "2026-05-02T12:00:00Z"
    slugged[2] |= {"headline": "KILL", "body_text": "", "pubstatus": "canceled"}
    deliver(desk, *map(json.dumps, slugged))
    assert run(desk).exit_code == 0
    assert [row[2] for row in bridges(desk)] == [None, "previous_id", "slug"]
