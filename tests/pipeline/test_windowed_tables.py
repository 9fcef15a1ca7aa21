"""Tables written window by window, by one transform twice, or by words that cannot be meant: nothing is lost, and each refusal says why."""

import gzip
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.io import fileio
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.trigger import AccumulationMode, AfterCount, Repeatedly
from apache_beam.transforms.window import FixedWindows, Sessions, TimestampedValue
from newsroom import NOON, RSS, item

import newsbeam

pytestmark = pytest.mark.slow

LAGOON = newsbeam.Feed(id="lagoon", provider="Lagoon Daily", home_country="NG")


def rss(number: int) -> bytes:
    documents = item(
        "l.example", number, f"LAGOS - Ship {number} waits at quay {number * 7} of the old harbour.", title=f"Quay {number}"
    )
    return RSS.format(title="t", host="x.example", items=documents).encode()


def headlines(folder: Path) -> list[str]:
    return sorted(one for (one,) in newsbeam.open_dataset(folder).duckdb("all").project("headline").fetchall())


@pytest.mark.parametrize("windows", [FixedWindows(3600), Sessions(60)], ids=lambda one: type(one).__name__)
def test_every_window_is_written(tmp_path, windows):
    with beam.Pipeline() as pipeline:
        stamped = [TimestampedValue(rss(n), NOON.timestamp() + n * 3600) for n in range(5)]
        documents = pipeline | beam.Create(stamped) | beam.Map(lambda one: one).with_output_types(bytes)
        _ = documents | beam.WindowInto(windows) | newsbeam.IngestDocuments(tmp_path / "table", LAGOON, as_of=NOON)
    assert len(headlines(tmp_path / "table")) == 5
    assert [one.name for one in tmp_path.iterdir()] == ["table"]
    assert [one.name for one in (tmp_path / "table").iterdir()] == ["stories"]


def test_one_transform_in_two_places(tmp_path):
    normalise, write = newsbeam.NormaliseItems(), newsbeam.WritePartitionedParquet(tmp_path / "table")
    with beam.Pipeline() as pipeline:
        for name, number in (("one", 1), ("two", 2)):
            made = newsbeam.Item(entry=0, format="mine", guid=name, headline=f"Quay {name}", body=f"LAGOS - Ship {number} waits.")
            normalised = pipeline | f"make {name}" >> beam.Create([made]) | f"normalise {name}" >> normalise
            _ = normalised.stories | f"write {name}" >> write
    assert headlines(tmp_path / "table") == ["Quay one", "Quay two"]


def test_a_run_told_again_with_its_clock_and_batch_writes_the_same_files(tmp_path):
    for _ in range(2):
        with beam.Pipeline() as pipeline:
            _ = pipeline | beam.Create([rss(1), rss(2)]) | newsbeam.IngestDocuments(tmp_path, LAGOON, as_of=NOON, batch_id="mine")
    assert len(headlines(tmp_path)) == 2


DOCUMENT = newsbeam.Document(feed_id="lagoon", uri="https://x.example/f", fetched_at=NOON, payload=rss(1))


@pytest.mark.parametrize(
    ("element", "answer"),
    [
        (replace(DOCUMENT, fetched_at=datetime(2026, 3, 1)), "x.example/f: its fetched_at has no time zone"),  # noqa: DTZ001
        (replace(DOCUMENT, payload="text"), "x.example/f: its payload is str"),
        ({"payload": b""}, "is no document; give bytes"),
    ],
    ids=["naive", "text", "row"],
)
def test_an_element_that_is_no_document_is_named(element, answer):
    with pytest.raises(Exception, match=answer), beam.Pipeline() as pipeline:
        _ = pipeline | beam.Create([element]) | beam.Map(lambda one: one).with_output_types(Any) | newsbeam.ParseDocuments()


@pytest.mark.parametrize(
    ("feeds", "answer"),
    [
        ([LAGOON, LAGOON], "two feeds have the id 'lagoon'"),
        ([{"id": "lagoon"}], "is no Feed"),
        (replace(LAGOON, timezone="Mars/X"), "feed lagoon: timezone: 'Mars/X' is no IANA zone"),
        (replace(LAGOON, home_country="UK"), "did you mean GB"),
        (replace(LAGOON, format="rsss"), "did you mean 'rss_atom'|is no format"),
    ],
)
def test_feeds_are_held_to_what_a_list_is_held_to(feeds, answer):
    with pytest.raises(newsbeam.NewsbeamError, match=answer):
        newsbeam.ParseDocuments(feeds)


@pytest.mark.parametrize("path", ["", " ", None, 7, "a[1]", "a*", "a/country=PK/b"])
@pytest.mark.parametrize("transform", [newsbeam.IngestDocuments, newsbeam.WritePartitionedParquet])
def test_a_table_lies_somewhere(path, transform):
    with pytest.raises(newsbeam.NewsbeamError, match=r"names no place|name another place"):
        transform(path)


@pytest.mark.parametrize(
    ("columns", "answer"),
    [
        ({"date": "20260503"}, "date='20260503'"),
        ({"date": "2026-02-30"}, "day is out of range|day must be in range"),
        ({"country": "pk"}, "country='pk'"),
        ({"fetched_at": datetime(2026, 3, 1)}, "fetched_at: has no time zone"),  # noqa: DTZ001
    ],
    ids=["compact", "no day", "small", "naive"],
)
def test_a_story_that_can_stand_nowhere_is_a_dead_letter_and_the_others_are_written(tmp_path, columns, answer):
    made = [newsbeam.Item(entry=0, format="mine", guid=one, headline=f"Quay {one}", body="LAGOS - A ship waits.") for one in "ab"]
    with beam.Pipeline() as pipeline:
        stories = (pipeline | beam.Create(made) | newsbeam.NormaliseItems()).stories
        odd = stories | beam.Map(lambda one: replace(one, **columns) if one.guid == "a" else one).with_output_types(newsbeam.Story)
        written = odd | newsbeam.WritePartitionedParquet(tmp_path / "table")
        reasons = written.dead_letters | beam.Map(lambda one: (one.reason, re.search(answer, one.error) is not None))
        assert_that(reasons, equal_to([("schema", True)]))
    assert headlines(tmp_path / "table") == ["Quay b"]


@pytest.mark.parametrize("more", [{"trigger": Repeatedly(AfterCount(1))}, {"allowed_lateness": 60}], ids=["trigger", "lateness"])
def test_windows_that_come_in_parts_are_refused_where_tellings_are_compared(more):
    pipeline = beam.Pipeline()
    stories = (pipeline | beam.Create([rss(1)]) | newsbeam.ParseDocuments()).items | newsbeam.NormaliseItems()
    parts = stories.stories | beam.WindowInto(FixedWindows(60), accumulation_mode=AccumulationMode.DISCARDING, **more)
    with pytest.raises(newsbeam.NewsbeamError, match="fire more than once"):
        _ = parts | newsbeam.DeduplicateStories()


def test_a_history_that_is_not_there_is_not_taken_for_an_empty_one(tmp_path):
    with pytest.raises(newsbeam.NewsbeamError, match="a folder that all workers see"):
        newsbeam.DeduplicateStories(history="s3://bucket/out")
    ingest = newsbeam.IngestDocuments(tmp_path / "table", LAGOON, history=tmp_path / "nowhere", as_of=NOON)
    with pytest.raises(Exception, match="no output of newsbeam there"), beam.Pipeline() as pipeline:
        _ = pipeline | beam.Create([rss(1)]) | ingest


def test_a_file_that_is_not_what_its_name_says_costs_itself_alone(tmp_path):
    (tmp_path / "plain.rss.gz").write_bytes(rss(1))
    (tmp_path / "torn.rss.gz").write_bytes(gzip.compress(rss(2))[:-30])
    (tmp_path / "whole.rss.gz").write_bytes(gzip.compress(rss(3)))
    with beam.Pipeline() as pipeline:
        files = pipeline | fileio.MatchFiles(str(tmp_path / "*")) | fileio.ReadMatches()
        parsed = files | newsbeam.ParseDocuments(as_of=NOON)
        assert_that(parsed.items | beam.Map(lambda one: one.headline), equal_to(["Quay 1", "Quay 3"]))
        assert_that(parsed.dead_letters | beam.Map(lambda one: "torn" in one.landing_ref), equal_to([True]), "letters")
