"""The landing: every fetched byte in WARC files, read again by replay."""
