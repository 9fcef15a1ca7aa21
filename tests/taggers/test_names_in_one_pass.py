"""What is looked for at fewer places than all of a text's: it is found wherever it stands, and nowhere else."""

import random

import pytest

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.taggers.automata import longest, seen_in
from newsbeam.pipeline.taggers.country import tag_country
from newsbeam.pipeline.taggers.known_names import spelled
from newsbeam.pipeline.taggers.name_around import behind_title, word_before
from newsbeam.pipeline.taggers.name_cues import cues
from newsbeam.pipeline.taggers.name_kinds import is_title
from newsbeam.pipeline.taggers.name_spellings import spellings
from newsbeam.pipeline.taggers.names import tag_names


def names(text, language):
    found = tag_names(story_of(None, text), {"language": language})
    return set(found["organisations"] or ()), set(found["persons"] or ())


@pytest.mark.parametrize("between", ["", " ", "x"])
def test_the_longest_of_bodies_that_overlap_is_seen(between):
    surfaces = list(spellings().bodies)
    dice = random.Random(1)
    # Halves of names beside whole ones: some begin within another, or with another.
    pieces = [one if dice.random() < 0.5 else one[: len(one) // 2] for one in dice.choices(surfaces, k=4_000)]
    text = between.join(pieces)
    assert spelled(seen_in(text).known).bodies == longest(surfaces).find(text)


@pytest.mark.parametrize(
    ("language", "text", "person"),
    [
        ("zh", "国防部司令员李明华说", "李明华"),  # not "员李明" behind the shorter title
        ("ar", "وقال لوزير الخارجية محمد العريبي إن", "محمد العريبي"),
        ("ar", "وأضاف ووزير الخارجية محمد العريبي هنا", "محمد العريبي"),
        ("ja", "きのうトランプスキー大統領は述べた", "トランプスキー"),
        ("ja", "きのうジャン＝ピエール首相は述べた", "ジャン＝ピエール"),
        ("ja", "きのう王健一郎太首相は述べた", "王健一郎太"),
        ("ko", "이날 김철수 신임 대통령은 말했다", "김철수"),
    ],
)
def test_a_title_s_bearer_is_found_from_the_title(language, text, person):
    assert names(text, language)[1] == {person}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "وقال الأوزير الخارجية محمد العريبي إن"),  # the letters of "minister" within a word
        ("ar", "وقال مثلوزير الخارجية محمد العريبي إن"),
        ("ko", "이날 김철수대통령은 말했다"),
    ],
)
def test_a_title_within_a_word_introduces_nobody(language, text):
    assert names(text, language)[1] == set()


@pytest.mark.parametrize(
    ("language", "text", "bodies"),
    [
        ("fr", "Hier, l'Union syndicale et Parti québécois.", {"Union syndicale", "Parti québécois"}),
        ("fr", "Hier, le NéoParti québécois a voté.", set()),
        ("it", "Ieri l'Ispettorato nazionale del lavoro ha deciso.", {"Ispettorato nazionale del lavoro"}),
        ("ru", "Склад компании «Северный ветер» и завод „Южный дом“ сгорели.", {"Северный ветер", "Южный дом"}),
        ("ru", 'Сгорел “склад” компании "Северный ветер" в среду.', {"Северный ветер"}),
        ("ru", "Сгорела нефтекомпания «Северный ветер» в среду.", {"Северный ветер"}),
        ("ru", "Сгорела псевдонефтекомпания «Северный ветер» в среду.", set()),
        ("uk", "Шевченківський районний суд Львова ухвалив.", {"Шевченківський районний суд Львова"}),
        ("fi", "Asiasta päätti Oulun käräjäoikeus eilen.", {"Oulun käräjäoikeus"}),
        ("fi", "Asiasta päätti pOulun käräjäoikeus eilen.", set()),
        ("es", "El presidente de la CELAF y la XCELAF-2 hablan.", {"CELAF"}),
    ],
)
def test_bodies_are_found_by_how_they_begin(language, text, bodies):
    assert names(text, language)[0] == bodies


@pytest.mark.parametrize(
    ("before", "word"),
    [
        ("ieri il premier ", "premier"),
        ("ieri il Premier  ", "premier"),
        ("ieri il premier, ", "premier"),
        ("ieri il «premier ", "premier"),
        ("ieri\npremier ", "premier"),
        ("ieri il dott. ", "dott"),
        ("premier ", "premier"),
        ("", ""),
        (" ", ""),
        ("x" * 40 + " ", "x" * 25),  # no further back than a title may reach
        ("il " + "x" * 25 + " ", "x" * 25),
    ],
)
def test_the_word_before_a_name(before, word):
    assert word_before(f"{before}Renzi", len(before)) == word


@pytest.mark.parametrize("before", ["", "ieri ", "ieri\n", "ieri «", "l'", "(", '"', "-", "x", "\t"])
def test_a_title_is_seen_by_its_last_letters_as_by_its_word(before):
    for title in sorted(cues().titles):
        for printed in (title, title.upper(), title.capitalize(), title[1:]):
            for behind in (" ", ". ", ', "', ""):
                text = f"{before}{printed}{behind}"
                assert behind_title(f"{text}Renzi", len(text)) == is_title(word_before(f"{text}Renzi", len(text))), text


def test_every_ending_of_a_compound_title_makes_one():
    endings = cues().title_endings
    assert len(endings) > 50
    assert [one for one in endings if not is_title(f"kkkkkk{one}")] == []
    assert not is_title("kkkkkkkkkk")


BODY = "The World Health Organization met. "


@pytest.mark.parametrize(
    ("headline", "body", "organisations"),
    [
        ("Talks", BODY, ("World Health Organization",)),
        ("IMF", "It met.", ("International Monetary Fund",)),  # places are looked for in "Imf"
        ("Talks", "x " * 2_990 + BODY, ()),  # the name goes on behind what is read
        ("Talks", "x " * 3_100 + BODY, ()),
        ("Talks", BODY + "x " * 3_000 + "The IMF met.", ("World Health Organization",)),
    ],
)
def test_the_pass_of_the_places_says_what_one_of_its_own_would(headline, body, organisations):
    story = story_of(headline, body)
    found = {"language": "en"}
    found.update(tag_country(story, found))
    said = tag_names(story, found)
    assert said["organisations"] == organisations
    assert said == tag_names(story, {name: value for name, value in found.items() if name != "_known"})
