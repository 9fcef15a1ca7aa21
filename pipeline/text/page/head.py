"""What stands above a page's text: headline, byline, standfirst, an agency's name; the rest is furniture."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from newsbeam.pipeline.text.byline import is_person
from newsbeam.pipeline.text.dateline_source import ACRONYM
from newsbeam.pipeline.text.page import headline, shapes
from newsbeam.pipeline.text.page.anchor import Start
from newsbeam.pipeline.text.page.lines import Line, Sort, is_agency, sort_of
from newsbeam.pipeline.text.signoff import source_line

_HANDLE = re.compile(r"\s*\(?@[\w.]{1,40}\)?")
_STANDFIRST = 60
"""What a line without a stop must weigh to be one."""
_NAME_WORDS = 4


class Head(NamedTuple):
    """What was read above the text."""

    headline: str | None
    byline: str | None
    standfirst: str | None
    credit: str | None
    taken: tuple[str, ...]


def understand(lines: Sequence[Line], start: Start, text: str) -> Head:
    """The lines above the text, each told for what it is."""
    sorts = [sort_of(line.text) for line in lines]
    titles = [(n, lines[n].text) for n, sort in enumerate(sorts) if sort is Sort.TITLE and n != start.place_line]
    chosen = headline.choose(titles, text)
    number, title = titles[chosen] if chosen is not None else (-1, None)
    same = shapes.bare(title) if title else None
    bylines: list[str] = []
    standfirst: list[str] = []
    taken: list[str] = []
    credit: str | None = None
    for at, (line, sort) in enumerate(zip(lines, sorts, strict=True)):
        printed = line.text
        if at == number:
            continue
        if at == start.place_line:
            taken.append(printed)
            continue
        if same is not None and sort in (Sort.TITLE, Sort.PROSE) and shapes.bare(printed) == same:
            continue
        if sort is Sort.BYLINE:
            bylines.append(_HANDLE.sub("", shapes.without_time(printed) or printed).strip() or printed)
            taken += [printed] if bylines[-1] != printed else []  # with its time
        elif sort is Sort.AGENCY:
            credit = credit or (printed.strip(" -–—()[]|/:.") if is_agency(printed) else source_line(printed))
            taken.append(printed)
        elif sort is Sort.PROSE or (sort is Sort.TITLE and at > number and shapes.weight(printed) >= _STANDFIRST):
            standfirst.append(printed)
        elif sort is Sort.TITLE and _is_name(printed, at, sorts):
            bylines.append(printed)
        elif sort is Sort.TITLE and at == 0 and ACRONYM.fullmatch(printed):
            credit = credit or printed
        else:
            taken.append(printed)
    fresh = [one for one in dict.fromkeys(standfirst) if shapes.bare(one)]
    return Head(title, ", ".join(dict.fromkeys(bylines)) or None, "\n\n".join(fresh) or None, credit, tuple(taken))


def may_stand_above(line: str) -> bool:
    """Whether the first line of a page without a text is above it."""
    return sort_of(line) is not Sort.PROSE


def _is_name(line: str, at: int, sorts: Sequence[Sort]) -> bool:
    """Whether a line is a writer's name: a person's, beside a time, a byline or the text."""
    words = line.split()
    if not 2 <= len(words) <= _NAME_WORDS or not is_person(line) or not all(w[0].isupper() or not w[0].islower() for w in words):
        return False
    beside = {sorts[n] for n in (at - 1, at + 1) if 0 <= n < len(sorts)}
    return bool(beside & {Sort.TIME, Sort.BYLINE}) or at == len(sorts) - 1
