"""A real Spark for tests: `make recipes` has pyspark (400 MB, no part of the lock file); elsewhere they are skipped."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsbeam.pipeline.dataset.views import definitions

LEFT_OPEN = "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
"""The filter for tests in Spark: a socket of its own that it leaves open."""
_OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


@contextmanager
def session() -> Iterator[Any]:
    """A session of one core; skips the test where pyspark or Java is missing."""
    pyspark = pytest.importorskip("pyspark.sql", reason="pyspark (400 MB) is not installed; it is no part of the lock file")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        pytest.skip("Spark needs Java, and there is none")
    builder = pyspark.SparkSession.builder.master("local[1]").appName("newsbeam")
    for key, value in _OPTIONS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()
        gc.collect()


def define(spark: Any, stories: Path) -> None:
    """The shipped views over `stories`."""
    for statement in definitions("spark", str(stories)).split(";"):
        bare = "\n".join(line for line in statement.splitlines() if not line.startswith("--")).strip()
        if bare:
            spark.sql(bare)
