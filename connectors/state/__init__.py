"""The state: one SQLite file that says how far everything got, and can be rebuilt."""
