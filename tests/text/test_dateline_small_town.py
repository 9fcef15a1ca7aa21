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


@pytest.mark.parametrize(
    ("printed", "text", "country"),
    [
        (
            "FALCONARA MARITTIMA – ",
            "Due barche sono affondate questa mattina davanti a Falconara Marittima, ma nessuno dei pescatori è ferito.",
            "IT",
        ),
        (
            "Wadern – ",
            "Am Montag gegen fünf Uhr fuhr ein Bus in Wadern an eine Mauer, wie die Polizei am Abend mitteilte.",
            "DE",
        ),
        (
            "Nuapada: ",
            "Two boats sank on the lake when a storm rose over the villages in Nuapada district on Monday morning.",
            None,
        ),
        ("मछलीशहर, जौनपुर। ", "झील का नया घाट अगले महीने खुल जाएगा और मछुआरे इसका लंबे समय से इंतजार कर रहे हैं।", "IN"),
    ],
)
def test_small_town_that_its_own_text_names_again(printed: str, text: str, country: str | None) -> None:
    found = dateline.split(printed + text)
    assert found is not None
    assert (found.text, found.country) == (printed, country)


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin: Investors in Bitcoin lose a lot of money in the city every day of the year, said the bank on Monday.",
        "Wadern: Bus fährt in Wadern an Mauer\n\nAm Montag fuhr in Wadern ein Bus an eine Mauer, sagte die Polizei am Abend.",
        "Florence – She lives in Florence with two cats and a dog that was found by the lake after the storm of March.",
    ],
)
def test_names_that_are_named_again_and_begin_no_lead(text: str) -> None:
    assert dateline.split(text) is None


def test_village_of_an_agency_s_own_country_is_not_meant_before_a_great_city() -> None:
    found = dateline.split(f"La Paz, 6 ago (EFE).- {_GOES_ON}")
    assert found is not None
    assert found.country == "BO"
    own = dateline.split("NAPLES — The mayor of the town said on Monday that the pier would open again.", home_country="US")
    assert own is not None
    assert own.country == "US", "a paper's own small town is meant without its state"


@pytest.mark.parametrize(
    ("printed", "country"),
    [
        ("(ANSA) - CITTA' DEL VATICANO, 25 DIC - ", "VA"),
        ("ГОМЕЛЬ, 11 июля (Корр. БЕЛТА). ", "BY"),
        ("Bissau, 14 Abr 17 (ANG) - ", "GW"),
        ("(Brasília-DF, 18/03/2021) ", "BR"),
    ],
)
def test_forms_of_single_agencies(printed: str, country: str) -> None:
    found = dateline.split(f"{printed}Il nuovo molo del lago apre oggi.")
    assert found is not None
    assert (found.text, found.country) == (printed, country)


def test_great_town_and_day_before_running_text() -> None:
    found = dateline.split(
        "Lucknow, May 17 Two boats sank when a storm rose over the lake on Tuesday, the police of the town said."
    )
    assert found is not None
    assert (found.text, found.country) == ("Lucknow, May 17 ", "IN")
    assert dateline.split("Florence, May 17 Two boats sank when a storm rose over the lake, the police of the town said.") is None
    assert dateline.split("Lucknow, May 17 Spring Fair And Boat Show") is None


def test_chinese_house_and_day_without_a_town() -> None:
    found = dateline.split("中新网10月15日电 湖畔码头重新开放,渔民们等了一个月。")
    assert found is not None
    assert (found.text, found.place, found.credit) == ("中新网10月15日电 ", None, "中新网")
