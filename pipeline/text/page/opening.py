"""Lines of the page among a story's first ones and behind its last: bylines, times, captions."""

from collections.abc import Sequence
from typing import NamedTuple

from newsbeam.pipeline.text.byline import is_person
from newsbeam.pipeline.text.dateline_place import is_given_name, is_place
from newsbeam.pipeline.text.page import shapes
from newsbeam.pipeline.text.page.lines import Line, Sort, sort_of
from newsbeam.pipeline.text.page.phrases import phrase
from newsbeam.pipeline.text.page.signed import before_house
from newsbeam.pipeline.text.page.stamps import is_stamp
from newsbeam.pipeline.text.persons import persons
from newsbeam.pipeline.text.written_by import in_bracket, labelled

_FIRST, _BEHIND, _NAME_WORDS, _LEAST, _LIFE = 5, 3, 4, 2, 500
_DASHES = " -–—"


class Opening(NamedTuple):
    """A text without them."""

    lines: list[Line]
    byline: str | None
    taken: tuple[str, ...]


def opened(lines: Sequence[Line], end: int) -> Opening:
    """A text whose standfirst came with it, without what stands between that and the next paragraphs; `end`: the lines that it has."""
    kept, taken, byline = [], [], None
    prose = [number for number, line in enumerate(lines[:_FIRST]) if shapes.is_prose(line.text)]
    # Between a standfirst and the text; what stands further down may be a comment's.
    first = min(prose[1], end) if len(prose) > 1 else 0
    for number, line in enumerate(lines):
        sort = sort_of(line.text) if 0 < number < first else Sort.PROSE
        if sort is Sort.TITLE and len(line.text.split()) <= _NAME_WORDS and _is_beside(lines, number):
            taken.append(line.text)
            continue
        if sort not in (Sort.TIME, Sort.BYLINE, Sort.CAPTION) or (
            sort is Sort.TIME and not (is_stamp(line.text) and shapes.is_moment(line.text))
        ):
            kept.append(line)
        elif sort is Sort.BYLINE and byline is None:
            byline = shapes.without_time(line.text) or line.text
            if byline != line.text:
                taken.append(line.text)
        else:
            taken.append(line.text)
    return Opening(kept, byline, tuple(taken))


def _is_beside(lines: Sequence[Line], number: int) -> bool:
    """Whether a byline stands just below a line: a house or a desk above who signs."""
    return number + 1 < len(lines) and sort_of(lines[number + 1].text) is Sort.BYLINE


def name_behind(taken: Sequence[str]) -> str | None:
    """Who signs below the text, of the lines that were cut there: behind a dash, or alone above no list of titles."""
    begun = 0
    while begun < len(taken) - 1 and begun < _BEHIND and shapes.is_time(taken[begun]):
        begun += 1  # its day and hour stand above who wrote
    taken = taken[begun:]
    for number, line in enumerate(taken[:_BEHIND]):
        if (":" in line or "：" in line) and (signed := labelled(line)) is not None:
            return signed
        if (bracket := in_bracket(line)) is not None and bracket[0] == 0:
            return bracket[1]
        name = before_house(line.lstrip(_DASHES))
        alone = number == 0 and phrase(line) is None and (len(taken) == 1 or sort_of(taken[1]) not in (Sort.TITLE, Sort.PROSE))
        if ((name != line and line[0] in _DASHES) or alone) and is_writer(name):
            return name
    return None


def before_writer(body: list[Line], byline: str | None) -> list[str]:
    """The lines on whoever wrote the story that stand at its end, taken off: `Jane Roe covers the lakes for us.`."""
    names = persons(byline) if byline else []
    taken: list[str] = []
    while len(body) > _LEAST and len(body[-1].text) <= _LIFE and any(body[-1].text.startswith(name) for name in names):
        taken.insert(0, body.pop().text)
    return taken


def is_writer(name: str) -> bool:
    """Whether a line is a person's name and nothing else, not a town's or a heading's."""
    words = name.split()
    if (
        not name
        or ":" in name
        or name[-1] in "!?"
        or not 2 <= len(words) <= _NAME_WORDS
        or not all(word[0].isupper() and not word.isupper() for word in words)
    ):
        return False
    return is_person(name) and not is_place(name) and (not is_place(words[0]) or is_given_name(words[0]))
