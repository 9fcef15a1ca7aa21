"""What a story is about where several countries tie, how sure the answer is, and what a domain says of namesakes."""

import pytest

from newsbeam.pipeline.evaluate.calibration import isotonic
from newsbeam.pipeline.evaluate.score import expected_error, story_of
from newsbeam.pipeline.taggers.country import domain_home, tag_country
from newsbeam.pipeline.taggers.disambiguate import disambiguate
from newsbeam.pipeline.taggers.sureness import calibrated, curve, interpolate
from newsbeam.pipeline.text.places import lookup
from newsbeam.schemas.story import Claims


def tagged(headline, body, home=None, *, local=False, **columns):
    return tag_country(story_of(headline, body, claims=Claims(home_country=home, local=local), **columns), {"language": "en"})


def test_countries_that_tie_are_all_named():
    found = tagged("Talks end", "Envoys of Japan and Peru met. Japan and Peru will meet again.")
    assert found["focus_countries"] == ("JP", "PE")
    assert found["story_country"] == "JP"


def test_home_does_not_win_a_tie():
    found = tagged("Talks end", "Envoys of Japan, Peru and Kenya met.", home="FR")
    assert found["story_country"] == "JP"
    assert found["country_basis"] == "text"
    assert found["focus_countries"] == ("JP", "PE", "KE")
    assert found["country_confidence"] < calibrated(1.0)


def test_one_country_is_the_focus_alone_and_none_is_an_empty_list():
    assert tagged("Kenya votes", "Nairobi was calm, and a ship left for Japan.")["focus_countries"] == ("KE",)
    assert tagged("Quiet day", "Nothing happened.", home="FR")["focus_countries"] == ()
    assert tagged("Quiet day", "Nothing happened.", home="FR")["story_country"] == "FR"


@pytest.mark.parametrize("headline", ["Paris council approves budget", "Rome school reopens", "Milan man charged with theft"])
def test_a_local_outlet_means_the_town_of_its_own_country_unless_the_text_says_another(headline):
    """Towns of some 10,000 at home; the capital is meant where its country is named or another of its places."""
    assert tagged(headline, "It was announced on Wednesday.", home="US", local=True)["story_country"] == "US"
    assert (
        tagged("Paris mourns", "France held a minute of silence in Paris and Lyon.", home="US", local=True)["story_country"] == "FR"
    )


def test_a_domain_decides_between_namesakes():
    assert tagged("Incendio en Córdoba", "El incendio en Córdoba sigue.", provider="diario.es")["story_country"] == "ES"
    assert domain_home("example.tv") is None


@pytest.mark.parametrize(
    ("name", "home", "country"),
    [
        ("HAMILTON", None, "CA"),
        ("HAMILTON", "NZ", "NZ"),
        ("VICTORIA", None, "CA"),
        ("KINGSTON", None, "JM"),
        ("LONDON", None, "GB"),
    ],
)
def test_a_small_capital_does_not_outrank_a_city_ten_times_its_size(name, home, country):
    assert lookup(name, home_country=home).country == country


def test_the_curve_rises_and_is_read_between_its_points():
    at, right = curve()
    assert at == sorted(at)
    assert right == sorted(right)
    assert 0.5 < right[0] < right[-1] <= 1
    assert interpolate(0.25, [0.0, 0.5], [0.0, 1.0]) == 0.5


def test_isotonic_pools_what_falls():
    answers = [(score / 400, 1.0, (score % 10) < (3 if score < 100 else 2 if score < 200 else 8)) for score in range(400)]
    shares = [share for _, share in isotonic(answers)]
    assert shares == sorted(shares)
    assert expected_error([(0.25, False), (0.25, True)]) == 0.25


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Interfax-Ukraine reported that the talks in Geneva had ended.", ["CH"]),
        ("Про це пише РБК-Україна з посиланням на речника.", []),
        ("The US-China talks and an Indo-Pakistan border post.", ["US", "CN", "PK"]),
        ("A man in mid-France was rescued.", ["FR"]),
    ],
)
def test_a_house_called_after_a_country_does_not_speak_for_it(text: str, countries: list[str]) -> None:
    assert [one.code for one in disambiguate(text)] == countries


def test_of_two_that_weigh_nearly_alike_the_one_named_first_is_the_focus() -> None:
    headline = "Путін прокоментував статті про напад на Україну"
    story = story_of(headline, "Президент Росії Володимир Путін назвав панікою статті про загрозу нападу на Україну.")
    found = tag_country(story, {"language": "uk"})
    assert (found["story_country"], found["focus_countries"]) == ("RU", ("RU", "UA"))


PASSING = "Градът отвори новата болница след две години строеж. Кметът преряза лентата, лекари и пациенти пяха. Внучката на първата сестра долетя от {}."


@pytest.mark.parametrize(
    ("body", "home", "language", "country"),
    [
        (PASSING.format("Торонто"), "BG", "bg", "BG"),
        (PASSING.format("Торонто"), None, "bg", "CA"),  # nobody is known to be at home
        (PASSING.format("Торонто"), "CA", "bg", "CA"),
        (f"Канада помогна. {PASSING.format('Торонто')}", "BG", "bg", "CA"),  # named at the beginning
        (PASSING.format("Торонто. Канада е далеч"), "BG", "bg", "CA"),  # named twice
        (f"{'The harbour was quiet and its ships lay at anchor. ' * 4}A crew had come from Toronto.", "GB", "en", "CA"),
    ],
)
def test_what_is_named_in_passing_does_not_send_home_news_abroad(body, home, language, country):
    found = tag_country(story_of("Нова болница", body, claims=Claims(home_country=home)), {"language": language})
    assert found["story_country"] == country
    if country != "CA":
        assert (found["country_basis"], found["focus_countries"]) == ("provider", ())
        assert [(one.code, one.role) for one in found["countries"]] == [("CA", "mentioned"), ("BG", "provider")]


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("et", "Tallinna börs langes, Tallinnas sadas vihma, Londonist saabus laev.", ["Tallinna", "Tallinnas", "Londonist"]),
        ("az", "Sumqayıtda beş nəfər saxlanılıb, Gəncədən qatar gəlib.", ["Sumqayıtda", "Gəncədən"]),
        ("sq", "Zjarri në qendër të Elbasanit u shua.", ["Elbasanit"]),
        ("id", "TNI baku tembak di hutan; Baku Tembak berlanjut.", []),
        ("id", "Pertemuan di Baku, Azerbaijan, selesai.", ["Baku", "Azerbaijan"]),
    ],
)
def test_towns_in_the_cases_of_their_languages(language, text, names):
    assert [one.surface for one in disambiguate(text, language=language)] == names
