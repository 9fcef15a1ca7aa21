-- The lists of the days and their files. Each holds from the moment that its name says. Made before the views of the files that they name.
CREATE OR REPLACE TEMPORARY VIEW settled_lists (part STRING, date STRING, file STRING, clean INT)
USING csv
OPTIONS (path '{reading}/{lists}', header 'true');

CREATE OR REPLACE TEMPORARY VIEW settled_days ({day_schema}, date STRING)
USING parquet
OPTIONS (path '{reading}/days');

CREATE OR REPLACE TEMPORARY VIEW settled_current ({current_schema}, date STRING)
USING parquet
OPTIONS (path '{reading}/current');

CREATE OR REPLACE TEMPORARY VIEW open_days ({story_schema}, date STRING, country STRING)
USING parquet
OPTIONS (path '{reading}/open');

-- The files of the newest list.
CREATE OR REPLACE TEMPORARY VIEW settled_files AS
SELECT part, date, clean, element_at(split(file, '/'), -1) AS file
FROM (SELECT *, max(moment) OVER () AS newest FROM (SELECT *, input_file_name() AS moment FROM settled_lists))
WHERE moment = newest;

-- Every telling of every story, as published: each day from a file or a few, open ones from stories/. Columns that an older file
-- lacks are null. (date is a string: YYYY-MM-DD sorts and compares as it should.)
CREATE OR REPLACE TEMPORARY VIEW stories AS
SELECT {day_columns}, date, country
FROM (SELECT *, regexp_extract(input_file_name(), '[^/]+$', 0) AS name FROM settled_days)
WHERE name IN (SELECT file FROM settled_files WHERE part = 'days')
UNION ALL
SELECT {columns}, date, country
FROM open_days
WHERE date IN (SELECT date FROM settled_files WHERE part = 'open');
