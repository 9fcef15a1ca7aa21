
-- The same without texts, for dashboards: kept for the settled days to which nothing came late.
CREATE OR REPLACE TEMPORARY VIEW current AS
SELECT {slim}, date
FROM settled_current
WHERE NOT EXISTS (SELECT value FROM list_is_gone)
UNION ALL
SELECT {slim}, date
FROM (
    SELECT *, row_number() OVER (PARTITION BY date, country, story_id ORDER BY revision_order DESC) AS telling_rank
    FROM (
        SELECT {slim}, revision_order, date FROM late_days
        UNION ALL
        SELECT {slim}, revision_order, date FROM open_days
    )
)
WHERE telling_rank = 1 AND pub_status = 'usable';
