
-- The same without texts, for dashboards.
CREATE OR REPLACE TEMPORARY VIEW current AS
SELECT {slim}, date FROM stories_current;
