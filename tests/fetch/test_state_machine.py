"""A feed's life under a virtual clock, whatever the server does and whenever we die (docs/design/fetching.md#a-feeds-life).

The model is a server with numbered bodies. A body's items count as stored only when a batch's transaction saved them with
the cursor; a crash in between leaves the landed record, which the next run processes first, as the real run does.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from newsbeam.connectors.http.headers import retry_after
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.connectors.polling.crawl import conditions, cursor_after, due
from newsbeam.connectors.polling.schedule import LONGEST, observe
from newsbeam.connectors.polling.transitions import Answer, after, begin
from newsbeam.connectors.state.cursors import cursor_from_json, cursor_to_json
from newsbeam.schemas.codes import FeedOutcome, Reason
from newsbeam.schemas.cursor import Cursor, FeedState
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed

LIMITS = FetchLimits()
START = datetime(2026, 1, 1, tzinfo=UTC)
FAILURES = [
    (Reason.TIMEOUT, None),
    (Reason.DNS_TEMP, None),
    (Reason.TRUNCATED, None),
    (Reason.HTTP_404, 404),
    (Reason.HTTP_403, 403),
    (Reason.HTTP_5XX, 500),
    (Reason.HTTP_4XX, 412),
    (Reason.HTTP_401, 401),
    (Reason.CHALLENGE, 403),
    (Reason.HTML_NOT_FEED, 200),
]


class FeedLife(RuleBasedStateMachine):
    @initialize(interval=st.sampled_from([None, 60, 900, 86400]))
    def begin_life(self, interval):
        self.feed = Feed(id="f", provider="p", url="https://f.example/", interval_s=interval)
        self.saved: Cursor | None = None
        self.now = START
        self.serial = 0
        self.stored_bodies: set[int] = set()
        self.landed: list[tuple[int, Document]] = []
        self.unconditional_after_first = 0
        self.asked = 0
        self.last: tuple[datetime, Cursor, timedelta] | None = None

    # the run: landed records first, then the poll, if due

    def _recover(self):
        for body, document in self.landed:
            self._commit(body, cursor_after(self.saved, document, document.fetched_at, LIMITS, self.feed))
        self.landed = []

    def _commit(self, body, cursor):
        known = 1 if self.stored_bodies else 0
        cursor = observe(cursor, 2, 2 if body in self.stored_bodies else known, feed=self.feed, limits=LIMITS)
        self.stored_bodies.add(body)
        self._save(cursor)

    def _save(self, cursor):
        self.saved = cursor_from_json(cursor_to_json(cursor))
        assert self.saved == cursor

    def _answer(self, answer, floor=timedelta(0), crash=False, body=None):
        self._recover()
        cursors = {"f": self.saved} if self.saved else {}
        if not due([self.feed], cursors, self.now):
            return
        cursor = begin(self.feed, self.saved)
        assert cursor.state not in (FeedState.GONE, FeedState.PAUSED), "gone and paused feeds make no requests"
        self.asked += 1
        sent = conditions(cursor)
        if sent:
            # I10: validators stored => the items of the body that they came with are stored
            assert int(cursor.etag.strip('"')) in self.stored_bodies
        answer = replace(answer, conditional=bool(sent))
        if answer.status == 304 and not sent:
            answer = replace(answer, reason=Reason.UNEXPECTED_304)
        step = after(cursor, answer, feed=self.feed, now=self.now, limits=LIMITS)
        if step.outcome is FeedOutcome.OK:
            document = Document(
                feed_id="f",
                uri="https://f.example/",
                fetched_at=self.now,
                payload=answer.body,
                http_status=200,
                headers=answer.headers,
            )
            assert (
                cursor_after(cursor, document, self.now, LIMITS, self.feed)
                == replace(
                    step.cursor, redirect_url=None, redirect_seen=0, redirect_first_at=None, url=cursor.url, aliases=cursor.aliases
                )
                or answer.permanent_url
            )
            self.landed.append((body, document))
            if crash:
                return
            self.landed = []
            self._commit(body, step.cursor)
        elif crash:
            return
        else:
            self._save(step.cursor)
        self.last = (self.now, self.saved, floor)

    @rule(crash=st.booleans(), max_age=st.sampled_from([None, 0, 60, 7200, 10**9]), moved=st.booleans())
    def new_body(self, crash, max_age, moved):
        self.serial += 1
        headers = (("ETag", f'"{self.serial}"'), *((("Cache-Control", f"max-age={max_age}"),) if max_age is not None else ()))
        url = "https://moved.example/" if moved else None
        self._answer(
            Answer(status=200, headers=headers, body=b"<rss>%d" % self.serial, permanent_url=url), crash=crash, body=self.serial
        )

    @rule(crash=st.booleans())
    def same_body(self, crash):
        headers = (("ETag", f'"{self.serial}"'),)
        self._answer(Answer(status=200, headers=headers, body=b"<rss>%d" % self.serial), crash=crash, body=self.serial)

    @rule()
    def not_modified(self):
        self._answer(Answer(status=304))

    @rule(
        status=st.sampled_from([429, 503]),
        value=st.one_of(st.integers(-5, 10**7).map(str), st.just("Thu, 01 Jan 2026 06:00:00 GMT"), st.text(max_size=5)),
    )
    def asked_to_wait(self, status, value):
        until = retry_after(value, self.now)
        headers = (("Retry-After", value),)
        self._answer(
            Answer(status=status, reason=Reason(f"http_{status}"), headers=headers),
            floor=until - self.now if until else timedelta(0),
        )

    @rule(failure=st.sampled_from(FAILURES), crash=st.booleans())
    def failing(self, failure, crash):
        self._answer(Answer(status=failure[1], reason=failure[0]), crash=crash)

    @rule()
    def gone(self):
        self._answer(Answer(status=410, reason=Reason.HTTP_410))

    @rule(hours=st.floats(0.01, 30))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def until_due(self):
        if self.saved and self.saved.next_due:
            self.now = max(self.now, self.saved.next_due)

    @rule(days=st.sampled_from([-2, 3650]))
    def clock_jumps(self, days):
        self.now += timedelta(days=days)
        self.last = None

    @rule()
    def operator_resumes(self):
        if self.saved and self.saved.state in (FeedState.PAUSED, FeedState.GONE):
            self.feed = replace(self.feed, headers={"X-Try": str(len(self.feed.headers) + self.asked)})
            assert due([self.feed], {"f": self.saved}, self.now)

    @invariant()
    def polite(self):
        """I7: between the floor and eight days, and never before what the server asked for."""
        if getattr(self, "last", None) is None:
            return
        at, cursor, asked = self.last
        wait = cursor.next_due - at
        assert wait >= timedelta(seconds=min(self.feed.interval_s or LIMITS.min_interval_s, LIMITS.min_interval_s))
        assert wait <= LONGEST
        assert wait >= min(asked, timedelta(days=7))
        if cursor.gaps == 0 and not self.feed.interval_s:
            assert wait >= timedelta(hours=1), "K5"


FeedLife.TestCase.settings = settings(max_examples=15, stateful_step_count=40, deadline=None)
TestFeedLife = FeedLife.TestCase
