
-- The same without texts, for dashboards.
CREATE OR REPLACE VIEW current AS
SELECT {slim}, date FROM stories_current;
