-- newsbeam's views for DuckDB. A published row never changes: "current" is a question, and this is its answer.

-- The days and their files: of the newest list whose moment had come when the query began. The paths begin as the list's own
-- does, whatever DuckDB has put before it (its setting file_search_path). A line `none` holds a sum of the others.
CREATE OR REPLACE VIEW settled_files AS
WITH listed AS MATERIALIZED (
    SELECT *
    FROM (
        SELECT *, max(filename) FILTER (WHERE parse_filename(filename) <= lpad(epoch_us(now())::VARCHAR, 20, '0') || '.csv') OVER () AS newest
        FROM read_csv('{reading}/{lists}/*.csv', header = true, auto_detect = false, filename = true, columns = {
            'part': 'VARCHAR', 'date': 'DATE', 'file': 'VARCHAR', 'clean': 'BOOLEAN'})
    )
    WHERE filename = coalesce(newest, error('this transaction is older than what newsbeam keeps for readers: begin another'))
)
SELECT part, date, regexp_replace(filename, '{lists}/[^/]*$', '') || part || '/' || file AS file, file AS linked, clean
FROM listed
WHERE (
    SELECT CASE
        WHEN any_value(file) FILTER (part = 'none') IN ('none', left(sha256(coalesce(string_agg(
            concat_ws(',', part, date, file, clean::INTEGER) || chr(10), '' ORDER BY part, date, file) FILTER (part <> 'none'), '')), 32))
        THEN true
        ELSE error('{reading}/{lists} is damaged: the next run of newsbeam makes it anew; until then read stories/')
    END
    FROM listed
);

-- Every telling of every story, as published: each day from a file or a few, open ones from stories/.{older}
CREATE OR REPLACE VIEW stories AS
SELECT {day_columns}, date, country
FROM read_parquet('{reading}/days/*/*.parquet', filename = true,
                  hive_partitioning = true, hive_types = {'date': DATE}{day_schema})
WHERE filename IN (SELECT file FROM settled_files WHERE part = 'days')
UNION ALL
SELECT {columns}, date, country
FROM read_parquet('{reading}/open/*/*/*/*.parquet',
                  hive_partitioning = true, hive_types = {'date': DATE, 'linked': VARCHAR, 'country': VARCHAR}{story_schema})
WHERE linked IN (SELECT linked FROM settled_files WHERE part = 'open');
