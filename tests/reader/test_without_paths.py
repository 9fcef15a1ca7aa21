"""`date` and `country` where a file is read without its path, and where its path is read; batch ids."""

import re
from datetime import timedelta
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from newsroom import BODIES, FEEDS, NOON, item, run, write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    """Two runs, the second with a correction of a story of the first and moved dates."""
    desk = tmp_path_factory.mktemp("desk")
    (desk / "feeds.toml").write_text(FEEDS)
    for hour in range(2):
        lines = (item("kestrel.example", n + 1, f"{text}{' More.' * hour}") for n, text in enumerate(BODIES))
        write(desk, "kestrel", *(line.replace("03 May", f"0{3 - hour} May") for line in lines))
        write(
            desk, "lagoon", item("lagoon.example", 1 + hour, f"LAGOS - Ferry tickets will cost {hour + 4} naira less from Monday.")
        )
        run(desk, at=NOON + timedelta(hours=hour))
    return desk / "out"


def files(out: Path) -> list[Path]:
    return sorted((out / "stories").rglob("*.parquet"))


def test_one_file_alone_says_its_date_and_country(out):
    assert len(files(out)) > 1
    for path in files(out):
        alone = pq.ParquetFile(path).read(columns=["partition_date", "partition_country"]).to_pylist()
        date, country = path.parent.parent.name.removeprefix("date="), path.parent.name.removeprefix("country=")
        assert {(row["partition_date"].isoformat(), row["partition_country"]) for row in alone} == {(date, country)}
        assert not {"date", "country"} & set(pq.read_schema(path).names)


def test_who_reads_the_path_finds_the_same(out):
    keys = ds.partitioning(pa.schema([("date", pa.string()), ("country", pa.string())]), flavor="hive")
    columns = ["date", "country", "partition_date", "partition_country"]
    arrow = ds.dataset(out / "stories", partitioning=keys).to_table(columns=columns).to_pylist()
    glob = f"{out}/stories/*/*/*.parquet"
    hive = {"date": pl.Date, "country": pl.String}
    polars = pl.scan_parquet(glob, hive_partitioning=True, hive_schema=hive).select(columns).collect().rows()
    types = "{'date': DATE, 'country': VARCHAR}"
    with duckdb.connect() as conn:
        query = f"SELECT {', '.join(columns)} FROM read_parquet('{glob}', hive_partitioning = true, hive_types = {types})"
        duck = conn.sql(query).fetchall()
    for found in (duck, polars, [tuple(row.values()) for row in arrow]):
        assert len(found) == sum(pq.read_metadata(path).num_rows for path in files(out))
        assert all((str(row[0]), row[1]) == (str(row[2]), row[3]) for row in found)


def test_batch_ids_are_short_and_sort_as_the_batches_were_published(out):
    table = pa.concat_tables(pq.ParquetFile(path).read(columns=["batch_id", "published_at"]) for path in files(out))
    batches = sorted({(row["published_at"], row["batch_id"]) for row in table.to_pylist()})
    names = [batch_id for _, batch_id in batches]
    assert len(names) == 2
    assert names == sorted(names)
    assert all(re.fullmatch(r"\d{8}T\d{6}Z-\d{4}", one) for one in names)
