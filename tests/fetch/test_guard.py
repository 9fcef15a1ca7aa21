"""The one door to the network: every spelling, every address, every resolver that changes its mind (docs/design/guarding.md#addresses)."""

import asyncio
import socket
import threading

import pytest
from server import Answer, Server
from test_poll import RSS, on

from newsbeam.connectors.http.address import Address, parse_url
from newsbeam.connectors.http.guard import BlockedError, Guard, UnresolvedError, is_public, system_resolver
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.raw_response import WireError
from newsbeam.connectors.http.wire import Wire
from newsbeam.schemas.codes import Reason

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:7f00:1",
    "::ffff:100.64.0.1",
    "::ffff:192.0.0.8",
    "::ffff:198.18.0.1",
    "::ffff:224.0.0.1",
    "::ffff:240.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2001:0:1::1",
    "2001:db8::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "3fff::1",
    "5f00::1",
    "168.63.129.16",
    "nonsense",
]
PUBLIC = [
    "93.184.216.34",
    "8.8.8.8",
    "172.32.0.1",
    "100.63.255.255",
    "2606:2800:220:1:248:1893:25c8:1946",
    "::ffff:8.8.8.8",
    "2a00:1450::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are(address):
    assert is_public(address)


def answering(*answers):
    """A resolver with one answer per call."""
    calls = []

    async def resolver(host, port):
        calls.append(host)
        answer = answers[min(len(calls), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return list(answer)

    resolver.calls = calls
    return resolver


@pytest.mark.parametrize(
    ("answer", "error", "temporary"),
    [
        (["93.184.216.34", "127.0.0.1"], BlockedError, None),
        (["::ffff:169.254.169.254"], BlockedError, None),
        ([], UnresolvedError, False),
        (socket.gaierror(socket.EAI_AGAIN, "again"), UnresolvedError, True),
        (socket.gaierror(socket.EAI_NONAME, "none"), UnresolvedError, False),
        (UnicodeError("label too long"), UnresolvedError, False),
        (OSError("strange"), UnresolvedError, False),
    ],
)
def test_one_bad_address_refuses_the_name(answer, error, temporary):
    guard = Guard(resolver=answering(answer))
    with pytest.raises(error) as raised:
        asyncio.run(guard.addresses("n.example", 80))
    assert getattr(raised.value, "temporary", None) == temporary


def test_a_slow_resolver_is_a_temporary_fault():
    async def never(host, port):
        await asyncio.sleep(60)

    with pytest.raises(UnresolvedError) as raised:
        asyncio.run(Guard(resolver=never, dns_timeout_s=0.05).addresses("n.example", 80))
    assert raised.value.temporary


def test_the_operating_systems_answer_is_reported_and_its_refusal_too():
    assert "127.0.0.1" in asyncio.run(system_resolver("localhost", 80))
    with pytest.raises(UnicodeError):
        asyncio.run(system_resolver("n" * 70, 80))


def test_only_the_exact_host_and_port_is_excepted():
    guard = Guard(["intranet:8080"], resolver=answering(["10.0.0.5"]))
    assert asyncio.run(guard.addresses("intranet", 8080)) == ["10.0.0.5"]
    for host, port in [("intranet", 80), ("intranet.example", 8080), ("10.0.0.5", 81)]:
        with pytest.raises(BlockedError):
            asyncio.run(guard.addresses(host, port))
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    guard.open((*info, ("10.0.0.5", 8080))).close()
    for place in [("10.0.0.5", 81), ("10.0.0.6", 8080), ("127.0.0.1", 8080)]:
        with pytest.raises(BlockedError):
            guard.open((*info, place))


@pytest.mark.parametrize(
    "spelling",
    ["127.0.0.1", "2130706433", "127.1", "0177.0.0.1", "0x7f.1", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0", "127.0.0.1."],
)
def test_no_spelling_of_a_private_address_is_connected_to(spelling):
    async def talk(server, bench):
        async with Wire(FetchLimits(), resolver=answering(["127.0.0.1"])) as wire:
            with pytest.raises(BlockedError):
                await wire.get(Address("http", spelling.strip("[]"), server.port, "/"), {})
        assert server.journal == []

    on({"*": Answer(body=RSS)}, talk)


def test_a_name_is_resolved_once_and_only_the_checked_address_is_used():
    async def run():
        async with Server({"*": Answer(body=RSS)}) as canary:
            resolver = answering(["93.184.216.34"], ["127.0.0.1"])
            guard = Guard(resolver=resolver)
            assert await guard.addresses("rebind.example", canary.port) == ["93.184.216.34"]
            second = answering(["127.0.0.1"])
            async with Wire(FetchLimits(), resolver=second) as wire:
                with pytest.raises(BlockedError):
                    await wire.get(Address("http", "rebind.example", canary.port, "/"), {})
            assert len(second.calls) == 1
            assert canary.journal == []

    asyncio.run(run())


def test_the_environments_proxies_are_not_used(monkeypatch):
    async def talk(server, bench):
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        monkeypatch.setenv("NETRC", "/dev/null")
        assert (await bench.poll(bench.feed("/a"))).outcome == "ok"

    on({"/a": Answer(body=RSS)}, talk)


def test_a_configured_proxy_is():
    async def talk(server, bench):
        bench.limits = FetchLimits(proxy=server.base, allow_hosts=frozenset(["n.example:80"]))
        result = await bench.poll(bench.feed("/a", url="http://n.example/feed"))
        assert result.outcome == "ok"
        assert server.journal[0].path == "http://n.example/feed"

    on({"*": Answer(body=RSS)}, talk)


def test_a_redirect_from_outside_into_an_excepted_host_is_refused():
    from newsbeam.connectors.http.clock import FixedClock
    from newsbeam.connectors.http.exchange import Exchange
    from newsbeam.connectors.http.hosts import HostGate
    from newsbeam.connectors.http.raw_response import RawResponse

    class Outside:
        async def get(self, url, headers, *, last=False, proxy=None):
            return RawResponse(status=302, headers=(("Location", "http://intranet:8080/admin"),))

    limits = FetchLimits(allow_hosts=frozenset(["intranet:8080"]), host_delay_s=0)
    clock = FixedClock(None)
    clock.now = lambda: None
    reply = asyncio.run(Exchange(Outside(), HostGate(clock, limits), limits, clock).get("f", "http://n.example/", {}))
    assert (reply.reason, len(reply.sent)) == ("ssrf_address", 1)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("http://N.Example/a%2Fb?q=%20x y#top", "http://n.example/a%2Fb?q=%20x%20y"),
        ("https://bücher.example/ü?é", "https://xn--bcher-kva.example/%C3%BC?%C3%A9"),
        ("http://u:p@n.example:8080", "http://n.example:8080/"),
        ("http://n.example:80/", "http://n.example/"),
        ("http://[::1]:8/x", "http://[::1]:8/x"),
        ("http://n.example./x", "http://n.example/x"),
    ],
)
def test_addresses_are_asked_for_as_they_were_written(text, asked):
    assert str(parse_url(text)) == asked


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http:///x",
        "http://[bad/",
        "http://n:99999/",
        "http://n:x/",
        "http://a b/",
        "http://a%2fb/",
        "http://\0/",
    ],
)
def test_what_is_no_address_is_a_value_error(text):
    with pytest.raises(ValueError):  # noqa: PT011 (whatever it says, it is that)
        parse_url(text)


def test_no_retry_behind_our_back():
    async def talk(server, bench):
        async with Wire(bench.limits) as wire:
            await wire.get(parse_url(server.base + "/a"), {})
            with pytest.raises(WireError):
                await wire.get(parse_url(server.base + "/dies"), {})
        assert [q.path for q in server.journal] == ["/a", "/dies"]

    on({"/a": Answer(body=RSS), "/dies": Answer(raw=b"")}, talk)


def test_what_it_says_names_the_place():
    guard = Guard(resolver=answering(["10.0.0.5"]))
    with pytest.raises(BlockedError) as refused:
        asyncio.run(guard.addresses("n.example", 80))
    assert str(refused.value) == "n.example:80 is 10.0.0.5, not a public address; allow_hosts lists exceptions"
    assert refused.value.reason == Reason.SSRF_ADDRESS
    with pytest.raises(UnresolvedError) as unresolved:
        asyncio.run(Guard(resolver=answering([])).addresses("n.example", 80))
    assert str(unresolved.value) == "n.example: no address"


@pytest.mark.parametrize("host", ["::1", "[::1]", "[fe80::1]", "127.0.0.1", "0x7f.1", "10.1"])
def test_an_address_is_admitted_before_any_name_is_asked_for(host):
    guard = Guard(["[::1]:8080", "10.0.0.7:80"])
    with pytest.raises(BlockedError):
        guard.admit(host, 80)
    guard.admit("[::1]", 8080)
    guard.admit("10.0.0.7", 80)
    guard.admit("n.example", 80)
    guard.admit("[2606:4700:4700::1111]", 80)
    info = (socket.AF_INET6, socket.SOCK_STREAM, 6, "")
    guard.open((*info, ("::1", 8080, 0, 0))).close()
    with pytest.raises(BlockedError):
        guard.open((*info, ("::1", 80, 0, 0)))


def test_a_proxy_of_the_operators_own_may_be_private():
    guard = Guard(resolver=answering(["10.0.0.9"]))
    guard.allow("10.0.0.8", 3128)
    guard.open((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.8", 3128))).close()
    guard.allow("proxy.intranet", 3128)
    assert asyncio.run(guard.addresses("proxy.intranet", 3128)) == ["10.0.0.9"]
    guard.open((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.9", 3128))).close()


def test_a_zone_is_no_part_of_an_address():
    assert is_public("93.184.216.34%eth0")
    assert not is_public("fe80::1%eth0")
    assert not is_public("no address")
    assert Guard()._dns_timeout_s == FetchLimits().dns_timeout_s


def test_thirty_two_names_are_looked_up_at_once_each_address_once(monkeypatch):
    running, most, lock, full = [], [], threading.Lock(), threading.Event()

    def slow(host, port, **kind):
        with lock:
            running.append(host)
            most.append(len(running))
            if len(running) == 32:
                full.set()
        full.wait(5)
        with lock:
            running.remove(host)
        return [(2, 1, 6, "", ("192.0.2.1", port)), (2, 1, 6, "", ("192.0.2.2", port)), (2, 1, 6, "", ("192.0.2.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", slow)

    async def several():
        return await asyncio.gather(*(system_resolver(f"h{n}", 80) for n in range(40)))

    assert asyncio.run(several()) == [["192.0.2.1", "192.0.2.2"]] * 40
    assert max(most) == 32


def test_an_answer_that_comes_too_late_hurts_nobody(monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **kind: release.wait(5) and [])

    async def impatient():
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await system_resolver("slow.example", 80)
        release.set()
        await asyncio.sleep(0.1)

    asyncio.run(impatient())
