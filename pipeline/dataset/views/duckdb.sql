{stories_view}
-- The last telling of each story. Stories that were killed or withheld are out. All tellings of a story lie in one
-- partition, so a filter on date and country reads only that partition.
CREATE OR REPLACE VIEW stories_current AS
SELECT * EXCLUDE (telling_rank)
FROM (
    SELECT *, row_number() OVER (PARTITION BY date, country, story_id ORDER BY revision_order DESC) AS telling_rank
    FROM stories
)
WHERE telling_rank = 1 AND pub_status = 'usable';
{current_view}
-- One row per text: the story that carried it first, and how many carry it.
CREATE OR REPLACE VIEW clusters AS
SELECT
    coalesce(cluster_id, story_id) AS cluster_id,
    count(*) AS members,
    count(DISTINCT provider) AS providers,
    arg_min(provider, rank) AS first_provider,
    arg_min(headline, rank) AS headline,
    min(date) AS date,
    arg_min(country, rank) AS country,
    arg_min(language, rank) AS language,
    min(first_created) AS first_created,
    max(first_created) AS last_created
FROM (
    -- The leader is first whatever the clocks say. NULL times come last.
    SELECT *, (story_id <> coalesce(cluster_id, story_id), coalesce(first_created, fetched_at), story_id) AS rank
    FROM stories_current
)
GROUP BY ALL;

-- The batches that are finished, in the order of published_at. FROM batches()
CREATE OR REPLACE MACRO batches() AS TABLE
SELECT *
FROM read_csv('{batches}/*.csv', header = true, auto_detect = false, columns = {
    'batch_id': 'VARCHAR', 'published_at': 'TIMESTAMPTZ', 'finished_at': 'TIMESTAMPTZ', 'rows': 'BIGINT'});

-- What was published between two moments. The rows of a batch have one published_at, later than that of every batch before.
CREATE OR REPLACE MACRO changes_between(after_it, up_to) AS TABLE
SELECT
    CASE WHEN pub_status = 'canceled' THEN 'kill' WHEN revision > 1 THEN 'revision' ELSE 'new' END AS change,
    *
FROM stories
WHERE published_at > after_it AND published_at <= up_to
ORDER BY published_at, date, country, story_id, revision;

-- What was published after a batch: FROM changes('20260312T120000Z-0000'). Keep the last batch_id that you saw.
-- A batch is served once it is finished, and was before this query began (give or take five seconds between two clocks):
-- so it is served whole, and what comes after it is not missed.
CREATE OR REPLACE MACRO changes(since) AS TABLE
FROM changes_between(
    (SELECT coalesce(max(published_at), error('no finished batch ' || since)) FROM batches() WHERE batch_id = since),
    (SELECT max(published_at) FROM batches() WHERE finished_at < now() - INTERVAL 5 SECONDS));
