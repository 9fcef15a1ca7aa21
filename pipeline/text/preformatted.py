"""Text that markup keeps as it was typed (`pre`): its line ends are there for the reader, and its indents may begin paragraphs."""

import re

from newsbeam.connectors.formats.wire_lines import parted

_BROKEN_TAG = re.compile(r"<[^<>\n]*\n[^<>]*>")
"""A tag over two lines, into which no other may be set."""
_PRE = re.compile(r"<(/?)pre(?=[\s/>])[^<>]*>", re.IGNORECASE)
_PARAGRAPH, _LINE = "<p>", "<br>"


def with_lines(markup: str) -> str:
    r"""`markup` whose `pre` elements have paragraphs and breaks where their lines end; anything else in it is as it was.

    >>> with_lines("<b>Tides</b><pre>High at 9.\n\nLow at\n3.</pre>")
    '<b>Tides</b><pre>High at 9.<p>Low at<br>3.</pre>'
    """
    parts, at, begun = [], 0, None
    for tag in _PRE.finditer(markup):
        if not tag[1]:
            begun = tag.end() if begun is None else begun
        elif begun is not None:
            parts += [markup[at:begun], _lined(markup[begun : tag.start()])]
            at, begun = tag.start(), None
    return "".join(parts) + markup[at:]


def _lined(text: str) -> str:
    """The content of one: wrapped lines whose paragraphs an indent begins are put together, others stay lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\n" not in text.strip() or _BROKEN_TAG.search(text):
        return text
    blocks = [_LINE.join(block.strip("\n").split("\n")) for block in _blocks(parted(text))]
    return _PARAGRAPH.join(block for block in blocks if block)


def _blocks(text: str) -> list[str]:
    """What blank lines part."""
    return "\n".join(line.rstrip() for line in text.split("\n")).split("\n\n")
