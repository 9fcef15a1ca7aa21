-- Every telling, brought in batch by batch. A batch has one published_at, later than that of every batch before, and is taken once it
-- is finished: so it comes whole, and once.
{{ config(materialized='incremental', unique_key=['story_id', 'telling_id'], incremental_strategy='delete+insert') }}

SELECT *
FROM {{ source('newsbeam', 'stories') }}
WHERE published_at <= (SELECT max(published_at) FROM {{ source('newsbeam', 'batches') }})
{% if is_incremental() %}
  AND published_at > (SELECT coalesce(max(published_at), TIMESTAMPTZ '1970-01-01') FROM {{ this }})
{% endif %}
