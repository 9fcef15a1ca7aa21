"""dbt: the package beside this file, built twice (the second time nothing is new), its tests passed."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

with tempfile.TemporaryDirectory() as scratch:
    database = str(Path(scratch, "newsbeam.duckdb"))
    environ = os.environ | {"NEWSBEAM_OUT": sys.argv[1], "DBT_DATABASE": database, "DBT_TARGET_PATH": str(Path(scratch, "target"))}
    package = Path(__file__).with_name("dbt")
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--quiet", "--project-dir", package, "--profiles-dir", package]
    counts = []
    for _ in range(2):
        subprocess.run([*command, "--log-path", scratch], env=environ, check=True)
        with duckdb.connect(database) as conn:
            counts.append(conn.sql("SELECT country, count(*) FROM stories_current GROUP BY country ORDER BY ALL").fetchall())
assert counts[0] == counts[1]
for country, stories in counts[0]:
    print(country, stories)
