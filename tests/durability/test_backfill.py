"""Archives through the same stages: resumable, into their own dates, the live state undisturbed."""

import gzip
import io
from datetime import UTC, datetime
from itertools import pairwise

import pyarrow.dataset as ds
import pytest
from feeds_written import rss
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsbeam.connectors.landing.warc_archive import documents
from newsbeam.connectors.state.cursors import load_cursors
from newsbeam.connectors.state.database import open_state
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.backfill import BackfillOptions, backfill
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.cursor import Cursor
from newsbeam.schemas.feed import Feed
from newsbeam.schemas.item import ParseError

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def archive(path, bodies, compressed=True):
    """A WARC as crawlers write them: warcinfo, requests, redirects, robots files and pictures between the documents."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compressed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for number, (uri, media_type, body, coding) in enumerate(bodies):
            put(writer, "request", f"{uri}", [("Host", "x")], b"", "GET / HTTP/1.1", number)
            headers = [("Content-Type", media_type), ("Server", "s")] + ([("Content-Encoding", coding)] if coding else [])
            put(writer, "response", uri, headers, gzip.compress(body) if coding == "gzip" else body, "200 OK", number)
        put(writer, "response", "https://one.example/moved", [("Location", "/")], b"", "301 Moved", 90)
        put(writer, "response", "https://one.example/robots.txt", [("Content-Type", "text/plain")], b"User-agent: *", "200 OK", 91)
        put(writer, "response", "https://one.example/a.jpg", [("Content-Type", "image/jpeg")], b"\xff\xd8", "200 OK", 92)
    return path


def put(writer, kind, uri, headers, body, status, number):
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    fields = {"WARC-Date": f"2019-05-{1 + number % 28:02}T10:00:00Z"}
    writer.write_record(
        writer.create_warc_record(
            uri, kind, payload=io.BytesIO(body), length=len(body), http_headers=http, warc_headers_dict=fields
        )
    )


def feeds_of(folder, count):
    return [
        (
            "https://one.example/feed",
            "application/rss+xml",
            rss(folder / "f.xml", [(n, 1)], datetime(2019, 5, 1 + n, 12, tzinfo=UTC), feed="one").read_bytes(),
            "gzip" if n % 2 else "",
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("compressed", [True, False])
def test_an_archive_is_walked_from_anywhere(tmp_path, compressed):
    path = archive(tmp_path / "a.warc.gz", feeds_of(tmp_path, 5), compressed)
    steps = list(documents(path, 0, 10**6, NOW))
    found = [one.document for one in steps if one.document]
    assert len(found) == 5
    assert all(b"<rss" in one.payload for one in found)
    assert (found[1].fetched_at, found[1].uri) == (datetime(2019, 5, 2, 10, tzinfo=UTC), "https://one.example/feed")
    assert steps[-1].position == path.stat().st_size
    for number, step in enumerate(steps):
        assert [one.document for one in documents(path, step.position, 10**6, NOW)] == [one.document for one in steps[number + 1 :]]


def test_a_damaged_archive_gives_what_is_before_the_damage(tmp_path):
    path = archive(tmp_path / "a.warc.gz", feeds_of(tmp_path, 5))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    steps = list(documents(path, 0, 10**6, NOW))
    assert 0 < sum(one.document is not None for one in steps) < 5
    path.write_bytes(gzip.compress(b"no archive"))
    with pytest.raises(ParseError) as refused:
        list(documents(path, 0, 10**6, NOW))
    assert refused.value.reason == Reason.CORRUPT_RECORD


@pytest.mark.parametrize("compressed", [True, False])
def test_a_damaged_record_costs_itself_alone_and_is_never_taken_for_whole(tmp_path, compressed):
    """One byte in seven of a record among others is turned; or the archive ends within its last one."""
    path = archive(tmp_path / "a.warc.gz", feeds_of(tmp_path, 4), compressed)
    whole, sound = path.read_bytes(), list(documents(path, 0, 10**6, NOW))
    bodies = [one.document.payload for one in sound if one.document]
    starts = [before.position for before, step in pairwise(sound) if step.document]
    start, end = starts[1], sound[[one.position for one in sound].index(starts[1]) + 1].position
    for at in range(start, end - 4, 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        steps = list(documents(path, 0, 10**6, NOW))
        found = [one.document.payload for one in steps if one.document]
        assert set(found) >= {bodies[0], *bodies[2:]}, at
        if compressed:  # nothing guards the bytes of one that is not
            assert len(found) == 3 + (bodies[1] in found), at
            assert bodies[1] in found or any(one.error for one in steps), at
        for step in steps:
            assert [one.document for one in documents(path, step.position, 10**6, NOW)][-1:] == [steps[-1].document][
                : step is not steps[-1]
            ]
    for at in range(starts[3] + 20, sound[[one.position for one in sound].index(starts[3]) + 1].position - 10, 11):
        path.write_bytes(whole[:at])
        steps = list(documents(path, 0, 10**6, NOW))
        assert [one.document.payload for one in steps if one.document] == bodies[:3], at
        assert steps[-1].error is not None, at


def test_a_record_without_an_address_or_of_no_year_costs_itself_alone(tmp_path):
    path = archive(tmp_path / "a.warc.gz", feeds_of(tmp_path, 3), compressed=False)
    whole = path.read_bytes().replace(b"WARC-Date: 2019-05-01", b"WARC-Date: 0001-05-01")
    head, _, tail = whole.rpartition(b"WARC-Target-URI: https://one.example/feed\r\n")
    path.write_bytes(head + tail)
    steps = list(documents(path, 0, 10**6, NOW))
    assert sum(one.document is not None for one in steps) == 1
    assert [one.error.reason for one in steps if one.error] == [Reason.CORRUPT_RECORD] * 2


def test_a_body_over_the_limit_costs_itself_alone(tmp_path):
    path = archive(tmp_path / "a.warc.gz", [("https://x.example/", "text/plain", bytes(5_000_000), "gzip"), *feeds_of(tmp_path, 2)])
    steps = [one for one in documents(path, 0, 10**6, NOW) if one.document or one.error]
    assert [one.error and one.error.reason for one in steps] == [Reason.TOO_LARGE, None, None]


def options(out, archives, **more):
    known = Feed(id="one.main", provider="one", url="https://one.example/feed", home_country="PK")
    return BackfillOptions(out=out, archives=archives, as_of=NOW, version="0.1.0", feeds=(known,), batch_entries=2, **more)


@pytest.mark.slow
def test_a_back_fill_lands_in_its_own_dates_and_goes_on_after_a_stop(tmp_path):
    path = archive(tmp_path / "a.warc.gz", feeds_of(tmp_path, 5))
    out = Output(tmp_path / "out")

    def stop(stage, done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backfill(options(out.root, [path], progress=stop))
    result = backfill(options(out.root, [path]))
    assert (result.documents, result.rows) == (3, 3)
    table = ds.dataset(out.stories, partitioning="hive").to_table().to_pylist()
    assert len({row["story_id"] for row in table}) == len(table) == 5
    assert {row["date"] for row in table} >= {"2019-05-01", "2019-05-04"}
    assert {row["provider"] for row in table} == {"one"}
    conn = open_state(out.database)
    # The list's feed is not touched; the archive's own remembers what its ids are made from, and nothing else.
    assert load_cursors(conn) == {"backfill.one.example": Cursor(feed_id="backfill.one.example", id_basis="guid")}
    assert conn.execute("SELECT count(*) FROM landed WHERE status = 'pending'").fetchone() == (0,)
    conn.close()
    again = backfill(options(out.root, [path]))
    assert (again.documents, again.rows) == (0, 0)


@pytest.mark.slow
def test_a_folder_of_releases(tmp_path):
    folder = tmp_path / "releases"
    folder.mkdir()
    for number in range(3):
        rss(folder / f"{number}.xml", [(number, 1)], NOW, feed="drop")
    result = backfill(options(tmp_path / "out", [folder], provider="drop"))
    assert (result.documents, result.rows) == (3, 3)


def test_what_was_refused_is_counted(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.xml").write_text("<a/>")
    (folder / "b.json").write_text('{"x": 1}')
    filled = backfill(options(tmp_path / "out", [folder]))
    assert (filled.documents, filled.rows, filled.refused) == (2, 0, 2)


@pytest.mark.slow
def test_a_folder_is_read_again_where_something_is_new_and_its_archives_by_themselves(tmp_path):
    folder, out = tmp_path / "kept", tmp_path / "out"
    (folder / "below").mkdir(parents=True)
    archive(folder / "below" / "a.warc.gz", feeds_of(tmp_path, 3))
    rss(folder / "m.xml", [(11, 1)], NOW, feed="drop")
    first = backfill(options(out, [folder], provider="drop"))
    assert (first.documents, first.rows, first.known) == (4, 4, 0)
    again = backfill(options(out, [folder], provider="drop"))
    assert (again.documents, again.rows, again.known) == (0, 0, 0)
    rss(folder / "a.xml", [(12, 1)], NOW, feed="drop")
    rss(folder / "m.xml", [(11, 1), (13, 1)], NOW, feed="drop")
    rss(folder / "z.xml", [(14, 1)], NOW, feed="drop")
    more = backfill(options(out, [folder], provider="drop"))
    assert (more.documents, more.rows, more.known) == (3, 3, 0)
    (folder / "z.xml").touch()
    touched = backfill(options(out, [folder], provider="drop"))
    assert (touched.documents, touched.rows, touched.known) == (0, 0, 3)


@pytest.mark.slow
def test_an_archive_that_grew_goes_on_and_another_in_its_place_is_read(tmp_path):
    place, out = tmp_path / "a.warc.gz", tmp_path / "out"
    whole = archive(tmp_path / "whole.warc.gz", feeds_of(tmp_path, 4)).read_bytes()
    half = [step.position for step in documents(tmp_path / "whole.warc.gz", 0, 1 << 20, NOW) if step.document][1]
    place.write_bytes(whole[:half])
    assert backfill(options(out, [place])).rows == 2
    place.write_bytes(whole)
    grown = backfill(options(out, [place]))
    assert (grown.documents, grown.rows) == (2, 2)
    archive(
        place,
        [("https://two.example/feed", "application/rss+xml", rss(tmp_path / "o.xml", [(77, 1)], NOW, feed="two").read_bytes(), "")],
    )
    assert backfill(options(out, [place])).rows == 1


def test_an_archive_among_files_is_no_document(tmp_path, capsys):
    archive(tmp_path / "a.warc.gz", feeds_of(tmp_path, 1))
    assert main(["ingest", str(tmp_path / "a.warc.gz"), "--out", str(tmp_path / "out"), "--runner", "inline"]) == 1
    assert "`newsbeam backfill" in capsys.readouterr().out
