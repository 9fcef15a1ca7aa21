"""pandas: the whole folder, its path's keys as text."""

import sys
from pathlib import Path

import pandas as pd

columns = ["story_id", "revision_order", "pub_status", "headline", "partition_date", "partition_country"]
tellings = pd.concat(
    pd.read_parquet(path, columns=columns, partitioning=None) for path in Path(sys.argv[1], "stories").rglob("*.parquet")
)
current = tellings.sort_values("revision_order").groupby("story_id").tail(1).query("pub_status == 'usable'")
for country, stories in current.groupby("partition_country").size().items():
    print(country, stories)
