"""Accuracy on labelled sets: one module a set, one `evaluate(path) -> str` each. Run by `newsbeam evaluate`."""
