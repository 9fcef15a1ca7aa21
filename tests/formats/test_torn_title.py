"""A title with a tag that nobody closed reads as it was written."""

from datetime import UTC, datetime

from newsbeam.connectors.formats import parse
from newsbeam.schemas.document import Document

FEED = (
    '<rss version="2.0"><channel><title>Gazette</title><item><guid>g1</guid>'
    "<title>Weavers revive pits <with help of museum</title><description>Text</description></item></channel></rss>"
)


def test_bare_words_get_no_values():
    document = Document(
        feed_id="g",
        uri="https://g.example/rss",
        fetched_at=datetime(2026, 3, 11, tzinfo=UTC),
        payload=FEED.encode(),
        media_type="text/xml",
    )
    (item,) = parse(document, "auto")
    assert item.headline == "Weavers revive pits <with help of museum>"
