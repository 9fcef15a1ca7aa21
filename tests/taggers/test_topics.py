"""Media Topics: the provider's code, category and section by our table; the lexicon, and that it abstains."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.evaluate.score import story_of
from newsbeam.pipeline.taggers.lexicon import guess
from newsbeam.pipeline.taggers.tables import rows as table
from newsbeam.pipeline.taggers.topic_words import FIRSTS, FOLDER, MARKS, UNSPACED, codes, languages, numbered, rows, small, words_of
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
    found = guess(headline, body, "fr" if "Bleus" in headline else "en")
    assert found is not None
    assert (found.code, found.clear) == (code, True)


def test_the_lexicon_abstains():
    assert guess("", "Nothing of note was seen there at all.", "en") is None
    torn = guess("Hospital match", "The patient scored; the doctor, the coach, the vaccine, the striker and the team.", "en")
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


def test_every_second_level_has_a_first():
    assert {row[1] for row in table("subtopics")} <= set(labels())
    assert (set(codes()[:FIRSTS]), set(codes()[FIRSTS:])) == (set(labels()), set(second_labels()))


def test_beginnings_in_six_languages() -> None:
    """What nobody labelled for us at hand: `topic_beginnings.tsv`, our own. Nothing there may be said wrongly often, or not at all."""
    said: dict[str, list[bool]] = {}
    silent = 0
    for language, topic, headline, body in _beginnings("topic_beginnings.tsv"):
        found = guess(headline, body, language)
        if found is None or not found.clear:
            silent += 1
            continue
        said.setdefault(language, []).append(found.code[:2] == topic)
    assert silent <= 9, "of 90"
    assert all(sum(own) >= len(own) - 1 and len(own) >= 12 for own in said.values()), said


def _beginnings(name):
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()[1:]:
        language, topic, text = line.split("\t")
        yield language, topic, *text.split(" // ")


@pytest.mark.parametrize(("language", "topic", "headline", "body"), [*_beginnings("topic_languages.tsv")])
def test_a_language_that_has_words(language, topic, headline, body):
    found = guess(headline, body, language)
    assert found is not None
    assert (found.code[:2], found.clear) == (topic, True)


def test_each_language_that_has_words_is_tried_and_no_other_gets_a_topic():
    assert {language for language, *_ in _beginnings("topic_languages.tsv")} | {"cnr", "no", "sh"} == languages()
    assert guess("Film festival", "The film, the actor and the director.", "ga") is None
    assert guess("Film festival", "The film, the actor and the director.", None) is None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_a_languages_words_are_found_as_they_are_listed(path):
    """Each by itself, in capitals, and behind what its language writes together with it; topics are known ones, and none has a word twice."""
    words = words_of(path.stem)
    listed = [*rows(path)]
    assert {code for code, _ in listed} <= {*labels(), *second_labels()}
    assert len({code for code, _ in listed}) == len(listed)
    for _, own in listed:
        bare = [word.rstrip("!*") for word in own]
        assert len({word.rstrip("!") for word in own}) == len(own)
        for word in bare:
            # German ß has no capital, and Armenian և is two.
            for text in (f" {word} ", f" {word.upper()} ") if word.upper().lower() == word else (f" {word} ",):
                hits = words.find(text)
                assert hits, word
                assert hits[0][0] == (1 if path.stem in UNSPACED else 0), word


@pytest.mark.parametrize(
    ("language", "plain", "joined"),
    [("ar", "انتخابات", "والانتخابات"), ("ar", "مدرسة", "بالمدرسة"), ("ar", "حكومة", "للحكومة"), ("he", "משטרה", "שהמשטרה")],
)
def test_what_is_written_together_with_a_word_is_read_with_it(language, plain, joined):
    words = words_of(language)
    [one], [other] = words.find(f" {plain} "), words.find(f" {joined} ")
    assert words.words[one[2]] == words.words[other[2]]


LETTERS = st.text(st.characters(exclude_categories=["Cs"])) | st.text("İIıΣσς'’Aß-ЙЁйأéَ\U0001f600中")


@given(LETTERS.filter(bool), st.sampled_from(["en", "tr", "zh", "ar"]))
def test_a_text_is_read_in_small_letters_and_without_marks(text, language):
    letters = words_of(language).letters
    read = numbered(text, letters)
    assert len(read) == len(text) * letters.itemsize
    assert read == numbered("".join(small(character)[:1] for character in text), letters)
    assert read == numbered(text.translate(dict.fromkeys(map(ord, MARKS), " ")), letters)


def test_each_letter_of_the_words_has_a_number_of_its_own_and_no_other_has_one():
    for language in ("de", "zh"):
        letters = words_of(language).letters
        own = {small(one) for one in "".join(word for _, words in rows(FOLDER / f"{language}.tsv") for word in words)} - set("!*")
        assert len({numbered(one, letters) for one in own}) == len(own)
        assert not any(numbered("σ\uffff\U00010400\U0001f600", letters))


def test_no_word_is_found_across_two_letters():
    words = words_of("zh")
    listed = [word.rstrip("!*") for _, own in rows(FOLDER / "zh.tsv") for word in own]
    text = "的".join(listed)
    assert [text[start:end] for start, end, _ in words.find(text)] == listed


def test_an_address_that_cannot_be_read_has_no_sections():
    assert list(sections("http://[1:2/sport/article")) == []
