"""The workshop: from Documents to Parquet, and the runs. Knows Beam; nothing imports it."""
