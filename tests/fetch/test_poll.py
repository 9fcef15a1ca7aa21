"""One poll after another, through real sockets: what is asked, what is landed, what the cursor remembers."""

import asyncio
import gzip
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from server import Answer, Server

from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.crawl import cursor_after, due, poll
from newsbeam.connectors.state.cursors import cursor_from_json, cursor_to_json
from newsbeam.schemas.document import LandingRef
from newsbeam.schemas.errors import NoContactError
from newsbeam.schemas.feed import Feed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>%s</title></item></channel></rss>'


class Bench:
    """Polls with a landing of its own, cursors carried from poll to poll through their stored form."""

    def __init__(self, server: Server, **limits: object) -> None:
        self.server, self.now, self.cursors, self.landed = server, NOW, {}, []
        self.limits = FetchLimits(
            **{
                "allow_hosts": frozenset([server.place]),
                "host_delay_s": 0.0,
                "host_delay_factor": 0.0,
                "read_timeout_s": 15.0,
                **limits,
            }
        )

    def feed(self, path: str, **fields: object) -> Feed:
        return Feed(**{"id": path.strip("/"), "provider": "p", "url": self.server.base + path, **fields})

    async def poll(self, *feeds: Feed, after: timedelta = timedelta(hours=25)):
        def land(document, extra):
            self.landed.append((document, extra))
            return LandingRef(file="f", offset=len(self.landed), record_id="r")

        results = await poll(feeds, self.cursors, self.limits, clock=FixedClock(self.now), land=land)
        for cursor in {result.feed_id: result.cursor for result in results}.values():
            self.cursors[cursor.feed_id] = cursor_from_json(cursor_to_json(cursor))
        self.now += after
        return results if len(results) != 1 else results[0]


def on(routes, talk, *, host="127.0.0.1", **limits):
    async def run():
        async with Server(routes, host=host) as server:
            return await talk(server, Bench(server, **limits))

    return asyncio.run(run())


def test_a_feed_is_landed_once_and_then_only_asked_whether_it_changed():
    async def talk(server, bench):
        feed = bench.feed("/a")
        first, second, third = [await bench.poll(feed) for _ in range(3)]
        assert (first.outcome, first.ref.offset, first.body_bytes) == ("ok", 1, len(RSS))
        assert (second.outcome, second.ref, third.outcome) == ("not_modified", None, "not_modified")
        assert [q.header("If-None-Match") for q in server.journal] == [None, 'W/"odd, value"', '"new"']
        assert [q.header("If-Modified-Since") for q in server.journal] == [None, "yesterday", "yesterday"]
        document, _ = bench.landed[0]
        assert document.payload == RSS
        assert ("ETag", 'W/"odd, value"') in document.headers
        again = cursor_after(None, document, document.fetched_at, bench.limits, feed)
        assert again == replace(first.cursor, took_s=None)

    fresh = Answer(headers=[("ETag", 'W/"odd, value"'), ("Last-Modified", "yesterday")], body=RSS)
    on({"/a": [fresh, Answer(304, [("ETag", '"new"')]), Answer(304)]}, talk)


def test_the_same_bytes_again_are_unchanged_and_bring_their_validators():
    async def talk(server, bench):
        assert [(await bench.poll(bench.feed("/a"))).outcome for _ in range(3)] == ["ok", "unchanged", "ok"]
        assert server.journal[2].header("If-None-Match") == '"2"'
        assert len(bench.landed) == 2

    on({"/a": [Answer(headers=[("ETag", f'"{n}"')], body=body) for n, body in ((1, RSS), (2, RSS), (3, RSS + b" "))]}, talk)


def test_a_redirect_back_to_where_we_were_is_not_followed_again():
    async def talk(server, bench):
        for path, asked in (("/loop", ["/loop"]), ("/there", ["/there", "/back"])):
            server.journal.clear()
            result = await bench.poll(bench.feed(path))
            assert (result.outcome, result.reason) == ("soft", "too_many_redirects")
            assert [q.path for q in server.journal] == asked

    to = {"/loop": "/loop", "/there": "/back", "/back": "/there"}
    on({path: Answer(302, [("Location", target)]) for path, target in to.items()}, talk)


def test_gzip_is_asked_for_and_unpacked():
    async def talk(server, bench):
        result = await bench.poll(bench.feed("/a"))
        assert bench.landed[0][0].payload == RSS
        assert result.wire_bytes < result.body_bytes == len(RSS)
        assert server.journal[0].header("Accept-Encoding") == "gzip, deflate"

    on({"/a": Answer(headers=[("Content-Encoding", "gzip")], body=gzip.compress(RSS))}, talk)


def test_one_host_is_asked_one_at_a_time_with_a_pause():
    async def talk(server, bench):
        began = asyncio.get_running_loop().time()
        await bench.poll(*(bench.feed(f"/{n}") for n in range(4)))
        assert server.open_most == 1
        # Not from one to the next: on a busy machine one may be seen late, and the next on time.
        assert server.journal[-1].at - began >= 3 * 0.05

    on({"*": Answer(body=RSS)}, talk, host_delay_s=0.05)


def test_local_files_are_documents_once(tmp_path):
    async def talk(server, bench):
        feed = Feed(id="drop", provider="p", path=str(tmp_path))
        (tmp_path / "b.xml").write_bytes(RSS)
        (tmp_path / ".hidden.xml").write_bytes(RSS)
        (tmp_path / "c.xml.part").write_bytes(RSS)
        (tmp_path / "link.xml").symlink_to("/etc/hostname")
        (tmp_path / "below").mkdir()
        (tmp_path / "below" / "a.txt").write_bytes(b"text")
        first = await bench.poll(feed)
        assert [d.uri.rsplit("/", 1)[1] for d, _ in bench.landed] == ["b.xml", "a.txt"]
        assert {r.outcome for r in first} == {"ok"}
        assert (await bench.poll(feed)).outcome == "unchanged"
        (tmp_path / "b.xml").write_bytes(RSS + b" ")
        changed = await bench.poll(feed)
        assert (changed.outcome, len(bench.landed)) == ("ok", 3)
        (tmp_path / "b.xml").write_bytes(RSS + b"\n")
        changed = await bench.poll(feed)
        assert (changed.outcome, len(bench.landed)) == ("ok", 4), "as many bytes, and others"
        cursor = None
        for document, _ in bench.landed:
            cursor = cursor_after(cursor, document, document.fetched_at, bench.limits, feed)
        assert cursor.files == changed.cursor.files

    on({}, talk)


def test_files_that_are_gone_are_forgotten_once_others_come(tmp_path):
    async def talk(server, bench):
        feed = Feed(id="drop", provider="p", path=str(tmp_path))
        for name in ("a.xml", "b.xml"):
            (tmp_path / name).write_bytes(RSS + name.encode())
        await bench.poll(feed)
        for name in ("a.xml", "b.xml"):
            (tmp_path / name).rename(tmp_path / f".{name}")
        assert (await bench.poll(feed)).outcome == "unchanged"
        assert len(bench.cursors["drop"].files) == 2, "an empty folder may be one that is not mounted"
        (tmp_path / ".b.xml").rename(tmp_path / "b.xml")
        (tmp_path / "c.xml").write_bytes(RSS + b"c")
        await bench.poll(feed)
        assert sorted(Path(name).name for name in bench.cursors["drop"].files) == ["b.xml", "c.xml"]
        assert len(bench.landed) == 3, "what came back with its folder is no new document"

    on({}, talk)


def test_files_of_one_poll_are_distinguished_in_time_by_their_order(tmp_path):
    async def talk(server, bench):
        (tmp_path / "drop").mkdir()
        for name in ("drop/c.xml", "drop/a.xml", "other.xml"):
            (tmp_path / name).write_bytes(RSS + name.encode())
        drop = Feed(id="drop", provider="p", path=str(tmp_path / "drop"))
        other = Feed(id="other", provider="p", path=str(tmp_path / "other.xml"))
        results = await bench.poll(drop, other)
        order = [(d.uri.rsplit("/", 1)[1], (d.fetched_at - NOW).microseconds) for d, _ in bench.landed]
        assert order == [("a.xml", 0), ("c.xml", 1), ("other.xml", 0)], "a feed's own, whatever other feeds there are"
        assert [r.fetched_at for r in results] == [d.fetched_at for d, _ in bench.landed]
        assert len(due([drop, other], bench.cursors, NOW)) == 2, "the same clock finds them due again"

    on({}, talk)


@pytest.mark.slow
def test_a_folder_of_thousands_is_remembered_once(tmp_path):
    import tracemalloc

    async def talk(server, bench):
        for n in range(2000):
            (tmp_path / f"{n:04}.xml").write_bytes(b"%d" % n)
        bench.landed = _Counted()
        tracemalloc.start()
        try:
            results = await bench.poll(Feed(id="drop", provider="p", path=str(tmp_path)))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert len(results) == len(bench.cursors["drop"].files) == 2000
        assert peak < 10 << 20, peak

    on({}, talk)


def test_a_file_that_is_still_written_is_left_and_an_absent_one_is_reported(tmp_path):
    async def talk(server, bench):
        path = tmp_path / "x.txt"
        path.write_bytes(b"half")
        bench.now = datetime.fromtimestamp(path.stat().st_mtime, UTC) + timedelta(seconds=3)
        feed = Feed(id="drop", provider="p", path=str(path), settle_s=5)
        assert (await bench.poll(feed, after=timedelta(seconds=3))).outcome == "unchanged"
        assert (await bench.poll(feed)).outcome == "ok"
        absent = await bench.poll(Feed(id="no", provider="p", path=str(tmp_path / "absent")))
        assert (absent.outcome, absent.reason) == ("soft", "disk")
        assert "absent" in absent.message

    on({}, talk)


def test_ten_remote_hosts_need_a_contact():
    feeds = [Feed(id=f"f{n}", provider="p", url=f"https://h{n}.example/") for n in range(10)]
    with pytest.raises(NoContactError, match="contact"):
        asyncio.run(poll(feeds, {}, FetchLimits(), clock=FixedClock(NOW), land=None))


def test_due_feeds_come_longest_overdue_first():
    async def talk(server, bench):
        feeds = [bench.feed(f"/{n}") for n in "abc"]
        await bench.poll(feeds[0], after=timedelta(hours=1))
        await bench.poll(feeds[1], after=timedelta(minutes=10))
        assert [f.id for f in due(feeds, bench.cursors, bench.now)] == ["c", "a"]
        assert [f.id for f in due(feeds, bench.cursors, bench.now + timedelta(days=2))] == ["c", "a", "b"]

    on({"*": Answer(body=RSS, headers=[("ETag", "1")])}, talk)


def test_feeds_that_robots_txt_disallows_are_asked_and_flagged_or_left_where_it_is_to_be_obeyed():
    async def talk(server, bench):
        robots = {}

        async def ask(way):
            bench.limits = replace(bench.limits, robots_feeds=way)
            results = await poll(
                [bench.feed("/a"), bench.feed("/private")],
                {},
                bench.limits,
                clock=FixedClock(NOW),
                land=lambda d, e: None,
                robots=robots,
            )
            return [(r.outcome.value, r.reason, r.flags) for r in results]

        assert await ask("warn") == [("ok", None, ()), ("ok", None, ("robots_disallowed",))]
        assert await ask("obey") == [("ok", None, ()), ("blocked", "robots", ())]
        assert await ask("ignore") == [("ok", None, ())] * 2
        assert [q.path for q in server.journal if "robots" in q.path] == ["/robots.txt"], "once a day"
        assert robots[server.base].status == 200

    on({"/robots.txt": Answer(body=b"User-agent: *\nDisallow: /private"), "*": Answer(body=RSS)}, talk)


def test_an_operators_own_headers_take_the_place_of_ours():
    async def talk(server, bench):
        await bench.poll(bench.feed("/a", headers={"user-agent": "Reader of the desk", "X-Desk": "7"}))
        sent = server.journal[0]
        assert [v for k, v in sent.headers if k.lower() == "user-agent"] == ["Reader of the desk"]
        assert sent.header("X-Desk") == "7"

    on({"/a": Answer(body=RSS)}, talk)


@pytest.mark.slow
@pytest.mark.allow_hosts(["127.0.0.1", *(f"127.0.7.{n}" for n in range(1, 61))])
def test_sixty_large_bodies_at_once_do_not_fill_the_memory():
    hosts = [f"127.0.7.{n}" for n in range(1, 61)]
    body = RSS + b" " * 6_000_000

    async def talk(server, bench):
        import tracemalloc

        places = frozenset(f"{host}:{server.port}" for host in hosts)
        bench.limits = replace(bench.limits, allow_hosts=places, contact="x", total_timeout_s=60.0, read_timeout_s=30.0)
        feeds = [Feed(id=f"f{n}", provider="p", url=f"http://{host}:{server.port}/a") for n, host in enumerate(hosts)]
        bench.landed = _Counted()
        tracemalloc.start()
        try:
            results = await bench.poll(*feeds)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert {r.outcome for r in results} == {"ok"}
        assert peak < 200 << 20, peak

    async def whole(writer):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        for at in range(0, len(body), 65536):
            writer.write(body[at : at + 65536])
            await writer.drain()

    on({"/a": lambda request: whole}, talk, host="0.0.0.0")


class _Counted(list):
    """A landing that keeps nothing."""

    def append(self, one):
        super().append(None)


@pytest.mark.slow
def test_a_host_that_answers_nothing_is_left_alone_after_three_time_outs():
    async def hang(writer):
        await asyncio.sleep(60)

    async def talk(server, bench):
        results = await bench.poll(*(bench.feed(f"/{n}") for n in range(6)))
        assert [(r.outcome.value, r.reason) for r in results] == [("soft", "timeout")] * 3 + [("skipped", None)] * 3
        assert [r.message for r in results[3:]] == ["host_slow"] * 3
        assert len(due([bench.feed(f"/{n}") for n in range(6)], bench.cursors, NOW + timedelta(minutes=5))) == 3, "they stay due"
        server.routes["/0"] = Answer(body=RSS)
        results = await bench.poll(*(bench.feed(f"/{n}") for n in range(6)))
        assert [r.outcome.value for r in results] == ["ok"] + ["soft"] * 5, "one answer, and the host is alive"

    on({"*": lambda request: hang}, talk, read_timeout_s=0.5)


def test_what_a_limit_refuses_names_the_key_that_allows_more():
    async def drip(writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def talk(server, bench):
        messages = [r.message for r in await bench.poll(*map(bench.feed, ("/long", "/endless")))]
        assert messages == [
            f"Content-Length {len(RSS) + 9000}, at most 9000 bytes are read; max_wire_bytes allows more",
            "body over 9000 bytes on the wire; max_wire_bytes allows more",
        ]
        bench.limits = replace(bench.limits, total_timeout_s=0.5)
        assert (await bench.poll(bench.feed("/drip"))).message == "not done in 0.5 s; total_timeout_s allows more"
        assert {"max_wire_bytes", "total_timeout_s"} <= {one.name for one in fields(FetchLimits)}

    endless = Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n" + RSS + b" " * 9000)
    routes = {"/long": Answer(body=RSS + b" " * 9000), "/endless": endless, "/drip": lambda request: drip}
    on(routes, talk, max_wire_bytes=9000)
