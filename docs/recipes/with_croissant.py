"""mlcroissant: that the output's description is valid, and that its columns are the table's."""

import sys
from pathlib import Path

import mlcroissant as mlc
import pyarrow.parquet as pq

out = Path(sys.argv[1])
dataset = mlc.Dataset(jsonld=out / "croissant.json")
issues = dataset.metadata.ctx.issues
assert not issues.errors, issues.report()
tables = {one.name: one for one in dataset.metadata.record_sets}
file = next(out.glob("stories/*/*/*.parquet"))
assert [field.name for field in tables["stories"].fields] == pq.read_schema(file).names
assert [field.name for field in tables["feeds"].fields] == pq.read_schema(out / "feeds.parquet").names
