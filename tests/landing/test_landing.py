import gzip
import random
import resource
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from newsbeam.connectors.landing.expiry import expire
from newsbeam.connectors.landing.landing import landing_files, read_document, scan
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.schemas.codes import Reason
from newsbeam.schemas.document import Document, LandingRef
from newsbeam.schemas.item import ParseError

TEN = datetime(2026, 3, 10, 10, 0, 0, 123, tzinfo=UTC)
# What an HTTP library may hand us as a header: latin-1 text, bytes kept as surrogates, never a line end.
header_text = st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=["Cs"]), max_size=20).map(str.strip)
header_name = st.text("ABCdef-", min_size=1, max_size=20)


def response(payload=b"<rss/>", **fields):
    values = {
        "feed_id": "example.main",
        "uri": "https://news.example/feed",
        "fetched_at": TEN,
        "payload": payload,
        "http_status": 200,
    }
    return Document(**(values | fields))


def landed(root, *documents, name="b1"):
    with LandingWriter(root, name) as writer:
        return [writer.write(one, {"entries": "3"}) for one in documents]


@given(
    st.binary(max_size=200),
    st.none() | st.integers(100, 599),
    st.lists(st.tuples(header_name, header_text), max_size=4),
    st.text(max_size=20),
    st.dictionaries(st.text(max_size=5), st.text(max_size=10), max_size=3),
)
@settings(max_examples=30, deadline=None)
def test_what_is_landed_comes_back(tmp_path_factory, payload, status, headers, name, extra):
    root = tmp_path_factory.mktemp("landing")
    document = response(payload, http_status=status, headers=tuple(headers), uri=f"https://news.example/{name}", member=name)
    with LandingWriter(root, "b1") as writer:
        ref = writer.write(document, extra)
    read = read_document(root, ref)
    assert (read.payload, read.http_status, read.headers, read.uri, read.fetched_at, read.member, read.landing_ref) == (
        payload,
        status,
        tuple(headers),
        document.uri,
        TEN,
        name,
        ref,
    )
    ((found, facts),) = scan(root, ref.file)
    assert (found, facts["extra"], facts["feed_id"], facts["bytes"]) == (ref, extra, "example.main", len(payload))


def test_a_header_cannot_forge_a_record(tmp_path):
    forged = response(
        b"body", headers=(("X", "a\r\n\r\nWARC/1.1\r\nWARC-Type: response"),), uri="https://x.example/\r\nWARC-Type: resource"
    )
    (ref,) = landed(tmp_path, forged)
    assert read_document(tmp_path, ref).payload == b"body"
    assert len(list(scan(tmp_path, ref.file))) == 1


def test_other_tools_read_it(tmp_path):
    refs = landed(tmp_path, response(headers=(("Content-Encoding", "br"), ("ETag", 'W/"1"'))), response(b"file", http_status=None))
    with (tmp_path / refs[0].file).open("rb") as file:
        records = [(r.rec_type, r.content_stream().read(), r.http_headers) for r in ArchiveIterator(file, check_digests="raise")]
    assert [r[:2] for r in records] == [("response", b"<rss/>"), ("resource", b"file")]
    # The body is stored decoded, so the header that said otherwise is kept under the name that archives use.
    assert records[0][2].get_header("X-Crawl-Content-Encoding") == "br"
    assert records[0][2].get_header("ETag") == 'W/"1"'


def test_an_unchanged_body_is_a_revisit(tmp_path):
    first, again, later = landed(tmp_path, response(), response(fetched_at=TEN + timedelta(hours=1)), response(b"<other/>"))
    kinds = {ref: facts["kind"] for ref, facts in scan(tmp_path, first.file)}
    assert [kinds[ref] for ref in (first, again, later)] == ["response", "revisit", "response"]
    assert read_document(tmp_path, again).payload == b"<rss/>"
    assert read_document(tmp_path, again).fetched_at == TEN + timedelta(hours=1)
    with LandingWriter(tmp_path, "b2") as writer:
        other = writer.write(response(fetched_at=TEN + timedelta(days=1)), {}, original=first)
    assert read_document(tmp_path, other).payload == b"<rss/>"


def test_a_damaged_record_costs_itself_alone(tmp_path):
    documents = [response(random.Random(n).randbytes(300)) for n in range(9)]
    refs = landed(tmp_path, *documents)
    path = tmp_path / refs[0].file
    damaged = bytearray(path.read_bytes())
    damaged[refs[4].offset + 150 : refs[4].offset + 400] = bytes(250)
    path.write_bytes(damaged)
    assert [ref for ref, _ in scan(tmp_path, refs[0].file)] == refs[:4] + refs[5:]
    with pytest.raises(ParseError) as refused:
        read_document(tmp_path, refs[4])
    assert refused.value.reason == Reason.CORRUPT_RECORD
    assert [read_document(tmp_path, ref).payload for ref in refs[5:]] == [d.payload for d in documents[5:]]


def test_bytes_with_another_digest_are_refused(tmp_path):
    (ref,) = landed(tmp_path, response(b"what was said"))
    path = tmp_path / ref.file
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"what was said", b"what was sad ")))
    with pytest.raises(ParseError, match="do not have the digest"):
        read_document(tmp_path, ref)


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_truncated_tail_is_tolerated(tmp_path, cut):
    refs = landed(tmp_path, *(response(random.Random(n).randbytes(300)) for n in range(3)))
    path = tmp_path / refs[0].file
    path.write_bytes(path.read_bytes()[:-cut])
    assert [ref for ref, _ in scan(tmp_path, refs[0].file)] == refs[:2]


@pytest.mark.parametrize(
    "ref",
    [
        LandingRef(file="date=2026-03-10/none.warc.gz", offset=0, record_id="x"),
        LandingRef(file="../secret", offset=0, record_id="x"),
        LandingRef(file="/etc/passwd", offset=0, record_id="x"),
        LandingRef(file="date=2026-03-10/b1-00000.warc.gz", offset=7, record_id="x"),
        LandingRef(file="date=2026-03-10/b1-00000.warc.gz", offset=0, record_id="another"),
        LandingRef(file="date=2026-03-10/b1-00000.warc.gz", offset=10**9, record_id="x"),
    ],
)
def test_a_wrong_reference_is_a_corrupt_record(tmp_path, ref):
    landed(tmp_path, response())
    with pytest.raises(ParseError) as refused:
        read_document(tmp_path, ref)
    assert refused.value.reason == Reason.CORRUPT_RECORD


def test_files_rotate_and_are_never_written_twice(tmp_path):
    with LandingWriter(tmp_path, "b1", rotate_bytes=1) as writer:
        refs = [writer.write(response(bytes([n])), {}) for n in range(3)]
    assert [ref.file for ref in refs] == [f"date=2026-03-10/b1-0000{n}.warc.gz" for n in range(3)]
    (again,) = landed(tmp_path, response(b"again"))
    assert again.file.endswith("b1-00003.warc.gz")
    assert len(landing_files(tmp_path)) == 4


def test_retention(tmp_path):
    for day in (8, 9, 10):
        landed(tmp_path, response(fetched_at=TEN.replace(day=day)))
    kept = "date=2026-03-08/b1-00000.warc.gz"
    assert expire(tmp_path, date(2026, 3, 10), keep=frozenset({kept})) == ["date=2026-03-09/b1-00000.warc.gz"]
    assert [file for file, _ in landing_files(tmp_path)] == [kept, "date=2026-03-10/b1-00000.warc.gz"]
    assert not (tmp_path / "date=2026-03-09").exists()


@given(st.binary(max_size=400))
def test_a_scan_of_anything_ends(tmp_path_factory, content):
    root = tmp_path_factory.mktemp("landing")
    (root / "x.warc.gz").write_bytes(content)
    assert list(scan(root, "x.warc.gz")) == []
    (root / "x.warc.gz").write_bytes(gzip.compress(content))
    assert list(scan(root, "x.warc.gz")) == []


def test_a_disk_that_refuses_leaves_whole_records(tmp_path):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    with LandingWriter(tmp_path, "b1") as writer:
        first = writer.write(response(b"first"), {})
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
        try:
            with pytest.raises(OSError, match="File too large"):
                writer.write(response(random.Random(1).randbytes(50_000)), {})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        third = writer.write(response(b"third"), {})
    assert [ref for ref, _ in scan(tmp_path, first.file)] == [first]
    assert (tmp_path / first.file).stat().st_size < 1_000
    assert read_document(tmp_path, third).payload == b"third"
