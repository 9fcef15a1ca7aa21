-- The last telling of each story; killed and withheld ones are out.
SELECT * EXCLUDE (telling_rank)
FROM (
    SELECT *, row_number() OVER (PARTITION BY story_id ORDER BY revision_order DESC) AS telling_rank
    FROM {{ ref('tellings') }}
)
WHERE telling_rank = 1 AND pub_status = 'usable'
