"""The stages: each carries a pure function of the workshop through Beam. Read `pipeline/runners/beam.py` first."""
