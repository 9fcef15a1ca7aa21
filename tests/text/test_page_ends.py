"""Where archived texts end and begin: lines of houses and pages by their kinds, in words that no table of sites has."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of
from newsbeam.pipeline.text import desk_marks
from newsbeam.pipeline.text.byline import either
from newsbeam.pipeline.text.page.leftovers import is_leftover

LEAD = "The old ferry crossed the lake of Ortsee again on Monday after nine days in which traders had waited on its banks with their crates."
MORE = "Its captain, Jane Roe, said that the engine had been mended by two sisters from the village, and that the fares would not rise this year."
STORY = f"{LEAD}\n\n{MORE}"
TITLE = "Ferry crosses lake again after nine days"


def read(text):
    return next(iter(stories_of(f" date 2020-10-05 {text}\n".encode(), "release.txt")))


@pytest.mark.parametrize(
    "end",
    [
        # Who sent it, a mark that it is over.
        "AOK/MKB", "H.A/KAM", "RTC // VAM", "FPA (CFF) // JH", "/АБ/", "(Rin)", "(kraj)", "-fin-", "(end) abc.def", "(Schluss) abc/de",
        # What a page asks of its readers, sells, and offers to share.
        "Got a tip?", "Máte tip na článok?", "Sponsored content", "Sponsoreret indhold", "Jaa artikkeli", "Pogledajte još",
        # A day alone, a paper's day and page.
        "29 oktober", "1. 4. 2012.", "Lake Post Nr. 71 vom 18.7.2003, Seite 2",
    ],
)  # fmt: skip
def test_a_line_below_a_text_that_nothing_was_printed_with(end):
    story = read(f"{STORY}\n\n{end}")
    assert story.body_text == STORY
    assert end in (story.page_text or "")


@pytest.mark.parametrize("end", ["24/7", "HIV/AIDS", "AC/DC are to play", "5 to 9 October: no ferry", "(Rinnsal)", "The end"])
def test_short_lines_that_look_like_them_stay(end):
    assert read(f"{STORY}\n\n{end}").body_text == f"{STORY}\n\n{end}"


def test_an_agency_signs_above_its_desk():
    assert desk_marks.unsigned("It rained.\n\nGNA\nE.A/SBC") == ("It rained.", "GNA", None, "E.A/SBC")
    for end, agency in (("(Hina) xabc ydef", "Hina"), ("dpa/sh", "dpa"), ("MAP 02 septembre 2014", "MAP"), ("REUTER", "Reuters")):
        story = read(f"{STORY}\n\n{end}")
        assert (story.body_text, story.origin_agency) == (STORY, agency)


def test_initials_behind_a_bracket_at_the_end_begin_no_text():
    story = read(f"{STORY}\n\n(NAN) ABC/DEF\n\nShare\nFacebook")
    assert (story.body_text, story.origin_agency) == (STORY, "News Agency of Nigeria")


def test_a_provider_s_rules_take_no_origin_away():
    assert read(f"{STORY}\n\nAPP/abc").origin_agency == "Associated Press of Pakistan"


@pytest.mark.parametrize(("lead", "agency"), [("AGI - ", "AGI"), ("(Belga) ", "Belga")])
def test_a_house_alone_before_a_text_is_its_credit_and_no_dateline(lead, agency):
    story = read(f"{TITLE}\n5 October 2020 | 12:35\n\n{lead}{STORY}")
    assert (story.dateline_text, story.credit, story.origin_agency, story.body_text) == (None, agency, agency, STORY)


def test_a_title_printed_below_its_text_is_its_headline():
    title = "Traders of Ortsee waited nine days for the mended ferry"
    assert read(f"{STORY}\n{title}").headline == title
    assert read(f"{STORY}\nNordheim: bakers sell their old mill by the river").headline is None


def test_a_line_printed_twice_begins_a_text_only_where_the_first_stands_above_it():
    story = read(
        f"{STORY}\n\nQXN - Anna Maria Roe Holm Sund\nQXN - Anna Maria Roe Holm Sund\n\nThe harbour shop sells maps and lamps."
    )
    assert story.body_text.startswith(LEAD)


def test_other_stories_below_a_heading_go_though_no_page_was_printed():
    others = "Premium\n\nAnna Holm\n\nMills and their wheels\n\nMillers ask for dams that hold through winters and summers alike.\n\nPremium\n\nPer Sund"
    assert read(f"{STORY}\n\nLer mais\n\n{others}").body_text == STORY
    more = "Jane Roe, the captain of the ferry, had asked traders of Ortsee to wait on the banks of the lake with their crates.\n\nOne\n\nTwo\n\nThree\n\nFour\n\nFive"
    assert more in read(f"{STORY}\n\nLer mais\n\n{more}").body_text


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("Anna Kowalska | Lyon\n5 October 2020", ("Anna Kowalska",)),
        ("Redacción Lagos - 5 de octubre de 2020 - 10:05 a. m.\nAnna Kowalska | Lyon", ("Anna Kowalska",)),
        ("By Anna Kowalska and Per Holm\n\nArticle Reprint", ("Anna Kowalska", "Per Holm")),
        ("Reuters Africa\n5 October 2020 | 12:35", None),
        ("Ukrainian English\n5 October 2020 | 12:35", None),
    ],
)
def test_who_wrote_it(above, authors):
    story = read(f"{TITLE}\n{above}\n\n{STORY}")
    assert (story.headline, story.authors or None) == (TITLE, authors)
    assert story.body_text == STORY


def test_a_byline_that_was_sent_and_one_that_stands_above_the_text_are_both_kept():
    assert either("Web Desk", "By Jane Roe", (), outlet=None)[1] == "Web Desk"
    own, other = either("Jane Roe", "By Anna Holm", (), outlet=None)
    assert (own.authors, other) == (("Jane Roe",), "By Anna Holm")


def test_roles_in_a_bracket_that_was_broken():
    story = read(f"{LEAD}\n{MORE}\n(Reporting by Anna Kowalska; Writing by Per Holm; Editing by\nBo Sund)")
    assert story.authors == ("Anna Kowalska", "Per Holm")
    assert story.body_text == f"{LEAD}\n{MORE}"


def test_the_house_behind_a_clock_is_the_credit():
    assert read(f"{TITLE}\n\n1 min read . 10:44 AM IST ANI\n\n{STORY}").origin_agency == "ANI"


def test_a_picture_s_owner_ends_no_text():
    owner = "© Harbour Police\n\nThe ferry of Ortsee and its captain at the landing on Monday, with traders."
    assert MORE in read(f"{TITLE}\n5 October 2020 | 12:35\n\n{LEAD}\n\nDela artikeln\n\n{owner}\n\n{MORE}").body_text


def test_a_topic_in_one_word_is_no_part_of_the_headline_above_it():
    assert (
        read(f"Ferry crosses the lake again\nferries\n\n5 October 2020 | 12:35\n\n{STORY}").headline
        == "Ferry crosses the lake again"
    )


@pytest.mark.parametrize(
    "line", ["2 minuti di lettura", "1 min. čítania", "5 min de lectura", "QXN/ferry-1.jpg?w=300", "AFP - Jane Roe"]
)
def test_leftovers(line):
    assert is_leftover(line)


@pytest.mark.parametrize("line", ["5 minutes of silence", "ferry.example", "QXN - Jane Roe", "English ferries", "AFP - Lyon"])
def test_what_is_left_is_no_leftover(line):
    assert not is_leftover(line)
