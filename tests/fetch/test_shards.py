"""Several pollers, one landing, one publisher: each feed is asked by one, and a poller that dies is taken over."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import duckdb
import pytest
from served import START, Desk, entry, rss
from server import Answer

from newsbeam.connectors.landing.landing import landing_files
from newsbeam.connectors.landing.landing_writer import LandingWriter
from newsbeam.connectors.polling.shards import shards_of
from newsbeam.connectors.state import lease
from newsbeam.connectors.state.lease import Lease, LeaseLost
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.schemas.document import Document
from newsbeam.schemas.feed import Feed


def test_each_feed_has_one_shard_and_a_domain_is_never_parted():
    feeds = [
        Feed(id=f"f{n}", provider="p", url=f"https://{'www' if n % 2 else 'rss'}.paper-{n // 2}.example/{n}") for n in range(400)
    ]
    shards = shards_of("any/4")
    shares = [{feed.id for feed in one.feeds_of(feeds)} for one in shards]
    assert Counter(feed for share in shares for feed in share) == Counter(feed.id for feed in feeds)
    assert min(map(len, shares)) > 50
    for n in range(0, 400, 2):
        assert sum({f"f{n}", f"f{n + 1}"} <= share for share in shares) == 1, "two pollers would ask one domain"


@pytest.mark.parametrize("bad", ["0/4", "5/4", "a/4", "1/0", "1/x", "4", "any/", "-1/4"])
def test_what_is_no_shard(bad):
    with pytest.raises(ValueError, match="shard"):
        shards_of(bad)


def test_a_lease_is_held_by_one_and_lapses_when_its_holder_is_silent(tmp_path, monkeypatch):
    now = [100.0]  # the clock of the one who waits; the holder's heart beats by the real one
    monkeypatch.setattr(lease, "time", SimpleNamespace(monotonic=lambda: now[0]))
    one, two = (Lease(tmp_path / "lease", expiry_s=0.2) for _ in range(2))
    assert one.take()
    assert not two.take()
    with one:
        for _ in range(3):
            heard_of = one.path.read_bytes()
            wait_for(lambda seen=heard_of: one.path.read_bytes() != seen)
            now[0] += 0.19
            assert not two.take(), "taken from a holder that beats"
        one._over.set()
        one._heart.join()  # it stands still
        assert not two.take()
        now[0] += 0.19
        assert not two.take(), "taken before its time"
        now[0] += 0.02
        assert two.take()
        with pytest.raises(LeaseLost):
            one.check()
    two.check()
    with two:
        pass
    assert not (tmp_path / "lease").exists()


def test_a_file_that_is_being_written_is_nobody_elses_yet(tmp_path):
    document = Document(feed_id="f", uri="https://x.example/", fetched_at=START, payload=b"<rss/>")
    with LandingWriter(tmp_path, "poll-1-of-2-a", marked=True) as writer:
        writer.write(document, {})
        writer.sync()
        assert landing_files(tmp_path) == []
    assert len(landing_files(tmp_path)) == 1
    assert not list(tmp_path.glob("*/*.open"))


class Papers(Desk):
    """Four feeds of one server under two names, and the pollers of them as processes of their own."""

    def begin(self, *more: str) -> subprocess.Popen:
        words = ["poll", "--feeds", str(self.folder / "feeds.toml"), "--out", str(self.folder / "out"), "--lease", "1", *more]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "newsbeam", *words], stdout=log, stderr=log)

    def write_list(self, count: int = 4) -> None:
        feeds = "".join(f'[[feed]]\nid = "p{n}"\nprovider = "P{n}"\nurl = "{self.server.base}/p{n}"\n' for n in range(count))
        fetch = f'[fetch]\nallow_hosts = ["{self.server.place}"]\nhost_delay_s = 0\nrobots_feeds = "ignore"\n'
        (self.folder / "feeds.toml").write_text(fetch + feeds)
        for n in range(count):
            self.server.routes[f"/p{n}"] = Answer(body=rss(*(entry(k, guid=f"p{n}-{k}") for k in range(3))))

    def publish(self):
        options = IngestOptions(
            out=self.folder / "out",
            feeds=self.folder / "feeds.toml",
            as_of=START + timedelta(days=300),
            fetch=False,
            runner="inline",
        )
        report = ingest(options)
        assert report.conservation.ok
        return report

    def asked(self) -> Counter:
        return Counter(one.path for one in self.server.journal)


@pytest.fixture
def papers(tmp_path):
    with Papers(tmp_path) as desk:
        desk.write_list()
        yield desk


def mine(desk: Papers) -> str:
    """The shard of two that has the server's feeds: they stand at one host."""
    return next(
        f"{one.number}/2" for one in shards_of("any/2") if one.takes(Feed(id="p0", provider="p", url=f"{desk.server.base}/p0"))
    )


@pytest.mark.slow
def test_pollers_land_and_one_publisher_publishes(papers):
    assert papers.begin("--shard", mine(papers), "--once").wait(60) == 0
    other = "1/2" if mine(papers) == "2/2" else "2/2"
    assert papers.begin("--shard", other, "--once").wait(60) == 0
    assert papers.asked() == {f"/p{n}": 1 for n in range(4)}, "a feed was asked by both, or by none"
    assert papers.publish().totals.new == 12
    assert papers.asked() == {f"/p{n}": 1 for n in range(4)}, "the publisher asked somebody"
    # Another count of shards goes on where these left off: nobody is due yet.
    assert papers.begin("--shard", "any/1", "--once").wait(60) == 0
    assert papers.asked() == {f"/p{n}": 1 for n in range(4)}
    assert papers.publish().totals.new == 0


@pytest.mark.slow
@pytest.mark.parametrize("answered", [200, 404])
def test_a_poller_killed_in_its_sweep_is_taken_over_without_a_lost_or_doubled_poll(answered, papers):
    """Killed when p0 has answered and p1 is asked; the one that waits asks p1 and what comes after it, not p0 again."""

    answer = papers.server.routes["/p1"]
    if answered == 404:
        papers.server.routes["/p0"] = Answer(404)

    def kill(request):
        if request.number == 0:
            os.kill(first.pid, signal.SIGKILL)  # the request is under way, its answer will never be landed
        return answer

    papers.server.routes["/p1"] = kill
    first = papers.begin("--shard", mine(papers), "--once")
    wait_for(lambda: list((papers.folder / "out" / "_state" / "shards").glob("*.lease")))
    second = papers.begin("--shard", mine(papers))
    try:
        wait_for(lambda: papers.asked() == {"/p0": 1, "/p1": 2, "/p2": 1, "/p3": 1})
        wait_for(lambda: not list((papers.folder / "out" / "landing").glob("*/*.open")))
        assert first.wait(10) == -signal.SIGKILL
        assert papers.asked() == {"/p0": 1, "/p1": 2, "/p2": 1, "/p3": 1}, "whoever has answered is asked again, or somebody never"
        second.send_signal(signal.SIGTERM)
        assert second.wait(30) == 0
    finally:
        for one in (first, second):
            one.kill()
    assert papers.publish().totals.new == (12 if answered == 200 else 9)
    found = duckdb.sql(
        f"SELECT feed_id, count(*) FROM read_parquet('{papers.folder}/out/stories/**/*.parquet') GROUP BY 1 ORDER BY 1"
    )
    assert found.fetchall() == [(f"p{n}", 3) for n in range(answered == 404, 4)]
    assert not list(Output(papers.folder / "out").shards.glob("*.lease"))


@pytest.mark.slow
def test_who_polls_once_takes_over_from_a_poller_that_was_killed_and_leaves_a_living_one_alone(papers):
    """As cron has it: no process waits for days, so each start has to see for itself whether anybody is there."""
    first = papers.begin("--shard", mine(papers))
    try:
        wait_for(lambda: papers.asked() == {f"/p{n}": 1 for n in range(4)})
        assert papers.begin("--shard", mine(papers), "--once").wait(60) == 75
        first.kill()
        first.wait(10)
        assert list(Output(papers.folder / "out").shards.glob("*.lease"))
        assert papers.begin("--shard", mine(papers), "--once").wait(60) == 0
    finally:
        first.kill()
    assert not list(Output(papers.folder / "out").shards.glob("*.lease"))
    assert papers.publish().totals.new == 12


@pytest.mark.slow
def test_a_publisher_that_runs_for_ever_takes_what_pollers_land(papers):
    words = ["watch", "--feeds", str(papers.folder / "feeds.toml"), "--out", str(papers.folder / "out"), "--due", "none"]
    with (papers.folder / "log").open("ab") as log:
        publisher = subprocess.Popen([sys.executable, "-m", "newsbeam", *words, "--runner", "inline"], stdout=log, stderr=log)
    try:
        assert papers.begin("--shard", mine(papers), "--once").wait(60) == 0
        wait_for(lambda: b"12 new" in (papers.folder / "log").read_bytes())
        publisher.send_signal(signal.SIGTERM)
        assert publisher.wait(30) == 0
    finally:
        publisher.kill()
    assert papers.asked() == {f"/p{n}": 1 for n in range(4)}


def wait_for(what) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)
