"""Sitemaps as lists of addresses: which articles are of some days, and that nothing is left out without a word."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from server import Answer, Server

from newsbeam.connectors.http.clock import FixedClock
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling import sitemaps
from newsbeam.connectors.polling.sitemaps import listed

NOW = datetime(2026, 12, 24, 12, tzinfo=UTC)
DAYS = date(2026, 11, 3), date(2026, 11, 5)


def index(*rows):
    return "<sitemapindex>{}</sitemapindex>".format(
        "".join(f"<sitemap><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>" for loc, day in rows)
    )


def urls(*rows):
    return "<urlset>{}</urlset>".format(
        "".join(f"<url><loc>https://n.example/{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for loc, day in rows)
    )


def run(pages, begin=DAYS[0], end=DAYS[1]):
    async def talk():
        async with Server() as server:
            server.routes |= {path: Answer(body=body.replace("{base}", server.base).encode()) for path, body in pages.items()}
            limits = FetchLimits(allow_hosts=frozenset([server.place]), host_delay_s=0.0, host_delay_factor=0.0)
            found, refused = await listed(server.base + "/i.xml", begin, end, limits, clock=FixedClock(NOW))
            asked = [q.path for q in server.journal]
            return (
                [one.removeprefix("https://n.example/") for one in found],
                [one.replace(server.base, "") for one in refused],
                asked,
            )

    return asyncio.run(talk())


def test_a_sitemap_that_was_touched_later_may_still_hold_the_days():
    pages = {
        "/i.xml": index(
            ("{base}/all.xml", "2026-12-20"),
            ("{base}/old.xml", "2026-10-30"),
            ("{base}/2026-11.xml", "2026-12-01"),
            ("{base}/2026/10/map.xml", "2026-12-01"),
            ("{base}/2026-11-04.xml", "2026-12-24"),
            ("{base}/2026-11-06.xml", None),
        ),
        "/all.xml": urls(("a", "2026-11-04"), ("b", "2026-12-20"), ("c", None)),
        "/2026-11.xml": urls(("d", "2026-11-05T09:00:00Z"), ("2026/11/03/e", "2026-12-01"), ("2026/11/09/f", None)),
        "/2026-11-04.xml": urls(("g", "2026-12-24"), ("2026/11/01/h", None)),
    }
    found, refused, asked = run(pages)
    assert found == ["2026/11/03/e", "a", "c", "d", "g"]
    assert (refused, sorted(asked)) == ([], ["/2026-11-04.xml", "/2026-11.xml", "/all.xml", "/i.xml"])


def test_addresses_that_are_none_are_reported_and_end_nothing():
    pages = {
        "/i.xml": index(("http://[bad/map.xml", None), ("file:///etc/map", None), ("{base}/a.xml", None)),
        "/a.xml": urls(("a", None)),
    }
    found, refused, _ = run(pages)
    assert (found, refused) == (["a"], ["http://[bad/map.xml: no address", "file:///etc/map: no address"])


def test_what_is_beyond_the_limits_is_reported(monkeypatch):
    monkeypatch.setattr(sitemaps, "MAX_SITEMAPS", 2)
    pages = {"/i.xml": index(*((f"{{base}}/{n}.xml", None) for n in range(5)))} | {
        f"/{n}.xml": urls((str(n), None)) for n in range(5)
    }
    found, refused, _ = run(pages)
    assert found == ["0", "1"]
    assert refused == ["/i.xml: 3 sitemaps left out, at most 2 are read; ask for fewer days"]
    nested = {f"/{n}.xml": index((f"{{base}}/{n + 1}.xml", None)) for n in range(9)} | {"/i.xml": index(("{base}/0.xml", None))}
    assert run(nested)[1] == ["/2.xml: an index in an index in an index is not read"]


@pytest.mark.parametrize("body", ["", "<html></html>", "<urlset><url>"])
def test_a_sitemap_that_cannot_be_read_is_reported(body):
    found, refused, _ = run({"/i.xml": index(("{base}/a.xml", None)), "/a.xml": body})
    assert (found, len(refused), "/a.xml" in refused[0]) == ([], 1, True)
