"""Beam's options with each view made once: what they say is what Beam's own say."""

import copy

import pytest

pytestmark = pytest.mark.slow  # imports Beam


def test_views_are_made_once_and_speak_as_beams_own_do() -> None:
    from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions

    from newsbeam.pipeline.runners.beam_options import BatchOptions

    given = ["--direct_num_workers=3", "--streaming"]
    options, theirs = BatchOptions(given), PipelineOptions(given)
    assert options.view_as(DirectOptions) is options.view_as(DirectOptions)
    assert options.view_as(DirectOptions).direct_num_workers == theirs.view_as(DirectOptions).direct_num_workers == 3
    options.view_as(StandardOptions).runner = "DirectRunner"
    assert options.view_as(StandardOptions).runner == "DirectRunner"
    theirs.view_as(StandardOptions).runner = "DirectRunner"
    assert options.get_all_options() == theirs.get_all_options()

    again = copy.deepcopy(options)  # as Beam does for each pipeline
    again.view_as(StandardOptions).runner = "another"
    assert options.view_as(StandardOptions).runner == "DirectRunner"
    assert again.view_as(StandardOptions).runner == "another"
