"""Hugging Face datasets: files without their paths, so date and country are those in the file."""

import sys
import tempfile
from collections import Counter

from datasets import load_dataset

with tempfile.TemporaryDirectory() as cache:
    tellings = load_dataset("parquet", data_files=f"{sys.argv[1]}/stories/*/*/*.parquet", split="train", cache_dir=cache)
    rows = tellings.select_columns(["partition_country", "story_id", "revision_order", "pub_status"]).sort("revision_order")
    last = {row["story_id"]: row for row in rows}
for country, stories in Counter(row["partition_country"] for row in last.values() if row["pub_status"] == "usable").items():
    print(country, stories)
