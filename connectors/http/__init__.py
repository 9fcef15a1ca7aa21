"""HTTP as the fetch engine speaks it: guarded, bounded, polite. Nothing here knows feeds' lists or the pipeline."""
