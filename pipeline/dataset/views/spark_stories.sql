CREATE OR REPLACE TEMPORARY VIEW stories_files ({story_schema}, date STRING, country STRING)
USING parquet
OPTIONS (path '{stories}');

-- Every telling of every story, as published, columns that an older file lacks are null. (date is a string: YYYY-MM-DD sorts
-- and compares as it should.)
CREATE OR REPLACE TEMPORARY VIEW stories AS
SELECT * FROM stories_files;
