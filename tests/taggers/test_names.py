"""Organisations and persons by pattern and by list: what is found, and what is not guessed."""

import pytest

from newsbeam.pipeline.taggers.names import known_organisations, organisation, person, runs


def names(text):
    organisations = {name for _, name in known_organisations(text)}
    persons = set()
    for _, run, short in runs(text):
        if (found := organisation(run, short)) is not None:
            organisations.add(found)
        else:
            persons |= {found for part in run.replace(" on ", " and ").split(" and ") if (found := person(part))}
    return organisations, persons


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("blocked by the Pakistan Telecommunication Authority (PTA), users said", "Pakistan Telecommunication Authority"),
        ("The National Disaster Management Authority (NDMA) warned", "National Disaster Management Authority"),
        ("the Ministry of Finance said", "Ministry of Finance"),
        ("the University of Karachi said", "University of Karachi"),
        ("shares of Acme Holdings Ltd rose", "Acme Holdings Ltd"),
        ("Organisation of Islamic Cooperation (OIC) met", "Organisation of Islamic Cooperation"),
        ("users of TikTok said", "TikTok"),
        ("the IMF approved a loan", "International Monetary Fund"),
        ("the U.S. Supreme Court ruled", "U.S. Supreme Court"),
        ("Lahore High Court's ruling", "Lahore High Court"),
    ],
)
def test_organisations(text, name):
    assert name in names(text)[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Prime Minister Imran Khan said", "Imran Khan"),
        ("Dr. Ayesha Siddiqa said", "Ayesha Siddiqa"),
        ("Prime Minister Shehbaz Sharif on Tuesday left", "Shehbaz Sharif"),
        ("Secretary of State Antony Blinken arrived", "Antony Blinken"),
        ("Crown Prince Mohammed bin Salman said", "Mohammed bin Salman"),
        ("told reporters, Michael Johnson's lawyer", "Michael Johnson"),
    ],
)
def test_persons(text, name):
    assert name in names(text)[1]


@pytest.mark.parametrize(
    "text", ["In New York on Monday", "The White Cliffs", "Heavy Rain Lashes Karachi", "the whooping cough (who)"]
)
def test_nothing_is_guessed(text):
    assert names(text) == (set(), set())


def test_capitals_mean_a_country_s_own_only_in_its_news():
    assert known_organisations("The PTA met.", {"US"}) == []
    assert known_organisations("The PTA met.", {"PK"}) == [(4, "Pakistan Telecommunication Authority")]
