"""The hostile catalogue against the fetch engine and the parsers (the whole ingest runs it elsewhere)."""

import asyncio
import time
from datetime import datetime

import pytest
from hostile.cases import CASES
from hostile.harness import HostileServer, run

from newsbeam.connectors.formats import parse
from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.crawl import poll
from newsbeam.connectors.polling.schedule import observe, refuse
from newsbeam.connectors.state.cursors import cursor_from_json, cursor_to_json
from newsbeam.schemas.codes import FeedOutcome
from newsbeam.schemas.document import LandingRef
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item, ParseError

pytestmark = pytest.mark.slow  # the catalogue alone takes a second to make
HOSTS = [f"127.{a}.0.{b}" for a in (1, 2, 3) for b in range(1, 201)]


class EngineAndParsers:
    """One run: poll, then parse what was landed, and tell the cursors."""

    def __init__(self) -> None:
        self.cursors = {}
        self.slowest = ("", 0.0)

    def __call__(self, feeds: list[Feed], limits: FetchLimits, now: datetime) -> dict[str, str]:
        landed = {}

        def land(document, extra):
            landed[document.feed_id] = document
            return LandingRef(file="f", offset=0, record_id="r")

        results = asyncio.run(poll(feeds, self.cursors, limits, clock=FixedClock(now), land=land))
        found = {}
        for result in results:
            cursor = result.cursor
            if result.outcome is FeedOutcome.OK:
                cursor, found[result.feed_id] = self._parse(landed[result.feed_id], cursor)
            else:
                shown = f"{result.outcome.value}:{result.reason}"
                found[result.feed_id] = (
                    result.outcome.value if result.outcome in ("skipped", "not_modified", "unchanged") else shown
                )
            self.cursors[result.feed_id] = cursor_from_json(cursor_to_json(cursor))
        return found

    def _parse(self, document, cursor):
        began = time.process_time()
        try:
            items = [one for one in parse(document) if isinstance(one, Item)]
            return observe(cursor, len(items), 0), f"ok:{len(items)}"
        except ParseError as error:
            return refuse(cursor, error.reason), f"soft:{error.reason}"
        finally:
            self.slowest = max(self.slowest, (document.feed_id, time.process_time() - began), key=lambda one: one[1])


def test_the_catalogue_is_large_and_its_names_are_its_own():
    assert len(CASES) >= 350
    assert len({case.name for case in CASES}) == len(CASES)
    assert len(CASES) <= len(HOSTS)


@pytest.mark.allow_hosts(["127.0.0.1", *HOSTS])
def test_every_hostile_case_ends_as_the_catalogue_says(tmp_path):
    ingest = EngineAndParsers()
    with HostileServer(CASES, tmp_path) as server:
        faults = run(server, ingest)
    assert not faults, "\n" + "\n".join(faults)
    assert ingest.slowest[1] < 20, ingest.slowest
