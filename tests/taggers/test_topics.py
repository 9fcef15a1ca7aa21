"""Media Topics: the provider's code, category and section by our table; the lexicon, and that it abstains."""

import pytest

from newsbeam.pipeline.taggers.lexicon import guess
from newsbeam.pipeline.taggers.topics import categories, category, coded, labels, sections
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
    torn = guess("Hospital match", "The patient scored; the doctor, the coach, the vaccine and the team.")
    assert torn is not None
    assert not torn.clear
