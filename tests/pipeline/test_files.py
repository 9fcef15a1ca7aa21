"""Files and folders: which of two tellings is the later, what a rehearsal leaves, and what a retry still knows."""

from collections import defaultdict

import pytest
from newsroom import NOON, item, rows, run, write

from pipeline.options import IngestOptions
from pipeline.run import ingest

TELLINGS = ("DAKAR - The ferry sails at six, the harbour master said.", "DAKAR - The ferry sails at nine, the harbour master said.")


@pytest.mark.slow
@pytest.mark.parametrize("bare", [True, False], ids=["bare files", "a folder"])
def test_of_two_files_the_later_one_tells_last_whatever_they_say(tmp_path, bare):
    drop = tmp_path / "drop"
    drop.mkdir()
    for number in range(6):
        for place, text in zip("ab", TELLINGS if number % 2 else TELLINGS[::-1], strict=True):
            write(drop, f"{number}-{place}", item("ferry.example", number, text, date=None))
    if bare:
        paths = tuple(sorted(drop.iterdir()))
        ingest(IngestOptions(out=tmp_path / "out", as_of=NOON, fixed_clock=True, due_all=True, paths=paths, provider="Ferry"))
    else:
        (tmp_path / "feeds.toml").write_text(f'[[feed]]\nid = "drop"\npath = "{drop}"\nprovider = "Ferry"\n')
        run(tmp_path)
    told = defaultdict(list)
    for guid, summary in rows(tmp_path / "out", "guid, summary", "guid, fetched_at, telling_id"):
        told[guid].append(summary)
    assert [(len(found), "nine" in found[-1]) for found in told.values()] == [(2, n % 2 == 1) for n in range(6)]
