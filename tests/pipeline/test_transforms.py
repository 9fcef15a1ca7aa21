"""The public transforms inside somebody else's pipeline, on Beam's direct runner."""

import gzip
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apache_beam as beam
import duckdb
import pytest
from apache_beam.io import fileio
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.typehints.decorators import TypeCheckError
from newsroom import BODIES, NOON, RSS, item, run, write

import newsbeam
from newsbeam.pipeline.transforms.parts import NounCoder

pytestmark = pytest.mark.slow

DIRECT = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"
LAGOON = newsbeam.Feed(id="lagoon", provider="Lagoon Daily", home_country="NG", language="en")
KESTREL = newsbeam.Feed(id="kestrel", provider="Kestrel Wire", home_country="KE", language="en")


def rss(*items: str) -> bytes:
    return RSS.format(title="t", host="x.example", items="".join(items)).encode()


def document(feed: newsbeam.Feed, *items: str, at: datetime = NOON) -> newsbeam.Document:
    return newsbeam.Document(feed_id=feed.id, uri=f"https://{feed.id}.example/feed", fetched_at=at, payload=rss(*items))


def story_items(*items: newsbeam.Item):
    return beam.Create(list(items))


def made(guid: str, text: str, headline: str = "Bridge closes", **others: object) -> newsbeam.Item:
    return newsbeam.Item(entry=0, format="mine", guid=guid, headline=headline, body=text, **others)


def rows(folder: Path, columns: str) -> list[tuple]:
    return newsbeam.open_dataset(folder).duckdb("all").project(columns).order("all").fetchall()


@pytest.mark.parametrize(
    ("elements", "transform"),
    [
        (["a text"], newsbeam.ParseDocuments()),
        ([1], newsbeam.IngestDocuments("nowhere")),
        ([b"bytes"], newsbeam.NormaliseItems()),
        (["a text"], newsbeam.TagStories()),
        ([made("a", "x")], newsbeam.TagStories()),
        ([made("a", "x")], newsbeam.DeduplicateStories()),
        ([{"headline": "x"}], newsbeam.WritePartitionedParquet("nowhere")),
    ],
    ids=lambda one: type(one).__name__,
)
def test_beam_refuses_a_wrong_element_where_the_pipeline_is_made(elements, transform):
    pipeline = beam.Pipeline(DIRECT)
    with pytest.raises(TypeCheckError):
        _ = pipeline | beam.Create(elements) | transform


def test_what_one_gives_the_next_one_is_held_to():
    pipeline = beam.Pipeline(DIRECT)
    parsed = pipeline | beam.Create([b"x"]) | newsbeam.ParseDocuments()
    normalised = parsed.items | newsbeam.NormaliseItems()
    with pytest.raises(TypeCheckError):
        _ = parsed.items | "too early" >> newsbeam.TagStories()
    with pytest.raises(TypeCheckError):
        _ = normalised.dead_letters | "a letter is no story" >> newsbeam.TagStories()
    unique = normalised.stories | newsbeam.TagStories() | newsbeam.DeduplicateStories()
    written = unique.stories | newsbeam.WritePartitionedParquet("nowhere")
    assert written.files.element_type is str


def test_nouns_go_through_the_coder_and_transforms_through_pickle(tmp_path):
    one = made("a", BODIES[0], places=(), alt_ids=(("usn", "L4"),))
    assert NounCoder().decode(NounCoder().encode(one)) == one
    transforms = [
        newsbeam.ParseDocuments([LAGOON]),
        newsbeam.NormaliseItems(LAGOON),
        newsbeam.IngestDocuments(tmp_path, as_of=NOON),
    ]
    for transform in transforms:
        assert type(pickle.loads(pickle.dumps(transform))) is type(transform)


def test_bytes_files_and_documents_come_in_and_what_is_refused_goes_beside(tmp_path):
    (tmp_path / "kestrel.xml").write_bytes(rss(item("k.example", 1, BODIES[0])))
    (tmp_path / "kestrel-old.xml.gz").write_bytes(gzip.compress(rss(item("k.example", 2, BODIES[1]))))
    with beam.Pipeline(DIRECT) as pipeline:
        files = pipeline | fileio.MatchFiles(str(tmp_path / "*")) | fileio.ReadMatches() | newsbeam.ParseDocuments(as_of=NOON)
        origins = files.items | "of files" >> beam.Map(
            lambda one: (one.guid, one.origin.feed.provider, one.origin.uri.startswith("file:"))
        )
        assert_that(origins, equal_to([("k.example-1", "file", True), ("k.example-2", "file", True)]), "files")
        feeds = files.items | beam.Map(lambda one: one.origin.feed.id) | beam.Distinct() | beam.combiners.Count.Globally()
        assert_that(feeds, equal_to([2]), "a file is a feed of its own: two files may number their entries alike")

        given = [rss(item("l.example", 1, BODIES[2])), b"Dear Sir,", rss()]
        raw = pipeline | "bytes" >> beam.Create(given) | "ParseBytes" >> newsbeam.ParseDocuments(LAGOON, as_of=NOON)
        assert_that(
            raw.items | "one" >> beam.Map(lambda one: (one.guid, one.origin.feed, one.origin.fetched_at)),
            equal_to([("l.example-1", LAGOON, NOON)]),
            "bytes",
        )
        reasons = raw.dead_letters | "reasons" >> beam.Map(lambda one: (one.feed_id, one.stage, one.reason))
        assert_that(reasons, equal_to([("lagoon", "parse", "not_a_feed"), ("lagoon", "parse", "no_entries")]), "letters")

        documents = [document(KESTREL, item("k.example", 3, BODIES[0])), document(LAGOON, item("l.example", 3, BODIES[1]))]
        listed = pipeline | "documents" >> beam.Create(documents) | "ParseListed" >> newsbeam.ParseDocuments([LAGOON, KESTREL])
        providers = listed.items | "providers" >> beam.Map(lambda one: (one.guid, one.origin.feed.provider))
        assert_that(providers, equal_to([("k.example-3", "Kestrel Wire"), ("l.example-3", "Lagoon Daily")]), "listed")


def test_an_element_comes_at_its_timestamp_where_its_source_gives_one():
    later = NOON + timedelta(minutes=7)
    with beam.Pipeline(DIRECT) as pipeline:
        stamped = [TimestampedValue(rss(item("l.example", 1, BODIES[2])), later.timestamp())]
        timed = pipeline | beam.Create(stamped) | beam.Map(lambda one: one).with_output_types(bytes)
        parsed = timed | newsbeam.ParseDocuments(LAGOON, as_of=NOON)
        assert_that(parsed.items | beam.Map(lambda one: one.origin.fetched_at), equal_to([later]))


def test_items_become_stories_embargoes_are_held_and_the_empty_refused():
    items = [
        made("a", f"NAIROBI, May 3 - {BODIES[1]}"),
        made("b", BODIES[2], embargoed_raw="2026-05-04T12:00:00Z"),
        newsbeam.Item(entry=7, format="mine", guid="c"),
    ]
    with beam.Pipeline(DIRECT) as pipeline:
        made_stories = pipeline | story_items(*items) | newsbeam.NormaliseItems(LAGOON, as_of=NOON)
        assert_that(
            made_stories.stories | beam.Map(lambda one: (one.guid, one.dateline_country, one.provider)),
            equal_to([("a", "KE", "Lagoon Daily")]),
            "stories",
        )
        assert_that(made_stories.held | "held" >> beam.Map(lambda one: one.guid), equal_to(["b"]), "held")
        assert_that(
            made_stories.dead_letters | "dead" >> beam.Map(lambda one: (one.entry, one.reason)),
            equal_to([(7, "empty_item")]),
            "dead",
        )


def test_tags_are_newsbeams_own_or_those_that_are_named():
    with beam.Pipeline(DIRECT) as pipeline:
        made_stories = pipeline | story_items(made("a", f"NAIROBI, May 3 - {BODIES[1]}")) | newsbeam.NormaliseItems(LAGOON)
        tagged = made_stories.stories | newsbeam.TagStories()
        assert_that(tagged | beam.Map(lambda one: (one.language, one.country)), equal_to([("en", "KE")]), "own")
        mine = made_stories.stories | "Mine" >> newsbeam.TagStories(
            {"mine/1": lambda story, found: {"genre": story.headline.upper()}}
        )
        assert_that(
            mine | "mine" >> beam.Map(lambda one: (one.genre, one.taggers, one.language)),
            equal_to([("BRIDGE CLOSES", ("mine/1",), None)]),
            "mine",
        )


REPEATED = [
    ("a", BODIES[0], "2026-05-03T08:00:00Z"),
    ("a", BODIES[0], "2026-05-03T09:00:00Z"),
    ("a", BODIES[0].replace("nine", "twelve"), "2026-05-03T10:00:00Z"),
    ("b", BODIES[1], "2026-05-03T08:00:00Z"),
]


def repeated_items() -> list[newsbeam.Item]:
    return [made(guid, text, version_created_raw=at, first_created_raw=at) for guid, text, at in REPEATED]


def test_the_same_again_is_a_duplicate_and_another_text_a_numbered_revision():
    with beam.Pipeline(DIRECT) as pipeline:
        made_stories = pipeline | story_items(*repeated_items()) | newsbeam.NormaliseItems(LAGOON, as_of=NOON)
        unique = made_stories.stories | newsbeam.DeduplicateStories(as_of=NOON)
        found = unique.stories | beam.Map(
            lambda one: (one.guid, one.standing.revision, one.revision_kind, one.standing.supersedes is None)
        )
        assert_that(found, equal_to([("a", 1, "original", True), ("a", 2, "update", False), ("b", 1, "original", True)]), "stories")
        assert_that(unique.duplicates | "again" >> beam.Map(lambda one: one.guid), equal_to(["a"]), "duplicates")


@pytest.mark.parametrize("keep_copies", [False, True])
def test_a_copy_of_another_provider_is_found_and_named(keep_copies):
    copy = BODIES[0].replace("on Sunday.", "on Sunday, Kestrel reports.")
    with beam.Pipeline(DIRECT) as pipeline:
        first = (
            pipeline | story_items(made("a", BODIES[0], first_created_raw="2026-05-03T08:00:00Z")) | newsbeam.NormaliseItems(LAGOON)
        )
        second = (
            pipeline
            | "x" >> story_items(made("z", copy, "Harbour bridge shut", first_created_raw="2026-05-03T09:00:00Z"))
            | "y" >> newsbeam.NormaliseItems(KESTREL)
        )
        unique = (first.stories, second.stories) | beam.Flatten() | newsbeam.DeduplicateStories(keep_copies=keep_copies)
        stories = unique.stories | beam.Map(lambda one: (one.guid, one.standing.cluster_id == one.story_id))
        duplicates = unique.duplicates | "copies" >> beam.Map(lambda one: (one.guid, one.standing.cluster_id == one.story_id))
        leader, follower = ("a", True), ("z", False)
        assert_that(stories, equal_to([leader, follower] if keep_copies else [leader]), "stories")
        assert_that(duplicates, equal_to([] if keep_copies else [follower]), "duplicates")


def test_each_window_is_looked_at_by_itself():
    with beam.Pipeline(DIRECT) as pipeline:
        made_stories = pipeline | story_items(*[made("a", BODIES[0])] * 2) | newsbeam.NormaliseItems(LAGOON, as_of=NOON)
        hours = (
            made_stories.stories
            | beam.combiners.ToList()
            | beam.FlatMap(lambda all_: [TimestampedValue(one, 3600 * n) for n, one in enumerate(all_)]).with_output_types(
                newsbeam.Story
            )
        )
        windowed = hours | beam.WindowInto(FixedWindows(3600))
        assert_that(
            (windowed | newsbeam.DeduplicateStories()).stories
            | beam.Map(lambda one: one.guid)
            | "one window" >> beam.WindowInto(beam.window.GlobalWindows()),
            equal_to(["a", "a"]),
        )


def test_history_is_what_the_command_has_published(desk):
    run(desk)
    lagoon = newsbeam.Feed(id="lagoon", provider="Lagoon Daily", home_country="NG", language="en")
    again = item("lagoon.example", 1, "LAGOS - Ferry tickets will cost less from Monday, the port authority said.")
    corrected = again.replace("less", "more")
    copy = item("lagoon.example", 2, BODIES[0], title="Story number 1 of kestrel.example")  # Kestrel's, and published
    fresh = item("lagoon.example", 3, "ABUJA - A library of nine thousand books was given to the old railway school on Friday.")
    at = NOON + timedelta(hours=1)
    with beam.Pipeline(DIRECT) as pipeline:
        for name, one in (("again", again), ("corrected", corrected), ("copy", copy), ("fresh", fresh)):
            parsed = (
                pipeline
                | name >> beam.Create([document(lagoon, one, at=at)])
                | f"p {name}" >> newsbeam.ParseDocuments([lagoon], as_of=at)
            )
            stories = (parsed.items | f"n {name}" >> newsbeam.NormaliseItems(as_of=at)).stories
            unique = stories | f"d {name}" >> newsbeam.DeduplicateStories(history=desk / "out", as_of=at)
            seen = unique.stories | f"m {name}" >> beam.Map(
                lambda story: (story.standing.revision, story.known_partition is not None)
            )
            assert_that(seen, equal_to({"again": [], "corrected": [(2, True)], "copy": [], "fresh": [(1, False)]}[name]), name)


@pytest.mark.slow
def test_the_composite_tells_the_same_stories_as_the_command(desk, tmp_path):
    """One file read by both: the same ids, texts, tags and partitions."""
    write(desk, "kestrel", *(item("kestrel.example", n + 1, text) for n, text in enumerate(BODIES)), "<item></item>")
    run(desk, feeds=None, paths=(desk / "kestrel.xml",))
    with beam.Pipeline(DIRECT) as pipeline:
        files = pipeline | fileio.MatchFiles(str(desk / "kestrel.xml")) | fileio.ReadMatches()
        done = files | newsbeam.IngestDocuments(tmp_path / "mine", as_of=NOON)
        assert_that(done.dead_letters | beam.Map(lambda one: (one.entry, one.stage)), equal_to([(3, "normalise")]))
        assert_that(done.files | "count" >> beam.combiners.Count.Globally(), equal_to([1]), "files")
    left_out = {"telling_id", "landing_ref", "batch_id", "revision_order", "fetched_at", "published_at"}
    columns = ", ".join(name for name in newsbeam.STORY_SCHEMA.names if name not in left_out)
    ours = rows(desk / "out", f"date, country, {columns}")
    assert len(ours) == 3
    assert rows(tmp_path / "mine", f"date, country, {columns}") == ours


@pytest.mark.slow
def test_several_processes_write_each_file_once_and_nothing_beside(tmp_path):
    feeds = [newsbeam.Feed(id=f"f{n}", provider=f"Paper {n}", language="en") for n in range(6)]
    documents = [
        document(feed, *(item(f"{feed.id}.example", n + 1, f"{text} ({feed.id})") for n, text in enumerate(BODIES)))
        for feed in feeds
    ]
    options = PipelineOptions(["--direct_running_mode=multi_processing", "--direct_num_workers=2"])
    with beam.Pipeline(DIRECT, options=options) as pipeline:
        done = pipeline | beam.Create(documents) | newsbeam.IngestDocuments(tmp_path / "out", feeds, as_of=NOON)
        assert_that(done.stories | beam.combiners.Count.Globally(), equal_to([18]))
    stories = tmp_path / "out" / "stories"
    files = sorted(stories.rglob("*.parquet"))
    assert len(files) == len({one.parent for one in files})
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["stories"], "what was written aside is gone"
    schemas = {str(duckdb.sql(f"SELECT name, type FROM parquet_schema('{one}')").fetchall()) for one in files}
    assert len(schemas) == 1
    assert len(rows(tmp_path / "out", "story_id, telling_id")) == 18


def test_a_story_that_cannot_be_a_row_is_a_letter_and_costs_no_other(tmp_path):
    good, bad = made("a", BODIES[0]), made("b", BODIES[1], keywords=("\ud800",))
    with beam.Pipeline(DIRECT) as pipeline:
        made_stories = pipeline | story_items(good, bad) | newsbeam.NormaliseItems(LAGOON, as_of=NOON)
        torn = made_stories.stories | beam.Map(_torn).with_output_types(newsbeam.Story)
        written = torn | newsbeam.WritePartitionedParquet(tmp_path / "t", as_of=NOON)
        assert_that(written.dead_letters | beam.Map(lambda one: (one.stage, one.reason)), equal_to([("write", "schema")]))
    assert rows(tmp_path / "t", "guid") == [("a",)]


def _torn(story: newsbeam.Story) -> newsbeam.Story:
    from dataclasses import replace

    return replace(story, headline="\ud800") if story.guid == "b" else story


def test_a_clock_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="has no time zone"):
        newsbeam.NormaliseItems(as_of=datetime(2026, 5, 3))  # noqa: DTZ001
    assert newsbeam.NormaliseItems(as_of=NOON).as_of == NOON.astimezone(UTC)
