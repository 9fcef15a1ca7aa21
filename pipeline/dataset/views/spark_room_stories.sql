-- The days are read from files that newsbeam has listed (reading/{lists}): the newest list, as these statements run. Spark 4 or newer.
-- A list and its files stay for ten minutes after the next one. Then every view below fails (PATH_NOT_FOUND, the list's name): run
-- all of these statements again, as for newer rows. REFRESH TABLE is not enough.
CREATE OR REPLACE TEMPORARY VIEW settled_lists (part STRING, date STRING, file STRING, clean INT)
USING csv
OPTIONS (path '{reading}/{lists}', header 'true');

DECLARE OR REPLACE VARIABLE settled_list STRING;

SET VAR settled_list = (
    SELECT max(name)
    FROM (SELECT regexp_extract(input_file_name(), '[^/]+$', 0) AS name FROM settled_lists)
    WHERE name <= lpad(CAST(unix_micros(current_timestamp()) AS STRING), 20, '0') || '.csv'
);

DECLARE OR REPLACE VARIABLE settled_view STRING;

-- No row. Its file is looked for with every query over it.
SET VAR settled_view = "CREATE OR REPLACE TEMPORARY VIEW list_is_gone AS SELECT value FROM text.`{reading}/{lists}/" || settled_list || "` WHERE false";

EXECUTE IMMEDIATE settled_view;

DECLARE OR REPLACE VARIABLE settled_paths MAP<STRING, STRING>;

-- The files' paths, as Spark is told many: {one,other}.
SET VAR settled_paths = (
    SELECT map_from_entries(collect_list(struct(part, paths)))
    FROM (
        SELECT part, coalesce(nullif(array_join(collect_list(file), ','), ''), none) AS paths
        FROM VALUES
            ('days', 'date=0001-01-01/none.parquet'),
            ('late', 'date=0001-01-01/none.parquet'),
            ('current', 'date=0001-01-01/none.parquet'),
            ('open', 'date=0001-01-01/linked=none/country=ZZ/none.parquet') AS parts (part, none)
        LEFT JOIN (
            SELECT explode(if(part = 'days' AND clean = 0, array('days', 'late'), array(part))) AS part,
                if(part = 'open', 'date=' || date || '/linked=' || file, file) AS file
            FROM settled_lists
            WHERE regexp_extract(input_file_name(), '[^/]+$', 0) = settled_list
        ) USING (part)
        GROUP BY part, none
    )
);

SET VAR settled_view = "CREATE OR REPLACE TEMPORARY VIEW settled_days ({day_schema}, date STRING) USING parquet OPTIONS (basePath '{reading}/days', path '{reading}/days/{" || settled_paths['days'] || "}')";

EXECUTE IMMEDIATE settled_view;

SET VAR settled_view = "CREATE OR REPLACE TEMPORARY VIEW late_days ({day_schema}, date STRING) USING parquet OPTIONS (basePath '{reading}/days', path '{reading}/days/{" || settled_paths['late'] || "}')";

EXECUTE IMMEDIATE settled_view;

SET VAR settled_view = "CREATE OR REPLACE TEMPORARY VIEW settled_current ({current_schema}, date STRING) USING parquet OPTIONS (basePath '{reading}/current', path '{reading}/current/{" || settled_paths['current'] || "}')";

EXECUTE IMMEDIATE settled_view;

SET VAR settled_view = "CREATE OR REPLACE TEMPORARY VIEW open_days ({story_schema}, date STRING, country STRING) USING parquet OPTIONS (basePath '{reading}/open', path '{reading}/open/{" || settled_paths['open'] || "}')";

EXECUTE IMMEDIATE settled_view;

-- Every telling of every story, as published: each day from a file or a few, open ones from stories/. Columns that an older file
-- lacks are null. (date is a string: YYYY-MM-DD sorts and compares as it should.)
CREATE OR REPLACE TEMPORARY VIEW stories AS
SELECT {day_columns}, date, country
FROM settled_days
WHERE NOT EXISTS (SELECT value FROM list_is_gone)
UNION ALL
SELECT {columns}, date, country
FROM open_days;
