"""Lines that were broken at some width: a sentence goes on in the next one."""

from collections.abc import Sequence
from itertools import pairwise

from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.lines import Line, Sort, sort_of

_LINES, _WRAPPED = 60, 50
"""Lines of a page that are looked at; what a line must weigh to go on in the next one."""
_BROKEN, _WIDTH, _KNOWN = 4, 100, (Sort.TIME, Sort.FURNITURE, Sort.CAPTION, Sort.BYLINE)
"""How many broken lines make a broken page, and how wide they are at most."""


def goes_on(lines: Sequence[Line], number: int) -> bool:
    """Whether a line only ends the sentence of the line above it."""
    above = lines[number - 1].text if number else ""
    return not lines[number].parted and shapes.weight(above) >= _WRAPPED and not shapes.ends(above)


def is_broken(lines: Sequence[Line]) -> bool:
    """Whether a page's lines were broken at some width: most of those that stand close end in no stop, above whatever ends the text."""
    tail = next((number for number, line in enumerate(lines[:_LINES]) if number and sort_of(line.text) is Sort.TAIL), _LINES)
    close = [above.text for above, below in pairwise(lines[1:tail]) if not below.parted]
    broken = sum(not shapes.ends(text) and len(text) <= _WIDTH and sort_of(text) not in _KNOWN for text in close)
    return broken >= _BROKEN and broken >= 0.5 * len(close)
