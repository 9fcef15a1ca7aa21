"""The whole output on S3 (moto's server): each run in a container of its own that is thrown away, killed or not."""

import multiprocessing.util
import os
import random
import shutil
from datetime import timedelta
from functools import partialmethod

import duckdb
import pyarrow as pa
import pytest
import source
from harness import in_child
from places import boto, moto

from newsbeam.connectors.disk import failpoints
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.publish.open_remote import remote_output
from newsbeam.pipeline.publish.store import ObjectStore
from newsbeam.schemas.errors import ConflictError, LockHeld, OutputError

pytestmark = pytest.mark.slow
TICKS = 4
pa.array([None, "what pyarrow imports at its first array"])


@pytest.fixture(scope="module")
def endpoint():
    with moto() as place:
        yield place


@pytest.fixture
def bucket(endpoint, request):
    """The name of an empty bucket."""
    client = boto(endpoint)
    name = f"b{abs(hash(request.node.name)) % 10**9}"
    client.create_bucket(Bucket=name)
    yield name
    for one in client.list_objects_v2(Bucket=name).get("Contents", []):
        client.delete_object(Bucket=name, Key=one["Key"])
    client.delete_bucket(Bucket=name)


def store(endpoint, bucket):
    return ObjectStore.s3(f"s3://{bucket}/out", endpoint=endpoint, access_key_id="x", secret_access_key="y", region="us-east-1")


def in_container(endpoint, bucket, folder, tick, minutes=0):
    """What a scheduled job does: an empty folder, the store, one run."""
    shutil.rmtree(folder, ignore_errors=True)
    clock = source.at(tick) + timedelta(hours=tick, minutes=minutes)  # a lease that a dead run left has run out
    with remote_output(store(endpoint, bucket), folder, owner=f"job {tick}", clock=lambda: clock) as out:
        source.run(out, tick)


def fetched(endpoint, bucket, folder):
    """The output as the bucket has it, downloaded."""
    client = boto(endpoint)
    for one in client.get_paginator("list_objects_v2").paginate(Bucket=bucket).search("Contents[]"):
        path = folder / one["Key"].removeprefix("out/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read())
    return Output(folder)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    out = Output(tmp_path_factory.mktemp("undisturbed") / "out")
    for tick in range(1, TICKS + 1):
        in_child(lambda tick=tick: source.run(out, tick))
    return source.published(out)


def check(endpoint, bucket, folder, reference):
    out = fetched(endpoint, bucket, folder)
    assert source.published(out) == reference
    assert not out.staging.exists()
    assert len(list(out.state.glob("newsbeam-*.db"))) == 1


def test_conditions(endpoint, bucket):
    def conditional():
        kept = store(endpoint, bucket)
        first = kept.create("a/b", b"1")
        with pytest.raises(ConflictError):
            kept.create("a/b", b"2")
        second = kept.replace("a/b", b"2", first)
        with pytest.raises(ConflictError):
            kept.replace("a/b", b"3", first)
        assert kept.get("a/b") == (b"2", second)
        assert [one.key for one in kept.list("a/")] == ["a/b"]
        kept.delete("a/b")
        kept.delete("a/b")
        assert kept.get("a/b") is None

    in_child(conditional)


def test_runs_in_containers_that_are_thrown_away(endpoint, bucket, tmp_path, reference):
    for tick in range(1, TICKS + 1):
        in_child(lambda tick=tick: in_container(endpoint, bucket, tmp_path / "container", tick))
    check(endpoint, bucket, tmp_path / "fetched", reference)


class Flaky:
    """A store that answers now and then that it cannot, before or after it has done what it was asked."""

    def __init__(self, kept, dice):
        self._kept, self._dice, self.failed, self.is_well = kept, dice, 0, False

    def __getattr__(self, name):
        real = getattr(self._kept, name)
        if name not in ("get", "create", "replace", "put", "delete", "list"):
            return real

        def asked(*given):
            chance = 0.5 if self.is_well else self._dice.random()
            if chance < 0.08:
                self.failed += 1
                raise OutputError("503 before")
            answer = list(real(*given)) if name == "list" else real(*given)
            if chance > 0.92:
                self.failed += 1
                raise OutputError("503 after")
            return iter(answer) if name == "list" else answer

        return asked


@pytest.mark.parametrize("seed", range(int(os.environ.get("NEWSBEAM_CHANCES", "3"))))
def test_one_process_goes_on_where_the_store_fails_now_and_then(endpoint, bucket, tmp_path, reference, seed):
    """As a stream does, which opens the store once: what a store did without saying so is no other writer's, and nothing is lost."""

    def work():
        flaky = Flaky(store(endpoint, bucket), random.Random(seed))
        moment = [source.at(1)]
        opened = None
        while opened is None:
            try:
                entered = remote_output(flaky, tmp_path / "container", owner="stream", clock=lambda: moment[0])
                opened = entered.__enter__()
            except OutputError:
                continue
        for tick in range(1, TICKS + 1):
            moment[0] = source.at(tick)
            for _ in range(40):
                try:
                    source.run(opened, tick)
                    break
                except ConflictError:
                    raise
                except OutputError:
                    continue
            else:
                raise AssertionError("forty tries")
        assert flaky.failed
        flaky.is_well = True
        entered.__exit__(None, None, None)

    in_child(work)
    out = fetched(endpoint, bucket, tmp_path / "fetched")
    assert [row[2:] for row in source.published(out)] == [row[2:] for row in reference]


NAMES = ["after_commit:1", "mid_remote_push:6", "after_remote_state:1"]


@pytest.mark.parametrize("name", [*NAMES, *(failpoints.NAMES if "NEWSBEAM_ALL_KILLS" in os.environ else ())])
def test_a_kill_loses_and_doubles_nothing(endpoint, bucket, tmp_path, reference, name):
    work = lambda tick: in_container(endpoint, bucket, tmp_path / "container", tick)  # noqa: E731 (it is called in children)
    in_child(lambda: work(1))
    died = in_child(lambda: work(2), name)
    assert died or name not in NAMES
    if not died:
        in_child(lambda: work(2))
    for tick in range(3, TICKS + 1):
        in_child(lambda tick=tick: work(tick))
    out = fetched(endpoint, bucket, tmp_path / "fetched")
    assert [row[2:] for row in source.published(out)] == [row[2:] for row in reference]
    assert not out.staging.exists()


def keys_of(endpoint, bucket):
    """What lies in the bucket, without what names its writer or how often it polled; and how many states."""
    found = [one["Key"].removeprefix("out/") for one in boto(endpoint).list_objects_v2(Bucket=bucket).get("Contents", [])]
    kept_keys = sorted(key for key in found if not key.endswith(".db") and not key.startswith(("landing/", "_state/index/")))
    return kept_keys, sum(key.endswith(".db") for key in found)


def dying(work, before):
    """`work` in a process that dies in place of the nth request that changes the store; how many it made."""
    counted = multiprocessing.get_context("fork").Value("i", 0)

    def change(real, *given):
        counted.value += 1
        if counted.value == before:
            os._exit(failpoints.KILLED)
        return real(*given)

    def run():
        for name in ("create", "replace", "delete"):
            setattr(ObjectStore, name, partialmethod(_asked, real=getattr(ObjectStore, name), change=change))
        work()

    died = in_child(run)
    assert died == (before <= counted.value)
    return counted.value


def _asked(self, *given, real, change):
    return change(real, self, *given)


def test_killed_between_any_two_requests_that_change_the_store(endpoint, bucket, tmp_path):
    """Every push, deletion, lease and pointer of a run on its own: the next run makes of each bucket what an undisturbed one is."""
    client, work = boto(endpoint), lambda *when: in_container(endpoint, bucket, tmp_path / "container", *when)
    in_child(lambda: work(1))
    tags = {one["Key"]: one["ETag"] for one in client.list_objects_v2(Bucket=bucket)["Contents"]}
    begun = {key: client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in tags}
    changes = dying(lambda: work(2), before=10**6)
    wanted, keys = source.published(fetched(endpoint, bucket, tmp_path / "undisturbed")), keys_of(endpoint, bucket)
    assert keys[1] == 1
    assert changes > 15
    for before in range(1, changes + 1):
        there = {one["Key"]: one["ETag"] for one in client.list_objects_v2(Bucket=bucket)["Contents"]}
        for key in there.keys() - tags.keys():
            client.delete_object(Bucket=bucket, Key=key)
        for key in tags.keys() - {key for key, tag in there.items() if tags.get(key) == tag}:
            client.put_object(Bucket=bucket, Key=key, Body=begun[key])
        dying(lambda: work(2), before=before)
        in_child(lambda: work(2, 5))
        rows = source.published(fetched(endpoint, bucket, tmp_path / f"before{before}"))
        left, states = keys_of(endpoint, bucket)
        assert (rows, left) == (wanted, keys[0]), f"killed before change {before} of {changes}"
        if states > 1:  # a dead run's, which the next one that changes the state takes away
            in_child(lambda: work(3))
            assert keys_of(endpoint, bucket)[1] == 1


def test_a_second_writer_waits_for_the_lease(endpoint, bucket, tmp_path):
    def both():
        kept = store(endpoint, bucket)
        with remote_output(kept, tmp_path / "one", owner="one", clock=lambda: source.START) as out:
            source.run(out, 1)
            with pytest.raises(LockHeld, match="one is writing there until"):
                remote_output(kept, tmp_path / "two", owner="two", clock=lambda: source.START).__enter__()
        with remote_output(kept, tmp_path / "two", owner="two", clock=lambda: source.START) as out:
            source.run(out, 2)

    in_child(both)


def test_a_writer_that_was_overtaken_writes_nothing_more(endpoint, bucket, tmp_path, reference):
    def overtaken():
        kept = store(endpoint, bucket)
        later = source.START + timedelta(hours=1)
        slow = remote_output(kept, tmp_path / "one", owner="one", clock=lambda: source.START)
        out = slow.__enter__()
        with remote_output(kept, tmp_path / "two", owner="two", clock=lambda: later) as other:
            for tick in range(1, TICKS + 1):
                source.run(other, tick)
        with pytest.raises(ConflictError, match="another writer was there first"):
            source.run(out, 1)

    in_child(overtaken)
    assert source.published(fetched(endpoint, bucket, tmp_path / "fetched")) == reference


@pytest.fixture
def on_s3(endpoint, monkeypatch, tmp_path):
    settings = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": "us-east-1"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    multiprocessing.util.get_temp_dir()  # which outlives this test's
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "one"\npath = "one.xml"\nprovider = "One"\n')
    (tmp_path / "one.xml").write_text(
        "<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>Ferry sails</title>"
        "<description>LAGOS - A ferry sails.</description></item><item></item></channel></rss>"
    )
    return tmp_path


def test_an_empty_run_costs_at_most_eight_requests(bucket, on_s3, monkeypatch, capsys):
    from newsbeam.pipeline.cli import main

    asked = []
    for name in ("get", "create", "replace", "delete", "list"):
        real = getattr(ObjectStore, name)
        monkeypatch.setattr(ObjectStore, name, lambda *args, real=real, name=name: asked.append((name, args[1])) or real(*args))
    words = ["ingest", "--out", f"s3://{bucket}/out", "--feeds", str(on_s3 / "feeds.toml")]
    assert main([*words, "--due", "all"]) == 0
    (on_s3 / "feeds.toml").write_text('[[feed]]\nid = "one"\npath = "one.xml"\nprovider = "One"\nenabled = false\n')
    assert main(words) == 0
    asked.clear()
    assert main(words) == 0
    assert len(asked) <= 8, asked


def test_each_command_works_on_a_store_or_refuses_in_one_line(bucket, on_s3, capsys):
    from newsbeam.pipeline.cli import main

    place = f"s3://{bucket}/out"
    feeds = ["--feeds", str(on_s3 / "feeds.toml")]
    assert main(["ingest", "--out", place, "--due", "all", *feeds]) == 0
    assert main(["feeds", "list", "--out", place, *feeds]) == 0
    assert "new" not in capsys.readouterr().out.splitlines()[-1]
    assert main(["deadletters", "list", "--out", place]) == 0
    assert "1 open" in capsys.readouterr().out
    assert main(["deadletters", "retry", "--out", place, *feeds]) in (0, 1)
    (on_s3 / "late.xml").write_text((on_s3 / "one.xml").read_text().replace("<guid>1", "<guid>2").replace("Ferry sails", "Bus"))
    assert main(["backfill", str(on_s3 / "late.xml"), "--out", place, "--provider", "One"]) == 0
    capsys.readouterr()
    assert main(["doctor", "--out", place]) == 0
    assert "2 rows" in capsys.readouterr().out
    assert main(["doctor", "--rebuild-state", "--out", place]) == 0
    assert main(["ingest", "--out", place, "--due", "all", *feeds]) == 0
    capsys.readouterr()
    assert main(["doctor", "--deep", "--out", place]) == 0
    assert "2 rows" in capsys.readouterr().out
    refused = [["watch", *feeds], ["replay"], ["repair"], ["purge", "0" * 32]]
    for words in [[*words, "--out", "gs://b/x"] for words in refused] + [["replay", "--from", place, "--out", str(on_s3 / "new")]]:
        assert main(words) == 2, words
        (line,) = capsys.readouterr().err.strip().splitlines()
        assert "works on a folder" in line
    for place in ("ftp://b/x", "hdfs://b/x"):
        assert main(["ingest", "--out", place, *feeds]) == 2
        (line,) = capsys.readouterr().err.strip().splitlines()
        assert "no store of that kind" in line
    assert not [one for one in on_s3.iterdir() if one.name.startswith(("s3:", "gs:", "ftp:"))]


def test_a_dead_writers_lease_is_short_and_can_be_taken(endpoint, bucket, on_s3, tmp_path, capsys):
    from datetime import UTC, datetime

    from newsbeam.pipeline.cli import main
    from newsbeam.pipeline.publish import lease

    assert timedelta(minutes=2) >= lease.LEASE_FOR
    dead = remote_output(store(endpoint, bucket), tmp_path / "dead", owner="dead:1", clock=lambda: datetime.now(UTC))
    dead.__enter__()
    words = ["ingest", "--out", f"s3://{bucket}/out", "--feeds", str(on_s3 / "feeds.toml")]
    assert main(words) == 75
    assert "dead:1" in capsys.readouterr().err
    assert main(["unlock", "--out", f"s3://{bucket}/out"]) == 0
    assert "unlocked: dead:1" in capsys.readouterr().out
    assert main(words) == 0
    with pytest.raises(ConflictError):
        dead.__exit__(None, None, None)


@pytest.mark.parametrize("runner", ["inline", "direct", "processes"])
def test_a_worker_of_every_engine_fetches_the_history_that_a_new_container_has_not(bucket, on_s3, runner, capsys):
    from newsbeam.pipeline.cli import main

    words = ["ingest", "--out", f"s3://{bucket}/out", "--feeds", str(on_s3 / "feeds.toml"), "--due", "all", "--runner", runner]
    text = (on_s3 / "one.xml").read_text().replace("<guid>1", "<guid>https://one.example/1")
    (on_s3 / "one.xml").write_text(text)
    assert main(words) == 0
    for number, (body, printed) in enumerate((("sails.", "1 duplicates"), ("sails at noon.", "1 revisions"))):
        shutil.rmtree(next(on_s3.glob("newsbeam-*")))
        (on_s3 / "feeds.toml").write_text(
            f'[[feed]]\nid = "other{number}"\npath = "one.xml"\nprovider = "One"\n'
        )  # no cursor knows it
        (on_s3 / "one.xml").write_text(text.replace("sails.", body))
        capsys.readouterr()
        assert main(words) == 0
        assert printed in capsys.readouterr().out


@pytest.mark.slow
def test_a_scheduled_job_on_the_command_line_goes_on_in_another_container(endpoint, bucket, tmp_path, monkeypatch, capsys):
    from newsbeam.pipeline.cli import main

    settings = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": "us-east-1"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    release = tmp_path / "release.txt"
    release.write_text(
        " date 2026-03-10 The port trust said that the berth was open again\n\n"
        "Karachi (UrduPoint / Pakistan Point News - 10th Mar, 2026) Eleven ships were unloaded in four days, the trust said.\n"
    )
    outputs = []
    for container in ("one", "two"):
        (tmp_path / container).mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / container))
        assert main(["ingest", "--out", f"s3://{bucket}/out", str(release)]) == 0
        outputs.append(capsys.readouterr().out)
    assert "1 entries = 1 new" in outputs[0]
    assert f"report: s3://{bucket}/out/runs/" in outputs[0]
    assert "0 entries = 0 new" in outputs[1]
    fetched(endpoint, bucket, tmp_path / "read")
    found = duckdb.sql(
        f"SELECT date::VARCHAR, country FROM read_parquet('{tmp_path}/read/stories/**/*.parquet', hive_partitioning=true)"
    )
    assert found.fetchall() == [("2026-03-10", "PK")]


def test_new_stories_of_a_published_day_are_added_to_it_in_an_empty_container(
    endpoint, bucket, on_s3, tmp_path, capsys, monkeypatch
):
    """Nobody asks history for them: the day's file is to be read all the same before it grows."""
    from newsbeam.pipeline.cli import main

    place = f"s3://{bucket}/out"
    for number, (head, text) in enumerate([("Ferry sails", "A ferry sails"), ("Bus leaves", "The bus leaves its stop")]):
        (on_s3 / "one.xml").write_text(
            f"<rss version='2.0'><channel><title>t</title><item><guid>{number}</guid><title>{head}</title>"
            f"<pubDate>Sun, 03 May 2026 1{number}:00:00 GMT</pubDate><description>LAGOS - {text}.</description></item></channel></rss>"
        )
        (on_s3 / f"container-{number}").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(on_s3 / f"container-{number}"))
        assert main(["ingest", "--out", place, "--due", "all", "--feeds", str(on_s3 / "feeds.toml")]) == 0
    assert sorted(fetched(endpoint, bucket, tmp_path / "fetched").stories.rglob("*.parquet")) == [
        tmp_path / "fetched" / "stories" / "date=2026-05-03" / "country=NG" / "stories-00000.parquet"
    ]
    headlines = duckdb.sql(f"SELECT headline FROM read_parquet('{tmp_path}/fetched/stories/**/*.parquet') ORDER BY 1").fetchall()
    assert headlines == [("Bus leaves",), ("Ferry sails",)]


def test_an_object_of_the_table_that_was_not_read_is_not_replaced(endpoint, bucket, tmp_path):
    kept = store(endpoint, bucket)
    kept.create("stories/date=2026-05-03/country=NG/stories-00000.parquet", b"rows")
    with remote_output(kept, tmp_path / "container", owner="job", clock=lambda: source.at(1)) as out:
        path = out.stories / "date=2026-05-03" / "country=NG" / "stories-00000.parquet"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"other rows")
        with pytest.raises(OutputError, match="was not read by this run"):
            out.storage.push(out.stories)
    assert kept.get("stories/date=2026-05-03/country=NG/stories-00000.parquet")[0] == b"rows"
