-- newsbeam's views for DuckDB. A published row never changes: "current" is a question, and this is its answer.

-- Every telling of every story, as published. A file of an older schema lacks columns: they are null.
CREATE OR REPLACE VIEW stories AS
SELECT {columns}, date, country
FROM read_parquet('{stories}/**/*.parquet',
                  hive_partitioning = true, hive_types = {'date': DATE, 'country': VARCHAR}{story_schema});
