"""A story's first paragraph that stands twice: in the archive's header line, and again where the page's text begins."""

from collections.abc import Sequence

from newsbeam.pipeline.text import dateline
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.anchor import is_strong
from newsbeam.pipeline.text.page.lines import Line, Sort, sort_of

_LINES = 20
"""Lines among which it is looked for again."""
_LEAST = 40
"""Characters by which it is known, where one of the two goes on or breaks off."""
_FRONT = 90
"""Characters of a dateline that only one of the two has."""
_CUT = ("...", "…")


def lead_again(lines: Sequence[Line], home: str | None) -> int | None:
    """Number of the line where the text begins, which the first line has already said; None where that is a headline or a standfirst.

    A standfirst is one above a byline, a time or a dateline of the text's own.
    """
    if len(lines) < 2 or not (shapes.is_prose(lines[0].text) or lines[0].text.endswith(_CUT)):
        return None
    said = _letters(lines[0].text, home)
    if len(said) < _LEAST:
        return None
    for number, line in enumerate(lines[1:_LINES], 1):
        if _is_same(said, line, lines, number, home):
            return number if _is_text(lines, number, home) else None
    return None


def said_once(lines: Sequence[Line], again: int, home: str | None) -> list[Line]:
    """The lines without the first one, whose dateline stays where the page leaves it out."""
    own, first = lines[again].text, lines[0].text
    said = dateline.split(first, home_country=home)
    if (
        said is not None
        and dateline.split(own, home_country=home) is None
        and shapes.bare(first[len(said.text) :]) == shapes.bare(own)
    ):
        own = first
    return [*lines[1:again], lines[again]._replace(text=own), *lines[again + 1 :]]


def _is_same(said: str, line: Line, lines: Sequence[Line], number: int, home: str | None) -> bool:
    printed = shapes.bare(line.text)
    if len(printed) < _LEAST:
        return False
    if printed == said or (len(printed) > len(said) and printed.startswith(said)):
        return True
    if said.startswith(printed):  # broken at some width
        return number + 1 < len(lines) and not lines[number + 1].parted
    return said[:_LEAST] in printed[: _FRONT + _LEAST] and _letters(line.text, home).startswith(said)


def without_dateline(text: str, home: str | None) -> str:
    """A line without its dateline."""
    found = dateline.split(text, home_country=home)
    return text[len(found.text) :] if found is not None else text


def _letters(text: str, home: str | None) -> str:
    """A line's letters, without its dateline and without a mark that it breaks off."""
    return shapes.bare(without_dateline(text, home))


def _is_text(lines: Sequence[Line], number: int, home: str | None) -> bool:
    """Whether text goes on below a line, with no dateline further down that is surer than its own."""
    own = dateline.split(lines[number].text, home_country=home)
    if own is not None and is_strong(own):
        return True
    last = number + 1
    while last < len(lines) and not lines[last].parted:
        last += 1
    if last == len(lines):
        return False
    below = lines[last].text
    if sort_of(below) is not Sort.PROSE and not shapes.ends(below):
        return False
    found = dateline.split(below, home_country=home)
    return found is None or not is_strong(found)
