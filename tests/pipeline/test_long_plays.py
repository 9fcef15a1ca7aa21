"""Long plays of one feed that does whatever feeds do: its keys hold, and `reading/` shows what `stories/` holds, after every step.

`--hypothesis-profile=search` draws other plays at each run; PLAYS says how many.
"""

import os
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.sax.saxutils import escape

import duckdb
import pytest
import rooms
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st
from newsroom import NOON, run

from newsbeam.connectors.catalog.feed_list import load_catalog
from newsbeam.connectors.disk import failpoints
from newsbeam.connectors.http.limits import FetchLimits
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.rebuild import rebuild_state
from newsbeam.pipeline.runs.replay import ReplayOptions, replay
from newsbeam.pipeline.runs.run_log import VERSION

pytestmark = pytest.mark.slow

FEEDS = "".join(
    f'[[feed]]\nid = "{name}"\npath = "{name}.xml"\nprovider = "Lagoon Daily"\nhome_country = "NG"\nlanguage = "en"\n'
    for name in ("lagoon", "mirror")
)
NOUNS = [
    "harbour",
    "bridge",
    "cotton",
    "ferry",
    "school",
    "budget",
    "orchard",
    "glacier",
    "museum",
    "copper",
    "lantern",
    "saddle",
    "quarry",
    "bakery",
    "violin",
]
VERBS = ["closes", "burns", "reopens", "sinks", "wins", "doubles"]
STARTS = ("http://", "https://", "http://www.", "https://www.")
FORMS: dict[str, tuple[str, Callable[[str, int, int], str | None], Callable[[str, int, int], str]]] = {
    "url": (
        "atom",
        lambda s, n, t: f"{s}lagoon.example/{n}?utm_source=s{t}",
        lambda s, n, t: f"{s}lagoon.example/{n}?utm_source=s{t}",
    ),
    "urn": ("atom", lambda s, n, t: f"urn:lagoon:{n}", lambda s, n, t: f"{s}lagoon.example/story-{n}?fbclid={t}"),
    "fragment": ("atom", lambda s, n, t: f"{s}lagoon.example/day#p{n}", lambda s, n, t: f"{s}lagoon.example/day#p{n}"),
    "query": ("rss", lambda s, n, t: f"{s}lagoon.example/?p={n}", lambda s, n, t: f"{s}lagoon.example/{n}?utm_medium=m{t}"),
    "link": ("rss", lambda s, n, t: None, lambda s, n, t: f"{s}lagoon.example/{n}?utm_campaign=c{t}"),
    "plain": ("rss", lambda s, n, t: f"lagoon-{n}", lambda s, n, t: f"{s}lagoon.example/{n}#xtor=RSS-{t}"),
}
"""How a feed names its articles: (format, guid, link) of (the site's beginning, article, tracker)."""
DIES = (
    "after_commit",
    "after_unlist",
    "after_rename",
    "before_enlist",
    "mid_txn",
    "mid_unstage",
    "mid_settle",
    "after_seal_rename",
)


class Step(NamedTuple):
    """What has changed since the poll before."""

    start: str
    mirror: str | None
    """How another feed of the provider begins the same addresses; None: it lists what it listed."""
    tracker: int
    new: int
    corrected: frozenset[int]
    moved: tuple[tuple[int, int], ...]
    """Articles, and the days by which their dates are moved."""
    left_out: frozenset[int]
    deleted: int | None
    embargoed: bool
    """The step's first new article is not to be published for five hours."""
    hours: int
    dies: str | None
    lost: bool
    """Before it the state was lost, and was made anew."""


NUMBERS = st.integers(0, len(NOUNS) - 1)
STEPS = st.builds(
    Step,
    start=st.sampled_from(STARTS),
    mirror=st.none() | st.sampled_from(STARTS),
    tracker=st.integers(0, 9),
    new=st.integers(0, 3),
    corrected=st.frozensets(NUMBERS, max_size=3),
    moved=st.lists(st.tuples(NUMBERS, st.integers(-4_000, 3)), max_size=3).map(tuple),
    left_out=st.frozensets(NUMBERS, max_size=5),
    deleted=st.none() | NUMBERS,
    embargoed=st.booleans(),
    hours=st.integers(1, 40),
    dies=st.none() | st.sampled_from(DIES),
    lost=st.integers(0, 5).map(lambda n: n == 5),
)


class Play:
    """The feed, and what it has said."""

    def __init__(self, desk: Path, form: str) -> None:
        desk.mkdir(exist_ok=True)
        self.desk, self.out, self.form = desk, Output(desk / "out"), form
        self.format, self.guid, self.link = FORMS[form]
        self.at = NOON
        self.dates: dict[int, datetime] = {}
        self.versions: dict[int, int] = defaultdict(int)
        self.until: dict[int, datetime] = {}
        self.listed: dict[int, int] = {}
        self.gone: set[int] = set()
        (desk / "feeds.toml").write_text(FEEDS)

    def step(self, step: Step) -> None:
        self.at += timedelta(hours=step.hours)
        for n in range(len(self.dates), min(len(self.dates) + step.new, len(NOUNS))):
            self.dates[n] = self.at - timedelta(hours=n % 5)
            if step.embargoed and n == len(self.dates) - 1:
                self.until[n] = (self.at + timedelta(hours=5)).replace(minute=0)
        for n in step.corrected & self.dates.keys():
            self.versions[n] += 1
        for n, days in step.moved:
            if n in self.dates:
                self.dates[n] += timedelta(days=days)
        shown = [n for n in self.dates if n not in step.left_out and n not in self.gone]
        taken_back = step.deleted if self.format == "atom" and step.deleted in self.dates else None
        if taken_back is not None:
            self.gone.add(taken_back)
            shown = [n for n in shown if n != taken_back]
        self.listing("lagoon", step.start, step, shown, taken_back)
        if step.mirror and self.form != "plain":  # a guid that names no origin is its feed's alone
            self.listing("mirror", step.mirror, step, shown, taken_back)
        if step.lost and self.out.database.exists():
            for path in self.out.state.glob("newsbeam.db*"):
                path.unlink()
            rebuild_state(self.out, self.at)
        with dying(step.dies):
            self.run()
        self.run()

    def run(self) -> None:
        run(self.desk, at=self.at)

    def listing(self, feed: str, start: str, step: Step, shown: list[int], taken_back: int | None) -> None:
        items = []
        for n in shown:
            guid, link = self.guid(start, n, step.tracker), escape(self.link(start, n, step.tracker))
            date, text = self.dates[n], escape(self.text(n))
            if self.format == "atom":
                items.append(
                    f'<entry><id>{escape(guid or "")}</id><title>{self.title(n)}</title><link href="{link}"/>'
                    f"<updated>{date:%Y-%m-%dT%H:%M:%SZ}</updated><summary>{text}</summary></entry>"
                )
            else:
                named = f"<guid isPermaLink='false'>{escape(guid)}</guid>" if guid else ""
                items.append(
                    f"<item>{named}<title>{self.title(n)}</title><link>{link}</link>"
                    f"<pubDate>{date:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{text}</description></item>"
                )
        if taken_back is not None:
            ref = escape(self.guid(start, taken_back, step.tracker) or "")
            items.append(f'<at:deleted-entry ref="{ref}" when="{self.at:%Y-%m-%dT%H:%M:%SZ}"/>')
        body = "".join(items)
        (self.desk / f"{feed}.xml").write_text(
            f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Lagoon</title>'
            f"<id>urn:lagoon</id><updated>{self.at:%Y-%m-%dT%H:%M:%SZ}</updated>{body}</feed>"
            if self.format == "atom"
            else f'<rss version="2.0"><channel><title>Lagoon</title><link>{start}lagoon.example/</link>'
            f"<description>d</description>{body}</channel></rss>"
        )
        for n in shown:
            self.listed[n] = self.versions[n]

    def title(self, n: int) -> str:
        version = self.versions[n]
        return f"{f'UPDATE {version}-' if version % 2 else ''}The {NOUNS[n]} of Lagos {VERBS[n % len(VERBS)]}"

    def text(self, n: int) -> str:
        until = self.until.get(n)
        held = f"EMBARGOED UNTIL {until:%H%M} GMT, {until:%A} {until.day} {until:%B %Y}. " if until else ""
        words = " ".join(NOUNS[(n * k + k) % len(NOUNS)] for k in range(1, 9))
        return f"{held}All that is known of the {NOUNS[n]}: {words}. The {self.versions[n]}th word on it."

    def tellings(self) -> list[tuple]:
        """The rows, in order; none before the first."""
        if not list(self.out.stories.rglob("*.parquet")):
            return []
        source = f"read_parquet('{self.out.stories}/**/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
        columns = "story_id, revision, headline, text, date, country, pub_status, revision_order, telling_id"
        return duckdb.sql(f"SELECT {columns} FROM {source} ORDER BY ALL").fetchall()

    def check(self) -> None:
        rooms.check(self.out)
        self.check_keys()

    def check_keys(self) -> None:
        tellings = self.tellings()
        if not tellings:
            return
        assert len({row[:2] for row in tellings}) == len({(row[0], row[8]) for row in tellings}) == len(tellings)
        homes, articles, ids, texts, last = defaultdict(set), defaultdict(set), defaultdict(set), defaultdict(str), {}
        for story_id, _, headline, text, date, country, status, order, _ in tellings:
            homes[story_id].add((date, country))
            if headline:
                article = next(n for n, noun in enumerate(NOUNS) if noun in headline)
                articles[story_id].add(article)
                ids[article].add(story_id)
            last[story_id] = max(last.get(story_id, ("",)), (order, status))
            texts[story_id] += text or ""
        assert {len(one) for one in homes.values()} == {1}
        assert {len(one) for one in articles.values()} == {1}, "two articles are one story"
        assert {len(one) for one in ids.values()} == {1}, "one article is two stories"
        for n, version in self.listed.items():
            if n in ids:
                (story_id,) = ids[n]
                assert f"The {version}th word" in texts[story_id] or self.at < self.until.get(n, self.at), (n, version)
                assert last[story_id][1] == ("canceled" if n in self.gone else "usable"), n
            else:
                assert n in self.gone or self.at < self.until[n], n


class Died(BaseException):
    """As a kill would end it."""


@contextmanager
def dying(at: str | None):
    """Whatever comes by this failpoint dies there; what does not come by it lives."""

    def die(code: int) -> None:
        raise Died(code)

    if at is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(failpoints.VARIABLE, at)
        patch.setattr(failpoints.os, "_exit", die)
        failpoints._passed.clear()
        try:
            yield
        except Died:
            note(f"died {at}")


@settings(max_examples=int(os.environ.get("PLAYS", "4")), phases=[Phase.generate], report_multiple_bugs=False)
@given(form=st.sampled_from(sorted(FORMS)), steps=st.lists(STEPS, min_size=3, max_size=9))
def test_keys_hold_and_reading_shows_what_stories_hold(form, steps):
    with TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")) as folder:
        play = Play(Path(folder), form)
        for step in steps:
            play.step(step)
            play.check()
        feeds = {feed.id: feed for feed in load_catalog(play.desk / "feeds.toml").feeds}
        again = Output(Path(folder) / "again")
        replay(ReplayOptions(source=play.out.root, out=again.root, version=VERSION, feeds=feeds, limits=FetchLimits()))
        assert rooms.rows(rooms.held(again.stories)) == rooms.rows(rooms.held(play.out.stories))
        rooms.check(again)
