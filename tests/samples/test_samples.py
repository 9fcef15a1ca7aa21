"""The bundled samples, whole: what `make demo` does, and what must come of it."""

import json
import random
import re
from pathlib import Path

import duckdb
import jsonschema
import pytest

from newsbeam.pipeline.cli import main

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
CLOCK = ["--due", "all", "--as-of", "2026-03-12T12:00:00Z"]
TABLE = "read_parquet('{}/stories/**/*.parquet', hive_partitioning = true, hive_types = {{'date': DATE, 'country': VARCHAR}})"
pytestmark = pytest.mark.slow


def ingest(feeds: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["ingest", "--feeds", str(feeds), "--out", str(out), "--json", *CLOCK]) == 0
    return json.loads(capsys.readouterr().out)


def ask(out: Path, query: str) -> list[tuple[object, ...]]:
    return duckdb.connect().execute(query.replace("stories", TABLE.format(out), 1)).fetchall()


def files(out: Path) -> dict[Path, tuple[int, bytes]]:
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (out / "stories").rglob("*.parquet")}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "out"
    assert main(["ingest", "--feeds", str(SAMPLES / "feeds.toml"), "--out", str(root), *CLOCK]) == 0
    return root


def test_the_report_adds_up(out: Path) -> None:
    (path,) = (out / "runs").glob("*.json")
    report = json.loads(path.read_text())
    assert report["totals"] == {
        "entries": 45,
        "new": 41,
        "revisions": 2,
        "duplicates": 2,
        "held": 0,
        "dead_letters": 0,
        "item_limit": 0,
    }
    assert report["conservation"]["ok"]
    assert report["conservation"]["rows_added"] == 43
    assert path.with_suffix(".html").exists()
    schema = json.loads((SAMPLES.parents[1] / "schemas" / "report.schema.json").read_text())
    jsonschema.validate(report, schema)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT count(DISTINCT country) >= 16, count(DISTINCT language) >= 11 FROM stories", [(True, True)]),
        (
            "SELECT DISTINCT country FROM stories WHERE provider IN ('dune.example', 'fjordavisa.example') ORDER BY 1",
            [("NA",), ("NO",)],
        ),
        (
            "SELECT DISTINCT language FROM stories WHERE feed_id IN ('awaz-e-nau', 'nile-agency', 'samachar') ORDER BY 1",
            [("ar",), ("hi",), ("ur",)],
        ),
        (
            "SELECT revision, country, body_text LIKE '%14 quil%' FROM stories WHERE guid LIKE '%2026:9001' ORDER BY revision",
            [(1, "BR", False), (2, "BR", True)],
        ),
        (
            "SELECT pub_status, revision_kind FROM stories WHERE slugline = 'US-BRIDGE-TOLL' ORDER BY revision",
            [("usable", "original"), ("canceled", "kill")],
        ),
        (
            "SELECT cluster_relation, provider FROM stories WHERE cluster_id <> story_id ORDER BY ALL",
            [("same", "northquay.example")],
        ),
        (
            "SELECT date::VARCHAR, date_basis FROM stories WHERE list_contains(quality_flags, 'date_suspect')",
            [("2026-03-12", "fetched")] * 2,
        ),
        (
            "SELECT date::VARCHAR, dateline_place, origin_agency LIKE '%Press%', first_created_precision FROM stories WHERE feed_id = 'archive' ORDER BY 1",
            [("2020-10-21", "Karachi", False, "day"), ("2021-03-04", "Gwadar", True, "day")],
        ),
        (
            "SELECT country, dateline_place FROM stories WHERE feed_id = 'gazette-du-port' ORDER BY 1",
            [("FR", "Marseille"), ("SN", "Dakar")],
        ),
        ("SELECT count(*) FROM stories WHERE headline LIKE 'À Marseille, l’ancien dépôt%'", [(1,)]),
        ("SELECT count(*) FROM stories WHERE body_text LIKE 'KARACHI%' OR body_text LIKE '%(UrduPoint%'", [(0,)]),
        ("SELECT format FROM stories WHERE feed_id = 'wire' GROUP BY ALL ORDER BY 1", [("newsml_g2",), ("ninjs",), ("nitf",)]),
    ],
)
def test_the_rows_are_what_the_feeds_tell(out: Path, query: str, expected: list[tuple[object, ...]]) -> None:
    assert ask(out, query) == expected


def test_a_second_run_adds_no_row_and_touches_no_file(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(out)
    report = ingest(SAMPLES / "feeds.toml", out, capsys)
    assert report["conservation"]["rows_added"] == 0
    assert files(out) == before


def test_the_order_of_the_feeds_does_not_matter(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (SAMPLES / "feeds.toml").read_text(encoding="utf-8")
    head, *feeds = re.split(r"(?=^\[\[feed\]\])", text, flags=re.MULTILINE)
    random.Random(7).shuffle(feeds)
    shuffled = tmp_path / "feeds.toml"
    shuffled.write_text(head + "".join(feeds).replace('path = "', f'path = "{SAMPLES}/'), encoding="utf-8")
    ingest(shuffled, tmp_path / "out", capsys)
    query = "SELECT * EXCLUDE (landing_ref, telling_id, supersedes, revision_order) FROM stories ORDER BY story_id, revision"
    assert ask(tmp_path / "out", query) == ask(out, query)


def test_the_terminal_answers(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "--out", str(out), "--country", "NA"]) == 0
    assert "2 of 2 stories" in capsys.readouterr().out
    assert main(["stats", "--out", str(out), "--by", "language"]) == 0
    assert main(["doctor", "--out", str(out)]) == 0
    assert main(["feeds", "check", "--feeds", str(SAMPLES / "feeds.toml")]) == 0


def test_every_reader_reads_the_same(out: Path) -> None:
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    import pyarrow.dataset as ds

    keys = pa.schema([("date", pa.string()), ("country", pa.string())])
    arrow = ds.dataset(out / "stories", partitioning=ds.partitioning(keys, flavor="hive")).to_table()
    frame = pd.read_parquet(out / "stories", partitioning=ds.partitioning(keys, flavor="hive"))
    lazy = pl.scan_parquet(
        f"{out}/stories/**/*.parquet", hive_partitioning=True, hive_schema={"date": pl.Date, "country": pl.String}
    )
    counts = dict(ask(out, "SELECT country, count(*) FROM stories GROUP BY ALL"))
    assert counts["NA"] == counts["NO"] == 2
    assert {one["values"]: one["counts"] for one in arrow["country"].value_counts().to_pylist()} == counts
    assert frame["country"].astype(str).value_counts().to_dict() == counts
    assert dict(lazy.group_by("country").len().collect().iter_rows()) == counts
    assert str(lazy.collect_schema()["first_created"]) == "Datetime(time_unit='us', time_zone='UTC')"
    assert str(frame["first_created"].dtype) == "datetime64[us, UTC]"
    assert arrow.schema.field("revision").type == pa.int32()


def test_the_first_page_prints_what_the_samples_give(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (SAMPLES.parents[1] / "README.md").read_text("utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (explained,) = (text for kind, text in blocks if kind == "text" and text.startswith("dateline: GWADAR"))
    assert main(["explain", "4f1f4cd6", "--out", str(out)]) == 0
    said = {line.strip() for line in capsys.readouterr().out.splitlines()}
    assert {line.strip() for line in explained.splitlines()} - {"..."} <= said
    (query,) = (text for kind, text in blocks if kind == "sql")
    (table,) = (text for kind, text in blocks if kind == "text" and text.startswith("│"))
    monkeypatch.chdir(out)
    conn = duckdb.connect()
    conn.execute((out / "views.sql").read_text("utf-8"))
    rows = [(f"{day}", *figures, f"[{', '.join(languages)}]") for day, *figures, languages in conn.execute(query).fetchall()]
    assert [[one.strip() for one in line.split("│")[1:-1]] for line in table.splitlines()] == [
        [str(one) for one in row] for row in rows
    ]
