"""The dataset as it lies on disk: an output's folders, its published files, and how they are found and read."""
