"""A run from lock to report: what is due is polled and landed, and batches are worked off until nothing is owed."""
