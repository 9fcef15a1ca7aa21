"""The stream's stateful part, element by element (Beam's TestStream): parts meet whenever, however often and in whichever order they come."""

import shutil
from contextlib import closing
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.testing import test_stream as beam_testing
from apache_beam.testing.util import assert_that, equal_to
from desk import NOON, document_of, feed_of, item, put

from newsbeam.connectors.landing.landed import adopt
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners.inline import ingest_inline
from newsbeam.pipeline.runners.stream.ahead import OrderDesk, read_gathered
from newsbeam.pipeline.runners.stream.job import DoPart, GatherOrder
from newsbeam.pipeline.runners.stream.orders import Order, Queue
from newsbeam.pipeline.runners.stream.take import TakeOrders, TakeOrdersByTicks
from newsbeam.schemas.document import DocumentTask

pytestmark = [pytest.mark.slow, pytest.mark.engines]
PARTS = 3


class Desk(OrderDesk):
    """Writes orders into a queue, and does not wait for them."""

    def __init__(self, queue: Queue) -> None:
        super().__init__(parts=PARTS)
        self.queue, self.orders = queue, list[Order]()

    def hand_out(self, out: Output, batch_id: str, tasks: list[DocumentTask]) -> None:
        """Whether or not another has these feeds."""
        self._hand_out(out, batch_id, tasks, NOON)

    def _put(self, order: Order) -> None:
        self.orders.append(order)
        self.queue.put(order)


@pytest.fixture
def desk(tmp_path) -> Desk:
    """Two orders of three parts each, handed out; of the first, what a loop would give is in `expected`."""
    out = Output(tmp_path / "out")
    out.prepare()
    queue = tmp_path / "queue"
    queue.mkdir()
    desk = Desk(Queue(queue))
    with LandingWriter(out.landing, "gather") as writer:
        tasks = [
            put(writer, feed_of(n), NOON, document_of([item(feed_of(n), k) for k in range(2 * n, 2 * n + 3)])) for n in range(PARTS)
        ]
    with closing(open_state(out.database)) as conn:
        adopt(conn, out.landing)
    for number in range(2):
        desk.hand_out(out, f"batch-{number}", tasks)
    return desk


def parts_of(desk: Desk, number: int, *which: int) -> list[tuple[int, int]]:
    """These parts, done by a worker."""
    worker = DoPart(desk.queue)
    worker.setup()
    return [done for part in which for done in worker.process((number, part))]


def gathered(desk: Desk, *bundles: list[tuple[int, int]], expect: list[int]) -> None:
    """What GatherOrder gives of these bundles, one after the other."""
    stream = beam_testing.TestStream(coder=beam.coders.TupleCoder((beam.coders.VarIntCoder(), beam.coders.VarIntCoder())))
    for at, bundle in enumerate(bundles):
        stream = stream.add_elements(bundle).advance_processing_time(3600 * 13 * (at + 1))
    stream = stream.advance_watermark_to_infinity()
    options = PipelineOptions()
    options.view_as(StandardOptions).streaming = True
    with beam.Pipeline(runner="BundleBasedDirectRunner", options=options) as pipeline:
        given = pipeline | stream | "Type" >> beam.Map(tuple).with_output_types(tuple[int, int])
        assert_that(given | beam.ParDo(GatherOrder(desk.queue)), equal_to(expect))


def outcome(desk: Desk, number: int):
    """What an order has left; None: nothing yet."""
    return read_gathered(desk.queue.passing(desk.orders[number]), number)


def ledger(desk: Desk, number: int):
    """What an order gave, without the machine's seconds."""
    found = outcome(desk, number).ledger
    return {**{kind.__name__: records for kind, records in found.lists().items()}, "outcomes": found.outcomes}


def loop(desk: Desk, number: int):
    """The same by the loop, without its clusters."""
    order = desk.orders[number]
    found = ingest_inline([task for part in range(order.parts) for task in order.tasks(part)], order.topology())
    found.clusters.clear()
    found.sketch_files.clear()
    return {**{kind.__name__: records for kind, records in found.lists().items()}, "outcomes": found.outcomes}


def without_fragments(found):
    return {name: records for name, records in found.items() if name != "FragmentRef"}


def test_parts_that_come_apart_and_in_another_order_are_one_ledger(desk):
    done = parts_of(desk, 0, 2, 0, 1)
    gathered(desk, done[:1], done[1:2], done[2:], expect=[0])
    assert without_fragments(ledger(desk, 0)) == without_fragments(loop(desk, 0))
    assert len(ledger(desk, 0)["FragmentRef"]) == PARTS


def test_a_part_that_an_engine_does_or_gives_twice_counts_once(desk):
    done = [*parts_of(desk, 0, 1, 1), *parts_of(desk, 0, 0)]
    gathered(desk, done, done, parts_of(desk, 0, 2), expect=[0])
    assert without_fragments(ledger(desk, 0)) == without_fragments(loop(desk, 0))
    assert len(ledger(desk, 0)["FragmentRef"]) == PARTS


def test_an_order_whose_parts_are_not_all_there_gives_nothing(desk):
    done = parts_of(desk, 0, 0, 2)
    gathered(desk, done, done, expect=[])
    assert outcome(desk, 0) is None


def test_parts_of_two_orders_do_not_mix(desk):
    first, second = parts_of(desk, 0, 0, 1, 2), parts_of(desk, 1, 0, 1, 2)
    gathered(desk, [first[0], second[0]], [second[1], first[1]], [second[2], first[2]], expect=[1, 0])
    assert without_fragments(ledger(desk, 0)) == without_fragments(ledger(desk, 1))


def test_an_order_that_was_closed_meanwhile_is_passed_over(desk):
    done = parts_of(desk, 0, 0, 1, 2)
    desk.queue.close(0)
    gathered(desk, done[:2], done[2:], expect=[])
    assert parts_of(desk, 0, 0) == []
    assert outcome(desk, 0) is None


def test_an_order_whose_staging_went_while_its_parts_came(desk):
    done = parts_of(desk, 0, 0, 1, 2)
    shutil.rmtree(desk.orders[0].staging)
    gathered(desk, done, expect=[])


def test_a_part_that_failed_fails_its_order_and_no_other(desk):
    (Path(desk.orders[0].staging) / "tasks.bin").write_bytes(b"")
    failed = parts_of(desk, 0, 0, 1, 2)
    gathered(desk, [*failed, *parts_of(desk, 1, 0, 1, 2)], expect=[0, 1])
    assert "Error" in outcome(desk, 0)["error"]
    assert outcome(desk, 1).ledger.fragments


def test_the_queue_holds_what_is_in_flight_and_no_more(desk):
    """However many orders there were: an hour of them was 0.6 kB each."""
    order, queue = desk.orders[0], desk.queue
    sizes = []
    for number in range(2, 500):
        queue.put(Order(**{name: getattr(order, name) for name in Order.__slots__ if name != "number"}, number=number))
        queue.close(number - 1 if number % 2 else number - 2)  # out of sequence now and then
        if number % 2:
            queue.close(number - 2)
        sizes.append(sum(path.stat().st_size for path in queue.folder.iterdir()))
    assert max(sizes[400:]) <= max(sizes[:20]) + 64
    assert [queue.is_closed(number) for number in (0, 250, 498, 499)] == [True, True, True, False]
    assert queue.first_open(0) == 499


def test_orders_are_handed_out_from_where_the_job_stands(desk):
    """Closed ones are passed over: a job that is begun again finds what is left."""
    desk.queue.close(0)
    desk.queue.end()
    with beam.Pipeline() as pipeline:
        given = pipeline | beam.Create(["queue"]) | beam.ParDo(TakeOrders(desk.queue))
        assert_that(given, equal_to([(1, part) for part in range(PARTS)]))


def test_orders_are_handed_out_once_each_however_often_the_job_looks(desk):
    """As Flink's job looks for them: what was handed out is known by its state; closed ones are passed over."""
    third = Order(**{name: getattr(desk.orders[0], name) for name in Order.__slots__ if name != "number"}, number=2)

    def look(at: int) -> tuple[str, int]:
        if at == 2:
            desk.queue.close(1)
            desk.queue.put(third)
        return ("queue", 0)

    stream = beam_testing.TestStream(coder=beam.coders.VarIntCoder())
    for tick in range(4):
        stream = stream.add_elements([tick]).advance_processing_time(1)
    options = PipelineOptions()
    options.view_as(StandardOptions).streaming = True
    with beam.Pipeline(runner="BundleBasedDirectRunner", options=options) as pipeline:
        ticks = pipeline | stream.advance_watermark_to_infinity() | beam.Map(look).with_output_types(tuple[str, int])
        given = ticks | beam.ParDo(TakeOrdersByTicks(desk.queue))
        assert_that(given, equal_to([(number, part) for number in range(3) for part in range(PARTS)]))
