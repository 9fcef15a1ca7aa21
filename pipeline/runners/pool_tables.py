"""Imported by the fork server of `pool.py`, and by nothing else: reads the tables, by doing what a worker does to a few lines of text."""

import gc
from datetime import UTC, datetime

from newsbeam.pipeline.process.memory import be_frugal
from newsbeam.pipeline.runners import pool  # noqa: F401  (so that workers need not)
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.tag import tag
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item

_TEXTS = (
    ("en", "LAGOS, May 3 (Reuters) - The minister of trade, Jane Okoro, opened the harbour of Apapa in Nigeria on Sunday."),
    ("fr", "PARIS, 3 mai (AFP) - Le ministre du commerce, Jean Moreau, a ouvert dimanche le port de Marseille."),
    ("es", "MADRID, 3 may (EFE) - La ministra de Comercio, Ana García, inauguró el domingo el puerto de Valencia."),
)


def _warm() -> None:
    be_frugal()
    at = datetime(2026, 5, 3, 12, tzinfo=UTC)
    for language, text in _TEXTS:
        feed = Feed(id="warm", provider="Warm", language=language)
        item = Item(entry=0, format="rss", url=f"https://warm.example/{language}", headline=text[:60], body=f"<p>{text}</p>")
        tag(normalise(item, ItemContext(feed=feed, fetched_at=at, as_of=at, landing_ref="warm")))


_warm()
gc.collect()
gc.freeze()  # what is here stays in pages that nobody writes to
