"""Stories that markup holds as lines: in one `p`, in `pre`, or parted by `br`, with indents for paragraphs."""

import pytest
from lxml import etree

from newsbeam.connectors.formats.wire_lines import parted
from newsbeam.connectors.formats.wire_xml import part_lines

LINES = (
    "(Adds detail)\n\n    By Ida Norum\n    OSLO (NTB) - The old lighthouse is lit again after nine\ndark winters.\n    It shines."
)
PARTS = ["(Adds detail)", "By Ida Norum", "OSLO (NTB) - The old lighthouse is lit again after nine dark winters.", "It shines."]


@pytest.mark.parametrize("line_end", ["\n", "<br/>", "<br/>\n"])
@pytest.mark.parametrize("tag", ["p", "pre"])
def test_lines_become_the_paragraphs_that_they_were(tag, line_end):
    page = etree.fromstring(f"<body><{tag}>{LINES.replace(chr(10), line_end)}</{tag}><p>Behind.</p></body>")
    part_lines(page)
    assert [one.text for one in page.iter(tag) if one.text != "Behind."] == PARTS
    assert not page.findall(".//br")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Rose,<br/>oh pure<br/>contradiction</p>",
        "<p>One<br/>\n      two<br/>\n      three</p>",
        "<p>One <b>bold</b><br/>    two<br/>three</p>",
        "<p>Desk<br/><br/>Harbour Road 1<br/>Oslo</p>",
        "<p>Results:<br/>&#160;&#160;North 3<br/>&#160;&#160;South 1</p>",
    ],
)  # verses; a page printed prettily; other markup; an address; a list
def test_other_breaks_stay(markup):
    page = etree.fromstring(f"<body>{markup}</body>")
    part_lines(page)
    assert etree.tostring(page) == f"<body>{markup}</body>".encode()


def test_hard_spaces_behind_each_break_begin_paragraphs():
    page = etree.fromstring(
        "<body><p>OSLO (NTB) - The light is on.<br/>&#160;&#160;It shines.<br/>&#160;&#160;Ships see it.</p></body>"
    )
    part_lines(page)
    assert [one.text for one in page.iter("p")] == ["OSLO (NTB) - The light is on.", "It shines.", "Ships see it."]


def test_plain_text_with_indents():
    assert parted(LINES) == "\n\n".join(PARTS)
    assert parted("One line.\nAnother.\n\nA third.") == "One line.\nAnother.\n\nA third."
