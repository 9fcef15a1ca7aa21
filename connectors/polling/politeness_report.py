"""The politeness report: rules K1-K14 of docs/design/fetching.md#politeness, judged from a run's own journal. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.http.reply import Sent
from newsbeam.connectors.polling.polled import PollResult
from newsbeam.connectors.polling.transitions import asked_nobody
from newsbeam.schemas.codes import FeedOutcome
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.feed import Feed

RULES = {
    "K1": "one unconditional request in a feed's life",
    "K2": "validators sent byte for byte as they came",
    "K3": "validators follow the server",
    "K4": "validators sent after an unchanged body too",
    "K5": "at most hourly when conditional, daily when not",
    "K6": "max-age honoured",
    "K7": "Retry-After honoured",
    "K8": "no double fetches, one request at a time per host",
    "K9": "no burst",
    "K10": "no cookies, no Referer, nothing added to the address",
    "K11": "a User-Agent that names us and a contact",
    "K12": "compression asked for",
    "K13": "gone feeds left alone, permanent redirects adopted",
    "K14": "nothing fetched but feeds, their pages and robots.txt",
}
_HOUR = timedelta(hours=1)


class Verdict(NamedTuple):
    """One rule in one run: `kept` None where the run gave no occasion."""

    rule: str
    text: str
    kept: bool | None
    detail: str


def judge(
    feeds: Iterable[Feed],
    before: Mapping[str, Cursor],
    results: Sequence[PollResult],
    limits: FetchLimits,
    *,
    pages: Sequence[Sent] = (),
) -> tuple[Verdict, ...]:
    """The fourteen verdicts on one run. `before`: the cursors as they were when it polled; `pages`: requests for pages."""
    by_id = {feed.id: feed for feed in feeds}
    sent = [one for result in results for one in result.sent]
    faults: dict[str, list[str]] = {rule: [] for rule in RULES}
    first = [(one.feed_id, one) for one in _first_of_each(sent)]
    for feed_id, one in first:
        cursor, feed = before.get(feed_id), by_id.get(feed_id)
        if cursor is None or feed is None:
            continue
        for rule, fault in _against_cursor(one, cursor, feed):
            faults[rule].append(f"{feed_id}: {fault}")
    for one in (*sent, *pages):
        for rule, fault in _headers_of(one, limits):
            faults[rule].append(f"{one.feed_id}: {fault}")
    faults["K8"] += _doubles([*sent, *pages], limits)
    faults["K14"] += [f"{one.feed_id}: {one.url}" for one in sent if one.feed_id not in by_id]
    occasion = _occasions(before, results, sent)
    return tuple(
        Verdict(
            rule, text, not faults[rule] if occasion[rule] or faults[rule] else None, "; ".join(faults[rule][:3]) or occasion[rule]
        )
        for rule, text in RULES.items()
    )


def _first_of_each(sent: Sequence[Sent]) -> list[Sent]:
    found: dict[str, Sent] = {}
    for one in sent:
        found.setdefault(one.feed_id, one)
    return list(found.values())


def _against_cursor(one: Sent, cursor: Cursor, feed: Feed) -> list[tuple[str, str]]:
    """What a feed's first request of the run breaks, given what its cursor knew."""
    faults = []
    etag, modified = one.validators
    given_up = cursor.conditional_refused >= 2
    known = bool(cursor.etag or cursor.last_modified) and not given_up
    if known and not one.conditional:
        faults += [("K1", "asked without its validators"), ("K3", "validators were lost"), ("K4", "validators were lost")]
    if etag is not None and etag != _read(cursor.etag):
        faults.append(("K2", "another ETag than the server's"))
    if modified is not None and modified != _read(cursor.last_modified):
        faults.append(("K2", "another Last-Modified than the server's"))
    last = None if asked_nobody(cursor) else cursor.last_polled_at
    if last is not None and not feed.interval_s and not cursor.gaps and one.started_at - last < _HOUR:
        faults.append(("K5", f"asked again after {(one.started_at - last).total_seconds():.0f} s"))
    if (
        last is not None
        and cursor.max_age_s
        and not feed.ignore_max_age
        and one.started_at - last < timedelta(seconds=cursor.max_age_s)
    ):
        faults.append(("K6", f"asked before its max-age of {cursor.max_age_s} s was over"))
    if cursor.retry_at is not None and one.started_at < cursor.retry_at:
        faults.append(("K7", f"asked before {cursor.retry_at.isoformat()}"))
    return faults


def _headers_of(one: Sent, limits: FetchLimits) -> list[tuple[str, str]]:
    faults = [("K10", f"{name} was sent") for name in ("cookie", "referer") if name in one.names]
    if "#" in one.url:
        faults.append(("K10", "a fragment was sent"))
    if "user-agent" not in one.names:
        faults.append(("K11", "no User-Agent"))
    if limits.contact is None:
        faults.append(("K11", "no contact is configured"))
    if "accept-encoding" not in one.names:
        faults.append(("K12", "no Accept-Encoding"))
    return faults


def _doubles(sent: Sequence[Sent], limits: FetchLimits) -> list[str]:
    """Requests of one host that overlap or follow too closely, and addresses asked twice within a second."""
    faults = []
    by_host: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        by_host[one.host].append(one)
    for host, asked in by_host.items():
        for a, b in pairwise(sorted(asked, key=lambda one: one.started)):
            if b.started < a.ended:
                faults.append(f"{host}: two at a time")
            elif b.started - a.started < limits.host_delay_s * 0.99:
                faults.append(f"{host}: {b.started - a.started:.2f} s between two starts")
            if a.url == b.url and b.started - a.started < 1.0:
                faults.append(f"{host}: the same address twice in a second")
    return faults


def _occasions(before: Mapping[str, Cursor], results: Sequence[PollResult], sent: Sequence[Sent]) -> dict[str, str]:
    """What speaks for each rule in this run; "" where nothing does."""
    polled = [before[r.feed_id] for r in results if r.sent and r.feed_id in before]
    conditional = sum(one.conditional for one in sent)
    every = f"{len(sent)} requests" if sent else ""
    again = f"{conditional} of {len(sent)} requests conditional" if polled and sent else ""
    return {
        "K1": again,
        "K2": f"{conditional} conditional requests" if conditional else "",
        "K3": again,
        "K4": f"{sum(r.outcome is FeedOutcome.UNCHANGED for r in results)} unchanged bodies" if polled else "",
        "K5": f"{len(polled)} feeds asked again" if polled else "",
        "K6": f"{sum(c.max_age_s is not None for c in polled)} feeds with max-age" if any(c.max_age_s for c in polled) else "",
        "K7": f"{sum(c.retry_at is not None for c in before.values())} feeds with Retry-After"
        if any(c.retry_at for c in before.values())
        else "",
        "K8": every,
        "K9": f"at most {_busiest(sent)} requests to one host in a minute" if sent else "",
        "K10": every,
        "K11": every,
        "K12": every,
        "K13": f"{sum(c.state is FeedState.GONE for c in before.values())} gone, {sum('adopted' in r.flags for r in results)} adopted"
        if before
        else "",
        "K14": every,
    }


def _busiest(sent: Sequence[Sent]) -> int:
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for one in sent:
        counts[one.host, int(one.started // 60)] += 1
    return max(counts.values())


def _read(stored: str | None) -> str | None:
    """A stored validator as it is sent: UTF-8 where its bytes are that (see `newsbeam.connectors.polling.crawl.conditions`)."""
    if stored is None or stored.isascii():
        return stored
    try:
        return stored.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return stored
