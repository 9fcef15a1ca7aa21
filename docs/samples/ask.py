"""One question to DuckDB about an output, as an analyst would ask it: how many stories did each country give, and in which languages?"""  # noqa: INP001 (a script)

import sys
from pathlib import Path

import duckdb

QUERY = """
SELECT date, country, count(*) AS stories, count(DISTINCT provider) AS providers, list(DISTINCT language ORDER BY language) AS languages
FROM stories_current
WHERE country IN ('PK', 'NA', 'NO', 'BR')
GROUP BY ALL
ORDER BY ALL
"""

out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/demo")
conn = duckdb.connect()
conn.execute(f"SET file_search_path = '{out}'")
conn.execute((out / "views.sql").read_text(encoding="utf-8"))
sys.stdout.write(f"\nDuckDB, with {out}/views.sql:\n{QUERY}\n")
sys.stdout.reconfigure(errors="replace")  # of a terminal that has no lines to draw with
conn.sql(QUERY).show()
