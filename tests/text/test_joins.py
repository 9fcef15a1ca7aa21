"""Which of several stories a telling under a new id tells again."""

from datetime import UTC, datetime, timedelta

import pytest

from newsbeam.pipeline.publish.joinable import Joinable
from newsbeam.pipeline.text.joins import join, join_keys

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HARBOUR = "The harbour board closed the old bridge for nine nights while its cables are checked, and opened a ferry for lorries."
COUNCIL = "Councillors voted by seven to four to raise the tax on empty shops, which the mayor had asked for since the spring."
CHESS = "Ana Petrova beat the champion in thirty moves with a sacrifice on the king's side that nobody in the hall had seen."


def telling(number, headline, text, hours=0, *, kind="original", slug="town", url=None):
    fields = dict.fromkeys(Joinable._fields)
    return Joinable(
        **{
            **fields,
            "story_id": f"{number:032}",
            "revision_kind": kind,
            "provider": "Wire",
            "guid": f"urn:w:{number}",
            "canonical_url": url,
            "slugline": slug,
            "headline": headline,
            "body_text": text,
            "version_created": NOON + timedelta(hours=hours),
            "fetched_at": NOON,
            "revision_order": "",
            "date": "2026-05-04",
            "country": "GB",
        }
    )


THREE = [
    telling(1, "Old bridge closed for nine nights", HARBOUR),
    telling(2, "Council taxes empty shops", COUNCIL, 1),
    telling(3, "Petrova beats the champion", CHESS, 2),
]


def number_of(found):
    return None if found is None else int(found.story_id)


@pytest.mark.parametrize(
    ("headline", "text", "kind", "number"),
    [
        ("KILL: Council taxes empty shops", "Please kill our story of the shops. It is wrong.", "kill", 2),
        ("UPDATE 1-Petrova beats the champion", f"{CHESS} She leads now.", "update", 3),
        ("UPDATE 2-Mayor welcomes vote on shops", f"{COUNCIL} He spoke on Monday.", "update", 2),
        ("CORRECTED-Old bridge closed for ten nights", HARBOUR.replace("nine", "ten"), "correction", 1),
        ("UPDATE 1-Airport opens again", "Flights took off at dawn after eighteen months, its director said.", "update", None),
        ("KILL: story of the shops", "Editors: please kill the story headlined Council taxes empty shops. It is wrong.", "kill", 2),
        ("KILL", "", "kill", None),
        ("KILL", "Please kill this story. It was sent in error, and there will be no substitute.", "kill", None),
    ],
)
def test_of_several_stories_of_a_slug_the_likest_is_joined_and_else_none(headline, text, kind, number):
    again = telling(9, headline, text, 5, kind=kind)
    assert number_of(join(again, THREE)) == number
    assert number_of(join(again, THREE[::-1])) == number


def test_of_equals_the_nearest_in_time():
    bulletins = [
        telling(n, "Weather in the north", "Rain until the evening, and wind from the west later.", 20 * n) for n in (1, 2)
    ]
    kill = telling(9, "KILL: Weather in the north", "Withdrawn.", 42, kind="kill")
    assert number_of(join(kill, bulletins)) == 2


@pytest.mark.parametrize("basis", ["slug", "canonical_url"])
def test_one_story_alone_is_joined_by_slug_or_address_unless_it_is_of_something_else(basis):
    place = {"slug": "town"} if basis == "slug" else {"slug": None, "url": "https://city.example/alerts"}
    there = telling(1, "Old bridge closed for nine nights", HARBOUR, **place)
    update = telling(2, "UPDATE 1-Nine nights without the old bridge", f"{HARBOUR} Buses run as ever.", 3, kind="update", **place)
    stranger = telling(3, "UPDATE: Petrova beats the champion", CHESS, 3, kind="update", **place)
    assert dict(join_keys(there))[basis] == dict(join_keys(update))[basis]
    assert join(update, [there]).basis == basis
    assert join(stranger, [there]) is None


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("KILL", ""),
        ("KILL TOWN", "Editors, please withdraw this story, sent at nine. There will be no substitute."),
        ("ANNULATION", "Veuillez annuler la dépêche que nous avons envoyée ce matin, prière de ne pas publier."),
        ("KILL", "Bitte verwenden Sie den Text nicht, er wird zurückgezogen. Es folgt keine neue Fassung."),
    ],
)
def test_a_kill_that_tells_nothing_again_takes_the_one_story_of_its_slug(headline, text):
    kill = telling(9, headline, text, 3, kind="kill")
    assert number_of(join(kill, THREE[:1])) == 1
    assert join(telling(9, "Owls breed in the park", f"{CHESS} More later.", 3, kind="kill"), THREE[:1]) is None


def test_texts_without_spaces_are_alike_by_their_letters():
    there = telling(1, "旧港大桥关闭九晚", "港务局周一关闭了旧港大桥，检修钢缆需要九个晚上，期间由渡轮运送卡车。", slug="桥")
    update = telling(
        2,
        "UPDATE 1-港务局：旧港大桥将关闭九晚",
        "港务局周一晚间说，旧港大桥检修钢缆需要九个晚上，卡车改由渡轮运送。",
        3,
        kind="update",
        slug="桥",
    )
    stranger = telling(
        3,
        "UPDATE 1-市议会通过空置商铺税",
        "市议会以七票对四票通过决议，对空置商铺提高税率，市长自春天起一直要求如此。",
        3,
        kind="update",
        slug="桥",
    )
    assert number_of(join(update, [there])) == 1
    assert join(stranger, [there]) is None
