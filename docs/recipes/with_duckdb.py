"""DuckDB, through the output's own views."""

import os
import sys
from pathlib import Path

import duckdb

os.chdir(sys.argv[1])
duckdb.execute(Path("views.sql").read_text())
for country, stories in duckdb.sql("SELECT country, count(*) FROM current GROUP BY country").fetchall():
    print(country, stories)
