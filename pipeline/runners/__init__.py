"""Engines: what carries the stages, by a short name (`named.py`), and the stages' order (`topology.py`). The stages know no engine."""
