"""This process: its memory, its threads, and Arrow's kernels as we call them. Knows nothing of news."""
