"""What the terminal shows fits it: eighty columns, whatever the names and the script, under the dataset's own column names."""

import re

import duckdb
import pytest

from newsbeam.pipeline.cli import main
from newsbeam.pipeline.report.grid import columns
from newsbeam.schemas.arrow import STORY_SCHEMA

pytestmark = pytest.mark.slow
NAMES = (
    "東京港湾新聞電子版編集局国際報道部速報係担当記者団",
    "a-very-long-name-of-a-provider.of-news-and-weather.example",
    "b.example",
)
HEADLINES = (
    "東京の港に新しい埠頭が開き、船長らが到着を祝った" * 4,
    "Harbour board opens the grain quay after repairs " * 4,
    "كوئٹہ میں برفباری کے بعد تعلیمی ادارے " * 4,
)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    root = tmp_path_factory.mktemp("wide")
    entries = []
    for n, (name, headline) in enumerate(zip(NAMES, HEADLINES, strict=True)):
        items = "".join(
            f"<item><guid isPermaLink='false'>{n}-{day}</guid><title>{headline} {day}</title><link>https://x.example/{n}/{day}</link>"
            f"<pubDate>{day:02} Mar 2026 09:00:00 GMT</pubDate><description>MOMBASA, Kenya - Ships {n} {day} came.</description></item>"
            for day in range(1, 29)
        )
        (root / f"{n}.xml").write_text(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
        entries.append(f'[[feed]]\nid = "feed-{n}{"-wide" * 10}"\npath = "{n}.xml"\nprovider = "{name}"\n')
    (root / "feeds.toml").write_text("\n".join(entries))
    words = [
        "--feeds",
        str(root / "feeds.toml"),
        "--out",
        str(root / "out"),
        "--as-of",
        "2026-03-29T12:00:00Z",
        "--runner",
        "inline",
    ]
    assert main(["ingest", *words]) == 0
    return root / "out"


def story_of(out) -> str:
    return duckdb.sql(f"SELECT min(story_id) FROM read_parquet('{out}/stories/**/*.parquet')").fetchall()[0][0]


@pytest.mark.parametrize(
    "words",
    [
        ["show"],
        ["show", "--all-tellings"],
        ["stats"],
        ["stats", "--by", "feed_id"],
        ["feeds", "list", "--feeds", "{out}/../feeds.toml"],
        ["page", "front"],
        ["page", "coverage"],
        ["page", "operations"],
        ["page", "{story}"],
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_eighty_columns_are_enough(words, out, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main([one.format(out=out, story=story_of(out)) for one in words] + ["--out", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 3
    widest = max(lines, key=columns)
    assert columns(widest) <= 80, widest


@pytest.mark.slow
def test_columns_are_named_as_in_the_table(out, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    assert main(["show", "--out", str(out), "--format", "csv"]) == 0
    names = capsys.readouterr().out.splitlines()[0].split(",")
    assert set(names) <= {*STORY_SCHEMA.names, "date", "country"}
    assert main(["show", "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].split() == names
    assert HEADLINES[0] in shown, "a file's lines are whole"
    assert main(["stats", "--out", str(out)]) == 0
    heads = re.findall(r"^([a-z_]+) +stories", capsys.readouterr().out, re.MULTILINE)
    assert heads == ["date", "country", "provider", "language"]
