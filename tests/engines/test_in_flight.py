"""Three to eight orders in flight that tell, repeat, correct and copy each other's stories, by chance: the rows are those of a sequence.

Each order's parts are done at a moment of its own: as soon as it is handed out, at its turn, or while some of those before it are
published. The engines' own tests show that parts come home; here it is shown that it does not matter when they were done.
"""

import os
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from desk import HOUR, NOON, Landing, document_of, feed_of, item, publish, published, put
from test_equal import same
from test_stream import play

from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.inline import Worked, worked
from newsbeam.pipeline.runners.named import Engine
from newsbeam.pipeline.runners.stream.ahead import Gathered, OrderDesk, settled
from newsbeam.pipeline.runners.stream.orders import Order
from newsbeam.schemas.codes import ClusterRelation
from newsbeam.schemas.feed import Feed

pytestmark = [pytest.mark.slow]
CHANCES = int(os.environ.get("NEWSBEAM_CHANCES", "4"))
DAYS = ("Sunday", "Saturday, not Sunday", "Friday, and not Saturday")


class AnyMoment(OrderDesk):
    """Does the parts of orders in this process, each when chance has it."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(parts=chance.randint(1, 3))
        self.chance, self.waiting, self.done = chance, dict[int, Order](), dict[int, list[Worked]]()
        self.handed_out = Counter[str]()

    def _put(self, order: Order) -> None:
        self.handed_out[Path(order.staging).name] += 1
        self.waiting[order.number] = order
        self.some()

    def some(self) -> None:
        """Let workers get on with some orders, in any sequence."""
        for number in self.chance.sample(sorted(self.waiting), self.chance.randint(0, len(self.waiting))):
            self.do(number)

    def do(self, number: int) -> None:
        order = self.waiting.pop(number)
        parts = self.chance.sample(range(order.parts), order.parts)
        self.done[number] = [worked(order.tasks(part), order.topology()) for part in parts]

    def _gathered(self, out: Output, order: Order) -> Gathered:
        if order.number in self.waiting:
            self.do(order.number)
        return settled(order, self.done.pop(order.number))

    def _close(self, order: Order) -> None:
        self.waiting.pop(order.number, None)
        self.done.pop(order.number, None)

    def published(self, ledger) -> None:
        super().published(ledger)
        self.some()


def of_one_provider(number: int) -> Feed:
    return replace(feed_of(0), id=f"kestrel-{number:02}", guid_scope="provider")


def crossing(root: Path, chance: random.Random, *, same_feeds: bool) -> Landing:
    """Orders of one to three documents each: feeds of one provider share their guids, two others carry its stories word for word.

    Where the orders have the same feeds, cursors move between them; where not, only history knows what an order before has told.
    """
    teller, rounds = of_one_provider(0), []
    with LandingWriter(root, "desk") as writer:
        for number in range(chance.randint(3, 8)):
            tasks, own = [], 0 if same_feeds else 4 * number
            feeds = [of_one_provider(own), of_one_provider(own + 1), *(feed_of(3 * own + other) for other in (1, 2))]
            for feed in chance.sample(feeds, chance.randint(1, 3)):
                numbers = chance.sample(range(18), chance.randint(1, 4))
                items = [item(teller, n).replace("Sunday", chance.choice(DAYS)) for n in numbers]
                if chance.random() < 0.2:  # told twice in a document
                    items.append(item(teller, numbers[0], correct=True))
                tasks.append(put(writer, feed, NOON + number * HOUR, document_of(items)))
            rounds.append(tuple(tasks))
    return Landing(root=root, rounds=tuple(rounds))


def test_orders_that_cross_come_out_as_in_a_sequence(tmp_path):
    again = held = 0
    seen = Counter[str]()
    for number in range(CHANCES):
        chance = random.Random(number)
        landing = crossing(tmp_path / f"{number}" / "landing", chance, same_feeds=number % 2 == 0)
        reference = published(*publish(landing, tmp_path / f"{number}" / "loop", Engine()))
        desk = AnyMoment(chance)
        made = published(*play(landing, tmp_path / f"{number}" / "out", Engine(), ahead=True, by=desk))
        same(made, reference)
        again += sum(times > 1 for times in desk.handed_out.values())
        held += sum(times == 1 for times in desk.handed_out.values())
        for *_, outcome, count in reference.outcomes:
            seen[outcome] += count
        seen["copies"] += sum(any(repr(kind.value) in row for kind in ClusterRelation) for row in reference.rows)
    assert again >= CHANCES, "hardly an order met another one's stories: nothing was shown"
    assert held >= CHANCES
    assert min(seen[one] for one in ("new", "revision", "duplicate", "copies")) >= CHANCES
