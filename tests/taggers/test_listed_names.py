"""Whole names: bodies that go on over a comma or an "and", firms of partners, articles written as one word with a body, titles and initials."""

import random

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.stages.tag import tag
from newsbeam.pipeline.taggers.name_cases import nominative
from newsbeam.pipeline.taggers.name_reader import read
from newsbeam.pipeline.taggers.names import tag_names


def named(text, language="en", **found):
    return tag_names(story_of(None, text), {"language": language, **found})


def names(text, language="en"):
    found = named(text, language)
    return set(found["organisations"] or ()), set(found["persons"] or ())


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "the Department of Food and Human Settlements said", "Department of Food and Human Settlements"),
        ("en", "the Department of Parks and Urban Development said", "Department of Parks and Urban Development"),
        ("en", "the Ministry of Mines, Forestry and Fisheries said", "Ministry of Mines, Forestry and Fisheries"),
        ("en", "the Department for Ports, Roads and Coastal Strategy said", "Department for Ports, Roads and Coastal Strategy"),
        ("en", "the House Committee on Rail, Ports, and Roads met", "House Committee on Rail, Ports, and Roads"),
        ("en", "Norland's Health, Housing and Welfare Ministry said", "Health, Housing and Welfare Ministry"),
        (
            "en",
            "the Lakeside Union of Rail, Ports and Transport Workers struck",
            "Lakeside Union of Rail, Ports and Transport Workers",
        ),
        ("en", "the Bob & Lucy Marchetti Foundation gave", "Bob & Lucy Marchetti Foundation"),
        ("en", "the Media Foundation for East Lothian said", "Media Foundation for East Lothian"),
        ("en", "the Institute for Fiscal Research said", "Institute for Fiscal Research"),
        ("en", "the Federal Fisheries Commission said", "Federal Fisheries Commission"),
        ("en", "sold by Marchetti and Company on Monday", "Marchetti and Company"),
        ("es", "el Ministerio de Pesca, Comercio y Turismo dijo", "Ministerio de Pesca, Comercio y Turismo"),
        ("es", "la Comisión Nacional de los Puertos y la Pesca dijo", "Comisión Nacional de los Puertos y la Pesca"),
        ("pt", "o Ministério da Pesca, Indústria e Comércio disse", "Ministério da Pesca, Indústria e Comércio"),
        (
            "pt",
            "o Instituto Nacional das Águas e dos Recursos Naturais disse",
            "Instituto Nacional das Águas e dos Recursos Naturais",
        ),
        ("fr", "le Ministère de la Pêche, des Ports et du Tourisme a dit", "Ministère de la Pêche, des Ports et du Tourisme"),
        ("it", "il Ministero dell'Agricoltura e della Pesca ha detto", "Ministero dell'Agricoltura e della Pesca"),
        ("de", "das Amt für Umwelt, Verkehr und Tiefbau teilte mit", "Amt für Umwelt, Verkehr und Tiefbau"),
        ("de", "das Bundesministerium für Verkehr und Digitales teilte mit", "Bundesministerium für Verkehr und Digitales"),
    ],
)
def test_a_body_of_several_matters_is_named_whole(language, text, name):
    assert names(text, language)[0] == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Shares of Lindqvist, Pratt & Co. fell", "Lindqvist, Pratt & Co."),
        ("advised by Harlow, Marsh, Pratt & Thorne LLP on the sale", "Harlow, Marsh, Pratt & Thorne LLP"),
        ("advised by Harlow, Marsh and Thorne LLP on the sale", "Harlow, Marsh and Thorne LLP"),
        ("Die Lindner, Kranz & Söhne GmbH meldete Insolvenz an", "Lindner, Kranz & Söhne GmbH"),
        ("Copperfin Bio, Inc. said so", "Copperfin Bio, Inc."),
        ("orders at Hanul Heavy Machinery Co., Ltd. rose", "Hanul Heavy Machinery Co., Ltd."),
        ("shares of Barrow & Wolfe rose", "Barrow & Wolfe"),
    ],
)
def test_a_firm_of_partners_is_named_whole(text, name):
    assert names(text)[0] == {name}


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("The Ministry of Finance, Otto Lind and others said", {"Ministry of Finance"}),
        ("the Ministry of Defence, Oslo and Bergen agreed", {"Ministry of Defence"}),
        ("the Department of Energy, Interior Secretary Otto Lind and others", {"Department of Energy"}),
        ("the Ministry of Health, women and children first", {"Ministry of Health"}),
        ("Shares of Tesla, Harlow & Co. and Pfizer fell", {"Tesla", "Harlow & Co", "Pfizer"}),
        ("In Lindau, Harlow & Co. was sold", {"Harlow & Co"}),
        ("the Ministry of Fisheries and the Central Bank said", {"Ministry of Fisheries", "Central Bank"}),
        ("the Society for Fish Research and NATO said", {"Society for Fish Research", "NATO"}),
        ("Copperfin Bio, S.A. Bank of Norland, Inc. said so", {"Copperfin Bio, S.A.", "Bank of Norland, Inc."}),
        ("Users of Facebook, Inc. said that it had been slow for most of the day", {"Facebook"}),
    ],
)
def test_what_stands_behind_a_comma_may_be_another_s(text, bodies):
    assert names(text)[0] == bodies


@pytest.mark.parametrize(
    "text", ["Kritik am Plan\n{} widersprach", "Die ({}) widersprach", "laut „{}“ vom Montag", "Auch die {} widersprach"]
)
def test_a_body_of_two_trades_begins_with_its_own_first_letter(text):
    name = "Industrie- und Handelskammer Lindau"
    assert names(text.format(name), "de")[0] == {name}


def test_a_ministry_and_the_police_are_two():
    assert names("le Ministère de la Pêche et la Police ont dit", "fr")[0] == {"Ministère de la Pêche"}


def test_a_later_mention_without_the_form_is_the_same_company():
    found = named("Copperfin Bio Holdings, Inc. met. Copperfin Bio Holdings said so.")
    assert len(found["organisations"]) == 1


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fr", "L'Université de Brest a dit", "Université de Brest"),
        ("fr", "Lyon et l'Institut Marchetti ont signé", "Institut Marchetti"),
        ("it", "secondo l'Istituto Superiore di Pesca i casi", "Istituto Superiore di Pesca"),
        ("it", "il Ministero dell'Interno ha detto", "Ministero dell'Interno"),
    ],
)
def test_an_article_of_the_same_word_is_no_part_of_a_body(language, text, name):
    found = named(text, language)
    assert found["organisations"] == (name,)
    assert [one.offsets for one in found["entities"] if one.name == name] == [(("\n" + text).index(name) - 1 + 1,)]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Minister for Ports, Roads and Special Projects Karim Shah spoke", "Karim Shah"),
        ("en", "the author D. H. Marchetti wrote it", "D. H. Marchetti"),
        ("en", "the author F. Scott Marchetti wrote it", "F. Scott Marchetti"),
        ("en", "President Oscar Luigi Marchetti left", "Oscar Luigi Marchetti"),
        ("en", "envoy Tarmou Ould Abdallah left", "Tarmou Ould Abdallah"),
        ("en", "Mr. Stuart Law said so", "Stuart Law"),
        ("en", "the test batsman Dean Jones hit it", "Dean Jones"),
        ("en", "the baker Tuvok Brannigar left", "Tuvok Brannigar"),
        ("en", "Health Minister Karim Luis Shah of the Ministry of Ports and Roads spoke", "Karim Luis Shah"),
        ("de", "das sagte Vizeweltmeisterin Anna Lindner gestern", "Anna Lindner"),
    ],
)
def test_a_person_is_named_whole_and_without_the_title(language, text, name):
    assert names(text, language)[1] == {name}


def test_whose_a_body_is_stands_apart_from_it():
    assert names("met Coach Mike Brannon's Denver Nuggets on Monday") == ({"Denver Nuggets"}, {"Mike Brannon"})
    assert names("the William Pitt Harlow's International Realty said")[1] == set()


@pytest.mark.parametrize(
    "text",
    [
        "met in King George Park",
        "on President Kennedy Street",
        "at N. Hollow Street Farm",
        "the Royal Air Force",
        "Bonnie & Clyde left",
        "the Food & Wine fair",
    ],
)
def test_streets_forces_and_pairs_are_nobody(text):
    assert names(text)[1] == set()


def test_what_somebody_is_makes_no_person_of_one_word():
    assert names("la victime Rouen a dit", "fr")[1] == set()


@pytest.mark.parametrize(("printed", "name"), [("Игорем Рябовым", "Игорь Рябов"), ("Игоря Рябова", "Игорь Рябов")])
def test_a_given_name_on_a_soft_sign_keeps_it(printed, name):
    assert nominative(printed, "ru") == name


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("The Hong Kong Harbour Authority met", {"Hong Kong Harbour Authority"}),
        ("The Institute of Soil and Animal Diseases and Acme ran it", {"Institute of Soil and Animal Diseases"}),
        (
            "the Lakeside Institute of Technology and Harlow University School of Medicine said",
            {"Lakeside Institute of Technology", "Harlow University School of Medicine"},
        ),
        ("the Economic and Coastal Council of Norland met", {"Economic and Coastal Council of Norland"}),
        ("the Norland Roads and Civil Defence Corps helped", {"Norland Roads and Civil Defence Corps"}),
    ],
)
def test_an_and_joins_or_divides_by_what_stands_beside_it(text, bodies):
    assert names(text)[0] == bodies


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("أعلنت وزارة الزراعة والثروة الحيوانية أن", "وزارة الزراعة والثروة الحيوانية"),
        ("وقالت وزارة الصحة والسكان في بيان", "وزارة الصحة والسكان"),
        ("دعت وزارة الداخلية المواطنين إلى", "وزارة الداخلية"),
        ("بيان وزارة السياحة والآثار\nأعلن اليوم", "وزارة السياحة والآثار"),
    ],
)
def test_a_ministry_in_arabic_is_named_whole(text, name):
    assert named(text, "ar")["organisations"] == (name,)


def test_the_place_and_the_body_of_an_office_are_no_part_of_who_holds_it():
    assert tag(story_of(None, "گورنر سندھ کامران خان نے کہا کہ پاکستان میں امن ہے")).persons == ("کامران خان",)
    assert named("ترجمان دفتر خارجہ ممتاز زہرہ نے کہا", "ur")["persons"] == ("ممتاز زہرہ",)


def test_what_an_office_is_for_is_nobody_in_japanese():
    assert named("米国のブリンケン国務長官と会談した", "ja")["persons"] == ("ブリンケン",)


def test_no_run_of_words_is_too_odd_to_be_read():
    chance = random.Random(7)
    words = [
        "Ministry",
        "of",
        "for",
        "the",
        "and",
        "&",
        ",",
        "A.",
        "I.",
        "D.",
        "Dean",
        "Abdul",
        "Ould",
        "Minister",
        "President",
        "Inc.",
        "Co.",
        "LLP",
        "l'Institut",
        "dell'Interno",
        "Hong",
        "Kong",
        "Oscar",
        "Luigi",
        "Law",
        "Park",
        "Trade",
        "Energy",
        "Frick",
        "Pratt's",
        "University",
        "Bank",
        "Abd",
        "Tuvok",
        "Brannigar",
        "Jr.",
        "NATO",
        "e",
        "y",
        "et",
        "de",
        "la",
        "Special",
        "The",
        "In",
        "May",
    ]
    for _ in range(1000):
        run = " ".join(chance.choice(words) for _ in range(chance.randint(2, 12))).replace(" ,", ",")
        named(run)
        read(run, None)
        read(run, "AIDA")


@pytest.mark.parametrize(
    ("language", "text", "bodies"),
    [
        ("de", "die Industrie- und Handelskammer Lindau kritisierte das", {"Industrie- und Handelskammer Lindau"}),
        ("de", "den früheren Chef der Harlow Bank verurteilte das Landgericht Lindau", {"Harlow Bank", "Landgericht Lindau"}),
        ("pt", "o Corpo de Bombeiros resgatou duas pessoas", {"Corpo de Bombeiros"}),
        ("it", "secondo il Consiglio Superiore della Pesca ieri", {"Consiglio Superiore della Pesca"}),
        ("tr", "Liman Yolları ve Deniz Kurumu açıkladı", {"Liman Yolları ve Deniz Kurumu"}),
        ("ru", "Европейский союз является игроком, а Арбитражный суд отказал", {"Европейский союз", "Арбитражный суд"}),
        ("es", "fue declarada Patrimonio de la Humanidad ayer", set()),
    ],
)
def test_bodies_of_other_languages_are_named_whole(language, text, bodies):
    assert names(text, language)[0] == bodies
