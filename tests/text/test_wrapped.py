"""Lines that a machine broke at a width, and lines that are their own."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsbeam.pipeline.text.html import to_text
from newsbeam.pipeline.text.page.broken import is_broken
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.wrapped import unwrapped

PARAGRAPHS = [
    "The ferry pier at Lindholm reopened on Tuesday after three weeks of repairs, and the first boats left for the islands before noon.",
    "The harbour office said that the planks had been taken up one by one, since several of them were found to be rotten underneath.",
    "Passengers who had gone by bus in the meantime were given their fares back, a spokeswoman said on the quay.",
    "The next inspection is due in five years.",
    "A second pier, on the far side of the bay, has been shut since the autumn storms, and nobody at the council would say when it might be mended.",
]
VERSE = """Slow goes the river, slow goes the day,
Home go the herons over the bay,
Dark grows the water, dark grows the shore,
Nobody waits for the ferry any more.

Cold blows the wind from the northern light,
Late come the lanterns into the night,
Long is the pier where the sailors stood,
Soft is the sound of the rain on wood."""
RESULTS = "\n".join(f"{place}. Jonna Aaltonen-Virtanen Turku {place}:1{place} minutes" for place in range(1, 10))


def wrapped(width, indent=""):
    return "\n\n".join(
        "\n".join(line.strip() for line in textwrap.wrap(indent + one, width, break_on_hyphens=False)) for one in PARAGRAPHS
    )


def test_a_wire_of_sixty_columns_is_put_together():
    assert unwrapped(wrapped(60)) == "\n\n".join(PARAGRAPHS)


def test_the_first_line_may_have_lost_its_indent():
    assert unwrapped(wrapped(66, "   ")) == "\n\n".join(PARAGRAPHS)


def test_breaks_of_html_that_only_wrap():
    markup = "".join("<p>   " + "<br />".join(textwrap.wrap(one, 64)) + "</p>" for one in PARAGRAPHS)
    assert unwrapped(to_text(markup)) == "\n\n".join(PARAGRAPHS)


def test_verses_results_and_few_lines_stay():
    for text in (VERSE, RESULTS, wrapped(60).split("\n\n")[0], "\n\n".join(PARAGRAPHS), "国务院\n外交部\n" * 9):
        assert unwrapped(text) == text


@given(st.text(alphabet="ab Z\n.,", max_size=600))
def test_only_line_ends_are_ever_changed(text):
    assert unwrapped(text).replace("\n", " ") == text.replace("\n", " ")
    assert unwrapped(text).split("\n\n") == unwrapped(text).split("\n\n")


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("the boats left the quay at noon with the traders who had waited", True),
        ("The boats left the quay at noon with the traders who had waited.", False),
        ("the boats left the quay at noon with the traders who had waited on its banks for nine days with their crates", False),
        ("5 October 2020, 22:03", False),
        ("By Jane Roe", False),
        ("Share this article", False),
    ],
)  # a sentence's end; too wide for a column; times, bylines and the page's own lines, of which a page has many
def test_a_page_is_broken_where_narrow_lines_of_text_end_in_no_stop(line, broken):
    lines = [
        Line("Ferry crosses the lake", parted=True),
        Line("Ortsee", parted=True),
        *(Line(line, parted=False) for _ in range(4)),
    ]
    assert is_broken(lines) is broken
