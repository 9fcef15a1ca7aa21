"""chDB, ClickHouse in the process. Its server and `clickhouse local` take the same statement."""

import sys

import chdb

answer = chdb.query(
    f"""
    SELECT partition_country, count() AS n
    FROM (
        SELECT story_id, any(partition_country) AS partition_country, argMax(pub_status, revision_order) AS status
        FROM file('{sys.argv[1]}/stories/*/*/*.parquet', Parquet)
        GROUP BY story_id
    )
    WHERE status = 'usable'
    GROUP BY partition_country
    """,
    "CSV",
)
for line in str(answer).split():
    country, stories = line.split(",")
    print(country.strip('"'), stories)
