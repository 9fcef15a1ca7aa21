"""Every command on every kind of place: it works, or it is refused in one line (exit 2). The table of docs/operators.md is this one."""

import json
import os
import re
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import places
import pytest

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.commands import COMMANDS
from newsbeam.pipeline.publish.lease import LEASE
from newsbeam.pipeline.publish.open_remote import remote_output
from newsbeam.pipeline.publish.store import ObjectStore

DOCS = Path(__file__).parents[2] / "docs" / "operators.md"
WORKS, REFUSED = "works", "refused"
STORES = ("s3", "gs", "gcs", "az", "abfs", "abfss")
ALONE = {
    "completion": "names no output",
    "evaluate": "names no output",
    "views": "writes definitions for any place (`--at`)",
    "copy": "between a folder and a store",
    "unlock": "of stores only",
}
"""Commands that are no matter of where `--out` lies."""
RUNS = {
    # In this order they run on one output, each as (words, what of them is seen).
    "ingest": (["ingest", "--feeds", "{feeds}", "--due", "all"], "= 1 new"),
    "feeds list": (["feeds", "list", "--feeds", "{feeds}"], "one"),
    "feeds show": (["feeds", "show", "one", "--feeds", "{feeds}"], "one"),
    "show": (["show"], "Ferry"),
    "stats": (["stats"], "1"),
    "export": (["export", "{tmp}/rows.csv"], ""),
    "explain": (["explain", "{story}"], "Ferry"),
    "site": (["site", "--to", "{tmp}/site"], ""),
    "page": (["page", "front"], ""),
    "deadletters list": (["deadletters", "list"], "1 open"),
    "deadletters retry": (["deadletters", "retry", "--feeds", "{feeds}"], ""),
    "deadletters dismiss": (["deadletters", "dismiss", "--feed", "one"], "1 dismissed, 0 open"),
    "backfill": (["backfill", "{tmp}/late.xml", "--provider", "One"], ""),
    "changes": (["changes", "--since", "{batch}"], "Bus leaves"),
    "doctor": (["doctor"], "2 rows"),
    "doctor --deep": (["doctor", "--deep"], "2 rows"),
    "doctor --rebuild-state": (["doctor", "--rebuild-state"], ""),
}
"""What works on a folder and on a store."""
LASTING = {"stream": ["stream", "--feeds", "{feeds}"]}
"""What works on both for as long as it runs (`tests/engines/test_object_store.py`)."""
FOLDERS = {
    "watch": ["watch", "--feeds", "{feeds}"],
    "poll": ["poll", "--feeds", "{feeds}", "--shard", "1/2", "--once"],
    "replay": ["replay", "--from", "{tmp}/old"],
    "repair": ["repair"],
    "prune": ["prune", "--runs", "30d"],
    "purge": ["purge", "0" * 32],
}
"""What works on a folder, and is refused on a store: a daemon's child processes, or files that are removed and replaced."""
FEED = "<rss version='2.0'><channel><title>t</title>{}<item></item></channel></rss>"
ITEM = "<item><guid>{}</guid><title>{}</title><description>LAGOS - A ferry sails.</description></item>"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    (tmp_path / "feeds.toml").write_text('[[feed]]\nid = "one"\npath = "one.xml"\nprovider = "One"\n')
    (tmp_path / "one.xml").write_text(FEED.format(ITEM.format(1, "Ferry sails")))
    (tmp_path / "late.xml").write_text(FEED.format(ITEM.format(2, "Bus leaves")))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_on(words, out, desk, capsys, story="", batch=""):
    """(exit code, stdout, lines of stderr) of a command on an output."""
    capsys.readouterr()
    filled = [word.format(feeds=desk / "feeds.toml", tmp=desk, story=story, batch=batch) for word in words]
    code = main([*filled, "--out", out])
    said = capsys.readouterr()
    return code, said.out, said.err.strip().splitlines()


def play(out, desk, capsys):
    story = batch = ""
    for name, (words, seen) in RUNS.items():
        code, said, errors = run_on(words, out, desk, capsys, story, batch)
        assert code in ((0, 1) if name == "deadletters retry" else (0,)), (name, errors)
        assert seen in said, (name, said)
        if name == "ingest":
            (row,) = map(json.loads, run_on(["show", "--format", "json"], out, desk, capsys)[1].splitlines())
            story, (batch,) = row["story_id"], set(re.findall(r"\d{8}T\d{6}Z-\d{4}", said))
    code, _, errors = run_on(["changes", "--since", "nobody"], out, desk, capsys)
    assert (code, len(errors)) == (2, 1)
    assert out in errors[0], "a message names the place, and not the copy of it"
    assert list((desk / "site").rglob("*.html"))
    assert (desk / "rows.csv").read_text().count("\n") >= 2


@pytest.mark.slow
def test_every_command_works_on_a_folder(desk, capsys):
    play(str(desk / "out"), desk, capsys)


@pytest.mark.slow
def test_every_command_that_works_on_a_store_works_on_s3(desk, capsys, monkeypatch):
    with places.s3() as (bucket, env):
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        play(f"{bucket}/out", desk, capsys)
        code, _, errors = run_on(["unlock"], f"{bucket}/out", desk, capsys)
        assert (code, errors) == (0, [])
        assert main(["copy", f"{bucket}/out", str(desk / "copied")]) == 0
        assert run_on(["doctor", "--deep"], str(desk / "copied"), desk, capsys)[0] == 0
        assert main(["copy", str(desk / "copied"), f"{bucket}/back"]) == 0
        assert "2 rows" in run_on(["doctor"], f"{bucket}/back", desk, capsys)[1]


@pytest.mark.slow
@pytest.mark.skipif(not places.AZURITE.exists(), reason="not run: `make emulators` puts azurite there")
@pytest.mark.parametrize("scheme", ["az", "abfs"])
def test_every_command_that_works_on_a_store_works_on_azure(desk, capsys, monkeypatch, scheme):
    with places.azure() as (container, env):
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        play(f"{container}/out".replace("az:", f"{scheme}:"), desk, capsys)
        assert main(["copy", f"{container}/out", str(desk / "copied")]) == 0
        assert run_on(["doctor", "--deep"], str(desk / "copied"), desk, capsys)[0] == 0


@contextmanager
def reached(kind, monkeypatch):
    with (places.s3 if kind == "s3" else places.azure)() as (bucket, env):
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        yield f"{bucket}/out"


ON_STORES = ["s3", pytest.param("az", marks=pytest.mark.skipif(not places.AZURITE.exists(), reason="not run: `make emulators`"))]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ON_STORES)
def test_ingest_waits_for_a_lease_that_a_killed_writer_left(desk, capsys, monkeypatch, kind):
    """Without --wait it is 75 and says whose lease it is; with it the run begins when the lease has run out, and not before."""
    with reached(kind, monkeypatch) as out:
        until = datetime.now(UTC) + timedelta(seconds=6)
        text = json.dumps({"owner": "dead:1", "until": until.isoformat()}).encode()
        ObjectStore.at(out, endpoint=os.environ.get("AWS_ENDPOINT_URL")).create(LEASE, text)
        code, _, errors = run_on(RUNS["ingest"][0], out, desk, capsys)
        assert (code, len(errors)) == (75, 1)
        assert "dead:1 is writing there until" in errors[0]
        code, said, _ = run_on([*RUNS["ingest"][0], "--wait"], out, desk, capsys)
        assert (code, "= 1 new" in said) == (0, True)
        assert datetime.now(UTC) >= until


@pytest.mark.slow
@pytest.mark.parametrize("kind", ON_STORES)
def test_ingest_waits_for_a_writer_that_lives_and_begins_when_it_has_ended(desk, capsys, monkeypatch, kind):
    monkeypatch.setattr("newsbeam.pipeline.publish.open_remote.WAIT_S", 0.2)
    with reached(kind, monkeypatch) as out:
        store = ObjectStore.at(out, endpoint=os.environ.get("AWS_ENDPOINT_URL"))
        other = remote_output(store, desk / "other", owner="other:2", clock=lambda: datetime.now(UTC))
        other.__enter__()
        ended = []

        def end():
            ended.append(datetime.now(UTC))
            other.__exit__(None, None, None)

        timer = threading.Timer(2, end)
        timer.start()
        code, said, _ = run_on([*RUNS["ingest"][0], "--wait"], out, desk, capsys)
        timer.join()
        assert (code, "= 1 new" in said, len(ended)) == (0, True, 1)
        assert run_on(["doctor", "--deep"], out, desk, capsys)[0] == 0


@pytest.mark.parametrize("scheme", STORES)
@pytest.mark.parametrize("name", FOLDERS)
def test_what_works_on_folders_only_is_refused_in_one_line(desk, capsys, scheme, name):
    code, said, errors = run_on(FOLDERS[name], f"{scheme}://b/x", desk, capsys)
    assert (code, said, len(errors)) == (2, "", 1), errors
    assert f"{scheme}://b/x: `newsbeam {name}` works on a folder" in errors[0]
    assert not [one for one in desk.iterdir() if one.name.startswith(scheme)]


KINDS = ["ftp", *(pytest.param(one, marks=pytest.mark.slow) for one in ("hdfs", "http", "file"))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [*RUNS, *LASTING, *FOLDERS])
def test_a_place_of_another_kind_is_refused_in_one_line(desk, capsys, kind, name):
    words = RUNS[name][0] if name in RUNS else {**LASTING, **FOLDERS}[name]
    before = sorted(desk.iterdir())
    place = "file:///x" if kind == "file" else f"{kind}://b/x"
    code, said, errors = run_on(words, place, desk, capsys, "0" * 32)
    assert (code, said, len(errors)) == (2, "", 1), errors
    assert "no store of that kind" in errors[0]
    assert sorted(desk.iterdir()) == before


def test_every_command_stands_in_the_table():
    named = {name.split(" ")[0] for name in (*RUNS, *LASTING, *FOLDERS)} | ALONE.keys()
    assert named == COMMANDS.keys()


def table():
    lines = ["| command | folder | `s3://` | `az://` `abfs://` | `gs://` |", "|---|---|---|---|---|"]
    lines += [f"| `{name}` | works | works | works | not run |" for name in RUNS]
    lines += [f"| `{name}` | works | works | not run | not run |" for name in LASTING]
    lines += [f"| `{name}` | works | refused | refused | refused |" for name in FOLDERS]
    lines += [f"| `{name}` | {why} | | | |" for name, why in ALONE.items()]
    return "\n".join(lines)


def test_the_table_of_the_manual_is_this_one():
    (printed,) = re.findall(r"<!-- places -->\n(.*?)\n<!-- /places -->", DOCS.read_text(), re.DOTALL)
    assert printed == table()
