"""Whatever the bytes: bounded, total, and the same whichever way they arrive."""

import asyncio
import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from hostile import bodies
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbeam.connectors.http.address import parse_url
from newsbeam.connectors.http.decode import BodyError, decode_body
from newsbeam.connectors.http.headers import content_type, freshness, http_date, retry_after
from newsbeam.connectors.http.hosts import HostGate, HostKeys, host_of, registrable
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.redact import redact_url
from newsbeam.connectors.polling.hints import body_hints
from newsbeam.connectors.polling.local import files_of
from newsbeam.connectors.polling.sniff import alternates, refuse

NOW = datetime(2026, 11, 24, tzinfo=UTC)
USUAL = settings.default.max_examples
"""A hundred, in the quick tests a quarter of that."""
MORE, FEWER = settings(max_examples=2 * USUAL), settings(max_examples=USUAL * 3 // 5)
PACK = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=3),
    "zstd": zstandard.compress,
}


def unpack(body: bytes, encoding: str, limit: int = 1 << 20) -> bytes:
    return decode_body(body, encoding, max_body_bytes=limit, max_ratio=200)


def test_a_charset_behind_a_colon_is_a_charset():
    assert content_type([("content-type", "text/html; charset:gbk")]) == ("text/html", "gbk")


@given(st.binary(max_size=3000))
@FEWER
def test_gzip_that_says_deflate_is_unpacked(body):
    if body[:2] != b"\x1f\x8b":
        assert unpack(gzip.compress(body), "deflate") == body


@given(st.binary(max_size=3000), st.lists(st.sampled_from(sorted(PACK)), max_size=2))
@FEWER
def test_what_was_packed_is_unpacked(body, layers):
    if body[:2] == b"\x1f\x8b":
        return
    packed = body
    for name in layers:
        packed = PACK[name](packed)
    assert unpack(packed, ", ".join(layers)) == body


@given(st.binary(max_size=400), st.sampled_from([*sorted(PACK), "gzip, br", "zstd, zstd", "", "x"]))
@MORE
def test_garbage_is_a_body_or_a_reason(body, encoding):
    try:
        found = unpack(body, encoding)
    except BodyError:
        return
    assert len(found) <= 1 << 20


@pytest.mark.parametrize(
    "token",
    ["UTF-8", "none", "binary", "aws-chunked", '""', "", "identity", "8bit", "text/xml", "iso-8859-1", "utf-8, none, identity"],
)
@pytest.mark.parametrize(
    "body", [b"<rss/>", b"\xef\xbb\xbf\n<rss/>", "<rss/>".encode("utf-16"), b'{"a": 1}', b"\x01PA123\x02\r\nwire copy\x03"]
)
def test_a_token_that_names_no_coding_says_nothing_of_a_body_that_can_be_read(token, body):
    assert unpack(body, token) == body
    assert unpack(gzip.compress(body), token + ", gzip") == body
    assert unpack(gzip.compress(body), token) == body


@pytest.mark.parametrize(("token", "body"), [("sdch", b"<rss/>"), ("compress", b"<rss/>"), ("x-own", bytes(range(256)))])
def test_a_coding_that_we_cannot_undo_is_refused(token, body):
    with pytest.raises(BodyError) as error:
        unpack(body, token)
    assert error.value.reason == "decode"


@given(st.data(), st.sampled_from(sorted(PACK)))
@FEWER
def test_a_torn_body_is_never_taken_for_whole(data, name):
    packed = PACK[name](b"<rss>" + bytes(range(256)) * 8)
    cut = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(BodyError):
        unpack(packed[:cut], name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PACK))
def test_a_bomb_costs_no_more_than_the_limit(name):
    made = {
        "gzip": lambda: bodies.gz_bomb(60),
        "deflate": lambda: zlib.compress(b" " * 60_000_000),
        "br": bodies.br_bomb,
        "zstd": bodies.zstd_bomb,
    }
    bomb = made[name]()
    tracemalloc.start()
    try:
        with pytest.raises(BodyError) as error:
            unpack(bomb, name, limit=4 << 20)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert error.value.reason == "too_large"
    assert peak < 40 << 20, peak


def test_a_body_of_many_empty_frames_or_members_is_refused_or_read_once():
    """Each costs its beginning, and 20 MB hold two million of them."""
    with pytest.raises(BodyError, match="frames"):
        unpack(zstandard.compress(b"") * 20_000, "zstd")
    assert unpack(zstandard.compress(b"a") * 50, "zstd") == b"a" * 50
    assert unpack(gzip.compress(b"") * 20_000 + gzip.compress(b"<rss/>"), "gzip") == b"<rss/>"


@given(st.text(max_size=60))
@MORE
def test_header_values_of_any_kind_are_read_or_absent(value):
    fields = (("Cache-Control", value), ("Expires", value), ("Age", value), ("Date", value), ("Content-Type", value))
    left = freshness(fields, NOW)
    assert left is None or 0 < left <= 86400
    until = retry_after(value, NOW)
    assert until is None or 0 < (until - NOW).total_seconds() <= 7 * 86400
    assert http_date(value) is None or http_date(value).tzinfo is UTC
    content_type(fields)
    redact_url(value)


@given(st.text(max_size=80))
@MORE
def test_any_text_is_an_address_or_a_value_error(text):
    for form in (text, "http://" + text, "http://n.example/" + text, "http://n.example:" + text):
        try:
            url = parse_url(form)
        except ValueError:
            continue
        assert str(url).isascii()
        assert not {"#", "@"} & set(url.authority)
        assert "#" not in url.target
        assert url.host == "none" or parse_url(str(url)) == url


@given(st.binary(max_size=300))
@MORE
def test_any_body_is_sniffed(body):
    refuse(body)
    alternates(body)
    hints = body_hints(body)
    assert hints.ttl_s is None or 0 < hints.ttl_s <= 86400


@pytest.mark.parametrize(
    "body",
    [
        b"<link " * 20_000,
        b"<skipHours>" * 20_000,
        b"<ttl>" * 50_000,
        b"<ttl> " + b" " * 60_000,
        b"<!doctype " * 10_000,
        b"=" * 100_000,
        b"<link a=" + b'"' * 60_000,
    ],
)
def test_no_pattern_is_slow_on_bytes_made_for_it(body):
    import time

    began = time.process_time()
    refuse(body)
    alternates(body)
    body_hints(body)
    assert time.process_time() - began < 0.5


def test_host_keys_join_crowded_domains_only():
    few = {f"https://h{n}.few.example/": f"h{n}.few.example" for n in range(5)}
    many = [f"https://h{n}.crowd.co.uk/" for n in range(21)]
    keys = HostKeys({*few, *many})
    assert all(keys[url] == host for url, host in few.items())
    assert {keys[url] for url in many} == {"crowd.co.uk"}
    assert keys["http://unseen.crowd.co.uk/robots.txt"] == "crowd.co.uk", "whatever else is asked of that domain"
    assert keys["https://h3.few.example"] == "h3.few.example"
    assert keys["https://unseen.few.example/"] == "unseen.few.example"
    assert host_of("http://n.example:80/") == host_of("https://n.example/") == "n.example"
    assert host_of("http://n.example:8080/") == "n.example:8080"
    assert registrable("10.0.0.1") == "10.0.0.1"


def test_the_gate_lets_one_in_per_host_and_so_many_in_all():
    inside: list[str] = []
    most = [0]

    class Clock:
        time = 0.0

        def monotonic(self):
            return self.time

        async def sleep(self, seconds):
            self.time += seconds

    async def visit(gate, host):
        async with gate.turn(host):
            assert host not in inside
            inside.append(host)
            most[0] = max(most[0], len(inside))
            await asyncio.sleep(0)
            inside.remove(host)

    async def run():
        gate = HostGate(Clock(), FetchLimits(max_in_flight=5))
        await asyncio.gather(*(visit(gate, f"h{n % 30}") for n in range(90)))

    asyncio.run(run())
    assert most[0] == 5


def test_a_folder_of_hostile_names_is_read_in_order(tmp_path):
    for name in ("b", "a\nb", "\u202eevil", "ümlaut", "-rf", "a b"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(files_of(tmp_path)) == 6


WHOLE = b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "1"\r\nContent-Length: 25\r\n\r\n<rss><channel/></rss>     '
PIECES = [
    b"\r\n",
    b"\r\n\r\n",
    b"\0",
    b"\xff",
    b"HTTP/1.1 ",
    b"304 X",
    b"302 X\r\nLocation: ",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Length: 3\r\n",
    b"Content-Encoding: gzip\r\n",
    b"0\r\n\r\n",
    b"9" * 30,
    b": ",
    b" ",
]


@st.composite
def torn(draw):
    """A response with pieces cut out, doubled and put in."""
    body = bytearray(WHOLE)
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(body)))
        match draw(st.sampled_from(["cut", "put", "flip"])):
            case "cut":
                del body[at : at + draw(st.integers(1, 30))]
            case "put":
                body[at:at] = draw(st.sampled_from(PIECES))
            case _ if at < len(body):
                body[at] ^= 1 << draw(st.integers(0, 7))
    return bytes(body)


def test_any_bytes_from_a_server_end_as_a_reply():
    """I1: total. One server and one engine for all examples; nothing raises, nothing hangs, nothing reaches further."""
    from server import Answer, Server

    from newsbeam.connectors.http.clock import SystemClock
    from newsbeam.connectors.http.exchange import Exchange
    from newsbeam.connectors.http.wire import Wire

    loop = asyncio.new_event_loop()
    server = Server()
    loop.run_until_complete(server.__aenter__())
    limits = FetchLimits(
        allow_hosts=frozenset([server.place]), host_delay_s=0, host_delay_factor=0, read_timeout_s=0.3, total_timeout_s=1.0
    )

    @given(torn(), st.booleans())
    @FEWER
    def every(response, conditional):
        async def ask():
            server.routes["*"] = Answer(raw=response)
            async with Wire(limits) as wire:
                clock = SystemClock()
                exchange = Exchange(wire, HostGate(clock, limits), limits, clock)
                return await exchange.get("f", server.base + "/", {"If-None-Match": '"1"'} if conditional else {})

        reply = loop.run_until_complete(ask())
        assert reply.reason is not None or reply.status in (200, 203, 226, 304)
        assert len(reply.sent) <= 11

    try:
        every()
    finally:
        loop.run_until_complete(server.__aexit__(None, None, None))
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
