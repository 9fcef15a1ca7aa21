"""pyarrow: name the types of the path's keys, for `NA` and `NO` are countries."""

import sys
from collections import Counter

import pyarrow as pa
import pyarrow.dataset as ds

keys = ds.partitioning(pa.schema([("date", pa.string()), ("country", pa.string())]), flavor="hive")
table = ds.dataset(f"{sys.argv[1]}/stories", partitioning=keys).to_table(
    columns=["country", "story_id", "revision_order", "pub_status"]
)
last = {}
for row in table.sort_by("revision_order").to_pylist():
    last[row["story_id"]] = row
for country, stories in Counter(row["country"] for row in last.values() if row["pub_status"] == "usable").items():
    print(country, stories)
