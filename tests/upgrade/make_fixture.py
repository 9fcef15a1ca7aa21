"""How `made_by_0_1.tar.gz` came to be: three invented feeds, polled three times by newsbeam 0.1 (its packages at top level).

    PYTHONPATH=<a checkout of 0.1> python make_fixture.py

What that version did wrong is in it on purpose: posts that differ only in a fragment are one story, and a story whose date was moved
is told anew in another partition.
"""

import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

MOVED = {"moved": "Mon, 04 May 2026 09:00:00 GMT", "title": "The pier opens at last"}
FEEDS = "".join(
    f'[[feed]]\nid = "{one}"\npath = "{one}.xml"\nprovider = "{one.title()}"\nhome_country = "KE"\n\n'
    for one in ("heron", "kestrel", "reef")
)
RSS = (
    '<rss version="2.0"><channel><title>{0}</title><link>https://{0}.example/</link><description>d</description>{1}</channel></rss>'
)
ITEM = "<item><title>{title}</title>{link}{guid}{date}<description>{text}</description></item>"


def item(title, address="", text="", date="Sun, 03 May 2026 09:00:00 GMT"):
    return ITEM.format(
        title=title,
        text=text or f"All about it: {title}.",
        link=f"<link>{address}</link>" if address else "",
        guid=f"<guid>{address}</guid>" if address else "",
        date=f"<pubDate>{date}</pubDate>" if date else "",
    )


def feeds(desk, start="http://", posts=("p1", "p2"), moved="Mon, 05 Jan 2026 09:00:00 GMT", title="The pier opens", **others):
    texts = others.get("texts", {})
    listings = {
        "kestrel": [
            *(item(f"Ferry {n}", f"{start}kestrel.example/ferry-{n}") for n in (1, 2, 3)),
            *(item(f"Notice {n}", date="") for n in (1, 2)),
        ],
        "heron": [item(f"Flash {one}", f"https://heron.example/day#{one}", texts.get(one, "")) for one in posts],
        "reef": [item(title, "https://reef.example/pier", date=moved)],
    }
    for name, items in listings.items():
        (desk / f"{name}.xml").write_text(RSS.format(name, "".join(items)))
    (desk / "feeds.toml").write_text(FEEDS)


if __name__ == "__main__":
    from pipeline.options import IngestOptions  # noqa: TID251 (0.1 lay at top level)
    from pipeline.run import ingest  # noqa: TID251

    with tempfile.TemporaryDirectory() as folder:
        desk = Path(folder)
        for day in (3, 4, 5):
            feeds(desk, **(MOVED if day > 3 else {}))
            at = datetime(2026, 5, day, 12, tzinfo=UTC)
            report = ingest(IngestOptions(out=desk / "out", feeds=desk / "feeds.toml", as_of=at, fixed_clock=True, due_all=True))
            sys.stdout.write(f"{report.totals}\n")
        with tarfile.open(Path(__file__).parent / "made_by_0_1.tar.gz", "w:gz") as made:
            for path in ("stories", "landing", "batches", "dead_letters", "_state"):
                made.add(desk / "out" / path, f"out/{path}")
