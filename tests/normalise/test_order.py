"""Which telling speaks last: the provider's version, then time; a marker's number parts only what came at one moment."""

from datetime import UTC, datetime, timedelta

from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

FEED = Feed(id="alder", provider="Alder Wire", url="https://alder.example/rss")
NINE = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)


def order(headline: str, *, minutes: int = 0, **fields: str) -> str:
    item = Item(entry=0, format="rss_atom", guid="a-1", headline=headline, body="The dam was opened.", **fields)
    at = NINE + timedelta(minutes=minutes)
    context = ItemContext(feed=FEED, fetched_at=at, as_of=at, landing_ref="date=2026-05-03/a.warc.gz#0#r")
    return normalise(item, context).revision_order


def test_a_correction_speaks_after_the_update_that_it_corrects():
    assert order("UPDATE 2-Dam opened") < order("CORRECTED-Dam opened", minutes=10)


def test_updates_of_one_moment_speak_in_their_numbers_order():
    assert order("Dam opened") < order("UPDATE 1-Dam opened") < order("UPDATE 2-Dam opened") < order("UPDATE 10-Dam opened")


def test_a_version_that_the_provider_sent_outranks_time():
    late_but_old = order("Dam opened", minutes=30, version="2")
    assert late_but_old < order("Dam opened at dawn", version="10")
