"""Datelines of small towns, as papers of their own country print them; and what looks like them."""

import pytest

from newsbeam.pipeline.text import dateline

_GOES_ON = "El puerto abrió ayer sus puertas a los pescadores de la región, que esperaban desde hace un mes en la orilla del lago."


@pytest.mark.parametrize(
    ("printed", "place", "country"),
    [
        ("Catemaco, Ver.- ", "Catemaco", "MX"),
        ("Atlixco, Pue.— ", "Atlixco", "MX"),
        ("Ixmiquilpan, Hgo.- ", "Ixmiquilpan", "MX"),
        ("Pátzcuaro, Mich.- ", "Pátzcuaro", "MX"),
        ("Culiacán, Sin.- ", "Culiacán", "MX"),
        ("Ocosingo, Chis., ", "Ocosingo", "MX"),
        ("Ixmiquilpan.- ", "Ixmiquilpan", "MX"),
        ("Ann Arbor, Mich. - ", "Ann Arbor", "US"),
    ],
)
def test_region_in_letters_of_its_country(printed: str, place: str, country: str) -> None:
    found = dateline.split(printed + _GOES_ON)
    assert found is not None
    assert (found.text, found.place, found.country) == (printed, place, country)


def test_city_in_capitals_before_a_stop() -> None:
    found = dateline.split(
        "FERRARA. Due barche sono affondate ieri nel porto davanti agli occhi di tutti: è il bilancio della notte."
    )
    assert found is not None
    assert (found.text, found.country) == ("FERRARA. ", "IT")


def test_small_town_of_several_words_before_a_paragraph() -> None:
    text = (
        "San Benedetto del Tronto – Una mattina movimentata quella vissuta sul molo, dove due barche si sono scontrate "
        "davanti agli occhi dei pescatori, senza feriti."
    )
    found = dateline.split(text, home_country="IT")
    assert found is not None
    assert found.place == "San Benedetto del Tronto"
    assert dateline.split(text, home_country="AR") is None, "in another country's paper it may be a club or a name"


@pytest.mark.parametrize(
    "text",
    [
        "CALCIO. Il nostro campionato riparte domani con due partite che tutti aspettano da mesi e mesi di attesa.",  # a village, too
        "Castel di Sangro – Un Natale al molo",  # a title
        "Monte Carlo – Nice: la nuova linea apre domani e porterà i pescatori da un porto all'altro in meno di un'ora, dice il sindaco del posto.",
        "Boston, Mass., Mayor Jane Roe said on Monday that the harbour would open again after a month of repairs to its quay.",
        "Catemaco, Ver. El puerto abrió",
        "New Hope – A house for the boatmen of the lake opened on Monday after a long winter, the mayor and both of her deputies said.",
        "Justice.- ",
    ],
)
def test_look_alikes_are_none(text: str) -> None:
    assert dateline.split(text) is None
