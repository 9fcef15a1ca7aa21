"""The stages: each lends a pure function of the workshop to whatever runs it. Their order: `pipeline/runners/topology.py`."""
