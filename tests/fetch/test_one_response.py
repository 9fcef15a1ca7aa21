"""One response out of a connection's bytes, whichever way they are cut; and what lets a connection carry another."""

import asyncio
import logging

import pytest
from httpcore2 import RemoteProtocolError
from hypothesis import given
from hypothesis import strategies as st
from server import Answer, Server
from test_poll import RSS, on

from newsbeam.connectors.http.address import parse_url
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.one_response import EMPTY_LINES_BYTES, FIELD_BYTES, MAX_INTERIM, STATUS_LINE_BYTES, OneResponse
from newsbeam.connectors.http.wire import Wire

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"


def taken(*pieces, limits=None):
    answer = OneResponse(limits or FetchLimits())
    return b"".join(answer.take(piece) for piece in pieces), answer.is_over


@pytest.mark.parametrize(
    ("sent", "handed_on", "reusable"),
    [
        (HEAD + b"body", HEAD + b"body", True),
        (HEAD + b"bo", HEAD + b"bo", False),
        (HEAD + b"bodyHTTP/1.1 500 X\r\n\r\n", HEAD + b"body", False),
        (b"\r\n\n\r\n" + HEAD + b"body", HEAD + b"body", True),
        (b"HTTP/1.1 304 X\r\nContent-Length: 4\r\n\r\nbody", b"HTTP/1.1 304 X\r\nContent-Length: 4\r\n\r\n", False),
        (b"HTTP/1.1 304 X\r\nETag: 1\r\n\r\n", b"HTTP/1.1 304 X\r\nETag: 1\r\n\r\n", True),
        (b"HTTP/1.1 103 X\r\nLink: a\r\n\r\n" + HEAD + b"body", b"HTTP/1.1 103 X\r\nLink: a\r\n\r\n" + HEAD + b"body", True),
        (CHUNKED, CHUNKED, True),
        (CHUNKED + b"more", CHUNKED + b"more", False),
        (CHUNKED.replace(b"chunked", b"identity, chunked"), CHUNKED, True),
        (HEAD.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: Identity\r\n\r\n") + b"body", HEAD + b"body", True),
        (HEAD.replace(b":", b" :") + b"body", HEAD + b"body", True),
        (HEAD.replace(b"Content", b" \tContent") + b"body", HEAD + b"body", True),
        (HEAD.replace(b"\r\n", b"\n") + b"body", HEAD.replace(b"\r\n", b"\n") + b"body", True),
    ],
)
def test_what_belongs_to_the_response_is_handed_on_however_it_is_cut(sent, handed_on, reusable):
    assert taken(sent) == (handed_on, reusable)
    assert taken(*(bytes([byte]) for byte in sent)) == (handed_on, reusable)


@pytest.mark.parametrize(
    "sent",
    [
        b"SSH-2.0-OpenSSH",
        b"<rss/>",
        b"\x16\x03\x01",
        b"\r\n" * 2000,
        b"HTTP/1.1 100 X\r\n\r\n" * (MAX_INTERIM + 1),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 40_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 " + b"y" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
    ],
)
def test_a_head_that_is_none_or_too_large_is_refused_before_it_ends(sent):
    with pytest.raises(RemoteProtocolError):
        taken(*(sent[at : at + 1000] for at in range(0, len(sent), 1000)))


def head(*fields, status=b"HTTP/1.1 200 OK"):
    return b"\r\n".join((status, b"Content-Length: 0", *fields)) + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("most", "one_more"),
    [
        (head(*[b"X: y"] * 199), head(*[b"X: y"] * 200)),
        (head(b"X: " + b"y" * (FIELD_BYTES - 4)), head(b"X: " + b"y" * (FIELD_BYTES - 3))),
        (
            head(b"X: " + b"y" * 999, status=b"HTTP/1.1 200 ".ljust(STATUS_LINE_BYTES - 1)),
            head(b"X: " + b"y" * 999, status=b"HTTP/1.1 200 ".ljust(STATUS_LINE_BYTES)),
        ),
        (head(*[b"X: " + b"y" * 995] * 81), head(*[b"X: " + b"y" * 995] * 82)),
        (b"HTTP/1.1 103 X\r\n\r\n" * MAX_INTERIM + head(), b"HTTP/1.1 103 X\r\n\r\n" * (MAX_INTERIM + 1) + head()),
        (b"\n" * EMPTY_LINES_BYTES + head(), b"\n" * (EMPTY_LINES_BYTES + 1) + head()),
    ],
    ids=["fields", "a field", "the status line", "all of it", "interim", "empty lines"],
)
def test_the_ceilings_of_a_head_are_where_they_are_said_to_be(most, one_more):
    for cut in (10**6, 1000):
        pieces = [most[at : at + cut] for at in range(0, len(most), cut)]
        assert taken(*pieces) == (most.lstrip(b"\n"), True)
        with pytest.raises(RemoteProtocolError):
            taken(*(one_more[at : at + cut] for at in range(0, len(one_more), cut)))


@given(st.lists(st.binary(max_size=50), max_size=8), st.sampled_from([b"", HEAD, CHUNKED, b"HTTP/1.1 304 X\r\n\r\n"]))
def test_any_bytes_are_handed_on_in_part_or_refused(pieces, head):
    answer = OneResponse(FetchLimits())
    try:
        found = b"".join(answer.take(piece) for piece in (head, *pieces))
    except RemoteProtocolError:
        return
    assert len(found) <= len(head) + sum(map(len, pieces))


@pytest.mark.parametrize(("after", "connections"), [(b"", 1), (b"junk", 2)])
def test_a_connection_is_kept_while_nothing_but_answers_came_on_it(after, connections):
    async def talk(server, bench):
        async with Wire(bench.limits) as wire:
            for _ in range(2):
                assert (await wire.get(parse_url(server.base + "/a"), {})).wire == b"body"
                await asyncio.sleep(0.02)
        assert server.connections == connections

    on({"*": Answer(200, [("Content-Length", "4")], b"body" + after)}, talk)


def test_no_log_of_a_library_has_the_address_or_a_header(caplog):
    async def talk(server, bench):
        caplog.set_level(logging.DEBUG)
        async with Wire(bench.limits) as wire:
            await wire.get(parse_url(server.base + "/a?key=SESAME"), {"Authorization": "Bearer SESAME"})
        assert "SESAME" not in caplog.text

    on({"*": Answer(body=RSS)}, talk)


@pytest.mark.slow
def test_an_https_feed_goes_through_the_proxy_in_a_tunnel(tmp_path):
    from hostile.certificates import contexts

    asked = []

    async def run():
        tls, ca_file = contexts(tmp_path, ["127.0.0.1"])
        async with Server({"*": Answer(body=RSS)}, tls=tls["good"]) as home:

            async def pump(source, sink):
                try:
                    while piece := await source.read(65536):
                        sink.write(piece)
                finally:
                    sink.close()

            over = asyncio.Event()

            async def tunnel(reader, writer):
                asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", home.port)
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer), return_exceptions=True)
                over.set()

            proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
            limits = FetchLimits(
                proxy=f"http://user:pass@127.0.0.1:{proxy.sockets[0].getsockname()[1]}",
                ca_file=str(ca_file),
                allow_hosts=frozenset([home.place]),
            )
            async with proxy:
                async with Wire(limits) as wire:
                    for _ in range(2):
                        assert (await wire.get(parse_url(home.base + "/a"), {})).wire == RSS
                await over.wait()
            assert [request.path for request in home.journal] == ["/a", "/a"]

    asyncio.run(run())
    assert len(asked) == 1
    assert asked[0].startswith("CONNECT 127.0.0.1:")
    assert "Proxy-Authorization: Basic dXNlcjpwYXNz" in asked[0]
