"""DataFusion: the folder as one table, partitioned by the path."""

import sys

import pyarrow as pa
from datafusion import SessionContext

session = SessionContext()
keys = [("date", pa.string()), ("country", pa.string())]
session.register_parquet("stories", f"{sys.argv[1]}/stories/", table_partition_cols=keys)
answer = session.sql("""
    SELECT country, count(*) AS n
    FROM (SELECT *, row_number() OVER (PARTITION BY story_id ORDER BY revision_order DESC) AS telling_rank FROM stories)
    WHERE telling_rank = 1 AND pub_status = 'usable'
    GROUP BY country
""")
for row in answer.to_pylist():
    print(row["country"], row["n"])
