"""Polars, through the views: `newsbeam views --engine polars --out OUT > newsbeam_views.py` made the module."""

import sys

sys.path.insert(0, sys.argv[1])
import newsbeam_views

for country, stories in newsbeam_views.current().group_by("country").len().collect().rows():
    print(country, stories)
