"""One output that the site is made of: three invented feeds over two polls, hostile words among them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from invented_feeds import item, write

from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.dataset.query import open_dataset
from newsbeam.pipeline.runs.ingest import ingest
from newsbeam.pipeline.runs.options import IngestOptions
from newsbeam.pipeline.site import write_site

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
TEXT = (
    "The harbour board of Mombasa opened the grain quay on Tuesday after nine months of repairs, and its master said that two "
    "ships a day would be unloaded from April. Millers in Nairobi expect bread to become cheaper before the rains."
)


@pytest.fixture(scope="session")
def output(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("site")
    feeds = root / "feeds"
    feeds.mkdir()
    lead = f"MOMBASA, Kenya, March 10 (Kestrel) - {TEXT}"
    evil = 'Quay <b>opens</b> " onmouseover="alert(1) <script>alert(2)</script> \' &lt;img src=x onerror=alert(3)&gt;'
    write(
        feeds,
        {
            "kestrel": [
                item("1", "Mombasa quay opens", lead),
                item("2", evil, "Short words about nothing in particular, then one with no end: " + "wortungeheuer" * 40),
            ],
            "lagoon": [
                item("l1", "Grain quay open again", lead, hour=11),
                item("l2", "No address", "x y z", link="javascript:alert(4)"),
            ],
            "torn": ["<item></item>"],
        },
    )
    entries = [
        f'[[feed]]\nid = "{name}"\npath = "{feeds / name}.xml"\nprovider = "{name}.example"\n'
        for name in ("kestrel", "lagoon", "torn")
    ]
    (root / "feeds.toml").write_text("\n".join(entries))
    out = root / "out"
    for turn in range(2):
        if turn:
            write(feeds, {"kestrel": [item("1", "Mombasa grain quay opens late", lead.replace("nine months", "ten months"))]})
        at = NOON + timedelta(hours=turn)
        ingest(IngestOptions(out=out, feeds=root / "feeds.toml", as_of=at, fixed_clock=True, due_all=True, runner="inline"))
    return out


@pytest.fixture(scope="session")
def site(output, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pages") / "site"
    conn = open_dataset(output)
    write_site(Output(output), folder, conn)
    conn.close()
    return folder
