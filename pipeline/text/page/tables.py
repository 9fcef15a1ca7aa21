"""Lines of a story that are no sentences: its tables, lists of days, and who wrote what it quotes."""

import re
from collections.abc import Sequence

from newsbeam.pipeline.process.late_pattern import late
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.lines import Line
from newsbeam.pipeline.text.page.phrases import phrase

_WIDEST = 130
_DASHES = ("— ", "– ", "-- ")
_NUMBER, _NUMBERS = re.compile(r"(?<![^\W_])\d+(?:[.,:-]\d+)*(?![^\W_])"), 3
"""How many of them make a line a table's."""
_DAY = late(
    r"(?:[^\W\d_]{3,9}\.? \d{1,2}|\d{1,2}\.? [^\W\d_]{3,9}|\d{1,2}[./]\d{1,2}\.?)(?:,? \d{4})?(?::| [–—-]{1,2}) |(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?\s?[^\s\d]"
)
"""`June 10 – Tampa`, `12. Juni: Ulm`, `2009年3月15日 ...`."""
_ROW = re.compile(r"(?=[^\d(]*[\d(])[^\W\d_][^:.]{1,40}: \S")
"""`England (Group A): tenth appearance`, `Goals: Roe 12`."""


def in_table(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is one of a story's table, of results or of days, or its heading; or who wrote what is quoted above it ("— Jane Roe (@roe)")."""
    text = lines[at].text
    if text.startswith(_DASHES) and "@" in text:
        return True
    below = at + 1 < len(lines) and _is_entry(lines[at + 1].text)
    if _is_entry(text):
        return below or (at > 0 and _is_entry(lines[at - 1].text))
    return below and at + 2 < len(lines) and _is_entry(lines[at + 2].text) and phrase(text) is None


def _is_entry(text: str) -> bool:
    """Numbers beside words, as tables have them, a day and what is on then, or a name and its value."""
    if len(text) > _WIDEST or shapes.is_counter(text) or shapes.is_ago(text) or shapes.is_link(text) or shapes.is_time(text):
        return False
    numbers = len(_NUMBER.findall(text))
    return numbers >= _NUMBERS or _DAY.match(text) is not None or _ROW.match(text) is not None
