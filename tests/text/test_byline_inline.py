"""Bylines in front of a dateline, on its line."""

import pytest

from newsbeam.pipeline.text.byline_inline import end_of_byline


@pytest.mark.parametrize(
    ("byline", "rest"),
    [
        ("By Jane Roe ", "Kathmandu, Oct 17 (PTI) The river rose by two metres."),
        ("Por Ana María Ruiz ", "Varsovia, 1 ene (EFE).- El puerto abrió sus puertas el lunes."),
        ("BY JOHN DOE ", "NAIROBI, March 3 (Xinhua) -- A quay opened on Monday."),
        ("By our correspondent. ", "OAK COUNTY, Ky. (WXYZ) - A bridge opened on Monday."),
        ("(di Anna Rossi) ", "(ANSA) - TORINO, 29 GEN - Il porto ha riaperto lunedì."),
        ("(Par Jeanne Roux) ", "DAKAR, 3 mars (APS) - Le port a rouvert lundi."),
    ],
)
def test_a_byline_ends_where_its_dateline_begins(byline, rest):
    assert (byline + rest)[end_of_byline(byline + rest, None) :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "By Monday Kathmandu had seen more rain than in a year.",
        "By Jane Roe and John Doe in Kathmandu",
        "Por la mañana Madrid despertó sin agua (y sin luz).",
        "Von Hamburg nach Berlin fährt der Zug seit Montag wieder (dpa).",
        "(by the way) London was dry.",
        "Par Paris",
        "By",
        "(",
    ],
)
def test_what_is_no_byline_stays(text):
    assert end_of_byline(text, None) == 0
