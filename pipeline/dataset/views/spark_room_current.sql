
-- The same without texts, for dashboards: kept for the settled days to which nothing came late.
CREATE OR REPLACE TEMPORARY VIEW current AS
SELECT {slim}, date
FROM (SELECT *, regexp_extract(input_file_name(), '[^/]+$', 0) AS name FROM settled_current)
WHERE name IN (SELECT file FROM settled_files WHERE part = 'current')
UNION ALL
SELECT {slim}, date
FROM (
    SELECT *, row_number() OVER (PARTITION BY date, country, story_id ORDER BY revision_order DESC) AS telling_rank
    FROM (
        SELECT {slim}, revision_order, date
        FROM (SELECT *, regexp_extract(input_file_name(), '[^/]+$', 0) AS name FROM settled_days)
        WHERE name IN (SELECT file FROM settled_files WHERE part = 'days' AND clean = 0)
        UNION ALL
        SELECT {slim}, revision_order, date
        FROM open_days
        WHERE date IN (SELECT date FROM settled_files WHERE part = 'open')
    )
)
WHERE telling_rank = 1 AND pub_status = 'usable';
