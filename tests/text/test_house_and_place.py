"""Who is no writer: agencies with their town, papers, desks; and names that are joined or turned."""

import pytest

from newsbeam.pipeline.text.byline import understand
from newsbeam.pipeline.text.credit import of_byline
from newsbeam.pipeline.text.house_and_place import house_and_place


@pytest.mark.parametrize(
    ("line", "house", "place"),
    [
        ("AFP in Kampala", "AFP", "Kampala"),
        ("Reuters/Tunis", "Reuters", "Tunis"),
        ("Lusaka - AFP", "AFP", "Lusaka"),
        ("By AP, Manila", "AP", "Manila"),
        ("EFE Montevideo", "EFE", "Montevideo"),
        ("dpa Prag", "dpa", "Prag"),
        ("رويترز - الرباط", "رويترز", "الرباط"),
        ("時事通信＝札幌", "時事通信", "札幌"),
        ("新华社上海", "新华社", "上海"),
        ("PTI | Jaipur", "PTI", "Jaipur"),
    ],
)
def test_an_agency_and_its_town_name_nobody(line, house, place):
    found = house_and_place(line)
    assert (found.house, found.place) == (house, place)
    assert of_byline(line) == house
    assert understand(None, (line,)).authors == ()


@pytest.mark.parametrize(
    "line", ["Jane Roe, AFP", "AFP/Jane Roe", "Petra Lima", "Reuters Staff", "Harbour Desk, Oslo", "AFP, March", "AFP, Home"]
)
def test_other_lines_are_no_agencys_town(line):
    assert house_and_place(line) is None


def test_a_writer_beside_them_stays_one():
    assert understand(None, ("Ida Norum, Reuters, Tunis",)).authors == ("Ida Norum",)


@pytest.mark.parametrize(
    "name",
    [
        "Göteborgs Tidning",
        "Fyens Stiftstidende",
        "Folha da Ilha",
        "Jornal do Porto",
        "Ведомости",
        "Haber Merkezi",
        "Webredaktion",
        "هيئة التحرير",
        "Jyllands-Posten",
        "Il Mattino",
        "Goldman Sachs",
        "Ban biên tập",
    ],
)
def test_papers_and_desks_are_nobody(name):
    assert understand(None, (name,)).authors == ()


@pytest.mark.parametrize("name", ["Philip Morris", "Thomas Cook", "Luca Mattino", "Eero Lehti", "Ola Avis", "Giulia Messaggero"])
def test_who_is_called_as_a_house_is_a_person_behind_a_first_name(name):
    assert understand(None, (name,)).authors == (name,)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Norum, Ida; Vik, Olav", ("Ida Norum", "Olav Vik")),
        ("هدى سليم وعمر نجم", ("هدى سليم", "عمر نجم")),
        ("هدى سليم", ("هدى سليم",)),
        ("مها وليد حسن", ("مها وليد حسن",)),
        ("נועה בר ותמר גל", ("נועה בר", "תמר גל")),
        ("Rosa Melo (texto) e Ivo Reis (fotos)", ("Rosa Melo",)),
        ("Hugo Blanc (photos), Lise Roy (texte)", ("Lise Roy",)),
        ("Jens Moor (Text und Fotos)", ("Jens Moor",)),
    ],
)
def test_names_that_are_joined_turned_or_photographers(line, authors):
    assert understand(None, (line,)).authors == authors
