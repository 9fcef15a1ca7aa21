"""newsbeam: news in, one row a story out, in plain Parquet by date and country."""
