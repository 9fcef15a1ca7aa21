"""The last line of an archived text: an agency in brackets signs it and is no dateline, a sentence is the story's."""

import pytest

from newsbeam.pipeline.evaluate.releases import stories_of

STORY = [
    "Nine boats were lost in a storm off the northern capes on Saturday, the navy said in a statement.",
    "The crews were saved by two ships of the coast guard, a spokesman told reporters in the port.",
    "A search for one more boat goes on near the islands, where the wind has fallen since morning.",
]
SIGNED = [
    "(NAN)(www.nannews.ng)",
    "(Xinhua) Editor: Wang Lin",
    "(PTI) ABC",
    "(ANSA) RIPRODUZIONE RISERVATA",
    "(ANI) All rights reserved.",
    "(TASS) / tass.com",
    "(AAP) Australian Associated Press",
]
KEPT = ["(AP) Writer Bob Ray contributed to this report from Paris.", "London (Reuters) - www.reuters.example"]


@pytest.mark.parametrize("paragraphs", [1, 2, 3])
@pytest.mark.parametrize("last", [*SIGNED, *KEPT])
def test_a_line_that_signs_is_no_dateline(last, paragraphs):
    text = "\n\n".join(STORY[:paragraphs])
    story = next(stories_of(f" date 2021-01-04 Boats lost off the capes\n{text}\n\n{last}\n".encode(), "release.txt"))
    assert (story.dateline_text, story.summary) == (None, None)
    assert story.body_text == (text if last in SIGNED else f"{text}\n\n{last}")
    assert last in KEPT or last in story.page_text
    assert last in KEPT or "rights" in last or story.origin_agency is not None


def test_a_dateline_below_a_standfirst_is_one():
    text = f"OSLO (QXN) - {STORY[1]}\n\n{STORY[2]}"
    story = next(stories_of(f" date 2021-01-04 Boats lost off the capes\n{STORY[0]}\n\n{text}\n".encode(), "release.txt"))
    assert (story.dateline_text, story.summary) == ("OSLO (QXN) - ", STORY[0])
    assert story.body_text == "\n\n".join(STORY[1:])


def test_lines_of_a_list_sign_nothing():
    text = "What the agencies say of the storm today:\n\n(AP) Boats lost off capes\n(AFP) Boats lost off islands"
    story = next(stories_of(f" date 2021-01-04 The storm in the papers of today\n{text}\n".encode(), "release.txt"))
    assert story.body_text.endswith("(AFP) Boats lost off islands")


@pytest.mark.parametrize(
    "last",
    [
        "The owner declined to comment.",
        "El armador no quiso hacer comentarios.",
        "Die Boote waren in Kiel registriert.",
        "Владелец от комментариев отказался.",
        "ورفض المالك التعليق على الحادث.",
        "船东没有对此发表评论。",
        "मालिक ने टिप्पणी नहीं की।",
    ],
)
def test_a_last_sentence_with_a_word_of_pages_is_the_storys_where_no_page_is_printed(last):
    text = "\n\n".join([*STORY, last])
    story = next(stories_of(f" date 2021-01-04 Boats lost off the capes\n{text}\n".encode(), "release.txt"))
    assert (story.body_text, story.page_text) == (text, None)
