"""The gazetteer's answers: context before size, primary names before others, codes of every kind."""

import pytest

from newsbeam.pipeline.taggers.disambiguate import disambiguate
from newsbeam.pipeline.text.places import country_code, lookup


@pytest.mark.parametrize(
    ("name", "region", "home", "country"),
    [
        ("ISLAMABAD", None, None, "PK"),
        ("Hyderabad", None, "PK", "PK"),
        ("Hyderabad", None, "IN", "IN"),
        ("MOSCOW", "Idaho", None, "US"),
        ("MOSCOW", None, "US", "RU"),
        ("London", None, "CA", "GB"),
        ("LONDON", "Ont.", "CA", "CA"),
        ("ATLANTA", "Georgia", None, "US"),
        ("TBILISI", "Georgia", None, "GE"),
        ("ROME", "Ga.", None, "US"),
        ("ROME", "Italy", None, "IT"),
        ("Tripoli", None, None, "LY"),
        ("Tripoli", None, "LB", "LB"),
        ("San Jose", None, None, "CR"),
        ("SAN JOSE", "Calif.", None, "US"),
        ("Paris, Texas", None, None, "US"),
        ("SPRINGFIELD", "Mass.", None, "US"),
        ("PITTSBURGH", "PA", None, "US"),
        ("Roma", None, None, "IT"),
        ("PEKING", None, None, "CN"),
        ("BOMBAY", None, None, "IN"),
        ("NUR-SULTAN", None, None, "KZ"),
        ("کراچی", None, None, "PK"),
        ("Кабул", None, None, "AF"),
        ("北京", None, None, "CN"),
        ("BAHRAIN", None, None, "BH"),
        ("NEW YORK", None, None, "US"),
        ("Punjab", None, "IN", "IN"),
        ("UNITED NATIONS", None, None, "ZZ"),
    ],
)
def test_lookup(name, region, home, country):
    place = lookup(name, region=region, home_country=home)
    assert place is not None
    assert place.country == country


def test_no_place_is_none():
    assert lookup("He said") is None
    assert lookup("") is None


def test_unknown_town_of_a_known_state_is_in_that_country():
    place = lookup("NOSUCHTOWN", region="Pa.")
    assert place is not None
    assert (place.country, place.geonames_id, place.lat) == ("US", None, None)


def test_ids_and_coordinates():
    place = lookup("KARACHI")
    assert place is not None
    assert place.geonames_id == 1174872
    assert abs(place.lat - 24.86) < 0.02


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PK", "PK"),
        ("hnd", "HN"),
        ("586", "PK"),
        ("4", "AF"),
        ("UK", "GB"),
        ("GM", "GM"),
        ("YU", "RS"),
        ("ZAR", "CD"),
        ("XK", "XK"),
        ("Allemagne", "DE"),
        ("Estados Unidos", "US"),
        ("پاکستان", "PK"),
        ("中国", "CN"),
        ("Великобритания", "GB"),
        ("England", "GB"),
        ("EU", None),
        ("ZZ", None),
        ("N2:MEAST", None),
        ("", None),
        (None, None),
    ],
)
def test_country_code(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text",
    ["Shop Sells Guinea Pigs", "the Guinea worm is nearly gone", "a Panama hat and a Canada goose", "Tour of Greek Revival homes"],
)
def test_what_is_called_after_a_country_is_none(text):
    assert not disambiguate(text, language="en")


def test_what_a_people_grows_speaks_of_its_country():
    assert {one.code for one in disambiguate("prices of Egyptian cotton", language="en")} == {"EG"}
