"""Text in `pre` keeps the lines and paragraphs that it was typed with."""

import pytest

from newsbeam.pipeline.text.html import to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            "<pre>(Adds detail)\n    OSLO (NTB) - The old lighthouse is lit again after nine\ndark winters.\n    It shines.</pre>",
            "(Adds detail)\n\nOSLO (NTB) - The old lighthouse is lit again after nine dark winters.\n\nIt shines.",
        ),
        (
            "<p>Tides</p><PRE class='t'>High at 9.\r\n\r\nLow at 3.\r\nHigh again at 9.</PRE>",
            "Tides\n\nHigh at 9.\n\nLow at 3.\nHigh again at 9.",
        ),
        ("<pre>North 3  South 1\nEast 0   <b>West</b> 0\n</pre><p>Next.</p>", "North 3 South 1\nEast 0 West 0\n\nNext."),
        ("<pre>One line.\n</pre>", "One line."),
        ("<pre>A <a\nhref='x'>link</a>\nhere</pre>", "A link here"),
        ("<pre>Never\nclosed", "Never closed"),
        ("<p>Not\nkept <preface>here\ntoo</preface></p>", "Not kept here too"),
        ("İ <pre>a\nb</pre>", "İ\n\na\nb"),
        ("<pre>a\nb<pre>c\nd</pre>e\nf</pre>", "a\nb\n\nc\nd\n\ne f"),
    ],
)
def test_lines_of_pre(markup: str, text: str) -> None:
    assert to_text(markup) == text
