"""Archived pages: what stands around a story is told apart from it, whatever the site, the language and the order."""

import json
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from newsbeam.pipeline.evaluate.releases import measure, stories_of
from newsbeam.pipeline.text.page import shapes, tail
from newsbeam.pipeline.text.page.lead import lead_again
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.phrases import Phrase, phrase
from newsbeam.pipeline.text.page.read import read
from newsbeam.schemas.item import Item

sys.path.insert(0, str(Path(__file__).parent / "pages"))
from made import pages

MADE = list(pages())


def story_of(text):
    return next(iter(stories_of(text.encode(), "release.txt")))


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for page in MADE:
        (folder / page.name).write_text(page.text, encoding="utf-8")
    (folder / "labels.jsonl").write_text("".join(json.dumps(p.label) + "\n" for p in MADE), encoding="utf-8")
    return measure(folder)


def test_there_are_enough_pages():
    assert len(MADE) >= 150
    assert len({page.label["language"] for page in MADE}) >= 20


@pytest.mark.parametrize(
    ("column", "least"),
    [
        ("dateline found", 0.97),
        ("dateline exact", 0.99),
        ("place", 0.97),
        ("country", 0.95),
        ("headline", 0.97),
        ("origin", 0.94),
        ("day", 1.0),
        ("body", 0.96),
        ("words kept", 1.0),
    ],
)
def test_made_pages(scored, column, least):
    right, of = scored.counts[column]
    assert right >= least * of, [miss for miss in scored.misses if f" {column}:" in miss]


def test_what_was_taken_is_kept():
    page = next(page for page in MADE if "catalogue" in page.name)
    story = story_of(page.text)
    assert story.page_text.splitlines()[-2:] == ["School roof to be mended", "3 minutes ago"]
    assert Counter(story.page_text.splitlines())["3 minutes ago"] == 2


def test_a_line_of_news_ends_no_text():
    text = (
        " date 2021-03-04 Comments by minister anger growers\n\nLAHORE: Growers met on Thursday and said that they would not wait.\n\n"
        "Comments by the minister had angered them, their leader told reporters after the meeting.\n\n"
        "Tags on cattle are to be checked by hand from Monday, the ministry said in a note to farmers."
    )
    assert story_of(text).body_text.count("\n\n") == 2


def test_line_one_is_the_lead_or_a_summary():
    lead = story_of(" date 2024-03-22 ACCRA, March 22 (Reuters) - A quay opened on Friday, they said.\n\nShips may call.")
    assert (lead.summary, lead.body_text) == (None, "A quay opened on Friday, they said.\n\nShips may call.")
    text = "A quay opened on Friday after nine years of work, said the harbour master, who had waited for it."
    made_story = story_of(f" date 2024-03-22 {text}\n\nACCRA, March 22 (Reuters) - {text}\n\nShips may call.")
    assert (made_story.summary, made_story.body_text) == (text, f"{text}\n\nShips may call.")


@pytest.mark.parametrize(
    ("line", "place", "country", "credit"),
    [
        ("AFP, NAIROBI", "Nairobi", "KE", "AFP"),
        ("Reuters | Lisbon | Updated: 22-12-2022 16:55 IST | Created: 22-12-2022 16:34 IST", "Lisbon", "PT", "Reuters"),
        ("Sevilla 09/10/2020 12:58", "Sevilla", "ES", None),
        ("Lahore", "Lahore", "PK", None),
        ("Updated on: 01 October, 2024 08:42 AM IST  |  Colombo", "Colombo", "LK", None),
        ("Bakou, 27 septembre, AZERTAC", "Bakou", "AZ", "AZERTAC"),
        ("Tunis - TAP", "Tunis", "TN", "TAP"),
        ("SEVILLA SERVIMEDIA", "Sevilla", "ES", "SERVIMEDIA"),
        ("Reuters, NAIROBI, Kenya", "Nairobi", "KE", "Reuters"),
        ("Lake Times News Service, NAIROBI", "Nairobi", "KE", "Lake Times News Service"),
        ("AFP and AP, NAIROBI", "Nairobi", "KE", "AFP and AP"),
        ("القاهرة - ميناء اليوم", "القاهرة", "EG", "ميناء اليوم"),
    ],
)
def test_a_dateline_on_a_line_of_its_own(line, place, country, credit):
    story = story_of(
        f" date 2020-10-09 Old harbour gets new lights this winter\n\n{line}\n\nThe old harbour gets new lights, the town said on Friday."
    )
    assert (story.dateline_place, story.dateline_country, story.credit) == (place, country, credit)
    assert story.body_text.startswith("The old harbour")


@pytest.mark.parametrize("body", ["Leeds", "Reuters | Moscow", "Rows of figures\nReuters | Moscow\n12 | 13", "AFP, NAIROBI\n"])
def test_a_place_where_no_sentence_follows_ends_no_run(body):
    story = story_of(f" date 2020-10-09 Wheat prices at the gate\n{body}")
    assert (story.headline, story.body_text) == ("Wheat prices at the gate", body.strip())


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Related Topics", Phrase.TAIL), ("Lascia un commento", Phrase.TAIL), ("相关链接", Phrase.TAIL), ("Lees ook: Meer licht", Phrase.LINE),
        ("Share on Facebook", Phrase.SHARE), ("The harbour opened on Thursday.", None), ("Tags on cattle will be checked by hand from Monday on.", None),
    ],
)  # fmt: skip
def test_known_lines(line, kind):
    assert phrase(line) is kind


@pytest.mark.parametrize(
    "line", ["Fri 21st February 2020 | 07:15 PM", "منذ 3 دقائق", "3分钟前", "09 марта 2010 15:47", "il y a 3 minutes"]
)
def test_times(line):
    assert shapes.is_time(line)


@pytest.mark.parametrize("line", ["2 dead in Rome", "May Day", "12 monkeys", "Three minutes of silence"])
def test_what_is_no_time(line):
    assert not shapes.is_time(line)


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("a\n", marks=pytest.mark.slow),
        pytest.param("a b c\n", marks=pytest.mark.slow),
        "A title of this page\n\n",
        pytest.param("3 minutes ago\n", marks=pytest.mark.slow),
        pytest.param("Related Topics\n", marks=pytest.mark.slow),
        pytest.param("x | y > z\n", marks=pytest.mark.slow),
        "Lahore\n",
        "{ } ; (\n",
        "A. ",
    ],
)
def test_hostile_pages_cost_little(piece):
    text = (
        " date 2021-03-04 Old harbour\n\n"
        + piece * (300_000 // len(piece))
        + "\n\nThe old harbour gets new lights, the town said on Friday."
    )
    item = Item(
        entry=0, format="archived_text", summary="Old harbour", body=text.partition("\n")[2], markup=False, day_raw="2021-03-04"
    )
    begun = time.process_time()
    read(item, None)
    assert time.process_time() - begun < 3, piece


@pytest.mark.parametrize(
    "buttons",
    [
        "Share on Facebook", "Share on Facebook Tweet", "Share this:\nClick to share on X (Opens in new window)\nLike this:\nLike Loading...",
        "Compartir en Facebook\nCompartir en Twitter", "Partager sur Facebook", "Auf Facebook teilen", "Condividi su Facebook", "Paylaş",
        "Поделиться в Facebook", "شارك على فيسبوك", "Facebook Twitter WhatsApp", "Share | Tweet | Email", "分享到：", "Bagikan ke Facebook",
    ],
)  # fmt: skip
def test_share_links_of_feeds(buttons):
    text = "The old harbour gets new lights, the town said.\n\nIt will cost little."
    assert tail.cut_edges(f"{text}\n\n{buttons}") == (text, buttons.split("\n"))
    assert tail.cut_edges(f"{buttons}\n\n{text}") == (text, buttons.split("\n"))


@pytest.mark.parametrize(
    "last", ["It will cost little, X says", "More than you think", "Share prices fell. Print that.", "http://lagoon.example/"]
)
def test_what_a_feed_ends_in_stays(last):
    text = f"The old harbour gets new lights, the town said.\n\n{last}"
    assert tail.cut_edges(text) == (text, [])


def test_a_headline_that_begins_with_a_place_is_no_dateline():
    text = "A trouble at a Leeds hospital that led to delays and crowding in its wards has been mended."
    story = story_of(
        f" date 2021-03-04 Leeds: Trouble at hospital that led to delays and crowding is mended\n\n{text}\n\nPatients may come again."
    )
    assert (story.dateline_text, story.body_text) == (None, f"{text}\n\nPatients may come again.")


@pytest.mark.parametrize(
    ("text", "dateline", "headline"),
    [
        # A narrow column: its lines are short, and go on.
        (
            (
                "MULTAN - The ferry across\nthe lake sailed again on Monday\nafter a strike of nine days that\nhad kept traders on its banks.\n"
                "The union said that its\nmembers were content with\nthe offer, and that those who\nhad been waiting at the quay\nwould be taken across first."
            ),
            "MULTAN - ",
            None,
        ),
        # A caption that ends in whose picture it is.
        (
            (
                "Ferry Sails Again After Strike\n2 September 2019 05:32\nThe captain of the ferry speaks to traders on the quay of the town, Monday "
                "(1/9) night. (ANTARA/Jan Doe)\nJakarta (ANTARA News) - The ferry across the lake sailed again on Monday after a strike."
            ),
            "Jakarta (ANTARA News) - ",
            "Ferry Sails Again After Strike",
        ),
        # A masthead's town and day.
        (
            (
                "32.9 C\nMultan\nThursday, April 25, 2019\n- Advertisement -\n\nFerry sails again over the lake\n\nThe announcement was made "
                "after the members of the union met on Thursday."
            ),
            None,
            "Ferry sails again over the lake",
        ),
        # Points in brief below the headline, and the site behind it.
        (
            (
                "Ferry sails again after nine days | AP News\n\n  • Traders wait on the quay\n  • Fares for the ferry sails rise\n\n"
                "DENVER (AP) — The ferry across the lake sailed again on Monday after a strike of nine days."
            ),
            "DENVER (AP) — ",
            "Ferry sails again after nine days",
        ),
    ],
)
def test_pages_as_they_are_printed(text, dateline, headline):
    story = story_of("date 2019-09-02 " + text)
    assert (story.dateline_text, story.headline_raw) == (dateline, headline)


@pytest.mark.parametrize(
    ("above", "headline"),
    [
        ("All news\n\nHarbour must wait for its new cranes, says minister\n\nThe cranes came late last year, said Jane Roe", 1),
        ("Town & Harbour\n\nPort ticker: Cranes in the old harbour fall over at last!\n\nNews of the harbour and its cranes", 1),
        ("Harbour master sees no new cranes this year\n\nJane Roe, the harbour master\n\n© HP | Jane Roe, the harbour master", 0),
        ("World\nHarbour master Jane Roe said on Friday that nobody had asked her about any of the six cranes of the port", 1),
    ],
)
def test_the_first_plausible_line_is_the_headline(above, headline):
    text = (
        "The harbour master Jane Roe said on Friday that the cranes would come late, for the minister had ordered them last year.\n\n"
        "News of it came to the town with the first ferry, and nobody there was pleased."
    )
    story = story_of(f" date 2024-03-22 {above}\n\nACCRA, March 22 (Reuters) - {text}")
    assert story.headline == above.replace("\n\n", "\n").split("\n")[headline]


def test_a_line_of_small_words_and_a_day_signs_nothing():
    story = story_of(
        " date 2024-03-22 Review of the press of this Friday 22 March 2024\n\nThe harbour opened on Friday, said the papers of the town."
    )
    assert (story.byline, story.headline) == (None, "Review of the press of this Friday 22 March 2024")


QUAY = (
    "The new quay was opened on Friday by the harbour master, who said that ships would call from Monday.\n\nTwo tugs wait there."
)


@pytest.mark.parametrize(
    ("above", "below", "headline"),
    [
        ("Home National New quay opens at the lake port\n\nNew quay opens at the lake port", "", "New quay opens at the lake port"),
        (
            "New quay opens at the lake port - Harbour News, 22.03.2024\nThe port in pictures\nNew quay opens at the lake port",
            "",
            "New quay opens at the lake port",
        ),
        (
            "Quay\nNew quay opens at the lake port",
            "Ferry late again\nNew quay opens at the lake port",
            "New quay opens at the lake port",
        ),
        (
            "Jane Roe Lake port quay ships Jane Roe Lake port\nNew quay opens at the lake port",
            "",
            "New quay opens at the lake port",
        ),
        ("Friday, March 22, 2024 | 12 RAMADAN, 1445\nNew quay opens at the lake port", "", "New quay opens at the lake port"),
        (
            "THE LAKE PORT\nNew quay opens at the lake port",
            "",
            "New quay opens at the lake port",
        ),
        (
            "Trending now\n\nWhy the lake is low this year, and what…\n\nArt & Lake Life\n\nNew quay opens at the lake port",
            "",
            "New quay opens at the lake port",
        ),
    ],
    ids=["path", "site", "again-below", "topics", "calendar", "kicker", "teasers"],
)
def test_lines_beside_the_headline(above, below, headline):
    story = story_of(f" date 2024-03-22 {above}\n\n{QUAY}\n{below}")
    assert story.headline == headline
    assert story.body_text.startswith("The new quay was opened")


def test_a_place_and_house_below_the_standfirst_begin_the_text():
    story = story_of(
        " date 2021-09-14 Left Menu\n\nNew quay opens at the lake port\n\nShips would call from Monday, the harbour master said.\n\n"
        "PTI | New Delhi | Updated: 14-09-2021 10:17 IST | Created: 14-09-2021 10:15 IST\nThe quay Image Credit: ANI\n" + QUAY
    )
    assert (story.dateline_place, story.origin_agency) == ("New Delhi", "Press Trust of India")
    assert story.body_text == QUAY
    assert story.summary == "Ships would call from Monday, the harbour master said."


def test_the_agency_that_owns_a_page_reports_it():
    story = story_of(f" date 2020-05 © Agenzia Nova - Riproduzione riservata\n\n{QUAY}")
    assert story.origin_agency == "Agenzia Nova"
    assert story_of(f" date 2020-05 {QUAY}\n\n© Reuters Harbour Cafe. All rights reserved").origin_agency is None


def test_who_signs_a_page():
    figures = "Lake Visits\n27,690\n5224hr\nBoat Cases\n1,243"
    story = story_of(
        f" date 2021-09-30 {figures}\n\nNew quay opens at the lake port\n\nTop Story\n\nRU EN\n\nJane Roe 30 Sep 2021\n\n{QUAY}"
    )
    assert story.authors == ("Jane Roe",)
    assert story_of(f" date 2021-09-30 New quay opens at the lake port\n\n{QUAY}\n\nJane Roe").authors == ("Jane Roe",)
    assert story_of(f" date 2021-09-30 New quay opens at the lake port\n\n{QUAY}\n\nLahore City").authors is None


def test_a_town_of_a_list_or_beside_the_weather_is_no_dateline():
    towns = "clear sky\n21°C\n30.04.2024.\nBeograd\nPick a town\nNiš\nSubotica\nZrenjanin"
    assert story_of(f" date 2018-08-09 {towns}\n\nNew quay opens at the lake port\n\nPiše:\n\n{QUAY}").dateline_text is None


def test_one_paragraph_that_breaks_off_is_the_text():
    lead = (
        "The Minister of Works has said that the Government will not close the quay for whatever reason, when he came to see it […]"
    )
    story = story_of(f" date 2017-02-10 By Jane Roe Lagos—{lead}\nThe post No closure appeared first on Quay TV.")
    assert (story.dateline_place, story.dateline_country, story.authors) == ("Lagos", "NG", ("Jane Roe",))
    assert story.body_text.startswith(lead)


def test_a_byline_in_small_letters_and_with_its_town():
    story = story_of(f" date 2024-03-22 New quay opens at the lake port\n\nby Jane Roe, Nairobi,\n\n{QUAY}")
    assert story.authors == ("Jane Roe",)


def test_a_place_and_a_day_behind_the_text_are_where_it_was_written():
    signed = story_of(f" date 2019-06-04 New quay opens at the lake port\n\n{QUAY}\n\nNairobi, 3 June 2019\n\nThe Harbour Office")
    assert (signed.dateline_text, signed.dateline_country) == ("Nairobi, 3 June 2019", "KE")
    assert "Nairobi, 3 June" not in signed.body_text
    first = story_of(f" date 2019-06-04 New quay opens at the lake port\n\nLAGOS, June 4 (QXN) - {QUAY}\n\nNairobi, 3 June 2019")
    assert first.dateline_place == "Lagos"


def test_a_town_above_its_writer_is_a_desk_and_no_dateline():
    story = story_of(f" date 2022-03-01 Nairobi\n\noi-Jane Roe\n\n{QUAY}")
    assert (story.dateline_text, story.authors) == (None, ("Jane Roe",))
    assert [(place.role, place.name) for place in story.claims.places] == [("located", "Nairobi")]


def test_a_place_its_day_and_its_house_below_a_long_headline_and_below_a_standfirst():
    title = "New quay opens at the lake port after nine years of work, a flood, two strikes and three ministers"
    story = story_of(f" date 2020-10-20 {title}\nMADRID, 20 oct. (EUROPA PRESS) -\n{QUAY}")
    assert (story.headline, story.dateline_place, story.origin_agency) == (title, "Madrid", "Europa Press")
    below = story_of(
        f" date 2020-10-20 The new quay was opened by the minister on Friday.\n\nBILBAO (ESPAÑA), 20 (EUROPA PRESS)\n\n{QUAY}"
    )
    assert (below.dateline_place, below.origin_agency) == ("Bilbao", "Europa Press")


def test_a_dateline_below_a_caption_that_ends_in_no_stop():
    caption = "The head office of the harbour in the hills above the old town. Harian7.com/Hari Roe"
    story = story_of(f" date 2020-10-02 New quay opens at the lake port\n\n{caption}\nHarian7.com, Surabaya - {QUAY}")
    assert (story.dateline_place, story.credit) == ("Surabaya", "Harian7.com")


@pytest.mark.parametrize("sign", ["(PNA)", "PTI ABC", "Enditem", "(NAN)(www.nannews.ng)"])
def test_a_short_last_sentence_with_its_signature_is_text(sign):
    last = '"It is a good day for all of us," he said.'
    story = story_of(f" date 2021-03-05 New quay opens at the lake port\n\nLAGOS, March 5 (QXN) - {QUAY}\n\n{last} {sign}")
    assert story.body_text.endswith(last)


@pytest.mark.parametrize("line", ["Quay Online", "DOH: 500 new boats"])
def test_a_sites_name_and_an_offices_letters_are_no_datelines(line):
    story = story_of(f" date 2021-01-26 {line}\nNews\n{line}\nNew quay opens at the lake port\n{QUAY}")
    assert story.dateline_text is None


def test_a_section_called_after_a_region_signs_nothing():
    story = story_of(f" date 2019-01-25 Lago\nMINAS GERAIS\nNew quay opens at the lake port\n25/01/2019 13h05\n{QUAY}")
    assert not story.authors


def test_two_letters_alone_are_an_agency_only_of_the_datelines_country():
    page = "New quay opens at the lake port\n\nAA\n\nText Size\n\n"
    assert story_of(f" date 2023-07-19 {page}DEHRADUN: {QUAY}").origin_agency is None
    assert story_of(f" date 2023-07-19 {page}ANKARA: {QUAY}").origin_agency == "Anadolu"


def test_a_place_and_its_country_below_a_line_without_a_stop():
    above = "(1st UPDATE) The Harbour Office reports 71 more boats at the quay"
    story = story_of(f" date 2021-01-26 New quay opens at the lake port\n26 Jan 2021\n{above}\nMANILA, Philippines – {QUAY}")
    assert (story.dateline_text, story.dateline_country) == ("MANILA, Philippines – ", "PH")


def test_a_weekday_before_a_day_writes_nothing():
    story = story_of(f" date 2021-03-05 New quay opens at the lake port\n\nThứ Sáu, 05/03/2021, 14:20\n\n{QUAY}")
    assert not story.authors


def test_a_writer_of_one_name_above_another():
    story = story_of(
        f" date 2018-04-09 New quay opens at the lake port\n\nSurat - 09/04/2018, 21:33 WIB\nHartono,\nAna Wijaya\n\n{QUAY}"
    )
    assert story.authors == ("Hartono", "Ana Wijaya")


def test_a_section_and_its_day_are_no_byline_and_name_the_house_that_prints_so():
    page = "You are here: HomeNews\n\nBusiness News of Monday, 3 May 2010\n\nSource: GNA\n\nNew quay opens at the lake port"
    story = story_of(f" date 2010-05-03 {page}\n\nKumasi, May 3, GNA - {QUAY}")
    assert (story.headline, story.byline) == ("New quay opens at the lake port", None)
    assert (story.origin_agency, story.distributor) == ("Ghana News Agency", "GhanaWeb")


def test_words_of_the_story_are_looked_for_where_the_story_is(tmp_path):
    """A line of the story that stands among the page's own is lost to readers of the text, though every word is kept."""
    lead = (
        "The town of Ortsee opened its mended mill on Monday, and the miller's two sons ground the first sack of rye in nine years."
    )
    page = f" date 2020-10-05 Mill opens\n\n{lead}\n\nThe mill stands open to all who bring their own grain.\n\nRelated Topics\n"
    whole = {"file": "whole.txt", "story": [lead, "The mill stands open to all who bring their own grain."]}
    short = {"file": "short.txt", "story": [lead, "Related Topics"]}  # as if that were the story's
    for label in (whole, short):
        (tmp_path / label["file"]).write_text(page, encoding="utf-8")
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(label) + "\n" for label in (whole, short)), encoding="utf-8")
    score = measure(tmp_path)
    assert (score.counts["words in the body"], score.counts["words kept"]) == ([1, 2], [2, 2])
    assert "  short.txt words in the body: '', got 'related topics'" in score.misses


@pytest.mark.parametrize("name", ["Home", "Asahi", "Clarín"])
def test_a_sites_name_or_menu_above_the_headline_is_no_dateline(name):
    """All three are towns somewhere. Right above the text such a line is where it was sent from."""
    story = story_of(f" date 2024-05-14 {name}\n{name}\nNews\nNew quay opens at the lake port\n14 May 2024, 10:32\n{QUAY}")
    assert (story.headline, story.dateline_text) == ("New quay opens at the lake port", None)
    story = story_of(f" date 2024-05-14 Post\nNews\nNew quay opens at the lake port\n14 May 2024, 10:32\nNairobi\n{QUAY}")
    assert (story.headline, story.dateline_place) == ("New quay opens at the lake port", "Nairobi")


def test_a_writers_name_stands_above_the_place():
    page = " date 2020-04-02 Folha da Lagoa\nNew quay opens at the lake port\n2 April 2020 at 17:38\nPrint\nAna Wijaya\nNAIROBI"
    story = story_of(f"{page}\n{QUAY}")
    assert (story.authors, story.dateline_place) == (("Ana Wijaya",), "Nairobi")


def test_quotes_of_windows_stay_quotes():
    """As control characters, U+0092 and its like, they came through a page that was read as latin-1; they went, and "aren't" was "arent"."""
    story = story_of(f" date 2012-01-12 New quay opens\n\n{QUAY}\n\n\x93Things aren\x92t done \x96 yet,\x94 he said.")
    assert story.body_text.endswith("“Things aren’t done – yet,” he said.")


@pytest.mark.parametrize(
    "above", ["", "Latest News\n\n", "Home\nNews\nSport\n\n", "A bridge for Gondar\nBy Abel Tesfaye\nFebruary 11, 2018\n\n"]
)
@pytest.mark.parametrize(
    ("header", "printed"),
    [
        ("", ""),
        ("", "PESHAWAR: "),
        ("", "PESHAWAR, Feb 11 (QXN) - "),
        ("PESHAWAR: ", "PESHAWAR: "),
        ("PESHAWAR, Feb 11 (QXN) - ", ""),
    ],
)
def test_a_lead_that_the_header_line_says_too_is_the_first_paragraph_once(header, printed, above):
    lead = "A new bridge over the river is to be opened by the end of the year, an official said on Sunday."
    rest = (
        "Engineer Alemu Tadesse told reporters that it had cost two billion birr.\n\nHe said the old one would be kept for walkers."
    )
    story = story_of(f" date 2018-02-11 {header}{lead}\n{above}{printed}{lead}\n\n{rest}\n")
    assert story.body_text == f"{lead}\n\n{rest}"
    assert (story.dateline_text or "", story.summary) == (printed or header, lead)
    assert (story.authors or ()) == (("Abel Tesfaye",) if "By Abel" in above else ())


def test_a_standfirst_that_the_header_line_says_too_stays_the_summary():
    first = "A new bridge over the river is to be opened by the end of the year, an official said on Sunday."
    rest = (
        "Engineer Alemu Tadesse told reporters that it had cost two billion birr.\n\nHe said the old one would be kept for walkers."
    )
    page = f" date 2018-02-11 {first}\nA bridge for Gondar\n\n{first}\n\nBy Abel Tesfaye\nFebruary 11, 2018 10:15 am\n\n{rest}\n"
    assert (story_of(page).summary, story_of(page).body_text) == (first, rest)


@pytest.mark.parametrize(("dateline", "at"), [("OSLO, March 4 (QXN) - ", None), ("Oslo: ", 2), ("", 2)])
def test_a_lead_is_said_twice_where_no_surer_dateline_stands_below_it(dateline, at):
    lead = "The new quay of the lake port is open again after nine dark winters, the harbour said."
    below = f"{dateline}The first boats left it on Monday morning with all the traders and their crates."
    assert lead_again([Line(text, parted=True) for text in (lead, "Home", lead, below)], None) == at
