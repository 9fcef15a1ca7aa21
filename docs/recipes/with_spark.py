"""Spark, through the views: `newsbeam views --engine spark --out OUT > views.spark.sql` made the statements."""

import sys
from pathlib import Path

from pyspark.sql import SparkSession

builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
builder = builder.config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")  # or NO and NA are no countries
spark = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
for statement in Path(sys.argv[1], "views.spark.sql").read_text().split(";"):
    bare = "\n".join(line for line in statement.splitlines() if not line.startswith("--")).strip()
    if bare:
        spark.sql(bare)
assert spark.sql("SELECT count(*) FROM current").collect() == spark.sql("SELECT count(*) FROM stories_current").collect()
for row in spark.sql("SELECT country, count(*) AS stories FROM stories_current GROUP BY country").collect():
    print(row.country, row.stories)
spark.stop()
