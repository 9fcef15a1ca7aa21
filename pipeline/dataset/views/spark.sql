-- newsbeam's views for Spark SQL (spark-sql, or spark.sql() statement by statement).
-- Set these first, or Spark reads country=NO and date wrong:
--   spark.sql.sources.partitionColumnTypeInference.enabled = false
--   spark.sql.session.timeZone = UTC

-- The batches that are finished, in the order of published_at. Spark lists files when a view is made, so this one comes first:
-- what it knows as finished, the views below have whole. To look again, run all of these statements again, in their order.
CREATE OR REPLACE TEMPORARY VIEW batches (batch_id STRING, published_at TIMESTAMP, finished_at TIMESTAMP, rows BIGINT)
USING csv
OPTIONS (path '{batches}', header 'true');

{stories_view}
-- The last telling of each story, stories that were killed or withheld are out.
CREATE OR REPLACE TEMPORARY VIEW stories_current AS
SELECT *
FROM (
    SELECT *, row_number() OVER (PARTITION BY date, country, story_id ORDER BY revision_order DESC) AS telling_rank
    FROM stories
)
WHERE telling_rank = 1 AND pub_status = 'usable';
{current_view}
-- One row per text: the story that carried it first, and how many carry it.
CREATE OR REPLACE TEMPORARY VIEW clusters AS
SELECT
    cluster_key AS cluster_id,
    count(*) AS members,
    count(DISTINCT provider) AS providers,
    min_by(provider, leader) AS first_provider,
    min_by(headline, leader) AS headline,
    min(date) AS date,
    min_by(country, leader) AS country,
    min_by(language, leader) AS language,
    min(first_created) AS first_created,
    max(first_created) AS last_created
FROM (
    SELECT
        *,
        coalesce(cluster_id, story_id) AS cluster_key,
        struct(story_id <> coalesce(cluster_id, story_id), coalesce(first_created, fetched_at), story_id) AS leader
    FROM stories_current
)
GROUP BY cluster_key;

-- What was published by finished batches, in order. With X as the last batch_id that you saw:
--   SELECT * FROM changes WHERE published_at > (SELECT published_at FROM batches WHERE batch_id = 'X')
-- The rows of a batch have one published_at, later than that of every batch before.
CREATE OR REPLACE TEMPORARY VIEW changes AS
SELECT
    CASE WHEN pub_status = 'canceled' THEN 'kill' WHEN revision > 1 THEN 'revision' ELSE 'new' END AS change,
    *
FROM stories
WHERE published_at <= (SELECT max(published_at) FROM batches)
ORDER BY published_at, date, country, story_id, revision;
