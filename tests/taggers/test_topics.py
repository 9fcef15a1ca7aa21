"""Media Topics: the provider's code, category and section by our table; the lexicon, and that it abstains."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.taggers.lexicon import MARKS, as_read, guess, numbered
from newsbeam.pipeline.taggers.tables import rows
from newsbeam.pipeline.taggers.topics import categories, category, coded, labels, second_labels, sections, tag_topics
from newsbeam.schemas.item import SubjectClaim


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Sports", "15000000"),
        ("News > Business", "04000000"),
        ("Showbiz", "01000000"),
        ("Economía", "04000000"),
        ("کھیل", "15000000"),
        ("政治", "11000000"),
        ("Top Stories", None),
        ("Pakistan", None),
    ],
)
def test_category(name, code):
    assert category(name) == code


@pytest.mark.parametrize(
    ("url", "codes"),
    [
        ("https://example.org/en/sports/a-long-headline-2193266.html", ["15000000"]),
        ("https://example.org/news/uk-politics-62671012", ["11000000"]),
        ("https://example.org/sport/football/62671012", ["15000000"]),
        ("https://example.org/business", []),
        ("https://example.org/en/pakistan/floods-hit-the-south-1649997.html", []),
        ("", []),
    ],
)
def test_sections(url, codes):
    assert list(sections(url)) == codes


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        (SubjectClaim(code="medtop:20000065"), "20000065"),
        (SubjectClaim(code="medtop:99"), None),
        (SubjectClaim(code="medtop:15000000"), "15000000"),
        (SubjectClaim(code="04000000", scheme="http://cv.iptc.org/newscodes/mediatopic/"), "04000000"),
        (SubjectClaim(code="15054000", scheme="http://cv.iptc.org/newscodes/subjectcode/"), "15000000"),
        (SubjectClaim(code="subj:02001000"), "02000000"),
        (SubjectClaim(code="15000000"), None),
        (SubjectClaim(code="TT:02000000:LAG"), "02000000"),
        (SubjectClaim(code="XY:20000065:1"), None),
    ],
)
def test_coded(claim, code):
    assert coded(claim) == code


def test_every_category_names_a_topic_that_has_a_label():
    assert set(categories().values()) <= set(labels())
    assert len(labels()) == 17


@pytest.mark.parametrize(
    ("code", "headline", "body"),
    [
        (
            "15000000",
            "Late goal sends hosts out of World Cup",
            "The striker scored a penalty in the second half as his team won the match.",
        ),
        ("04000000", "Central bank raises interest rates", "Shares fell as investors feared inflation would slow the economy."),
        ("07000000", "Hospitals warn of flu wave", "Doctors said patients needed the vaccine as infections rose."),
        (
            "11000000",
            "Parliament votes on new election law",
            "The prime minister and the opposition disagreed; ministers resigned.",
        ),
        (
            "15000000",
            "Les Bleus en finale de la Coupe du monde",
            "L'équipe a gagné le match, l'entraîneur et les joueurs ont fêté la victoire.",
        ),
    ],
)
def test_guess(code, headline, body):
    found = guess(headline, body)
    assert found is not None
    assert (found.code, found.clear) == (code, True)


def test_the_lexicon_abstains():
    assert guess("", "Nothing of note was seen there at all.") is None
    torn = guess("Hospital match", "The patient scored; the doctor, the coach, the vaccine, the striker and the team.")
    assert torn is not None
    assert not torn.clear


@pytest.mark.parametrize(
    ("language", "code", "headline", "body"),
    [
        ("pt", "11000000", "Governo perde a votação", "O ministro e os deputados do partido no parlamento pediram eleições."),
        ("it", "15000000", "La squadra vince la coppa", "L'allenatore e il portiere hanno festeggiato la vittoria allo stadio."),
        ("id", "03000000", "Gempa guncang kota", "Bencana itu disusul tsunami; warga tewas dan tim SAR mencari korban banjir."),
        ("tr", "04000000", "Merkez bankası faizi artırdı", "Enflasyon ve dolar yükseldi, borsa ve ihracat düştü."),
        ("ru", "15000000", "Матч сборной", "Футбол: тренер команды и вратарь, гол в матче чемпионата."),
    ],
)
def test_languages(language, code, headline, body):
    found = guess(headline, body, language)
    assert found is not None
    assert (found.code, found.clear) == (code, True)


@pytest.mark.parametrize(
    ("headline", "body", "code"),
    [
        (
            "Voters go to the polls",
            "Candidates ended the campaign; the ballot in the election is the third since the referendum.",
            "20000574",
        ),
        (
            "Shares fall",
            "The stock market and oil prices sank, traders sold the dollar and bonds, the Nasdaq index lost.",
            "20000385",
        ),
        ("Striker out", "The football team lost its goalkeeper; the midfielder and the coach of the club said so.", "20000822"),
    ],
)
def test_the_second_level_is_given_where_the_words_tell(headline, body, code):
    found = guess(headline, body, "en")
    assert found is not None
    assert found.within == code


def test_the_second_level_is_not_guessed():
    found = guess(
        "Politicians speak",
        "Republican politicians, lawmakers and democrats of the coalition spoke of politics and the constitution.",
        "en",
    )
    assert found is not None
    assert found.within is None


def test_a_war_that_politicians_speak_of_is_both():
    text = "The president and the foreign minister told parliament that troops, missiles and artillery of the army had shelled soldiers in the war."
    subjects = tag_topics(story_of("War", text), {"language": "en"})["subjects"]
    assert [(one.qcode, one.basis) for one in subjects][:2] == [("medtop:11000000", "model"), ("medtop:16000000", "model")]
    fought = guess("War", "Troops with tanks and artillery shelled the soldiers; missiles and airstrikes hit the frontline.", "en")
    assert fought is not None
    assert (fought.code, fought.also) == ("16000000", None)


def test_the_second_level_stands_behind_its_first_with_its_label():
    text = "Candidates ended the campaign; the ballot in the election is the third since the referendum."
    first, second = tag_topics(story_of("Voters go to the polls", text), {"language": "en"})["subjects"]
    assert (first.qcode, second.qcode, second.name) == ("medtop:11000000", "medtop:20000574", "election")
    assert second.score < first.score <= 0.75


def test_every_second_level_has_a_first_and_a_label():
    tops = {row[1] for row in rows("subtopics")}
    assert tops <= set(labels())
    assert {row[0] for row in rows("lexicon_second")} <= set(second_labels())


def test_beginnings_in_six_languages() -> None:
    """What nobody labelled for us at hand: `topic_beginnings.tsv`, our own. Nothing there may be said wrongly often, or not at all."""
    said: dict[str, list[bool]] = {}
    silent = 0
    for line in (Path(__file__).parent / "topic_beginnings.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        language, topic, text = line.split("\t")
        headline, body = text.split(" // ")
        found = guess(headline, body, language)
        if found is None or not found.clear:
            silent += 1
            continue
        said.setdefault(language, []).append(found.code[:2] == topic)
    assert silent <= 9, "of 90"
    assert all(sum(own) >= len(own) - 1 and len(own) >= 12 for own in said.values()), said


LETTERS = st.text(st.characters(exclude_categories=["Cs"])) | st.text("İIıΣσς'’Aß-ЙЁй\U0001f600")


@given(LETTERS, LETTERS)
def test_a_text_is_read_in_small_letters_and_without_marks(headline, body):
    small = f" {headline.lower()}   {body.lower()} "
    assert numbered(as_read(headline, body)) == numbered(small.translate(dict.fromkeys(map(ord, MARKS), " ")))


def test_every_letter_of_the_plane_has_its_small_letters_number():
    letters = "".join(chr(one) for one in range(1 << 16) if chr(one) != "İ")
    assert numbered(letters) == numbered(letters.lower())


def test_each_letter_of_the_words_has_a_number_of_its_own_and_no_other_has_one():
    letters = "".join({*"".join(row[2] for name in ("lexicon", "lexicon_second") for row in rows(name))} - set("|*!'-"))
    assert len({*numbered(letters)} - {0}) == len(letters)
    assert {*numbered("σя中\uffff\U00010400\U0001f600")} == {0, *numbered("я")}
