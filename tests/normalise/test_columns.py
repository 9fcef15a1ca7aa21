"""The columns that analysts reach for first: what they hold, and that they follow from what the story says."""

from datetime import UTC, datetime

import pytest

from newsbeam.pipeline.gazetteer.areas import area_of, areas
from newsbeam.pipeline.stages.normalise import ItemContext, normalise
from newsbeam.pipeline.stages.plain_fields import word_count
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.text.sections import section_of
from newsbeam.schemas.arrow import fragment_of
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import Item
from newsbeam.schemas.story import Story

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def story_of(**fields: object) -> Story:
    feed = Feed(id="f", provider="paper", path="x", home_country="GB")
    item = Item(**({"entry": 0, "format": "rss_atom", "guid": "1"} | fields))
    return normalise(item, ItemContext(feed=feed, fetched_at=NOON, as_of=NOON, landing_ref="a.warc.gz#0#1"))


@pytest.mark.parametrize(
    ("url", "categories", "section"),
    [
        ("https://quay.example/world/2026/mar/10/ferry-sails-again", [], "world"),
        ("https://quay.example/2026/03/10/world/asia/ferry.html", ["Boats"], "world"),
        ("https://quay.example/en/news/business-62671012", [], "business"),
        ("https://quay.example/ur/Science_and_Tech/12/story", [], "science-and-tech"),
        ("https://quay.example/news/articles/c0123abc", ["Boats"], "boats"),
        ("https://quay.example/2026/03/10/ferry-sails-again", [], None),
        ("https://quay.example/uk/%D0%BF%D0%BE%D0%BB%D1%96%D1%82%D0%B8%D0%BA%D0%B0/1", [], "політика"),
        (None, ["News > World", "Boats"], "world"),
        (None, ["Top Stories", "12"], None),
        ("https://quay.example/en/news/world-asia-62671013", [], "world-asia"),
        ("https://quay.example/en/news/2026", [], None),
        ("https://quay.example/world/ferry/", [], "world"),
        ("https://quay.example/en/world/?id=12", [], None),
        ("https://quay.example/en/world/ferry?of=sport", [], "world"),
        ("https://quay.example/en/sport%2Fferry", [], "sport"),
        ("https://quay.example/world", [], None),
        ("https://quay.example", ["Boats"], "boats"),
        ("http://[broken", ["Sport"], "sport"),
    ],
)
def test_section(url: str | None, categories: list[str], section: str | None) -> None:
    assert section_of(url, categories) == section


def test_words_are_parted_by_spaces_and_lines() -> None:
    counts = [word_count(text) for text in ("", "one", "one two\nthree\n\nfour", "第一" * 7, "one\n\ntwo\n\nthree")]
    assert counts == [0, 1, 4, 15, 3]


def test_areas() -> None:
    assert area_of("NA") == ("NAM", "018", "Southern Africa")
    assert area_of("ZZ") == area_of("QQ") == (None, None, None)
    assert len({area.alpha3 for area in areas().values()}) == len(areas()) > 245
    assert {code for code, area in areas().items() if area.region is None} == {"AQ"}


def test_what_follows_from_the_taggers() -> None:
    lead = "KARACHI: The harbour of Karachi opened on Monday."
    story = tag(story_of(headline="RPT-UPDATE 2-Harbour opens", summary=lead, language="en-GB"))
    assert (story.headline, story.headline_raw) == ("Harbour opens", "RPT-UPDATE 2-Harbour opens")
    assert story.text == story.summary
    assert story.word_count == len((story.text or "").split())
    assert (story.language, story.language_base) == ("en-GB", "en")
    assert (story.story_country, story.country_alpha3, story.region_m49, story.region) == ("PK", "PAK", "034", "Southern Asia")
    assert fragment_of([story]).num_rows == 1


def test_a_headline_that_is_a_marker_only_stays() -> None:
    story = story_of(headline="STORY WITHDRAWN")
    assert story.headline == story.headline_raw == "STORY WITHDRAWN"
    assert (story.text, story.word_count) == (None, None)
