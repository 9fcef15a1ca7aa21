-- The same without texts, for dashboards: kept for the days to which nothing came late.
CREATE OR REPLACE VIEW current AS
SELECT {slim}, date
FROM read_parquet('{reading}/current/*/*.parquet', filename = true,
                  hive_partitioning = true, hive_types = {'date': DATE}{current_schema})
WHERE filename IN (SELECT file FROM settled_files WHERE part = 'current')
UNION ALL
SELECT {slim}, date
FROM (
    SELECT *, row_number() OVER (PARTITION BY date, country, story_id ORDER BY revision_order DESC) AS telling_rank
    FROM (
        SELECT {slim}, revision_order, date
        FROM read_parquet('{reading}/days/*/*.parquet', filename = true,
                          hive_partitioning = true, hive_types = {'date': DATE}{day_schema})
        WHERE filename IN (SELECT file FROM settled_files WHERE part = 'days' AND NOT clean)
        UNION ALL
        SELECT {slim}, revision_order, date
        FROM read_parquet('{reading}/open/*/*/*/*.parquet',
                          hive_partitioning = true, hive_types = {'date': DATE, 'linked': VARCHAR, 'country': VARCHAR}{story_schema})
        WHERE linked IN (SELECT linked FROM settled_files WHERE part = 'open')
    )
)
WHERE telling_rank = 1 AND pub_status = 'usable';
