"""Ibis, through DuckDB and the output's own views."""

import os
import sys
from pathlib import Path

import ibis

os.chdir(sys.argv[1])
con = ibis.duckdb.connect()
con.raw_sql(Path("views.sql").read_text())
stories = con.table("stories_current")
counts = stories.group_by("country").agg(n=stories.count()).to_pyarrow()
for row in counts.to_pylist():
    print(row["country"], row["n"])
