"""What stands above a dateline: a standfirst, where the wire is known."""

import pytest

from newsbeam.pipeline.providers import NOTHING_KNOWN
from newsbeam.pipeline.text.clean_texts import texts_of
from newsbeam.pipeline.text.head_matter import before_dateline
from newsbeam.schemas.item import Item

RELEASE = "CALGARY, Alberta, March 10, 2026 (GLOBE NEWSWIRE) -- Lindholm Ferries said on Tuesday that its pier is open again."


@pytest.mark.parametrize(
    "above",
    [
        "Veteran of the Coast to Lead Pier Works",
        "Aims to raise $250,000 for new planks in 2026\n\nFirst boats leave before noon",
        "NOT FOR DISTRIBUTION TO WIRE SERVICES OR DISSEMINATION ABROAD",
    ],
)
def test_a_standfirst_above_a_wire_that_we_know(above):
    found = before_dateline(f"{above}\n\n{RELEASE}\n\nThe works took three weeks.", "Pier Open Again", None)
    assert (found.dateline.place, found.dateline.country, found.dateline.credit) == ("Calgary", "CA", "GLOBE NEWSWIRE")
    assert found.standfirst == above.replace("\n\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "A strange line above\n\nCALGARY (Our Own Blog) -- Nobody knows this source.",
        "Today\n\nOSLO (AP) -- The pier is open.\n\nROME (AP) -- The market is shut.",
        "Nine lines\n" * 9 + "\nOSLO (AP) -- The pier is open.",
        "The pier has been shut for three weeks, and nobody at the harbour office would say on Monday when the boats might leave from it again, or where from.\n\nOSLO (AP) -- Open.",
    ],
)  # an unknown source; a digest; too far below; below a paragraph of text
def test_no_dateline_is_taken_from_elsewhere(text):
    assert before_dateline(text, "Pier", None) is None


@pytest.mark.parametrize(
    ("summary", "kept", "taken"), [(None, "Boats leave before noon", ()), ("In brief.", "In brief.", ("Boats leave before noon",))]
)
def test_the_standfirst_is_the_summary_or_kept_beside_the_text(summary, kept, taken):
    item = Item(
        entry=0,
        format="nitf",
        headline="Pier Open Again",
        summary=summary,
        body=f"Boats leave before noon\n\n{RELEASE}",
        markup=False,
    )
    texts = texts_of(item, NOTHING_KNOWN, None)
    assert texts.dateline is not None
    assert (texts.summary, texts.taken) == (kept, taken)
    assert texts.body == "Lindholm Ferries said on Tuesday that its pier is open again."


def test_a_line_that_ends_as_a_sentence_may_say_when_it_was_published():
    line = "Jane Roe of the harbour desk in Oslo Published on March 4 at noon, local time."
    head = before_dateline(f"{line}\nOSLO, March 4 (QXN) - The harbour opened.", "The harbour opened", None)
    assert head is not None
    assert head.byline == line
    assert before_dateline(f"The old quay of the town was closed on {line[9:]}\nOSLO: The harbour opened.", "Rain", None) is None


@pytest.mark.parametrize(("line", "byline"), [("من المقرر أن يفتح الميناء", False), ("من هدى سليم", True)])
def test_a_headline_that_begins_with_the_arabic_from_is_no_byline(line, byline):
    head = before_dateline(f"{line}\n\nعمان 7 فبراير (رويترز) - فتح الميناء يوم الاثنين.", None, None)
    assert (head.byline if head is not None else None) == (line if byline else None)


def test_a_byline_that_goes_on_may_end_with_a_stop():
    text = "By ANNA ROE and\nJOHN DOE of the long and winding harbour desk in the north end.\nOSLO, March 4 (QXN) - The harbour opened."
    head = before_dateline(text, "Rain", None)
    assert head is not None
    assert head.byline.startswith("By ANNA ROE and JOHN DOE")


@pytest.mark.parametrize("between", ["\n\n", "\n"])
@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("By Jane Roe and John Boston, QXN", "Oslo"),
        ("By JANE ROE and JOHN BOSTON, AP", "Oslo"),
        ("By Jack London | Reuters", "Oslo"),
        ("Von Eva Kern und Jan Frankfurt, dpa", "Oslo"),
        ("Por Ana Gil y Luis Toledo (EFE)", "Oslo"),
        ("Di Marco Siena", "Oslo"),
        ("Oleh Budi Medan, ANTARA", "Oslo"),
        ("Af Lars Viborg, Ritzau", "Oslo"),
    ],
)
def test_the_surname_of_a_byline_above_is_no_place(line, place, between):
    body = f"{line}{between}OSLO, March 4 (QXN) - The harbour opened on Monday."
    texts = texts_of(Item(entry=0, format="nitf", headline="Rain", body=body, markup=False), NOTHING_KNOWN, None)
    assert (texts.dateline.place, texts.byline.printed, texts.body) == (place, line, "The harbour opened on Monday.")
    assert len(texts.byline.authors) == line.count(" and ") + line.count(" und ") + line.count(" y ") + 1


def test_a_headline_in_a_script_without_spaces_stands_again_above_its_dateline():
    head = before_dateline("湖边新码头周一开放 游客增加\n新华社北京3月4日电 湖边的新码头周一开放。", "新码头周一开放", None)
    assert head is not None
    assert head.dateline.place == "北京"


@pytest.mark.parametrize(("end", "signs"), [("It opened.", False), ("It opened. (QXN)", False), ("It opened", True)])
def test_a_whole_dateline_before_a_sentence_signs_nothing_above_it(end, signs):
    line = "The new quay opens on the lake"
    head = before_dateline(f"{line}\nOSLO, March 4 (QXN) - {end}", line, None)
    assert (head is None) is signs


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("Jane Roe | Lahore", True),
        ("Jane van Roe | Paris", True),
        ("Jane Roe | Reuters", True),
        ("Anna Roe | Washington, D.C.", True),
        ("Anna Lake | Harbour", False),
        ("Champions League | Madrid", False),
    ],
)
def test_a_writer_stands_before_a_town_or_a_house(line, byline):
    head = before_dateline(f"{line}\nOSLO, March 4 (QXN) - The harbour opened on Monday, after nine years of works.", "Rain", None)
    assert (head.byline if head is not None else None) == (line if byline else None)
