"""The gazetteer: places of the world in one compact file, and the seeds that we wrote for it (see CREDITS.md)."""
