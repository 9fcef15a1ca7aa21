"""Who holds an office, and of what body: names that follow a title and what it is a title of, without a comma."""

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.taggers.name_defined import defined_bodies
from newsbeam.pipeline.taggers.names import tag_names


def names(text, language):
    found = tag_names(story_of(None, text), {"language": language})
    return set(found["organisations"] or ()), set(found["persons"] or ())


@pytest.mark.parametrize(
    ("language", "text", "person"),
    [
        ("it", "Lo ha detto ieri la presidente della Camera del Lavoro Giovanna Marchetti a Lecce.", "Giovanna Marchetti"),
        ("it", "Il segretario del Partito Agricolo Riccardo Bonfanti ha lasciato.", "Riccardo Bonfanti"),
        ("pt", "O ministro das Pescas Joaquim Tavares Neto falou hoje.", "Joaquim Tavares Neto"),
        ("es", "Intervino el fiscal Tancredo William Paz ante la sala.", "Tancredo William Paz"),
        ("id", "Ketua BPN Firdaus Lesmana hadir.", "Firdaus Lesmana"),
        ("id", "kata juru bicara Kementerian Perhubungan Wattana Phumirat kepada pers.", "Wattana Phumirat"),
        ("ms", "Menteri Luar Bandar Datuk Seri Roslan Hashim melawat.", "Roslan Hashim"),
        ("ms", "Pengerusi KWAP Tan Sri Shahrizal Hamdan berkata.", "Shahrizal Hamdan"),
        ("en", "Director of Public Prosecutions Wendo Karanja declined.", "Wendo Karanja"),
        ("en", "Guard TJ Harlow scored. JJ Moran, who is 24, sat out.", "JJ Moran"),
        ("en", "It was won by Owen Pritchard on Sunday.", "Owen Pritchard"),
        ("en", 'for them." said Torvik Ashgrove on Sunday.', "Torvik Ashgrove"),
        ("en", "talks with Mr. Mohamed Nur Ali Hersi in the port", "Mohamed Nur Ali Hersi"),
        ("de", "Das sagte Weinbaupräsident Eckhard Brömmel am Montag.", "Eckhard Brömmel"),
        ("nl", "Dat zegt Henk de Graaf van Waterbelang.", "Henk de Graaf"),
        ("sv", "Det säger brandchef Sixten Ljungqvist i dag.", "Sixten Ljungqvist"),
        ("ro", "Ministra Pădurilor Victoria Stanciu a venit.", "Victoria Stanciu"),
        ("fr", "La nouvelle vient du porte-parole de la brigade, Kossi Agbodjan.", "Kossi Agbodjan"),
        ("vi", "Theo Phó Thủ tướng Trần Hữu Lộc, dự án sẽ chậm.", "Trần Hữu Lộc"),
        ("ru", "Об этом он говорил с послом Владимиром Рыбкиным в четверг.", "Владимир Рыбкин"),
        ("uk", "Так вважає речниця Міноборони Діана Корнійчук.", "Діана Корнійчук"),
    ],
)
def test_the_name_begins_behind_the_office(language, text, person):
    assert person in names(text, language)[1]


@pytest.mark.parametrize(
    ("language", "text", "body"),
    [
        ("en", "experts at the Institute for the Study of Rivers said", "Institute for the Study of Rivers"),
        ("en", "the Norwegian Defense Ministry denied it", "Norwegian Defense Ministry"),
        ("en", "said the Royal College of Glassmakers on Monday", "Royal College of Glassmakers"),
        ("it", "Il segretario del Partito Agricolo Riccardo Bonfanti ha lasciato.", "Partito Agricolo"),
        ("id", "Direktur Lembaga Bantuan Hukum Padang Ferry Lubis hadir.", "Lembaga Bantuan Hukum Padang"),
        ("es", "El presidente de la CESOR llegó a Oruro.", "CESOR"),
        ("fr", "L'Agence nationale de l'eau et de la forêt (Anef) recrute.", "Agence nationale de l'eau et de la forêt"),
        ("it", "L'Ufficio regionale di statistica (Urs) conferma.", "Ufficio regionale di statistica"),
        ("ru", "Склад компании «Северный ветер» сгорел.", "Северный ветер"),
        ("sv", "Kalmar FF vann matchen.", "Kalmar FF"),
        ("ro", "Banca Populară a României a crescut.", "Banca Populară a României"),
    ],
)
def test_the_body_is_whole(language, text, body):
    assert body in names(text, language)[0]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "el rector de la Universidad Santa María habló"),
        ("pt", "o diretor da Fundação Getulio Vargas, Carlos Prado, falou"),
        ("de", "sagte der Vorsitzende des Weltsegelbundes am Montag"),
        ("uk", "Про це сказав начальник Генерального штабу вчора."),
        ("en", "a report (Reporting by Owen Pritchard)"),
    ],
)
def test_a_body_and_a_writer_are_nobody_of_the_story(language, text):
    assert not names(text, language)[1] & {"Santa María", "Getulio Vargas", "Weltsegelbundes", "Генерального", "Owen Pritchard"}


def test_monsieur_is_the_person_of_that_surname():
    assert names("Le maire, Anatole Brissot, est venu. « Oui », a dit M. Brissot.", "fr")[1] == {"Anatole Brissot"}


@pytest.mark.parametrize(
    "text", ["le produit intérieur brut (PIB)", "Loi sur les Services Numériques (LSN)", "Tingkat Kandungan Lokal (TKL)"]
)
def test_what_is_abbreviated_and_is_no_body(text):
    assert not list(defined_bodies(text, [text.index("(") + 1]))


def test_an_abbreviation_and_its_name_are_one():
    found = tag_names(story_of(None, "Deniz Ticaret Odası (DTO) açıkladı. DTO Başkanı Cevdet Arslan konuştu."), {"language": "tr"})
    assert found["organisations"] == ("Deniz Ticaret Odası",)
    assert found["persons"] == ("Cevdet Arslan",)
    offsets = next(one for one in found["entities"] if one.type == "organisation").offsets
    assert len(offsets) == len(set(offsets)) == 3
