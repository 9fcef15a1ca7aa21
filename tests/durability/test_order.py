"""Power loss: what a publish asks of the system, in which order. Bytes are synced before their name, names before what relies
on them, and the state comes last (docs/design/publishing.md#the-order-of-a-run)."""

import os
from pathlib import Path

import pytest
import source

from newsbeam.pipeline.dataset.output import Output


@pytest.fixture
def asked(monkeypatch):
    """Every fsync, rename and unlink, as (what, path)."""
    calls: list[tuple[str, str]] = []
    real = {"fsync": os.fsync, "replace": Path.replace, "unlink": Path.unlink}

    def fsync(handle):
        calls.append(("fsync", str(Path(f"/proc/self/fd/{handle}").readlink())))
        real["fsync"](handle)

    def replace(self, target):
        calls.append(("rename", str(target)))
        return real["replace"](self, target)

    def unlink(self, missing_ok=False):
        calls.append(("unlink", str(self)))
        real["unlink"](self, missing_ok=missing_ok)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "unlink", unlink)
    return calls


def test_what_is_synced_before_what(tmp_path, asked):
    out = Output(tmp_path / "out")
    source.run(out, 1)
    asked.clear()
    source.run(out, 2, seals=False)
    steps = [(what, path.removeprefix(f"{out.root}/")) for what, path in asked]

    def at(what, *, starts="", ends=""):
        found = [n for n, (did, path) in enumerate(steps) if did == what and path.startswith(starts) and path.endswith(ends)]
        assert found, (what, starts, ends, steps)
        return found

    landed = at("fsync", starts="landing/", ends=".warc.gz")
    staged = at("fsync", starts="_staging/", ends="fragment-0.parquet")
    commit_bytes = at("fsync", starts="_staging/", ends="COMMIT.tmp")
    commit_name = at("rename", ends="/COMMIT")
    commit_folder = [n for n in at("fsync", starts="_staging/b") if n > commit_name[0] and "." not in steps[n][1].rsplit("/", 1)[1]]
    grown_bytes = at("fsync", starts="_staging/b", ends=".parquet")
    grown_bytes = [n for n in grown_bytes if "/grown/" in steps[n][1]]
    grown_names = at("rename", starts="stories/", ends=".parquet")
    grown_folders = at("fsync", starts="stories/date=")
    journal = at("fsync", starts="_state/journal/", ends=".jsonl")
    commit_gone = at("unlink", ends="/COMMIT")

    assert max(landed) < min(staged)
    assert max(staged) < min(commit_bytes) < min(commit_name) < min(commit_folder)
    assert min(commit_folder) < min(grown_bytes)
    assert len([n for n in grown_bytes if n < min(grown_names)]) == len(grown_names)  # all bytes before the first name
    assert max(n for n in grown_names) < max(grown_folders)
    assert {str(Path(steps[n][1]).parent) for n in grown_names} <= {steps[n][1] for n in grown_folders}
    assert max(grown_folders) < min(journal) < min(commit_gone)
